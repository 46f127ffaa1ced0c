"""The plans this window carries out: how far each is, who carries it, and that none stays live when nobody does."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from vscdesktop.domain.errors import Problem, Refused
from vscdesktop.plans.model import Plan, Result, State
from vscdesktop.plans.work import Ticket
from vscdesktop.services.finding_words import stopped

if TYPE_CHECKING:
    from vscdesktop.plans.journal import Entry

LIVE = (State.RUNNING, State.UNDOING)
RECORDS = "This workstation cannot keep its records, so nothing more is sent ({}). {}"
UNEXPECTED = "It stopped on something unexpected, so nothing more is sent ({}). {}"
AFTER = "“Look again”, or the next start, brings the plan to an end."


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
    took: Mapping[int, float] = field(default_factory=dict)  # step -> seconds, of those that were done here
    notes: Mapping[int, str] = field(default_factory=dict)  # step -> why it was sent again, or what it left
    since: float = 0.0  # when the present step began, on the clock that is never set

    @property
    def live(self) -> bool:
        return self.state in LIVE

    @property
    def stopped(self) -> bool:
        """Did it end because somebody asked for that?"""
        return stopped(self.state, self.reason)

    @property
    def committed(self) -> bool:
        """Can it no longer be stopped?"""
        return any(self.plan.step(n).phase != "prepare" for n, m in self.marks.items() if m != "undo")


class Board:
    """Used from all threads. A task is announced by whoever starts it, then carried by one thread."""

    def __init__(self, standing: Callable[[str], State]) -> None:
        """`standing`: where a plan stands that could not be carried on."""
        self._standing = standing
        self._tasks: dict[str, Task] = {}
        self._tickets: dict[str, Ticket] = {}  # of live tasks
        self._carried: set[str] = set()  # those of them that a thread carries
        self._lock = threading.Lock()

    def tasks(self) -> list[Task]:
        """Newest first."""
        with self._lock:
            return sorted(self._tasks.values(), key=lambda t: t.begun, reverse=True)

    def announce(self, plan: Plan, entry: Entry | None = None) -> bool:
        """It is live from now on, though no thread carries it yet; False when it was live already.

        `entry`: what the journal knows of it.
        """
        with self._lock:
            return self._announce(plan, entry)

    def _announce(self, plan: Plan, entry: Entry | None) -> bool:
        known = self._tasks.get(plan.id)
        if known is not None and known.live:
            return False
        task = Task(plan, State.RUNNING)
        if entry is not None:
            begun, marks = datetime.fromisoformat(entry.created), dict.fromkeys(entry.done, "done")
            task = replace(task, begun=begun, marks=marks, done=len(marks))
        self._tasks[plan.id] = task
        self._tickets[plan.id] = Ticket(lambda what, n, _of, text: self._watch(plan.id, what, n, text))
        return True

    def carry(self, plan: Plan, entry: Entry | None, act: Callable[[Ticket], Result]) -> Result:
        """On this thread. However it goes, the task does not stay live. Raises Problem, or what nobody expected."""
        with self._lock:
            if plan.id in self._carried:
                raise Refused("This plan is under way already.")
            self._announce(plan, entry)
            self._carried.add(plan.id)
            ticket = self._tickets[plan.id]
        try:
            result = act(ticket)
        except Exception as error:
            told = _told(error)
            words = str(told) if isinstance(told, Problem) else UNEXPECTED.format(_named(error), AFTER)
            self._end(plan.id, self._standing(plan.id), words)
            raise told from error
        self._end(plan.id, result.state, result.reason, result.residue)
        return result

    def cancel(self, plan: str) -> None:
        """Stop at the next place where nothing is lost by stopping."""
        with self._lock:
            ticket = self._tickets.get(plan)
        if ticket is not None:
            ticket.cancel()

    def forget(self, plan: str) -> None:
        """It is not ours to show."""
        with self._lock:
            self._tasks.pop(plan, None)

    def dismiss(self) -> None:
        """Forget ended tasks; the journal keeps them. One that waits for a person has not ended."""
        with self._lock:
            self._tasks = {k: t for k, t in self._tasks.items() if t.live or t.state is State.WAITING}

    def _watch(self, plan: str, what: str, n: int, text: str) -> None:
        with self._lock:
            task = self._tasks[plan]
            now, took, notes = time.monotonic(), task.took, task.notes
            marks = {**task.marks, n: what}
            state = State.UNDOING if what == "undo" else task.state
            done = sum(m in ("done", "residue") for m in marks.values())
            since = now if what == "step" else task.since
            if what == "done":
                took = {**took, n: now - since}
            elif what in ("retry", "residue"):
                notes = {**notes, n: text}
            self._tasks[plan] = replace(
                task, marks=marks, state=state, done=done, text=text, took=took, notes=notes, since=since
            )

    def _end(self, plan: str, state: State, reason: str, residue: tuple[str, ...] = ()) -> None:
        with self._lock:
            task, ended = self._tasks[plan], datetime.now(UTC)
            self._tasks[plan] = replace(task, state=state, reason=reason, residue=residue, text="", ended=ended)
            del self._tickets[plan]
            self._carried.discard(plan)


def _told(error: Exception) -> Exception:
    """In words, when it is a disk or a database; what nobody expected stays what it is."""
    import sqlite3

    if isinstance(error, (OSError, sqlite3.Error)):
        return Problem(RECORDS.format(_named(error), AFTER))
    return error


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
