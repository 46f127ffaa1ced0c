"""The columns of a table of restore points."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from vscdesktop.ui.flows.points import View
from vscdesktop.ui.models.rows import Column
from vscdesktop.ui.views.cell import Cell, Level

WIDTHS = (172, 84, 166, 200, 92, 84)
KEPT = 3  # the column that takes the rest
DROP = (4, 1, KEPT, 2)  # columns that leave first when there is little room; what a point costs stays
ALL_WIDTHS, ALL_KEPT, ALL_DROP = (176, *WIDTHS), KEPT + 1, tuple(n + 1 for n in DROP)  # with the instance before them
Now = Callable[[], datetime]


def columns(now: Now) -> list[Column[View]]:
    """A point that cannot be restored is greyed; why, says whoever shows the table."""
    return [
        Column("Taken (UTC)", lambda v: Cell(v.at, strong=not v.why_not, level=_level(v, 1)), lambda v: v.taken),
        Column("Age", lambda v: Cell(v.age(now()), level=_level(v, 2)), lambda v: -v.taken.timestamp()),
        Column("Consistency", _how, lambda v: v.how),
        Column("Kept because", lambda v: Cell(v.reason, level=3), lambda v: v.reason.casefold() or None),
        Column("Disks", lambda v: Cell(v.holds, level=_level(v, 2), right=True), _disks, right=True),
        Column("Unique", lambda v: Cell(v.cost, level=_level(v, 1), right=True), _unique, right=True),
    ]


def all_columns(now: Now) -> list[Column[View]]:
    """The same with whose point it is."""
    return [Column("Instance", lambda v: Cell(v.instance), lambda v: v.instance.casefold()), *columns(now)]


def _level(view: View, usual: Level) -> Level:
    return 3 if view.why_not and view.read else usual


def _how(view: View) -> Cell:
    dot, bad = ("", False) if not view.read else (view.mark, view.manifest is None)
    return Cell(view.how, dot=dot, tone="critical" if bad or view.trouble else "", level=_level(view, 1))


def _unique(view: View) -> int | None:
    return view.point.unique if view.read else None


def _disks(view: View) -> int | None:
    return len(view.manifest.disks) if view.manifest else None
