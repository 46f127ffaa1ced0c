"""What each table of the cloud shows.

A row is a plain dict in `world.state.cloud[table][id]`; names with an underscore are private, never served. What is
joined from other tables, and what every row of a real 4.23 server has and never varies here, is data
(resources/lab/cloudstack-tables.json); here are the fields that are computed.
"""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from vscdesktop.lab.files import Node, Volume
from vscdesktop.lab.resource import read
from vscdesktop.lab.world import Row, World

Compute = Callable[[World, Row], Any]
DATA: dict[str, Any] = json.loads(read("cloudstack-tables.json"))


@dataclass(frozen=True)
class Table:
    computed: Mapping[str, Compute]
    joined: Mapping[str, Sequence[str]] = field(default_factory=dict)  # (field of this row, its table, field there)
    constant: Mapping[str, Any] = field(default_factory=dict)
    filters: Mapping[str, str] = field(default_factory=dict)  # parameter -> field, where the names differ
    parts: Sequence[str] = ()  # filters that look for a part of the value
    owned: bool = False  # listall and projectid decide who sees a row
    tail: bool = True  # past its end a list still tells its count (listVolumes does not)


def date(seconds: float) -> str:
    """2026-11-24T12:00:00+0000, the form of every date in an answer."""
    return time.strftime("%Y-%m-%dT%H:%M:%S+0000", time.gmtime(seconds))


def rows(world: World, table: str) -> dict[str, Row]:
    return world.state.cloud.setdefault(table, {})


def look(world: World, table: str, row: Row, name: str) -> Any:
    """One field of a row, private ones too; None when the row does not have it."""
    if name in row:
        return row[name]
    shown = TABLES[table]
    if name in shown.joined:
        by, other, there = shown.joined[name]
        found = rows(world, other).get(look(world, table, row, by))
        return None if found is None else look(world, other, found, there)
    if name in shown.computed:
        return shown.computed[name](world, row)
    return shown.constant.get(name)


def flexvol(world: World, pool: Row) -> Volume | None:
    """The volume behind a pool, if it still exists."""
    return world.state.volumes.get(pool["_volume"])


def place(pool: Row, name: str) -> str:
    """The path of a pool's file inside its volume."""
    return f"{pool['_directory']}/{name}".lstrip("/")


def node_of(world: World, disk: Row) -> Node | None:
    """The file a disk's row points to now."""
    pool = rows(world, "storagepool").get(disk["storageid"])
    volume = flexvol(world, pool) if pool else None
    return volume.find(place(pool, disk["path"])) if pool and volume else None


def disks_of(world: World, instance: str) -> list[Row]:
    """The disks of an instance in device order."""
    mine = (d for d in rows(world, "volume").values() if d.get("virtualmachineid") == instance)
    return sorted(mine, key=lambda d: d["deviceid"])


def _memory(world: World, host: Row) -> int:
    guests = (vm for vm in rows(world, "virtualmachine").values() if vm.get("hostid") == host["id"])
    return sum(look(world, "virtualmachine", vm, "memory") << 20 for vm in guests)


def _allocated(world: World, pool: Row) -> int:
    return sum(d["size"] for d in rows(world, "volume").values() if d["storageid"] == pool["id"])


def _of_volume(name: str) -> Compute:
    return lambda world, pool: getattr(flexvol(world, pool), name, 0)


def _measured(what: Callable[[Row, Node], Any]) -> Compute:
    """A figure of the host's volume statistics; they are there for some disks only, as on a young server."""

    def figure(world: World, disk: Row) -> Any:
        node = node_of(world, disk) if disk["_measured"] else None
        return None if node is None else what(disk, node)

    return figure


def _downloads(world: World, template: Row) -> list[Row]:
    """Where a template lies: on the image store, and in each pool that has its file."""
    stores = [(s, "Image") for s in rows(world, "imagestore").values()]
    files = [f for f in rows(world, "_templatefile").values() if f["templateid"] == template["id"]]
    stores += [(rows(world, "storagepool")[f["storageid"]], "Primary") for f in files]
    done = {"downloadState": "DOWNLOADED", "downloadPercent": "100"}
    return [
        {**done, "datastore": store["name"], "datastoreRole": role, "datastoreId": store["id"]}
        for store, role in stores
    ]


def _nics(_world: World, vm: Row) -> list[Row]:
    """An instance on a host has its network's VLAN."""
    vlan = {"isolationuri": "vlan://118", "broadcasturi": "vlan://118"} if "hostid" in vm else {}
    return [{**vm["_nic"], **vlan}]


COMPUTED: dict[str, dict[str, Compute]] = {
    "host": {"memoryallocated": _memory},
    "storagepool": {
        "disksizetotal": _of_volume("size"),
        "capacitybytes": _of_volume("size"),
        "disksizeused": _of_volume("used"),
        "disksizeallocated": _allocated,
    },
    "template": {"downloaddetails": _downloads},
    "virtualmachine": {"_pools": lambda world, vm: [d["storageid"] for d in disks_of(world, vm["id"])], "nic": _nics},
    "volume": {
        "physicalsize": _measured(lambda _, node: node.used),
        "virtualsize": _measured(lambda disk, _: disk["size"]),
        "utilization": _measured(lambda disk, node: f"{node.used * 100 / disk['size']:.2f}%"),
    },
}
TABLES = {name: Table(COMPUTED.get(name, {}), **row) for name, row in DATA["tables"].items()}

# command -> table; every other command the schema names has a function of its own
LISTS = {
    "listZones": "zone", "listPods": "pod", "listClusters": "cluster", "listHosts": "host",
    "listStoragePools": "storagepool", "listImageStores": "imagestore", "listTemplates": "template",
    "listVirtualMachines": "virtualmachine", "listVolumes": "volume", "listVMSnapshot": "vmsnapshot",
    "listSnapshots": "snapshot", "listConfigurations": "configuration",
}  # fmt: skip


def table_of(parameter: str) -> str:
    """The table an id parameter leads to; for things the lab does not have, an empty one."""
    name = parameter.removesuffix("s").removesuffix("id")
    return {"storage": "storagepool"}.get(name, name)
