"""Everything that was read in one refresh, linked: the same records under both lenses, ready for a tree."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import TypeVar, cast

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

T = TypeVar("T", bound=Thing)


class Lens(StrEnum):
    CLOUD = "cloud"
    STORAGE = "storage"


Children = Mapping[Key | None, tuple[Key, ...]]  # in the order they are shown; None: the roots
Parents = Mapping[Key, Key | None]  # every thing of a lens


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
    children: Mapping[Lens, Children] = field(default_factory=dict)
    gaps: tuple[Gap, ...] = ()
    parents: Mapping[Lens, Parents] = field(default_factory=dict)
    attached: Mapping[Key, tuple[cloud.Disk, ...]] = field(default_factory=dict)  # instance -> its disks

    def of(self, kind: type[T]) -> Sequence[T]:
        """Every thing of a kind."""
        return cast(Sequence[T], self._kinds.get(kind, ()))

    @cached_property
    def _kinds(self) -> Mapping[type, Sequence[Thing]]:
        """Sorted once: a window asks for it again and again, and there are many disks among the few zones."""
        found: dict[type, list[Thing]] = {}
        for thing in self.things.values():
            found.setdefault(type(thing), []).append(thing)
        return found

    def instances(self) -> Iterator[cloud.Instance]:
        return iter(self.of(cloud.Instance))

    def disks(self, instance: Key) -> tuple[cloud.Disk, ...]:
        """The disks of an instance in device order."""
        return self.attached.get(instance, ())

    def pool(self, disk: cloud.Disk) -> cloud.Pool | None:
        found = self.things.get(disk.pool) if disk.pool else None
        return found if isinstance(found, cloud.Pool) else None

    def link(self, disk: cloud.Disk) -> Link:
        """Where a disk's file lies, or why that is not known."""
        if disk.pool is None or not disk.path:
            return Link(None, f"{disk.name} has no file yet.")
        link = self.links.get(disk.pool, Link(None, "Its pool was not read."))
        return Link(link.place.below(disk.path)) if link.place else link

    def trail(self, key: Key, lens: Lens) -> tuple[Key, ...]:
        """What a thing stands below, from the root down; empty for a root and for what is not in this lens."""
        above = self.parents.get(lens, {})
        found: list[Key] = []
        parent = above.get(key)
        while parent is not None:
            found.append(parent)
            parent = above.get(parent)
        return tuple(reversed(found))

    def volume(self, place: Place) -> array.Volume | None:
        found = self.things.get(Key(Kind.VOLUME, place.home, place.volume))
        return found if isinstance(found, array.Volume) else None
