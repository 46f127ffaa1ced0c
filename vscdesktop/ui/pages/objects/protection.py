"""The restore points of one instance, or those that hold one disk."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedLayout, QWidget

from vscdesktop.domain import cloud
from vscdesktop.domain.units import size
from vscdesktop.ui.flows.points import View, views
from vscdesktop.ui.pages.objects.parts import Refusal, Replaced
from vscdesktop.ui.pages.objects.subject import Subject
from vscdesktop.ui.pages.point_card import BesideTable, PointCard
from vscdesktop.ui.pages.points import Points, Unread
from vscdesktop.ui.theme.tokens import Space
from vscdesktop.ui.widgets.buttons import button
from vscdesktop.ui.widgets.card import Card
from vscdesktop.ui.widgets.layout import box, column
from vscdesktop.ui.widgets.states import Banner, EmptyState, Skeleton

WAITING, TROUBLE, NONE, POINTS = range(4)
NARROW = 780  # the width under which a point is told of below the table


class ProtectionTab(QWidget):
    def __init__(self, subject: Subject) -> None:
        super().__init__()
        self._subject = subject
        self._stack = QStackedLayout()
        body = column(gap=Space.L)
        self._stale: Replaced[str] = Replaced(self._old)
        body.addWidget(Refusal(lambda: subject.refusals, subject.updated))
        body.addWidget(self._stale)
        body.addLayout(self._stack, 1)
        self.setLayout(body)
        self.points = Points(self)
        self.points.chosen.connect(self._picked)
        self.points.opened.connect(self._restore)
        self._card = Card("Restore points", "", self.points.kinds, gap=4)
        self._aside = PointCard(self._restore, self._delete)
        self._trouble: Replaced[str] = Replaced(self._unread)
        for part in (Card().add(Skeleton(6), None), self._trouble, self._none(), self._points()):
            self._stack.addWidget(part)
        subject.points_read.connect(self.show_points)
        subject.updated.connect(self.show_points)
        subject.want_points()
        self.show_points()

    def show_points(self) -> None:
        """What was read; the chosen point stays chosen, at first it is the newest."""
        s = self._subject
        self._stale.show_value(s.problem)
        self._stale.setVisible(bool(s.problem) and s.points is not None)
        self._act.setVisible(not s.refusals)
        if s.points is None:
            self._trouble.show_value(s.problem)
            self._stack.setCurrentIndex(TROUBLE if s.problem else WAITING)
            return
        every, chosen = [v for v in views(s.points) if self._holds(v)], self.points.current
        now = next((v for v in every if chosen and v.id == chosen.id), every[0] if every else None)
        self.points.show_points(every, now)
        self._picked(now)
        self._stack.setCurrentIndex(POINTS if every else NONE)

    def _picked(self, view: View | None) -> None:
        held = size(sum(v.point.unique for v in self.points.every))
        self._card.note.setText(f"{self.points.words_for_all}, {held} unique")
        self._aside.show_point(view, self._subject.inventory, self._subject.refusals)

    def _restore(self, view: View) -> None:
        instance = self._subject.instance
        if instance is not None and not view.why_not and not self._subject.refusals:
            self._subject.context.restore(instance.key, view.id)

    def _delete(self, view: View) -> None:
        instance = self._subject.instance
        if instance is not None:
            self._subject.context.wizard.emit("delete", instance.key, view)

    def _holds(self, view: View) -> bool:
        """Is it about this thing? Of an instance all are; of a disk those that have a copy of it."""
        if not isinstance(self._subject.thing, cloud.Disk):
            return True
        return view.manifest is not None and any(d.id == self._subject.key.id for d in view.manifest.disks)

    # -- parts -----------------------------------------------------------------------------------
    def _points(self) -> QWidget:
        self._card.add(self.points.timeline, self.points.legend)
        low = BesideTable(self.points.table, self._aside, NARROW)
        whole = column(self._card, low, gap=Space.L)
        whole.setStretch(1, 1)
        return box(whole)

    def _unread(self, problem: str) -> QWidget:
        return Card().add(Unread(problem, self._subject.read_again))

    def _none(self) -> QWidget:
        instance, disk = self._subject.instance, isinstance(self._subject.thing, cloud.Disk)
        assert instance is not None  # else there is no such tab
        text = "A restore point holds every disk of an instance as it was at one time, in the pool's own directory."
        if disk:
            text = f"No restore point of {instance.name} holds a copy of this disk."
        context, key = self._subject.context, instance.key
        words = f"Back up {instance.name}" if disk else "Back up now"
        self._act = button(words, "primary", "backup", on=lambda: context.back_up(key))
        return Card().add(EmptyState("protect", "No restore points yet", text, self._act))

    def _old(self, problem: str) -> QWidget:
        again = button("Read again", small=True, on=self._subject.read_again)
        return Banner("warn", "What is shown was read before.", problem, again)
