"""What is refused is refused in one exact sentence, with exit code 3, and before anything was changed."""

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.refused import BACKUPS, RESTORES, Inside, Prepare
from tests.support import Bench, Workstation, commanded

UUID, POINT = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", r"\d{8}T\d{6}Z-[0-9a-f]{8}"
PLAN = "[0-9a-f]{20}"


def refused(desk: Workstation, bench: Bench, *words: str) -> str:
    """The sentence with which a command is refused, before anything was changed; ids are UUID, POINT and PLAN."""
    said = desk.run(*words)
    assert (said.code, bench.changes()) == (3, []), said
    text = re.sub(POINT, "POINT", re.sub(UUID, "UUID", said.err))
    return re.sub(PLAN, "PLAN", text).removesuffix("\n")


@pytest.fixture(scope="module")
def desk(shared_rough: Bench, tmp_path_factory: pytest.TempPathFactory) -> Workstation:
    return commanded(shared_rough, tmp_path_factory.mktemp("desk"))


@pytest.fixture(scope="module")
def idents(shared_rough: Bench, desk: Workstation) -> tuple[str, str]:
    """Saves the world "points", in which app-01 has a point of one disk and one of all its disks: these ids."""
    shared_rough.fresh()
    assert desk.run("backup", "app-01", "--disk", "DATA-21", "--yes").code == 0
    single = desk.run("points", "app-01").out.split()[0]
    assert desk.run("backup", "app-01", "--yes").code == 0
    rows = json.loads(desk.run("points", "app-01", "--json").out)["points"]
    shared_rough.control("POST", "/world/save", {"name": "points"})
    return single, next(row["id"] for row in rows if row["id"] != single)


@pytest.fixture
def pointed(shared_rough: Bench, idents: tuple[str, str]) -> Bench:
    """The lab in the world "points", nothing counted yet."""
    shared_rough.fresh()
    shared_rough.control("POST", "/world/restore", {"name": "points"})
    return shared_rough


@pytest.mark.parametrize(("instance", "prepare", "sentence"), [c[1:] for c in BACKUPS], ids=[c[0] for c in BACKUPS])
def test_a_backup_that_could_not_be_trusted_is_refused(
    desk: Workstation, rough: Bench, instance: str, prepare: Prepare, sentence: str
) -> None:
    prepare(Inside(rough))
    assert refused(desk, rough, "backup", instance, "--yes") == sentence


@pytest.mark.parametrize(("prepare", "sentence"), [c[1:] for c in RESTORES], ids=[c[0] for c in RESTORES])
def test_a_restore_that_does_not_fit_is_refused(
    desk: Workstation, pointed: Bench, idents: tuple[str, str], prepare: Prepare, sentence: str
) -> None:
    prepare(Inside(pointed))
    assert refused(desk, pointed, "restore", "app-01", "--point", idents[1], "--yes") == sentence


def test_a_point_of_one_disk_or_of_nobody_is_not_restored(
    desk: Workstation, pointed: Bench, idents: tuple[str, str]
) -> None:
    assert refused(desk, pointed, "restore", "app-01", "--point", idents[0], "--yes") == (
        "This restore point holds single disks of app-01, not the instance; it cannot be restored in place yet."
    )
    assert refused(desk, pointed, "restore", "app-01", "--point", "nope", "--yes") == (
        "There is no restore point nope of this instance."
    )
    assert refused(desk, pointed, "restore", "ci-01", "--yes") == "There is no restore point latest of this instance."


def test_an_instance_whose_lease_somebody_holds_is_left_alone(
    desk: Workstation, pointed: Bench, idents: tuple[str, str], tmp_path: Path
) -> None:
    def watch(what: str, _n: int, _of: int, text: str) -> None:
        if what == "step" and text.startswith("Look a second time"):
            pointed.control("POST", "/world/save", {"name": "leased"})

    with pointed.site(tmp_path / "other") as other:
        other.run(other.restore_plan("app-01", idents[1]), watch)
    pointed.control("DELETE", "/faults")
    pointed.control("POST", "/world/restore", {"name": "leased"})
    for command in ("backup", "restore"):
        said = refused(desk, pointed, command, "app-01", "--yes")
        assert re.fullmatch(
            r"\S+ on \S+ holds this instance since \S+ \S+ UTC \(Restore app-01 to \S+ \S+ UTC, plan PLAN\)\. Wait "
            r"until it has ended, or take it over with `check --take-over PLAN`\.",
            said,
        )
    lease = Inside(pointed).ours("^.vsc/lease/")[0]
    pointed.control("POST", "/volumes/cs_gold/put", {"path": lease, "text": "[" * 100_000})
    assert refused(desk, pointed, "backup", "app-01", "--yes") == (
        "The lease of this instance cannot be read, so somebody holds it. Look at it with `check`."
    )


def test_clocks_that_disagree_make_no_point(tmp_path: Path) -> None:
    with Bench() as bench:
        desk = commanded(bench, tmp_path)
        bench.control("POST", "/clock", {"jump": 300})
        said = refused(desk, bench, "backup", "dns-01", "--yes")
        assert re.sub("299|300", "300", said) == (
            "The clocks of this workstation and of node lab-ontap-01 are 300 s apart (at most 120). Restore points are "
            "named by time: set the clock first."
        )


def test_a_plan_without_a_person_or_a_yes_is_shown_and_not_carried_out(
    desk: Workstation, rough: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert refused(desk, rough, "backup", "db-01") == (
        "Nothing was changed: to carry this plan out without a terminal, add --yes."
    )


def test_a_script_gets_the_same_answer_as_one_json_object(desk: Workstation, rough: Bench) -> None:
    process = desk.spawn("backup", "foreign-01", "--yes", "--json")
    out, err = process.communicate(timeout=30)
    assert (process.returncode, err, rough.changes()) == (3, "", [])
    assert json.loads(out) == {
        "ok": False,
        "state": "refused",
        "reason": "The backing file stray.qcow2 of disk ROOT-7 is no template that CloudStack knows.",
    }


@pytest.fixture(autouse=True)
def all_is_forgotten(shared_rough: Bench) -> Iterator[None]:
    yield
    shared_rough.fresh()
