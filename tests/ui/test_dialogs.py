"""Dialogs keep the focus, close on Esc, and give the focus back."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from vscdesktop.ui.widgets.buttons import button
from vscdesktop.ui.widgets.dialog import Dialog, Scrim
from vscdesktop.ui.widgets.layout import box, row


class Bench:
    """A window with a field that has the focus, and a dialog over it."""

    def __init__(self, qtbot: QtBot) -> None:
        self.pressed: list[str] = []
        self.qtbot = qtbot
        self.behind = button("Refresh", on=self.say("refresh"))
        self.field = QLineEdit()
        self.window = box(row(self.field, self.behind))
        qtbot.addWidget(self.window)
        self.window.resize(600, 400)
        self.window.show()
        qtbot.waitUntil(self.window.isActiveWindow)
        self.field.setFocus()
        self.dialog = Dialog(self.window, "Grow cs_gold_02?", "The volume grows to 12 TiB.")
        self.name = QLineEdit()
        self.cancel = button("Cancel", "ghost", on=self.dialog.reject)
        self.grow = button("Grow cs_gold_02", "primary", on=self.say("grow"))
        self.dialog.add(self.name).foot("Nothing has happened yet.", None, self.cancel, self.grow)

    def say(self, word: str) -> Callable[[], None]:
        return lambda: self.pressed.append(word)

    def open(self) -> None:
        self.dialog.open()
        self.qtbot.waitExposed(self.dialog)
        self.qtbot.waitUntil(lambda: self.focus() in (self.name, self.cancel, self.grow))

    @staticmethod
    def focus() -> QWidget:
        return QApplication.focusWidget() or QWidget()


@pytest.fixture
def bench(qtbot: QtBot, light: QApplication) -> Bench:
    return Bench(qtbot)


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Backtab])
def test_tab_walks_in_the_dialog_and_never_leaves_it(bench: Bench, key: Qt.Key) -> None:
    bench.open()
    seen = []
    for _ in range(7):
        QTest.keyClick(bench.focus(), key)
        seen.append(bench.focus())
    assert set(seen) == {bench.name, bench.cancel, bench.grow}


def test_the_window_behind_hears_nothing(bench: Bench) -> None:
    QTest.mouseClick(bench.behind, Qt.MouseButton.LeftButton)
    assert bench.pressed == ["refresh"]
    bench.open()
    assert bench.dialog.windowModality() == Qt.WindowModality.WindowModal
    at = bench.behind.mapTo(bench.window, bench.behind.rect().center())
    QTest.mouseClick(bench.window.windowHandle(), Qt.MouseButton.LeftButton, pos=at)
    assert bench.pressed == ["refresh"]


def test_escape_closes_it_and_the_focus_goes_back(bench: Bench) -> None:
    assert bench.focus() is bench.field
    bench.open()
    assert len(bench.window.findChildren(Scrim)) == 1
    with bench.qtbot.waitSignal(bench.dialog.rejected):
        QTest.keyClick(bench.focus(), Qt.Key.Key_Escape)
    bench.qtbot.waitUntil(lambda: bench.focus() is bench.field)
    bench.qtbot.waitUntil(lambda: bench.window.findChildren(Scrim) == [])


def test_enter_presses_no_button_that_was_not_made_the_default(bench: Bench) -> None:
    bench.open()
    QTest.keyClick(bench.name, Qt.Key.Key_Return)
    assert bench.pressed == []
    bench.grow.setDefault(True)
    QTest.keyClick(bench.name, Qt.Key.Key_Return)
    assert bench.pressed == ["grow"]


def test_the_scrim_covers_the_window_whatever_its_size(bench: Bench) -> None:
    bench.open()
    bench.window.resize(800, 500)
    scrim = bench.window.findChildren(Scrim)[0]
    assert scrim.geometry() == bench.window.rect()
    assert [b.text() for b in bench.dialog.findChildren(QPushButton)] == ["Cancel", "Grow cs_gold_02"]
