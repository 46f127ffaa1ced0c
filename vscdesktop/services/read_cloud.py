"""Read one CloudStack into records of the domain."""

from collections.abc import Callable, Iterable

from vscdesktop.clients.cloudstack import wire as cw
from vscdesktop.clients.cloudstack.client import CloudStack
from vscdesktop.domain import cloud
from vscdesktop.domain.inventory import Thing
from vscdesktop.domain.keys import Key, Kind

Read = Callable[[], Iterable[Thing]]
EVERYTHING = {"listall": "true", "projectid": "-1"}  # of every account, and of projects too


def reads(stack: CloudStack) -> list[tuple[str, Read]]:
    home = stack.home

    def key(kind: Kind, uuid: str) -> Key:
        return Key(kind, home, uuid)

    def perhaps(kind: Kind, uuid: str) -> Key | None:
        return key(kind, uuid) if uuid else None

    def zones() -> list[Thing]:
        found = stack.rows("listZones", "zone", cw.Zone)
        return [cloud.Zone(key(Kind.ZONE, z.id), z.name, z.allocationstate) for z in found]

    def pods() -> list[Thing]:
        found = stack.rows("listPods", "pod", cw.Pod)
        return [cloud.Pod(key(Kind.POD, p.id), p.name, key(Kind.ZONE, p.zoneid)) for p in found]

    def clusters() -> list[Thing]:
        return [
            cloud.Cluster(
                key(Kind.CLUSTER, c.id),
                c.name,
                key(Kind.ZONE, c.zoneid),
                key(Kind.POD, c.podid),
                c.hypervisortype,
                incremental(stack, c.id),
            )
            for c in stack.rows("listClusters", "cluster", cw.Cluster)
        ]

    def hosts() -> list[Thing]:
        return [
            cloud.Host(key(Kind.HOST, h.id), h.name, key(Kind.CLUSTER, h.clusterid), h.state, h.ipaddress)
            for h in stack.rows("listHosts", "host", cw.Host, type="Routing", details="min")
        ]

    def pools() -> list[Thing]:
        return [
            cloud.Pool(
                key(Kind.POOL, p.id), p.name, key(Kind.ZONE, p.zoneid), perhaps(Kind.CLUSTER, p.clusterid), p.type,
                p.ipaddress, p.path, p.state, p.provider, p.hypervisor, p.disksizetotal, p.disksizeused,
            )
            for p in stack.rows("listStoragePools", "storagepool", cw.Pool)
        ]  # fmt: skip

    def stores() -> list[Thing]:
        found = stack.rows("listImageStores", "imagestore", cw.Store)
        return [cloud.Store(key(Kind.STORE, s.id), s.name, perhaps(Kind.ZONE, s.zoneid), s.url) for s in found]

    def templates() -> list[Thing]:
        found = stack.rows("listTemplates", "template", cw.Template, templatefilter="all", listall="true")
        return [cloud.Template(key(Kind.TEMPLATE, t.id), t.name, perhaps(Kind.ZONE, t.zoneid)) for t in found]

    def instances() -> list[Thing]:
        found = stack.rows("listVirtualMachines", "virtualmachine", cw.Instance, details="min", **EVERYTHING)
        return [instance(home, i) for i in found]

    def disks() -> list[Thing]:
        return [disk(home, d) for d in stack.rows("listVolumes", "volume", cw.Disk, **EVERYTHING)]

    return [
        ("zones", zones), ("pods", pods), ("clusters", clusters), ("hosts", hosts), ("primary storage", pools),
        ("secondary storage", stores), ("templates", templates), ("instances", instances), ("disks", disks),
    ]  # fmt: skip


def incremental(stack: CloudStack, cluster: str) -> bool:
    """Are KVM's incremental snapshots on for this cluster? (A setting of the cluster, else the global one.)"""
    name = "kvm.incremental.snapshot"
    found = stack.rows("listConfigurations", "configuration", cw.Setting, name=name, clusterid=cluster)
    return any(s.name == name and s.value.lower() == "true" for s in found)


def instance(home: str, i: cw.Instance) -> cloud.Instance:
    return cloud.Instance(
        Key(Kind.INSTANCE, home, i.id),
        i.name,
        i.displayname or i.name,
        i.state,
        Key(Kind.ZONE, home, i.zoneid),
        i.hostname,
        i.hypervisor,
        f"{i.domain}/{i.project or i.account}",
        i.jobid if i.jobstatus == 0 else "",
    )


def disk(home: str, d: cw.Disk) -> cloud.Disk:
    def perhaps(kind: Kind, uuid: str) -> Key | None:
        return Key(kind, home, uuid) if uuid else None

    return cloud.Disk(
        Key(Kind.DISK, home, d.id),
        d.name,
        d.type,
        d.deviceid,
        d.state,
        d.size,
        d.path,
        perhaps(Kind.POOL, d.storageid),
        perhaps(Kind.INSTANCE, d.virtualmachineid),
        perhaps(Kind.TEMPLATE, d.templateid),
        perhaps(Kind.ZONE, d.zoneid),
        d.jobid if d.jobstatus == 0 else "",
    )
