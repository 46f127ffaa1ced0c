"""What the window does, without a window: everything here runs on worker threads and knows no Qt.

The program's own parts that pull in the SDKs are imported when they are first used, so that the window is
painted before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from vscdesktop.domain.errors import Problem, Refused, Unreachable
from vscdesktop.domain.inventory import Inventory
from vscdesktop.domain.keys import Key
from vscdesktop.domain.secret import Secret
from vscdesktop.plans.model import Plan, Result, State, fill
from vscdesktop.plans.work import Ticket
from vscdesktop.store import settings
from vscdesktop.store.paths import Profile
from vscdesktop.ui.board import Board, Task
from vscdesktop.ui.links import Checked, Links

if TYPE_CHECKING:
    from vscdesktop.app import App
    from vscdesktop.domain.manifest import Manifest
    from vscdesktop.plans.journal import Entry
    from vscdesktop.plans.runner import Patience
    from vscdesktop.services.browse import Browse
    from vscdesktop.services.catalog import Point
    from vscdesktop.services.summary import Summary


class Elsewhere(Refused):
    """Another process carries the plan out."""


class Desk:
    """The connected systems, what was read of them, and the plans under way. Methods raise Problem."""

    def __init__(self, profile: Profile, patience: Patience | None = None) -> None:
        """`patience` of plans with systems that do not answer."""
        self.profile, self._patience = profile, patience
        self.browse: Browse | None = None  # what was read, made ready for trees, filters and searches
        self.secrets: dict[str, Secret] = {}  # of connections whose secret is asked for, while the window is open
        self.links = Links(profile, self.secrets)
        self._app: App | None = None
        self.board = Board(self._standing)

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

    def open(self) -> None:
        """Build everything by the settings as they are now; what is under way goes on with what it has."""
        from vscdesktop import app

        self._app = app.build(self.profile, self.links.ask, self._patience, self._app)

    def left(self) -> list[Entry]:
        """Plans that did not come to an end, if they may be brought to one; they are tasks from now on."""
        found = [] if self.app.read_only else self.app.journal.open()
        return [entry for entry in found if self.board.announce(entry.plan, entry)]

    def recover(self, left: Sequence[Entry]) -> list[Result]:
        """Bring them to an end, oldest first; one that another process carries out is left to it."""
        results: list[Result] = []
        unexpected: list[Exception] = []
        for entry in left:
            try:
                results.append(self.resume(entry))
            except Elsewhere:
                self.board.forget(entry.plan.id)
            except Problem as problem:
                results.append(Result(entry.plan.id, self._standing(entry.plan.id), str(problem)))
            except Exception as error:  # noqa: BLE001 - the next one is not to wait for it; it is raised below
                unexpected.append(error)
        if unexpected:
            raise unexpected[0]
        return results

    def wanting(self) -> list[settings.Connection]:
        """Connections whose secret must be asked for first."""
        return [c for c in self.connections if c.secret == "session" and c.id not in self.secrets]  # noqa: S105

    @property
    def inventory(self) -> Inventory | None:
        return self.browse.inventory if self.browse else None

    def read(self) -> Browse:
        """Read everything anew, and prepare on this thread what trees, filters and searches ask.

        The caller puts it into `browse`, where pages look for it: never while they look.
        """
        from vscdesktop.services import catalog
        from vscdesktop.services.browse import Browse

        found = self._fresh()
        folders = catalog.known(self.app.systems, found)
        return Browse(found, None) if folders is None else Browse(found, catalog.newest(folders), folders)

    def refresh(self) -> Inventory:
        """The same for one who has no window."""
        self.browse = self.read()
        return self.browse.inventory

    def summary(self) -> Summary:
        """What the overview says of the last reading."""
        from vscdesktop.services.findings import Known
        from vscdesktop.services.summary import summary

        browse = self.browse
        if browse is None:
            raise Refused("Nothing has been read yet.")
        ends = {home: seen.ends for home, seen in dict(self.links.checked).items() if seen.ends}
        return summary(Known(browse.inventory, browse.points, self.connections, self.history(), ends))

    def check(self, connection: settings.Connection) -> Checked:
        """Look at one connection: its certificate, its version, what its account may read."""
        live = self._app.systems if self._app else None
        return self.links.check(connection, live)

    # -- points and plans ------------------------------------------------------------------------
    def points_of(self, instance: Key) -> list[Point]:
        from vscdesktop.services import catalog

        return catalog.of_instance(self.app.systems, self.inventory or self._fresh(), instance.id)

    def read_points(self, points: Sequence[Point]) -> list[Point | Problem]:
        """What these points hold and cost now, in their order, or why that cannot be read."""
        from vscdesktop.services import catalog

        return catalog.read_each(self.app.systems, points)

    def plan_backup(self, instance: Key, disk: str = "") -> Plan:
        from vscdesktop.services import backup

        return backup.plan(self.app.systems, self._fresh(), instance, disk)

    def plan_restore(self, instance: Key, manifest: Manifest, stop: bool, start: bool) -> Plan:
        from vscdesktop.services import restore

        return restore.plan(self.app.systems, self._fresh(), instance, manifest, stop=stop, start=start)

    def plan_delete(self, instance: Key, point: Point) -> Plan:
        from vscdesktop.services import prune

        return prune.plan(self.app.systems, instance.home, point)

    def calls(self, plan: Plan) -> dict[int, list[Any]]:
        """The exact requests of each step; of a step that is done, with what was learnt until then."""
        entry = self.app.journal.entry(plan.id)
        done = entry.done if entry else {}
        learnt = {**done, 0: {"plan": "{0.plan}"}}  # the plan itself is named, not repeated
        steps = [replace(s, args=fill(s.args, learnt)) if s.n in done else s for s in plan.steps]
        return {s.n: list(self.app.runner.calls(s)) for s in steps}

    def history(self) -> list[Entry]:
        return self.app.journal.history()

    def _fresh(self) -> Inventory:
        """Everything as it is now. Raises Unreachable when nothing at all can be read."""
        from vscdesktop.services.refresh import refresh

        found = refresh(self.app.systems)
        if found.gaps and not found.things:
            raise Unreachable(" ".join(dict.fromkeys(gap.reason for gap in found.gaps)))
        return found

    # -- tasks -----------------------------------------------------------------------------------
    def tasks(self) -> list[Task]:
        """Newest first."""
        return self.board.tasks()

    def run(self, plan: Plan) -> Result:
        """Carry a confirmed plan out; its progress is seen in `tasks`."""
        return self.board.carry(plan, None, lambda ticket: self.app.run(plan, ticket))

    def resume(self, entry: Entry) -> Result:
        """Look again at a plan that did not come to an end."""
        from vscdesktop.app import READ_ONLY
        from vscdesktop.plans.journal import OPEN

        plan = entry.plan.id

        def again(ticket: Ticket) -> Result:
            if self.app.read_only:
                raise Refused(READ_ONLY)
            found = self.app.recover(ticket, plan)
            if found:
                return found[0]
            now = self.app.journal.entry(plan)
            if now is None or now.state in OPEN:
                raise Elsewhere("This plan is under way in another process.")
            return Result(plan, now.state, now.reason, self.app.journal.residue(plan))  # it has ended meanwhile

        return self.board.carry(entry.plan, entry, again)

    def cancel(self, plan: str) -> None:
        """Stop at the next place where nothing is lost by stopping."""
        self.board.cancel(plan)

    def dismiss(self) -> None:
        """Forget ended tasks; the journal keeps them. Those that wait for a person stay."""
        self.board.dismiss()

    def _standing(self, plan: str) -> State:
        """Where the journal says that a plan stands."""
        from vscdesktop.plans.journal import OPEN

        if self._app is None:
            return State.REFUSED
        try:
            entry = self._app.journal.entry(plan)
        except Problem:
            return State.WAITING  # what cannot be read says nothing against it
        if entry is None:
            return State.REFUSED
        return State.WAITING if entry.state in OPEN else entry.state

    def close(self) -> None:
        self.links.close()
        if self._app is not None:
            self._app.close()
