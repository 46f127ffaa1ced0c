"""Restore points in words: what they are, what they cost, why one cannot be chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from vscdesktop.domain import refusals
from vscdesktop.domain.errors import Problem
from vscdesktop.domain.inventory import Inventory
from vscdesktop.domain.keys import Key
from vscdesktop.domain.manifest import Manifest
from vscdesktop.domain.units import ago, count, moment, size

if TYPE_CHECKING:
    from vscdesktop.services.browse import Browse
    from vscdesktop.services.catalog import Point

INCOMPLETE = (
    "It has no readable manifest, so it is no restore point: its making was interrupted, or is still under way. "
    "`vscdesktop check` removes what is left over."
)


@dataclass
class View:
    """One restore point as it is shown.

    Among all points `instance` and `owner` (None: it is gone) say whose it is; it is not `read` until somebody looks,
    or cannot be: `trouble`.
    """

    point: Point
    instance: str = ""
    owner: Key | None = None
    read: bool = True
    trouble: str = ""

    def learn(self, found: Point | Problem) -> None:
        """What its folders tell now; what was known stays when they do not answer."""
        if isinstance(found, Problem):
            self.trouble = str(found)
        else:
            self.point, self.read, self.trouble = found, True, ""
            if found.manifest is not None and self.instance == found.name.instance:
                self.instance = found.manifest.name  # the name that is left of an instance that is gone

    @property
    def key(self) -> str:
        """Which one it is, among the points of all instances too."""
        return f"{self.point.name.instance}/{self.point.name.folder}"

    @property
    def flag(self) -> str:
        """What stands over it on the line."""
        return ", ".join(part for part in (self.instance, self.at, self.how.lower()) if part)

    @property
    def manifest(self) -> Manifest | None:
        return self.point.manifest

    @property
    def id(self) -> str:
        return self.point.id

    @property
    def taken(self) -> datetime:
        return self.point.name.taken

    @property
    def at(self) -> str:
        return moment(self.taken)

    def age(self, now: datetime | None = None) -> str:
        return ago(self.taken, now or datetime.now(UTC))

    @property
    def how(self) -> str:
        """How consistent it is, in two words, without a claim that was not proved."""
        if not self.read:
            return "Cannot be read" if self.trouble else ""
        if self.manifest is None:
            return "Not complete"
        return "Taken while stopped" if self.manifest.state == "Stopped" else "Crash-consistent"

    @property
    def spread(self) -> str:
        """How far its disks are apart."""
        return self.manifest.spread if self.manifest else ""

    @property
    def mark(self) -> str:
        """Its shape on the timeline and in tables."""
        if not self.read:
            return "unread"
        return "critical" if self.manifest is None else "fs" if self.manifest.state == "Stopped" else "crash"

    @property
    def reason(self) -> str:
        """Why it was made, and so why it is kept."""
        return self.manifest.reason[:1].upper() + self.manifest.reason[1:] if self.manifest else ""

    @property
    def holds(self) -> str:
        """Which disks are in it."""
        if self.manifest is None:
            return ""
        disks = count(len(self.manifest.disks), "disk")
        return disks if self.manifest.whole else f"{disks} only"

    @property
    def cost(self) -> str:
        """What only its copies hold."""
        return size(self.point.unique) if self.read else ""

    @property
    def why_not(self) -> str:
        """Why an instance cannot be restored to it; "" when it can be chosen."""
        if not self.read:
            return self.trouble or "It is being read."
        if self.manifest is None:
            return INCOMPLETE
        return refusals.not_whole(self.manifest) or ""

    def where(self, inventory: Inventory | None) -> list[tuple[str, str]]:
        """Pool with volume, and folder, of each part."""
        found = []
        for folder in self.point.folders:
            volume = inventory.volume(folder.pool) if inventory else None
            name = f"{folder.pool_name} on {volume.name}" if volume else folder.pool_name
            found.append((name, folder.place.path))
        return found


def views(points: Sequence[Point]) -> list[View]:
    """Newest first."""
    return sorted((View(p) for p in points), key=lambda v: (v.taken, v.id), reverse=True)


def every_view(browse: Browse, shown: Sequence[View]) -> list[View] | None:
    """The points of all instances, newest first, as far as their names tell of them, or as they are `shown`. None when
    that says it all already."""
    from vscdesktop.services.catalog import grouped

    owners = {i.key.id: i for i in browse.inventory.instances()}
    known = {view.key: view.point for view in shown if view.read}
    every = []
    for point in grouped(browse.folders):
        owner = owners.get(point.name.instance)
        name, key = (owner.name, owner.key) if owner else (point.name.instance, None)
        view = View(point, name, key, read=False)
        if (before := known.get(view.key)) is not None:
            view.learn(replace(before, folders=point.folders))
        every.append(view)
    return None if [*map(_told, every)] == [*map(_told, shown)] else every


def _told(view: View) -> tuple[object, ...]:
    return view.point.folders, view.instance, view.owner


def newest(every: Sequence[View], wanted: str = "latest") -> View | None:
    """The one that was asked for, if it can be chosen, else the newest that can be."""
    able = [v for v in every if not v.why_not]
    return next((v for v in able if v.id == wanted), able[0] if able else None)


FILTERS = ("All", "Complete", "Before-points")


def kept(every: Sequence[View], which: str) -> list[View]:
    """Those of one of the kinds that FILTERS names."""
    return [v for v in every if _of_kind(v, which)]


def _of_kind(view: View, which: str) -> bool:
    if which == "Complete":
        return view.manifest is not None
    return which != "Before-points" or view.reason.startswith("Before ")


def text(view: View) -> str:
    """What the words of a filter are looked for in."""
    names = [d.name for d in view.manifest.disks] if view.manifest else []
    pools = [folder.pool_name for folder in view.point.folders]
    return "\n".join((view.at, view.how, view.reason, view.id, view.instance, *names, *pools))
