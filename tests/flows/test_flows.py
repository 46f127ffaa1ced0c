"""Flows: what may come next, what is refused, what must be typed; on real plans, without a display."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.desks import opened
from tests.support import Bench
from vscdesktop.domain.errors import Refused, Unreachable
from vscdesktop.domain.keys import Key
from vscdesktop.plans.model import Phase, State
from vscdesktop.services.survey import find_instance
from vscdesktop.ui.desk import Desk
from vscdesktop.ui.flows.backup import BackupFlow
from vscdesktop.ui.flows.delete import DeleteFlow
from vscdesktop.ui.flows.flow import READ_ONLY, Flow
from vscdesktop.ui.flows.points import views
from vscdesktop.ui.flows.prepared import prepare
from vscdesktop.ui.flows.restore import RestoreFlow


def key(desk: Desk, name: str) -> Key:
    assert desk.inventory is not None
    return find_instance(desk.inventory, name)


def read(flow: Flow) -> None:
    """What a window does for the present stage, at once."""
    reading = flow.reading()
    if reading is None:
        return
    try:
        assert flow.landed(reading.number, reading.work())
    except (Refused, Unreachable) as problem:
        assert flow.failed(reading.number, problem)


def back_up(desk: Desk, name: str, disk: str = "") -> None:
    assert desk.run(desk.plan_backup(key(desk, name), disk)).state is State.DONE


def at_plan(flow: Flow) -> Flow:
    """Go on with what is preselected until the plan is there."""
    read(flow)
    while not flow.last:
        flow.forward()
        read(flow)
    return flow


def restoring(desk: Desk, name: str) -> RestoreFlow:
    flow = RestoreFlow(desk, key(desk, name))
    at_plan(flow)
    return flow


def test_flows_know_no_qt() -> None:
    """The whole package is imported by these very tests; nothing of it may have pulled Qt in."""
    folder = Path(sys.modules["vscdesktop.ui.flows.flow"].__file__ or "").parent
    assert [p.name for p in folder.glob("*.py") if "PySide6" in p.read_text("utf-8")] == []


def test_what_is_preselected_restores_the_newest_point(desk: Desk) -> None:
    back_up(desk, "app-01")
    back_up(desk, "app-01")
    flow = restoring(desk, "app-01")
    assert flow.prepared is not None
    newest = desk.points_of(key(desk, "app-01"))[0]
    assert flow.point is not None
    assert flow.point.id == newest.id
    assert flow.choice("point") == f"{flow.point.at} UTC"
    assert flow.may_go()
    assert desk.run(flow.prepared.plan).state is State.DONE


def test_a_running_instance_is_stopped_and_started_again_unless_one_says_no(desk: Desk) -> None:
    back_up(desk, "web-01")
    flow = RestoreFlow(desk, key(desk, "web-01"))
    at_plan(flow)
    assert flow.prepared is not None
    verbs = [s.verb for s in flow.prepared.plan.steps]
    assert ("instance.stop" in verbs, "instance.start" in verbs) == (True, True)
    assert flow.choice("options") == "Stop, start again"
    flow.back()
    flow.start = False
    flow.forward()
    read(flow)
    assert "instance.start" not in [s.verb for s in flow.prepared.plan.steps]
    assert dict(flow.prepared.touched)["Power"] == "Stop, stay stopped"


def test_back_keeps_the_choices_and_the_plan_is_made_anew(desk: Desk) -> None:
    back_up(desk, "app-01")
    back_up(desk, "app-01")
    flow = RestoreFlow(desk, key(desk, "app-01"))
    read(flow)
    flow.choose(flow.points[1])
    flow.forward()
    flow.start = True
    flow.forward()
    read(flow)
    first = flow.prepared
    flow.back()
    assert (flow.start, flow.prepared, flow.typed) == (True, None, "")
    flow.back()
    assert flow.point is flow.points[1]
    flow.forward()
    flow.forward()
    read(flow)
    assert first is not None
    assert flow.prepared is not None
    assert flow.prepared.plan.id != first.plan.id


def test_a_point_of_one_disk_says_why_it_cannot_be_chosen(desk: Desk) -> None:
    back_up(desk, "app-01")
    disk = desk.inventory.disks(key(desk, "app-01"))[1] if desk.inventory else None
    assert disk is not None
    back_up(desk, "app-01", disk.key.id)
    flow = RestoreFlow(desk, key(desk, "app-01"))
    read(flow)
    single, whole = flow.points
    assert flow.point is whole
    flow.choose(single)
    assert not flow.may_go()
    assert flow.why_not() == (single.why_not,)
    assert "single disks" in single.why_not
    flow.forward()
    assert flow.stage.id == "point"
    flow.choose(whole)
    assert flow.why_not() == ()
    assert flow.may_go()


def test_a_point_without_a_manifest_is_shown_and_cannot_be_chosen(desk: Desk) -> None:
    back_up(desk, "app-01")
    newest = desk.points_of(key(desk, "app-01"))[0]
    flow = RestoreFlow(desk, key(desk, "app-01"))
    read(flow)
    (broken,) = views([replace(newest, manifest=None)])
    flow.points.insert(0, broken)
    flow.choose(broken)
    assert "no readable manifest" in flow.why_not()[0]
    assert not flow.may_go()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("snapped-01", "has instance snapshots"),
        ("busy-01", "CloudStack is working on busy-01"),
        ("unready-01", "is Snapshotting, not Ready"),
        ("raw-01", "is not a qcow2 file"),
        ("nas-01", "is not on a known ONTAP volume"),
    ],
)
def test_refusals_are_the_sentences_of_the_command_line(desk: Desk, name: str, words: str) -> None:
    flow = BackupFlow(desk, key(desk, name))
    at_plan(flow)
    assert flow.prepared is None
    assert not flow.may_go()
    with pytest.raises(Refused) as said:
        desk.plan_backup(key(desk, name))
    assert list(flow.refusals) == str(said.value).split("\n")
    assert any(words in sentence for sentence in flow.why_not())


def test_an_answer_to_a_question_that_is_no_longer_asked_is_dropped(desk: Desk) -> None:
    flow = BackupFlow(desk, key(desk, "app-01"))
    flow.forward()
    first = flow.reading()
    assert first is not None
    flow.back()
    assert not flow.landed(first.number, first.work())
    flow.forward()
    second = flow.reading()
    assert second is not None
    assert not flow.failed(first.number, Unreachable("late"))
    assert flow.busy
    assert not flow.may_go()
    assert flow.landed(second.number, second.work())
    assert flow.may_go()


def test_whoever_does_not_answer_is_named_and_may_be_asked_again(desk: Desk, bench: Bench) -> None:
    flow = BackupFlow(desk, key(desk, "app-01"))
    flow.forward()
    reading = flow.reading()
    assert reading is not None
    assert flow.failed(reading.number, Unreachable("lab-ontap does not answer."))
    assert (flow.problem, flow.refusals, flow.may_go()) == ("lab-ontap does not answer.", (), False)
    read(flow)
    assert flow.problem == ""
    assert flow.may_go()


def test_one_disk_can_be_backed_up(desk: Desk) -> None:
    flow = BackupFlow(desk, key(desk, "quote-01"))
    flow.disk = flow.disks[1]
    at_plan(flow)
    assert flow.act == f"Back up {flow.disks[1].name}"
    assert flow.prepared is not None
    assert desk.run(flow.prepared.plan).state is State.DONE
    point = desk.points_of(key(desk, "quote-01"))[0]
    assert point.manifest is not None
    assert (point.manifest.whole, [d.name for d in point.manifest.disks]) == (False, [flow.disks[1].name])


def test_deleting_goes_only_forward_and_frees_what_is_told(desk: Desk) -> None:
    back_up(desk, "app-01")
    (view,) = views(desk.points_of(key(desk, "app-01")))
    flow = DeleteFlow(desk, key(desk, "app-01"), view)
    at_plan(flow)
    assert flow.destroys
    assert flow.prepared is not None
    assert {s.phase for s in flow.prepared.plan.steps if flow.prepared.calls[s.n]} == {Phase.COMMIT}
    assert desk.run(flow.prepared.plan).state is State.DONE
    assert desk.points_of(key(desk, "app-01")) == []


def test_the_name_is_typed_on_production_and_for_what_cannot_be_undone(bench: Bench, tmp_path: Path) -> None:
    for kind, asked in (("production", "app-01"), ("test", ""), ("demo", "")):
        desk = opened(bench, tmp_path / kind, kind)
        back_up(desk, "app-01")
        flow = restoring(desk, "app-01")
        assert flow.confirm == asked
        assert flow.may_go() == (not asked)
        for typed in ("APP-01", "app-01 ", "app-0"):
            flow.typed = typed
            assert not flow.may_go()
        flow.typed = asked
        assert flow.may_go()
        view = views(desk.points_of(key(desk, "app-01")))[0]
        delete = DeleteFlow(desk, key(desk, "app-01"), view)
        assert delete.confirm == "app-01"
        assert delete.because == ("Production" if asked else "Cannot be undone")
        assert BackupFlow(desk, key(desk, "app-01")).confirm == ""
        desk.close()
        bench.fresh()


def test_read_only_connections_show_the_plan_and_refuse_it(bench: Bench, tmp_path: Path) -> None:
    desk = opened(bench, tmp_path / "profile", read_only=True)
    flow = BackupFlow(desk, key(desk, "app-01"))
    at_plan(flow)
    assert flow.prepared is not None
    assert flow.why_not() == (READ_ONLY,)
    assert not flow.may_go()
    with pytest.raises(Refused, match=READ_ONLY):
        desk.run(flow.prepared.plan)
    desk.close()


def test_space_is_told_per_volume(desk: Desk) -> None:
    flow = BackupFlow(desk, key(desk, "web-01"))
    at_plan(flow)
    assert flow.prepared is not None
    room = {r.volume.name: r for r in flow.prepared.room}
    assert set(room) == {"cs_gold", "cs_shared"}
    assert all(r.more > 0 and r.after > r.before and r.change.startswith("+") for r in room.values())


def test_other_instances_are_looked_for_and_not_only_denied(desk: Desk) -> None:
    assert desk.inventory is not None
    plan = desk.plan_backup(key(desk, "app-01"))
    assert dict(prepare(desk, plan).touched)["Other instances"] == "None"
    place = desk.inventory.link(desk.inventory.disks(key(desk, "db-01"))[0]).place
    assert place is not None
    args = {"home": place.home, "volume": place.volume, "path": place.path}
    stray = replace(plan.steps[1], args={**plan.steps[1].args, **args})
    wrong = replace(plan, steps=(plan.steps[0], stray, *plan.steps[2:]))
    assert dict(prepare(desk, wrong).touched)["Other instances"] == "db-01"
