"""The task pane: one line that is always there; opened, the tasks at the left and one of them at the right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from vscdesktop.plans.model import State
from vscdesktop.services.finding_words import stopped
from vscdesktop.ui.board import Task
from vscdesktop.ui.context import Context
from vscdesktop.ui.shell.task import TaskDetail
from vscdesktop.ui.theme.hub import colour
from vscdesktop.ui.theme.tokens import Size, Space
from vscdesktop.ui.views.cell import CELL, Cell
from vscdesktop.ui.views.table import table
from vscdesktop.ui.widgets.buttons import button, tool
from vscdesktop.ui.widgets.layout import Paint, column, row, rule
from vscdesktop.ui.widgets.text import Text

Index = QModelIndex | QPersistentModelIndex
HEADS = ("Task", "State", "Started", "Took")
ICONS = {"backup": "backup", "restore": "restore", "delete": "trash", "take over": "user", "tidy": "health"}
STATES = {
    State.RUNNING: ("info", "Running"),
    State.UNDOING: ("warn", "Undoing"),
    State.DONE: ("ok", "Done"),
    State.RESIDUE: ("warn", "Done, something left over"),
    State.UNDONE: ("critical", "Failed, undone"),
    State.REFUSED: ("critical", "Refused"),
    State.WAITING: ("critical", "Waiting for you"),
}


def standing(state: State, reason: str) -> tuple[str, str]:
    """Status and words of a plan. A stop that was asked for is no failure."""
    return ("unknown", "Stopped, undone") if stopped(state, reason) else STATES[state]


def took(task: Task) -> str:
    """0:41, or 1:02:07."""
    seconds = int(((task.ended or datetime.now(UTC)) - task.begun).total_seconds())
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def cells(task: Task) -> tuple[Cell, ...]:
    """One row of the table."""
    key, words = standing(task.state, task.reason)
    share = task.done / len(task.plan.steps)
    state = Cell(words, dot=key, tone=key if key == "critical" else "")
    if task.live:
        state = Cell(f"{share:.0%}", bar=((share, "accent"),))
    return (
        Cell(task.plan.title, icon=ICONS.get(task.plan.kind, "jobs"), strong=task.live),
        state,
        Cell(task.begun.astimezone().strftime("%H:%M"), level=2),
        Cell(took(task), level=2, right=True),
    )


class Tasks(QAbstractTableModel):
    """Newest first; rows keep their place while only their state changes."""

    def __init__(self) -> None:
        super().__init__()
        self.tasks: list[Task] = []

    def show_tasks(self, tasks: list[Task]) -> None:
        if [t.plan.id for t in tasks] == [t.plan.id for t in self.tasks]:
            self.tasks = tasks
            if tasks:
                self.dataChanged.emit(self.index(0, 0), self.index(len(tasks) - 1, len(HEADS) - 1))
            return
        self.beginResetModel()
        self.tasks = tasks
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.tasks)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(HEADS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        cell = cells(self.tasks[index.row()])[index.column()]
        if role == CELL:
            return cell
        return cell.spoken if role == Qt.ItemDataRole.AccessibleTextRole else None

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if way == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section == len(HEADS) - 1:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None


class TaskLine(QWidget):
    """Collapsed: counts, and what runs now."""

    def __init__(self, context: Context, open_: Callable[[], None]) -> None:
        super().__init__()
        self.setFixedHeight(Size.TASKS_CLOSED)
        self._share = 0.0
        self._ring = Paint(self._draw_ring, (16, 16), "Progress")
        self._running, self._failed = Text("", "small", 2), Text("", "small", "critical")
        self._now = Text("", "small", 2, elide=True)
        line = row(
            Text("Tasks", "small-strong"), Space.XS, self._ring, self._running, Space.S, self._failed, Space.L,
            self._now, tool("up", "Show tasks (Ctrl J)", 26, on=open_), gap=6, pad=(14, 0, 8, 0),
        )  # fmt: skip
        line.setStretch(line.count() - 2, 1)
        self.setLayout(line)
        context.plans.changed.connect(self.show_tasks)
        self.show_tasks(context.plans.tasks)

    def show_tasks(self, tasks: list[Task]) -> None:
        live = [t for t in tasks if t.live]
        bad = [t for t in tasks if standing(t.state, t.reason)[0] == "critical"]
        self._share = live[0].done / len(live[0].plan.steps) if live else 0.0
        self._ring.setVisible(bool(live))
        self._ring.setAccessibleName(f"Progress {self._share:.0%}")
        self._ring.update()
        self._running.setText(f"{len(live)} running" if live else "None running")
        self._failed.setText(f"{len(bad)} need{'s' if len(bad) == 1 else ''} you" if bad else "")
        self._now.setText(f"{live[0].plan.title}: {live[0].text}" if live else "")

    def _draw_ring(self, p: QPainter, r: QRectF) -> None:
        k = r.adjusted(2, 2, -2, -2)
        p.setPen(QPen(colour("press"), 2.4))
        p.drawEllipse(k)
        p.setPen(QPen(colour("accent"), 2.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        p.drawArc(k, 90 * 16, -round(360 * self._share * 16))

    def paintEvent(self, _event: QPaintEvent) -> None:
        p = QPainter(self)
        p.fillRect(self.rect(), colour("surface"))
        p.fillRect(0, 0, self.width(), 1, colour("line"))


class TaskPane(QWidget):
    """Opened. Failures stay until they are dismissed."""

    closing = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.setMinimumHeight(180)
        clear = button("Clear finished", "ghost", small=True, on=context.plans.dismiss)
        down = tool("down", "Hide tasks (Ctrl J)", 26, on=self.closing.emit)
        head = row(Text("Tasks", "body-strong"), None, clear, down, gap=8, pad=(14, 6, 8, 6))
        self._model = Tasks()
        self.list = table(self._model, (260, 200, 72, 64), "Tasks", drop=(2, 3))
        self.list.selectionModel().currentRowChanged.connect(lambda *_: self._choose())
        self.detail = TaskDetail(context)
        body = row(self.list, rule(True), self.detail, gap=0)
        body.setStretch(0, 6)
        body.setStretch(2, 5)
        whole = column(rule(), head, rule(), body, gap=0)
        whole.setStretch(3, 1)
        self.setLayout(whole)
        context.plans.changed.connect(self.show_tasks)
        self.show_tasks(context.plans.tasks)

    def show_tasks(self, tasks: list[Task]) -> None:
        at, known = self.list.currentIndex().row(), {t.plan.id for t in self._model.tasks}
        chosen = self._model.tasks[at].plan.id if 0 <= at < len(self._model.tasks) else ""
        if tasks and tasks[0].plan.id not in known:
            chosen = tasks[0].plan.id  # what was just begun is what one wants to see
        self._model.show_tasks(tasks)
        if tasks and not self.choose(chosen):
            self.list.selectRow(0)
        self._choose()

    def choose(self, plan: str) -> bool:
        """The task of a plan; False when it is not among them."""
        found = next((i for i, t in enumerate(self._model.tasks) if t.plan.id == plan), -1)
        if found >= 0:
            self.list.selectRow(found)
        return found >= 0

    def _choose(self) -> None:
        at = self.list.currentIndex().row()
        self.detail.show_task(self._model.tasks[at] if 0 <= at < len(self._model.tasks) else None)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), colour("surface"))
