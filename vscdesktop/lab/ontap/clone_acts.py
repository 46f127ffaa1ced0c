"""File clones: a job that shares blocks, and the work that goes on after it.

Documented: relative paths only, same volume, constant time, a snapshot used as source stays busy until the
background sharing ends, the node's split load.  Measured by others on FSx for ONTAP: a missing destination
directory is answered with 202 and a job that succeeds, and nothing is created.  Believed: that an existing
destination and a full volume fail the job with 13565952.
"""

from vscdesktop.lab.files import Refused
from vscdesktop.lab.http import Answer
from vscdesktop.lab.ontap import jobs
from vscdesktop.lab.ontap.errors import Refusal
from vscdesktop.lab.ontap.files_read import SNAPSHOTS, clean, online
from vscdesktop.lab.ontap.model import Call
from vscdesktop.lab.ontap.snapshot_acts import find
from vscdesktop.lab.world import Row, World, on

SECONDS = 0.4
SHARING = 8.0  # seconds that blocks are shared in the background after a clone
WHY = {
    "exists": "File exists.",
    "full": "No space left on device.",
    "is-directory": "Is a directory.",
    "read-only": "Read-only file system.",
}


def clone(call: Call) -> Answer:
    body, uuid = call.body, str(call.body["volume.uuid"])
    for name in ("destination_path", "source_path"):
        if str(body[name]).startswith("/"):
            raise Refusal("absolute", name, field=name)
    if body.get("autodelete") in (True, "true"):
        raise Refusal("not-settable", "autodelete", field="autodelete")  # nothing here deletes clones by itself
    online(call.world, uuid)
    args = {"volume": uuid, "source": clean(str(body["source_path"])), "target": clean(str(body["destination_path"]))}
    return jobs.accepted(call, SECONDS, "file.clone", "POST /api/storage/file/clone", args)


@jobs.effect("file.clone")
def _clone(world: World, args: Row) -> None:
    volume, source, target = online(world, args["volume"]), args["source"], args["target"]
    origin = volume.find(source)
    if origin is None:
        raise Refusal("no-handle", path=source)
    load = _load(world, args["volume"])
    if load["current"] + load["token_reserved"] + origin.size > load["maximum"]:
        raise Refusal("clone", why="Device busy: the split load of the node is at its maximum.")
    try:
        volume.clone(source, target)
    except Refused as refused:
        if refused.why == "no-parent":
            return
        raise Refusal("clone", why=WHY[refused.why]) from None
    parts = source.split("/")
    snapshot = volume.snapshots[parts[1]] if parts[0] == SNAPSHOTS else None
    if snapshot is not None:
        snapshot.busy += 1
    load["current"] += origin.size
    world.later(
        SHARING, "ontap.shared", volume=args["volume"], snapshot=snapshot.uuid if snapshot else "", size=origin.size
    )


@on("ontap.shared")
def _shared(world: World, event: Row) -> None:
    _load(world, event["volume"])["current"] -= event["size"]
    snapshot = find(world.state.volumes[event["volume"]], event["snapshot"])
    if snapshot is not None:
        snapshot.busy -= 1


def _load(world: World, volume: str) -> Row:
    """The split load of the node that serves a volume, in bytes."""
    tables = world.state.ontap
    tier = tables["aggregates"][tables["volumes"][volume]["_tier"]]
    load: Row = tables["splits"][tier["node"]["uuid"]]["_load"]
    return load
