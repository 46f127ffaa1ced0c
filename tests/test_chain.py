"""The whole chain through the services: back up, overwrite, restore, and back again."""

from tests.support import Site
from vscdesktop.plans.model import State

GOOD = (State.DONE, State.RESIDUE)


def test_a_restored_instance_holds_what_it_held_at_the_backup(site: Site) -> None:
    at_backup = site.bench.hashes("app-01")
    assert site.backup("app-01").state in GOOD
    site.bench.write("app-01")
    after_guest = site.bench.hashes("app-01")
    assert all(after_guest[d] != at_backup[d] for d in at_backup)
    assert site.run(site.restore_plan("app-01")).state in GOOD
    assert site.bench.hashes("app-01") == at_backup
    assert site.copies(site.manifest("app-01")) == after_guest


def test_the_before_point_brings_back_what_the_restore_replaced(site: Site) -> None:
    site.backup("app-01")
    site.bench.write("app-01")
    after_guest = site.bench.hashes("app-01")
    assert site.run(site.restore_plan("app-01")).state in GOOD
    assert site.run(site.restore_plan("app-01")).state in GOOD  # the newest point is the before-point now
    assert site.bench.hashes("app-01") == after_guest


def test_a_running_instance_is_stopped_restored_and_started_when_the_plan_says_so(site: Site) -> None:
    assert site.backup("db-01").state in GOOD
    assert site.run(site.restore_plan("db-01", stop=True, start=True)).state in GOOD
    found = site.bench.control("GET", "/instances/db-01")
    assert found["state"] == "Running"
    assert all(opened["alive"] for opened in found["opened"])


def test_nothing_is_left_behind(site: Site) -> None:
    site.backup("app-01")
    assert site.run(site.restore_plan("app-01")).state is State.DONE
    for volume in ("cs_gold", "cs_shared"):
        assert not [p for p in site.bench.files(volume) if "/op/" in p or "/lease/" in p or p.endswith(".new")]


def test_no_data_block_is_copied(site: Site) -> None:
    site.backup("app-01")
    site.run(site.restore_plan("app-01"))
    assert site.bench.control("GET", "/trace")["blocks_copied"] == 0
