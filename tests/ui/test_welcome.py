"""The first door: one click and there is a working cloud; and nothing of it stays when the window is closed."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.house import button, offered
from tests.ui.shots import shots
from vscdesktop import labs
from vscdesktop.domain.errors import Problem
from vscdesktop.store import settings
from vscdesktop.store.paths import profile
from vscdesktop.ui.bridge import Bridge
from vscdesktop.ui.context import Context
from vscdesktop.ui.desk import Desk
from vscdesktop.ui.pages.overview import OverviewPage
from vscdesktop.ui.pages.welcome import LAB, WelcomePage
from vscdesktop.ui.shell.window import Window
from vscdesktop.ui.widgets.states import Banner, Toast

SOON = 20_000


def lab_rows(folder: Path) -> list[settings.Connection]:
    """As an earlier window left them when it was killed."""
    rows = [
        settings.Connection(
            "o-1", settings.ONTAP, "lab-ontap", "https://127.0.0.1:1", "admin", "ab" * 32, settings.LAB
        ),
        settings.Connection(
            "c-1", settings.CLOUDSTACK, "lab cloud", "http://127.0.0.1:1/client/api", secret=settings.LAB
        ),
    ]
    place = profile(str(folder))
    settings.save(place.settings, rows)
    settings.save_look(place.settings, settings.Look("Built-in lab", "demo", theme="dark"))
    return rows


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Window]:
    desk = Desk(profile(str(tmp_path / "profile")))
    desk.links.tidy()
    made = Window(Context(desk, Bridge()))  # not qtbot's to close: that would come before the end of what it asked
    made.show()
    yield made
    qtbot.waitUntil(lambda: not made.context.bridge.busy, timeout=SOON)
    made.close()
    made.deleteLater()


def welcome(window: Window) -> WelcomePage:
    page = window._pages["welcome"]
    assert isinstance(page, WelcomePage)
    return page


def start(qtbot: QtBot, window: Window) -> float:
    """Seconds from the click to a cloud that was read."""
    began = time.monotonic()
    with qtbot.waitSignal(window.context.read, timeout=SOON):
        welcome(window).start.click()
    return time.monotonic() - began


def test_a_profile_without_connections_opens_at_two_doors(window: Window, qapp: QApplication) -> None:
    assert window.here[0] == "welcome"
    assert not (window.rail.isVisible() or window.header.isVisible() or window.line.isVisible())
    shots(qapp, window, "welcome")


def test_one_click_makes_a_working_cloud_within_ten_seconds(qtbot: QtBot, window: Window) -> None:
    context = window.context
    assert start(qtbot, window) < 10
    assert window.here[0] == "overview" and window.header.brand.look.kind == "demo"
    assert context.inventory is not None and not context.inventory.gaps
    assert f"{len(list(context.inventory.instances()))} instances" in LAB[2]
    assert all(c.id[:2] in ("o-", "c-") for c in context.desk.connections)


def test_no_secret_of_the_lab_is_written_and_nothing_of_it_stays(qtbot: QtBot, window: Window) -> None:
    start(qtbot, window)
    desk = window.context.desk
    written = b"".join(p.read_bytes() for p in desk.profile.folder.rglob("*") if p.is_file())
    secrets = [part for s in desk.secrets.values() for part in s.reveal().split("\n")]
    assert len(secrets) == 3 and not any(s.encode() in written for s in secrets)
    lab = desk.links._lab
    assert lab is not None
    qtbot.waitUntil(lambda: not window.context.bridge.busy, timeout=SOON)
    window.close()
    assert not lab.alive
    assert desk.connections == [] and desk.links.look.kind == "production"


def test_a_lab_that_a_killed_window_left_is_said_and_taken_away(
    qtbot: QtBot, tmp_path: Path, qapp: QApplication
) -> None:
    lab_rows(tmp_path / "profile")
    desk = Desk(profile(str(tmp_path / "profile")))
    desk.links.tidy()
    assert desk.connections == [] and desk.links.look == settings.Look(theme="dark")
    window = Window(Context(desk, Bridge()))
    qtbot.addWidget(window)
    window.show()
    assert window.here[0] == "welcome"
    banner = welcome(window).findChild(Banner)
    assert banner is not None and "The built-in lab has ended" in banner.accessibleName()
    shots(qapp, window, "welcome-lost")
    window.close()


def test_connections_of_ones_own_stay_when_the_lab_goes(tmp_path: Path) -> None:
    rows = lab_rows(tmp_path)
    place = profile(str(tmp_path))
    own = settings.Connection("c-9", settings.CLOUDSTACK, "mine", "https://cloud/client/api")
    settings.save(place.settings, [rows[0], own, rows[1]])
    settings.save_look(place.settings, settings.Look("Mine", "test"))
    desk = Desk(place)
    desk.links.tidy()
    assert desk.connections == [own] and desk.links.look.name == "Mine"


def test_a_lab_that_ends_by_itself_is_noticed_and_can_be_started_again(
    qtbot: QtBot, window: Window, qapp: QApplication
) -> None:
    start(qtbot, window)
    context, links = window.context, window.context.desk.links
    assert links._lab is not None
    links._lab._process.kill()
    links._lab._process.wait()
    page = window._pages["overview"]
    assert isinstance(page, OverviewPage)
    with qtbot.waitSignal(context.reading, timeout=SOON, check_params_cb=lambda on: not on):
        context.refresh()
    qtbot.waitUntil(lambda: page.findChild(Banner) is not None, timeout=SOON)
    shots(qapp, window, "overview-lab-gone")
    banner = page.findChild(Banner)
    assert banner is not None
    again = banner.findChild(QPushButton)
    assert again is not None and again.text() == "Start it again"
    with qtbot.waitSignal(context.read, timeout=SOON, check_params_cb=lambda _old, new: bool(list(new.instances()))):
        again.click()
    assert context.inventory is not None and not context.inventory.gaps and not links.lab_gone


@pytest.fixture
def no_lab(monkeypatch: pytest.MonkeyPatch) -> str:
    """None can be started; answers why."""
    why = "No room for it."

    def no(*_: str) -> labs.Lab:
        raise Problem(why)

    monkeypatch.setattr(labs, "Lab", no)
    return why


def test_a_lab_that_does_not_start_says_so_and_may_be_tried_again(qtbot: QtBot, window: Window, no_lab: str) -> None:
    page = welcome(window)
    page.start.click()
    assert not page.start.isEnabled()
    qtbot.waitUntil(page.start.isEnabled, timeout=SOON)
    assert page._state.text() == no_lab
    assert window.here[0] == "welcome"


@pytest.mark.parametrize("place", ["overview", "inventory", "connections"])
def test_every_place_that_is_empty_has_the_same_doors(
    qtbot: QtBot, window: Window, qapp: QApplication, place: str
) -> None:
    context = window.context
    with qtbot.waitSignal(context.read, timeout=SOON):
        context.open()  # as at every start: there is nothing to read
    window.go(place)
    page = window._pages[place]
    qtbot.waitUntil(lambda: not context.bridge.busy, timeout=SOON)
    shots(qapp, window, f"{place}-no-connection")
    with qtbot.waitSignal(context.wizard) as asked:
        context.wizard.disconnect(window._wizard)
        button("Connect my cloud…", page).click()
    assert asked.args is not None and asked.args[0] == "connect"
    with qtbot.waitSignal(context.read, timeout=SOON):
        button("Start the demo lab", page).click()
        context.start_lab()  # a second press starts no second one
    assert context.inventory is not None and len(list(context.inventory.instances())) == 20
    assert window.here[0] == place and window.header.brand.look.kind == "demo"
    qtbot.waitUntil(lambda: not context.bridge.busy, timeout=SOON)
    assert not [b for b in offered(page) if b.text() == "Start the demo lab"]


def test_why_the_lab_did_not_start_is_said_at_every_door(qtbot: QtBot, window: Window, no_lab: str) -> None:
    window.go("connections")
    start = button("Start the demo lab", window._pages["connections"])
    start.click()
    assert not start.isEnabled()
    qtbot.waitUntil(start.isEnabled, timeout=SOON)
    assert [t.accessibleName() for t in window.findChildren(Toast)] == ["The lab did not start. No room for it."]


def test_the_other_door_opens_the_connection_wizard(qtbot: QtBot, window: Window) -> None:
    with qtbot.waitSignal(window.context.wizard) as asked:
        window.context.wizard.disconnect(window._wizard)
        welcome(window).connect_own.click()
    assert asked.args is not None and asked.args[0] == "connect"
