"""Settings take effect at once, or say when; and the keys that are listed are the keys there are."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.shots import shots
from vscdesktop.domain.errors import Refused
from vscdesktop.plans.model import Plan
from vscdesktop.store import settings
from vscdesktop.store.paths import profile
from vscdesktop.ui.bridge import Bridge
from vscdesktop.ui.context import Context
from vscdesktop.ui.desk import Desk
from vscdesktop.ui.pages.settings import SHORTCUTS, SettingsPage
from vscdesktop.ui.shell.window import Window
from vscdesktop.ui.theme.hub import theme


@pytest.fixture
def context(qtbot: QtBot, tmp_path: Path) -> Iterator[Context]:
    place = profile(str(tmp_path))
    settings.save_look(place.settings, settings.Look("Nimbus", "production"))
    made = Context(Desk(place), Bridge())
    yield made
    qtbot.waitUntil(lambda: not made.bridge.busy)
    made.desk.close()


@pytest.fixture
def page(qtbot: QtBot, context: Context) -> SettingsPage:
    made = SettingsPage(context)
    qtbot.addWidget(made)
    made.show()
    return made


def kept(qtbot: QtBot, context: Context) -> settings.Look:
    qtbot.waitUntil(lambda: not context.bridge.busy)
    return settings.look(context.desk.profile.settings)


def test_a_theme_is_worn_at_once_and_kept(qtbot: QtBot, light: QApplication, page: SettingsPage) -> None:
    page.themes.pick(2)
    assert theme.t.name == "dark"
    assert kept(qtbot, page.context).theme == "dark"


def test_a_text_size_is_kept_for_the_next_start(qtbot: QtBot, page: SettingsPage) -> None:
    page.sizes.pick(2)
    assert kept(qtbot, page.context).text == 15


def test_name_and_kind_reach_the_window_at_once(qtbot: QtBot, page: SettingsPage) -> None:
    with qtbot.waitSignal(page.context.looked) as told:
        page.name.setText("Nimbus test")
        page.name.editingFinished.emit()
    assert told.args is not None and told.args[0].name == "Nimbus test"
    with qtbot.waitSignal(page.context.looked):
        page.kinds.pick(1)
    look = kept(qtbot, page.context)
    assert (look.name, look.kind) == ("Nimbus test", "test")


def test_a_name_is_never_empty(qtbot: QtBot, page: SettingsPage) -> None:
    page.name.setText("  ")
    page.name.editingFinished.emit()
    assert page.name.text() == "Nimbus" and kept(qtbot, page.context).name == "Nimbus"


def test_read_only_forbids_plans_at_once(qtbot: QtBot, page: SettingsPage) -> None:
    desk = page.context.desk
    desk.open()
    page.read_only.setChecked(True)
    assert kept(qtbot, page.context).read_only
    with pytest.raises(Refused, match="read-only"):
        desk.run(Plan("p", "backup", "Back up x", ("instance", "c", "1"), ()))  # type: ignore[arg-type]


def test_of_two_changes_in_a_hurry_the_later_one_stays(qtbot: QtBot, light: QApplication, page: SettingsPage) -> None:
    for i in (1, 2, 3, 1, 2):
        page.themes.pick(i)
    page.read_only.setChecked(True)
    look = kept(qtbot, page.context)
    assert (look.theme, look.read_only) == ("dark", True)


def test_what_somebody_else_named_is_shown(page: SettingsPage) -> None:
    page.context.looked.emit(settings.Look("Built-in lab", "demo", False))
    assert (page.name.text(), page.kinds.current(), page.read_only.isChecked()) == ("Built-in lab", 2, False)


def test_every_key_of_the_window_is_listed(qtbot: QtBot, context: Context) -> None:
    window = Window(context)
    keys = {s.key().toString(QKeySequence.SequenceFormat.PortableText) for s in window.findChildren(QShortcut)}
    listed = " ".join(k for k, _ in SHORTCUTS)
    missing = {k for k in keys if k not in listed and not k.removeprefix("Ctrl+").isdigit()}
    assert keys and not missing
    assert sum(k.removeprefix("Ctrl+").isdigit() for k in keys) == 5
    window.deleteLater()


def test_the_page_in_every_theme(qapp: QApplication, page: SettingsPage) -> None:
    shots(qapp, page, "settings")
