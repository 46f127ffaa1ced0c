"""The journal tells the truth after any stop, and forgets nothing."""

import sqlite3
from pathlib import Path

import pytest

from vscdesktop.domain.keys import Key, Kind
from vscdesktop.plans.journal import Journal
from vscdesktop.plans.model import Phase, Plan, State, Step, decode

PLAN = Plan(
    "p1", "backup", "Back up “web-01”", Key(Kind.INSTANCE, "c", "i"),
    (Step(1, "facts.same", {"facts": "{}"}, "Look"), Step(2, "file.put", {"text": "{1.x}"}, "Write", Phase.COMMIT)),
    ("lost",), ("kept",), {"state|c|i": "Running"},
)  # fmt: skip


def test_a_plan_comes_back_as_it_was_written(tmp_path: Path) -> None:
    assert decode(PLAN.encoded()) == PLAN and decode(PLAN.encoded()).hash == PLAN.hash
    journal = Journal(tmp_path / "j")
    journal.begin(PLAN)
    journal.intent("p1", 1, "x")
    journal.done("p1", 1, {"inode": "7"})
    journal.intent("p1", 2, "y")
    journal.close()
    [entry] = Journal(tmp_path / "j").open()
    assert (entry.plan, set(entry.begun), dict(entry.done)) == (PLAN, {1, 2}, {1: {"inode": "7"}})


def test_a_plan_is_begun_once_only(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j")
    journal.begin(PLAN)
    with pytest.raises(sqlite3.IntegrityError):
        journal.begin(PLAN)


def test_an_ended_plan_is_no_longer_open(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j")
    journal.begin(PLAN)
    journal.state("p1", State.WAITING, "look")
    assert [e.state for e in journal.open()] == [State.WAITING]
    journal.state("p1", State.UNDONE)
    assert not journal.open() and [e.state for e in journal.history()] == [State.UNDONE]


@pytest.mark.parametrize("change", ["UPDATE event SET text='x'", "DELETE FROM event"])
def test_the_audit_is_append_only(tmp_path: Path, change: str) -> None:
    journal = Journal(tmp_path / "j")
    journal.begin(PLAN)
    with pytest.raises(sqlite3.IntegrityError, match="append only"):
        sqlite3.connect(tmp_path / "j").execute(change)


def test_every_commit_is_synced_to_the_disk(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j")
    [(level,)] = journal._db.execute("PRAGMA synchronous").fetchall()
    assert level == 2  # FULL
