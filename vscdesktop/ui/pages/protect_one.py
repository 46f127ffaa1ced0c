"""The right side of Protect: the restore points of one instance, or why there are none to show."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from vscdesktop.domain.errors import Problem
from vscdesktop.ui.context import Context
from vscdesktop.ui.flows.points import View, newest, views
from vscdesktop.ui.flows.protection import Protected
from vscdesktop.ui.pages.objects.parts import Refusal
from vscdesktop.ui.pages.objects.subject import REST, refusals_of
from vscdesktop.ui.pages.point_card import BesideTable, PointCard
from vscdesktop.ui.pages.points import Points, Unread
from vscdesktop.ui.theme.tokens import Space
from vscdesktop.ui.widgets.buttons import button
from vscdesktop.ui.widgets.card import Card
from vscdesktop.ui.widgets.layout import box, column, row, scroll
from vscdesktop.ui.widgets.marks import Badge, Fold
from vscdesktop.ui.widgets.states import EmptyState, Skeleton
from vscdesktop.ui.widgets.swap import Place, clear
from vscdesktop.ui.widgets.text import Text, tip

NARROW = 590  # the width under which a point is told of below the table
STATES = {"Running": ("ok", "ok"), "Stopped": ("unknown", "stop")}


class NoPoints(EmptyState):
    """`first`: the button that makes the first one."""

    def __init__(self, words: str, first: QPushButton) -> None:
        super().__init__("shield-off", "No restore points yet", words, first)
        self.first = first


class InstancePoints(QWidget):
    """Keeps what is chosen when its points are read anew; an answer for another instance is dropped."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.one: Protected | None = None
        self.points = Points(self)
        self._asked = 0  # the reading of its points that is under way
        self._name, self._line = Text("", "title", elide=True), Text("", "body", 2, elide=True)
        self._name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._badges = row(gap=Space.S)
        self.back_up = button("Back up now", "primary", "backup", on=self._back_up)
        top = row(column(row(self._name, self._badges, gap=Space.M), self._line, gap=0), gap=Space.S)
        top.setStretch(0, 1)
        top.addWidget(self.back_up)
        self._refusal = Refusal(lambda: self.refusals)
        self._full = self._filled()
        self._place = Place(self._full)
        whole = column(top, self._refusal, gap=Space.L, pad=(24, 16, 24, 16))
        whole.addLayout(self._place, 1)
        self.setLayout(whole)
        self.points.chosen.connect(self._chosen)
        self.points.opened.connect(self._restore)
        context.looked.connect(self._looked)  # a bound method: it ends with this page

    def _filled(self) -> QWidget:
        p = self.points
        self.card = Card("Restore points", " ", box(row(p.words, p.kinds, gap=Space.S)), gap=Space.S)
        self.card.add(p.timeline, p.legend)
        self.about = PointCard(self._restore, self._delete)
        whole = column(self.card, gap=Space.L)
        whole.addWidget(BesideTable(p.table, self.about, NARROW), 1)
        return scroll(box(whole), "Restore points")

    # -- one instance --------------------------------------------------------------------------
    def show_one(self, one: Protected) -> None:
        """Show an instance; its points are read."""
        other = self.one is None or self.one.key != one.key
        self.one = one
        self._head(one)
        if other:
            self.points.show_points([], None)
            self._place.show_page(box(column(Skeleton(8), None)))
        self._ask(REST if other else 0)

    def read(self) -> None:
        """Read its points anew."""
        self._ask(0)

    def _ask(self, rest: int) -> None:
        if self.one is None:
            return
        self.context.bridge.drop(self._asked)
        desk, key = self.context.desk, self.one.key
        self._asked = self.context.bridge.do(lambda: views(desk.points_of(key)), self._read, self._unread, self, rest)

    def _read(self, found: list[View]) -> None:
        if self.one is None:
            return
        chosen = self.points.current
        still = next((v for v in found if chosen and v.id == chosen.id), None)
        self.points.show_points(found, still or newest(found) or (found[0] if found else None))
        self.card.note.setText(self.points.words_for_all)
        if self.one.gone and found and found[0].manifest is not None:
            self._name.setText(found[0].manifest.name)
        self._chosen(self.points.current)
        self._place.show_page(self._full if found else self._none(self.one))

    def _unread(self, problem: Problem) -> None:
        self._place.show_page(Unread(str(problem), self.read))

    def _none(self, one: Protected) -> QWidget:
        words = f"{one.name} has nothing to go back to. A backup takes seconds, copies no block and stops nothing."
        first = button(f"Back up {one.name}…", "", "backup", on=self._back_up)
        self._allow(first)
        return NoPoints(words, first)

    def _head(self, one: Protected) -> None:
        self._name.setText(one.name)
        clear(self._badges)
        key, icon = STATES.get(one.state, ("warn" if one.gone else "info", "warn" if one.gone else "info"))
        badges = [Badge(one.state, key, icon)]
        if one.newest is None:
            badges.append(Badge("Unprotected", "warn", "shield-alert"))
        self._badges.addWidget(Fold(*badges, keeps=True), 1)
        inventory = self.context.inventory
        thing = inventory.things.get(one.key) if inventory else None
        owner = getattr(thing, "owner", "")
        disks = len(inventory.disks(one.key)) if inventory else 0
        parts = [f"{disks} disks" if disks != 1 else "1 disk"] if disks else []
        self._line.setText(", ".join([*parts, *([f"owned by {owner}"] if owner else [])]))
        self.back_up.setVisible(not one.gone)
        self.back_up.setAccessibleName(f"Back up {one.name} now")
        self._allow(self.back_up)
        self._refusal.show_refusals()

    # -- what may be done ----------------------------------------------------------------------
    @property
    def refusals(self) -> tuple[str, ...]:
        """Why it is not backed up or restored, as its own page says it; one that is gone has its words elsewhere."""
        return refusals_of(self.context, self.one.key if self.one else None)

    def _allow(self, act: QPushButton) -> None:
        """A backup can be asked for, or the button says why not."""
        why = " ".join(self.refusals)
        act.setEnabled(not why)
        act.setToolTip(tip(why))

    def _looked(self, _: object) -> None:
        """These connections may have become read-only, or no longer are."""
        if self.one is None:
            return
        self._allow(self.back_up)
        self._refusal.show_refusals()
        self._chosen(self.points.current)
        shown = self._place.currentWidget()
        if isinstance(shown, NoPoints):
            self._allow(shown.first)

    # -- verbs ---------------------------------------------------------------------------------
    def _chosen(self, view: View | None) -> None:
        gone = self.one is not None and self.one.gone
        self.about.show_point(view, self.context.inventory, self.refusals, gone)

    def _back_up(self) -> None:
        if self.one is not None:
            self.context.back_up(self.one.key)

    def _restore(self, view: View) -> None:
        if self.one is not None and not self.one.gone and not view.why_not and not self.refusals:
            self.context.restore(self.one.key, view.id)

    def _delete(self, view: View) -> None:
        if self.one is not None:
            self.context.wizard.emit("delete", self.one.key, view)
