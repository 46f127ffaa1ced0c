"""Journal, plans and connections are used from many threads and processes: none finds what another left half done."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from tests.desks import opened
from tests.support import Bench, Site
from vscdesktop.clients.guard import allow
from vscdesktop.clients.http import IN_FLIGHT
from vscdesktop.clients.ontap.client import file_path
from vscdesktop.domain.calls import Call
from vscdesktop.domain.errors import Problem, Refused
from vscdesktop.domain.keys import Key, Kind
from vscdesktop.plans.journal import Journal
from vscdesktop.plans.model import Phase, Plan, Result, State, Step
from vscdesktop.plans.work import Ticket
from vscdesktop.services.survey import find_instance
from vscdesktop.store import locks
from vscdesktop.store.paths import Profile
from vscdesktop.ui.board import Board

INSTANCE = "app-01"
STEPS = tuple(Step(n, "file.put", {}, f"Write {n}", Phase.PREPARE) for n in range(1, 9))


def plan(ident: str) -> Plan:
    return Plan(ident, "backup", "Back up x", Key(Kind.INSTANCE, "c", "i"), STEPS)


# -- the journal ---------------------------------------------------------------------------------
def test_many_threads_read_the_journal_while_many_write(tmp_path: Path) -> None:
    journal, over = Journal(tmp_path / "j"), threading.Event()
    troubles: list[BaseException] = []

    def write(ident: str) -> None:
        journal.begin(plan(ident))
        for step in STEPS:
            journal.intent(ident, step.n, step.says)
            journal.done(ident, step.n, {"n": str(step.n)})
        journal.state(ident, State.DONE)

    def read() -> None:
        while not over.is_set():
            for entry in (*journal.history(), *journal.open()):
                assert set(entry.done) <= set(entry.begun)
                assert entry.state is State.RUNNING or len(entry.done) == len(STEPS)

    def begun(work: threading.Thread) -> threading.Thread:
        work.start()
        return work

    hook, threading.excepthook = threading.excepthook, lambda args: troubles.append(args.exc_value or SystemExit())
    try:
        readers = [begun(threading.Thread(target=read)) for _ in range(3)]
        for writer in [begun(threading.Thread(target=write, args=(f"p{n}",))) for n in range(4)]:
            writer.join()
        over.set()
        for reader in readers:
            reader.join()
    finally:
        threading.excepthook = hook
    assert troubles == []
    assert {e.state for e in journal.history()} == {State.DONE}


def test_a_new_journal_is_opened_by_many_at_once(tmp_path: Path) -> None:
    for n in range(10):
        troubles, all_there = list[BaseException](), threading.Barrier(4)

        def opened(path: Path, all_there: threading.Barrier, troubles: list[BaseException]) -> None:
            all_there.wait(20)
            try:
                Journal(path).close()
            except Problem as problem:
                troubles.append(problem)

        every = [threading.Thread(target=opened, args=(tmp_path / f"{n}", all_there, troubles)) for _ in range(4)]
        for thread in every:
            thread.start()
        for thread in every:
            thread.join()
        assert troubles == []


def test_who_asks_a_closed_journal_is_told_in_words(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j")
    journal.close()
    with pytest.raises(Problem, match="The journal is closed"):
        journal.history()
    with pytest.raises(Problem, match="The journal is closed"):
        journal.begin(plan("p"))


class Full:
    """A database whose disk is full at the first commit."""

    def __init__(self, real: sqlite3.Connection) -> None:
        self._real, self._full = real, True

    def execute(self, sql: str, *values: object) -> sqlite3.Cursor:
        if sql == "COMMIT" and self._full:
            self._full = False
            raise sqlite3.OperationalError("database or disk is full")
        return self._real.execute(sql, *values)  # type: ignore[arg-type]

    @property
    def in_transaction(self) -> bool:
        return self._real.in_transaction


def test_after_a_disk_was_full_the_journal_goes_on_where_it_was(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j")
    journal._db = Full(journal._db)  # type: ignore[assignment]
    with pytest.raises(Problem, match="cannot be written"):
        journal.begin(plan("p"))
    assert journal.entry("p") is None
    journal.begin(plan("p"))
    assert [e.plan.id for e in journal.open()] == ["p"]


# -- plans ---------------------------------------------------------------------------------------
@contextmanager
def held(bench: Bench, match: str) -> Iterator[None]:
    """The lab holds the request that matches until the block ends."""
    bench.control("POST", "/faults", {"do": "hold", "when": "before", "mutating": True, "match": match})
    try:
        yield
    finally:
        bench.control("POST", "/faults/release", {})


def carried(work: threading.Thread, bench: Bench) -> None:
    work.start()
    assert bench.control("GET", "/faults/held?wait=20")


def test_a_plan_that_ends_while_it_is_looked_at_is_left_as_it_ended(
    rough: Bench, rough_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, results = rough_site.backup_plan(INSTANCE), list[Result]()
    work = threading.Thread(target=lambda: results.append(rough_site.run(made)))
    with rough.site(rough_site.app.profile.folder) as other:  # another process of this profile
        take = locks.running

        def slowly(profile: Profile, ident: str) -> AbstractContextManager[object] | None:
            rough.control("POST", "/faults/release", {})
            work.join(20)  # it was open in the journal, and it ends before its lock is taken
            return take(profile, ident)

        with held(rough, "manifest.json.new ->"):
            carried(work, rough)
            monkeypatch.setattr(locks, "running", slowly)
            assert other.app.recover(Ticket()) == []
        monkeypatch.undo()
        assert [r.state for r in results] == [State.DONE]
        entry = other.app.journal.entry(made.id)
        assert entry is not None and entry.state is State.DONE
    assert rough_site.copies(rough_site.manifest(INSTANCE)) == rough.hashes(INSTANCE)


def test_new_connections_do_not_disturb_a_plan_under_way(rough: Bench, tmp_path: Path) -> None:
    desk = opened(rough, tmp_path / "profile")
    assert desk.inventory is not None
    made = desk.plan_backup(find_instance(desk.inventory, INSTANCE))
    results: list[Result] = []
    work = threading.Thread(target=lambda: results.append(desk.run(made)))
    with held(rough, "^POST .*/snapshots "):
        carried(work, rough)
        before = desk.app
        desk.open()
        assert desk.app is not before and desk.app.lanes is before.lanes
        assert [e.plan.id for e in desk.history()] == [made.id]
    work.join(20)
    assert [r.state for r in results] == [State.DONE]
    assert [e.state for e in desk.history()] == [State.DONE]
    desk.close()


def test_planning_does_not_change_what_the_pages_show(rough: Bench, tmp_path: Path) -> None:
    desk = opened(rough, tmp_path / "profile")
    shown = desk.browse
    assert desk.inventory is not None
    desk.plan_backup(find_instance(desk.inventory, INSTANCE))
    assert desk.browse is shown
    desk.close()


# -- who carries what ------------------------------------------------------------------------------
def done(ident: str) -> Result:
    return Result(ident, State.DONE)


def test_a_plan_is_carried_by_one_thread_alone() -> None:
    board, made = Board(lambda _: State.WAITING), plan("p")
    begun, go = threading.Event(), threading.Event()

    def act(_: Ticket) -> Result:
        begun.set()
        assert go.wait(20)
        return done("p")

    assert board.announce(made)
    assert not board.announce(made)
    work = threading.Thread(target=lambda: board.carry(made, None, act))
    work.start()
    assert begun.wait(20)
    with pytest.raises(Refused, match="under way already"):
        board.carry(made, None, lambda _: done("p"))
    (task,) = board.tasks()
    assert task.live
    go.set()
    work.join()
    (task,) = board.tasks()
    assert task.state is State.DONE


@pytest.mark.parametrize(
    ("error", "raised", "words"),
    [
        (Problem("Nobody answers."), Problem, "Nobody answers."),
        (sqlite3.DatabaseError("malformed"), Problem, "This workstation cannot keep its records"),
        (OSError("no space"), Problem, "This workstation cannot keep its records"),
        (KeyError("x"), KeyError, "It stopped on something unexpected"),
    ],
)
def test_a_plan_that_stops_on_anything_is_no_longer_live(error: Exception, raised: type, words: str) -> None:
    board = Board(lambda _: State.WAITING)

    def act(_: Ticket) -> Result:
        raise error

    with pytest.raises(raised):
        board.carry(plan("p"), None, act)
    (task,) = board.tasks()
    assert (task.state, task.live) == (State.WAITING, False) and task.reason.startswith(words)
    assert board.announce(plan("p"))  # it can be looked at again


def test_what_waits_for_a_person_is_not_cleared_with_what_has_ended() -> None:
    board = Board(lambda _: State.REFUSED)
    for state in (State.WAITING, State.DONE, State.UNDONE):
        board.carry(plan(state), None, lambda _, state=state: Result(state, state))  # type: ignore[misc]
    assert board.announce(plan("live"))
    board.dismiss()
    assert {t.plan.id for t in board.tasks()} == {State.WAITING, "live"}


def test_a_cancel_that_comes_before_the_thread_is_heard() -> None:
    board, heard = Board(lambda _: State.REFUSED), list[str]()

    def act(ticket: Ticket) -> Result:
        with pytest.raises(Problem):
            ticket.check()
        heard.append("yes")
        return Result("p", State.UNDONE)

    board.announce(plan("p"))
    board.cancel("p")
    board.carry(plan("p"), None, act)
    assert heard == ["yes"]


# -- connections -----------------------------------------------------------------------------------
def test_a_change_is_served_while_every_place_for_reads_is_taken(rough_site: Site) -> None:
    bench, (array,) = rough_site.bench, rough_site.app.systems.arrays.values()
    volume = next(t for t in rough_site.inventory().things.values() if t.name == "cs_gold").key.id
    change = Call(array.home, "POST", file_path(volume, "made"), body={"type": "directory", "unix_permissions": 700})
    bench.control("POST", "/faults", {"do": "hold", "match": "^GET .*/files/read", "times": IN_FLIGHT})
    reads = [threading.Thread(target=array.file, args=(volume, f"read{n}"), daemon=True) for n in range(IN_FLIGHT)]

    def send() -> None:
        with allow((change,)):
            array.send(change, lambda _: None)

    changing = threading.Thread(target=send, daemon=True)
    try:
        for read in reads:
            read.start()
        while len(bench.control("GET", "/faults/held?wait=1")) < IN_FLIGHT:
            assert all(read.is_alive() for read in reads)
        changing.start()
        changing.join(5)
        assert not changing.is_alive() and "made" in bench.files("cs_gold")
        assert len(bench.control("GET", "/faults/held")) == IN_FLIGHT, "the reads are still waiting"
    finally:
        bench.control("POST", "/faults/release", {})
    for thread in (*reads, changing):
        thread.join(20)
