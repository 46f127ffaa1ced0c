"""Protect over all instances: every restore point in one table and on one line.

Which there are is known from one listing of names. What a point holds and costs takes a look into its folders: at those
in sight, and where there are few, at all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from vscdesktop.domain.errors import Problem
from vscdesktop.domain.keys import Key, Kind
from vscdesktop.domain.units import count, size
from vscdesktop.services.browse import Browse
from vscdesktop.ui.context import Context
from vscdesktop.ui.flows.points import View, every_view
from vscdesktop.ui.pages.objects.subject import REST, refusals_of
from vscdesktop.ui.pages.point_card import BesideTable, PointCard
from vscdesktop.ui.pages.points import Points, Unread
from vscdesktop.ui.theme.tokens import Space, px
from vscdesktop.ui.widgets.card import Card
from vscdesktop.ui.widgets.choose import Segmented
from vscdesktop.ui.widgets.layout import box, column, row, scroll
from vscdesktop.ui.widgets.states import EmptyState, Skeleton
from vscdesktop.ui.widgets.swap import Place
from vscdesktop.ui.widgets.text import Text

if TYPE_CHECKING:
    from vscdesktop.services.catalog import Point

WAYS = ("By instance", "All points")
NARROW = 590  # the width under which a point is told of below the table
FEW = 500  # so many points are all looked into; of more, those in sight
BATCH = 32  # points that are looked into at a time


def ways(current: int) -> Segmented:
    """By instance, or all points: stands at the same place over both."""
    return Segmented(WAYS, current, small=True, name="Restore points by instance or all")


class EveryPoint(QWidget):
    """Keeps what is chosen and what was read of it when everything is read anew. `left`: by instance instead."""

    left = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._looked: set[str] = set()  # what was looked into since everything was read
        self._building = self._looking = self._owners = 0
        self.ways = ways(1)
        self.points = Points(self, of_all=True)
        self.points.words.setPlaceholderText("Filter by instance, pool, time")
        self.points.words.setMaximumWidth(px(264))
        self.points.words.setMinimumWidth(px(200))
        self._line = Text("", "body", 2, elide=True)
        self.card = Card("Restore points", " ", self.points.words, gap=Space.S)
        self.card.add(self.points.timeline, self.points.legend)
        self.about = PointCard(self._restore, self._delete)
        self._place = Place(self._filled())
        head = row(self.ways, self._line, gap=Space.L)
        head.setStretch(1, 1)
        whole = column(head, gap=Space.L, pad=(24, 16, 24, 16))
        whole.addLayout(self._place, 1)
        self.setLayout(whole)
        self._place.show_page(box(column(Skeleton(8), None)))
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._look)
        self._listen()

    def _listen(self) -> None:
        table = self.points.table
        table.verticalScrollBar().valueChanged.connect(lambda _: self._rest.start())
        self.points.model.layoutChanged.connect(lambda *_: self._rest.start())
        self.points.chosen.connect(self._chosen)
        self.points.opened.connect(self._restore)
        self.ways.picked.connect(self._way)
        self.context.looked.connect(self._allowed)  # a bound method: it ends with this page

    def _filled(self) -> QWidget:
        whole = column(self.card, gap=Space.L)
        whole.addWidget(BesideTable(self.points.table, self.about, NARROW), 1)
        self._whole = scroll(box(whole), "Restore points")
        return self._whole

    # -- which there are -----------------------------------------------------------------------
    def show_read(self, browse: Browse) -> None:
        """What was read last, with points that could be read."""
        self._looked.clear()
        shown, bridge = self.points.every, self.context.bridge
        bridge.drop(self._building)
        self._building = bridge.do(lambda: every_view(browse, shown), self._built, self._unbuilt, self)

    def _built(self, every: list[View] | None) -> None:
        if every is not None:
            chosen = self.points.current
            now = next((v for v in every if chosen and v.key == chosen.key), every[0] if every else None)
            self.points.show_points(every, now)
            self._owners = len({view.point.name.instance for view in every})
            self._tell()
        self._chosen(self.points.current)
        self._place.show_page(self._whole if self.points.every else self._none())
        self._rest.start()

    def _unbuilt(self, problem: Problem) -> None:
        self._place.show_page(Unread(str(problem), self.context.refresh))

    def _none(self) -> QWidget:
        words = "No instance has been backed up yet. A backup takes seconds, copies no block and stops nothing."
        return EmptyState("shield-off", "No restore points yet", words)

    def showEvent(self, event: QShowEvent) -> None:
        """While nobody looked, nothing was looked into."""
        super().showEvent(event)
        self._rest.start()

    # -- what they hold and cost -----------------------------------------------------------------
    def _look(self) -> None:
        """Look into the next few: those in sight first."""
        wanted = [view for view in self._next() if view.key not in self._looked][:BATCH]
        if not wanted or self._looking or not self.isVisible():
            return
        desk, asked = self.context.desk, [view.point for view in wanted]
        self._looking = self.context.bridge.do(
            lambda: desk.read_points(asked),
            lambda found: self._learnt(wanted, found),
            lambda problem: self._learnt(wanted, [problem] * len(wanted)),
            self,
        )

    def _next(self) -> Sequence[View]:
        table, records = self.points.table, self.points.model.records
        top, end = table.rowAt(0), table.rowAt(table.viewport().height() - 1)
        seen = records[top : end + 1 if end >= 0 else None] if top >= 0 else []
        return [*seen, *(self.points.every if len(self.points.every) <= FEW else ())]

    def _learnt(self, views: Sequence[View], found: Sequence[Point | Problem]) -> None:
        self._looking = 0
        for view, one in zip(views, found, strict=True):
            view.learn(one)
        keys = {view.key for view in views}
        self._looked |= keys
        self.points.model.changed(keys)
        self.points.timeline.update()
        if self.points.current is not None and self.points.current.key in keys:
            self._chosen(self.points.current)
        self._tell()
        self._look()

    def _tell(self) -> None:
        every = self.points.every
        known = len(every) <= FEW and all(view.read for view in every)
        cost = f", {size(sum(view.point.unique for view in every))} unique" if known else ""
        self._line.setText(f"{count(len(every), 'restore point')} of {count(self._owners, 'instance')}{cost}")
        self.card.note.setText(self.points.words_for_all)

    # -- verbs -----------------------------------------------------------------------------------
    def _chosen(self, view: View | None) -> None:
        owner = view.owner if view else None
        self.about.show_point(view, self.context.inventory, refusals_of(self.context, owner), gone=owner is None)

    def _allowed(self, _: object) -> None:
        self._chosen(self.points.current)

    def _restore(self, view: View) -> None:
        if view.owner is not None and not view.why_not and not refusals_of(self.context, view.owner):
            self.context.restore(view.owner, view.id)

    def _delete(self, view: View) -> None:
        instance = view.owner or Key(Kind.INSTANCE, "", view.point.name.instance)
        self.context.wizard.emit("delete", instance, view)

    def _way(self, n: int) -> None:
        if n == 0:
            self.left.emit()
