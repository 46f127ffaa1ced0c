"""Is there room for the clones of a plan: clone metadata on each volume, and split load on each node."""

from collections.abc import Sequence

from vscdesktop.clients.ontap import wire
from vscdesktop.domain import array, refusals
from vscdesktop.domain.inventory import Inventory
from vscdesktop.services.survey import DiskView
from vscdesktop.services.systems import Systems

SHARE = 0.005  # of a file's size: a clone's metadata is about 0.4 % (NetApp's FlexClone file documentation)
SPARE = 1 << 20  # bytes for directories and manifests


def cloned(view: DiskView, clones: int = 1, bases: int = 0) -> int:
    """Bytes of files that so many clones of a disk, and of its backing file while it has none, stand for."""
    size = view.file.size if view.file else 0
    base = view.base.size if view.base and not view.base.kept else 0
    return size * clones + base * bases


def metadata(view: DiskView, clones: int = 1, bases: int = 0) -> int:
    """Bytes that those clones will cost."""
    return int(cloned(view, clones, bases) * SHARE)


def room(systems: Systems, inventory: Inventory, views: Sequence[DiskView], clones: int, bases: int) -> list[str]:
    """What is too small for so many clones of each disk, in sentences."""
    needs: dict[str, int] = {}
    volumes: dict[str, array.Volume] = {}
    load: dict[tuple[str, str], int] = {}
    nodes = {(t.key.home, t.name): t.node for t in inventory.things.values() if isinstance(t, array.Tier)}
    for view in views:
        uuid, home = view.volume.key.id, view.live.home
        volumes[uuid] = view.volume
        needs[uuid] = needs.get(uuid, SPARE) + metadata(view, clones, bases)
        for tier in view.volume.tiers[:1]:
            place = home, nodes.get((home, tier), "")
            load[place] = load.get(place, 0) + cloned(view, clones, bases)
    found = [refusals.room(volumes[uuid], need) for uuid, need in needs.items()]
    for (home, node), size in load.items():
        rows = systems.array(home).records("/storage/file/clone/split-loads", wire.SplitLoad, fields="node,load")
        free = next((r.load.allowable for r in rows if r.node.name == node), None)
        if free is not None:
            found.append(refusals.split_load(node, free, size))
    return [reason for reason in found if reason]
