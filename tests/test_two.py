"""Two product processes, or two workstations, work on one instance at once."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import Bench, Site, Workstation, commanded
from vscdesktop import app
from vscdesktop.domain.errors import Refused
from vscdesktop.domain.secret import Secret
from vscdesktop.plans.model import Plan, State
from vscdesktop.plans.work import Ticket
from vscdesktop.store.paths import profile

INSTANCE = "app-01"  # three disks on two volumes
GOOD = (State.DONE, State.RESIDUE)


@pytest.fixture
def other(bench: Bench, tmp_path: Path) -> Iterator[Site]:
    """A second workstation."""
    with bench.site(tmp_path / "other") as found:
        yield found


@pytest.fixture
def station(bench: Bench, tmp_path: Path) -> Workstation:
    return commanded(bench, tmp_path)


def test_a_system_has_the_same_id_on_every_workstation_and_is_connected_once(
    bench: Bench, station: Workstation, tmp_path: Path
) -> None:
    (tmp_path / "b").mkdir()
    every = [
        json.loads(s.run("connections", "list", "--json").out)["connections"]
        for s in (station, commanded(bench, tmp_path / "b"))
    ]
    ids = [[c["id"] for c in connections] for connections in every]
    assert ids[0] == ids[1]
    assert re.fullmatch(r"o-[0-9a-f]{8} c-[0-9a-f]{8}", " ".join(ids[0]))
    cloud = every[0][1]
    again = station.run(
        "connections", "add-cloudstack", "again", "--url", cloud["url"], "--secret-command", "cat", f"{tmp_path}/keys"
    )
    assert again.code == 3
    assert f"is the system of the connection {cloud['name']}" in again.err
    assert len(json.loads(station.run("connections", "list", "--json").out)["connections"]) == 2


def test_of_two_restores_at_once_one_wins_and_the_other_says_who_holds_it(
    bench: Bench, station: Workstation, tmp_path: Path
) -> None:
    (tmp_path / "b").mkdir()
    stations, contents = (station, commanded(bench, tmp_path / "b")), []
    for _ in stations:
        contents.append(bench.hashes(INSTANCE))
        assert station.run("backup", INSTANCE, "--yes").code == 0
        bench.write(INSTANCE)
    points = [p["id"] for p in json.loads(station.run("points", INSTANCE, "--json").out)["points"]][::-1]
    bench.control("POST", "/faults", {"do": "hold", "when": "before", "match": r"POST .*/\.vsc/lease/", "times": 2})
    words = [("restore", INSTANCE, "--point", point, "--yes", "--json") for point in points]
    both = [s.spawn(*w) for s, w in zip(stations, words, strict=True)]
    while len(bench.control("GET", "/faults/held?wait=1")) < 2:  # both have found the instance free
        assert all(p.poll() is None for p in both), [p.communicate()[0] for p in both if p.poll() is not None]
    bench.control("DELETE", "/faults")
    bench.control("POST", "/faults/release", {})
    said = [json.loads(p.communicate(timeout=60)[0]) for p in both]
    codes = [p.returncode for p in both]
    assert sorted(codes) == [0, 3], said
    assert re.search(r"\w+ on \S+ holds this instance since 20\S+ \S+ UTC ", said[codes.index(3)]["reason"])
    assert bench.hashes(INSTANCE) == contents[codes.index(0)]
    assert json.loads(station.run("check", "--json").out)["leftovers"] == []


def test_two_backups_at_once_make_two_complete_points(bench: Bench, station: Workstation) -> None:
    content = bench.hashes(INSTANCE)
    bench.control("POST", "/faults", {"do": "hold", "when": "before", "match": r"POST .*cs_gold/snapshots", "times": 2})
    both = [station.spawn("backup", INSTANCE, "--yes", "--json") for _ in range(2)]
    while len(bench.control("GET", "/faults/held?wait=1")) < 2:
        assert all(p.poll() is None for p in both), [p.communicate()[0] for p in both if p.poll() is not None]
    bench.control("DELETE", "/faults")
    bench.control("POST", "/faults/release", {})
    said = [p.communicate(timeout=60)[0] for p in both]
    assert [p.returncode for p in both] == [0, 0], said
    points = json.loads(station.run("points", INSTANCE, "--json").out)["points"]
    assert [p["disks"] for p in points] == [3, 3]
    for point in points:
        files = [(v, p) for v in ("cs_gold", "cs_shared") for p in bench.files(v) if f"-{point['id']}/" in p]
        copies = [bench.file(*f)["sha256"] for f in files if f[1].endswith(".qcow2")]
        assert sorted(copies) == sorted(content.values())


def _nth(plan: Plan, verb: str, n: int) -> int:
    return [s.n for s in plan.steps if s.verb == verb][n]


@pytest.mark.parametrize("where", ["between its snapshots", "before its manifest"])
def test_a_backup_makes_no_point_when_a_restore_runs_through_it(site: Site, other: Site, where: str) -> None:
    content = site.bench.hashes(INSTANCE)
    site.backup(INSTANCE)
    site.bench.write(INSTANCE)
    backup, restored = site.backup_plan(INSTANCE), []
    after = _nth(backup, "snapshot.make", 0) if where == "between its snapshots" else _nth(backup, "copy.same", -1)

    def restore(what: str, n: int, *_: object) -> None:
        if what == "done" and n == after:
            restored.append(other.run(other.restore_plan(INSTANCE)).state)

    result = site.run(backup, restore)
    assert restored[0] in GOOD
    assert result.state in (State.UNDONE, State.REFUSED)
    assert "Something has changed" in result.reason
    assert [p.manifest.reason[:6] for p in site.points(INSTANCE) if p.manifest] == ["before", "on req"]
    assert not [f for v in ("cs_gold", "cs_shared") for f in site.bench.files(v) if f"-{backup.id[-8:]}/" in f]
    assert site.bench.hashes(INSTANCE) == content


def test_a_backup_that_begins_during_a_restore_is_refused_and_names_the_lease(site: Site, other: Site) -> None:
    site.backup(INSTANCE)
    backup, plan = other.backup_plan(INSTANCE), site.restore_plan(INSTANCE)
    results, reasons = [], []

    def meanwhile(what: str, n: int, *_: object) -> None:
        if what == "done" and n in (_nth(plan, "lease.take", 0), _nth(plan, "file.delete", 0)):
            with pytest.raises(Refused) as refused:
                other.backup_plan(INSTANCE)
            reasons.append(str(refused.value))
        if what == "done" and n == _nth(plan, "file.delete", 0):
            results.append(other.run(backup))

    assert site.run(plan, meanwhile).state in GOOD
    assert [r.state for r in results] == [State.REFUSED]
    assert all(f"plan {plan.id}" in r for r in reasons)
    assert len(reasons) == 2


def test_a_plan_is_run_once_by_one_process(bench: Bench, station: Workstation) -> None:
    assert station.run("backup", INSTANCE, "--yes").code == 0
    bench.control("POST", "/faults", {"do": "hold", "when": "after", "match": r"-> .*/0\.old"})
    process = station.spawn("restore", INSTANCE, "--yes", "--json")
    (held,) = bench.control("GET", "/faults/held?wait=20")
    ident = re.findall(r"op/(\w+)/", held["request"])[0]
    built = app.build(profile(str(station.profile)), lambda _: Secret(""))
    try:
        entry = built.journal.entry(ident)
        assert entry is not None
        with pytest.raises(Refused, match="already running"):
            built.run(entry.plan, Ticket())
        changes = bench.changes()
        assert built.recover(Ticket()) == []  # a living process runs it
        assert station.run("check", "--resume", ident).code == 3
        assert bench.changes() == changes
        bench.control("POST", "/faults/release", {})
        process.communicate(timeout=60)
        assert process.returncode == 0
        with pytest.raises(Refused, match="before"):
            built.run(entry.plan, Ticket())
    finally:
        built.close()
        process.kill()
        process.communicate()


def test_a_restore_that_waits_goes_on_when_it_is_told_to_and_may(bench: Bench, station: Workstation) -> None:
    content = bench.hashes(INSTANCE)
    assert station.run("backup", INSTANCE, "--yes").code == 0
    bench.write(INSTANCE)
    bench.control("POST", "/faults", {"do": "hold", "when": "after", "match": r"DELETE .*/0\.old"})
    process = station.spawn("restore", INSTANCE, "--yes", "--json")
    assert bench.control("GET", "/faults/held?wait=20")
    bench.control("POST", f"/instances/{INSTANCE}/start", {"host": "kvm-a-1", "hold": True})
    bench.control("POST", "/faults/release", {})
    said = json.loads(process.communicate(timeout=60)[0])
    assert (process.returncode, said["state"]) == (4, "waiting"), said
    assert "is Starting" in said["reason"]
    assert station.run("check", "--resume", said["plan"]).code == 4  # it is still starting
    bench.control("POST", f"/instances/{INSTANCE}/stop", {"force": True})
    assert station.run("check", "--resume", said["plan"]).code == 0
    assert bench.hashes(INSTANCE) == content
    assert station.run("check", "--resume", said["plan"]).code == 3  # it is not open any more


def test_a_restore_that_was_killed_goes_on_when_it_is_told_to(bench: Bench, station: Workstation) -> None:
    content = bench.hashes(INSTANCE)
    assert station.run("backup", INSTANCE, "--yes").code == 0
    bench.write(INSTANCE)
    bench.control("POST", "/faults", {"do": "hold", "when": "after", "match": r"clone .*/2\.new"})
    process = station.spawn("restore", INSTANCE, "--yes", "--json")
    (held,) = bench.control("GET", "/faults/held?wait=20")
    process.kill()
    process.communicate()
    bench.control("DELETE", "/faults")
    assert station.run("check", "--resume", re.findall(r"op/(\w+)/", held["request"])[0]).code == 0
    assert bench.hashes(INSTANCE) == content
