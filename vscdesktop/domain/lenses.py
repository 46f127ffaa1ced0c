"""Where each thing stands under each lens, and the inventory made of it, in time linear in what was read."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from vscdesktop.domain import array, cloud
from vscdesktop.domain.inventory import Children, Gap, Inventory, Lens, Parents, Thing
from vscdesktop.domain.keys import Key, Kind
from vscdesktop.domain.links import Link

RANK = {kind: n for n, kind in enumerate(Kind)}


def assemble(
    taken: datetime, things: Mapping[Key, Thing], links: Mapping[Key, Link], gaps: tuple[Gap, ...] = ()
) -> Inventory:
    """One inventory of everything that was read, with its indexes."""
    disks = _disks(things)
    parents = {Lens.CLOUD: _cloud(things, disks), Lens.STORAGE: _storage(things, links)}
    children = {lens: _children(above, things) for lens, above in parents.items()}
    return Inventory(taken, things, links, children, gaps, parents, disks)


def _disks(things: Mapping[Key, Thing]) -> dict[Key, tuple[cloud.Disk, ...]]:
    """The disks of each instance in device order."""
    found: dict[Key, list[cloud.Disk]] = {}
    for thing in things.values():
        if isinstance(thing, cloud.Disk) and thing.instance:
            found.setdefault(thing.instance, []).append(thing)
    return {key: tuple(sorted(disks, key=lambda d: (d.device, d.key.id))) for key, disks in found.items()}


def _children(above: Mapping[Key, Key | None], things: Mapping[Key, Thing]) -> Children:
    """Parents turned round; siblings stand by kind, then by name."""
    below: dict[Key | None, list[Key]] = {}
    for key, parent in above.items():
        below.setdefault(parent, []).append(key)
    return {
        parent: tuple(sorted(keys, key=lambda k: (RANK[k.kind], things[k].name.casefold(), k)))
        for parent, keys in below.items()
    }


def _cloud(things: Mapping[Key, Thing], disks: Mapping[Key, tuple[cloud.Disk, ...]]) -> Parents:
    """What has lost its parent stands at the root."""
    found: dict[Key, Key | None] = {}
    for key, thing in things.items():
        if key.kind in _CLOUD:
            parent = _cloud_parent(thing, disks)
            found[key] = parent if parent in things else None
    return found


_CLOUD = frozenset({
    Kind.ZONE, Kind.POD, Kind.CLUSTER, Kind.HOST, Kind.POOL, Kind.STORE, Kind.INSTANCE, Kind.DISK, Kind.TEMPLATE
})  # fmt: skip


def _cloud_parent(thing: Thing, disks: Mapping[Key, tuple[cloud.Disk, ...]]) -> Key | None:
    """An instance stands below the pool of its ROOT disk, a disk below its instance."""
    match thing:
        case cloud.Instance():
            root = next((d.pool for d in disks.get(thing.key, ()) if d.kind == "ROOT"), None)
            return root or thing.zone
        case cloud.Disk():
            return thing.instance or thing.pool or thing.zone
        case cloud.Pool():
            return thing.cluster or thing.zone
        case cloud.Host():
            return thing.cluster
        case cloud.Cluster():
            return thing.pod
        case cloud.Pod() | cloud.Store() | cloud.Template():
            return thing.zone
    return None


def _storage(things: Mapping[Key, Thing], links: Mapping[Key, Link]) -> Parents:
    """Of the cloud only what has a place on a connected array stands here: its pools, stores and disks."""
    found: dict[Key, Key | None] = {}
    for key, thing in things.items():
        for parent in _storage_parent(thing, links):
            found[key] = parent if parent in things else None
    return found


def _storage_parent(thing: Thing, links: Mapping[Key, Link]) -> Iterator[Key | None]:
    match thing:
        case array.Array():
            yield None
        case array.Node() | array.Tier() | array.Svm():
            yield Key(Kind.ARRAY, thing.key.home, thing.key.home)
        case array.Lif() | array.Volume():
            yield thing.svm
        case cloud.Pool() | cloud.Store():
            yield from _volume(thing.key, links)
        case cloud.Disk() if thing.pool is not None and thing.path:
            yield from (thing.pool for _ in _volume(thing.pool, links))


def _volume(key: Key, links: Mapping[Key, Link]) -> Iterator[Key]:
    """The volume a pool or secondary storage lies on, if it lies on one."""
    place = links[key].place if key in links else None
    if place:
        yield Key(Kind.VOLUME, place.home, place.volume)
