"""The world "small": one ONTAP cluster, one zone with two KVM clusters, and an instance for every odd case.

Addresses are documentation ranges. The names of instances, pools and volumes are fixed: tests use them.
"""

from dataclasses import dataclass, field
from typing import Any

from vscdesktop.lab import files
from vscdesktop.lab.cloudstack import make as cloud
from vscdesktop.lab.hosts import LOOKING
from vscdesktop.lab.ontap import make as ontap
from vscdesktop.lab.world import Row, World

GIB, TIB = 1 << 30, 1 << 40
ROOT, DATA = 10 * GIB, 5 * GIB


@dataclass(frozen=True)
class Machine:
    """One instance: the pools of its disks in device order, the first is ROOT's."""

    name: str
    pools: tuple[str, ...]
    host: str = ""  # running there
    template: str = "debian-12"
    owner: str = "admin"
    displayname: str = ""
    disks: dict[int, str] = field(default_factory=dict)  # names that are not ROOT-n or DATA-n


QUOTE = "O'Brien's \"<b>Büro</b>\" & Söhne ☃"
MACHINES = (
    Machine("web-01", ("gold", "gold", "silver", "silver"), "kvm-a-1"),
    Machine("app-01", ("gold", "gold", "silver"), template="rocky-9"),
    Machine("db-01", ("gold", "gold"), "kvm-a-2", "rocky-9"),
    Machine("plugin-01", ("plugin",)),
    Machine("nas-01", ("nas",), template="rocky-9"),
    Machine("snapped-01", ("gold",)),
    Machine("foreign-01", ("gold",)),
    Machine("unready-01", ("gold",)),
    Machine("busy-01", ("gold",)),
    Machine("proj-01", ("gold",), owner="research"),
    Machine("quote-01", ("gold", "gold"), displayname=QUOTE, disks={1: 'Jürgen\'s "<i>Daten</i>" & 日本'}),
    Machine("big-01", ("gold", "gold", "gold"), disks={1: "DATA-1G", 2: "DATA-1T"}),
    Machine("raw-01", ("gold", "gold")),
    Machine("web-02", ("gold",), "kvm-b-1", owner="acme"),
    Machine("web-03", ("silver",), "kvm-a-2", owner="acme"),
    Machine("mail-01", ("gold", "gold"), "kvm-b-2", "rocky-9"),
    Machine("dns-01", ("silver",), "kvm-a-1"),
    Machine("ci-01", ("gold",), owner="acme"),
    Machine("ci-02", ("silver",), owner="acme"),
    Machine("test-01", ("gold",), template="rocky-9"),
)


def build(world: World) -> None:
    volumes = _array(world)
    cloud.settings(world)
    things = _cloud(world, volumes)
    for number, machine in enumerate(MACHINES, 1):
        _machine(world, things, machine, number)
    _oddities(world, things)
    for machine in MACHINES:
        if machine.host:
            cloud.boot(world, things[machine.name], things[machine.host])
    world.later(LOOKING, "templates.look")


def _array(world: World) -> dict[str, files.Volume]:
    """The ONTAP cluster, and one file server beside it that is none."""
    ontap.cluster(world, "lab-ontap")
    for number in (1, 2):
        ontap.node(world, f"lab-ontap-0{number}")
    for number in (1, 2):
        ontap.tier(world, f"aggr1_node{number}", f"lab-ontap-0{number}", 20 * TIB)
    ontap.svm(world, "svm_cloud")
    for number in (1, 2):
        node = f"lab-ontap-0{number}"
        ontap.lif(world, "svm_cloud", f"nfs_lif{number}", f"192.0.2.1{number}", node)
    ontap.volume(world, "svm_cloud", "svm_cloud_root", GIB, "aggr1_node1", "/", root=True)
    sizes = {"cs_gold": (8, 1), "cs_shared": (4, 2), "plugin1": (1, 1), "cs_secondary": (4, 2)}
    made = {
        name: ontap.volume(world, "svm_cloud", name, size * TIB, f"aggr1_node{tier}", f"/{name}")
        for name, (size, tier) in sizes.items()
    }
    made["nas1"] = files.Volume(world.new_uuid(), "nas1", TIB, world.clock.now, world.new_uuid)
    world.state.volumes[made["nas1"].uuid] = made["nas1"]
    made["cs_shared"].mkdir("other")
    made["cs_shared"].put("other/readme.txt", b"This directory belongs to somebody else.\n")
    return made


def _cloud(world: World, volumes: dict[str, files.Volume]) -> dict[str, Row]:
    """Zone, hosts, pools, templates and owners, by name."""
    made: dict[str, Row] = {}
    top, acme = (cloud.add(world, "domain", {"name": p.rpartition("/")[2], "path": p}) for p in ("ROOT", "ROOT/acme"))
    made["admin"] = cloud.account(world, "admin", top)
    made["acme"] = cloud.account(world, "acme", acme)
    made["research"] = cloud.add(world, "project", {"name": "research", "domainid": top["id"]})
    made["zone-1"] = zone = cloud.zone(world, "zone-1")
    pod = cloud.add(world, "pod", {"name": "pod-1", "zoneid": zone["id"]})
    for number, name in enumerate(("kvm-a", "kvm-b")):
        made[name] = cloud.add(world, "cluster", {"name": name, "podid": pod["id"], "zoneid": zone["id"]})
        for host in (1, 2):
            address = f"198.51.100.{10 + number * 10 + host}"
            made[f"{name}-{host}"] = cloud.host(world, f"{name}-{host}", made[name], address)
    for name, where, address, path, volume, directory in (
        ("gold", "zone-1", "192.0.2.11", "/cs_gold", "cs_gold", ""),
        ("silver", "kvm-a", "192.0.2.12", "/cs_shared/silver", "cs_shared", "silver"),
        ("plugin", "zone-1", "192.0.2.11", "/plugin1", "plugin1", ""),
        ("nas", "kvm-b", "192.0.2.50", "/export/nas1", "nas1", ""),
    ):
        made[name] = cloud.pool(world, name, made[where], address, path, volumes[volume], directory)
    cloud.ontap_plugin(made["plugin"], "svm_cloud", "plugin1")
    for name, text in (("debian-12", "Debian 12 (64-bit)"), ("rocky-9", "Rocky Linux 9 (64-bit)")):
        made[name] = cloud.template(world, name, text, zone, made["admin"])
    store = {"name": "secondary", "url": "nfs://192.0.2.11/cs_secondary", "zoneid": zone["id"]}
    cloud.add(world, "imagestore", store)
    return made


def _machine(world: World, things: dict[str, Row], machine: Machine, number: int) -> None:
    template, owner = things[machine.template], things[machine.owner]
    vm = cloud.instance(world, machine.name, owner, template, things["zone-1"], machine.displayname)
    things[machine.name] = vm
    for device, pool in enumerate(machine.pools):
        name = machine.disks.get(device) or (f"DATA-{number}{device}" if device else f"ROOT-{number}")
        where = things[pool]
        disk = cloud.disk(world, name, where, DATA if device else ROOT, owner, vm)
        things[f"{machine.name}/{device}"] = disk
        if (machine.name, device) == ("web-02", 0):
            disk["path"] = world.new_uuid()  # it was migrated once
        _content(world, where, disk, machine.name, template)


def _content(world: World, where: Row, disk: Row, machine: str, template: Row) -> None:
    """The file of a disk, as far as it is one like any other."""
    count = world.random.randrange(32, 64)
    how: dict[str, Any] = {}
    if disk["name"] in ("DATA-1G", "DATA-1T"):
        disk["size"] = GIB if disk["name"] == "DATA-1G" else TIB
        count, how = 10, {"cluster_bits": 21, "preallocated": True}
    elif machine == "raw-01" and disk["type"] == "DATADISK":
        disk["_format"] = "raw"
        cloud.raw_file(world, where, disk["path"], disk["size"], count)
        return
    elif disk["type"] == "ROOT":
        base = "stray.qcow2" if machine == "foreign-01" else cloud.template_file(world, template, where)
        how = {"backing": f"/mnt/{where['id']}/{base}"}
        if machine == "foreign-01":
            cloud.file_of(world, where, base, ROOT, 48)
    cloud.file_of(world, where, disk["path"], disk["size"], count, **how)


def _oddities(world: World, things: dict[str, Row]) -> None:
    """What single instances are there for."""
    cloud.snapshot_chain(world, things["snapped-01"], "before upgrade")
    things["unready-01/0"]["state"] = "Snapshotting"
    cloud.stuck_job(world, things["busy-01"])
    archive = cloud.disk(world, "archive", things["gold"], DATA, things["admin"])
    cloud.file_of(world, things["gold"], archive["path"], DATA, 40)
    disk = things["mail-01/0"]
    snapshot = {k: disk[k] for k in ("zoneid", "domainid", "created")} | {"volumeid": disk["id"], "account": "admin"}
    snapshot |= {"name": f"mail-01_{disk['name']}_20260901", "state": "BackedUp", "physicalsize": 3 << 20}
    cloud.add(world, "snapshot", {**snapshot, "virtualsize": disk["size"]})
