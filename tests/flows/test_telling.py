"""A plan of many steps reads as a few lines, and no line promises an undo that the runner does not do."""

import pytest

from tests.support import Site
from vscdesktop.cli import show
from vscdesktop.plans.model import Phase, Plan, Step
from vscdesktop.services.verbs import verbs
from vscdesktop.ui.flows import telling
from vscdesktop.ui.flows.telling import Line, lines


def told(site: Site, plan: Plan, every: bool = False) -> dict[Phase, list[Line]]:
    return lines(plan, {s.n: site.app.runner.calls(s) for s in plan.steps}, every)


@pytest.fixture
def restore(site: Site) -> Plan:
    site.backup("web-01")
    return site.restore_plan("web-01", stop=True, start=True)


def test_a_restore_of_four_disks_reads_in_a_third_of_its_steps(site: Site, restore: Plan) -> None:
    found = told(site, restore)
    said = [line.says for group in found.values() for line in group]
    assert len(restore.steps) > 60
    assert len(said) <= 22
    assert "Move ROOT-1, DATA-11, DATA-12 and DATA-13 out of reach" in said
    assert "Take a snapshot of volume cs_gold and cs_shared" in said
    assert (
        "Delete the old file of ROOT-1, DATA-11, DATA-12 and DATA-13: no host can open it any more; "
        "the before-point holds it" in said
    )


def test_no_step_is_lost_or_moved_by_summing_up(site: Site, restore: Plan) -> None:
    for every in (False, True):
        shown = [s for group in told(site, restore, every).values() for line in group for s in line.steps]
        assert shown == list(restore.steps)


def test_every_step_by_itself_has_the_words_of_the_command_line(site: Site, restore: Plan) -> None:
    shown = [line.says for group in told(site, restore, every=True).values() for line in group]
    assert shown == [s.says for s in restore.steps]
    assert {str(k): v for k, v in telling.HEADS.items()} == show.HEADS


def test_what_only_looks_belongs_to_what_it_looks_at(site: Site, restore: Plan) -> None:
    stop = next(line for line in told(site, restore)[Phase.PREPARE] if line.says == "Stop web-01")
    assert (stop.acts, stop.looks, [s.verb for s in stop.steps]) == (1, 1, ["instance.stop", "instance.stopped"])


def test_an_undo_is_promised_exactly_where_the_runner_undoes(site: Site, restore: Plan) -> None:
    known = verbs(site.app.systems)
    for plan in (site.backup_plan("web-01"), restore):
        folders = telling._folders(plan)
        for line in (line for group in told(site, plan, every=True).values() for line in group):
            step = line.steps[0]
            alone = step.phase is Phase.PREPARE and known[step.verb].reverse(step.args) is not None
            place = step.args.get("target", step.args.get("path", ""))
            with_folder = step.phase is Phase.PREPARE and place.rpartition("/")[0] in folders
            promised = line.undo.startswith("Undo")
            assert promised == ((alone or with_folder) and not known[step.verb].check), step
            assert (line.undo == "Reads only") == known[step.verb].check


def test_what_takes_a_disk_away_cannot_be_undone(site: Site, restore: Plan) -> None:
    shown = {line.steps[0].verb: line for line in told(site, restore, every=True)[Phase.COMMIT]}
    assert shown["file.delete"].undo == shown["file.rename"].undo == "Cannot be undone"
    assert shown["file.delete"].status == "warn"


def test_a_backup_frightens_nobody(site: Site) -> None:
    shown = [line for group in told(site, site.backup_plan("web-01")).values() for line in group]
    assert "warn" not in {line.status for line in shown}


def sentence(*every: str) -> str | None:
    return telling._sentence(list(every))


def test_sentences_that_differ_in_a_name_become_one() -> None:
    assert sentence("Clone disk a out of it", "Clone disk b c out of it") == "Clone disk a and b c out of it"
    assert sentence("Look at a: size", "Look at b: size") == "Look at a and b: size"
    assert sentence("Write the plan", "Write the plan") == "Write the plan"
    many = [f"Move d{n} away" for n in range(8)]
    assert telling._sentence(many) == "Move d0, d1, d2, d3 and 4 more away"


def test_sentences_that_say_different_things_stay_apart() -> None:
    assert sentence("Make a folder", "Take the lease") is None
    assert sentence("Write the plan", "Write the manifest") == "Write the plan and manifest"
    assert sentence("Make the folder", "Make the folder of b") is None


def test_neighbours_of_different_kinds_stay_apart() -> None:
    steps = (
        Step(1, "dir.make", {"path": "a", "home": "o"}, "Make the folder a"),
        Step(2, "dir.make", {"path": "b", "home": "o", "names": "x"}, "Make the folder b"),
    )
    plan = Plan("p", "backup", "t", None, steps)  # type: ignore[arg-type]
    assert len(lines(plan, {1: [None], 2: [None]})[Phase.PREPARE]) == 2  # type: ignore[list-item]
