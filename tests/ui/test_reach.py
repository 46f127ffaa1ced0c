"""The keyboard reaches every control of the window, and a screen reader has a name for each."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.support import Bench
from tests.ui.house import House, house
from tests.ui.reach import called, trouble, walked
from vscdesktop.clients.tls import Certificate
from vscdesktop.ui.shell.crash import Crash
from vscdesktop.ui.shell.finder import Finder
from vscdesktop.ui.shell.rail import PLACES
from vscdesktop.ui.shell.window import Window
from vscdesktop.ui.widgets.dialog import Dialog
from vscdesktop.ui.wizards.certificate import Changed, Trust
from vscdesktop.ui.wizards.remove import Remove
from vscdesktop.ui.wizards.secrets import SecretsDialog

SHOWN = Certificate("8f2c41d07a1e4c1e" * 4, "CN=lab", "CN=lab", datetime.now(UTC), datetime.now(UTC))


@pytest.fixture
def home(qtbot: QtBot, rough: Bench, tmp_path: Path) -> Iterator[House]:
    with house(qtbot, rough, tmp_path / "profile") as made:
        qtbot.waitUntil(made.window.isActiveWindow)
        yield made


@pytest.mark.parametrize("place", [*PLACES, "welcome"])
def test_every_control_of_a_page_has_a_name_and_tab_leads_to_it_and_on(home: House, place: str) -> None:
    home.window.go(place)
    home.quiet()
    assert list(trouble(home.window)) == []


def test_tab_goes_through_the_window_as_it_is_laid_out(home: House) -> None:
    window = home.window
    window.go("settings")  # made before the overview is drawn anew
    window.go("overview")
    home.back_up("app-01")
    home.context.refresh()
    home.quiet()
    ways = walked(window)
    parts = [window.rail, window.header, window.stack, window.line]
    met = [next(i for i, part in enumerate(parts) if part.isAncestorOf(w)) for w in ways]
    assert met == sorted(met) and set(met) == {0, 1, 2, 3}
    names = [w.accessibleName() for w in ways]
    expected = [
        "Show instances: 19 of 20 instances have no restore point",
        "19 unprotected",
        "Show gold",
        "All volumes",
    ]
    at = [names.index(name) for name in (*expected, "Show cs_gold")]
    assert at == sorted(at)
    assert names[at[-1] :][-2].startswith("Show Back up app-01, Today ")


def test_tab_leads_to_what_is_chosen_of_several(home: House) -> None:
    home.window.go("settings")
    home.quiet()
    ways = [called(w) for w in walked(home.window)]
    assert "RailButton “Settings”" in ways and "RailButton “Overview”" not in ways
    assert "_Segment “Test”" in ways and "_Segment “Production”" not in ways


def test_a_task_can_be_reached_with_all_that_can_be_done_about_it(home: House) -> None:
    home.control("POST", "/faults", {"do": "hold", "match": "^POST .*/snapshots ", "mutating": True})
    home.context.plans.start(home.backup_plan("app-01"))
    assert home.control("GET", "/faults/held?wait=20")
    home.window.enter_tasks()
    home.until(lambda: home.context.plans.tasks[0].done > 0)
    names = [w.accessibleName() for w in walked(home.window)]
    assert {"Tasks", "Stop and undo", "Requests…", "Copy report", "Clear finished"} <= set(names)
    assert list(trouble(home.window)) == []
    home.release()
    home.ends()


DIALOGS: dict[str, Callable[[Window, House], Dialog]] = {
    "finder": lambda w, h: Finder(w, h.context, w._actions()),
    "secrets": lambda w, h: SecretsDialog(w, h.context, h.desk.connections),
    "changed": lambda w, h: Changed(w, h.context, h.desk.connections[0], SHOWN),
    "trust": lambda w, h: Trust(w, h.context, h.desk.connections[0], SHOWN),
    "remove": lambda w, h: Remove(w, h.context, h.desk.connections[0]),
    "crash": lambda w, _: Crash(w, ZeroDivisionError("x"), "Traceback"),
}


@pytest.mark.parametrize("name", DIALOGS)
def test_every_control_of_a_dialog_has_a_name_and_tab_leads_to_it_and_on(home: House, name: str) -> None:
    dialog = DIALOGS[name](home.window, home)
    dialog.open()
    home.until(dialog.isActiveWindow)
    home.quiet()
    assert list(trouble(dialog)) == []
    dialog.reject()


class Shown(QObject):
    """Whatever is shown as a window of its own."""

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self.windows: list[QWidget] = []
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.windows.append(watched)
        return False


def test_no_page_flashes_up_as_a_window_of_its_own(home: House, qapp: QApplication) -> None:
    shown = Shown(qapp)
    for place in (*PLACES, "welcome"):
        home.window.go(place)
        home.quiet()
    qapp.removeEventFilter(shown)
    assert shown.windows == []
