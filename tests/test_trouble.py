"""Under trouble: nothing half, nothing sent in vain, and a sentence that says what happened."""

import re
import sqlite3
from pathlib import Path

import pytest

from tests.support import Bench, Site, Workstation, commanded
from vscdesktop.plans.journal import Journal
from vscdesktop.plans.model import Plan, State

FULL = "No space left on device"


@pytest.fixture
def desk(rough: Bench, tmp_path: Path) -> Workstation:
    made = commanded(rough, tmp_path)
    rough.control("DELETE", "/faults")
    return made


def requests(bench: Bench) -> dict[str, int]:
    found: dict[str, int] = bench.control("GET", "/trace")["requests"]
    return found


# -- credentials -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("server", "name", "file", "text"),
    [("ontap", "lab-ontap", "password", "wrong"), ("cloudstack", "lab cloud", "keys", "wrong\nwrong\n")],
)
def test_a_wrong_secret_is_sent_exactly_once_however_many_reads_there_are(
    rough: Bench, desk: Workstation, tmp_path: Path, server: str, name: str, file: str, text: str
) -> None:
    (tmp_path / file).write_text(text)
    said = desk.run("inventory")
    assert (said.code, requests(rough)[server]) == (1, 1)
    assert f"{name} refuses the credentials (401). Nothing more is sent with them" in said.err
    assert desk.run("backup", "app-01", "--yes").code != 0
    assert (requests(rough)[server], rough.changes()) == (2, [])  # one in each process


def test_a_client_that_was_turned_away_sends_nothing_any_more(rough: Bench, tmp_path: Path) -> None:
    rough.told["ontap"][0]["password"], right = "wrong", rough.told["ontap"][0]["password"]
    try:
        with rough.site(tmp_path / "profile") as site:
            for _ in range(2):
                assert len([gap for gap in site.inventory().gaps if gap.home == "ontap"]) == 6
    finally:
        rough.told["ontap"][0]["password"] = right
    assert requests(rough)["ontap"] == 1


def test_a_connection_with_a_wrong_password_is_not_kept(rough: Bench, desk: Workstation, tmp_path: Path) -> None:
    (tmp_path / "wrong").write_text("wrong")
    array, before = rough.told["ontap"][0], (desk.profile / "settings.toml").read_bytes()
    words = ("add-ontap", "again", "--url", array["url"], "--user", "admin", "--certificate", array["certificate"])
    said = desk.run("connections", *words, "--secret-command", "cat", str(tmp_path / "wrong"))
    assert (said.code, requests(rough)) == (1, {"ontap": 1})
    assert said.err.startswith("again refuses the credentials (401).")
    assert (desk.profile / "settings.toml").read_bytes() == before


# -- certificates ------------------------------------------------------------------------------
def test_a_server_with_another_certificate_is_sent_nothing_until_a_person_accepts_it(tmp_path: Path) -> None:
    with Bench("--password", "the same") as old:
        desk = commanded(old, tmp_path)
        url = old.told["ontap"][0]["url"]
        accepted = re.findall('pin = "([0-9a-f]{64})"', (desk.profile / "settings.toml").read_text())[0]
    with Bench("--password", "the same", "--ontap-port", url.rpartition(":")[2]) as new:
        for command in (("inventory",), ("backup", "app-01", "--yes"), ("connections", "test", "lab-ontap")):
            said = desk.run(*command)
            assert said.code != 0
            assert "ontap" not in requests(new)
        assert f"Accepted: {accepted}. Shown now: " in said.err
        shown = re.findall(r"Shown now: ([0-9a-f]{64})\.", said.err)[0]
        assert shown != accepted
        pem = new.told["ontap"][0]["certificate"]
        assert desk.run("connections", "trust", "lab-ontap", "--certificate", pem).code == 0
        assert requests(new) == {}
        assert desk.run("connections", "test", "lab-ontap").code == 0
        assert shown in (desk.profile / "settings.toml").read_text()


# -- silence -----------------------------------------------------------------------------------
def test_what_is_lost_during_an_inventory_is_named_and_the_rest_is_shown(rough: Bench, desk: Workstation) -> None:
    rough.control(
        "POST", "/faults", {"server": "cloudstack", "match": "^list(Z|P|StorageP|T|V)", "times": -1, "do": "cut"}
    )
    said = desk.run("inventory")
    assert said.code == 1
    assert said.err == (
        "Not read: zones, pods, primary storage, templates, instances, disks. lab cloud gives no complete answer (the "
        "connection was cut).\n"
    )
    assert "cluster kvm-a" in said.out  # though its pod is not there


def test_a_data_centre_that_is_gone_is_told_in_one_sentence_for_each_system(tmp_path: Path) -> None:
    with Bench() as bench:
        desk = commanded(bench, tmp_path)
    said = desk.run("inventory")
    assert (said.code, said.out, len(said.err.splitlines())) == (1, "", 2)
    for name in ("lab-ontap", "lab cloud"):
        assert f". {name} gives no complete answer (connection refused)." in said.err
    said = desk.run("backup", "app-01", "--yes")
    assert said.code == 3
    assert said.err == (
        "No instance is called app-01. But not all were read: lab cloud gives no complete answer (connection refused)."
        "\n"
    )


# -- no room -----------------------------------------------------------------------------------
def filled(site: Site, plan: Plan, at: int) -> None:
    """Run a plan; somebody fills both volumes as step `at` begins. It must be undone, without a trace."""
    before, bench = site.bench.hashes("app-01"), site.bench
    there = {v: set(bench.files(v)) for v in ("cs_gold", "cs_shared")}

    def watch(what: str, n: int, _of: int, _text: str) -> None:
        if (what, n) == ("step", at):
            for volume in there:
                bench.control("POST", f"/volumes/{volume}/fill", {"available": 0})

    result = site.run(plan, watch)
    assert (result.state, FULL in result.reason, result.residue) == (State.UNDONE, True, ()), result
    assert result.reason.startswith(plan.step(at).says)
    assert bench.hashes("app-01") == before
    shared = re.compile(r"(silver/)?\.vsc(/points(/[^/]+)?|/base(/[^/]+)?|/op|/lease)?$")
    for volume, files in there.items():
        assert not [p for p in set(bench.files(volume)) - files if not shared.match(p)]


def clones(plan: Plan) -> list[int]:
    return [step.n for step in plan.steps if step.verb == "file.clone"]


def test_a_backup_without_room_is_undone_at_whichever_clone(rough_site: Site) -> None:
    plans = [rough_site.backup_plan("app-01") for _ in range(4)]
    assert len(clones(plans[0])) == 4  # a backing file, three disks
    for plan, at in zip(plans, clones(plans[0]), strict=True):
        rough_site.bench.fresh()
        filled(rough_site, plan, at)


def test_a_restore_without_room_is_undone_at_whichever_clone(rough_site: Site) -> None:
    rough_site.backup("app-01")
    rough_site.bench.write("app-01")
    rough_site.bench.control("POST", "/world/save", {"name": "roomy"})
    plans = [rough_site.restore_plan("app-01") for _ in range(6)]
    assert len(clones(plans[0])) == 6  # three to put in place, three of the before-point
    for plan, at in zip(plans, clones(plans[0]), strict=True):
        rough_site.bench.control("POST", "/world/restore", {"name": "roomy"})
        filled(rough_site, plan, at)


def test_a_backing_file_that_goes_after_the_plan_was_made_ends_the_backup(rough_site: Site) -> None:
    plan, bench = rough_site.backup_plan("app-01"), rough_site.bench
    base = bench.control("GET", "/disks?instance=app-01")[0]["backing"].rpartition("/")[2]
    bench.control("POST", "/volumes/cs_gold/delete", {"path": base})
    result = rough_site.run(plan)
    assert (result.state, base in result.reason) == (State.UNDONE, True)
    assert not [p for p in bench.files("cs_gold") if p.endswith(("qcow2", ".json")) and p.startswith(".vsc/points")]


# -- this workstation --------------------------------------------------------------------------
def test_when_the_journal_cannot_be_written_nothing_more_is_sent(
    rough: Bench, desk: Workstation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Journal, plan: str, n: int, text: str) -> None:
        if "Take a snapshot" in text:
            raise sqlite3.OperationalError("database or disk is full")
        intent(self, plan, n, text)

    intent = Journal.intent
    monkeypatch.setattr(Journal, "intent", full)
    said = desk.run("backup", "app-01", "--yes")
    assert (said.code, [c for c in rough.changes() if "snapshots" in c]) == (1, [])
    assert said.err.splitlines()[-1] == (
        "This workstation cannot keep its records, so nothing more is sent (OperationalError: database or disk is "
        "full). If a plan was under way, the next start or `check` brings it to an end."
    )
    monkeypatch.undo()
    assert re.match("Found plan [0-9a-f]+ open: undone.", desk.run("check").err.splitlines()[-1])


@pytest.mark.parametrize(
    ("file", "text", "code"), [("journal.sqlite", "x" * 4096, 1), ("settings.toml", "[[connection]]\nurl = 'x'", 3)]
)
def test_a_spoilt_profile_is_told_and_left_as_it_is(
    rough: Bench, desk: Workstation, file: str, text: str, code: int
) -> None:
    (desk.profile / file).write_text(text)
    said = desk.run("inventory")
    assert (said.code, requests(rough)) == (code, {})
    assert len(said.err.splitlines()) == 1
    assert (desk.profile / file).read_text() == text
