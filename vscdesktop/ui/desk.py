"""What the window does, without a window: everything here runs on worker threads and knows no Qt.

The program's own parts that pull in the SDKs are imported when they are first used, so that the window is
painted before.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from vscdesktop.domain.errors import Problem, Refused
from vscdesktop.domain.inventory import Inventory
from vscdesktop.domain.keys import Key
from vscdesktop.domain.secret import Secret
from vscdesktop.plans.model import Plan, Result, State
from vscdesktop.plans.work import Ticket
from vscdesktop.services.browse import Browse
from vscdesktop.store import settings
from vscdesktop.store.paths import Profile
from vscdesktop.ui.links import Checked, Links

if TYPE_CHECKING:
    from vscdesktop.app import App
    from vscdesktop.domain.manifest import Manifest
    from vscdesktop.plans.journal import Entry
    from vscdesktop.services.catalog import Point
    from vscdesktop.services.summary import Summary

LIVE = (State.RUNNING, State.UNDOING)


@dataclass(frozen=True)
class Task:
    """One plan as the task pane shows it. `done` of `of` steps; `text` is what it does now."""

    plan: Plan
    state: State
    done: int = 0
    text: str = ""
    reason: str = ""
    residue: tuple[str, ...] = ()
    begun: datetime = field(default_factory=lambda: datetime.now(UTC))
    ended: datetime | None = None
    marks: Mapping[int, str] = field(default_factory=dict)  # step -> step, done, retry, undo, residue

    @property
    def live(self) -> bool:
        return self.state in LIVE

    @property
    def committed(self) -> bool:
        """Can it no longer be stopped?"""
        return any(self.plan.step(n).phase != "prepare" for n, m in self.marks.items() if m != "undo")


class Desk:
    """The connected systems, what was read of them, and the plans under way. Methods raise Problem."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.inventory: Inventory | None = None
        self.browse: Browse | None = None  # the same, made ready for trees, filters and searches
        self.secrets: dict[str, Secret] = {}  # of connections whose secret is asked for, while the window is open
        self.links = Links(profile, self.secrets)
        self._app: App | None = None
        self._tasks: dict[str, Task] = {}
        self._tickets: dict[str, Ticket] = {}
        self._lock = threading.Lock()

    # -- systems -------------------------------------------------------------------------------
    @property
    def connections(self) -> list[settings.Connection]:
        return settings.load(self.profile.settings)

    @property
    def app(self) -> App:
        if self._app is None:
            raise Refused("The program is still starting.")
        return self._app

    @property
    def opened(self) -> bool:
        """Have the connections been built?"""
        return self._app is not None

    def open(self) -> list[Result]:
        """Build everything and bring what an earlier run left open to an end; answers what was found."""
        from vscdesktop import app

        built = app.build(self.profile, self.links.ask)
        self._app, old = built, self._app
        if old is not None:
            old.close()
        return built.recover(Ticket())

    def wanting(self) -> list[settings.Connection]:
        """Connections whose secret must be asked for first."""
        return [c for c in self.connections if c.secret == "session" and c.id not in self.secrets]  # noqa: S105

    def refresh(self) -> Inventory:
        """Read everything anew, and prepare on this thread what trees, filters and searches ask."""
        from vscdesktop.services import catalog
        from vscdesktop.services.refresh import refresh

        found = refresh(self.app.systems)
        points: dict[str, datetime] | None
        try:
            names = {f.name for f in catalog.found(self.app.systems, found)}
            points = {n.instance: n.taken for n in sorted(names, key=lambda n: n.taken)}
        except Problem:
            points = None
        self.browse = Browse(found, points)
        self.inventory = found
        return found

    def summary(self) -> Summary:
        """What the overview says of the last reading."""
        from vscdesktop.services.findings import Known
        from vscdesktop.services.summary import summary

        browse = self.browse
        if browse is None:
            raise Refused("Nothing has been read yet.")
        ends = {home: seen.ends for home, seen in self.links.checked.items() if seen.ends}
        return summary(Known(browse.inventory, browse.points, self.connections, self.history(), ends))

    def check(self, connection: settings.Connection) -> Checked:
        """Look at one connection: its certificate, its version, what its account may read."""
        live = self._app.systems if self._app else None
        return self.links.check(connection, live)

    # -- points and plans ------------------------------------------------------------------------
    def points_of(self, instance: Key) -> list[Point]:
        from vscdesktop.services import catalog

        return catalog.of_instance(self.app.systems, self._read(), instance.id)

    def plan_backup(self, instance: Key, disk: str = "") -> Plan:
        from vscdesktop.services import backup

        return backup.plan(self.app.systems, self.refresh(), instance, disk)

    def plan_restore(self, instance: Key, manifest: Manifest, stop: bool, start: bool) -> Plan:
        from vscdesktop.services import restore

        return restore.plan(self.app.systems, self.refresh(), instance, manifest, stop=stop, start=start)

    def plan_delete(self, instance: Key, point: Point) -> Plan:
        from vscdesktop.services import prune

        return prune.plan(self.app.systems, instance.home, point)

    def calls(self, plan: Plan) -> dict[int, list[Any]]:
        """The exact requests of each step."""
        return {s.n: list(self.app.runner.calls(s)) for s in plan.steps}

    def history(self) -> list[Entry]:
        return self.app.journal.history()

    def _read(self) -> Inventory:
        return self.inventory or self.refresh()

    # -- tasks -----------------------------------------------------------------------------------
    def tasks(self) -> list[Task]:
        """Newest first."""
        with self._lock:
            return sorted(self._tasks.values(), key=lambda t: t.begun, reverse=True)

    def run(self, plan: Plan) -> Result:
        """Carry a confirmed plan out; its progress is seen in `tasks`."""
        return self._carry(plan, lambda ticket: self.app.run(plan, ticket))

    def resume(self, entry: Entry) -> Result:
        """Look again at a plan that waits."""

        def again(ticket: Ticket) -> Result:
            found = self.app.recover(ticket, entry.plan.id)
            if not found:
                raise Refused("This plan is under way in another process.")
            return found[0]

        return self._carry(entry.plan, again)

    def cancel(self, plan: str) -> None:
        """Stop at the next place where nothing is lost by stopping."""
        if plan in self._tickets:
            self._tickets[plan].cancel()

    def dismiss(self) -> None:
        """Forget ended tasks; the journal keeps them."""
        with self._lock:
            self._tasks = {k: t for k, t in self._tasks.items() if t.live}

    def _carry(self, plan: Plan, act: Callable[[Ticket], Result]) -> Result:
        ticket = Ticket(lambda what, n, _of, text: self._watch(plan.id, what, n, text))
        with self._lock:
            self._tasks[plan.id], self._tickets[plan.id] = Task(plan, State.RUNNING), ticket
        try:
            result = act(ticket)
        except Problem as problem:
            self._change(plan.id, state=State.WAITING, reason=str(problem), ended=datetime.now(UTC))
            raise
        ended = datetime.now(UTC)
        self._change(plan.id, state=result.state, reason=result.reason, residue=result.residue, ended=ended, text="")
        return result

    def _watch(self, plan: str, what: str, n: int, text: str) -> None:
        with self._lock:
            task = self._tasks[plan]
            marks = {**task.marks, n: what}
            state = State.UNDOING if what == "undo" else task.state
            done = sum(m in ("done", "residue") for m in marks.values())
            self._tasks[plan] = replace(task, marks=marks, state=state, done=done, text=text)

    def _change(self, plan: str, **changes: Any) -> None:
        with self._lock:
            self._tasks[plan] = replace(self._tasks[plan], **changes)

    def close(self) -> None:
        self.links.close()
        if self._app is not None:
            self._app.close()
