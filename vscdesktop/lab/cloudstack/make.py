"""Make the parts of a cloud: each function adds rows and the files that belong to them, and gives the row."""

import hashlib
import uuid
from typing import Any

from vscdesktop.lab import hosts, qcow2
from vscdesktop.lab.blocks import Block, Map, Pattern
from vscdesktop.lab.cloudstack import acts
from vscdesktop.lab.cloudstack.tables import DATA, date, disks_of, flexvol, look, place, rows
from vscdesktop.lab.files import Volume
from vscdesktop.lab.world import Row, World

GIB = 1 << 30
CLUSTER = 1 << 16
NEAR = 16384  # guests write into the first GiB of a disk, so that a disk has a few tables, not twenty


def add(world: World, table: str, row: Row) -> Row:
    """A plain row with an id of its own."""
    row = {"id": world.new_uuid(), **row}
    rows(world, table)[row["id"]] = row
    return row


def account(world: World, name: str, home: Row) -> Row:
    row = {"account": name, "domainid": home["id"], "domainpath": home["path"]}
    made = add(world, "account", {**row, "userid": world.new_uuid(), "_server": world.new_uuid()})
    made["accountid"] = made["id"]
    return made


def settings(world: World) -> None:
    """Three settings, as a fresh 4.23 lists them; `_scopes` can have values of their own, kept by their ids."""
    for shown in DATA["settings"]:
        row = {"defaultvalue": shown["value"], "_scopes": [], "_values": {}, **shown}
        rows(world, "configuration")[row["name"]] = row


def zone(world: World, name: str) -> Row:
    ids = {key: world.new_uuid() for key in ("zonetoken", "_network", "_offering", "_diskoffering")}
    return add(world, "zone", {"name": name, **ids})


def host(world: World, name: str, home: Row, address: str) -> Row:
    row = {"name": name, "clusterid": home["id"], "ipaddress": address, "state": "Up"}
    return add(world, "host", {**row, "created": date(world.clock.now()), "lastpinged": date(0)})


def pool(world: World, name: str, where: Row, address: str, path: str, files: Volume, directory: str = "") -> Row:
    """A pool over a directory of `files`; `where` is a zone or a cluster. Its id is made of its place, as
    CloudStack makes it (a version 3 UUID of address and path)."""
    digest = hashlib.md5((address + path).encode(), usedforsecurity=False).digest()
    row = {"id": str(uuid.UUID(bytes=digest, version=3)), "name": name, "ipaddress": address, "path": path}
    scope = {"zoneid": where["id"], "scope": "ZONE"}
    if "podid" in where:
        scope = {"clusterid": where["id"], "podid": where["podid"], "zoneid": where["zoneid"], "scope": "CLUSTER"}
    private = {"_volume": files.uuid, "_directory": directory}
    if directory and files.find(directory) is None:
        files.mkdir(directory)
    return add(world, "storagepool", {**row, **scope, **private, "created": date(world.clock.now())})


def template(world: World, name: str, text: str, home: Row, owner: Row) -> Row:
    row = {"name": name, "displaytext": text, "zoneid": home["id"], "domainid": owner["domainid"]}
    system = {"ostypeid": world.new_uuid(), "ostypename": text, "created": date(world.clock.now())}
    return add(world, "template", {**row, **system})


def template_file(world: World, which: Row, where: Row) -> str:
    """The template's file in a pool, made when it is first needed; its name."""
    for file in rows(world, "_templatefile").values():
        if (file["templateid"], file["storageid"]) == (which["id"], where["id"]):
            return str(file["path"])
    name = world.new_uuid()
    file_of(world, where, name, 2 * GIB, 48)
    add(world, "_templatefile", {"templateid": which["id"], "storageid": where["id"], "path": name, "marked": False})
    return name


def file_of(world: World, where: Row, name: str, virtual: int, count: int, **how: Any) -> None:
    """A qcow2 image with `count` written clusters in a pool's directory; `how` goes to qcow2.make."""
    _place(world, where, name, *_image(world, virtual, count, **how))


def _image(world: World, virtual: int, count: int, **how: Any) -> tuple[Map, int]:
    clusters = -(-virtual >> how.get("cluster_bits", 16))
    written = world.random.sample(range(min(clusters, NEAR)), count)
    return qcow2.make(virtual, written, world.random.getrandbits(32), **how)


def raw_file(world: World, where: Row, name: str, size: int, count: int) -> None:
    """A raw image: no header, only what the guest wrote."""
    seed = world.random.getrandbits(32)
    places = world.random.sample(range(size // CLUSTER), count)
    blocks: dict[int, Block] = {n: Pattern(CLUSTER, seed, 0, n * CLUSTER) for n in places}
    _place(world, where, name, Map(CLUSTER, blocks), size)


def _place(world: World, where: Row, name: str, held: Map, size: int) -> None:
    files = flexvol(world, where)
    assert files is not None, "a pool is made with its volume"
    files.place(place(where, name), held, size)


def instance(world: World, name: str, owner: Row, based_on: Row, home: Row, displayname: str = "") -> Row:
    """A stopped instance without disks; `owner` is an account or a project."""
    number = len(rows(world, "virtualmachine")) + 3
    address = {"ipaddress": f"10.1.1.{number}"}
    mac = f"02:01:00:d4:00:{number:02x}"
    nic: Row = {**DATA["nic"], **address, "id": world.new_uuid(), "networkid": home["_network"], "macaddress": mac}
    row = {
        "name": name,
        "displayname": displayname or name,
        "instancename": f"i-2-{number}-VM",
        "state": "Stopped",
        "created": date(world.clock.now()),
        "zoneid": home["id"],
        "templateid": based_on["id"],
        "serviceofferingid": home["_offering"],
        "userid": next(iter(rows(world, "account").values()))["userid"],
        "_nic": nic,
    }
    return add(world, "virtualmachine", {**row, **address, **_owner(owner)})


def _owner(owner: Row) -> Row:
    named = {"account": owner["account"]} if "account" in owner else {"projectid": owner["id"]}
    return {**named, "domainid": owner["domainid"]}


def disk(world: World, name: str, where: Row, size: int, owner: Row, of: Row | None = None) -> Row:
    """The row of a disk, without its file; the next free device of its instance, device 0 = ROOT."""
    device = len(disks_of(world, of["id"])) if of else None
    root = device == 0
    row: Row = {"name": name, "type": "ROOT" if root else "DATADISK", "size": size, "state": "Ready"}
    row |= {"created": date(world.clock.now()), "storageid": where["id"], "zoneid": where["zoneid"]}
    row |= {"isextractable": not root, "_below": [], "_measured": world.random.random() < 0.7, **_owner(owner)}
    made = add(world, "volume", row)
    made["path"] = made["id"]
    if of:
        made.update(virtualmachineid=of["id"], deviceid=device, attached=made["created"])
    if root and of:  # a ROOT disk tells its service offering, by the number it has in the database
        offering = look(world, "virtualmachine", of, "serviceofferingname")
        made.update(templateid=of["templateid"], serviceofferingid="12")
        made.update(serviceofferingname=offering, serviceofferingdisplaytext=offering)
    else:
        home = rows(world, "zone")[where["zoneid"]]
        made.update(diskofferingid=home["_diskoffering"], diskofferingname="Custom")
        made["diskofferingdisplaytext"] = "Custom disk"
    return made


def boot(world: World, vm: Row, where: Row) -> None:
    """An instance that has been running on a host for long: every file open, no name remembered."""
    hosts.begin(world, vm["id"], where["id"], hold=True)
    while hosts.guest(world, vm["id"])["todo"]:
        hosts.open_next(world, vm["id"])
    world.state.events = [e for e in world.state.events if e[2] != "instance.opened"]
    world.state.names.clear()
    vm.update(state="Running", hostid=where["id"], lastupdated=date(world.clock.now()))


def snapshot_chain(world: World, vm: Row, name: str) -> Row:
    """A disk-only snapshot of a stopped instance: each disk gets a file on top, and its path moves there."""
    for one in disks_of(world, vm["id"]):
        where = rows(world, "storagepool")[one["storageid"]]
        old, new = one["path"], world.new_uuid()
        file_of(world, where, new, one["size"], 24, backing=f"/mnt/{where['id']}/{old}")
        one.update(path=new, _below=[old, *one["_below"]])
    row = {"displayname": name, "name": f"{vm['instancename']}_VS_1", "state": "Ready", "type": "Disk", "current": True}
    row |= {"virtualmachineid": vm["id"], "zoneid": vm["zoneid"], "created": date(world.clock.now())}
    return add(world, "vmsnapshot", {**row, **{k: vm[k] for k in ("account", "domainid")}})


def stuck_job(world: World, vm: Row) -> None:
    """A job that never ends, as one whose host has gone away."""
    job = acts.new_job(world, "RestoreVMCmd", vm["id"])
    hosts.guest(world, vm["id"])["jobs"].append(job["jobid"])
    vm.update(jobid=job["jobid"], jobstatus=0)


def ontap_plugin(made: Row, svm: str, flexvol_name: str) -> None:
    """Turn a pool into one of NetApp's plugin; the details are those a fresh one shows, no password."""
    policy = {"exportPolicyName": f"cs-{svm}-{flexvol_name}", "exportPolicyId": "12884901891"}
    made.update(DATA["plugin"], details={"volumeUUID": made["_volume"], "protocol": "NFS3", **policy})
