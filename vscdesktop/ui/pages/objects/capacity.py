"""How full a pool, volume or local tier is, as each side counts it."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from vscdesktop.domain import array, cloud
from vscdesktop.domain.inventory import Inventory
from vscdesktop.domain.keys import Key
from vscdesktop.domain.units import size
from vscdesktop.services.marks import percent
from vscdesktop.ui.pages.objects import path
from vscdesktop.ui.pages.objects.columns import TICK_WORDS, TICKS, ink
from vscdesktop.ui.pages.objects.parts import Replaced, link_to
from vscdesktop.ui.pages.objects.subject import Subject
from vscdesktop.ui.theme.tokens import Space
from vscdesktop.ui.widgets.card import Card
from vscdesktop.ui.widgets.facts import facts
from vscdesktop.ui.widgets.layout import box, column, row
from vscdesktop.ui.widgets.meters import Bar
from vscdesktop.ui.widgets.text import Text


@dataclass(frozen=True)
class Room:
    """One place that fills. `key`: its page, when it is not this one."""

    title: str
    note: str
    used: int
    whole: int
    facts: tuple[tuple[str, str], ...]
    key: Key | None = None


def rooms(inventory: Inventory, key: Key) -> tuple[Room, ...]:
    """The thing itself, then what it lies on; () when nothing of it is known."""
    match thing := inventory.things.get(key):
        case cloud.Pool():
            link = inventory.links[key]
            volume = inventory.volume(link.place) if link.place else None
            found = [*_pool(inventory, thing), *(_volume(inventory, volume, key) if volume else ())]
        case array.Volume():
            found = list(_volume(inventory, thing, key))
        case array.Tier():
            found = list(_tier(inventory, thing, key))
        case _:
            found = []
    return tuple(room for room in found if room.whole > 0)


def _pool(inventory: Inventory, pool: cloud.Pool) -> Iterator[Room]:
    disks = sum(d.size for d in path.disks_in(inventory, pool.key))
    share = percent(disks, pool.total)
    allocated = f"{size(disks)}, {share}% of its size" if share is not None else size(disks)
    free = size(max(pool.total - pool.used, 0))
    lines = (("Used", size(pool.used)), ("Available", free), ("Size", size(pool.total)), ("Allocated", allocated))
    yield Room(f"Primary Storage {pool.name}", "as CloudStack counts it", pool.used, pool.total, lines)


def _volume(inventory: Inventory, volume: array.Volume, here: Key) -> Iterator[Room]:
    lines = (("Used", size(volume.used)), ("Available", size(volume.available)), ("Size", size(volume.size)))
    key = None if volume.key == here else volume.key
    whole = volume.used + volume.available
    yield Room(f"ONTAP volume {volume.name}", "as ONTAP counts it", volume.used, whole, lines, key)
    for tier in path.tiers(inventory, volume):
        yield from _tier(inventory, tier, here)


def _tier(inventory: Inventory, tier: array.Tier, here: Key) -> Iterator[Room]:
    volumes = [v for v in path.of_kind(inventory, array.Volume, tier.key.home) if tier.name in v.tiers]
    used = tier.size - tier.available
    promised = sum(v.size for v in volumes if len(v.tiers) == 1)
    share = percent(promised, tier.size)
    sizes = (("Sizes of its volumes", f"{size(promised)}, {share}% of its size"),) if share is not None else ()
    lines = (("Used", size(used)), ("Available", size(tier.available)), ("Size", size(tier.size)), *sizes)
    yield Room(
        f"Local tier {tier.name}",
        f"on node {tier.node}",
        used,
        tier.size,
        lines,
        None if tier.key == here else tier.key,
    )


class CapacityTab(QWidget):
    def __init__(self, subject: Subject) -> None:
        super().__init__()
        self._subject = subject
        self._place: Replaced[tuple[Room, ...]] = Replaced(self._draw)
        self.setLayout(column(self._place, None, gap=0))
        subject.updated.connect(self.show_rooms)
        self.show_rooms()

    def show_rooms(self) -> None:
        self._place.show_value(rooms(self._subject.inventory, self._subject.key))

    def _draw(self, found: tuple[Room, ...]) -> QWidget:
        return box(column(*(self._card(room) for room in found), gap=Space.L))

    def _card(self, room: Room) -> QWidget:
        full, key = percent(room.used, room.whole), room.key
        assert full is not None  # `rooms` has left out what has no size
        share = path.share(room.used, room.whole)
        words = f"{share} used: {size(room.used)} of {size(room.whole)}"
        bar = Bar(((room.used / room.whole, ink(full)),), f"{room.title}, {words}. Ticks at {TICK_WORDS}.", TICKS, 10)
        open_ = link_to(f"Open {room.title.rpartition(' ')[2]}", lambda: self._subject.go(key)) if key else None
        line = row(Text(share, "display"), Text("used", "body", 3), None, gap=6)
        hint = Text(f"Ticks mark {TICK_WORDS}.", "small", 3)
        return Card(room.title, room.note, open_, gap=Space.S).add(line, bar, hint, facts(room.facts, 150))
