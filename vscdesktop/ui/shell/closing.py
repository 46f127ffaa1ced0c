"""When the window may close: at once, or with plans under way when they have ended."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from vscdesktop.plans.model import Result, State
from vscdesktop.services.finding_words import stopped
from vscdesktop.ui.board import Task
from vscdesktop.ui.shell.leave import Leave
from vscdesktop.ui.widgets.buttons import button
from vscdesktop.ui.widgets.states import Banner

if TYPE_CHECKING:
    from vscdesktop.ui.shell.window import Window

BAD = (State.WAITING, State.UNDONE, State.REFUSED)
BANNER = "closing"


def bad(result: Result) -> bool:
    """Is it something that somebody should see? A stop on request is not."""
    return result.state in BAD and not stopped(result.state, result.reason)


class Closing(QObject):
    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window, self._plans = window, window.context.plans
        self._waits = False
        self._stopped: set[str] = set()
        self._leave: Leave | None = None
        self._plans.recovered.connect(self._recovered)
        self._plans.ended.connect(self._ended)

    def may(self) -> bool:
        """May it close now? With a plan under way it asks first: before it has committed one may stop it."""
        self._plans.look()
        if not self._plans.live:
            return True
        if self._leave is None:
            self._leave = Leave(self._window, self._window.context, self)
            self._leave.finished.connect(self._left)
            self._leave.open()
        return False

    def _left(self) -> None:
        self._leave = None

    def when_done(self, stopped: Iterable[str] = ()) -> None:
        """`stopped`: plans whose undoing was asked for. A plan that ends badly otherwise keeps the window."""
        self._waits, self._stopped = True, set(stopped)
        keep = button("Keep the window", small=True, on=self.keep)
        words = "It stays open if one of them fails."
        banner = Banner("info", "The window closes when its plans have ended.", words, keep, flat=True)
        self._window.news.show_banner(BANNER, banner)
        self._if_done(fails=False)

    def keep(self) -> None:
        self._waits = False
        self._window.news.show_banner(BANNER, None)

    def _recovered(self, results: list[Result]) -> None:
        self._if_done(fails=any(r.state is State.WAITING for r in results))

    def _ended(self, _task: Task | None, result: Result) -> None:
        wanted = result.state is not State.WAITING and result.plan in self._stopped
        self._if_done(fails=bad(result) and not wanted)

    def _if_done(self, fails: bool) -> None:
        if self._waits and fails:
            self.keep()
            self._window.come_forward()
        elif self._waits and not self._plans.live:
            self._window.close()
