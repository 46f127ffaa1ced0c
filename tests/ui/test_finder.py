"""Ctrl K: what can be done with anything, by its name; and the keyboard's way through the parts of the window."""

import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.desks import connected
from tests.support import Bench
from tests.ui import generate
from tests.ui.house import button, offered
from tests.ui.shots import shots
from vscdesktop.domain.keys import Key, Kind
from vscdesktop.plans.journal import Entry
from vscdesktop.plans.model import Plan, State
from vscdesktop.services.browse import Browse
from vscdesktop.store import settings
from vscdesktop.store.paths import profile
from vscdesktop.ui.bridge import Bridge
from vscdesktop.ui.context import Context
from vscdesktop.ui.desk import Desk
from vscdesktop.ui.flows.flow import READ_ONLY
from vscdesktop.ui.pages.inventory import InventoryPage
from vscdesktop.ui.pages.settings import THEMES, SettingsPage
from vscdesktop.ui.shell.finder import Finder, asked, marked
from vscdesktop.ui.shell.window import Window

SOON = 20_000


@pytest.fixture
def window(qtbot: QtBot, bench: Bench, tmp_path: Path) -> Iterator[Window]:
    """Connected to the lab and read once."""
    made = Window(Context(connected(bench, tmp_path / "profile"), Bridge()))
    made.resize(1440, 900)
    made.show()
    qtbot.waitUntil(made.isActiveWindow)
    with qtbot.waitSignal(made.context.read, timeout=SOON):
        made.context.open()
    made.context.pause(True)
    yield made
    qtbot.waitUntil(lambda: not made.context.bridge.busy, timeout=SOON)
    made.close()
    made.deleteLater()


def finder(window: Window, text: str) -> Finder:
    window.open_finder()
    found = next(f for f in window.findChildren(Finder) if f.isVisible())
    found.field.setText(text)
    return found


def titles(found: Finder) -> list[str]:
    return [row[0].text for row in found._hits.rows]


def chosen(window: Window, text: str) -> None:
    """What Enter does after a few letters."""
    found = finder(window, text)
    QTest.keyClick(found.field, Qt.Key.Key_Return)


# -- actions -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "verb", "name"),
    [
        ("back up app-01", "backup", "app-01"),
        ("Back  Up  web", "backup", "web"),
        ("backup x", "backup", "x"),
        ("restore tenant 5 db", "restore", "tenant 5 db"),
        ("restore", "", "restore"),
        ("restore-test", "", "restore-test"),
        ("", "", ""),
    ],
)
def test_a_verb_may_stand_before_a_name(text: str, verb: str, name: str) -> None:
    assert asked(text) == (verb, name)


@pytest.mark.parametrize(
    ("text", "title", "kind"),
    [("back up app-01", "Back up app-01…", "backup"), ("restore web-01", "Restore web-01…", "restore")],
)
def test_an_instance_that_is_not_open_is_backed_up_or_restored_by_its_name(
    qtbot: QtBot, qapp: QApplication, window: Window, text: str, title: str, kind: str
) -> None:
    window.context.wizard.disconnect(window._wizard)
    found = finder(window, text)
    assert titles(found)[0] == title
    shots(qapp, found, f"finder-{kind}", resize=False)
    with qtbot.waitSignal(window.context.wizard) as went:
        QTest.keyClick(found.field, Qt.Key.Key_Return)
    assert went.args is not None and went.args[0] == kind
    inventory = window.context.inventory
    assert inventory is not None and f"{inventory.things[went.args[1]].name}…" in title


@pytest.mark.parametrize(("text", "many"), [("web", 3), ("01", 10), ("192.", 1), ("show", 1)])
def test_what_is_found_can_be_looked_at(qapp: QApplication, window: Window, text: str, many: int) -> None:
    found = finder(window, text)
    assert len(titles(found)) >= many
    shots(qapp, found, f"finder-{text.strip('.')}", resize=False)


def test_an_object_says_what_it_is_where_it_lies_and_how_it_is(window: Window) -> None:
    name, place, state, _ = finder(window, "web")._hits.rows[0]
    assert (name.text, [name.text[a:b] for a, b in name.found]) == ("web-01", ["web"])
    assert (place.text, state.dot) == ("Instance, zone-1 / gold", "ok")
    assert finder(window, "192.")._hits.rows[0][1].text.startswith("LIF, 192.")  # by what it was found


@pytest.mark.parametrize(
    ("text", "wanted", "parts"),
    [
        ("web-01", "web", ["web"]),
        ("Back up App-01…", "app", ["App"]),
        ("tenant 5 db", "DB ten", ["db", "ten"]),
        ("web-01", "w1", []),
        ("İstanbul-01", "01", []),  # has another length in small letters
    ],
)
def test_what_was_looked_for_is_marked(text: str, wanted: str, parts: list[str]) -> None:
    assert [text[a:b] for a, b in marked(text, wanted)] == parts


def test_a_name_alone_brings_the_object_first_and_then_what_can_be_done_once(window: Window) -> None:
    assert window.context.inventory is not None
    key = next(i.key for i in window.context.inventory.instances() if i.name == "app-01")
    window.context.go("inventory", key)  # its page offers the same
    every = titles(finder(window, "app-01"))
    assert every[0] == "app-01"
    assert every.count("Back up app-01…") == every.count("Restore app-01…") == 1
    rows = [row for row in finder(window, "back up app-01")._hits.rows if row[0].text == "Back up app-01…"]
    assert [row[1].text for row in rows] == ["Instance, zone-1 / gold"]  # which of those that have its name


def test_nothing_is_offered_where_nothing_may_be_changed(window: Window) -> None:
    window.context.desk.links.show("Lab", "test", read_only=True)
    found = finder(window, "back up app-01")
    assert titles(found)[0] == "app-01" and found.none.text() == READ_ONLY
    found.field.setText("app-01")
    assert titles(found)[0] == "app-01" and found.none.text() == ""
    assert not any(t.startswith(("Back up", "Restore")) for t in titles(found))


def test_a_key_is_answered_at_once_in_a_large_cloud(qtbot: QtBot, tmp_path: Path) -> None:
    desk = Desk(profile(str(tmp_path)))
    desk.browse = Browse(generate.inventory(100_000))
    host = QWidget()
    qtbot.addWidget(host)
    made = Finder(host, cast(Any, SimpleNamespace(desk=desk, back_up=print, restore=print)), [])
    costs = []
    for text in ("back up web", "restore db-00123", "back up tenant 5 db", "w", "restore zzzz"):
        began = time.thread_time()
        made._search(text)
        costs.append(time.thread_time() - began)
    assert max(costs) < 0.15, costs  # 50 ms, and some for a busy machine


# -- of the window ---------------------------------------------------------------------------------
def test_a_theme_is_shown_kept_and_told_to_the_settings_page(qtbot: QtBot, light: QApplication, window: Window) -> None:
    window.go("settings")
    page = window._pages["settings"]
    assert isinstance(page, SettingsPage)
    offered = [t for t in titles(finder(window, "theme")) if t.startswith("Theme: ")]
    assert offered == [f"Theme: {t}" for t in THEMES.values()]
    with qtbot.waitSignal(window.context.looked, timeout=SOON):
        chosen(window, "theme: dark")
    assert settings.look(window.context.desk.profile.settings).theme == "dark"
    page._keep(text=15)  # what the page keeps later does not undo it
    qtbot.waitUntil(lambda: window.context.desk.links.look.text == 15, timeout=SOON)
    assert window.context.desk.links.look.theme == "dark"


def test_reading_is_paused_and_goes_on(window: Window) -> None:
    window.context.pause(False)
    chosen(window, "pause reading")
    assert window.header.pause.isChecked() and "paused" in window.header.fresh.text()
    chosen(window, "go on reading")
    assert not window.header.pause.isChecked() and "paused" not in window.header.fresh.text()
    assert "Start the demo lab" not in titles(finder(window, "start the demo"))  # something is connected


# -- the keyboard ----------------------------------------------------------------------------------
def focus() -> QWidget:
    return QApplication.focusWidget() or QWidget()


def test_f6_walks_rail_tree_page_and_tasks(window: Window) -> None:
    window.go("inventory")
    page = window._pages["inventory"]
    assert isinstance(page, InventoryPage) and page.page is not None
    window.rail.buttons["inventory"].setFocus()
    seen = []
    for _ in range(4):
        QTest.keyClick(focus(), Qt.Key.Key_F6)
        seen.append(focus())
    assert seen[:2] == [page.tree.view, page.page.bar]
    assert window.line.isAncestorOf(seen[2]) and seen[3] is window.rail.buttons["inventory"]


def test_the_keyboard_goes_into_the_tasks_and_back(window: Window) -> None:
    window.go("inventory")
    page = window._pages["inventory"]
    assert isinstance(page, InventoryPage)
    page.tree.field.setFocus()
    QTest.keyClick(focus(), Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert window.pane.isVisible() and focus() is window.pane.list
    QTest.keyClick(focus(), Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert not window.pane.isVisible() and focus() is page.tree.field
    window._open_tasks()  # by itself it leaves the keyboard alone
    assert focus() is page.tree.field


def test_who_asks_for_the_tasks_is_led_into_them(qtbot: QtBot, window: Window) -> None:
    plan = Plan("p", "backup", "Back up app-01", Key(Kind.INSTANCE, "c", "i"), ())
    window.context.plans.recovering.emit([Entry(plan, State.RUNNING, "", "")])
    qtbot.waitUntil(lambda: bool(offered(window.news)))
    window.header.search.setFocus()
    window._open_tasks()  # they are open already
    button("Show tasks", window.news).click()
    assert focus() is window.pane.list
    window.header.search.setFocus()
    chosen(window, "show tasks")
    assert window.pane.isVisible() and focus() is window.pane.list
    window.show_tasks()
    assert not window.pane.isVisible() and focus() is window.header.search
