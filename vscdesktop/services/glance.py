"""What one row of a tree says of its thing: a name, a number, a state and whether it is protected."""

import re
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from vscdesktop.domain import array, cloud
from vscdesktop.domain.inventory import Lens
from vscdesktop.domain.keys import Key, Kind
from vscdesktop.domain.units import ago, count, size
from vscdesktop.services.browse import Browse
from vscdesktop.services.marks import WORSE, Mark, Status

ICONS = {
    Kind.ZONE: "zone", Kind.POD: "network", Kind.CLUSTER: "cluster", Kind.HOST: "node", Kind.POOL: "pool",
    Kind.STORE: "archive", Kind.INSTANCE: "instance", Kind.DISK: "disk", Kind.TEMPLATE: "copy",
    Kind.ARRAY: "cluster", Kind.NODE: "node", Kind.TIER: "tier", Kind.SVM: "svm", Kind.LIF: "network",
    Kind.VOLUME: "volume", Kind.FILE: "file",
}  # fmt: skip
TITLES = {
    Kind.ZONE: "Zone", Kind.POD: "Pod", Kind.CLUSTER: "Cluster", Kind.HOST: "Host", Kind.POOL: "Primary Storage",
    Kind.STORE: "Secondary Storage", Kind.INSTANCE: "Instance", Kind.DISK: "Disk", Kind.TEMPLATE: "Template",
    Kind.ARRAY: "ONTAP cluster", Kind.NODE: "Node", Kind.TIER: "Local tier", Kind.SVM: "Storage VM", Kind.LIF: "LIF",
    Kind.VOLUME: "ONTAP volume", Kind.FILE: "File",
}  # fmt: skip


class Protection(StrEnum):
    NONE = "unprotected"
    SOME = "protected"
    UNKNOWN = "not known"  # the points could not be read
    NO_MATTER = ""  # only instances are protected


class Node(NamedTuple):
    icon: str
    kind: str  # in words
    name: str
    right: str  # a count, a size or a version
    counted: str  # the same in words
    mark: Mark
    protection: Protection
    protected: str  # in words

    @property
    def spoken(self) -> str:
        """Everything a row shows, without its pictures."""
        parts = (self.name, self.kind, self.counted, self.mark.words, self.protected)
        return ", ".join(part for part in parts if part)


def node(browse: Browse, lens: Lens, key: Key, now: datetime) -> Node:
    """A row as it is now; what stands below it is counted in, also while it is closed or filtered away."""
    thing = browse.inventory.things[key]
    protection, words = _protection(browse, key, now)
    right, counted = _right(browse, lens, key)
    state = worst(browse, lens, key)
    return Node(ICONS[key.kind], TITLES[key.kind], thing.name, right, counted, state, protection, words)


def worst(browse: Browse, lens: Lens, key: Key) -> Mark:
    """The thing's own state, or what is worse below it."""
    number = browse.numbers[key]
    own, below = browse.marks[number], browse.below[lens]
    row = browse.outlines[lens].rows[number]
    warn, critical = below.warn[row], below.critical[row]
    status = Status.CRITICAL if critical else Status.WARN if warn else Status.NONE
    if not row or WORSE[status] <= WORSE[own.status]:
        return own
    parts = ([f"{critical} critical"] if critical else []) + ([count(warn, "warning")] if warn else [])
    return Mark(status, f"below: {', '.join(parts)}")


def home(key: Key) -> Lens:
    """The lens a thing belongs to; pools, stores and disks stand in both."""
    return Lens.STORAGE if key.kind in _STORAGE else Lens.CLOUD


def where(browse: Browse, key: Key) -> str:
    """Kind and place of a thing in one line: "Instance, fra1 / gold"."""
    names = [browse.inventory.things[k].name for k in browse.inventory.trail(key, home(key))]
    return ", ".join(filter(None, (TITLES[key.kind], " / ".join(names))))


_RELEASE = re.compile(r"\d+\.\d+[\w.]*")
_STORAGE = (Kind.ARRAY, Kind.NODE, Kind.TIER, Kind.SVM, Kind.LIF, Kind.VOLUME)


def _protection(browse: Browse, key: Key, now: datetime) -> tuple[Protection, str]:
    if key.kind is not Kind.INSTANCE:
        return Protection.NO_MATTER, ""
    if browse.points is None:
        return Protection.UNKNOWN, "protection not known: restore points were not read"
    newest = browse.points.get(key.id)
    if newest is None:
        return Protection.NONE, "not protected: no restore point"
    return Protection.SOME, f"protected, newest restore point {ago(newest, now)}"


def _right(browse: Browse, lens: Lens, key: Key) -> tuple[str, str]:
    """What stands at the right, and how it is spoken."""
    match browse.inventory.things[key]:
        case array.Volume(size=bytes_) | array.Tier(size=bytes_) | cloud.Disk(size=bytes_):
            return size(bytes_), size(bytes_)
        case array.Array(version=version):
            release = _RELEASE.search(version)  # "NetApp Release 9.17.1P2: Tue ..."
            return (release.group(), f"ONTAP {release.group()}") if release else ("", "")
        case array.Lif(address=address):
            return address, address
        case cloud.Host(name=name):
            return _count(browse.running.get((key.home, name), 0), "instance")
        case cloud.Pool() if lens is Lens.STORAGE:
            return _count(len(browse.inventory.children[lens].get(key, ())), "disk")
        case cloud.Zone() | cloud.Pod() | cloud.Cluster() | cloud.Pool():
            return _count(_counted(browse, lens, key), "instance")
        case array.Svm():
            short, spoken = _count(_counted(browse, lens, key), "volume")
            return f"{short} vol", spoken
    return "", ""


def _count(number: int, noun: str) -> tuple[str, str]:
    return str(number), count(number, noun)


def _counted(browse: Browse, lens: Lens, key: Key) -> int:
    """How many instances or volumes stand below it in this lens; none where it has no row."""
    row = browse.outlines[lens].rows[browse.numbers[key]]
    return browse.below[lens].counted[row] if row else 0
