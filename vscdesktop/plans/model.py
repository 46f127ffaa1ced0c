"""Plans and steps: records that are shown, journalled, run and recovered from alike."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from vscdesktop.domain.calls import Call
from vscdesktop.domain.keys import Key
from vscdesktop.plans.work import Ticket

Args = Mapping[str, str]
Learnt = Mapping[str, str]  # what a step found out, named {n.key} in the arguments of later steps


class Phase(StrEnum):
    PREPARE = "prepare"  # a failure undoes what was done
    COMMIT = "commit"  # from its start we only go forward
    FINISH = "finish"  # a failure leaves a residue, not an error


class State(StrEnum):
    """Where a plan stands. The last five are the end states."""

    RUNNING = "running"
    UNDOING = "undoing"
    DONE = "done"
    RESIDUE = "done, with residue"
    UNDONE = "undone"
    REFUSED = "refused"
    WAITING = "waiting"


class Seen(StrEnum):
    """What a look at the systems says about a step."""

    DONE = "done"
    NOT_DONE = "not done"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Step:
    n: int
    verb: str
    args: Args
    says: str
    phase: Phase = Phase.PREPARE
    lane: str = ""
    holds: int = 0  # the check that proves our lease: run before each request of this step and of its reverse
    looks: int = 0  # the check that must be fresh when the request of this step leaves
    sealed: int = 0  # once that step is done, this one is no longer undone

    def takes(self, earlier: "Step") -> bool:
        """Does this step move or remove the file that an earlier one put there?"""
        place = [earlier.args.get(k) for k in ("home", "volume")]
        taken, made = (
            self.args.get("source", self.args.get("path")),
            earlier.args.get("target", earlier.args.get("path")),
        )
        return bool(taken) and taken == made and place == [self.args.get(k) for k in ("home", "volume")]


@dataclass(frozen=True)
class Plan:
    """`facts` is what the plan was made from; its first step reads them again."""

    id: str
    kind: str
    title: str
    subject: Key
    steps: tuple[Step, ...]
    lost: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)

    def step(self, n: int) -> Step:
        return self.steps[n - 1]

    def encoded(self) -> str:
        import msgspec  # not above: the window knows plans before it is painted, and reads none until then

        return msgspec.json.encode(self).decode()

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.encoded().encode()).hexdigest()


def decode(text: str | bytes) -> Plan:
    """A plan from its JSON. Raises msgspec.ValidationError for anything else."""
    import msgspec

    return msgspec.json.decode(text, type=Plan)


@dataclass(frozen=True)
class Result:
    plan: str
    state: State
    reason: str = ""
    residue: tuple[str, ...] = ()


class Verb(Protocol):
    """The one place that knows how a kind of step is called, checked and reversed."""

    @property
    def name(self) -> str: ...

    @property
    def check(self) -> bool:
        """A pure check: `act` only looks, and raises Refused when the answer is no."""

    @property
    def good_for(self) -> float:
        """Seconds for which this check's answer may be relied on."""

    @property
    def tidies(self) -> bool:
        """It only removes what we made: as a reverse, its failure is residue."""

    def calls(self, args: Args) -> tuple[Call, ...]:
        """The exact requests; () for a check."""

    def act(self, args: Args, ticket: Ticket) -> Learnt:
        """Do it. Raises a Problem; whether it had an effect is decided by `seen` alone."""

    def seen(self, args: Args) -> tuple[Seen, Learnt]:
        """Look whether it is done. Raises Unreachable when nobody answers."""

    def reverse(self, args: Args) -> tuple[str, Args] | None:
        """The verb and arguments that undo it, or None when nothing needs undoing."""


_NAMED = re.compile(r"\{(\d+)\.([a-z_]+)\}")


def fill(args: Args, learnt: Mapping[int, Learnt]) -> Args:
    """Arguments with every {n.key} replaced by what step n learnt; unknown ones become empty."""
    return {k: _NAMED.sub(lambda m: learnt.get(int(m[1]), {}).get(m[2], ""), v) for k, v in args.items()}
