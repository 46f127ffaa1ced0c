"""Everything that was read in one refresh, linked: the same records under both lenses, ready for a tree."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from vscdesktop.domain import array, cloud
from vscdesktop.domain.keys import Key, Kind, Place
from vscdesktop.domain.links import Link

Thing = (
    cloud.Zone
    | cloud.Pod
    | cloud.Cluster
    | cloud.Host
    | cloud.Pool
    | cloud.Store
    | cloud.Template
    | cloud.Instance
    | cloud.Disk
    | array.Array
    | array.Node
    | array.Tier
    | array.Svm
    | array.Lif
    | array.Volume
)


class Lens(StrEnum):
    CLOUD = "cloud"
    STORAGE = "storage"


@dataclass(frozen=True)
class Gap:
    """Something that could not be read, in words: what is shown without it may be incomplete."""

    home: str
    what: str
    reason: str


@dataclass(frozen=True)
class Inventory:
    taken: datetime
    things: Mapping[Key, Thing] = field(default_factory=dict)
    links: Mapping[Key, Link] = field(default_factory=dict)  # pools and secondary storage
    children: Mapping[Lens, Mapping[Key | None, tuple[Key, ...]]] = field(default_factory=dict)  # None: the roots
    gaps: tuple[Gap, ...] = ()

    def instances(self) -> Iterator[cloud.Instance]:
        return (t for t in self.things.values() if isinstance(t, cloud.Instance))

    def disks(self, instance: Key) -> tuple[cloud.Disk, ...]:
        """The disks of an instance in device order."""
        found = [t for t in self.things.values() if isinstance(t, cloud.Disk) and t.instance == instance]
        return tuple(sorted(found, key=lambda d: (d.device, d.key.id)))

    def pool(self, disk: cloud.Disk) -> cloud.Pool | None:
        found = self.things.get(disk.pool) if disk.pool else None
        return found if isinstance(found, cloud.Pool) else None

    def link(self, disk: cloud.Disk) -> Link:
        """Where a disk's file lies, or why that is not known."""
        if disk.pool is None or not disk.path:
            return Link(None, f"{disk.name} has no file yet.")
        link = self.links.get(disk.pool, Link(None, "Its pool was not read."))
        return Link(link.place.below(disk.path)) if link.place else link

    def volume(self, place: Place) -> array.Volume | None:
        found = self.things.get(Key(Kind.VOLUME, place.home, place.volume))
        return found if isinstance(found, array.Volume) else None


def lenses(things: Mapping[Key, Thing], links: Mapping[Key, Link]) -> dict[Lens, dict[Key | None, tuple[Key, ...]]]:
    """The children of each thing under each lens, by name; a disk stands below its instance in the cloud lens
    and below its volume in the storage lens."""
    grown: dict[Lens, dict[Key | None, list[Key]]] = {lens: {} for lens in Lens}

    def add(lens: Lens, parent: Key | None, child: Key) -> None:
        grown[lens].setdefault(parent, []).append(child)

    for key, thing in things.items():
        add(Lens.CLOUD, *_cloud_place(key, thing)) if key.kind in _CLOUD else None
        for parent in _storage_parents(thing, links):
            add(Lens.STORAGE, parent, key)
    order = list(Kind)
    return {
        lens: {
            parent: tuple(sorted(kids, key=lambda k: (order.index(k.kind), things[k].name.casefold(), k)))
            for parent, kids in tree.items()
        }
        for lens, tree in grown.items()
    }


_CLOUD = {
    Kind.ZONE, Kind.POD, Kind.CLUSTER, Kind.HOST, Kind.POOL, Kind.STORE, Kind.INSTANCE, Kind.DISK, Kind.TEMPLATE
}  # fmt: skip


def _cloud_place(key: Key, thing: Thing) -> tuple[Key | None, Key]:
    """(parent, child) in the cloud lens; what has lost its parent stands at the root."""
    match thing:
        case cloud.Zone():
            return None, key
        case cloud.Pod() | cloud.Instance():
            return thing.zone, key
        case cloud.Cluster():
            return thing.pod, key
        case cloud.Host():
            return thing.cluster, key
        case cloud.Pool():
            return thing.cluster or thing.zone, key
        case cloud.Disk():
            return thing.instance or thing.pool or thing.zone, key
        case cloud.Store() | cloud.Template():
            return thing.zone, key
    return None, key


def _storage_parents(thing: Thing, links: Mapping[Key, Link]) -> Iterator[Key | None]:
    match thing:
        case array.Array():
            yield None
        case array.Node() | array.Tier() | array.Svm():
            yield Key(Kind.ARRAY, thing.key.home, thing.key.home)
        case array.Lif():
            yield thing.svm
        case array.Volume():
            yield thing.svm
        case cloud.Pool() | cloud.Store():
            place = links[thing.key].place if thing.key in links else None
            if place:
                yield Key(Kind.VOLUME, place.home, place.volume)
        case cloud.Disk() if thing.pool is not None and thing.path:
            yield thing.pool
