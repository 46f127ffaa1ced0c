"""Overview: the questions of an administrator, in the order they are asked, as far as they can be answered today."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtGui import QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from vscdesktop.domain.keys import Key
from vscdesktop.domain.units import count
from vscdesktop.services.finding_words import Connect
from vscdesktop.store.settings import CLOUDSTACK, ONTAP
from vscdesktop.ui.context import Context
from vscdesktop.ui.pages.overview_needs import Needs
from vscdesktop.ui.pages.overview_protected import Protected
from vscdesktop.ui.pages.overview_rest import Fullest, Happened
from vscdesktop.ui.pages.welcome import NO_CONNECTIONS, doors
from vscdesktop.ui.theme.hub import colour
from vscdesktop.ui.theme.tokens import Size, Space, px
from vscdesktop.ui.widgets.buttons import button
from vscdesktop.ui.widgets.card import Card
from vscdesktop.ui.widgets.layout import Adaptive, Plan, column, row, scroll
from vscdesktop.ui.widgets.states import Banner, EmptyState
from vscdesktop.ui.widgets.swap import clear
from vscdesktop.ui.widgets.text import Text

if TYPE_CHECKING:
    from vscdesktop.services.summary import Summary

GONE = ("The built-in lab has ended", "What is shown is what was read last; everything in it is gone.")


class OverviewPage(QWidget):
    place = "overview"

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._last: Summary | None = None
        self.note = Text("", "body", 3, elide=True)
        self.needs, self.protected = Needs(context), Protected(context)
        self.fullest, self.happened = Fullest(context), Happened(context)
        cards = [self.protected, self.fullest, self.happened]
        wide = Plan(True, (0, 11), (Plan(False, (1, 0), (2, 1)), 20))
        narrow = Plan(False, (Plan(True, (0, 1), (1, 1)), 0), (2, 0))
        self._answers = Adaptive(cards, wide, narrow, px(1080))
        self._instead = QVBoxLayout()
        self._banners = QVBoxLayout()
        head = row(Text("Overview", "title"), gap=Space.M)
        head.addWidget(self.note, 1)
        head.addStrut(Size.CONTROL_SMALL)
        inner = QWidget()
        pad = Size.PAGE_PAD
        body = column(head, self._banners, self.needs, gap=Space.L, pad=(pad, Space.L, pad, Space.L))
        body.addWidget(self._answers)
        body.addLayout(self._instead)
        body.addStretch(1)
        inner.setLayout(body)
        self._stack = QStackedWidget()
        self._trouble = QVBoxLayout()
        trouble = QWidget()
        trouble.setLayout(self._trouble)
        self._stack.addWidget(scroll(inner, "Overview"))
        self._stack.addWidget(trouble)
        self.setLayout(column(self._stack, gap=0))
        context.summed.connect(self._show)
        context.unread.connect(self._unread)
        context.starting.connect(self._show_lab)
        if context.problem:
            self._unread(context.problem)

    def show_key(self, _key: Key | None) -> None:
        """There are no objects here."""

    # -- what was read ---------------------------------------------------------------------------
    def showEvent(self, event: QShowEvent) -> None:
        """What was summed up while another place was shown is drawn now."""
        super().showEvent(event)
        if self.context.summary is not None:
            self._show(self.context.summary)

    def _show(self, found: Summary) -> None:
        if not self.isVisible():
            return
        self._stack.setCurrentIndex(0)
        self._show_lab()
        if found == self._last:
            return
        self._last = found
        parts = (found.clouds, "cloud"), (found.arrays, "ONTAP cluster"), (found.instances, "instance")
        self.note.setText(", ".join(count(*part) for part in parts if part[0]))
        clear(self._instead)
        empty = not found.instances
        self._answers.setVisible(not empty)
        if empty:  # what to connect stands there in large: not twice
            rest = tuple(f for f in found.findings if not isinstance(f.where, Connect))
            self.needs.show_summary(replace(found, findings=rest))
            self.needs.setVisible(bool(rest))
            _put(self._instead, self._nothing(found))
            return
        self.needs.show()
        self.needs.show_summary(found)
        for card in (self.protected, self.fullest, self.happened):
            card.show_summary(found)

    def _nothing(self, found: Summary) -> QWidget:
        """A cloud without instances, or half of one, or one that was not read: why, and the first thing to do."""
        again = button("Read again", "", "refresh", on=self.context.refresh)
        card = Card()
        card.setMinimumHeight(px(320))
        if not (found.clouds or found.arrays):
            return card.add(EmptyState("connections", *NO_CONNECTIONS, *doors(self.context)))
        if found.blind:
            title = "The instances could not be read"
            return card.add(EmptyState("offline", title, found.blind, again, key="critical"))
        if not found.clouds:
            title, kind = "No cloud yet", CLOUDSTACK
            text = "CloudStack knows which instances there are, and on which Primary Storage their disks lie."
        elif not found.arrays:
            title, kind = "No storage yet", ONTAP
            text = "Backups are made by the ONTAP cluster that the Primary Storage lies on. Connect it too."
        else:
            title, kind = "No instances yet", ""
            text = (
                "Both systems were read. As soon as CloudStack has an instance, it is shown here with its protection."
            )
        name = "ONTAP" if kind == ONTAP else "CloudStack"
        act = button(f"Connect {name}…", "primary", "plus", on=lambda: self.context.connect_to(kind))
        return card.add(EmptyState("cloud" if kind != ONTAP else "cluster", title, text, act if kind else again))

    def _unread(self, problem: str) -> None:
        """Nothing at all was read; when something was, it stays, and the window says how old it is."""
        self._show_lab()
        if self.context.inventory is not None:
            return
        clear(self._trouble)
        again = button("Read again", "primary", "refresh", on=self.context.refresh)
        more = button("Open connections", on=lambda: self.context.go("connections"))
        _put(self._trouble, EmptyState("offline", "Nothing could be read", problem, again, more, key="critical"))
        self._stack.setCurrentIndex(1)

    # -- the built-in lab ------------------------------------------------------------------------
    def _show_lab(self) -> None:
        """A lab that ended by itself is no cloud that is down: it can be started anew."""
        clear(self._banners)
        if self.context.desk.links.lab_gone and not self.context.lab_starts:
            again = button("Start it again", small=True, on=self.context.start_lab)
            _put(self._banners, Banner("warn", *GONE, again, icon_name="lab"))

    def paintEvent(self, _: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), colour("canvas"))


def _put(layout: QVBoxLayout, made: QWidget) -> None:
    """Shown at once: what stood there leaves in the same breath."""
    layout.addWidget(made)
    made.show()
