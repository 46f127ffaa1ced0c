"""Delete one restore point: the plan alone, because there is nothing to choose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vscdesktop.domain.keys import Key
from vscdesktop.plans.model import Plan
from vscdesktop.ui.desk import Desk
from vscdesktop.ui.flows.flow import PLAN, Flow, Stage
from vscdesktop.ui.flows.points import View
from vscdesktop.ui.flows.prepared import prepare

if TYPE_CHECKING:
    from collections.abc import Callable


class DeleteFlow(Flow):
    title = "Delete restore point"
    stages = (
        Stage(
            PLAN,
            "Plan",
            "Plan",
            "Nothing has happened yet. A deleted restore point cannot be brought back: this plan only goes forward.",
        ),
    )

    def __init__(self, desk: Desk, subject: Key, view: View) -> None:
        super().__init__(desk, subject)
        self.view = view

    @property
    def target(self) -> str:
        """The name the point has kept, for an instance that is gone by now."""
        if self.instance is None and self.view.manifest is not None:
            return self.view.manifest.name
        return super().target

    @property
    def about(self) -> str:
        return f"{self.target}, {self.view.at} UTC, {self.view.how.lower()}"

    def _needs(self) -> tuple[str, Callable[[], Any]] | None:
        unique = self.view.point.unique
        return "Making the plan", lambda: prepare(self.desk, self.plan(), freed=unique)

    def choice(self, stage: str) -> str:
        return self.view.at if stage == PLAN else ""

    def complete(self) -> bool:
        return True

    def plan(self) -> Plan:
        return self.desk.plan_delete(self.subject, self.view.point)

    @property
    def act(self) -> str:
        return "Delete the restore point"

    @property
    def destroys(self) -> bool:
        return True

    @property
    def confirm(self) -> str:
        return self.target

    @property
    def because(self) -> str:
        return super().because if self.production else "Cannot be undone"
