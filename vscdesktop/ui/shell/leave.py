"""Closing the window while a plan is under way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from vscdesktop.ui.board import Task
from vscdesktop.ui.context import Context
from vscdesktop.ui.widgets.buttons import button
from vscdesktop.ui.widgets.dialog import Dialog
from vscdesktop.ui.widgets.text import Text

if TYPE_CHECKING:
    from vscdesktop.ui.shell.closing import Closing

MAY = "Until its first irrevocable step it can also be stopped, and everything is undone."
MAY_NOT = "It has passed the point up to which it can be undone, so it goes on to its end."


class Leave(Dialog):
    """It says what can still be done, and goes when there is nothing to wait for any more."""

    def __init__(self, window: QWidget, context: Context, closing: Closing) -> None:
        super().__init__(window, "A plan is under way")
        self._closing, self._context = closing, context
        self._words = Text("", "body", 2, wrap=True)
        self._stop = button("Stop and undo, then close", on=self._stop_all)
        wait = button("Close when it has ended", "primary", on=self._wait)
        self.add(self._words)
        self.foot(None, button("Keep the window", "ghost", on=self._keep), self._stop, wait, default=wait)
        context.plans.changed.connect(self._show)
        self._show(context.plans.tasks)

    def _show(self, tasks: list[Task]) -> None:
        live = [t for t in tasks if t.live]
        if not live:
            self.reject()
            return
        early = any(not t.committed for t in live)
        names = ", ".join(t.plan.title for t in live)
        self._words.setText(f"{names}. The window closes when it has ended. {MAY if early else MAY_NOT}")
        self._stop.setVisible(early)

    def _keep(self) -> None:
        self._closing.keep()
        self.reject()

    def _wait(self) -> None:
        self.accept()
        self._closing.when_done()

    def _stop_all(self) -> None:
        early = [t.plan.id for t in self._context.plans.tasks if t.live and not t.committed]
        for plan in early:
            self._context.desk.cancel(plan)
        self.accept()
        self._closing.when_done(early)
