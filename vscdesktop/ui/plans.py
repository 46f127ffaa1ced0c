"""The plans of the window: confirmed ones, those that an earlier run left open, and how far each of them is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from vscdesktop.domain.errors import Problem, Refused
from vscdesktop.plans.model import Plan, Result, State
from vscdesktop.ui.board import Task
from vscdesktop.ui.bridge import Bridge
from vscdesktop.ui.desk import Desk

if TYPE_CHECKING:
    from vscdesktop.plans.journal import Entry

LOOK = 100  # milliseconds between two looks at the tasks while one runs
GOOD = (State.DONE, State.RESIDUE)
Anew = tuple[str, object, object]  # a wizard, as `Context.wizard` names it


class Plans(QObject):
    changed = Signal(list)  # the Tasks, newest first
    ended = Signal(object, object)  # a plan came to an end: Task, Result
    recovering = Signal(list)  # Entries of what an earlier run left open: they are tasks now
    recovered = Signal(list)  # their Results, once all have come to an end or wait
    rested = Signal()  # after either: what a plan has changed is to be read
    said = Signal(str, str, str)  # a toast: status, fact, consequence
    anew = Signal(str, object, object)  # the wizard to open again

    def __init__(self, desk: Desk, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self.desk, self.bridge = desk, bridge
        self.tasks: list[Task] = []
        self._wizards: dict[str, Anew] = {}  # where a plan came from
        self._recovering = False
        self._look = QTimer(self, interval=LOOK)
        self._look.timeout.connect(self.look)

    @property
    def live(self) -> bool:
        """Is any of them under way?"""
        return any(t.live for t in self.tasks)

    def stop_looking(self) -> None:
        """The window is closed."""
        self._look.stop()

    # -- what an earlier run left open -----------------------------------------------------------
    def recover(self) -> None:
        """Bring what was left open to an end."""
        self.bridge.do(self.desk.left, self._left, self._unrecovered, self)

    def _left(self, left: list[Entry]) -> None:
        if not left:
            return
        self._recovering = True
        self.recovering.emit(left)
        self.bridge.do(lambda: self.desk.recover(left), self._recovered, self._unrecovered, self)
        self._look.start()
        self.look()

    def _recovered(self, results: list[Result]) -> None:
        self._recovering = False
        self.look()
        self.recovered.emit(results)
        self.rested.emit()

    def _unrecovered(self, problem: Problem) -> None:
        self._recovering = False
        self.look()
        self.said.emit("critical", "What an earlier run left open was not looked at", str(problem))

    # -- confirmed ones --------------------------------------------------------------------------
    def start(self, plan: Plan, anew: Anew | None = None) -> None:
        """Carry a confirmed plan out; the task pane shows it. `anew`: the wizard that makes such a plan."""
        if anew is not None:
            self._wizards[plan.id] = anew
        if self.desk.board.announce(plan):
            self._carry(plan, lambda: self.desk.run(plan))

    def can_make_again(self, task: Task) -> bool:
        """It came to nothing, and the wizard it came from is known."""
        return task.state in (State.REFUSED, State.UNDONE) and task.plan.id in self._wizards

    def make_again(self, task: Task) -> None:
        """Open that wizard, to make the plan from what is there now."""
        self.anew.emit(*self._wizards[task.plan.id])

    def resume(self, task: Task) -> None:
        """Look again at a plan that waits."""

        def again() -> Result:
            entry = self.desk.app.journal.entry(task.plan.id)
            if entry is None:
                raise Refused("The journal of this workstation does not know this plan.")
            return self.desk.resume(entry)

        if self.desk.board.announce(task.plan):
            self._carry(task.plan, again)

    def _carry(self, plan: Plan, work: Callable[[], Result]) -> None:
        """Of a plan that was announced."""

        def failed(problem: Problem) -> None:
            self.said.emit("critical", plan.title, str(problem))
            self._ended(plan, Result(plan.id, self._state(plan), str(problem)))

        self.bridge.do(work, lambda result: self._ended(plan, result), failed, self)
        self._look.start()
        self.look()

    def _state(self, plan: Plan) -> State:
        return next((t.state for t in self.desk.tasks() if t.plan.id == plan.id), State.WAITING)

    def _ended(self, plan: Plan, result: Result) -> None:
        self.look()
        task = next((t for t in self.tasks if t.plan.id == plan.id), None)
        self.ended.emit(task, result)
        if result.state in GOOD:
            self.said.emit("ok", f"{plan.title}: done", "Left over: see the task." if result.residue else "")
        self.rested.emit()

    def look(self) -> None:
        """How far every plan is."""
        tasks = self.desk.tasks()
        if tasks != self.tasks:
            self.tasks = tasks
            self.changed.emit(tasks)
        if not self._recovering and not self.live:
            self._look.stop()

    def dismiss(self) -> None:
        """Forget ended tasks; those that wait for a person stay."""
        self.desk.dismiss()
        self.look()
