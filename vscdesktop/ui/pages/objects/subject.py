"""The thing a page is about, as it was read last, with its restore points once somebody asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from vscdesktop.domain import cloud, refusals
from vscdesktop.domain.errors import Problem
from vscdesktop.domain.inventory import Inventory, Lens, Thing
from vscdesktop.domain.keys import Key
from vscdesktop.services.browse import Browse
from vscdesktop.ui.context import Context
from vscdesktop.ui.flows.flow import READ_ONLY

if TYPE_CHECKING:
    from vscdesktop.services.catalog import Point

REST = 100  # milliseconds that somebody rests on an instance before its points are read: an arrow key runs over many


def refused(inventory: Inventory, instance: cloud.Instance) -> tuple[str, ...]:
    """What already speaks against backing an instance up, by what was read; the wizard asks the systems anew."""
    disks = inventory.disks(instance.key)
    found = [
        refusals.hypervisor(instance),
        refusals.unsettled(instance),
        refusals.instance_job(instance),
        refusals.no_disks(instance, disks),
    ]
    for disk in disks:
        link = inventory.link(disk)
        found += [refusals.disk_state(disk), refusals.disk_job(disk)]
        found.append(refusals.placement(disk, inventory.pool(disk), link))
        if link.place:
            found.append(refusals.volume(disk, inventory.volume(link.place)))
    return tuple(dict.fromkeys(sentence for sentence in found if sentence))


def refusals_of(context: Context, instance: Key | None) -> tuple[str, ...]:
    """The same, or that nothing is changed with these connections at all. Of one that is gone only that is known."""
    if context.desk.links.look.read_only:
        return (READ_ONLY,)
    inventory = context.desk.inventory
    thing = inventory.things.get(instance) if inventory and instance else None
    return refused(inventory, thing) if inventory and isinstance(thing, cloud.Instance) else ()


class Subject(QObject):
    """Lives as long as the page shows this thing. `lens`: the one its crumbs are taken from."""

    updated = Signal()
    points_read = Signal()
    twin_asked = Signal()

    def __init__(self, context: Context, browse: Browse, key: Key, lens: Lens, parent: QObject) -> None:
        super().__init__(parent)
        self.context, self.browse, self.key, self.lens = context, browse, key, lens
        self.points: list[Point] | None = None  # newest first; None: not read
        self.problem = ""  # why they could not be read
        self._wanted = self._reading = False
        context.plans.ended.connect(self._read_points)  # a bound method: it ends with this page
        context.looked.connect(self._looked)

    @property
    def inventory(self) -> Inventory:
        return self.browse.inventory

    @property
    def thing(self) -> Thing:
        return self.inventory.things[self.key]

    @property
    def there(self) -> bool:
        return self.key in self.inventory.things

    @property
    def instance(self) -> cloud.Instance | None:
        """The instance it is, or is a disk of."""
        thing = self.thing
        found = self.inventory.things.get(thing.instance) if isinstance(thing, cloud.Disk) and thing.instance else thing
        return found if isinstance(found, cloud.Instance) else None

    @property
    def protected(self) -> bool | None:
        """Has its instance a restore point? None when they could not be read, or it is no instance."""
        instance, points = self.instance, self.browse.points
        return None if instance is None or points is None else instance.key.id in points

    @property
    def refusals(self) -> tuple[str, ...]:
        """Why its instance is not backed up or restored, as far as that is known without asking."""
        return refusals_of(self.context, self.instance.key) if self.instance else ()

    def go(self, key: Key) -> None:
        self.context.go("inventory", key)

    def update(self, browse: Browse) -> None:
        """The same thing as it was read anew."""
        newest = self._newest()
        self.browse = browse
        if self.there:
            self.updated.emit()
            if self._newest() != newest:
                self._read_points()

    def _looked(self, _: object) -> None:
        """What may be changed with these connections may be another now."""
        if self.there:
            self.updated.emit()

    def _newest(self) -> object:
        instance = self.instance if self.there else None
        return (self.browse.points or {}).get(instance.key.id) if instance else None

    # -- restore points --------------------------------------------------------------------------
    def want_points(self) -> None:
        """From now on they are read, and read again when there may be others."""
        if not self._wanted:
            self._wanted = True
            self._read_points(rest=REST)

    def read_again(self) -> None:
        self.points, self.problem = None, ""
        self.points_read.emit()
        self._read_points()

    def _read_points(self, *_: object, rest: int = 0) -> None:
        instance = self.instance if self.there else None
        if self._wanted and not self._reading and instance is not None:
            self._reading, desk, key = True, self.context.desk, instance.key
            self.context.bridge.do(lambda: desk.points_of(key), self._found, self._failed, self, rest)

    def _found(self, points: list[Point]) -> None:
        self.points, self.problem, self._reading = points, "", False
        self.points_read.emit()

    def _failed(self, problem: Problem) -> None:
        self.problem, self._reading = str(problem), False
        self.points_read.emit()
