"""The resources that are only read: one entry each.

A plain resource needs nothing but its entry here (and its fields in resources/lab/ontap.json): its records
stand in the entry (`constant`) or in `world.state.ontap[table]`.  `computed` names the fields that are read
from something alive, and the function that reads them.
"""

from vscdesktop.lab.ontap import files_read
from vscdesktop.lab.ontap.model import Table
from vscdesktop.lab.ontap.snapshot_acts import records as snapshots
from vscdesktop.lab.ontap.space import tier_space, volume_space
from vscdesktop.lab.ontap.times import local
from vscdesktop.lab.world import Row, World


def _nas(_world: World, row: Row) -> Row | None:
    """An offline volume has no junction."""
    return None if row["state"] == "offline" or not row["_junction"] else {"path": row["_junction"]}


def _split_load(_world: World, row: Row) -> Row:
    load = row["_load"]
    return {**load, "allowable": load["maximum"] - load["current"] - load["token_reserved"]}


TABLES = (
    Table("/cluster", table="cluster"),
    Table("/cluster/nodes", table="nodes", computed={"date": lambda world, _row: local(world.clock.now())}),
    Table("/cluster/jobs", always=("uuid",), table="jobs"),
    Table("/cluster/licensing/licenses", constant=({"name": "flexclone", "scope": "cluster", "state": "compliant"},)),
    Table("/storage/aggregates", bare=("node",), table="aggregates", computed={"space": tier_space}),
    Table("/svm/svms", table="svms"),
    Table("/network/ip/interfaces", table="interfaces"),
    Table(
        "/storage/volumes",
        table="volumes",
        computed={
            "nas": _nas,
            "snapshot_count": lambda world, row: len(world.state.volumes[row["uuid"]].snapshots),
            "space": volume_space,
        },
    ),
    Table("/storage/volumes/{volume.uuid}/snapshots", rows=snapshots),
    Table(
        "/storage/volumes/{volume.uuid}/files",
        always=("path", "name"),
        bare=("type",),
        order="name",
        rows=files_read.records,
        computed=files_read.COMPUTED,
        listed=True,
        whole="return_metadata",
        parameters=frozenset({"return_metadata"}),
    ),
    Table(
        "/storage/file/clone/split-loads",
        always=("node",),
        order="node.uuid",
        table="splits",
        computed={"load": _split_load},
    ),
)
