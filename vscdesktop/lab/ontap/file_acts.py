"""Changes of single names: make a directory, write a small file, rename, delete.

Documented (NetApp's file API): an upload is create-only unless `overwrite`; `byte_offset` is where writing
begins, and -1, to append, is the default; at most 1 MB.  Not documented, so believed: an overwrite from
offset 0 does not cut the file to the new length.
"""

import re

from vscdesktop.lab.blocks import PAGE, Block, Literal, Map
from vscdesktop.lab.files import Refused, Volume
from vscdesktop.lab.http import Answer, Request
from vscdesktop.lab.ontap import jobs
from vscdesktop.lab.ontap.errors import Refusal, bad_value
from vscdesktop.lab.ontap.files_read import LARGEST, clean, look, number, online, place
from vscdesktop.lab.ontap.model import Call
from vscdesktop.lab.world import Row, World

SLOW = 1 << 30  # bytes from which deleting a file is a job
SECONDS = 0.5


def create(call: Call) -> Answer:
    """POST: a directory (JSON), or a file's bytes (multipart/form-data)."""
    volume, path = place(call)
    if call.request.headers.get("content-type", "").startswith("multipart/form-data"):
        _write(volume, path, upload(call.request), call)
    else:
        _mkdir(volume, path, call.body)
    return Answer(201, b"", {"Location": call.request.path})


def _mkdir(volume: Volume, path: str, body: Row) -> None:
    if body.get("type") != "directory":
        raise bad_value("type", body.get("type"), "directory")
    if "unix_permissions" not in body:
        raise Refusal("no-mode", path=path)
    mode = str(body["unix_permissions"])
    if not re.fullmatch("[0-7]{1,4}", mode):
        raise bad_value("unix_permissions", mode, "octal digits")
    volume.mkdir(path, mode)


def _write(volume: Volume, path: str, data: bytes, call: Call) -> None:
    at = number(call.request.params, "byte_offset", -1)
    old = volume.find(path)
    if old is not None and not call.says("overwrite"):
        raise Refusal("exists")
    if old is None and at <= 0:
        volume.put(path, data)
        return
    held, size = (old.held, old.size) if old is not None and not old.is_directory else (Map(PAGE), 0)
    at = size if at < 0 else at
    volume.place(path, spliced(held, at, data), max(size, at + len(data)), overwrite=True)


def spliced(held: Map, at: int, data: bytes) -> Map:
    """The map after `data` was written at `at`."""
    grain = held.grain
    blocks: dict[int, Block] = dict(held.blocks)
    for cluster in range(at // grain, -(-(at + len(data)) // grain)):
        start = cluster * grain
        old = held.read(start, grain)
        first, last = max(at - start, 0), min(at + len(data) - start, grain)
        new = old[:first] + data[start + first - at : start + last - at] + old[last:]
        blocks[cluster] = Literal(grain, new)
    return Map(grain, blocks)


def upload(request: Request) -> bytes:
    """The part named `data` (API description) or `file` (NetApp's examples) of a form."""
    mark = re.search(r'boundary="?([^";]+)', request.headers["content-type"])
    parts = request.body.split(b"--" + mark[1].encode()) if mark else []
    for part in parts[1:-1]:
        head, _, data = part.partition(b"\r\n\r\n")
        if re.search(rb'[; ]name="?(data|file)"?\s*(;|\r|$)', head):
            if len(data) - 2 > LARGEST:
                raise Refusal("internal-file", why="The data exceeds 1 MB.")
            return data.removesuffix(b"\r\n")
    raise Refusal("required", "data", field="data")


def rename(call: Call) -> Answer:
    """PATCH {"path": new name from the volume's root}.  Onto an existing name it is refused."""
    volume, path = place(call)
    new = clean(str(call.body["path"]))
    look(volume, path)
    there = volume.find(new)
    if there is not None and there.is_directory:
        raise Refusal("rename-directory", path=path, new=new)
    try:
        volume.rename(path, new)
    except Refused as refused:
        kind = "read-only" if refused.why == "read-only" else "rename"
        raise Refusal(kind, path=path) from None
    return Answer(200)


def delete(call: Call) -> Answer:
    """DELETE a file or an empty directory: at once, or a job for a file of 1 GiB and more."""
    volume, path = place(call)
    if not path:
        raise Refusal("is-root")
    node = look(volume, path)
    if node.size >= SLOW:
        args = {"volume": volume.uuid, "path": path}
        return jobs.accepted(call, SECONDS, "file.delete", f"DELETE {call.request.path}", args)
    volume.delete(path)
    return Answer(200)


@jobs.effect("file.delete")
def _delete(world: World, args: Row) -> None:
    online(world, args["volume"]).delete(args["path"])
