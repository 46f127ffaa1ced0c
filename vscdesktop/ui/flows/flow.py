"""What every wizard has in common: stages in a row, each with something to read; most end with a plan.

A flow knows no window. Whoever shows it asks `reading` what the present stage must know, runs that on a worker
thread, and hands the outcome back with `landed` or `failed`; the answer to a question that is no longer asked is
dropped. A plan is made anew whenever its stage is entered.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from vscdesktop.domain.cloud import Instance
from vscdesktop.domain.errors import Problem, Refused
from vscdesktop.domain.inventory import Inventory
from vscdesktop.domain.keys import Key
from vscdesktop.plans.model import Plan
from vscdesktop.ui.desk import Desk
from vscdesktop.ui.flows.prepared import Prepared, prepare

PRODUCTION = "production"
READ_ONLY = "These connections are read-only: nothing is changed with them. See the settings."
PLAN = "plan"


@dataclass(frozen=True)
class Stage:
    """One page: its name in the list of steps, its title and the one sentence under it."""

    id: str
    name: str
    title: str
    hint: str


THE_PLAN = Stage(
    PLAN,
    "Plan",
    "Plan",
    "Nothing has happened yet. These steps run in this order; each is checked by reading back before the next.",
)


@dataclass(frozen=True)
class Reading:
    """What a stage must know before it can be shown."""

    number: int
    says: str
    work: Callable[[], Any]


class Stages:
    """Stages in a row. What the frame of a wizard asks for, and no more."""

    title = ""  # what the wizard does, in one word
    stages: tuple[Stage, ...] = ()

    def __init__(self) -> None:
        self.at = 0
        self.busy = False
        self.problem = ""  # what could not be read
        self.refusals: tuple[str, ...] = ()  # why it cannot be done
        self.prepared: Prepared | None = None
        self.typed = ""
        self._asked = 0

    @property
    def target(self) -> str:
        """And what it does it to."""
        raise NotImplementedError

    @property
    def about(self) -> str:
        """What stands beside the title."""
        return self.target

    # -- stages --------------------------------------------------------------------------------
    @property
    def stage(self) -> Stage:
        return self.stages[self.at]

    @property
    def last(self) -> bool:
        return self.at == len(self.stages) - 1

    def choice(self, stage: str) -> str:
        """What was chosen on a stage, in a few words; "" when nothing."""
        raise NotImplementedError

    @property
    def note(self) -> str:
        """A quiet sentence beside the buttons."""
        return ""

    @property
    def onward(self) -> str:
        """The button that leads to the next stage."""
        return "Next"

    def may_go(self) -> bool:
        """May the primary button be pressed?"""
        if self.busy or self.problem:
            return False
        return self.complete()

    def complete(self) -> bool:
        """Is everything chosen that this stage asks for?"""
        raise NotImplementedError

    def forward(self) -> None:
        if not self.last and self.may_go():
            self._enter(self.at + 1)

    def back(self) -> None:
        """One stage back; every choice stays."""
        if self.at:
            self._enter(self.at - 1)

    def _enter(self, at: int) -> None:
        self.at, self.problem, self.refusals, self.prepared, self.typed = at, "", (), None, ""
        self.busy = False

    # -- reading -------------------------------------------------------------------------------
    def reading(self) -> Reading | None:
        """What the present stage must know; from now on it is busy until that has landed."""
        found = self._needs()
        if found is None:
            return None
        self._asked += 1
        self.busy, self.problem, self.refusals, self.prepared = True, "", (), None
        return Reading(self._asked, *found)

    def _needs(self) -> tuple[str, Callable[[], Any]] | None:
        """In words, and how it is read."""
        raise NotImplementedError

    def landed(self, number: int, value: Any) -> bool:
        """The outcome of a reading; False when it is no longer asked for."""
        if number != self._asked or not self.busy:
            return False
        self.busy = False
        self.take(value)
        return True

    def failed(self, number: int, problem: Problem) -> bool:
        if number != self._asked or not self.busy:
            return False
        self.busy = False
        if isinstance(problem, Refused):
            self.refusals = tuple(str(problem).split("\n"))
        else:
            self.problem = str(problem)
        return True

    def take(self, value: Any) -> None:
        """Keep what was read for the present stage."""
        raise NotImplementedError

    # -- the last button -----------------------------------------------------------------------
    @property
    def act(self) -> str:
        """A verb and its object."""
        raise NotImplementedError

    @property
    def destroys(self) -> bool:
        """Does it take something away for good? Then the last button is red."""
        return False

    def why_not(self) -> tuple[str, ...]:
        """Sentences that stand where the last button would be."""
        return self.refusals

    @property
    def confirm(self) -> str:
        """What must be typed before the last button works; "" when nothing."""
        return ""

    @property
    def because(self) -> str:
        """Why that must be typed."""
        return "Production"


class Flow(Stages):
    """Stages about an instance, with a plan at the end."""

    stages: tuple[Stage, ...] = (THE_PLAN,)

    def __init__(self, desk: Desk, subject: Key) -> None:
        super().__init__()
        self.desk, self.subject = desk, subject
        self._look = desk.links.look

    # -- who it is about -----------------------------------------------------------------------
    @property
    def inventory(self) -> Inventory | None:
        return self.desk.inventory

    @property
    def instance(self) -> Instance | None:
        found = self.inventory.things.get(self.subject) if self.inventory else None
        return found if isinstance(found, Instance) else None

    @property
    def target(self) -> str:
        """The instance's name, or its id when CloudStack no longer lists it."""
        return self.instance.name if self.instance else self.subject.id

    # -- stages --------------------------------------------------------------------------------
    @property
    def note(self) -> str:
        return "" if self.last else "Nothing happens before you have seen the plan."

    @property
    def onward(self) -> str:
        return "Show plan" if self.at == len(self.stages) - 2 else "Next"

    def may_go(self) -> bool:
        if self.last:
            ready = self.prepared is not None and not self.busy and not self.problem
            return ready and not self.why_not() and self.typed == self.confirm
        return super().may_go()

    def _needs(self) -> tuple[str, Callable[[], Any]] | None:
        if not self.last:
            return None
        return "Making the plan", lambda: prepare(self.desk, self.plan())

    def take(self, value: Any) -> None:
        if isinstance(value, Prepared):
            self.prepared = value

    # -- the plan ------------------------------------------------------------------------------
    def plan(self) -> Plan:
        """Make the plan of the present choices; on a worker thread. Raises Problem."""
        raise NotImplementedError

    def why_not(self) -> tuple[str, ...]:
        return self.refusals or ((READ_ONLY,) if self.last and self._look.read_only else ())

    @property
    def production(self) -> bool:
        return self._look.kind == PRODUCTION
