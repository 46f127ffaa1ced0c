"""What every page is given: the desk, the bridge, what was read last, and ways to ask the window for things."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from vscdesktop.domain.errors import Problem
from vscdesktop.domain.inventory import Inventory, Lens
from vscdesktop.domain.keys import Key
from vscdesktop.plans.model import Plan, Result, State
from vscdesktop.store.settings import Connection
from vscdesktop.ui.bridge import Bridge
from vscdesktop.ui.desk import Desk, Task

EVERY = 60_000  # milliseconds between two readings of everything
LOOK = 100  # milliseconds between two looks at the tasks while one runs
GOOD = (State.DONE, State.RESIDUE)
Anew = tuple[str, object, object]  # a wizard, as `Context.wizard` names it


class Context(QObject):
    opened = Signal()  # the connections are built
    reading = Signal(bool)  # a refresh began or ended
    read = Signal(object, object)  # the inventory before (or None) and the new one
    unread = Signal(str)  # a refresh that failed altogether, in words
    tasks_changed = Signal(list)
    ended = Signal(object, object)  # a plan came to an end: Task, Result
    recovered = Signal(list)  # Results of what an earlier run left open
    wanting = Signal(list)  # connections whose secret must be entered first
    going = Signal(str, object)  # to a place, perhaps to a Key
    filtering = Signal(str, object)  # the inventory behind a filter, under a Lens
    wizard = Signal(str, object, object)  # backup | restore | delete | connect; its subject; its options
    said = Signal(str, str, str)  # a toast: status, fact, consequence
    checked = Signal(str)  # one connection, by its id, was looked at: desk.links.checked has what was seen
    looked = Signal(object)  # what this set of connections is called, its kind or its theme changed: Look

    def __init__(self, desk: Desk, bridge: Bridge) -> None:
        super().__init__()
        self.desk, self.bridge = desk, bridge
        self.inventory: Inventory | None = None
        self.busy = self.paused = False
        self._seen: set[str] = set()
        self._opening = self._again = self._reopen = False
        self.problem = ""
        self._tasks: list[Task] = []
        self._anew: dict[str, Anew] = {}
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self.refresh)
        self._look = QTimer(self, interval=LOOK)
        self._look.timeout.connect(self._poll)

    # -- systems -------------------------------------------------------------------------------
    def open(self) -> None:
        """Build the connections and bring what was left open to an end, then read everything."""
        if self._opening:
            return
        missing = self.desk.wanting()
        if missing:
            self.wanting.emit(missing)
            return
        self._opening = True
        self.bridge.do(self.desk.open, self._opened, self._unread, self, long=True)

    def reopen(self) -> None:
        """The connections are others now: build them anew, once no plan is under way with the old ones."""
        self._poll()
        if any(t.live for t in self._tasks):
            self._reopen = True
        else:
            self.open()

    def _opened(self, results: list[Result]) -> None:
        self._opening = False
        self._seen.clear()
        self.opened.emit()
        if results:
            self.recovered.emit(results)
        self._timer.start()
        if self.busy:  # what is being read now is what the old connections answer
            self._again = True
        else:
            self.refresh()

    def refresh(self) -> None:
        """Read everything anew, unless that is under way."""
        if not self.desk.opened:
            self.open()
        elif not self.busy:
            self.busy = True
            self.reading.emit(True)
            self.bridge.do(self.desk.refresh, self._read, self._unread, self)

    def _read(self, inventory: Inventory) -> None:
        old, self.inventory, self.busy, self.problem = self.inventory, inventory, False, ""
        self.read.emit(old, inventory)
        self.reading.emit(False)
        self._look_closer()
        self._once_more()

    def _unread(self, problem: Problem) -> None:
        self.busy = self._opening = False
        self.problem = str(problem)
        self.unread.emit(str(problem))
        self.reading.emit(False)
        self._once_more()

    def _once_more(self) -> None:
        if self._again:
            self._again = False
            self.refresh()

    def pause(self, on: bool) -> None:
        """Stop reading by itself; F5 still reads."""
        self.paused = on
        self._timer.stop() if on else self._timer.start()

    @property
    def age(self) -> float:
        """Seconds since everything was read."""
        return (datetime.now(UTC) - self.inventory.taken).total_seconds() if self.inventory else float("inf")

    def _look_closer(self) -> None:
        """At each connection once: after everything was read, so not beside its first login."""
        for connection in self.desk.connections:
            if connection.id not in self._seen:
                self._seen.add(connection.id)
                self.check(connection)

    def check(self, connection: Connection) -> None:
        """Look at one connection; `checked` tells."""

        def seen(_: object) -> None:
            self.checked.emit(connection.id)

        self.bridge.do(lambda: self.desk.check(connection), seen, seen, self)

    # -- work ----------------------------------------------------------------------------------
    def ask(
        self, work: Callable[[], Any], then: Callable[[Any], None], failed: Callable[[Problem], None], owner: QObject
    ) -> None:
        """Something short that reads."""
        self.bridge.do(work, then, failed, owner)

    def start(self, plan: Plan, anew: Anew | None = None) -> None:
        """Carry a confirmed plan out; the task pane shows it. `anew`: the wizard that makes such a plan."""
        if anew is not None:
            self._anew[plan.id] = anew
        self._carry(plan, lambda: self.desk.run(plan))

    def can_make_again(self, task: Task) -> bool:
        """It came to nothing, and the wizard it came from is known."""
        return task.state in (State.REFUSED, State.UNDONE) and task.plan.id in self._anew

    def make_again(self, task: Task) -> None:
        """Open that wizard, to make the plan from what is there now."""
        self.wizard.emit(*self._anew[task.plan.id])

    def resume(self, task: Task) -> None:
        """Look again at a plan that waits."""

        def again() -> Result:
            entry = self.desk.app.journal.entry(task.plan.id)
            assert entry is not None  # a task comes from the journal
            return self.desk.resume(entry)

        self._carry(task.plan, again)

    def _carry(self, plan: Plan, work: Callable[[], Result]) -> None:
        def failed(problem: Problem) -> None:
            self._poll()
            self.said.emit("critical", plan.title, str(problem))

        self.bridge.do(work, lambda result: self._ended(plan, result), failed, self, long=True)
        self._look.start()

    def _ended(self, plan: Plan, result: Result) -> None:
        self._poll()
        task = next((t for t in self._tasks if t.plan.id == plan.id), None)
        self.ended.emit(task, result)
        if result.state in GOOD:
            self.said.emit("ok", f"{plan.title}: done", "Left over: see the task." if result.residue else "")
        if self._reopen and not any(t.live for t in self._tasks):
            self._reopen = False
            self.open()
        else:
            self.refresh()

    @property
    def tasks(self) -> list[Task]:
        return self._tasks

    def _poll(self) -> None:
        tasks = self.desk.tasks()
        if tasks != self._tasks:
            self._tasks = tasks
            self.tasks_changed.emit(tasks)
        if not any(t.live for t in tasks):
            self._look.stop()

    def dismiss(self) -> None:
        """Forget ended tasks."""
        self.desk.dismiss()
        self._poll()

    # -- going ---------------------------------------------------------------------------------
    def go(self, place: str, key: Key | None = None) -> None:
        self.going.emit(place, key)

    def find(self, text: str, lens: Lens = Lens.CLOUD) -> None:
        """Show what a filter leaves of the inventory."""
        self.filtering.emit(text, lens)

    def back_up(self, instance: Key) -> None:
        self.wizard.emit("backup", instance, None)

    def restore(self, instance: Key, point: str = "latest") -> None:
        self.wizard.emit("restore", instance, point)

    def connect_to(self, kind: str | None = None) -> None:
        """Connect a system, of that kind when one is named."""
        self.wizard.emit("connect", kind, None)
