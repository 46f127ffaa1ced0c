"""What is really there: files by content, disks of an instance, handles of a guest, images for qemu-img."""

from pathlib import Path
from typing import Any

from vscdesktop.lab import hosts
from vscdesktop.lab.blocks import pieces
from vscdesktop.lab.cloudstack.tables import disks_of, flexvol, place, rows
from vscdesktop.lab.files import Node, Volume
from vscdesktop.lab.world import Row, World


def file(volume: Volume, path: str) -> Row:
    """Size, content and sharing of a file, also inside `.vsc` and `.snapshot`."""
    node = volume.find(path)
    if node is None or node.is_directory:
        return {"exists": False, "volume": volume.name, "path": path}
    written = sorted(node.held.generations())
    return {
        "exists": True,
        "volume": volume.name,
        "path": path,
        "inode": node.number,
        "size": node.size,
        "sha256": node.held.digest(node.size),
        "generations": written,
        "generation": written[-1] if written else None,
        "unique_bytes": volume.unique_bytes(node),
        "bytes_used": node.used,
        "backing": hosts.backing_name(node.held) or None,
    }


def disks(world: World, instance: str) -> list[Row]:
    """The files of an instance's disks in device order."""
    found = []
    for disk in disks_of(world, instance):
        pool = rows(world, "storagepool")[disk["storageid"]]
        volume = flexvol(world, pool)
        path = place(pool, disk["path"])
        shown = file(volume, path) if volume else {"exists": False, "path": path}
        found.append({"name": disk["name"], "id": disk["id"], **shown})
    return found


def opened(world: World, handle: Row) -> Row:
    """A handle of a guest, and the last generation behind it while its inode lives."""
    volume = world.state.volumes.get(handle["volume"])
    node = volume.nodes.get(handle["inode"]) if volume else None
    return {
        "disk": rows(world, "volume")[handle["disk"]]["name"],
        "path": handle["path"],
        "inode": handle["inode"],
        "alive": node is not None,
        "generation": max(node.held.generations(), default=None) if node else None,
    }


def instance(world: World, vm: Row) -> Row:
    me = hosts.guest(world, vm["id"])
    host = rows(world, "host").get(vm.get("hostid", ""))
    return {
        "state": vm["state"],
        "host": host["name"] if host else None,
        "opened": [opened(world, h) for h in me["handles"]],
        "generation": me["generation"],
        "lost_writes": me["lost_writes"],
    }


def export(volume: Volume, path: str, folder: Path) -> dict[str, list[Any]]:
    """Write an image and all its backing files that are there, sparse, under their own names.

    A backing file lies in the image's directory or, for a copy kept further down, in one above it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    chain: list[str] = []
    names: list[str] = []
    node: Node | None = volume.get(path)
    while node:
        target = folder / path.rsplit("/", 1)[-1]
        with target.open("wb") as out:
            for offset, data in pieces(node.held, node.size):
                out.seek(offset)
                out.write(data)
            out.truncate(node.size)
        chain.append(str(target))
        if not (name := hosts.backing_name(node.held)):
            break
        names.append(name)
        path = _above(volume, path, name.rsplit("/", 1)[-1])
        node = volume.find(path)
    return {"chain": chain, "backing": names}


def _above(volume: Volume, path: str, name: str) -> str:
    parts = path.split("/")[:-1]
    while parts and volume.find("/".join([*parts, name])) is None:
        parts.pop()
    return "/".join([*parts, name])
