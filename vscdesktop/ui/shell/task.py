"""One task: what happened, what to do, and its steps with what became of each."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vscdesktop.domain.errors import Problem
from vscdesktop.plans.model import State, Step
from vscdesktop.ui.board import Task
from vscdesktop.ui.context import Context
from vscdesktop.ui.theme.fonts import advance
from vscdesktop.ui.theme.hub import colour, theme
from vscdesktop.ui.theme.icons import draw
from vscdesktop.ui.widgets.buttons import button
from vscdesktop.ui.widgets.layout import box, column, row, rule, scroll
from vscdesktop.ui.widgets.text import Text, paint_text

ROW, SECONDS = 24, 56
MARKS = {  # mark of a step -> icon, status
    "done": ("ok", "ok"),
    "step": ("play", "info"),
    "retry": ("refresh", "warn"),
    "undo": ("restore", "info"),
    "residue": ("warn", "warn"),
}
BAD = (State.UNDONE, State.REFUSED, State.WAITING)
AFTER = {  # what an end means, below the words of its reason
    State.UNDONE: "What this plan had done was undone: the disks are as they were before it.",
    State.REFUSED: "Nothing was changed: what this plan had done until then was undone.",
    State.WAITING: "Nothing more is sent. Mend what is said above, then look again: it goes on from there.",
}
NO_WAY_BACK = "It can no longer be stopped: from here it only goes forward."


class Steps(QWidget):
    """The steps, painted: a plan of sixty steps changes ten times a second while it runs."""

    def __init__(self) -> None:
        super().__init__()
        self._task: Task | None = None

    def show_task(self, task: Task) -> None:
        self._task = task
        self.setFixedHeight(ROW * len(task.plan.steps) + 8)
        done = sum(m == "done" for m in task.marks.values())
        self.setAccessibleName(f"{done} of {len(task.plan.steps)} steps done. {task.text}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._task is None:
            return
        p = QPainter(self)
        for i, step in enumerate(self._task.plan.steps):
            name, key = MARKS.get(self._task.marks.get(step.n, ""), ("minus", "unknown"))
            draw(p, name, 2, i * ROW + 4, theme.t.status(key).solid)
            self._words(p, QRectF(28, i * ROW, self.width() - 32, ROW), self._task, step)

    @staticmethod
    def _words(p: QPainter, r: QRectF, task: Task, step: Step) -> None:
        """What it does, why that was sent again, and how long it took."""
        known, took, note = step.n in task.marks, task.took.get(step.n), task.notes.get(step.n, "")
        if took is not None:
            paint_text(p, r, f"{took:.1f} s", "small", colour("text3"), right=True)
        room = r.adjusted(0, 0, -SECONDS, 0)
        paint_text(p, room, step.says, "body", colour("text" if known else "text3"))
        paint_text(p, room.adjusted(advance(step.says) + 8, 0, 0, 0), note, "small", colour("warn.text"))


class TaskDetail(QWidget):
    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._task: Task | None = None
        self._title, self._id = Text("", "body-strong", elide=True), Text("", "mono", 3)
        self._words = Text("", "body", wrap=True)
        self._more = Text("", "small", 3, wrap=True)
        self._stop = button("Stop and undo", small=True, on=self._cancel)
        self._again = button("Look again", "primary", "refresh", small=True, on=self._resume)
        self._anew = button("Make the plan again…", small=True, on=self._make_again)
        self._calls = button("Requests…", small=True, on=self._ask_calls)
        self._copy = button("Copy report", "ghost", "copy", small=True, on=self._report)
        self._steps = Steps()
        head = row(self._title, self._id, gap=8)
        head.setStretch(0, 1)
        buttons = row(self._again, self._anew, self._stop, self._calls, self._copy, None, gap=8)
        steps = scroll(box(column(self._steps, None)), "Steps")
        inside = column(head, self._words, self._more, buttons, rule(), steps, gap=8, pad=(16, 10, 8, 0))
        inside.setStretch(5, 1)
        self._whole = box(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._whole)
        self._empty = box(row(None, Text("No task is chosen.", "body", 3), None))
        whole.addWidget(self._empty)
        self.show_task(None)

    def show_task(self, task: Task | None) -> None:
        self._task = task
        self._whole.setVisible(task is not None)
        self._empty.setVisible(task is None)
        if task is None:
            return
        self._title.setText(task.plan.title)
        self._id.setText(f"plan {task.plan.id[-8:]}")
        words = "\n".join(t for t in (task.reason, *task.residue) if t)
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self._words.set_level("critical" if task.state in BAD and not task.stopped else 2)
        stoppable = task.live and not task.committed and task.state is State.RUNNING
        self._stop.setVisible(stoppable)
        self._again.setVisible(task.state is State.WAITING)
        self._anew.setVisible(self._context.plans.can_make_again(task))
        more = NO_WAY_BACK if task.live and task.committed else AFTER.get(task.state, "")
        self._more.setText(more)
        self._more.setVisible(bool(more))
        self._steps.show_task(task)

    def _cancel(self) -> None:
        if self._task is not None:
            self._context.desk.cancel(self._task.plan.id)

    def _resume(self) -> None:
        if self._task is not None:
            self._context.plans.resume(self._task)

    def _make_again(self) -> None:
        if self._task is not None:
            self._context.plans.make_again(self._task)

    def _ask_calls(self) -> None:
        if self._task is None:
            return
        plan, context = self._task.plan, self._context

        def show(calls: dict[int, list[Any]]) -> None:
            from vscdesktop.ui.shell.requests import Requests

            Requests(self, plan, calls).open()

        def failed(problem: Problem) -> None:
            context.said.emit("critical", "Its requests cannot be shown", str(problem))

        context.bridge.do(lambda: context.desk.calls(plan), show, failed, self)

    def _report(self) -> None:
        if self._task is not None:
            task = self._task
            lines = [task.plan.title, f"plan {task.plan.id}, {task.state}", task.reason, *task.residue]
            lines += [f"{s.n:3} {task.marks.get(s.n, '-'):8} {_told(task, s)}" for s in task.plan.steps]
            QGuiApplication.clipboard().setText("\n".join(x for x in lines if x))


def _told(task: Task, step: Step) -> str:
    took, note = task.took.get(step.n), task.notes.get(step.n)
    return step.says + (f", {took:.1f} s" if took is not None else "") + (f": {note}" if note else "")
