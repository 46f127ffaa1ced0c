"""Build an array: cluster, nodes, tiers, storage VMs, LIFs, volumes.  Each adds rows and gives the uuid.

Fields that a table computes stand here under a name with "_", which no answer shows.
"""

from vscdesktop.lab.blocks import PAGE
from vscdesktop.lab.files import Volume
from vscdesktop.lab.ontap.times import ZONE, local
from vscdesktop.lab.world import Row, World

SPLIT_LOAD = 35_184_372_088_832  # bytes of clones being shared at once: the maximum in NetApp's examples


def _add(world: World, table: str, row: Row, uuid: str = "") -> str:
    uuid = uuid or world.new_uuid()
    world.state.ontap.setdefault(table, {})[uuid] = {"uuid": uuid, **row}
    return uuid


def _named(world: World, table: str, name: str) -> Row:
    """{"uuid", "name"} of a row that others refer to."""
    row = next(r for r in world.state.ontap[table].values() if r["name"] == name)
    return {"uuid": row["uuid"], "name": name}


def cluster(world: World, name: str) -> str:
    version = {"full": "NetApp Release 9.16.1: VSC Desktop lab", "generation": 9, "major": 16, "minor": 1}
    return _add(world, "cluster", {"name": name, "version": version, "timezone": {"name": ZONE}})


def node(world: World, name: str) -> str:
    """A node; with the one before it, if that has none, it forms an HA pair."""
    serial = f"95000{len(world.state.ontap.get('nodes', {})) + 1:07d}"
    row: Row = {"name": name, "state": "up", "model": "AFF-A250", "serial_number": serial}
    uuid = _add(world, "nodes", row)
    nodes = world.state.ontap["nodes"]
    for other in nodes.values():
        if other["uuid"] != uuid and "ha" not in other:
            for one, two in ((other, nodes[uuid]), (nodes[uuid], other)):
                one["ha"] = {"enabled": True, "partners": [{"uuid": two["uuid"], "name": two["name"]}]}
    load = {"maximum": SPLIT_LOAD, "current": 0, "token_reserved": 0}
    world.state.ontap.setdefault("splits", {})[uuid] = {"node": {"uuid": uuid, "name": name}, "_load": load}
    return uuid


def tier(world: World, name: str, node: str, size: int) -> str:
    """A local tier (aggregate) of `size` bytes on the node of this name."""
    owner = _named(world, "nodes", node)
    return _add(world, "aggregates", {"name": name, "node": owner, "state": "online", "_size": size})


def svm(world: World, name: str) -> str:
    return _add(world, "svms", {"name": name, "state": "running", "subtype": "default"})


def lif(world: World, svm: str, name: str, address: str, node: str) -> str:
    """A data LIF for NFS."""
    at = _named(world, "nodes", node)
    row = {
        "name": name,
        "svm": _named(world, "svms", svm),
        "ip": {"address": address, "family": "ipv4"},
        "enabled": True,
        "state": "up",
        "scope": "svm",
        "services": ["data_core", "data_nfs"],
        "location": {"is_home": True, "home_node": at, "node": dict(at)},
    }
    return _add(world, "interfaces", row)


def volume(world: World, svm: str, name: str, size: int, tier: str, junction: str, root: bool = False) -> Volume:
    """A thin FlexVol of `size` bytes (a multiple of 4096), mounted at `junction`, empty."""
    if size % PAGE:
        raise ValueError(f"{size} is no multiple of {PAGE}")
    made = Volume(world.new_uuid(), name, size, world.clock.now, world.new_uuid)
    world.state.volumes[made.uuid] = made
    place = _named(world, "aggregates", tier)
    row = {
        "name": name,
        "svm": _named(world, "svms", svm),
        "create_time": local(world.clock.now()),
        "size": size,
        "state": "online",
        "style": "flexvol",
        "type": "rw",
        "is_svm_root": root,
        "aggregates": [place],
        "clone": {"is_flexclone": False},
        "guarantee": {"type": "none"},
        "snaplock": {"type": "non_snaplock"},
        "_tier": place["uuid"],
        "_junction": junction,
    }
    _add(world, "volumes", row, made.uuid)
    return made
