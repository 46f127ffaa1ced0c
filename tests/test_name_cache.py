"""Hosts trust names for a minute and open files one after another: a restore must be right against both.

The cases stand in tests/starts.py; `python -m tests.starts` runs all of them.
"""

from pathlib import Path

from tests.range_of_starts import Case, Range, Tally
from tests.starts import ALL, AT_ONCE, FIRST, TWO_THEN_LATE, decisive, without
from tests.support import Bench, Site
from vscdesktop.plans.model import Phase, Plan, State


def test_no_start_during_a_restore_meets_two_generations_or_a_hidden_file(
    rough: Bench, rough_site: Site, tmp_path: Path
) -> None:
    place, tally = Range(rough, rough_site, tmp_path), Tally()
    cases = decisive(place)
    for case in cases:
        place.case(case, tally)
    assert not tally.wrong
    assert {case.after for case in cases} == set(range(place.first, len(place.plan.steps) + 1))
    assert {State.DONE, State.WAITING} <= set(tally.ends)  # some starts came too late to matter, some were noticed
    assert tally.ends[State.REFUSED] + tally.ends[State.UNDONE]


def _without_deletes(plan: Plan) -> Plan:
    return without(plan, lambda step: step.verb == "file.delete")


def _without_last_look(plan: Plan) -> Plan:
    (look,) = [s.n for s in plan.steps if s.verb == "instance.stopped" and s.phase is Phase.COMMIT]
    return without(plan, lambda step: step.n == look, looks=[look])


def test_without_the_deletes_a_start_runs_on_hidden_files(rough: Bench, rough_site: Site, tmp_path: Path) -> None:
    place = Range(rough, rough_site, tmp_path, _without_deletes)
    wrong = _wrong(place, place.hidden + 3, len(place.plan.steps))  # before the last renames, and after the end
    assert any("hidden file" in words for words in wrong), wrong


def test_without_the_look_before_the_last_renames_a_start_meets_two_generations(
    rough: Bench, rough_site: Site, tmp_path: Path
) -> None:
    place = Range(rough, rough_site, tmp_path, _without_last_look)
    wrong = _wrong(place, place.hidden + 2)  # after the look before the deletes
    assert any("met ['new', 'old']" in words for words in wrong), wrong


def _wrong(place: Range, *steps: int) -> list[str]:
    """What starts after these steps find."""
    tally = Tally()
    for after in steps:
        for names, opens in ((ALL, AT_ONCE), (FIRST, TWO_THEN_LATE)):
            place.case(Case(after, names, opens), tally)
    return tally.wrong
