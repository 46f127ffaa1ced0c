"""A tidy and a backup on two workstations at once: whatever meets what, no point is left without what it stands on."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import Bench, Site, commanded
from tests.test_bases import DAY, forget_points, kept
from vscdesktop.clients import http
from vscdesktop.domain import points
from vscdesktop.plans.model import Plan, Result, State, decode
from vscdesktop.plans.work import Ticket
from vscdesktop.services import leftovers
from vscdesktop.services.draft import new_id
from vscdesktop.services.leftover_bases import ANOTHER
from vscdesktop.services.leftover_points import LATER
from vscdesktop.services.leftover_sight import PUTS_BACK

INSTANCE, VOLUME = "ci-01", "cs_gold"
ENDS = (State.DONE, State.RESIDUE, State.UNDONE, State.REFUSED)
REQUESTS = {  # of the tidy, as the lab names them
    "the clone is moved aside": r"PATCH .*/base/[^/]+ -> .*/aside-",
    "the folder is fenced": r"-> .*/gone-",
    "the clone is deleted": r"DELETE .*/base/",
}
STEPS = {  # of the backup, where it stands still
    "it has not begun": "Look whether everything",
    "it looks for the clone": "Look whether the clone of the backing file",
    "it puts its manifest in place": "Put the manifest",
}


def again(plan: Plan) -> Plan:
    """The same plan under another id: a world that was put back knows nothing of the first."""
    ident = new_id()
    return decode(plan.encoded().replace(plan.id, ident).replace(plan.id[-8:], ident[-8:]))


class Running:
    """A plan that is carried out beside us. `until`: stands still before the step that says so, if it comes so far."""

    def __init__(self, site: Site, plan: Plan, until: str = "") -> None:
        self._site, self._plan, self._until = site, again(plan), until
        self._there, self._go, self._results = threading.Event(), threading.Event(), list[Result]()
        self._work = threading.Thread(target=self._run, daemon=True)
        self._work.start()
        if until:
            assert self._there.wait(20)

    def _run(self) -> None:
        try:
            self._results.append(self._site.run(self._plan, self._watch))
        finally:
            self._there.set()

    def _watch(self, what: str, n: int, of: int, text: str) -> None:
        if what == "step" and self._until and text.startswith(self._until):
            self._there.set()
            assert self._go.wait(60)

    def held(self) -> bool:
        """Does the lab hold its request? Not if it ends without sending that."""
        while not (there := self._site.bench.control("GET", "/faults/held?wait=0.1")) and self._work.is_alive():
            pass
        return bool(there)

    def ended(self) -> State:
        self._go.set()
        self._work.join(60)
        return self._results[0].state


@pytest.fixture
def other(bench: Bench, brisk: None, tmp_path: Path) -> Iterator[Site]:
    """A second workstation on the same cloud."""
    with bench.site(tmp_path / "other") as found:
        yield found


def tidy(site: Site) -> Plan:
    plan = leftovers.scan(site.app.systems, site.inventory(), site.app.journal.history(1000)).plan
    assert plan
    return plan


def hold(bench: Bench, match: str, when: str) -> None:
    bench.control("POST", "/faults", {"do": "hold", "when": when, "match": match, "mutating": True})


def release(bench: Bench) -> None:
    bench.control("POST", "/faults/release", {})
    bench.control("DELETE", "/faults")


def whole(site: Site) -> None:
    """Every complete point stands on a clone that is there, and is the backing file."""
    for point in site.points(INSTANCE):
        for disk in point.manifest.disks if point.manifest else ():
            assert disk.backing is not None
            clone, live = (site.bench.file(VOLUME, p) for p in (disk.backing.keep, disk.backing.name))
            assert clone["sha256"] == live["sha256"]


def settled(*sites: Site) -> None:
    """Whoever looks now finds what is left, and it goes; what a point needs stays."""
    for site in sites:
        assert all(r.state in ENDS for r in site.app.recover(Ticket()))
    for site in sites:
        for _ in range(2):
            plan = leftovers.scan(site.app.systems, site.inventory(), site.app.journal.history(1000)).plan
            assert plan is None or site.run(plan).state in ENDS
    whole(sites[0])
    assert not [p for p in kept(sites[0].bench, VOLUME) if "aside-" in p or "gone-" in p]


@pytest.fixture
def two(site: Site, other: Site) -> tuple[Plan, Plan]:
    """A clone that nobody needs, the tidy that removes it, and a backup that counts on it; the world is kept so."""
    assert site.backup(INSTANCE).state is State.DONE
    counting = other.backup_plan(INSTANCE)
    assert not [s for s in counting.steps if s.verb == "file.clone" and "/base/" in s.args["target"]], "it is kept"
    forget_points(site.bench, VOLUME)
    site.bench.control("POST", "/world/save", {"name": "two"})
    site.bench.control("POST", "/clock", {"jump": DAY})
    tidying = tidy(site)
    site.bench.control("POST", "/world/restore", {"name": "two"})
    return tidying, counting


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("sent", REQUESTS)
def test_no_backup_loses_the_clone_it_counts_on_to_a_tidy_in_whatever_order_they_meet(
    site: Site, other: Site, two: tuple[Plan, Plan], sent: str, when: str
) -> None:
    bench, (tidying, counting) = site.bench, two
    for step in STEPS:  # the backup stands still, the tidy comes as far as its request, the backup ends, the tidy ends
        bench.control("POST", "/world/restore", {"name": "two"})
        backup = Running(other, counting, STEPS[step])
        hold(bench, REQUESTS[sent], when)
        cleaner = Running(site, tidying)
        cleaner.held()
        made = backup.ended()
        release(bench)
        assert {made, cleaner.ended()} <= set(ENDS), step
        whole(site)
        settled(site, other)
    for step in STEPS:  # the tidy comes as far as its request, the backup as far as its step, the tidy ends
        bench.control("POST", "/world/restore", {"name": "two"})
        hold(bench, REQUESTS[sent], when)
        cleaner = Running(site, tidying)
        assert cleaner.held()
        backup = Running(other, counting, STEPS[step])
        release(bench)
        assert {cleaner.ended(), backup.ended()} <= set(ENDS), step
        whole(site)
        settled(site, other)


@pytest.mark.parametrize("who", ["the workstation itself", "another one"])
@pytest.mark.parametrize("sent", ["the clone is moved aside", "the folder is fenced"])
def test_a_clone_that_a_tidy_died_over_comes_back_when_a_point_needs_it(
    bench: Bench, other: Site, two: tuple[Plan, Plan], tmp_path: Path, sent: str, who: str
) -> None:
    (tmp_path / "cleaner").mkdir()
    station, (clone,) = commanded(bench, tmp_path / "cleaner"), kept(bench, VOLUME)
    bench.control("POST", "/clock", {"jump": DAY})
    hold(bench, REQUESTS["the clone is moved aside"], "before")
    process = station.spawn("check", "--tidy", "--yes")
    assert bench.control("GET", "/faults/held?wait=20")
    backup = Running(other, two[1], STEPS["it puts its manifest in place"])  # it has seen the clone
    if sent == "the folder is fenced":
        hold(bench, REQUESTS[sent], "after")
        bench.control("POST", "/faults/release", {})
        assert bench.control("GET", "/faults/held?wait=20")
    process.kill()
    process.communicate()
    release(bench)
    while clone in kept(bench, VOLUME):  # a request is served although nobody waits for its answer
        pass
    assert backup.ended() is State.DONE
    assert other.manifest(INSTANCE).disks[0].backing
    if who == "another one":
        report = leftovers.scan(other.app.systems, other.inventory(), other.app.journal.history(1000))
        assert [i.advice for i in report.items if i.where.endswith(clone.rpartition("/")[2])] == [PUTS_BACK]
        assert report.plan and other.run(report.plan).state is State.DONE
    else:
        assert station.run("check").code == 0
    assert clone in kept(bench, VOLUME)
    whole(other)
    bench.control("POST", "/clock", {"jump": DAY})  # the folder it stood in is left until then
    settled(other)


def test_what_a_tidy_sent_twice_and_arrives_when_all_is_over_meets_nothing(
    bench: Bench, site: Site, other: Site, two: tuple[Plan, Plan], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "TIMEOUTS", (6.0, 1.0))  # the first of each is taken for lost, and sent again
    for sent in ("the clone is moved aside", "the clone is deleted"):
        hold(bench, REQUESTS[sent], "before")
    cleaner = Running(site, two[0], "Remove the folder they were moved to")
    assert len(bench.control("GET", "/faults/held")) == 2
    assert other.backup(INSTANCE).state is State.DONE  # on a clone of its own
    (clone,) = [p for p in kept(bench, VOLUME) if "/gone-" not in p]
    release(bench)
    assert cleaner.ended() in ENDS
    assert kept(bench, VOLUME) == [clone]
    whole(site)
    settled(site, other)


def test_a_clone_that_a_backup_made_anew_stays_and_the_one_aside_goes(
    bench: Bench, site: Site, other: Site, two: tuple[Plan, Plan]
) -> None:
    hold(bench, REQUESTS["the folder is fenced"], "before")
    cleaner = Running(site, two[0])
    assert cleaner.held()
    backup = Running(other, other.backup_plan(INSTANCE), STEPS["it puts its manifest in place"])
    release(bench)
    assert cleaner.ended() is State.UNDONE, "a backup is under way, that is all it can see"
    assert backup.ended() is State.DONE
    clone, _, aside = kept(bench, VOLUME)
    assert aside.endswith(clone.rpartition("/")[2])
    report = leftovers.scan(site.app.systems, site.inventory(), site.app.journal.history(1000))
    assert [i.advice for i in report.items if i.where == aside] == [ANOTHER]
    assert report.plan and site.run(report.plan).state is State.DONE
    assert kept(bench, VOLUME) == [clone]
    whole(site)


def test_of_two_tidies_at_once_none_waits_for_a_person(
    bench: Bench, site: Site, other: Site, two: tuple[Plan, Plan]
) -> None:
    bench.control("POST", "/faults", {"do": "hold", "match": REQUESTS["the clone is moved aside"], "times": 2})
    both = [Running(s, two[0]) for s in (site, other)]
    while len(bench.control("GET", "/faults/held?wait=1")) < 2:
        assert all(r.held() for r in both)
    release(bench)
    assert {r.ended() for r in both} == {State.DONE}
    assert kept(bench, VOLUME) == []


# -- a backup that is still under way though what it has made is a day old --------------------------
SPREAD = "app-01"  # three disks in two pools on two volumes
MOVES, DELETES = r"PATCH .*/points/.* -> .*/aside-", r"DELETE .*/points/"


def slept(other: Site) -> Running:
    """A backup that slept for a day just before its manifest."""
    backup = Running(other, other.backup_plan(SPREAD), STEPS["it puts its manifest in place"])
    other.bench.control("POST", "/clock", {"jump": DAY})
    return backup


def intact(site: Site) -> int:
    """How many complete points there are; each has all its copies."""
    content = site.bench.hashes(SPREAD)
    every = [p.manifest for p in site.points(SPREAD) if p.manifest]
    assert all(site.copies(manifest) == content for manifest in every)
    return len(every)


def parts(bench: Bench) -> list[str]:
    """What there is of points, but the directories of instances."""
    every = [p for v in ("cs_gold", "cs_shared") for p in bench.files(v) if ".vsc/points/" in p]
    return [p for p in every if p.partition(".vsc/points/")[2].count("/")]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("sent", "nth"), [(MOVES, 1), (MOVES, 2), (DELETES, 1), (DELETES, 2)])
def test_a_point_that_is_completed_while_it_is_tidied_away_is_whole_or_gone(
    bench: Bench, site: Site, other: Site, sent: str, nth: int, when: str
) -> None:
    backup = slept(other)
    rule = {"do": "hold", "when": when, "match": sent, "nth": nth, "mutating": True}
    plan = tidy(site)
    bench.control("POST", "/faults", rule)
    cleaner = Running(site, plan)
    assert cleaner.held()
    made = backup.ended()
    release(bench)
    assert cleaner.ended() in ENDS
    assert intact(site) == (made is State.DONE)
    assert all(r.state in ENDS for r in other.app.recover(Ticket()))
    bench.control("POST", "/clock", {"jump": DAY})
    for _ in range(2):
        left = leftovers.scan(site.app.systems, site.inventory(), site.app.journal.history(1000)).plan
        assert left is None or site.run(left).state in ENDS
    assert intact(site) == (made is State.DONE)
    assert made is State.DONE or parts(bench) == []
    assert not [p for p in parts(bench) if points.ASIDE in p]


def test_a_backup_that_begins_long_after_it_was_planned_is_not_taken_for_an_old_one(
    bench: Bench, site: Site, other: Site
) -> None:
    plan = other.backup_plan(SPREAD)
    bench.control("POST", "/clock", {"jump": DAY})
    backup = Running(other, plan, STEPS["it puts its manifest in place"])
    told = leftovers.scan(site.app.systems, site.inventory(), site.app.journal.history(1000))
    assert {i.advice for i in told.items if i.what == "incomplete restore point"} == {LATER}
    assert backup.ended() is State.DONE
    assert intact(site) == 1


@pytest.mark.parametrize("nth", [1, 2])
def test_a_complete_point_that_a_tidy_died_over_is_put_back(
    bench: Bench, other: Site, tmp_path: Path, nth: int
) -> None:
    backup = slept(other)
    (tmp_path / "cleaner").mkdir()
    station = commanded(bench, tmp_path / "cleaner")
    hold(bench, MOVES, "before")
    process = station.spawn("check", "--tidy", "--yes")
    assert bench.control("GET", "/faults/held?wait=20")
    assert backup.ended() is State.DONE
    if nth == 2:
        hold(bench, MOVES, "after")
        bench.control("POST", "/faults/release", {})
        assert bench.control("GET", "/faults/held?wait=20")
    process.kill()
    process.communicate()
    release(bench)
    while len({p.split("/points/")[0] for p in parts(bench) if points.ASIDE in p}) < nth:
        pass  # a request is served although nobody waits for its answer
    report = leftovers.scan(other.app.systems, other.inventory(), other.app.journal.history(1000))
    assert [i.advice for i in report.items if i.what == "restore point"] == [PUTS_BACK] * nth
    assert report.plan and other.run(report.plan).state is State.DONE
    assert intact(other) == 1


@pytest.mark.parametrize("nth", [1, 2])
def test_two_tidies_at_once_do_not_share_a_point_between_them(
    bench: Bench, site: Site, other: Site, tmp_path: Path, nth: int
) -> None:
    backup = slept(other)
    with bench.site(tmp_path / "third") as third:
        plans = [tidy(s) for s in (site, third)]
        bench.control("POST", "/faults", {"do": "hold", "when": "before", "match": MOVES, "nth": nth})
        first = Running(site, plans[0])
        assert first.held()
        second = Running(third, plans[1]).ended()
        release(bench)
        assert {first.ended(), second} <= set(ENDS)
        made = backup.ended()
        assert intact(site) == (made is State.DONE)
