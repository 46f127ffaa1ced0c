"""Lasting states of the window, as banners below the header: nothing is read, an earlier run was interrupted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from vscdesktop.plans.model import Result, State
from vscdesktop.ui.board import Task
from vscdesktop.ui.context import Context
from vscdesktop.ui.widgets.buttons import button, tool
from vscdesktop.ui.widgets.states import Banner

if TYPE_CHECKING:
    from vscdesktop.plans.journal import Entry

ENDS = {  # how a plan that an earlier run left open has ended
    State.DONE: "it was carried through to its end",
    State.RESIDUE: "it was carried through, and something is left over",
    State.UNDONE: "it was undone, and everything is as it was before",
    State.REFUSED: "it was undone, and everything is as it was before",
    State.WAITING: "it cannot go on",
}
ELSEWHERE = "Unlock it and try again. Or enter the secrets for this window only, or name a program that prints them."


class News(QWidget):
    def __init__(self, context: Context, show_tasks: Callable[[], None]) -> None:
        super().__init__()
        self.context, self._show_tasks = context, show_tasks
        self._shown: dict[str, Banner] = {}
        self._waits = False
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(0)
        context.read.connect(self._read)
        context.unread.connect(self._unread)
        context.shut.connect(self._shut)
        context.plans.recovering.connect(self._recovering)
        context.plans.recovered.connect(self._recovered)
        context.plans.changed.connect(self._tasks_changed)

    def show_banner(self, name: str, made: Banner | None) -> None:
        """In the place of the one of that name; None takes it away."""
        old = self._shown.pop(name, None)
        if old is not None:
            old.hide()
            old.deleteLater()
        if made is not None:
            self._shown[name] = made
            self._lines.addWidget(made)

    # -- reading ---------------------------------------------------------------------------------
    def _read(self) -> None:
        self.show_banner("unread", None)

    def _unread(self, words: str) -> None:
        more = "What is shown is what was read before." if self.context.inventory else "Nothing has been read yet."
        self.show_banner("unread", Banner("critical", "Nothing could be read.", f"{words} {more}", flat=True))

    def _shut(self, words: str) -> None:
        """The keyring: the window goes on, and there are two other places for secrets."""
        kept = [c for c in self.context.desk.connections if c.secret == "keyring"]  # noqa: S105 - the name of a place
        again = button("Try again", "", "refresh", small=True, on=self.context.open)
        enter = button("Enter the secrets…", small=True, on=lambda: self.context.wizard.emit("secrets", kept, None))
        words = f"{words} {ELSEWHERE}"
        self.show_banner("unread", Banner("critical", "Nothing is connected.", words, again, enter, flat=True))

    # -- what an earlier run left open -----------------------------------------------------------
    def _recovering(self, left: list[Entry]) -> None:
        words = "; ".join(f"{entry.plan.title}: it is being brought to an end" for entry in left)
        self._interrupted("info", "An earlier run was interrupted.", words)

    def _recovered(self, results: list[Result]) -> None:
        titles = {t.plan.id: t.plan.title for t in self.context.plans.tasks}
        words = "; ".join(
            f"{titles.get(r.plan, r.plan)}: {ENDS[r.state]}" + (f". {r.reason}" if r.state is State.WAITING else "")
            for r in results
        )
        if any(r.state is State.WAITING for r in results):
            self._interrupted("critical", "An earlier run was interrupted and waits for you.", words)
        else:
            self._interrupted("info", "An earlier run was interrupted. It was brought to an end.", words)

    def _interrupted(self, key: str, fact: str, words: str) -> None:
        """Without words there is nothing to tell: another process has it."""
        show = button("Show tasks", small=True, on=self._show_tasks)
        away = tool("close", "Dismiss", 24, on=lambda: self.show_banner("recovered", None))
        self.show_banner("recovered", Banner(key, fact, words, show, away, flat=True) if words else None)
        self._waits = key == "critical"

    def _tasks_changed(self, tasks: list[Task]) -> None:
        """What waited has been looked at again."""
        if self._waits and not any(t.state is State.WAITING for t in tasks):
            self._waits = False
            self.show_banner("recovered", None)
