"""Reading files through the API: names, properties, content."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from vscdesktop.lab.files import ROOT, Node, Volume
from vscdesktop.lab.http import Answer
from vscdesktop.lab.ontap.errors import Refusal, bad_value
from vscdesktop.lab.ontap.model import Call
from vscdesktop.lab.ontap.times import local
from vscdesktop.lab.world import Row, World

LARGEST = 1 << 20  # bytes of one read or write ("The API will fail if the length ... exceeds 1 MB")
SNAPSHOTS = ".snapshot"


def online(world: World, uuid: str) -> Volume:
    """The volume, or the refusal every call on its files gives."""
    row = world.state.ontap.get("volumes", {}).get(uuid)
    if row is None:
        raise Refusal("no-volume", uuid=uuid)
    if row["state"] != "online":
        raise Refusal("offline")
    return world.state.volumes[uuid]


def clean(path: str) -> str:
    """A path of the API as files.Volume names it: no "." or "..", no slash at either end, "" for the root."""
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def place(call: Call) -> tuple[Volume, str]:
    return online(call.world, call.keys["volume.uuid"]), clean(call.keys.get("path", ""))


def look(volume: Volume, path: str) -> Node:
    """The node of a live or snapshot path; the directory of all snapshots is the root's twin."""
    node = volume.nodes[ROOT] if path == SNAPSHOTS else volume.find(path)
    if node is None:
        raise Refusal("no-file")
    return node


def records(call: Call) -> Iterator[Row]:
    """What a directory holds, with "." and ".."; or the one object, for a file and for return_metadata."""
    volume, path = place(call)
    node = look(volume, path)
    if call.says("return_metadata") or not node.is_directory:
        yield _row(volume, path, "", node)
        return
    yield _row(volume, path, ".", node)
    yield _row(volume, path, "..", look(volume, path.rpartition("/")[0]))
    if path == SNAPSHOTS:
        for name, snapshot in volume.snapshots.items():
            yield _row(volume, path, name, snapshot.nodes[ROOT])
        return
    if path == "":
        yield _row(volume, path, SNAPSHOTS, node)
    for name, below in volume.listing(path):
        yield _row(volume, path, name, below)


def _row(volume: Volume, path: str, name: str, node: Node) -> Row:
    return {"path": path or "/", "name": name, "type": node.kind, "_node": node, "_volume": volume}


def _of(read: Callable[[Node], Any]) -> Callable[[World, Row], Any]:
    return lambda _world, row: read(row["_node"])


COMPUTED: Mapping[str, Callable[[World, Row], Any]] = {
    "size": _of(lambda n: n.size),
    "bytes_used": _of(lambda n: n.used),
    "unique_bytes": lambda _world, row: row["_volume"].unique_bytes(row["_node"]),
    "inode_number": _of(lambda n: n.number),
    "modified_time": _of(lambda n: local(n.modified)),
    "changed_time": _of(lambda n: local(n.changed)),
    "unix_permissions": _of(lambda n: int(n.mode)),  # octal digits as a decimal number: 755
    "is_empty": _of(lambda n: not n.entries if n.is_directory else None),
}


def content(call: Call) -> Answer | None:
    """Bytes of a file, when the request accepts multipart/form-data and says a `length`.

    That both are needed is documented; the name of the part ("data", as when writing) is believed.
    """
    params = call.request.params
    if "multipart/form-data" not in call.request.headers.get("accept", "") or "length" not in params:
        return None
    offset, length = number(params, "byte_offset", 0), number(params, "length", 0)
    if not 0 <= length <= LARGEST or offset < 0:
        raise bad_value("length", length, f"0..{LARGEST}")
    volume, path = place(call)
    node = look(volume, path)
    if node.is_directory:
        raise Refusal("internal-file", why="Is a directory.")
    data = node.held.read(offset, max(min(length, node.size - offset), 0))
    mark = hashlib.sha256(data).hexdigest()[:32]
    head = f'--{mark}\r\nContent-Disposition: form-data; name="data"\r\n'
    body = f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + data + f"\r\n--{mark}--\r\n".encode()
    return Answer(200, body, {"Content-Type": f"multipart/form-data; boundary={mark}"})


def number(params: Mapping[str, str], name: str, otherwise: int) -> int:
    try:
        return int(params.get(name, otherwise))
    except ValueError:
        raise bad_value(name, params[name], "integer") from None
