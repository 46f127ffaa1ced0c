"""A workstation dies, or only sleeps, in the middle of a restore; another one takes its plan over and finishes it."""

import json
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import Bench, Said, Workstation, commanded

INSTANCE = "app-01"  # three disks in two pools on two volumes
RESTORE = ("restore", INSTANCE, "--yes", "--json")
DEATHS = {  # the changing request after whose effect it dies
    "the plan is in one of two pools": r"PATCH .*cs_gold.*plan\.json\.new",
    "the copies are staged": r"clone .*/2\.new",
    "the before-point is being made": r"clone \.snapshot/.*/1\.qcow2",
    "the disks are out of reach": r"-> .*/2\.old",
    "the first old disk is deleted": r"DELETE .*/0\.old",
    "the first copy is in place": r"/0\.new -> ",
}
Process = subprocess.Popen[str]
Content = dict[str, str]  # of each disk, as a hash


class Two:
    """Two workstations on one lab that holds a point of an instance, and newer content."""

    def __init__(self, bench: Bench, folder: Path, point: Content, newer: Content) -> None:
        self.bench, self.folder, self.point, self.newer = bench, folder, point, newer
        self.processes: list[Process] = []
        self.first, self.second = self.workstation("first"), self.workstation("second")

    def workstation(self, name: str) -> Workstation:
        folder = self.folder / name
        folder.mkdir()
        return commanded(self.bench, folder)

    def held(self, station: Workstation, request: str, when: str, *words: str) -> Process:
        """A process of that workstation whose request the lab holds."""
        self.bench.control("POST", "/faults", {"do": "hold", "when": when, "match": request, "mutating": True})
        process = station.spawn(*words)
        self.processes.append(process)
        assert self.bench.control("GET", "/faults/held?wait=20"), process.communicate(timeout=5)
        return process

    def killed(self, station: Workstation, request: str, *words: str) -> None:
        """It dies after the effect of that request, before the answer."""
        self.held(station, request, "after", *words).kill()
        self.bench.control("DELETE", "/faults")

    def holder(self) -> str:
        """The plan that holds the instance, as a workstation says it that wants to restore too."""
        said = self.second.run(*RESTORE)
        assert said.code == 3, said
        reason = json.loads(said.out)["reason"]
        assert re.search(r" holds this instance since 2\S+ \S+ UTC ", reason), reason
        return str(re.findall(r"check --take-over (\w+)", reason)[0])

    def take_over(self, station: Workstation, plan: str) -> Said:
        return station.run("check", "--take-over", plan, "--yes", "--json")

    def restored(self) -> None:
        """What must hold at the end: the point's content, the before-point's, and nothing else of ours."""
        assert self.bench.hashes(INSTANCE) == self.point
        points = json.loads(self.second.run("points", INSTANCE, "--json").out)["points"]
        assert [p["reason"][:6] for p in points] == ["before", "on req"]
        before = [f for f in self.files() if re.search(rf"/points/.*-{points[0]['id']}/\d\.qcow2", f)]
        assert sorted(self.content(f) for f in before) == sorted(self.newer.values())
        assert self.nothing_left() == []

    def files(self) -> list[str]:
        return [f"{v}:{p}" for v in ("cs_gold", "cs_shared") for p in self.bench.files(v)]

    def content(self, file: str) -> str:
        return str(self.bench.file(*file.split(":", 1))["sha256"])

    def nothing_left(self) -> list[str]:
        said = json.loads(self.second.run("check", "--json").out)
        told = [str(item) for item in said["leftovers"] + said["recovered"]]
        return told + [f for f in self.files() if "/op/" in f or "/lease/" in f]


@pytest.fixture(scope="module")
def contents(shared_bench: Bench, tmp_path_factory: pytest.TempPathFactory) -> tuple[Content, Content]:
    """Make a point and newer content, and keep the world as it is then."""
    shared_bench.fresh()
    point = shared_bench.hashes(INSTANCE)
    assert commanded(shared_bench, tmp_path_factory.mktemp("maker")).run("backup", INSTANCE, "--yes").code == 0
    shared_bench.write(INSTANCE)
    shared_bench.control("POST", "/world/save", {"name": "two"})
    return point, shared_bench.hashes(INSTANCE)


@pytest.fixture
def two(bench: Bench, contents: tuple[Content, Content], tmp_path: Path) -> Iterator[Two]:
    bench.control("POST", "/world/restore", {"name": "two"})
    made = Two(bench, tmp_path, *contents)
    yield made
    bench.control("DELETE", "/faults")
    for process in made.processes:
        process.kill()
        process.communicate()


def ended(process: Process) -> dict[str, Any]:
    """What that process said at its end."""
    said: dict[str, Any] = json.loads(process.communicate(timeout=60)[0])
    return said


@pytest.mark.parametrize("when", DEATHS)
def test_another_workstation_finishes_what_one_that_died_had_begun(two: Two, when: str) -> None:
    two.killed(two.first, DEATHS[when], *RESTORE)
    said = two.take_over(two.second, two.holder())
    assert (said.code, json.loads(said.out)["state"]) == (0, "done"), said
    two.restored()
    changes = len(two.bench.changes())
    (recovered,) = json.loads(two.first.run("check", "--json").out)["recovered"]
    assert recovered["state"] == "done" or "no longer holds its instance" in recovered["reason"]
    assert len(two.bench.changes()) == changes


def test_what_was_left_out_is_done_even_if_something_later_looks_done(two: Two) -> None:
    """The plan would have stopped the instance after staging; its owner did, before all was staged."""
    name = "db-01"
    assert two.first.run("backup", name, "--yes").code == 0
    two.held(two.first, r"clone .*/1\.new", "before", "restore", name, "--stop", "--yes", "--json").kill()
    two.bench.control("DELETE", "/faults")
    (plan,) = [f.split("/")[2] for f in two.files() if f.endswith("/plan.json")]
    two.bench.control("POST", f"/instances/{name}/stop", {"force": True})
    said = two.take_over(two.second, plan)
    assert (said.code, json.loads(said.out)["state"]) == (0, "done"), said
    assert all(d["exists"] for d in two.bench.control("GET", f"/disks?instance={name}"))
    assert two.nothing_left() == []


def test_a_staged_copy_that_is_no_longer_what_it_was_ends_the_plan_before_anything_is_lost(two: Two) -> None:
    two.killed(two.first, DEATHS["the copies are staged"], *RESTORE)
    plan = two.holder()
    spoilt = {"path": f".vsc/op/{plan}/1.new", "text": "no disk"}
    two.bench.control("POST", "/volumes/cs_gold/put", spoilt)
    said = two.take_over(two.second, plan)
    assert json.loads(said.out)["state"] in ("refused", "undone"), said
    assert two.bench.hashes(INSTANCE) == two.newer
    assert two.nothing_left() == []


def test_a_lease_whose_plan_was_never_written_down_is_given_back(two: Two) -> None:
    two.killed(two.first, r"POST .*/\.vsc/lease/", *RESTORE)
    said = two.take_over(two.second, two.holder())
    assert (said.code, json.loads(said.out)["state"]) == (0, "done"), said
    assert two.bench.hashes(INSTANCE) == two.newer
    assert two.nothing_left() == []
    assert two.second.run(*RESTORE).code == 0
    two.restored()


def test_a_plan_that_has_given_its_lease_back_is_not_taken_over(two: Two) -> None:
    two.killed(two.first, r"PATCH .*/\.vsc/lease/", *RESTORE)
    (plan,) = {f.split("/")[2] for f in two.files() if f.startswith("cs_gold:.vsc/op/")}
    said = two.take_over(two.second, plan)
    assert said.code == 3
    assert "has given its lease back" in said.out


@pytest.mark.parametrize(
    ("first", "second"), [(r"-> .*/2\.old", r"DELETE .*/0\.old"), (r"DELETE .*/0\.old", r"/0\.new -> ")]
)
def test_one_that_only_slept_sends_nothing_more_and_says_who_holds_the_instance(
    two: Two, first: str, second: str
) -> None:
    sleeper = two.held(two.first, first, "after", *RESTORE)
    sleeper.send_signal(signal.SIGSTOP)
    two.bench.control("POST", "/faults/release", {})
    plan = two.holder()
    taker = two.held(two.second, second, "before", "check", "--take-over", plan, "--yes", "--json")
    changes = two.bench.changes()
    sleeper.send_signal(signal.SIGCONT)
    said = ended(sleeper)
    assert (said["plan"], said["state"]) == (plan, "waiting")
    assert two.bench.changes() == changes
    new = json.loads(two.workstation("third").run(*RESTORE).out)["reason"]
    assert f"no longer holds its instance: {new}" in said["reason"]
    assert plan not in new
    two.bench.control("DELETE", "/faults")
    two.bench.control("POST", "/faults/release", {})
    assert taker.wait(60) == 0
    two.restored()


@pytest.mark.parametrize("late", [r"-> .*/0\.old", r"DELETE .*/0\.old", r"/0\.new -> "])
def test_a_request_that_arrives_after_the_take_over_meets_nothing(two: Two, late: str) -> None:
    process = two.held(two.first, late, "before", *RESTORE)
    plan = two.holder()
    assert two.take_over(two.second, plan).code == 0
    two.bench.control("POST", "/faults/release", {})
    assert ended(process)["state"] in ("waiting", "done")  # done: it finds everything as it meant it to be
    two.restored()


BREAKS = {  # where the second workstation stops, too
    "the lease is broken": r"PATCH .*/\.vsc/lease/",
    "one of two folders is moved": r"PATCH .*cs_gold/files/\.vsc/op/\w+ -> ",
    "it has the lease": r"POST .*/\.vsc/lease/",
    "it deletes the disks": r"DELETE .*/1\.old",
}


@pytest.mark.parametrize("when", BREAKS)
def test_a_take_over_that_stops_half_way_is_taken_over_in_turn(two: Two, when: str) -> None:
    two.killed(two.first, DEATHS["the disks are out of reach"], *RESTORE)
    plan = two.holder()
    sleeper = two.held(two.second, BREAKS[when], "after", "check", "--take-over", plan, "--yes", "--json")
    two.second = two.workstation("third")
    if when in ("it has the lease", "it deletes the disks"):
        said = two.take_over(two.second, plan)
        assert said.code == 3
        assert "holds nothing any more" in said.out
        plan = two.holder()
    said = two.take_over(two.second, plan)
    assert (said.code, json.loads(said.out)["state"]) == (0, "done"), said
    changes = two.bench.changes()
    two.bench.control("POST", "/faults/release", {})
    assert ended(sleeper)["state"] in ("waiting", "done")  # done: it finds everything as it meant it to be
    assert two.bench.changes() == changes
    two.restored()


def test_both_plans_of_a_take_over_are_shown_before_anything_is_done(two: Two) -> None:
    two.killed(two.first, DEATHS["the disks are out of reach"], *RESTORE)
    plan, begun = two.holder(), two.bench.changes()
    said = two.second.run("check", "--take-over", plan, "--dry-run")
    assert "Then, from where it stopped:" in said.out and "Delete the old file of ROOT-2" in said.out
    assert f"Lost: Everything written to {INSTANCE} since" in said.out
    told = json.loads(two.second.run("check", "--take-over", plan, "--dry-run", "--json").out)
    assert any(step["says"].startswith("Delete the old file") for step in told["then"]["steps"])
    assert two.bench.changes() == begun
