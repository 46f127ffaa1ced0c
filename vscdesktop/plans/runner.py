"""The only loop that changes the world.

For each step: look; write the intent down; send; look again. What a request answered never decides, what the
look says does. Before the first COMMIT step everything can be undone, after it there is only forward.
"""

import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from vscdesktop.domain.calls import Call
from vscdesktop.domain.errors import Cancelled, Problem, Refused, Unreachable
from vscdesktop.plans.journal import Entry, Journal
from vscdesktop.plans.model import Args, Learnt, Phase, Plan, Result, Seen, State, Step, Verb, fill
from vscdesktop.plans.work import Lanes, Ticket

Allow = Callable[[tuple[Call, ...]], AbstractContextManager[None]]


@dataclass(frozen=True)
class Patience:
    """Seconds and tries. `answer`: how long a look is asked again while nobody answers."""

    answer: float = 600.0
    between: float = 1.0
    tries: int = 3


class Stop(Exception):
    """The plan cannot go on. `unclear`: what is there cannot be told, or is no longer ours to change."""

    def __init__(self, reason: str, unclear: bool = False, refused: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.unclear, self.refused = reason, unclear, refused


@dataclass
class _Run:
    plan: Plan
    ticket: Ticket
    learnt: dict[int, Learnt] = field(default_factory=dict)
    done: set[int] = field(default_factory=set)  # steps that were seen done before this run
    checked: dict[int, tuple[float, float]] = field(default_factory=dict)  # when that check began to look
    committed: bool = False
    sent: bool = False  # has any request left, in this process or an earlier one?

    def __post_init__(self) -> None:
        self.learnt[0] = {"plan": self.plan.encoded()}  # a step may write the plan itself down: {0.plan}

    def args(self, step: Step) -> Args:
        return fill(step.args, self.learnt)


class Runner:
    def __init__(
        self, verbs: Mapping[str, Verb], journal: Journal, lanes: Lanes, allow: Allow, patience: Patience
    ) -> None:
        self._verbs, self._journal, self._lanes = verbs, journal, lanes
        self._allow, self._patience = allow, patience

    def calls(self, step: Step) -> tuple[Call, ...]:
        """The exact requests of a step; what is only learnt later stands as {n.key}."""
        return self._verbs[step.verb].calls(step.args)

    def run(self, plan: Plan, ticket: Ticket) -> Result:
        """Carry a plan out, to one of the end states."""
        self._journal.begin(plan)
        return self._forward(_Run(plan, ticket), 1)

    def recover(self, entry: Entry, ticket: Ticket, forward: bool = False) -> Result:
        """Bring an open plan to an end: forward once it has committed, or when asked to and no undo has begun."""
        plan = entry.plan
        run = _Run(plan, ticket, dict(entry.done), set(entry.done), sent=bool(entry.begun))
        run.committed = any(plan.step(n).phase is not Phase.PREPARE for n in entry.begun)
        opened = next((s.n for s in plan.steps if s.n not in entry.done), len(plan.steps) + 1)
        if not run.committed and (not forward or self._journal.undoing(plan.id)):
            return self._undo(run, entry.begun - entry.undone, entry.reason or "it was interrupted")
        self._journal.state(plan.id, State.RUNNING)
        return self._forward(run, self._last_check(plan, opened))

    def adopt(self, plan: Plan, ticket: Ticket) -> Result:
        """Go on with a plan whose journal is on another workstation: what is done is told by looks alone."""
        self._journal.begin(plan)
        run = _Run(plan, ticket, sent=True)
        try:
            opened = self._first_open(run)
        except Stop as stop:
            return self._end(run, State.WAITING, stop.reason)
        for step in plan.steps[: opened - 1]:
            run.done.add(step.n)
            run.committed = run.committed or step.phase is Phase.COMMIT
            self._journal.intent(plan.id, step.n, "the workstation that had this plan before did it")
            self._journal.done(plan.id, step.n, run.learnt.setdefault(step.n, {}))
        for step in plan.steps[opened:]:  # done although an earlier one is not: undone with the rest, if need be
            if step.phase is Phase.PREPARE and step.n in run.learnt and not self._verbs[step.verb].check:
                self._journal.intent(plan.id, step.n, "the workstation that had this plan before did it")
        return self._forward(run, self._last_check(plan, opened))

    def _first_open(self, run: _Run) -> int:
        """The first step that is not done. One that is not seen done counts as done when a later one took what it
        had made (a file that was renamed on), or has committed: the plan goes there only past all before."""
        steps = [s for s in run.plan.steps if s.phase is not Phase.FINISH]
        done = {s.n for s in steps if self._is_done(run, s)}
        # a check of one file must still hold; the others were of a moment that has passed
        told = [s for s in steps if "path" in s.args or not self._verbs[s.verb].check]
        committed = any(s.n in done for s in told if s.phase is Phase.COMMIT)
        for step in reversed(told):
            taken = any(later.n in done and later.takes(step) for later in told[told.index(step) + 1 :])
            if taken or (committed and step.phase is Phase.PREPARE):
                done.add(step.n)
        return next((s.n for s in told if s.n not in done), len(steps) + 1)

    def _is_done(self, run: _Run, step: Step) -> bool:
        """Is it seen done, or does it hold? Keeps what it learns."""
        verb = self._verbs[step.verb]
        try:
            seen, found = (Seen.DONE, self._check(run, step)) if verb.check else self._look(run, verb, run.args(step))
        except Stop as stop:
            if verb.check and stop.refused:
                return False
            raise
        if seen is Seen.DONE:
            run.learnt[step.n] = found
        return seen is Seen.DONE

    # -- forward -------------------------------------------------------------------------------
    def _forward(self, run: _Run, start: int) -> Result:
        plan = run.plan
        for step in plan.steps[start - 1 :]:
            if step.n in run.done and not self._verbs[step.verb].check:
                continue
            try:
                if not run.committed and step.phase is Phase.PREPARE:
                    run.ticket.check()
                run.ticket.report("step", step.n, len(plan.steps), step.says)
                run.learnt[step.n] = {**run.learnt.get(step.n, {}), **self._do(run, step)}
                self._journal.done(plan.id, step.n, run.learnt[step.n])
                run.ticket.report("done", step.n, len(plan.steps), step.says)
            except (Stop, Cancelled) as stop:
                reason = getattr(stop, "reason", str(stop))
                if step.phase is Phase.FINISH:
                    self._residue(run, step, reason)
                elif run.committed or getattr(stop, "unclear", False):
                    return self._end(run, State.WAITING, f"{step.says}: {reason}")
                else:
                    refused = getattr(stop, "refused", False)
                    return self._undo(run, self._begun(run), f"{step.says}: {reason}", refused)
        left = self._journal.residue(plan.id)
        return self._end(run, State.RESIDUE if left else State.DONE)

    def _do(self, run: _Run, step: Step) -> Learnt:
        """Bring one step to done, or raise Stop."""
        verb, args = self._verbs[step.verb], run.args(step)
        if verb.check:
            return self._check(run, step)
        seen, found = self._look(run, verb, args)
        for attempt in range(1, self._patience.tries + 1):
            if seen is Seen.DONE:
                return found
            if seen is Seen.UNCLEAR:
                raise self._unclear(run, step, found)
            with self._lanes.enter(step.lane):
                self._ready(run, step, again=attempt > 1)
                error, learnt = self._send(run, step, verb, {**args, **found})
            seen, found = self._look(run, verb, args)
            if seen is Seen.DONE:
                return {**found, **learnt}
            if seen is Seen.UNCLEAR:
                raise self._unclear(run, step, found)
            if not isinstance(error, Unreachable) or attempt == self._patience.tries:
                raise Stop(str(error or "it was accepted, but nothing changed"))
            run.ticket.report("retry", step.n, len(run.plan.steps), str(error))
            run.ticket.wait(self._patience.between)
        raise AssertionError("unreachable")

    def _send(self, run: _Run, step: Step, verb: Verb, args: Args, undo: bool = False) -> tuple[Problem | None, Learnt]:
        """Intent on disk, then the requests, guarded; their answer is only kept. The caller is in the step's lane."""
        if undo:
            self._journal.note(run.plan.id, step.n, "undo", step.says)
        else:
            self._journal.intent(run.plan.id, step.n, step.says)
        run.sent = True
        run.committed = run.committed or step.phase is Phase.COMMIT
        try:
            with self._allow(verb.calls(args)):
                return None, verb.act(args, run.ticket)
        except Problem as error:
            self._journal.note(run.plan.id, step.n, "answer", str(error))
            return error, {}

    def _ready(self, run: _Run, step: Step, again: bool) -> None:
        """Run the checks a request depends on, unless they are fresh enough."""
        self._hold(run, step)
        if step.looks:
            look = run.plan.step(step.looks)
            if again or _age(run.checked.get(look.n)) >= self._verbs[look.verb].good_for:
                self._check(run, look)

    def _hold(self, run: _Run, step: Step) -> None:
        """Is the lease still ours? If not, nothing here is ours to change any more."""
        if step.holds:
            try:
                self._check(run, run.plan.step(step.holds))
            except Stop as stop:
                raise Stop(stop.reason, unclear=True) from stop

    def _unclear(self, run: _Run, step: Step, found: Learnt) -> Stop:
        """Why nothing is done about it. Who has taken the instance over explains it best: then that is raised."""
        self._hold(run, step)
        return Stop(found.get("text", "its state cannot be told"), unclear=True)

    def _check(self, run: _Run, step: Step) -> Learnt:
        verb, end = self._verbs[step.verb], time.monotonic() + self._patience.answer
        while True:
            begun = time.monotonic(), time.time()
            try:
                learnt = verb.act(run.args(step), run.ticket)
            except Unreachable as error:
                if time.monotonic() > end:
                    raise Stop(str(error)) from error
                run.ticket.wait(self._patience.between)
            except Refused as error:
                raise Stop(str(error), refused=True) from error
            except Problem as error:
                raise Stop(str(error)) from error
            else:
                run.checked[step.n] = begun
                return learnt

    def _look(self, run: _Run, verb: Verb, args: Args) -> tuple[Seen, Learnt]:
        """Ask until somebody answers; Stop when nobody does, or when a rule says no."""
        end = time.monotonic() + self._patience.answer
        while True:
            try:
                return verb.seen(args)
            except Unreachable as error:
                if time.monotonic() > end:
                    raise Stop(str(error), unclear=run.sent) from error
                run.ticket.wait(self._patience.between)
            except Refused as error:
                raise Stop(str(error), refused=True) from error
            except Problem as error:
                raise Stop(str(error), unclear=run.sent) from error

    # -- back ----------------------------------------------------------------------------------
    def _undo(self, run: _Run, begun: frozenset[int], reason: str, refused: bool = False) -> Result:
        """Reverse what was begun, last first."""
        plan = run.plan
        self._journal.state(plan.id, State.UNDOING, reason)
        for step in reversed(plan.steps):
            if step.n not in begun or (step.sealed and step.sealed in run.learnt):
                continue
            run.ticket.report("undo", step.n, len(plan.steps), step.says)
            back = self._verbs[step.verb].reverse(run.args(step))
            if back is not None:
                try:
                    self._reverse(run, step, *back)
                except Stop as stop:
                    if stop.unclear or not self._verbs[back[0]].tidies:
                        return self._end(run, State.WAITING, f"Undoing “{step.says}”: {stop.reason}")
                    self._residue(run, step, stop.reason)
            self._journal.undone(plan.id, step.n)
        return self._end(run, State.REFUSED if refused else State.UNDONE, reason)

    def _reverse(self, run: _Run, step: Step, name: str, args: Args) -> None:
        verb = self._verbs[name]
        for _ in range(self._patience.tries):
            seen, found = self._look(run, verb, args)
            if seen is Seen.DONE:
                return
            if seen is Seen.UNCLEAR:
                raise self._unclear(run, step, found)
            with self._lanes.enter(step.lane):
                self._hold(run, step)
                error, _ = self._send(run, step, verb, {**args, **found}, undo=True)
            if error is not None and not isinstance(error, Unreachable):
                break
        seen, found = self._look(run, verb, args)
        if seen is not Seen.DONE:
            raise Stop(str(error or found.get("text", "nothing changed")))

    # -- ends ----------------------------------------------------------------------------------
    def _begun(self, run: _Run) -> frozenset[int]:
        entry = self._journal.entry(run.plan.id)
        return entry.begun if entry else frozenset()

    def _residue(self, run: _Run, step: Step, reason: str) -> None:
        text = f"{step.says}: {reason}"
        self._journal.note(run.plan.id, step.n, "residue", text)
        run.ticket.report("residue", step.n, len(run.plan.steps), text)

    def _end(self, run: _Run, state: State, reason: str = "") -> Result:
        self._journal.state(run.plan.id, state, reason)
        return Result(run.plan.id, state, reason, self._journal.residue(run.plan.id))

    def _last_check(self, plan: Plan, opened: int) -> int:
        """The last check before the open step; a check is never taken from the journal."""
        if opened > len(plan.steps) or plan.step(opened).phase is Phase.FINISH:
            return opened
        checks = (s.n for s in reversed(plan.steps[: opened - 1]) if self._verbs[s.verb].check)
        return next(checks, 1)


def _age(begun: tuple[float, float] | None) -> float:
    """Seconds since a look began. A machine that sleeps stops one clock, one that is set moves the other."""
    return max(time.monotonic() - begun[0], time.time() - begun[1]) if begun else float("inf")
