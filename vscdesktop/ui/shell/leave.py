"""Closing the window while a plan is under way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from vscdesktop.ui.context import Context
from vscdesktop.ui.desk import Task
from vscdesktop.ui.widgets.buttons import button
from vscdesktop.ui.widgets.dialog import Dialog

if TYPE_CHECKING:
    from vscdesktop.ui.shell.window import Window


class Leave(Dialog):
    def __init__(self, window: Window, context: Context, live: Sequence[Task]) -> None:
        names = ", ".join(t.plan.title for t in live)
        early = [t for t in live if not t.committed]
        sentence = f"{names}. The window closes when it has ended."
        if early:
            sentence += " Until its first irrevocable step it can also be stopped, and everything is undone."
        else:
            sentence += " It has passed the point up to which it can be undone, so it goes on to its end."
        super().__init__(window, "A plan is under way", sentence)
        self._window_, self._context, self._early = window, context, early
        wait = button("Close when it has ended", "primary", on=self._wait)
        stop = [button("Stop and undo, then close", on=self._stop)] if early else []
        self.foot(None, button("Keep the window", "ghost", on=self.reject), *stop, wait, default=wait)

    def _wait(self) -> None:
        self._window_.close_when_done()
        self.accept()

    def _stop(self) -> None:
        for task in self._early:
            self._context.desk.cancel(task.plan.id)
        self._wait()
