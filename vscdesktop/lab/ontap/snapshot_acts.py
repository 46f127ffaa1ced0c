"""Snapshots of volumes: list, make, delete.

Making is a job, and the instant of the snapshot is when the job does it.  The answer's `Location` names no
uuid, as on a real system: the uuid does not exist yet.
"""

from collections.abc import Iterator
from urllib.parse import quote

from vscdesktop.lab import files
from vscdesktop.lab.http import Answer
from vscdesktop.lab.ontap import jobs
from vscdesktop.lab.ontap.errors import NO_ENTRY, Refusal
from vscdesktop.lab.ontap.files_read import online
from vscdesktop.lab.ontap.model import Call
from vscdesktop.lab.ontap.times import local
from vscdesktop.lab.world import Row, World

SECONDS = 0.2


def records(call: Call) -> Iterator[Row]:
    uuid = call.keys["volume.uuid"]
    row = call.world.state.ontap.get("volumes", {}).get(uuid)
    if row is None:
        raise Refusal("no-volume", uuid=uuid)
    for snapshot in call.world.state.volumes[uuid].snapshots.values():
        yield {
            "uuid": snapshot.uuid,
            "name": snapshot.name,
            "svm": row["svm"],
            "volume": {"uuid": uuid, "name": row["name"]},
            "create_time": local(snapshot.created),
            "comment": snapshot.comment or None,
        }


def make(call: Call) -> Answer:
    uuid, name = call.keys["volume.uuid"], call.body["name"]
    comment = str(call.body.get("comment", ""))
    online(call.world, uuid)
    volume = call.world.state.ontap["volumes"][uuid]
    location = f"/api/storage/volumes/{uuid}/snapshots/?name={quote(name)}"
    args = {"volume": uuid, "name": name, "comment": comment}
    job = jobs.start(call.world, SECONDS, "snapshot.make", f"POST {location}", args)
    record = {"volume": {"name": volume["name"]}, "svm": volume["svm"], "name": name}
    if comment:
        record["comment"] = comment
    body = {"num_records": 1, "records": [record], "job": job}
    return Answer.json(202, body, {"Location": location})


@jobs.effect("snapshot.make")
def _make(world: World, args: Row) -> None:
    try:
        volume = online(world, args["volume"])
    except Refusal as refusal:
        raise Refusal("snapshot-space", why=refusal.message) from None
    if args["name"] in volume.snapshots:
        raise Refusal("snapshot-exists", name=args["name"])
    volume.snapshot(args["name"], args["comment"])


def delete(call: Call) -> Answer:
    """Refused while clones taken from it are being shared: at once, or by the job if that begins later."""
    uuid, snapshot = call.keys["volume.uuid"], call.keys["uuid"]
    _idle(online(call.world, uuid), snapshot)
    description = f"DELETE /api/storage/volumes/{uuid}/snapshots/{snapshot}"
    args = {"volume": uuid, "snapshot": snapshot}
    return jobs.accepted(call, SECONDS, "snapshot.delete", description, args)


@jobs.effect("snapshot.delete")
def _delete(world: World, args: Row) -> None:
    volume = online(world, args["volume"])
    volume.drop_snapshot(_idle(volume, args["snapshot"]).name)


def find(volume: files.Volume, uuid: str) -> files.Snapshot | None:
    return next((s for s in volume.snapshots.values() if s.uuid == uuid), None)


def _idle(volume: files.Volume, uuid: str) -> files.Snapshot:
    snapshot = find(volume, uuid)
    if snapshot is None:
        raise Refusal(NO_ENTRY, "uuid")
    if snapshot.busy:
        raise Refusal("snapshot-busy", name=snapshot.name)
    return snapshot
