"""What may be removed: only what is ours by its place and name, needed by nothing, and either ended for certain or
a day old by the array's own clock. Whatever an open plan, here or under a lease, still speaks of stays."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from vscdesktop.clients.ontap.wire import File
from vscdesktop.domain import array, points
from vscdesktop.domain.inventory import Inventory
from vscdesktop.plans.journal import OPEN, Entry

DAY = timedelta(days=1)
OP_FILES = re.compile(rf"\d+\.new|{points.PLAN_FILE}(\.new)?|lease\.json")
POINT_FILES = re.compile(rf"\d+\.qcow2|({points.PART}|{points.MANIFEST})\.new|{points.PART}")


class Rules:
    """`entries`: what the journal of this workstation knows."""

    def __init__(self, inventory: Inventory, entries: Iterable[Entry]) -> None:
        self._inventory = inventory
        every = list(entries)
        self.open = [e for e in every if e.state in OPEN]
        self._ended = {e.plan.id[-8:] for e in every if e.state not in OPEN}
        self._plans = [e.plan.encoded() for e in self.open]

    def held(self, plan: str) -> None:
        """Somebody holds a lease for this plan: its JSON, or its id while nothing else is known of it."""
        self._plans.append(plan)

    def in_use(self, ident: str) -> bool:
        """Does an open plan speak of it? `ident`: the last 8 digits of a plan's id, or all of it."""
        return any(ident in plan for plan in self._plans)

    def ended(self, ident: str) -> bool:
        """Has that plan of this workstation ended for certain?"""
        return ident[-8:] in self._ended and not self.in_use(ident)

    def old(self, home: str, at: datetime | None) -> bool:
        """Is it a day old by the clock of that array? Without a clock, nothing is."""
        nodes = (n for n in self._inventory.things.values() if isinstance(n, array.Node) and n.key.home == home)
        dates = [n.date for n in nodes]
        return at is not None and bool(dates) and all(d is not None and d - at > DAY for d in dates)

    def may_go(self, home: str, ident: str, at: datetime | None) -> bool:
        return self.ended(ident) or (not self.in_use(ident) and self.old(home, at))


def strangers(names: Iterable[str], ours: re.Pattern[str]) -> str:
    """What in a folder of ours is not ours, for a sentence; "" when there is nothing."""
    return ", ".join(n for n in names if not ours.fullmatch(n))


def changed(file: File) -> datetime | None:
    """When it was last changed, None when that cannot be told."""
    try:
        return datetime.fromisoformat(file.changed_time).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
