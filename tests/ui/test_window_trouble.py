"""The window at three in the morning: what it shows, what state it leaves, and that it never stops answering."""

import sys
import threading
import time
import types
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.gates import Gates
from tests.support import Bench
from tests.ui.house import LATE, PULSES, House, house
from vscdesktop import labs
from vscdesktop.domain.secret import Secret
from vscdesktop.plans.model import State
from vscdesktop.plans.runner import Patience
from vscdesktop.store import secrets, settings
from vscdesktop.store.paths import profile
from vscdesktop.ui.flows.account import PLACES
from vscdesktop.ui.shell.news import ELSEWHERE
from vscdesktop.ui.shell.task import AFTER
from vscdesktop.ui.wizards.certificate import Changed
from vscdesktop.ui.wizards.secrets import SecretsDialog

INSTANCE, HOST = "app-01", "kvm-a-1"  # stopped, three disks in two pools on two volumes
WAITS = "perhaps it waits to be unlocked."
STALL = 100.0  # milliseconds of work in one go that a person would feel
SHORT = Patience(answer=1.0, between=0.05)  # of plans with systems that are off
SECOND_DELETE = r"^DELETE .*/1\.old$"


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
    behind = home.window.rail.buttons["overview"]
    assert behind.accessibleDescription() == "2 critical"  # it, and that restore points could not be read
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
    assert behind.accessibleDescription() == ""


def test_another_certificate_is_sent_nothing_until_it_was_compared(
    qtbot: QtBot, rough: Bench, gates: Gates, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with Bench() as other, house(qtbot, rough, tmp_path / "p", request.node.name, gates.told) as home:
        gates.array.shut()
        gates.array.lead_to(other.told["ontap"][0]["url"])
        gates.array.open()
        with qtbot.waitSignal(home.context.read, timeout=LATE):
            home.context.refresh()
        home.quiet()
        words = home.words()
        assert "lab-ontap shows another certificate" in words
        assert "Nothing is sent to it until the new one was compared and accepted." in words
        home.button("Compare…").click()  # leads to the connection
        home.quiet()
        home.button("Compare…").click()
        (dialog,) = home.window.findChildren(Changed)
        assert "ontap" not in home.away(lambda: other.control("GET", "/trace"))["requests"]
        dialog.reject()


def test_what_goes_off_while_it_is_read_is_named(far: House, gates: Gates) -> None:
    key, looked = far.key(INSTANCE), list[str]()
    far.context.checked.connect(looked.append)
    far.control("POST", "/faults", {"do": "hold", "server": "cloudstack", "match": "^listVirtualMachines"})
    with far.qtbot.waitSignal(far.context.read, timeout=LATE):
        far.context.refresh()
        assert far.control("GET", "/faults/held?wait=20")
        gates.shut()
    far.quiet()
    words = far.words()
    assert "lab cloud does not answer" in words
    assert "Nothing on it is backed up or restored until it answers." in words
    assert far.desk.links.checked["cloud"].trouble  # its page says so too
    far.context.go("inventory", key)
    far.quiet()
    assert "This instance could not be read" in far.words()
    far.control("DELETE", "/faults")
    gates.open()
    with far.qtbot.waitSignal(far.context.read, timeout=LATE):
        far.context.refresh()
    assert far.context.inventory is not None and not far.context.inventory.gaps
    far.quiet()
    assert not far.desk.links.checked["cloud"].trouble
    looked.clear()
    with far.qtbot.waitSignal(far.context.read, timeout=LATE):
        far.context.refresh()
    far.quiet()
    assert looked == []  # nothing has changed


def test_what_was_read_stays_while_everything_is_off(far: House, gates: Gates) -> None:
    before = far.context.inventory
    gates.shut()
    with far.qtbot.waitSignal(far.context.unread, timeout=LATE):
        far.context.refresh()
    far.quiet()
    (banner,) = far.banners
    assert banner.startswith("Nothing could be read. ")
    for name in ("lab-ontap", "lab cloud"):
        assert f"{name} gives no complete answer" in banner
    assert banner.endswith("What is shown is what was read before.")
    assert far.context.inventory is before and far.desk.inventory is before
    assert all(seen.trouble for seen in far.desk.links.checked.values())
    gates.open()
    with far.qtbot.waitSignal(far.context.read, timeout=LATE):
        far.context.refresh()
    assert far.banners == []
    assert far.context.inventory is not None and not far.context.inventory.gaps


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
    far.look_again()
    task = far.ends()
    assert (task.state, far.journal(restore.plan)) == (State.UNDONE, State.UNDONE)
    assert AFTER[State.UNDONE] in far.words(far.window.pane)
    assert far.hashes(INSTANCE) == restore.newer


def test_systems_that_go_after_it_lead_to_the_end(far: House, gates: Gates) -> None:
    restore = Restore(far)
    far.begin(restore.plan, SECOND_DELETE)
    gates.shut()
    far.release(drop=True)
    task = far.ends()
    assert (task.state, far.journal(restore.plan)) == (State.WAITING, State.WAITING), task.reason
    words = far.words(far.window.pane)
    assert "gives no complete answer (connection refused)" in words and AFTER[State.WAITING] in words
    gates.open()
    far.look_again()
    task = far.ends()
    assert (task.state, far.journal(restore.plan)) == (State.DONE, State.DONE), task.reason
    assert far.hashes(INSTANCE) == restore.point


def test_a_short_absence_is_waited_out(home: House) -> None:
    restore = Restore(home)
    rule = {"do": "cut", "server": "ontap", "when": "before", "match": "^DELETE .*old$", "times": 2}
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
    words = home.words(home.window.pane)
    assert "volume cs_gold is full" in words and "No space left on device" in words
    assert "Make room there (remove old restore points, or grow the volume), then make the plan again." in words
    assert AFTER[State.UNDONE] in words
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
    words = home.words(home.window.pane)
    assert "app-01 is Starting, not Stopped." in words and AFTER[task.state] in words
    home.control("POST", f"/instances/{INSTANCE}/stop", {"force": True})
    assert home.hashes(INSTANCE) == restore.newer


def test_a_start_between_the_deletes_and_the_renames_waits_for_a_person(home: House) -> None:
    restore = Restore(home)
    home.begin(restore.plan, r"^DELETE .*/2\.old$")
    started(home)
    home.release()
    task = home.ends()
    assert (task.state, home.journal(restore.plan)) == (State.WAITING, State.WAITING)
    words = home.words(home.window.pane)
    assert "app-01 is Starting, not Stopped." in words and AFTER[State.WAITING] in words
    home.look_again()
    assert home.ends().state is State.WAITING  # looking changes nothing
    home.control("POST", f"/instances/{INSTANCE}/stop", {"force": True})
    home.look_again()
    task = home.ends()
    assert (task.state, home.journal(restore.plan)) == (State.DONE, State.DONE), task.reason
    assert home.hashes(INSTANCE) == restore.point


# -- the keyring ---------------------------------------------------------------------------------
@pytest.fixture
def unlocked(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """A keyring that waits for a prompt that nobody sees, until this is set."""
    event, module = threading.Event(), types.ModuleType("locked_keyring")
    kept = {"ontap": "", "cloud": ""}
    event.kept = kept  # type: ignore[attr-defined]

    def get(_service: str, name: str) -> str:
        assert event.wait(60)
        return kept[name]

    module.Keyring = type("Keyring", (), {"viable": True, "get_password": staticmethod(get)})  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "locked_keyring", module)
    monkeypatch.setitem(secrets.BACKENDS, sys.platform, ("locked_keyring",))
    yield event
    event.set()


@pytest.fixture
def shut(
    qtbot: QtBot, rough: Bench, tmp_path: Path, unlocked: threading.Event, request: pytest.FixtureRequest
) -> Iterator[House]:
    """A window that finds its keyring locked."""
    place = profile(str(tmp_path / "profile"))
    for row, secret in labs.ways(rough.told, "keyring"):
        unlocked.kept[row.id] = secret.reveal()  # type: ignore[attr-defined]
    settings.save(place.settings, [row for row, _ in labs.ways(rough.told, "keyring")])
    with house(qtbot, rough, tmp_path / "profile", request.node.name, opens=False) as made:
        made.desk.secrets.clear()
        made.context.open()
        yield made


def test_a_locked_keyring_leaves_a_window_that_lives(shut: House, unlocked: threading.Event) -> None:
    began, clicks = time.monotonic(), 0
    while not shut.banners:  # it can be used meanwhile
        shut.context.go(("inventory", "overview")[clicks % 2])
        clicks += 1
        shut.qtbot.wait(50)
    assert secrets.LIMIT - 0.5 < time.monotonic() - began < secrets.LIMIT + 2
    (banner,) = shut.banners
    assert banner == f"Nothing is connected. The keyring has not answered for 5 s; {WAITS} {ELSEWHERE}"
    assert "--" not in banner  # no advice for another program
    unlocked.set()
    with shut.qtbot.waitSignal(shut.context.read, timeout=LATE):
        shut.button("Try again", shut.window.news).click()
    assert shut.banners == []


@pytest.mark.parametrize("place", ["session", "command"])
def test_a_locked_keyring_leaves_two_other_ways(shut: House, tmp_path: Path, place: str) -> None:
    shut.until(lambda: bool(shut.banners))
    shut.button("Enter the secrets…", shut.window.news).click()
    (dialog,) = shut.window.findChildren(SecretsDialog)
    for row, secret in labs.ways(shut.bench.told):
        form, text = dialog.forms[row.id], secret.reveal()
        form.places.choices[list(PLACES).index(place)].radio.setChecked(True)
        (tmp_path / row.id).write_text(text)
        names = ("password",) if row.id == "ontap" else ("api_key", "secret_key")
        fields = dict(zip(names, text.split("\n"), strict=True))
        for name, typed in (fields if place == "session" else {"command": f"cat {tmp_path / row.id}"}).items():
            form.fields[name].setText(typed)
    with shut.qtbot.waitSignal(shut.context.read, timeout=LATE):
        dialog.go.click()
    assert shut.banners == []
    assert {c.secret for c in shut.desk.connections} == {place}


# -- and never does it stop answering --------------------------------------------------------------
def test_the_interface_thread_answers_throughout(qtbot: QtBot) -> None:
    if not PULSES:
        pytest.skip("no window was open in this run")
    print(f"\n{'ms between beats of 5 ms':74}{'p99':>8}{'longest':>9}{'own work':>9}")
    for name, pulse in PULSES.items():
        print(f"{name:74}{pulse.p99:8.1f}{pulse.longest:9.1f}{pulse.busiest:9.1f}")
    assert max(pulse.busiest for pulse in PULSES.values()) < STALL
