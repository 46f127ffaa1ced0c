"""The window at three in the morning: what it shows, what state it leaves, and that it never stops answering."""

import sys
import threading
import types
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.gates import Gates
from tests.support import Bench
from tests.ui.house import LATE, PULSES, House, house
from vscdesktop.domain.secret import Secret
from vscdesktop.plans.model import State
from vscdesktop.plans.runner import Patience
from vscdesktop.store import secrets, settings
from vscdesktop.ui.wizards.certificate import Changed
from vscdesktop.ui.wizards.secrets import SecretsDialog

INSTANCE, HOST = "app-01", "kvm-a-1"  # stopped, three disks in two pools on two volumes
SHORT = Patience(answer=1.0, between=0.05)  # of plans with systems that are off
RENAMED, FIRST_DELETED = r"^DELETE .*/0\.old$", r"^DELETE .*/1\.old$"  # what is held: all before it is done


@pytest.fixture
def home(qtbot: QtBot, rough: Bench, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[House]:
    with house(qtbot, rough, tmp_path / "profile", request.node.name) as made:
        yield made


@pytest.fixture
def gates(rough: Bench) -> Iterator[Gates]:
    with Gates(rough.told) as made:
        yield made


@pytest.fixture
def far(qtbot: QtBot, rough: Bench, gates: Gates, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[House]:
    """A window whose systems can be switched off."""
    with house(qtbot, rough, tmp_path / "profile", request.node.name, gates.told, SHORT) as made:
        yield made


class Restore:
    """A restore of an instance that holds newer content than its point."""

    def __init__(self, home: House) -> None:
        home.back_up(INSTANCE)
        self.point = home.hashes(INSTANCE)
        home.away(lambda: home.bench.write(INSTANCE))
        self.newer = home.hashes(INSTANCE)
        assert self.newer != self.point
        self.plan = home.restore_plan(INSTANCE)


def test_an_idle_window_is_the_measure(home: House) -> None:
    home.qtbot.wait(3000)
    assert home.banners == []


# -- reading -------------------------------------------------------------------------------------
def test_a_wrong_password_is_told_and_can_be_entered_again(home: House) -> None:
    right = home.desk.secrets["ontap"]
    home.desk.secrets["ontap"] = Secret("wrong")
    home.control("DELETE", "/faults")
    with home.qtbot.waitSignal(home.context.read, timeout=LATE):
        home.context.reopen()
    home.quiet()
    words = home.words()
    assert "lab-ontap refuses the credentials" in words
    assert "Nothing more is sent until they are entered again." in words
    assert home.control("GET", "/trace")["requests"]["ontap"] == 1
    home.context.go("connections", None)
    home.quiet()
    home.button("Enter its secret again…").click()
    (dialog,) = home.window.findChildren(SecretsDialog)
    dialog.forms["ontap"].fields["password"].setText(right.reveal())
    with home.qtbot.waitSignal(home.context.read, timeout=LATE):
        dialog.go.click()
    home.quiet()
    assert home.context.inventory is not None and not home.context.inventory.gaps


def test_another_certificate_is_sent_nothing_until_it_was_compared(
    qtbot: QtBot, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with Bench("--password", "the same") as old, house(qtbot, old, tmp_path / "p", request.node.name) as home:
        port, told = old.told["ontap"][0]["url"].rpartition(":")[2], old.told["cloudstack"]
        old.__exit__(None, None, None)
        keys = ("--api-key", told["api_key"], "--secret-key", told["secret_key"])
        doors = ("--ontap-port", port, "--cloudstack-port", told["url"].split(":")[2].split("/")[0])
        with Bench("--password", "the same", *keys, *doors) as new:
            home.bench = old.control = new.control  # type: ignore[assignment]
            home.bench = new
            old.control = new.control
            with home.qtbot.waitSignal(home.context.read, timeout=LATE):
                home.context.refresh()
            home.quiet()
            words = home.words()
            assert "lab-ontap shows another certificate" in words
            assert "Nothing is sent to it until the new one was compared and accepted." in words
            assert "ontap" not in home.control("GET", "/trace")["requests"]
            home.button("Compare…").click()
            home.quiet()
            home.context.check(home.desk.connections[0])
            home.quiet()
            home.button("Compare…").click()
            assert home.window.findChildren(Changed)


def test_what_was_read_stays_while_everything_is_off_and_comes_back(far: House, gates: Gates) -> None:
    before = far.context.inventory
    far.control("POST", "/faults", {"do": "hold", "server": "cloudstack", "match": "^listVirtualMachines"})
    far.context.refresh()
    assert far.control("GET", "/faults/held?wait=20")
    gates.shut()
    far.quiet()
    (banner,) = far.banners
    assert banner.startswith("Nothing could be read. ")
    for name in ("lab-ontap", "lab cloud"):
        assert f"{name} gives no complete answer" in banner
    assert banner.endswith("What is shown is what was read before.")
    assert far.context.inventory is before
    far.control("DELETE", "/faults")
    gates.open()
    with far.qtbot.waitSignal(far.context.read, timeout=LATE):
        far.context.refresh()
    assert far.banners == [] and far.context.inventory is not None and not far.context.inventory.gaps


# -- plans ---------------------------------------------------------------------------------------
def test_systems_that_go_before_the_first_irrevocable_step_lead_to_an_undo(far: House, gates: Gates) -> None:
    restore = Restore(far)
    far.begin(restore.plan, r"-> \.vsc/op/.*/1\.old$")  # the first disk is renamed away
    gates.shut()
    far.release(drop=True)
    task = far.ends()
    assert task.state is State.WAITING, task.reason
    assert "gives no complete answer (connection refused)" in far.words(far.window.pane)
    gates.open()
    far.button("Look again").click()
    task = far.ends()
    assert (task.state, far.journal(restore.plan)) == (State.UNDONE, State.UNDONE)
    print(far.words(far.window.pane))
    assert far.hashes(INSTANCE) == restore.newer


def test_systems_that_go_after_it_lead_to_the_end(far: House, gates: Gates) -> None:
    restore = Restore(far)
    far.begin(restore.plan, FIRST_DELETED)
    gates.shut()
    far.release(drop=True)
    task = far.ends()
    assert (task.state, far.journal(restore.plan)) == (State.WAITING, State.WAITING), task.reason
    assert far.window.pane.isVisible()
    print(far.words(far.window.pane))
    gates.open()
    far.button("Look again").click()
    task = far.ends()
    assert (task.state, far.journal(restore.plan)) == (State.DONE, State.DONE), task.reason
    assert far.hashes(INSTANCE) == restore.point


def test_a_short_absence_is_waited_out(home: House) -> None:
    restore = Restore(home)
    rule = {"do": "cut", "server": "ontap", "when": "before", "match": "op/", "times": 4}
    home.control("POST", "/faults", rule)
    home.begin(restore.plan)
    task = home.ends()
    assert (task.state, home.journal(restore.plan)) == (State.DONE, State.DONE), task.reason
    assert home.hashes(INSTANCE) == restore.point


def test_a_full_volume_undoes_a_backup_and_is_named(home: House) -> None:
    before, plan = home.hashes(INSTANCE), home.backup_plan(INSTANCE)
    home.begin(plan, "^POST .*/snapshots ")
    home.control("POST", "/volumes/cs_gold/fill", {"available": 0})
    home.release()
    task = home.ends()
    assert (task.state, home.journal(plan)) == (State.UNDONE, State.UNDONE)
    print(home.words(home.window.pane))
    words = home.words(home.window.pane)
    assert "cs_gold" in words and "No space left on device" in words
    assert home.hashes(INSTANCE) == before
    assert not [p for p in home.away(lambda: home.bench.files("cs_gold")) if "/points/" in p and p.endswith("qcow2")]


def started(home: House) -> None:
    home.control("POST", f"/instances/{INSTANCE}/start", {"host": HOST, "hold": True})


def test_a_start_before_the_renames_undoes_the_restore(home: House) -> None:
    restore = Restore(home)
    home.begin(restore.plan, "^POST .*/snapshots ")
    started(home)
    home.release()
    task = home.ends()
    assert task.state in (State.REFUSED, State.UNDONE) and home.journal(restore.plan) is task.state
    print(home.words(home.window.pane))
    home.control("POST", f"/instances/{INSTANCE}/stop", {"force": True})
    assert home.hashes(INSTANCE) == restore.newer


def test_a_start_between_the_deletes_and_the_renames_waits_for_a_person(home: House) -> None:
    restore = Restore(home)
    home.begin(restore.plan, r"^DELETE .*/2\.old$")
    started(home)
    home.release()
    task = home.ends()
    assert (task.state, home.journal(restore.plan)) == (State.WAITING, State.WAITING)
    print(home.words(home.window.pane))
    home.button("Look again").click()
    assert home.ends().state is State.WAITING  # looking changes nothing
    home.control("POST", f"/instances/{INSTANCE}/stop", {"force": True})
    home.button("Look again").click()
    task = home.ends()
    assert (task.state, home.journal(restore.plan)) == (State.DONE, State.DONE), task.reason
    assert home.hashes(INSTANCE) == restore.point


# -- the keyring ---------------------------------------------------------------------------------
def test_a_locked_keyring_leaves_a_window_that_lives_and_two_other_ways(
    qtbot: QtBot, rough: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    unlocked, module = threading.Event(), types.ModuleType("locked_keyring")
    locked = {"viable": True, "get_password": staticmethod(lambda *_: str(unlocked.wait(60)))}
    module.Keyring = type("Keyring", (), locked)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "locked_keyring", module)
    monkeypatch.setitem(secrets.BACKENDS, sys.platform, ("locked_keyring",))
    home = House(qtbot, rough, tmp_path / "profile")
    place = home.desk.profile.settings
    rows = [settings.Connection(**{**vars(c), "secret": "keyring"}) for c in settings.load(place)]
    settings.save(place, rows)
