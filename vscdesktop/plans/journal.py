"""What was planned, begun and done, on disk before anything is sent.

SQLite with WAL and synchronous=FULL: a power cut at any instruction leaves a journal that tells the truth.
`event` is append-only: the audit.
"""

import json
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock

from vscdesktop.domain.errors import Problem
from vscdesktop.plans.model import Learnt, Plan, State, decode

_SCHEMA = """
CREATE TABLE IF NOT EXISTS plan (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, title TEXT NOT NULL, subject TEXT NOT NULL, hash TEXT NOT NULL,
  json TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '', created TEXT NOT NULL,
  ended TEXT) STRICT;
CREATE TABLE IF NOT EXISTS step (
  plan TEXT NOT NULL REFERENCES plan(id), n INTEGER NOT NULL, state TEXT NOT NULL,
  learnt TEXT NOT NULL DEFAULT '{}', PRIMARY KEY (plan, n)) STRICT;
CREATE TABLE IF NOT EXISTS event (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, plan TEXT NOT NULL, step INTEGER NOT NULL,
  what TEXT NOT NULL, text TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS event_of_plan ON event(plan, what);
CREATE TRIGGER IF NOT EXISTS event_stays BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER IF NOT EXISTS event_kept BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'append only'); END;
"""
_UNWRITABLE = "The journal cannot be written ({}), so nothing more is sent. Free space, then start again."
_UNREADABLE = (
    "The journal cannot be read ({}), so nothing is sent. Mend journal.sqlite in the profile, or move it away."
)
_CLOSED = "The journal is closed: the program is about to end."
OPEN = (State.RUNNING, State.UNDOING, State.WAITING)


@dataclass(frozen=True)
class Entry:
    """A plan as the journal knows it: which steps were begun, which are done and what they learnt.

    A step that was found done is not begun: it is not ours to undo.
    """

    plan: Plan
    state: State
    reason: str
    created: str
    begun: frozenset[int] = frozenset()
    done: Mapping[int, Learnt] = field(default_factory=dict)
    undone: frozenset[int] = frozenset()


class Journal:
    def __init__(self, path: Path) -> None:
        """Open it, or make it. Raises Problem when the file is none, or cannot be written."""
        self._lock = threading.Lock()  # of every transaction, reads too: they share one connection
        self._closed = False
        try:
            self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=10)
            with FileLock(f"{path}.opening", timeout=10):  # SQLite makes nobody wait for a change to WAL, it refuses
                self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.execute("PRAGMA foreign_keys=ON")
            self._db.executescript(_SCHEMA)
        except (sqlite3.Error, OSError) as error:
            raise Problem(_UNREADABLE.format(error)) from None

    def close(self) -> None:
        """Whoever still asks it gets a Problem."""
        with self._lock:
            self._closed = True
            self._db.close()

    def begin(self, plan: Plan, state: State = State.RUNNING) -> None:
        """Write the whole plan down. Raises sqlite3.IntegrityError when it was begun before."""
        with self._writing():
            self._db.execute(
                "INSERT INTO plan(id, kind, title, subject, hash, json, state, created) VALUES (?,?,?,?,?,?,?,?)",
                (
                    plan.id,
                    plan.kind,
                    plan.title,
                    json.dumps(plan.subject),
                    plan.hash,
                    plan.encoded(),
                    state,
                    _now(),
                ),
            )
            self._event(plan.id, 0, "begin", plan.title)

    def intent(self, plan: str, n: int, text: str) -> None:
        """About to send the requests of step n."""
        self._mark(plan, n, "begun", "{}", "intent", text)

    def done(self, plan: str, n: int, learnt: Learnt) -> None:
        self._mark(plan, n, "done", json.dumps(dict(learnt)), "done", "")

    def undone(self, plan: str, n: int) -> None:
        with self._writing():
            self._db.execute("UPDATE step SET state='undone' WHERE plan=? AND n=?", (plan, n))
            self._event(plan, n, "undone", "")

    def state(self, plan: str, state: State, reason: str = "") -> None:
        """Move a plan to a state; an end state closes it."""
        ended = None if state in OPEN else _now()
        with self._writing():
            self._db.execute("UPDATE plan SET state=?, reason=?, ended=? WHERE id=?", (state, reason, ended, plan))
            self._event(plan, 0, state, reason)

    def note(self, plan: str, n: int, what: str, text: str) -> None:
        with self._writing():
            self._event(plan, n, what, text)

    def entry(self, plan: str) -> Entry | None:
        with self._reading():
            row = self._db.execute("SELECT json, state, reason, created FROM plan WHERE id=?", (plan,)).fetchone()
            return self._entry(row) if row else None

    def open(self) -> list[Entry]:
        """Plans that did not come to an end, oldest first."""
        marks = ",".join("?" * len(OPEN))
        query = f"SELECT json, state, reason, created FROM plan WHERE state IN ({marks}) ORDER BY created"  # noqa: S608
        with self._reading():
            return [self._entry(row) for row in self._db.execute(query, OPEN).fetchall()]

    def history(self, limit: int = 100) -> list[Entry]:
        """The latest plans, newest first."""
        query = "SELECT json, state, reason, created FROM plan ORDER BY created DESC LIMIT ?"
        with self._reading():
            return [self._entry(row) for row in self._db.execute(query, (limit,)).fetchall()]

    def residue(self, plan: str) -> tuple[str, ...]:
        query = "SELECT text FROM event WHERE plan=? AND what='residue' ORDER BY seq"
        with self._reading():
            return tuple(text for (text,) in self._db.execute(query, (plan,)))

    def undoing(self, plan: str) -> bool:
        """Was an undo of this plan ever begun?"""
        query = "SELECT 1 FROM event WHERE plan=? AND what=? LIMIT 1"
        with self._reading():
            return self._db.execute(query, (plan, State.UNDOING)).fetchone() is not None

    # -- inside --------------------------------------------------------------------------------
    def _entry(self, row: tuple[str, str, str, str]) -> Entry:
        plan = decode(row[0])
        steps = self._db.execute("SELECT n, state, learnt FROM step WHERE plan=? ORDER BY n", (plan.id,)).fetchall()
        sent = self._db.execute("SELECT DISTINCT step FROM event WHERE plan=? AND what='intent'", (plan.id,)).fetchall()
        return Entry(
            plan,
            State(row[1]),
            row[2],
            row[3],
            begun=frozenset(n for (n,) in sent),
            done={n: json.loads(learnt) for n, state, learnt in steps if state == "done"},
            undone=frozenset(n for n, state, _ in steps if state == "undone"),
        )

    def _mark(self, plan: str, n: int, state: str, learnt: str, what: str, text: str) -> None:
        with self._writing():
            self._db.execute(
                "INSERT INTO step(plan, n, state, learnt) VALUES (?,?,?,?) "
                "ON CONFLICT(plan, n) DO UPDATE SET state=excluded.state, learnt=excluded.learnt",
                (plan, n, state, learnt),
            )
            self._event(plan, n, what, text)

    def _event(self, plan: str, n: int, what: str, text: str) -> None:
        self._db.execute(
            "INSERT INTO event(at, plan, step, what, text) VALUES (?,?,?,?,?)", (_now(), plan, n, what, text)
        )

    def _writing(self) -> AbstractContextManager[None]:
        """One transaction at a time, on disk when the block ends."""
        return self._one("BEGIN IMMEDIATE", _UNWRITABLE)

    def _reading(self) -> AbstractContextManager[None]:
        """What is read in the block is of one moment, whatever other threads and processes write."""
        return self._one("BEGIN", _UNREADABLE)

    @contextmanager
    def _one(self, begin: str, words: str) -> Iterator[None]:
        """Raises Problem when the disk says no, and leaves nothing half written."""
        with self._lock:
            if self._closed:
                raise Problem(_CLOSED)
            try:
                self._db.execute(begin)
                yield
                self._db.execute("COMMIT")
            except sqlite3.IntegrityError:
                raise
            except sqlite3.DatabaseError as error:
                raise Problem(words.format(error)) from None
            finally:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
