"""The chosen restore point: what it is, where it lies, what it costs, why it is kept, what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vscdesktop.domain.inventory import Inventory
from vscdesktop.domain.units import size
from vscdesktop.ui.flows.flow import READ_ONLY
from vscdesktop.ui.flows.points import View
from vscdesktop.ui.theme.tokens import Size, Space, px
from vscdesktop.ui.views.table import Table
from vscdesktop.ui.widgets.buttons import button, wide
from vscdesktop.ui.widgets.card import Card, TableCard
from vscdesktop.ui.widgets.facts import facts
from vscdesktop.ui.widgets.layout import Adaptive, Item, Plan, box, column, row, rule, scroll
from vscdesktop.ui.widgets.marks import Badge, Fold
from vscdesktop.ui.widgets.swap import clear
from vscdesktop.ui.widgets.text import Text

ASIDE, HIGH = 252, 260  # of the card, at least
ROOMY = 900  # the width from which on it is as wide as the other cards at the side
MOST = (1 << 24) - 1  # as wide as Qt lets it be
Act = Callable[[View], None]
GONE = "Its instance is no longer in CloudStack: it cannot be restored in place."
MARKS = {"fs": "protected", "crash": "info", "critical": "critical"}


class PointCard(Card):
    """What is known scrolls, the verbs below it stay. They are called with the point."""

    def __init__(self, restore: Act, delete: Act) -> None:
        super().__init__(gap=Space.S)
        self._restore, self._delete = restore, delete
        self._told: object = None
        self._about, self._verbs = QVBoxLayout(), QVBoxLayout()
        self._about.setContentsMargins(0, 0, 0, 0)
        self._verbs.setSpacing(Space.S)
        self.add(scroll(box(self._about), "Chosen restore point"), stretch=1)
        self.add(self._verbs)
        self.show_point(None, None)

    def show_point(
        self, view: View | None, inventory: Inventory | None, refusals: Sequence[str] = (), gone: bool = False
    ) -> None:
        """`refusals`: why its instance is not restored. `gone`: it is no longer in CloudStack."""
        told = view and (replace(view), view.age(), view.where(inventory)), refusals, gone
        if told == self._told:  # the focus may be in it
            return
        self._told = told
        clear(self._about)
        clear(self._verbs)
        if view is None:
            self._about.addWidget(Text("No restore point is chosen.", "body", 3, wrap=True))
            self._about.addStretch(1)
            return
        self._about.addWidget(_about(view, inventory))
        for made in (rule(), *self._acts(view, refusals, gone)):
            self._verbs.addWidget(made)

    def _acts(self, view: View, refusals: Sequence[str], gone: bool) -> list[QWidget]:
        """Verbs; where one is missing, a sentence says why."""
        if READ_ONLY in refusals:
            return [Text(READ_ONLY, "small", 2, wrap=True)]
        found: list[QWidget] = []
        why = GONE if gone and view.read else view.why_not or " ".join(refusals)
        if why:
            found.append(Text(why, "small", 2, wrap=True))
        else:
            name = f"Restore to {view.at}"
            found.append(wide(button("Restore…", "primary", "restore", on=lambda: self._restore(view), name=name)))
        if view.manifest is not None:
            name = f"Delete the point of {view.at}"
            found.append(wide(button("Delete…", "", "trash", on=lambda: self._delete(view), name=name)))
        return found


class BesideTable(Adaptive):
    """A table of points with the card of the chosen one at its right; below it, where the width is under `limit`."""

    def __init__(self, table: Table, card: PointCard, limit: int) -> None:
        table.setMinimumHeight(px(160))
        card.setMinimumHeight(px(HIGH))
        self._card, self._limit_px = card, px(limit)
        beside, below = Plan(True, (0, 1), (1, 0)), Plan(False, (0, 1), (1, 0))
        super().__init__([TableCard(table), card], beside, below, self._limit_px)

    def resizeEvent(self, e: QResizeEvent) -> None:
        super().resizeEvent(e)
        beside = px(ASIDE) if self.width() < px(ROOMY) else Size.ASIDE
        least, most = (beside, beside) if self.width() >= self._limit_px else (px(ASIDE), MOST)
        self._card.setMinimumWidth(least)
        self._card.setMaximumWidth(most)


def _about(view: View, inventory: Inventory | None) -> QWidget:
    badges = [Badge(view.how, MARKS[view.mark])] if view.read else []
    if view.manifest is not None:
        badges.append(Badge("Not verified", "unknown"))
    shown: list[tuple[str, str | QWidget]] = [
        ("Instance", view.instance),
        ("Age", view.age()),
        ("Disks", view.holds),
        ("Unique now", f"{view.cost} of {size(view.point.size)}" if view.read else ""),
    ]
    for place, folder in view.where(inventory):
        shown += [("Pool", place), ("Folder", Text(folder, "mono", elide=True))]
    shown.append(("Point", Text(view.id, "mono", elide=True)))
    head = row(Text(view.at, "subtitle"), Text("UTC", "small", 3), None, gap=Space.S)
    parts: list[Item] = [head, Fold(*badges)]
    if view.manifest is not None:
        parts.append(Text(f"{view.reason}. {_sentence(view)}", "small", 2, wrap=True))
    pairs = [(label, value) for label, value in shown if value != ""]
    return box(column(*parts, Space.XS, facts(pairs, 92), None, gap=Space.S))


def _sentence(view: View) -> str:
    """How far its disks are apart."""
    return f"{view.spread[:1].upper()}{view.spread[1:]}."
