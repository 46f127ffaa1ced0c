"""Make the parts of a cloud: each function adds rows and the files that belong to them, and gives the row."""

import hashlib
import uuid
from collections.abc import Iterable
from typing import Any

from vscdesktop.lab import hosts, qcow2
from vscdesktop.lab.blocks import Block, Map, Pattern
from vscdesktop.lab.cloudstack import acts
from vscdesktop.lab.cloudstack.tables import date, disks_of, flexvol, place, rows
from vscdesktop.lab.files import Volume
from vscdesktop.lab.world import Row, World

GIB = 1 << 30
CLUSTER = 1 << 16
NEAR = 16384  # guests write into the first GiB of a disk, so that a disk has a few tables, not twenty


def _add(world: World, table: str, row: Row) -> Row:
    row = {"id": world.new_uuid(), **row}
    rows(world, table)[row["id"]] = row
    return row


def domain(world: World, path: str) -> Row:
    return _add(world, "domain", {"name": path.rsplit("/", 1)[-1], "path": path})


def account(world: World, name: str, home: Row) -> Row:
    row = {"account": name, "domainid": home["id"], "domainpath": home["path"]}
    made = _add(world, "account", {**row, "userid": world.new_uuid(), "_server": world.new_uuid()})
    made["accountid"] = made["id"]
    return made


def project(world: World, name: str, home: Row) -> Row:
    return _add(world, "project", {"name": name, "domainid": home["id"]})


def setting(world: World, name: str, value: str, scopes: Iterable[str] = (), **shown: Any) -> None:
    """A configuration row; `scopes` are what can have its own value, kept by that thing's id."""
    row = {
        "name": name,
        "value": value,
        "defaultvalue": value,
        **shown,
        "_scopes": list(scopes),
        "_values": {},
    }
    rows(world, "configuration")[name] = row


def zone(world: World, name: str) -> Row:
    addresses = {"dns1": "192.0.2.53", "internaldns1": "192.0.2.54", "guestcidraddress": "10.1.1.0/24"}
    offerings = {
        "_network": world.new_uuid(),
        "_offering": world.new_uuid(),
        "_diskoffering": world.new_uuid(),
    }
    return _add(world, "zone", {"name": name, "zonetoken": world.new_uuid(), **addresses, **offerings})


def pod(world: World, name: str, home: Row) -> Row:
    first, last = ["198.51.100.100"], ["198.51.100.199"]
    span = {"startip": first[0], "endip": last[0], "forsystemvms": "0", "vlanid": "vlan://untagged"}
    row = {"name": name, "zoneid": home["id"], "gateway": "198.51.100.1", "netmask": "255.255.255.0"}
    ends = {"startip": first, "endip": last, "forsystemvms": ["0"], "vlanid": ["vlan://untagged"]}
    return _add(world, "pod", {**row, "ipranges": [span], **ends})


def cluster(world: World, name: str, home: Row) -> Row:
    return _add(world, "cluster", {"name": name, "podid": home["id"], "zoneid": home["zoneid"]})


def host(world: World, name: str, home: Row, address: str) -> Row:
    row = {"name": name, "clusterid": home["id"], "ipaddress": address, "state": "Up"}
    size = {"cpunumber": 32, "cpuspeed": 2600, "memorytotal": 256 * GIB}
    return _add(world, "host", {**row, **size, "created": date(world.clock.now()), "lastpinged": date(0)})


def pool(world: World, name: str, where: Row, address: str, path: str, files: Volume, directory: str = "") -> Row:
    """A pool over a directory of `files`; `where` is a zone or a cluster. Its id is made of its place, as
    CloudStack makes it (a version 3 UUID of address and path)."""
    digest = hashlib.md5((address + path).encode(), usedforsecurity=False).digest()
    if "podid" in where:
        scope = {"clusterid": where["id"], "podid": where["podid"], "zoneid": where["zoneid"], "scope": "CLUSTER"}
    else:
        scope = {"zoneid": where["id"], "scope": "ZONE"}
    row = {
        "id": str(uuid.UUID(bytes=digest, version=3)),
        "name": name,
        "ipaddress": address,
        "path": path,
        "created": date(world.clock.now()),
        "provider": "DefaultPrimary",
        "managed": False,
        "details": {},
        "storagecapabilities": {"VOLUME_SNAPSHOT_QUIESCEVM": "false"},
        **scope,
        "_volume": files.uuid,
        "_directory": directory,
    }
    if directory and files.find(directory) is None:
        files.mkdir(directory)
    return _add(world, "storagepool", row)


def template(world: World, name: str, text: str, home: Row, owner: Row) -> Row:
    row = {"name": name, "displaytext": text, "zoneid": home["id"], "domainid": owner["domainid"]}
    system = {"ostypeid": world.new_uuid(), "ostypename": text, "created": date(world.clock.now())}
    return _add(world, "template", {**row, **system, "size": 2 * GIB, "physicalsize": 3 << 20})


def template_file(world: World, which: Row, where: Row) -> str:
    """The template's file in a pool, made when it is first needed; its name."""
    for file in rows(world, "_templatefile").values():
        if (file["templateid"], file["storageid"]) == (which["id"], where["id"]):
            return str(file["path"])
    name = world.new_uuid()
    file_of(world, where, name, 2 * GIB, 48)
    _add(
        world,
        "_templatefile",
        {"templateid": which["id"], "storageid": where["id"], "path": name, "marked": False},
    )
    return name


def stored_template(world: World, which: Row, files: Volume, folder: str) -> None:
    """The template on the image store: a directory with the image and a description."""
    name = f"{world.new_uuid()}.qcow2"
    held, size = _image(world, 2 * GIB, 48)
    files.mkdir(folder)
    files.place(f"{folder}/{name}", held, size)
    text = f"filename={name}\nuniquename={which['name']}\nqcow2.size={size}\nqcow2.virtualsize={2 * GIB}\n"
    files.put(f"{folder}/template.properties", text.encode())


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
    address = f"10.1.1.{number}"
    nic = {
        "id": world.new_uuid(), "networkid": home["_network"], "networkname": "guests",
        "netmask": "255.255.255.0", "gateway": "10.1.1.1", "ipaddress": address, "traffictype": "Guest",
        "type": "Isolated", "isdefault": True,
        "macaddress": f"02:01:00:d4:00:{number:02x}", "secondaryip": [], "extradhcpoption": [],
        "deviceid": "0", "enabled": True,
    }  # fmt: skip
    row = {
        "name": name,
        "displayname": displayname or name,
        "instancename": f"i-2-{number}-VM",
        "state": "Stopped",
        "created": date(world.clock.now()),
        "zoneid": home["id"],
        "templateid": based_on["id"],
        "serviceofferingid": home["_offering"],
        "serviceofferingname": "2 x 2.0 GHz, 4 GiB",
        "cpunumber": 2,
        "cpuspeed": 2000,
        "memory": 4096,
        "userid": next(iter(rows(world, "account").values()))["userid"],
        "username": "admin",
        "ipaddress": address,
        "_nic": nic,
        **_owner(owner),
    }
    return _add(world, "virtualmachine", row)


def _owner(owner: Row) -> Row:
    named = {"account": owner["account"]} if "account" in owner else {"projectid": owner["id"]}
    return {**named, "domainid": owner["domainid"]}


def disk(world: World, name: str, where: Row, size: int, owner: Row, of: Row | None = None, **row: Any) -> Row:
    """The row of a disk, without its file; the next free device of its instance, device 0 = ROOT."""
    device = len(disks_of(world, of["id"])) if of else None
    root = device == 0
    made = _add(
        world,
        "volume",
        {
            "name": name,
            "type": "ROOT" if root else "DATADISK",
            "size": size,
            "state": "Ready",
            "created": date(world.clock.now()),
            "storageid": where["id"],
            "zoneid": where["zoneid"],
            "isextractable": not root,
            "_format": "qcow2",
            "_below": [],
            "_measured": world.random.random() < 0.7,
            **_owner(owner),
        },
    )
    made["path"] = made["id"]
    if of:
        made.update(virtualmachineid=of["id"], deviceid=device, attached=made["created"])
    if root and of:  # a ROOT disk tells its service offering, by the number it has in the database
        offering = of["serviceofferingname"]
        made.update(templateid=of["templateid"], serviceofferingid="12")
        made.update(serviceofferingname=offering, serviceofferingdisplaytext=offering)
    else:
        home = rows(world, "zone")[where["zoneid"]]
        made.update(diskofferingid=home["_diskoffering"], diskofferingname="Custom")
        made["diskofferingdisplaytext"] = "Custom disk"
    made.update(row)
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
    row = {"displayname": name, "name": f"{vm['instancename']}_VS_1", "state": "Ready", "type": "Disk"}
    more = {
        "virtualmachineid": vm["id"],
        "zoneid": vm["zoneid"],
        "current": True,
        "created": date(world.clock.now()),
    }
    owner = {k: vm[k] for k in ("account", "domainid")}
    return _add(world, "vmsnapshot", {**row, **more, **owner})


def stuck_job(world: World, vm: Row) -> None:
    """A job that never ends, as one whose host has gone away."""
    job = acts.new_job(world, "RestoreVMCmd", vm["id"])
    hosts.guest(world, vm["id"])["jobs"].append(job["jobid"])
    vm.update(jobid=job["jobid"], jobstatus=0)


def ontap_plugin(made: Row, svm: str, flexvol_name: str) -> None:
    """Turn a pool into one of NetApp's plugin; the details are those a fresh one shows, no password."""
    details = {
        "volumeUUID": made["_volume"],
        "protocol": "NFS3",
        "exportPolicyName": f"cs-{svm}-{flexvol_name}",
        "exportPolicyId": "12884901891",
    }
    capabilities = (
        "STORAGE_SYSTEM_SNAPSHOT",
        "CAN_CREATE_VOLUME_FROM_SNAPSHOT",
        "CAN_REVERT_VOLUME_TO_SNAPSHOT",
    )
    made.update(provider="NetApp ONTAP", managed=True, details=details, nfsmountopts="vers=3", allocatediops=0)
    made["storagecapabilities"] = dict.fromkeys(capabilities, "true")
