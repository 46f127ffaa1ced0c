"""What KVM hosts do: mount pools, look names up, open disks one after another, and let guests write.

A host trusts a name it has looked up for a minute, as long as that inode lives (Linux NFS: acregmax,
acdirmax); it trusts just as long that a name it missed is not there. It opens files by inode: what happens to the name
afterwards no longer matters to it. A guest writes only through its handles.

What is private to a guest stands in `world.state.cloud["_guest"][instance]`:
  host, handles [{disk, volume, path, inode, top}], todo [[disk, volume, path, format]], run (counts starts),
  generation (last one written), lost_writes, jobs (waiting and running, see acts.py)
"""

import struct
from typing import Any

from vscdesktop.lab.blocks import Map
from vscdesktop.lab.cloudstack.tables import disks_of, flexvol, look, node_of, place, rows
from vscdesktop.lab.files import Volume
from vscdesktop.lab.world import Cached, Row, World, on

NAME_LIFE = 60.0  # seconds a looked-up name, or its absence, is trusted
OPENING = 0.5  # seconds from one opened file to the next
WRITING = 1.0  # seconds between two writes of a guest
HASTE = 0.1  # real seconds a guest leaves between writes however fast the lab's clock runs
LOOKING = 60.0  # seconds between two looks for templates that nobody uses


def guest(world: World, instance: str) -> Row:
    fresh = {"host": "", "handles": [], "todo": [], "run": 0, "generation": 0, "lost_writes": 0}
    return rows(world, "_guest").setdefault(instance, {**fresh, "jobs": []})


def reaches(world: World, host: Row, instance: str) -> bool:
    """Has this host every pool of the instance mounted?"""
    pools = [rows(world, "storagepool")[d["storageid"]] for d in disks_of(world, instance)]
    return all(p["scope"] == "ZONE" or p.get("clusterid") == host["clusterid"] for p in pools)


def resolve(world: World, host: str, volume: str, path: str) -> int:
    """The inode a host takes for a name, out of its cache if it can; 0 = no such file."""
    cached = world.state.names.get((host, volume, path))
    files = world.state.volumes.get(volume)
    if cached and world.clock.now() < cached.until and (not cached.inode or (files and files.alive(cached.inode))):
        return cached.inode
    node = files.find(path) if files else None
    inode = node.number if node else 0
    world.state.names[host, volume, path] = Cached(inode, world.clock.after(NAME_LIFE))
    return inode


def backing_name(held: Map) -> str | None:
    """The backing file named in a qcow2 header, "" without one, None when this is no qcow2 image."""
    head = held.read(0, 4096)
    if head[:4] != b"QFI\xfb":
        return None
    at, length = struct.unpack(">QI", head[8:20])
    return head[at : at + length].decode()


def begin(world: World, instance: str, host: str, hold: bool) -> None:
    """Start to open an instance's files on a host; the paths are those CloudStack sends along now."""
    me = guest(world, instance)
    me.update(host=host, handles=[], run=me["run"] + 1, lost_writes=0)
    me["todo"] = [
        [disk["id"], pool["_volume"], place(pool, disk["path"]), disk.get("_format", "qcow2")]
        for disk in disks_of(world, instance)
        for pool in [rows(world, "storagepool")[disk["storageid"]]]
    ]
    if not hold:
        world.later(OPENING, "guest.open", instance=instance, run=me["run"])


def open_next(world: World, instance: str) -> Row | None:
    """Open the next file of a start: a disk, or what its header says lies below it; None = not there."""
    me = guest(world, instance)
    disk, volume, path, kind = me["todo"].pop(0)
    inode = resolve(world, me["host"], volume, path)
    held = world.state.volumes[volume].nodes[inode].held if inode else Map(4096)
    below = backing_name(held) if kind == "qcow2" else ""
    if not inode or below is None:
        close(world, instance)
        world.at(world.clock.now(), "instance.failed", instance=instance, run=me["run"])
        return None
    top = not any(h["disk"] == disk for h in me["handles"])
    me["handles"].append({"disk": disk, "volume": volume, "path": path, "inode": inode, "top": top})
    if below:
        lower = "/".join([*path.split("/")[:-1], below.rsplit("/", 1)[-1]])
        me["todo"].insert(0, [disk, volume, lower, "qcow2"])
    if not me["todo"]:
        world.at(world.clock.now(), "instance.opened", instance=instance, run=me["run"])
        world.later(WRITING, "guest.write", instance=instance, run=me["run"])
    handle: Row = me["handles"][-1]
    return handle


@on("guest.open")
def _open(world: World, event: Row) -> None:
    me = guest(world, event["instance"])
    if me["run"] == event["run"] and me["todo"] and open_next(world, event["instance"]) and me["todo"]:
        world.later(OPENING, "guest.open", **event)


def close(world: World, instance: str) -> None:
    """The guest ends: no handle is left, and whatever was still to happen to this run does not."""
    guest(world, instance).update(host="", handles=[], todo=[])


def write(world: World, instance: str) -> int:
    """The guest writes one generation over all its disks; the generation."""
    me = guest(world, instance)
    me["generation"] += 1
    if me["handles"]:
        targets = [(world.state.volumes.get(h["volume"]), h["inode"]) for h in me["handles"] if h["top"]]
    else:  # as if it had run: straight into the files that are there
        targets = [_behind(world, disk) for disk in disks_of(world, instance)]
    for volume, inode in targets:
        if volume is None or not volume.write(inode, me["generation"]):
            me["lost_writes"] += 1
    return int(me["generation"])


def _behind(world: World, disk: Row) -> tuple[Volume | None, int]:
    node = node_of(world, disk)
    return flexvol(world, rows(world, "storagepool")[disk["storageid"]]), node.number if node else 0


@on("guest.write")
def _write(world: World, event: Row) -> None:
    me = guest(world, event["instance"])
    if me["run"] != event["run"] or not me["handles"]:
        return
    write(world, event["instance"])
    world.at(max(world.clock.after(WRITING), world.clock.now() + HASTE), "guest.write", **event)


@on("templates.look")
def _evict(world: World, _event: Row) -> None:
    """Mark a template's file in a pool when no volume row needs it, remove it a look later."""
    used = {(d["storageid"], d.get("templateid")) for d in rows(world, "volume").values()}
    for key, file in list(rows(world, "_templatefile").items()):
        unused = (file["storageid"], file["templateid"]) not in used
        if unused and file["marked"] and _setting(world, "storage.template.cleanup.enabled") == "true":
            pool = rows(world, "storagepool")[file["storageid"]]
            volume = flexvol(world, pool)
            if volume and volume.find(place(pool, file["path"])):
                volume.delete(place(pool, file["path"]))
            del rows(world, "_templatefile")[key]
        file["marked"] = unused
    world.later(LOOKING, "templates.look")


def _setting(world: World, name: str) -> Any:
    return look(world, "configuration", rows(world, "configuration")[name], "value")
