"""The window: rail, header, pages, task pane; where one goes, and how one gets back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TextIO

import shiboken6
from PySide6.QtCore import QByteArray, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from vscdesktop.domain.inventory import Lens
from vscdesktop.domain.keys import Key
from vscdesktop.plans.model import Result
from vscdesktop.store import settings
from vscdesktop.ui.board import Task
from vscdesktop.ui.context import Context
from vscdesktop.ui.memory import memory
from vscdesktop.ui.shell.closing import Closing, bad
from vscdesktop.ui.shell.header import Header
from vscdesktop.ui.shell.news import News
from vscdesktop.ui.shell.places import open_activity, open_wizard, owner, page, prepare
from vscdesktop.ui.shell.rail import PLACES, Rail
from vscdesktop.ui.shell.tasks import TaskLine, TaskPane
from vscdesktop.ui.theme.hub import colour
from vscdesktop.ui.theme.tokens import Size, px
from vscdesktop.ui.widgets.layout import column, row
from vscdesktop.ui.widgets.order import first_in, in_order
from vscdesktop.ui.widgets.split import Split
from vscdesktop.ui.widgets.states import Toast

if TYPE_CHECKING:
    from vscdesktop.plans.journal import Entry
    from vscdesktop.ui.shell.finder import Action

Where = tuple[str, Key | None]
Part = tuple[QWidget, QWidget]  # one of the parts that F6 walks, and what takes the keyboard there first
SETTLED = 1500  # milliseconds after which what is read first is usually shown
START = (1440, 900)
FLOOR = (1100, 700)
PAGE_LEAST = 240  # of a page above the open tasks


class Window(QWidget):
    painted = Signal()  # for the first time

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.setWindowTitle("VSC Desktop")
        self.setObjectName("window")
        self.setMinimumSize(*FLOOR)
        self._pages: dict[str, QWidget] = {}
        self._back: list[Where] = []
        self._forward: list[Where] = []
        self.here: Where = ("", None)
        self._painted = False
        self.faults: TextIO | None = None
        self._toast: Toast | None = None
        self._focus_before: QWidget | None = None  # where the keyboard was before it went into the tasks
        self._memory = memory(context.desk.profile.folder)
        self._build(context.desk.links.look)
        self._remember()
        self._keys()
        context.going.connect(self.go)
        context.filtering.connect(self._filter)
        context.retracing.connect(self._retrace)
        context.wizard.connect(self._wizard)
        context.wanting.connect(self._wanting)
        context.looked.connect(self.header.show_look)
        context.summed.connect(self.rail.show_summary)
        context.said.connect(self.toast)
        context.starting.connect(self._lab_told)
        context.opened.connect(lambda: QTimer.singleShot(SETTLED, self, self._prepare))
        context.plans.ended.connect(self._ended)
        self.closing = Closing(self)

    def _build(self, look: settings.Look) -> None:
        self.rail, self.header = Rail(), Header(self.context, look)
        self.rail.chosen.connect(self.go)
        self.header.search.asked.connect(self.open_finder)
        self.stack = QStackedWidget()
        self.news = News(self.context, self.enter_tasks)
        self.line = TaskLine(self.context, self.show_tasks)
        self.pane = TaskPane(self.context)
        self.pane.closing.connect(self.show_tasks)
        self.pane.hide()
        self.pane.setObjectName("tasks")
        parts = self.stack, self.pane
        self.split = Split(Qt.Orientation.Vertical, parts, 1, Size.TASKS_OPEN, px(PAGE_LEAST), self._memory)
        middle = column(self.header, self.news, self.split, self.line, gap=0)
        middle.setStretch(2, 1)
        self.setLayout(row(self.rail, middle, gap=0))

    def _remember(self) -> None:
        """As it was left: size, place, and the page."""
        shape = self._memory.value("geometry")
        if not (isinstance(shape, QByteArray) and self.restoreGeometry(shape)):
            self.resize(*START)
        place = str(self._memory.value("place", "overview"))
        known = bool(self.context.desk.connections)
        self.go((place if place in PLACES else "overview") if known else "welcome")

    def _keys(self) -> None:
        acts: dict[str, Callable[[], object]] = {
            "Ctrl+K": self.open_finder,
            "Ctrl+J": self.show_tasks,
            "F5": self.context.refresh,
            "Alt+Left": self.back,
            "Alt+Right": self.forward,
            "F6": self._next_part,
        }
        acts |= {f"Ctrl+{n}": partial(self.go, place) for n, place in enumerate(PLACES, 1)}
        for keys, act in acts.items():
            QShortcut(QKeySequence(keys), self, act)

    # -- going ---------------------------------------------------------------------------------
    def go(self, place: str, key: Key | None = None, *, keep: bool = True) -> None:
        """Show a place, perhaps with an object; `keep`: it can be gone back from."""
        if (place, key) == self.here:
            return
        settled = self.here != (place, None)  # a place that has chosen its first object is one step, not two
        if keep and self.here[0] and settled:
            self._back.append(self.here)
            self._forward.clear()
        self.here = (place, key)
        if place not in self._pages:
            self._pages[place] = page(place, self.context)
            self.stack.addWidget(self._pages[place])
        shown = self._pages[place]
        self.stack.setCurrentWidget(shown)
        inside = place != "welcome"
        self.rail.setVisible(inside)
        self.header.setVisible(inside)
        self.line.setVisible(inside and not self.pane.isVisible())
        if place in PLACES:
            self.rail.show_place(place)
        if key is not None:
            shown.show_key(key)  # type: ignore[attr-defined] # every page has it

    def _filter(self, text: str, lens: Lens) -> None:
        self.go("inventory")
        self._pages["inventory"].show_filter(text, lens)  # type: ignore[attr-defined]

    def _retrace(self, entry: Entry) -> None:
        """What a plan did: its task, or when that is of an earlier window all that was done to its instance."""
        if self.pane.choose(entry.plan.id):
            self.enter_tasks()
            return
        self.go("inventory", owner(self.context.inventory, entry.plan.subject))
        open_activity(self._pages["inventory"])

    def back(self) -> None:
        if self._back:
            self._forward.append(self.here)
            self.go(*self._back.pop(), keep=False)

    def forward(self) -> None:
        if self._forward:
            self._back.append(self.here)
            self.go(*self._forward.pop(), keep=False)

    def _next_part(self) -> None:
        """Rail, the parts of the page, tasks: the next of them takes the keyboard."""
        place, shown = self.here[0], self._pages[self.here[0]]
        parts: list[Part] = [(self.rail, self.rail.buttons.get(place, self.rail))]
        parts += getattr(shown, "parts", lambda: [(shown, shown)])()
        parts.append((self.pane, self.pane.list) if self.pane.isVisible() else (self.line, self.line))
        focus = self.focusWidget() or self
        at = next((i for i, (part, _) in enumerate(parts) if part is focus or part.isAncestorOf(focus)), -1)
        order = [*parts[at + 1 :], *parts[: at + 1]]
        target = next(
            (found for part, first in order if (found := first_in(first) or first_in(part)) is not None), None
        )
        if target is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason)

    def focusNextPrevChild(self, forward: bool) -> bool:
        in_order(self)
        return super().focusNextPrevChild(forward)

    # -- over the pages ------------------------------------------------------------------------
    def show_tasks(self) -> None:
        """Open or close the task pane as somebody asked: the keyboard goes into it, and back to where it was."""
        if not self.pane.isVisible():
            self.enter_tasks()
            return
        focus = self.focusWidget()
        inside = focus is not None and self.pane.isAncestorOf(focus)
        self._show_pane(False)
        if inside:
            before = self._focus_before
            known = before is not None and shiboken6.isValid(before) and before.isVisible()
            target = before if known else first_in(self._pages[self.here[0]])
            if target is not None:
                target.setFocus(Qt.FocusReason.OtherFocusReason)

    def enter_tasks(self) -> None:
        """Whether they are open or not, the keyboard goes into them."""
        self._focus_before = self.focusWidget()
        self._open_tasks()
        self.pane.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_pane(self, opening: bool) -> None:
        self.pane.setVisible(opening)
        self.line.setVisible(not opening)
        if opening:
            self.split.arrange()
        self._place_toast()

    def open_finder(self) -> None:
        from vscdesktop.ui.shell.finder import Finder

        Finder(self, self.context, self._actions()).open()

    def _actions(self) -> list[Action]:
        from vscdesktop.ui.shell.offers import offers

        every = offers(self)
        for shown in self._pages.values():
            every += getattr(shown, "offers", list)()
        return every

    def _wizard(self, kind: str, subject: object, option: object) -> None:
        open_wizard(self, self.context, kind, subject, option)

    def toast(self, status: str, fact: str, consequence: str) -> None:
        """Say that something the user started has ended; the task pane keeps it."""
        if self._toast is not None:
            self._toast.deleteLater()
        self._toast = Toast(status, fact, consequence)
        self._toast.closed.connect(self._toast_gone)
        self._place_toast()

    def _place_toast(self) -> None:
        """Above the tasks, open or closed."""
        if self._toast is not None:
            low = self.pane.height() if self.pane.isVisible() else Size.TASKS_CLOSED
            self._toast.over(self, low + 16)

    def _lab_told(self, _starts: bool, why: str) -> None:
        """Why the lab did not start; at its own door that stands beside the button."""
        if why and self.here[0] != "welcome":
            self.toast("critical", "The lab did not start", why)

    def _toast_gone(self) -> None:
        self._toast = None

    def _prepare(self) -> None:
        self.context.bridge.do(prepare, lambda _: None, lambda _: None, self)

    def _wanting(self, missing: list[settings.Connection]) -> None:
        self._wizard("secrets", missing, None)

    # -- plans -----------------------------------------------------------------------------------
    def _open_tasks(self) -> None:
        """By itself: the keyboard stays where somebody types."""
        if not self.pane.isVisible():
            self._show_pane(True)

    def _ended(self, _task: Task | None, result: Result) -> None:
        if bad(result):
            self._open_tasks()

    # -- the end -------------------------------------------------------------------------------
    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.closing.may():
            event.ignore()
            return
        self._memory.setValue("geometry", self.saveGeometry())
        if self.here[0] in PLACES:
            self._memory.setValue("place", self.here[0])
        self._memory.sync()
        self.hide()  # ending a lab may take a moment
        self.context.close()
        super().closeEvent(event)

    def come_forward(self) -> None:
        """Somebody started the program a second time."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_toast()

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), colour("canvas"))
        if not self._painted:
            self._painted = True
            self.painted.emit()
