"""The columns of a table of restore points."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from vscdesktop.ui.flows.points import View
from vscdesktop.ui.models.rows import Column
from vscdesktop.ui.views.cell import Cell, Level

WIDTHS = (172, 84, 166, 200, 92, 84)
DROP = (4, 1, 5)  # columns that leave first when there is little room
Now = Callable[[], datetime]


def columns(now: Now) -> list[Column[View]]:
    """A point that cannot be restored is greyed; why, says whoever shows the table."""
    return [
        Column("Taken (UTC)", lambda v: Cell(v.at, strong=not v.why_not, level=_level(v, 1)), lambda v: v.taken),
        Column("Age", lambda v: Cell(v.age(now()), level=_level(v, 2)), lambda v: -v.taken.timestamp()),
        Column("Consistency", _how, lambda v: v.how),
        Column("Kept because", lambda v: Cell(v.reason, level=3), lambda v: v.reason.casefold() or None),
        Column("Disks", lambda v: Cell(v.holds, level=_level(v, 2), right=True), _disks, right=True),
        Column("Unique", lambda v: Cell(v.cost, level=_level(v, 1), right=True), lambda v: v.point.unique, right=True),
    ]


def _level(view: View, usual: Level) -> Level:
    return 3 if view.why_not else usual


def _how(view: View) -> Cell:
    return Cell(view.how, dot=view.mark, tone="critical" if view.manifest is None else "", level=_level(view, 1))


def _disks(view: View) -> int | None:
    return len(view.manifest.disks) if view.manifest else None
