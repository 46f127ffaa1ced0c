"""Protect: which instances have something to go back to, and the restore points of one of them, or of all."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from vscdesktop.domain.keys import Key, Kind
from vscdesktop.services.browse import Browse
from vscdesktop.ui.context import Context
from vscdesktop.ui.flows.protection import Protected, instances
from vscdesktop.ui.pages.protect_all import EveryPoint
from vscdesktop.ui.pages.protect_list import InstanceList
from vscdesktop.ui.pages.protect_one import InstancePoints
from vscdesktop.ui.pages.welcome import NO_CONNECTIONS, doors
from vscdesktop.ui.shell.finder import Action
from vscdesktop.ui.theme.hub import colour
from vscdesktop.ui.theme.tokens import px
from vscdesktop.ui.widgets.buttons import button
from vscdesktop.ui.widgets.layout import box, column, row
from vscdesktop.ui.widgets.states import EmptyState, Skeleton
from vscdesktop.ui.widgets.swap import Place

POINTS = "The restore points"
NARROW = 1200


class ProtectPage(QWidget):
    place = "protect"

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._every: list[Protected] = []
        self._wanted: Key | None = None  # asked for before anything was read
        self.list, self.one = InstanceList(), InstancePoints(context)
        self.list.chosen.connect(self._choose)
        both = row(self.list, gap=0)
        both.addWidget(self.one, 1)
        self.every = EveryPoint(context)
        self._both = QStackedWidget()
        self._both.addWidget(box(both))
        self._both.addWidget(self.every)
        self.list.ways.picked.connect(self._way)
        self.every.left.connect(lambda: self._way(0))
        self._place = Place(self._both, self)
        self._drawn: Browse | None = None
        context.read.connect(lambda _old, _new: self.show_read())
        context.unread.connect(lambda _: self.show_read())

    def showEvent(self, event: QShowEvent) -> None:
        """What was read while another place was shown is drawn now."""
        super().showEvent(event)
        if self._drawn is None or self._drawn is not self.context.desk.browse:
            self.show_read()

    def show_key(self, key: Key | None) -> None:
        """Show an instance; one that is not read yet is shown as soon as it is."""
        if key is not None and key.kind is Kind.INSTANCE:
            self._way(0)
            if not self.list.choose(key):
                self._wanted = key

    def _way(self, way: int) -> None:
        """By instance, or all points; the keyboard stays on the switch if it was used there."""
        if self._both.currentIndex() == way:
            return
        switches = (self.list.ways, self.every.ways)
        used = switches[1 - way].isAncestorOf(self.focusWidget() or self)
        self._both.setCurrentIndex(way)
        for switch in switches:
            switch.pick(way)
        if used:  # once the key that did it has moved the focus itself
            QTimer.singleShot(0, self, switches[way].setFocus)
        self._show_all()

    def _show_all(self) -> None:
        browse = self.context.desk.browse
        if browse is not None and browse.points is not None and self._both.currentWidget() is self.every:
            self.every.show_read(browse)

    def show_read(self) -> None:
        """What was read last; what is chosen stays chosen, and its points are read anew."""
        if not self.isVisible():
            return
        self._drawn = browse = self.context.desk.browse
        if browse is None:
            self._place.show_page(self._trouble(self.context.problem) if self.context.problem else _loading())
            return
        if browse.points is None:
            self._place.show_page(self._trouble(f"{POINTS} could not be read from the arrays. {self._gaps()}".strip()))
            return
        self._every = instances(browse)
        if not self._every:
            self._place.show_page(self._nothing())
            return
        self._place.show_page(self._both)
        self.list.show_instances(self._every)
        self._choose_again()
        self._show_all()

    def _choose_again(self) -> None:
        chosen = self.one.one
        wanted, self._wanted = self._wanted, None
        if wanted is not None and self.list.choose(wanted):
            return
        still = next((p for p in self._every if chosen and p.key == chosen.key), None)
        if still is not None:
            self.one.show_one(still)
        elif (first := self.list.first()) is not None:
            self.list.choose(first)

    def _choose(self, key: Key) -> None:
        found = next((p for p in self._every if p.key == key), None)
        if found is not None and (self.one.one is None or self.one.one.key != key):
            self.one.show_one(found)

    def offers(self) -> list[Action]:
        """For the finder: what can be done with the instance that is chosen."""
        one = self.one.one
        if one is None or one.gone or self.one.refusals:
            return []
        found = [
            Action(f"Back up {one.name}…", "protect restore point", "backup", lambda: self.context.back_up(one.key))
        ]
        if one.newest is not None:
            found.append(
                Action(f"Restore {one.name}…", "restore point back", "restore", lambda: self.context.restore(one.key))
            )
        return found

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow page keeps its table by taking from what stands beside it."""
        super().resizeEvent(event)
        self.list.setFixedWidth(px(264 if self.width() < px(NARROW) else 320))

    # -- states --------------------------------------------------------------------------------
    def _gaps(self) -> str:
        inventory = self.context.inventory
        return " ".join(dict.fromkeys(g.reason for g in inventory.gaps)) if inventory else ""

    def _trouble(self, words: str) -> QWidget:
        again = button("Read again", "", "refresh", on=self.context.refresh)
        return EmptyState("offline", f"{POINTS} are not known", words, again, key="critical")

    def _nothing(self) -> QWidget:
        if not self.context.desk.connections:
            return EmptyState("connections", *NO_CONNECTIONS, *doors(self.context))
        words = "The connected clouds have no instances that this account can see, and no restore points are left."
        go = button("Show connections", on=lambda: self.context.go("connections"))
        return EmptyState("protect", "No instances", words, go)

    def paintEvent(self, _: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), colour("canvas"))


def _loading() -> QWidget:
    return box(column(Skeleton(10), None, pad=(24, 24, 24, 16)))
