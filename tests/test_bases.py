"""Backing files are protected: a copy can be read, and restored, whatever happens to the template it stands on."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.images import Image, copies, export, needs_qemu
from tests.support import Bench, Site
from vscdesktop.domain.errors import Refused
from vscdesktop.domain.manifest import Backing
from vscdesktop.domain.points import MANIFEST
from vscdesktop.plans.model import Plan, State
from vscdesktop.services import catalog, leftover_sight, leftovers, prune
from vscdesktop.services.look import text_of

pytestmark = pytest.mark.usefixtures("brisk")
GOOD = (State.DONE, State.RESIDUE)
DAY = 90_000  # seconds: a day and an hour
LOOK = 2  # seconds after which a lab in a hurry looks for unused templates again


def backing_of(site: Site, name: str) -> Backing:
    (found,) = (d.backing for d in site.manifest(name).disks if d.backing)
    return found


def delete(bench: Bench, volume: str, path: str) -> None:
    bench.control("POST", f"/volumes/{volume}/delete", {"path": path})


def forget_points(bench: Bench, volume: str) -> None:
    """Somebody removes every restore point of a volume, with another client; the instances' directories stay."""
    inside = [p for p in bench.files(volume) if p.startswith(".vsc/points/") and p.count("/") > 2]
    for path in sorted(inside, key=len, reverse=True):
        delete(bench, volume, path)


def tidying(site: Site) -> tuple[list[leftover_sight.Item], Plan | None]:
    report = leftovers.scan(site.app.systems, site.inventory(), site.app.journal.history(1000))
    return [i for i in report.items if "backing file" in i.what], report.plan


def kept(bench: Bench, volume: str) -> list[str]:
    return [p for p in bench.files(volume) if p.startswith(".vsc/base/")]


def started(bench: Bench, name: str) -> list[str]:
    """Start an instance; the paths of the files it has open when it runs."""
    bench.control("POST", f"/instances/{name}/start", {})
    end = time.monotonic() + 10
    while (shown := bench.control("GET", f"/instances/{name}"))["state"] != "Running":
        assert time.monotonic() < end, shown
        time.sleep(0.02)
    return [opened["path"] for opened in shown["opened"] if opened["alive"]]


@pytest.fixture
def other(bench: Bench, tmp_path: Path) -> Iterator[Site]:
    """A second workstation on the same cloud."""
    with bench.site(tmp_path / "other") as found:
        yield found


def test_a_backing_file_that_is_gone_comes_back_first_and_the_instance_starts_on_it(site: Site) -> None:
    bench = site.bench
    assert site.backup("app-01").state in GOOD
    at_backup, base = bench.hashes("app-01"), backing_of(site, "app-01")
    was = bench.file("cs_gold", base.name)["sha256"]
    bench.write("app-01")
    delete(bench, "cs_gold", base.name)
    with pytest.raises(Refused, match="is missing in its pool"):
        site.backup_plan("app-01")
    begun = len(bench.changes())
    assert site.run(site.restore_plan("app-01")).state in GOOD
    clones = [c for c in bench.changes()[begun:] if c.startswith("POST /storage/file/clone")]
    assert clones[0] == f"POST /storage/file/clone {base.keep} -> {base.name}"
    assert sum(base.name in c.split(" -> ")[1].split("/") for c in clones) == 1, "put back once"
    assert bench.file("cs_gold", base.name)["sha256"] == was
    assert bench.hashes("app-01") == at_backup
    assert base.name in started(bench, "app-01")


@pytest.mark.parametrize("how", ["other bytes", "another template of the same size"])
def test_another_file_under_the_name_of_the_backing_file_is_refused(site: Site, how: str) -> None:
    bench = site.bench
    assert site.backup("app-01").state in GOOD
    base = backing_of(site, "app-01")
    if how == "other bytes":
        bench.control("POST", "/volumes/cs_gold/put", {"path": base.name, "text": "nothing like it"})
    else:
        other = bench.control("GET", "/disks?instance=ci-01")[0]["backing"].rsplit("/", 1)[-1]
        assert bench.file("cs_gold", other)["size"] == base.size
        bench.control("POST", "/volumes/cs_gold/rename", {"path": other, "to": base.name})
    begun = len(bench.changes())
    with pytest.raises(Refused, match="not the one the copy was made on"):
        site.restore_plan("app-01")
    assert bench.changes()[begun:] == []


def test_a_backing_file_that_becomes_another_after_the_plan_was_made_stops_it_before_anything_is_touched(
    site: Site,
) -> None:
    bench = site.bench
    assert site.backup("app-01").state in GOOD
    bench.write("app-01")
    newer, base, made = bench.hashes("app-01"), backing_of(site, "app-01"), site.restore_plan("app-01")
    bench.control("POST", "/volumes/cs_gold/put", {"path": base.name, "text": "nothing like it"})
    begun = len(bench.changes())
    result = site.run(made)
    assert result.state is State.REFUSED
    assert "is another file than the backing file that was meant" in result.reason
    assert bench.hashes("app-01") == newer
    assert not [c for c in bench.changes()[begun:] if "qcow2" in c or "/snapshots" in c]


def evict(bench: Bench, base: str) -> None:
    """CloudStack looks twice at templates that nobody uses: marks them, and removes them."""
    for _ in range(2):
        assert base in bench.files("plugin1")
        bench.control("POST", "/clock", {"jump": LOOK})
    assert base not in bench.files("plugin1")


@needs_qemu
def test_the_copies_of_an_instance_can_be_read_after_it_and_its_template_are_gone(site: Site, tmp_path: Path) -> None:
    bench = site.bench
    assert site.backup("plugin-01").state in GOOD
    manifest, base = site.manifest("plugin-01"), backing_of(site, "plugin-01")
    (before,) = copies(site, manifest, tmp_path / "before").values()
    bench.control("POST", "/instances/plugin-01/destroy", {})
    evict(bench, base.name)
    (left,) = copies(site, manifest, tmp_path / "after").values()
    assert len(left.chain) == 1, "nothing stands below the copy any more"
    on_ours = Image((*left.chain, *export(bench, tmp_path, "plugin1", base.keep).chain))
    assert on_ours.reads_as(before)


def test_a_restore_works_after_the_template_was_evicted(site: Site) -> None:
    bench = site.bench
    assert site.backup("plugin-01").state in GOOD
    at_backup, base = bench.hashes("plugin-01"), backing_of(site, "plugin-01")
    whole = bench.file("plugin1", base.name)["sha256"]
    root = bench.control("GET", "/disks?instance=plugin-01")[0]["id"]
    lost = {"server": "cloudstack", "table": "volume", "id": root, "unset": ["templateid"]}
    bench.control("POST", "/edit", lost)  # CloudStack no longer knows on which template the disk stands
    evict(bench, base.name)
    assert bench.file("plugin1", base.keep)["sha256"] == whole
    bench.write("plugin-01")
    assert site.run(site.restore_plan("plugin-01")).state in GOOD
    assert bench.file("plugin1", base.name)["sha256"] == whole
    assert bench.hashes("plugin-01") == at_backup
    assert base.name in started(bench, "plugin-01")


def test_a_protecting_clone_goes_when_no_point_names_it_and_it_is_a_day_old(site: Site) -> None:
    assert site.backup("ci-01").state in GOOD
    (clone,) = kept(site.bench, "cs_gold")
    forget_points(site.bench, "cs_gold")
    items, plan = tidying(site)
    assert [(i.where, "a day old" in i.advice) for i in items] == [(clone, True)]
    assert plan is None
    site.bench.control("POST", "/clock", {"jump": DAY})
    items, plan = tidying(site)
    assert [(i.where, "--tidy" in i.advice) for i in items] == [(clone, True)]
    assert plan and site.run(plan).state is State.DONE
    assert kept(site.bench, "cs_gold") == []


def test_a_protecting_clone_that_a_point_names_stays_however_old_it_is(site: Site) -> None:
    assert site.backup("ci-01").state in GOOD
    site.bench.control("POST", "/clock", {"jump": DAY})
    assert tidying(site) == ([], None)


def test_no_protecting_clone_goes_while_a_manifest_cannot_be_read(site: Site) -> None:
    assert site.backup("ci-01").state in GOOD  # on debian-12
    forget_points(site.bench, "cs_gold")
    assert site.backup("test-01").state in GOOD  # on rocky-9
    (manifest,) = (p for p in site.bench.files("cs_gold") if p.endswith("/manifest.json"))
    site.bench.control("POST", "/volumes/cs_gold/put", {"path": manifest, "text": "{"})
    site.bench.control("POST", "/clock", {"jump": DAY})
    (item,), plan = tidying(site)
    assert item.advice == f"Not looked at: {manifest} cannot be read."
    assert plan is None


def test_a_clone_that_goes_while_a_backup_counts_on_it_leaves_no_point_without_it(site: Site, other: Site) -> None:
    assert site.backup("ci-01").state in GOOD
    counting = other.backup_plan("ci-01")
    assert not [s for s in counting.steps if s.verb == "file.clone" and "/base/" in s.args["target"]], "it is kept"
    forget_points(site.bench, "cs_gold")
    site.bench.control("POST", "/clock", {"jump": DAY})
    plan = tidying(site)[1]
    assert plan and site.run(plan).state is State.DONE
    result = other.run(counting)
    assert result.state not in GOOD
    assert "that very file" in result.reason
    assert site.points("ci-01") == []


def test_the_clones_of_a_pool_that_has_moved_to_another_volume_are_still_needed(site: Site) -> None:
    assert site.backup("ci-01").state in GOOD
    point = site.points("ci-01")[0]
    assert point.manifest is not None
    disk, folder = point.manifest.disks[0], point.folders[0].place
    text = text_of(site.app.systems.array(folder.home), folder.volume, folder.below(MANIFEST).path)
    assert text is not None and disk.backing is not None
    moved = text.replace(disk.volume, "11111111-2222-3333-4444-555555555555")  # as after a fail-over
    site.bench.control("POST", "/volumes/cs_gold/put", {"path": folder.below(MANIFEST).path, "text": moved})
    assert point.folders[0].pool.below(disk.backing.keep) in catalog.bases(site.app.systems, point.folders[0].pool)


def test_a_file_of_somebody_else_in_the_folder_of_a_point_is_not_deleted_with_it(site: Site) -> None:
    assert site.backup("ci-01").state in GOOD
    point = site.points("ci-01")[0]
    notes = point.folders[0].place.below("notes.qcow2").path
    site.bench.control("POST", "/volumes/cs_gold/put", {"path": notes, "text": "mine"})
    with pytest.raises(Refused, match=r"also holds notes\.qcow2, which is not ours"):
        prune.plan(site.app.systems, site.key("ci-01").home, point)
    delete(site.bench, "cs_gold", notes)
    assert site.run(prune.plan(site.app.systems, site.key("ci-01").home, point)).state in GOOD
