"""Somebody else meddles while a restore runs: starts, attaches, renames, deletes; or nobody answers, or time jumps."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.support import Bench, Site
from vscdesktop.plans import runner
from vscdesktop.plans.model import Phase, Plan, Result, State
from vscdesktop.plans.runner import Patience
from vscdesktop.plans.work import Ticket

INSTANCE, HOST = "app-01", "kvm-a-1"  # three disks in two pools on two volumes
GOOD, BACK = (State.DONE, State.RESIDUE), (State.UNDONE, State.REFUSED)
Do = Callable[[], object]


class Restore:
    """A restore of an instance that holds newer content than its point, and what is done to it on the way."""

    def __init__(self, site: Site) -> None:
        self.site, self.bench, self.control = site, site.bench, site.bench.control
        self.point = self.bench.hashes(INSTANCE)
        assert site.backup(INSTANCE).state in GOOD
        self.bench.write(INSTANCE)
        self.newer = self.bench.hashes(INSTANCE)
        self.plan: Plan = site.restore_plan(INSTANCE)
        self.live = {d["name"]: d["path"] for d in self.control("GET", f"/disks?instance={INSTANCE}")}
        self.root = next(iter(self.live.values()))

    def step(self, verb: str, at: int = 0, phase: Phase | None = None) -> int:
        """The number of one of the steps of that verb."""
        return [s.n for s in self.plan.steps if s.verb == verb and phase in (None, s.phase)][at]

    @property
    def hidden(self) -> int:
        """The step after which all disks are out of reach."""
        return self.step("file.delete") - 3

    def run(self, after: int, do: Do) -> Result:
        """Carry it out; once step `after` is done, `do` happens."""

        def watch(what: str, n: int, *_: object) -> None:
            if what == "done" and n == after:
                do()

        return self.site.run(self.plan, watch)

    def recover(self, *, forward: bool) -> Result:
        (result,) = self.site.app.recover(Ticket(), forward=forward)
        return result

    def start(self) -> None:
        self.control("POST", f"/instances/{INSTANCE}/start", {"host": HOST, "hold": True})

    def stop(self) -> None:
        self.control("POST", f"/instances/{INSTANCE}/stop", {"force": True})

    def rename(self, path: str, to: str) -> None:
        self.control("POST", "/volumes/cs_gold/rename", {"path": path, "to": to})


@pytest.fixture
def restore(rough_site: Site) -> Restore:
    return Restore(rough_site)


def test_a_before_point_of_an_instance_that_ran_meanwhile_is_not_kept(restore: Restore) -> None:
    def used() -> None:  # between the snapshots of two volumes: as a point it would be mixed
        restore.control("POST", f"/instances/{INSTANCE}/start", {"host": HOST})
        while restore.control("GET", f"/instances/{INSTANCE}")["generation"] < 2:
            time.sleep(0.02)
        restore.stop()

    time.sleep(1)  # the array's times of change are whole seconds
    result = restore.run(restore.step("snapshot.make"), used)
    assert result.state in BACK
    assert "somebody has written to it" in result.reason
    assert len(restore.site.points(INSTANCE)) == 1
    found = restore.bench.hashes(INSTANCE)
    assert all(found[d] not in (restore.point[d], restore.newer[d]) for d in found)


def test_a_disk_that_is_attached_meanwhile_ends_the_restore_before_anything_is_lost(restore: Restore) -> None:
    def attach() -> None:
        vm = next(i for i in restore.site.inventory().instances() if i.name == INSTANCE).key.id
        disk = {"server": "cloudstack", "table": "volume", "name": "archive"}
        restore.control("POST", "/edit", disk | {"set": {"virtualmachineid": vm, "deviceid": 7}})

    result = restore.run(restore.step("files.same", -1), attach)
    assert result.state in BACK
    assert "disks of app-01 are no longer those" in result.reason
    assert {d: h for d, h in restore.bench.hashes(INSTANCE).items() if d in restore.newer} == restore.newer


def test_a_live_file_that_somebody_moved_is_not_looked_for_elsewhere(restore: Restore) -> None:
    result = restore.run(restore.step("copy.same", -1), lambda: restore.rename(restore.root, "mine.qcow2"))
    assert result.state in BACK or (result.state is State.WAITING and "absent" in result.reason)
    restore.rename("mine.qcow2", restore.root)
    assert restore.recover(forward=False).state in BACK if result.state is State.WAITING else True
    assert restore.bench.hashes(INSTANCE) == restore.newer


def test_a_file_that_somebody_put_in_place_of_a_disk_is_not_overwritten(restore: Restore) -> None:
    put = {"path": restore.root, "text": "somebody's work"}
    result = restore.run(restore.step("file.delete"), lambda: restore.control("POST", "/volumes/cs_gold/put", put))
    assert result.state is State.WAITING
    assert restore.recover(forward=True).state is State.WAITING
    assert restore.bench.file("cs_gold", restore.root)["size"] == len("somebody's work")
    restore.rename(restore.root, "theirs")
    assert restore.recover(forward=True).state in GOOD
    assert restore.bench.hashes(INSTANCE) == restore.point


def test_a_hidden_disk_that_somebody_took_out_ends_the_restore_before_anything_is_deleted(restore: Restore) -> None:
    old = f".vsc/op/{restore.plan.id}/0.old"
    result = restore.run(restore.hidden - 2, lambda: restore.rename(old, "mine.qcow2"))
    assert result.state is State.WAITING
    restore.rename("mine.qcow2", old)
    assert restore.recover(forward=True).state in BACK  # an undo that has begun is not turned round
    assert restore.bench.hashes(INSTANCE) == restore.newer


def test_an_undo_does_not_start_an_instance_that_somebody_else_has_stopped(rough_site: Site) -> None:
    name, control = "db-01", rough_site.bench.control
    assert rough_site.backup(name).state in GOOD
    plan = rough_site.restore_plan(name, stop=True)
    stop = next(s.n for s in plan.steps if s.verb == "instance.stop")

    def watch(what: str, n: int, *_: object) -> None:
        if what == "done" and n == stop - 1:
            control("POST", f"/instances/{name}/stop", {"force": True})
        if what == "done" and n == stop + 2:
            control(
                "POST", "/faults", {"do": "answer", "match": "/snapshots", "mutating": True, "status": 500, "times": -1}
            )

    assert rough_site.run(plan, watch).state is State.UNDONE
    assert control("GET", f"/instances/{name}")["state"] == "Stopped"


@pytest.mark.parametrize(("verb", "forward"), [("file.rename", True), ("file.delete", False)])
def test_an_array_that_is_away_too_long_loses_nothing(rough: Bench, tmp_path: Path, verb: str, forward: bool) -> None:
    with rough.site(tmp_path / "profile", Patience(answer=0.3, between=0.02)) as site:
        restore = Restore(site)
        after = restore.hidden if verb == "file.rename" else restore.step("file.delete")
        away = {"do": "cut", "server": "ontap", "when": "before", "times": -1}
        assert restore.run(after, lambda: restore.control("POST", "/faults", away)).state is State.WAITING
        restore.control("DELETE", "/faults")
        result = restore.recover(forward=forward)
        assert result.state in (GOOD if verb == "file.delete" else BACK), result
        assert restore.bench.hashes(INSTANCE) == (restore.point if result.state in GOOD else restore.newer)


def test_a_look_from_before_a_sleep_is_looked_again_before_a_delete(
    restore: Restore, monkeypatch: pytest.MonkeyPatch
) -> None:
    asleep = _clock(monkeypatch)

    def sleep() -> None:  # the monotonic clock of a machine that sleeps stands still
        restore.start()
        asleep.append(60.0)

    result = restore.run(restore.step("instance.stopped", -1, Phase.PREPARE), sleep)
    assert result.state in BACK
    assert restore.bench.hashes(INSTANCE) == restore.newer


def test_a_look_from_before_a_long_wait_for_the_volume_is_looked_again_before_a_delete(
    restore: Restore, monkeypatch: pytest.MonkeyPatch
) -> None:
    delete = restore.plan.step(restore.step("file.delete"))
    asleep, busy = _clock(monkeypatch), threading.Event()

    def other() -> None:
        with restore.site.app.lanes.enter(delete.lane):
            busy.set()
            time.sleep(0.3)
            restore.start()
            asleep.append(60.0)

    def occupy() -> None:
        threading.Thread(target=other).start()
        assert busy.wait(5)

    assert restore.run(delete.n - 1, occupy).state in BACK
    assert restore.bench.hashes(INSTANCE) == restore.newer


def _clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The runner's clocks; what is appended passes on the wall clock only."""
    passed: list[float] = []
    clocks = SimpleNamespace(monotonic=time.monotonic, time=lambda: time.time() + sum(passed))
    monkeypatch.setattr(runner, "time", clocks)
    return passed


def test_a_disk_that_was_resized_after_the_plan_was_made_stops_it(restore: Restore) -> None:
    row = {
        "server": "cloudstack",
        "table": "volume",
        "id": restore.control("GET", f"/disks?instance={INSTANCE}")[0]["id"],
    }
    now = restore.control("POST", "/edit", {**row, "set": {}})["size"]
    restore.control("POST", "/edit", {**row, "set": {"size": 2 * now}})
    result = restore.run(0, lambda: None)
    assert result.state in BACK and "Something has changed: the disks of" in result.reason
    assert restore.bench.hashes(INSTANCE) == restore.newer
