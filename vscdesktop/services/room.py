"""Is there room for the clones of a plan: clone metadata on each volume, and split load on each node."""

from collections.abc import Sequence

from vscdesktop.clients.ontap import wire
from vscdesktop.domain import array, refusals
from vscdesktop.domain.inventory import Inventory
from vscdesktop.services.survey import DiskView
from vscdesktop.services.systems import Systems

SHARE = 0.005  # of a file's size: a clone's metadata is about 0.4 % (NetApp's FlexClone file documentation)
SPARE = 1 << 20  # bytes for directories and manifests


def metadata(view: DiskView, clones: int = 1, bases: int = 0) -> int:
    """Bytes that so many clones of a disk, and of its backing file while it has none, will cost."""
    size = view.file.size if view.file else 0
    base = view.base.size if view.base and not view.base.kept else 0
    return int((size * clones + base * bases) * SHARE)


def room(systems: Systems, inventory: Inventory, wanted: Sequence[tuple[DiskView, int]]) -> list[str]:
    """What is too small for the plan, in sentences."""
    needs: dict[str, int] = {}
    volumes: dict[str, array.Volume] = {}
    for view, need in wanted:
        volumes[view.volume.key.id] = view.volume
        needs[view.volume.key.id] = needs.get(view.volume.key.id, SPARE) + need
    found = [refusals.room(volumes[uuid], need) for uuid, need in needs.items()]
    nodes = {t.name: t.node for t in inventory.things.values() if isinstance(t, array.Tier)}
    load: dict[tuple[str, str], int] = {}
    for view, _ in wanted:
        for tier in view.volume.tiers[:1]:
            place = view.live.home, nodes.get(tier, "")
            load[place] = load.get(place, 0) + (view.file.size if view.file else 0)
    for (home, node), size in load.items():
        rows = systems.array(home).records("/storage/file/clone/split-loads", wire.SplitLoad, fields="node,load")
        free = next((r.load.allowable for r in rows if r.node.name == node), None)
        if free is not None:
            found.append(refusals.split_load(node, free, size))
    return [reason for reason in found if reason]
