"""What each table of the cloud shows: fields joined from other tables, computed ones, and those that never vary.

A row is a plain dict in `world.state.cloud[table][id]`; names with an underscore are private, never served.
Values seen on a real 4.23 server, where every row has them, stand under `constant`.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from vscdesktop.lab.files import Node, Volume
from vscdesktop.lab.world import Row, World

Join = tuple[str, str, str]  # (field of this row that names the other, its table, the field there)
Compute = Callable[[World, Row], Any]


@dataclass(frozen=True)
class Table:
    joined: Mapping[str, Join] = field(default_factory=dict)
    computed: Mapping[str, Compute] = field(default_factory=dict)
    constant: Mapping[str, Any] = field(default_factory=dict)
    filters: Mapping[str, str] = field(default_factory=dict)  # parameter -> field, where the names differ
    keyword: tuple[str, ...] = ("name",)
    parts: tuple[str, ...] = ()  # filters that look for a part of the value
    owned: bool = False  # listall, projectid, account and domainid decide who sees a row
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


def _allocated(world: World, pool: Row) -> int:
    return sum(d["size"] for d in rows(world, "volume").values() if d["storageid"] == pool["id"])


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
    return [
        {
            "downloadState": "DOWNLOADED",
            "datastore": store["name"],
            "datastoreRole": role,
            "downloadPercent": "100",
            "datastoreId": store["id"],
        }
        for store, role in stores
    ]


def _nics(_world: World, vm: Row) -> list[Row]:
    """An instance on a host has its network's VLAN."""
    vlan = {"isolationuri": "vlan://118", "broadcasturi": "vlan://118"} if "hostid" in vm else {}
    return [{**vm["_nic"], **vlan}]


ZONE: Mapping[str, Join] = {"zonename": ("zoneid", "zone", "name")}
POD: Mapping[str, Join] = {"podname": ("podid", "pod", "name"), **ZONE}
CLUSTER: Mapping[str, Join] = {"clustername": ("clusterid", "cluster", "name"), **POD}
OWNER: Mapping[str, Join] = {
    "domain": ("domainid", "domain", "name"),
    "domainpath": ("domainid", "domain", "path"),
    "project": ("projectid", "project", "name"),
    **ZONE,
}
PLAIN = {"hasannotations": False}
TAGGED = {"tags": [], **PLAIN}

TABLES: dict[str, Table] = {
    "domain": Table(),
    "project": Table(),
    "account": Table(),
    "job": Table(),
    "configuration": Table(),
    "zone": Table(
        constant={
            "networktype": "Advanced", "securitygroupsenabled": False, "gputotal": 0, "gpuused": 0,
            "allocationstate": "Enabled", "dhcpprovider": "VirtualRouter", "localstorageenabled": False,
            "allowuserspecifyvrmtu": False, "routerprivateinterfacemaxmtu": 1500,
            "routerpublicinterfacemaxmtu": 1500, "type": "Core", "isnsxenabled": False, "ismultiarch": False,
            "asnrange": "", "routedmodeenabled": True, **TAGGED,
        },
    ),
    "pod": Table(joined=ZONE, constant={"allocationstate": "Enabled", **PLAIN}),
    "cluster": Table(
        joined=POD,
        constant={
            "hypervisortype": "KVM", "clustertype": "CloudManaged", "allocationstate": "Enabled",
            "managedstate": "Managed", "cpuovercommitratio": "1.0", "memoryovercommitratio": "1.0",
            "resourcedetails": {"memoryOvercommitRatio": "1.0", "cpuOvercommitRatio": "1.0"},
            "arch": "x86_64", **PLAIN,
        },
        filters={"hypervisor": "hypervisortype"},
    ),
    "host": Table(
        joined={
            "podid": ("clusterid", "cluster", "podid"),
            "zoneid": ("clusterid", "cluster", "zoneid"),
            **CLUSTER,
        },
        constant={
            "type": "Routing", "version": "4.23.0.0", "hypervisor": "KVM", "capabilities": "hvm,snapshot",
            "clustertype": "CloudManaged", "islocalstorageactive": False, "resourcestate": "Enabled",
            "hostha": {"haenable": False, "hastate": "Disabled"}, "arch": "x86_64",
            "outofbandmanagement": {"powerstate": "Disabled", "enabled": False}, **PLAIN,
        },
        computed={"memoryallocated": lambda world, host: 1048576 * sum(
            vm["memory"] for vm in rows(world, "virtualmachine").values() if vm.get("hostid") == host["id"]
        )},
    ),
    "storagepool": Table(
        joined=CLUSTER,
        computed={
            "disksizetotal": lambda world, pool: v.size if (v := flexvol(world, pool)) else 0,
            "capacitybytes": lambda world, pool: v.size if (v := flexvol(world, pool)) else 0,
            "disksizeused": lambda world, pool: v.used if (v := flexvol(world, pool)) else 0,
            "disksizeallocated": _allocated,
        },
        constant={
            "type": "NetworkFilesystem", "state": "Up", "istagarule": False, "overprovisionfactor": "2.0",
            "hypervisor": "KVM", **PLAIN,
        },
        filters={"status": "state"},
    ),
    "imagestore": Table(
        joined=ZONE,
        constant={"protocol": "nfs", "providername": "NFS", "scope": "ZONE", "readonly": False, **PLAIN},
        filters={"provider": "providername"},
    ),
    "template": Table(
        joined=OWNER,
        computed={"downloaddetails": _downloads},
        constant={
            "ispublic": True, "isready": True, "passwordenabled": False, "format": "QCOW2", "isfeatured": True,
            "crossZones": True, "account": "system", "status": "Download Complete", "templatetype": "USER",
            "hypervisor": "KVM", "isextractable": False, "details": {}, "arch": "x86_64", "bits": 0,
            "sshkeyenabled": False, "isdynamicallyscalable": False, "directdownload": False, "deployasis": False,
            "forcks": False, "requireshvm": True, **TAGGED,
        },
    ),
    "virtualmachine": Table(
        owned=True,
        joined={
            "hostname": ("hostid", "host", "name"),
            "hostcontrolstate": ("hostid", "host", "resourcestate"),
            "templatename": ("templateid", "template", "name"),
            "templatedisplaytext": ("templateid", "template", "displaytext"),
            "templatetype": ("templateid", "template", "templatetype"),
            "templateformat": ("templateid", "template", "format"),
            "ostypeid": ("templateid", "template", "ostypeid"),
            "guestosid": ("templateid", "template", "ostypeid"),
            "osdisplayname": ("templateid", "template", "ostypename"),
            "_clusterid": ("hostid", "host", "clusterid"),
            **OWNER,
        },
        computed={"_pools": lambda world, vm: [d["storageid"] for d in disks_of(world, vm["id"])], "nic": _nics},
        constant={
            "haenable": False, "passwordenabled": False, "isos": [], "isomaxcount": 1, "rootdeviceid": 0,
            "rootdevicetype": "ROOT", "securitygroup": [], "hypervisor": "KVM", "details": {},
            "affinitygroup": [], "displayvm": True, "isdynamicallyscalable": False, "deleteprotection": False,
            "pooltype": "NetworkFilesystem", "receivedbytes": 0, "sentbytes": 0, "arch": "x86_64",
            "_vmtype": "User", **TAGGED,
        },
        filters={"storageid": "_pools", "clusterid": "_clusterid"},
        keyword=("name", "displayname", "instancename", "state"),
        parts=("name",),
    ),
    "volume": Table(
        owned=True,
        tail=False,
        joined={
            "vmname": ("virtualmachineid", "virtualmachine", "name"),
            "vmdisplayname": ("virtualmachineid", "virtualmachine", "displayname"),
            "vmstate": ("virtualmachineid", "virtualmachine", "state"),
            "vmtype": ("virtualmachineid", "virtualmachine", "_vmtype"),
            "templatename": ("templateid", "template", "name"),
            "templatedisplaytext": ("templateid", "template", "displaytext"),
            "storage": ("storageid", "storagepool", "name"),
            "clusterid": ("storageid", "storagepool", "clusterid"),
            "podid": ("storageid", "storagepool", "podid"),
            "supportsstoragesnapshot": ("storageid", "storagepool", "managed"),
            "_hostid": ("virtualmachineid", "virtualmachine", "hostid"),
            **CLUSTER,
            **OWNER,
        },
        computed={
            "physicalsize": _measured(lambda _, node: node.used),
            "virtualsize": _measured(lambda disk, _: disk["size"]),
            "utilization": _measured(lambda disk, node: f"{node.used * 100 / disk['size']:.2f}%"),
        },
        constant={
            "provisioningtype": "thin", "storagetype": "shared", "hypervisor": "KVM", "destroyed": False,
            "displayvolume": True, "quiescevm": False, "deleteprotection": False, **TAGGED,
        },
        filters={"hostid": "_hostid"},
        keyword=("name", "type", "state"),
    ),
    "vmsnapshot": Table(
        owned=True,
        joined={"virtualmachinename": ("virtualmachineid", "virtualmachine", "name"), **OWNER},
        constant={"hypervisor": "KVM", **TAGGED},
        filters={"vmsnapshotid": "id", "vmsnapshotids": "id", "name": "displayname"},
        keyword=("name", "displayname", "description"),
    ),
    "snapshot": Table(
        owned=True,
        joined={
            "volumename": ("volumeid", "volume", "name"),
            "volumetype": ("volumeid", "volume", "type"),
            "volumestate": ("volumeid", "volume", "state"),
            **OWNER,
        },
        constant={"intervaltype": "MANUAL", "revertable": False, **TAGGED},
    ),
}  # fmt: skip

# command -> table; every other command the schema names has a function in engine.py or acts.py
LISTS = {
    "listZones": "zone",
    "listPods": "pod",
    "listClusters": "cluster",
    "listHosts": "host",
    "listStoragePools": "storagepool",
    "listImageStores": "imagestore",
    "listTemplates": "template",
    "listVirtualMachines": "virtualmachine",
    "listVolumes": "volume",
    "listVMSnapshot": "vmsnapshot",
    "listSnapshots": "snapshot",
    "listConfigurations": "configuration",
}

# which table a parameter's id leads to; ids of things the lab does not have lead nowhere
IDS = {
    "zoneid": "zone", "podid": "pod", "clusterid": "cluster", "hostid": "host", "storageid": "storagepool",
    "virtualmachineid": "virtualmachine", "volumeid": "volume", "templateid": "template",
    "domainid": "domain", "projectid": "project", "jobid": "job",
    "vmsnapshotid": "vmsnapshot", "vmsnapshotids": "vmsnapshot", "imagestoreid": "imagestore",
}  # fmt: skip

_TEMPLATE = {
    "templateid",
    "templatename",
    "templatetype",
    "templateformat",
    "templatedisplaytext",
    "passwordenabled",
}
_SIZE = {"cpunumber", "cpuspeed", "memory"}
# listVirtualMachines details=: the fields that come only with one of these words; the rest comes always
DETAILS: dict[str, set[str]] = {
    "tmpl": _TEMPLATE,
    "servoff": {"serviceofferingid", "serviceofferingname", *_SIZE},
    "stats": _SIZE,
    "iso": {"isos", "isomaxcount"},
    "volume": {"rootdeviceid", "rootdevicetype"},
}
DETAIL_WORDS = "all, group, nics, stats, secgrp, tmpl, servoff, diskoff, backoff, iso, volume, min, affgrp, vnfnics"
