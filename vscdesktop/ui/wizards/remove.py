"""Taking a connection out of the profile, and ending the lab: asked once, with what stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from vscdesktop.domain.errors import Problem
from vscdesktop.store.settings import Connection
from vscdesktop.ui.context import Context
from vscdesktop.ui.theme.tokens import px
from vscdesktop.ui.widgets.buttons import button
from vscdesktop.ui.widgets.dialog import Dialog
from vscdesktop.ui.widgets.text import Text

STAYS = (
    "Instances, disks and restore points stay as they are, where they are. This program forgets the address, "
    "the accepted certificate and the secret."
)
LAB_STAYS = "Its instances and their restore points are gone with it. Connections of your own stay."
UNDER_WAY = "A plan is under way. Wait until it has ended."


class _Leave(Dialog):
    """One question. While a plan is under way there is only a way back."""

    def __init__(self, window: QWidget, context: Context, title: str, text: str, verb: str) -> None:
        super().__init__(window, title, size=(px(480), px(210)))
        self.context = context
        self.trouble = Text("", "body", "critical", wrap=True)
        self.add(Text(text, "body", 2, wrap=True), self.trouble, None)
        self.cancel = button("Cancel", on=self.reject)
        self.go = button(verb, "primary", on=self._go)
        if any(t.live for t in context.plans.tasks):
            self.trouble.setText(UNDER_WAY)
            self.go.hide()
        self.foot("", None, self.cancel, self.go)
        self.cancel.setFocus()

    def work(self) -> Callable[[], Any]:
        raise NotImplementedError

    def _go(self) -> None:
        self.go.setEnabled(False)
        self.context.bridge.do(self.work(), self._gone, self._failed, self)

    def _gone(self, left: Any) -> None:
        self.accept()
        context = self.context
        if isinstance(left, str) and left:
            context.said.emit("warn", "The connection is removed", left)
        context.looked.emit(context.desk.links.look)
        context.reopen()
        if not context.desk.connections:
            context.go("welcome")

    def _failed(self, problem: Problem) -> None:
        self.trouble.setText(str(problem))


class Remove(_Leave):
    def __init__(self, window: QWidget, context: Context, connection: Connection) -> None:
        super().__init__(
            window, context, f"Remove the connection {connection.name}?", STAYS, f"Remove {connection.name}"
        )
        self._connection = connection

    def work(self) -> Callable[[], Any]:
        return lambda: self.context.desk.links.remove(self._connection)


class EndLab(_Leave):
    def __init__(self, window: QWidget, context: Context, _connection: Connection) -> None:
        super().__init__(window, context, "End the built-in lab?", LAB_STAYS, "End the lab")

    def work(self) -> Callable[[], Any]:
        return self.context.desk.links.forget_lab
