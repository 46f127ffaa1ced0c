"""The columns of tables of things: what a row says of one thing as it was read last."""

from collections.abc import Callable
from typing import TypeVar

from vscdesktop.domain import array, cloud
from vscdesktop.domain.inventory import Inventory, Thing
from vscdesktop.domain.keys import Key
from vscdesktop.domain.units import size
from vscdesktop.services import marks
from vscdesktop.services.glance import ICONS
from vscdesktop.ui.models.rows import Column
from vscdesktop.ui.pages.objects import about, path
from vscdesktop.ui.views.cell import Cell

T = TypeVar("T", bound=Thing)
Read = Callable[[], Inventory]  # what was read last
TICKS = (marks.ALMOST_FULL / 100, marks.FULL / 100)
TICK_WORDS = f"{marks.ALMOST_FULL} and {marks.FULL}%"


def name(title: str) -> Column[T]:
    return Column(title, lambda t: Cell(t.name, icon=ICONS[t.key.kind], strong=True), lambda t: t.name.casefold())


def state(read: Read, title: str = "State") -> Column[T]:
    """A mark and its words; a thing that says nothing of its state shows nothing."""

    def cell(thing: T) -> Cell:
        found = marks.mark(thing.key, read())
        own = str(getattr(thing, "state", ""))
        words = about.word(found) if found.words else own
        return Cell(words, dot=str(found.status or (marks.Status.OK if words else "")))

    return Column(title, cell, lambda t: -marks.WORSE[marks.mark(t.key, read()).status])


def named(title: str, read: Read, of: Callable[[T], Key | None]) -> Column[T]:
    """The name of another thing."""

    def words(thing: T) -> str:
        key = of(thing)
        found = read().things.get(key) if key else None
        return found.name if found else ""

    return Column(title, lambda t: Cell(words(t), level=2), lambda t: words(t).casefold() or None)


def text(title: str, of: Callable[[T], str], mono: bool = False) -> Column[T]:
    return Column(title, lambda t: Cell(of(t), level=2, mono=mono), lambda t: of(t).casefold() or None)


def bytes_(title: str, of: Callable[[T], int]) -> Column[T]:
    """A size; nothing, where none was read."""
    return Column(title, lambda t: Cell(size(of(t)) if of(t) else "", right=True), lambda t: of(t) or None, right=True)


def fullness(title: str, used: Callable[[T], int], whole: Callable[[T], int]) -> Column[T]:
    """Used of the whole as a bar with ticks where it is almost full, and full."""

    def cell(thing: T) -> Cell:
        full = marks.percent(used(thing), whole(thing))
        if full is None:
            return Cell()
        return Cell(path.share(used(thing), whole(thing)), bar=((used(thing) / whole(thing), ink(full)),), marks=TICKS)

    return Column(title, cell, lambda t: marks.percent(used(t), whole(t)))


def ink(full: int) -> str:
    """The colour token of a bar: the state, when it is one to worry about."""
    return "critical.solid" if full >= marks.FULL else "warn.solid" if full >= marks.ALMOST_FULL else "series.0"


def place(read: Read) -> Column[cloud.Disk]:
    """The ONTAP volume of a disk, or why there is none."""

    def cell(disk: cloud.Disk) -> Cell:
        link = read().link(disk)
        volume = read().volume(link.place) if link.place else None
        if volume is not None:
            return Cell(volume.name, level=2)
        return Cell(link.reason or "The ONTAP volume was not read.", tone="warn")

    return Column("ONTAP volume", cell, lambda d: cell(d).text.casefold())


def volume_used(volume: array.Volume) -> int:
    return volume.used


def volume_whole(volume: array.Volume) -> int:
    return volume.used + volume.available


def tier_used(tier: array.Tier) -> int:
    return tier.size - tier.available


def disk_kind(disk: cloud.Disk) -> str:
    return path.DISK_WORD.get(disk.kind, disk.kind)
