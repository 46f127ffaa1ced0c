"""A window is killed in the middle of a restore: the next one says what it found, and what it did about it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support import Bench, Workstation, commanded

INSTANCE = "app-01"  # stopped, three disks in two pools on two volumes
BACK, ONWARD = "it was undone, and everything is as it was before", "it was carried through to its end"
DONE = "An earlier run was interrupted. It was brought to an end."


@contextmanager
def window(profile: Path, *words: str) -> Iterator["subprocess.Popen[str]"]:
    """A window in a process of its own; it does not outlive the test."""
    command = [sys.executable, "-m", "tests.window_driver", str(profile), *words]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def line(process: "subprocess.Popen[str]") -> dict[str, Any]:
    """The next thing it tells."""
    assert process.stdout is not None
    text = process.stdout.readline()
    if not text:
        raise AssertionError(process.communicate()[1])
    told: dict[str, Any] = json.loads(text)
    return told


@pytest.fixture
def desk(rough: Bench, tmp_path: Path) -> Workstation:
    """A workstation with a point of the instance, which was written to since."""
    made = commanded(rough, tmp_path)
    assert made.run("backup", INSTANCE, "--yes").code == 0
    return made


def killed(rough: Bench, desk: Workstation, request: str) -> str:
    """A window dies while the lab holds that request of its restore, before its effect; answers the plan."""
    rough.control("POST", "/faults", {"do": "hold", "when": "before", "mutating": True, "match": request})
    with window(desk.profile, "restore", INSTANCE) as first:
        plan = str(line(first)["plan"])
        assert rough.control("GET", "/faults/held?wait=30")
        os.kill(first.pid, 9)
        first.wait(10)
    rough.control("POST", "/faults/release", {"drop": True})
    return plan


@pytest.mark.parametrize(
    ("held", "end"),
    [
        (r"-> \.vsc/op/[^/]+/1\.old$", BACK),  # one disk is out of reach
        (r"^DELETE .*/0\.old$", ONWARD),  # all are, and the first delete is on its way
        (r"^DELETE .*/1\.old$", ONWARD),  # one is deleted
        (r"/1\.new -> ", ONWARD),  # one is in place
    ],
)
def test_the_next_window_says_what_it_found_and_did(rough: Bench, desk: Workstation, held: str, end: str) -> None:
    point = rough.hashes(INSTANCE)
    rough.write(INSTANCE)
    newer = rough.hashes(INSTANCE)
    plan = killed(rough, desk, held)
    rough.control("DELETE", "/faults")
    with window(desk.profile, "look") as second:
        told = line(second)
        (banner,) = told["banners"]
        assert banner.startswith(f"{DONE} Restore {INSTANCE} to ") and banner.endswith(f": {end}")
        assert told["cut"] == []
        assert told["tasks"] == {plan: "undone" if end is BACK else "done"}
        assert second.wait(20) == 0
    assert rough.hashes(INSTANCE) == (newer if end is BACK else point)
    with window(desk.profile, "look") as third:  # it is told once
        assert line(third)["banners"] == []


def test_what_cannot_go_on_is_told_and_waits_in_the_task_pane(rough: Bench, desk: Workstation) -> None:
    point = rough.hashes(INSTANCE)
    rough.write(INSTANCE)
    plan = killed(rough, desk, r"^DELETE .*/2\.old$")
    rough.control("POST", f"/instances/{INSTANCE}/start", {"host": "kvm-a-1", "hold": True})
    with window(desk.profile, "look") as second:
        told = line(second)
        (banner,) = told["banners"]
        assert banner.startswith("An earlier run was interrupted and waits for you. ")
        assert "app-01 is Starting, not Stopped." in banner
        assert told["tasks"] == {plan: "waiting"}
        assert second.wait(20) == 0
    rough.control("POST", f"/instances/{INSTANCE}/stop", {"force": True})
    with window(desk.profile, "look") as third:
        assert line(third)["tasks"] == {plan: "done"}
    assert rough.hashes(INSTANCE) == point


# -- one window a profile ------------------------------------------------------------------------
def test_a_second_start_raises_the_first_window_and_ends_also_after_one_was_killed(tmp_path: Path) -> None:
    with window(tmp_path, "stay") as first:
        assert line(first) == {"painted": True}
        with window(tmp_path, "stay") as second:
            assert second.wait(20) == 0
        assert line(first) == {"raised": True}
        os.kill(first.pid, 9)
        first.wait(10)
        with window(tmp_path, "stay") as third:
            assert line(third) == {"painted": True}
            with window(tmp_path, "stay") as fourth:
                assert fourth.wait(20) == 0
            assert line(third) == {"raised": True}


def test_a_window_that_is_closed_while_it_reads_ends_at_once(rough: Bench, desk: Workstation) -> None:
    for match in ("^list", "/storage/", "-"):  # the third: nothing is slow, much lands at once
        rough.control("POST", "/faults", {"do": "delay", "seconds": 30, "match": match, "times": -1})
        with window(desk.profile, "hasty") as first:
            out, err = first.communicate(timeout=15)  # less than anything waits for an answer
            assert (first.returncode, out) == (0, "") and "Fatal" not in err and "Traceback" not in err, err
        rough.control("DELETE", "/faults")


def test_settings_that_cannot_be_read_are_told_before_there_is_a_window(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("[[connection]]\nurl = 'x'")
    with window(tmp_path, "stay") as first:
        assert first.stderr is not None
        assert first.stderr.readline().startswith(f"The settings in {tmp_path}/settings.toml cannot be read")
