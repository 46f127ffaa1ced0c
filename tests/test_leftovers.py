"""What a workstation that died left behind is told in words, and goes exactly when it may."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import Bench, Site
from vscdesktop.domain import points
from vscdesktop.domain.inventory import Inventory
from vscdesktop.plans.model import Plan, State
from vscdesktop.plans.work import Ticket
from vscdesktop.services import leftover_sight, leftovers

GOOD = (State.DONE, State.RESIDUE)
DAY = 90_000  # seconds: a day and an hour
BUSY = '{"error": {"message": "Snapshot has not expired or is locked.", "code": "9"}}'


class Killed(BaseException):
    """The workstation dies here."""


@pytest.fixture
def other(bench: Bench, brisk: None, tmp_path: Path) -> Iterator[Site]:
    """A second workstation on the same cloud."""
    with bench.site(tmp_path / "other") as found:
        yield found


def die(site: Site, plan: Plan, step: str) -> None:
    """Carry a plan out until the step that says so, then die."""

    def watch(what: str, n: int, of: int, text: str) -> None:
        if what == "step" and text.startswith(step):
            raise Killed

    with pytest.raises(Killed):
        site.run(plan, watch)


def scan(site: Site, inventory: Inventory | None = None) -> tuple[dict[str, str], Plan | None]:
    """What `check` tells, by place, and its plan."""
    report = leftovers.scan(site.app.systems, inventory or site.inventory(), site.app.journal.history(1000))
    assert all(item.what and item.where and item.advice for item in report.items)
    return {f"{item.what} {item.where}": item.advice for item in report.items}, report.plan


def a_day_later(site: Site) -> None:
    site.bench.control("POST", "/clock", {"jump": DAY})


def ours(site: Site) -> list[str]:
    """Everything below .vsc of both volumes but the shared directories and the protecting clones, and our snapshots."""
    found = []
    for thing in site.inventory().things.values():
        if thing.name in ("cs_gold", "cs_shared"):
            paths = [p[p.index(points.VSC) :] for p in site.bench.files(thing.name) if points.VSC in p]
            found += [p for p in paths if p not in points.SHARED and not p.startswith(f"{points.VSC}/base/")]
            found += [s.name for s in site.app.systems.array(thing.key.home).snapshots(thing.key.id, "vsc_*")]
    return found


def kinds(told: dict[str, str]) -> list[str]:
    return sorted(place.rpartition(" ")[0] for place in told)


@pytest.mark.parametrize("step", ["Take a snapshot", "Write its part", "Put the manifest"])
def test_an_unfinished_backup_of_another_workstation_goes_when_it_is_a_day_old(
    site: Site, other: Site, step: str
) -> None:
    die(other, other.backup_plan("app-01"), step)
    told, plan = scan(site)
    snapshots = ["snapshot"] * (0 if step.startswith("Take") else 2)
    assert kinds(told) == sorted(["clones of backing files", *["incomplete restore point"] * 2, *snapshots])
    assert all("a day old" in text for place, text in told.items() if not place.startswith("clones"))
    assert plan is None
    a_day_later(site)
    told, plan = scan(site)
    assert all("--tidy" in text for place, text in told.items() if not place.startswith("clones"))
    assert plan and site.run(plan).state is State.DONE
    assert [p for p in ours(site) if p.count("/") > 2 or p.startswith("vsc_")] == []


def test_what_an_open_plan_of_this_workstation_made_stays_until_the_plan_has_ended(site: Site) -> None:
    begun = site.backup_plan("app-01")
    die(site, begun, "Write the manifest")
    a_day_later(site)
    told, plan = scan(site)
    assert told[f"plan, running {begun.title}"].startswith(f"`check --resume {begun.id}`")
    assert plan is None
    (result,) = site.app.recover(Ticket())
    assert result.state is State.UNDONE
    assert kinds(scan(site)[0]) == ["clone of a backing file"], "undone, it left no more than that"


def test_what_an_ended_plan_of_this_workstation_left_goes_at_once(rough_site: Site) -> None:
    site = rough_site
    rule = {"match": "^DELETE .*/snapshots/", "do": "answer", "status": 409, "type": "application/json", "times": -1}
    site.bench.control("POST", "/faults", {**rule, "body": BUSY})
    assert site.backup("ci-01").state is State.RESIDUE
    site.bench.control("DELETE", "/faults")
    told, plan = scan(site)
    assert kinds(told) == ["snapshot"] and plan
    assert site.run(plan).state is State.DONE
    assert scan(site) == ({}, None)
    assert site.manifest("ci-01"), "the point itself stays"


def test_a_complete_point_stays_when_the_pool_of_its_manifest_is_out_of_sight(site: Site) -> None:
    assert site.backup("app-01").state in GOOD
    before = ours(site)
    hidden = {"server": "cloudstack", "table": "storagepool", "name": "gold", "set": {"ipaddress": "192.0.2.99"}}
    site.bench.control("POST", "/edit", hidden)
    a_day_later(site)
    told, plan = scan(site)
    assert list(told.values()) == [leftover_sight.ELSEWHERE] and plan is None
    assert ours(site) == before


@pytest.mark.parametrize("step", ["Clone the copy", "Put the copy"])
def test_a_lease_keeps_everything_its_plan_speaks_of(site: Site, other: Site, step: str) -> None:
    assert other.backup("app-01").state in GOOD
    restoring = other.restore_plan("app-01")
    die(other, restoring, step)
    before = ours(site)
    a_day_later(site)
    told, plan = scan(site)
    assert kinds(told) == ["lease"]
    assert f"check --take-over {restoring.id}" in next(iter(told.values()))
    assert plan is None
    assert ours(site) == before


@pytest.mark.parametrize(("step", "goes"), [("Clone the copy", True), ("Delete the old file", False)])
def test_a_folder_without_its_lease_goes_after_a_day_but_never_with_a_disk_in_it(
    site: Site, other: Site, step: str, goes: bool
) -> None:
    assert other.backup("ci-01").state in GOOD
    restoring = other.restore_plan("ci-01")
    die(other, restoring, step)
    (lease,) = (p for p in site.bench.files("cs_gold") if p.startswith(".vsc/lease/"))
    site.bench.control("POST", "/volumes/cs_gold/delete", {"path": lease})
    folder = f"folder of a plan .vsc/op/{restoring.id}"
    told, plan = scan(site)
    assert told[folder] and plan is None
    a_day_later(site)
    told, plan = scan(site)
    assert ("--tidy" in told[folder]) is goes
    if plan:
        assert site.run(plan).state is State.DONE
    left = [p for p in site.bench.files("cs_gold") if p.startswith(f".vsc/op/{restoring.id}")]
    assert (left == []) is goes
    assert goes or any(p.endswith("/0.old") for p in left)


def test_a_lease_whose_plan_never_began_goes_after_a_day(site: Site, other: Site) -> None:
    assert other.backup("ci-01").state in GOOD
    die(other, other.restore_plan("ci-01"), "Write the plan")
    told, plan = scan(site)
    assert kinds(told) == ["lease"] and "is beginning, or has died" in next(iter(told.values())) and plan is None
    a_day_later(site)
    plan = scan(site)[1]
    assert plan and site.run(plan).state is State.DONE
    assert scan(site) == ({}, None)
    assert [p for p in ours(site) if p.startswith((".vsc/op/", ".vsc/lease/"))] == []


def test_a_lease_that_an_ended_plan_could_not_give_back_is_given_back(rough_site: Site) -> None:
    site = rough_site
    assert site.backup("ci-01").state in GOOD
    rule = {"match": "/lease/.* -> ", "do": "answer", "status": 409, "type": "application/json", "times": -1}
    site.bench.control("POST", "/faults", {**rule, "body": BUSY})
    assert site.run(site.restore_plan("ci-01")).state is State.RESIDUE
    site.bench.control("DELETE", "/faults")
    told, plan = scan(site)
    assert kinds(told) == ["lease"] and plan
    assert site.run(plan).state is State.DONE
    assert scan(site) == ({}, None)
    assert site.run(site.restore_plan("ci-01")).state in GOOD, "nobody holds the instance any more"


def test_what_is_not_ours_is_never_removed(site: Site, other: Site) -> None:
    die(other, other.backup_plan("ci-01"), "Write the manifest")
    (folder,) = (p.rpartition("/")[0] for p in site.bench.files("cs_gold") if p.endswith("/0.qcow2"))
    site.bench.control("POST", "/volumes/cs_gold/put", {"path": f"{folder}/notes.txt", "text": "mine"})
    a_day_later(site)
    told, plan = scan(site)
    assert "notes.txt, which is not ours" in told[f"incomplete restore point {folder}"]
    assert plan and [s.verb for s in plan.steps] == ["snapshot.drop"]


def test_an_unreadable_lease_is_somebodys(site: Site) -> None:
    assert site.backup("ci-01").state in GOOD
    assert site.run(site.restore_plan("ci-01")).state in GOOD  # it makes the directories
    site.bench.control("POST", "/volumes/cs_gold/put", {"path": ".vsc/lease/x.json", "text": "\u0000"})
    a_day_later(site)
    told, plan = scan(site)
    assert told["lease .vsc/lease/x.json"] == leftovers.UNREADABLE and plan is None
