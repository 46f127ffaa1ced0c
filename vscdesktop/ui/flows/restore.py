"""Restore an instance in place: which point, what happens to the instance, the plan."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from vscdesktop.domain.errors import Refused
from vscdesktop.domain.keys import Key
from vscdesktop.domain.units import ago, count, when
from vscdesktop.plans.model import Plan
from vscdesktop.ui.desk import Desk
from vscdesktop.ui.flows.flow import THE_PLAN, Flow, Stage
from vscdesktop.ui.flows.points import View, newest, views

if TYPE_CHECKING:
    from datetime import datetime

POINT, OPTIONS = "point", "options"


class RestoreFlow(Flow):
    title = "Restore"
    stages = (
        Stage(
            POINT,
            "Restore point",
            "Choose a restore point",
            "The disks go back to this moment. As they are now they become a restore point of their own: the way back.",
        ),
        Stage(OPTIONS, "Options", "Options", "What happens to the instance, and what happens to its data."),
        THE_PLAN,
    )

    def __init__(self, desk: Desk, subject: Key, wanted: str = "latest") -> None:
        super().__init__(desk, subject)
        self.points: list[View] = []
        self.point: View | None = None
        self.start = self.running
        self._wanted = wanted
        self._known = False

    @property
    def running(self) -> bool:
        return self.instance is not None and self.instance.state == "Running"

    # -- point ---------------------------------------------------------------------------------
    def _needs(self) -> tuple[str, Callable[[], Any]] | None:
        if self.stage.id == POINT and not self._known:
            return "Reading the restore points", lambda: views(self.desk.points_of(self.subject))
        return super()._needs()

    def take(self, value: Any) -> None:
        if self.stage.id == POINT:
            self.points, self._known = value, True
            self.point = newest(self.points, self.point.id if self.point else self._wanted)
        else:
            super().take(value)

    def read_again(self) -> None:
        """Forget the points: the next reading reads them anew. What was chosen stays chosen, if it is still there."""
        self._known = False

    def choose(self, view: View | None) -> None:
        """Look at a point. One that cannot be restored says why, and there is no way on from it."""
        self.point = view

    def why_not(self) -> tuple[str, ...]:
        if self.stage.id == POINT and self.point is not None and self.point.why_not:
            return (self.point.why_not,)
        return super().why_not()

    # -- stages --------------------------------------------------------------------------------
    def complete(self) -> bool:
        return self.point is not None and not self.point.why_not

    def choice(self, stage: str) -> str:
        if stage == POINT:
            return f"{self.point.at} UTC" if self.point and not self.point.why_not else ""
        return self.afterwards if stage == OPTIONS else ""

    @property
    def afterwards(self) -> str:
        if self.running:
            return "Stop, start again" if self.start else "Stop, leave stopped"
        return "Start it" if self.start else "Leave it stopped"

    @property
    def note(self) -> str:
        if self.stage.id == POINT and self.complete() and self.point is not None:
            return f"Taken {self.point.age()}: what was written since leaves the live disks."
        return super().note

    def stopping(self) -> tuple[str, str]:
        """What happens to the instance before its disks are replaced: the fact, and more about it."""
        one = self.instance
        if self.running and one is not None:
            where = f"It is running on {one.host} now. " if one.host else ""
            return f"The plan stops {one.name}.", f"{where}Whoever works on it loses the connection."
        state = one.state if one else "not listed by CloudStack"
        return f"{self.target} is {state}.", "Its disks are replaced only while it is stopped."

    def losing(self, now: datetime) -> str:
        """What is lost since the point."""
        if self.point is None:
            return ""
        since = f"{when(self.point.taken)} ({ago(self.point.taken, now)})"
        return f"Everything written to {self.target} since {since} leaves the live disks."

    def keeping(self) -> str:
        return (
            "Before anything is touched, the plan makes a restore point of the stopped disks as they are then. "
            f"It stands in the list as “Before restore {self.target} to …”, costs only what changes later, and is "
            "deleted like any other point."
        )

    def holding(self) -> str:
        """What is in the point, in words."""
        if self.point is None or self.point.manifest is None:
            return ""
        return f"{count(len(self.point.manifest.disks), 'disk')}, {self.point.manifest.label}, not verified"

    # -- plan ----------------------------------------------------------------------------------
    def plan(self) -> Plan:
        if self.point is None or self.point.manifest is None:
            raise Refused("No restore point is chosen.")
        return self.desk.plan_restore(self.subject, self.point.manifest, self.running, self.start)

    @property
    def act(self) -> str:
        return f"Restore {self.target}"

    @property
    def confirm(self) -> str:
        return self.target if self.production and self.last else ""
