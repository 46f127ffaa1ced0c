"""What tests of the wizards and of Protect have in common: a window over a lab, and hands that use it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.shots import LARGE
from vscdesktop.domain.keys import Key
from vscdesktop.plans.model import Result, State
from vscdesktop.services.survey import find_instance
from vscdesktop.store import settings
from vscdesktop.ui.context import Context
from vscdesktop.ui.pages.protect import ProtectPage
from vscdesktop.ui.shell.places import open_wizard
from vscdesktop.ui.theme.tokens import Size
from vscdesktop.ui.wizards.shell import Wizard

PAGES = (QSize(1356, 818), QSize(1016, 618))  # in a window of 1440x900, and of 1100x700
SLOW = 20_000  # milliseconds nothing here should ever take


class Hands:
    """Opens wizards over a window and uses them as a person does."""

    def __init__(self, qtbot: QtBot, context: Context) -> None:
        self.qtbot, self.context, self.desk = qtbot, context, context.desk
        self.window = QWidget()
        self.window.resize(LARGE)
        qtbot.addWidget(self.window)
        self.window.show()
        self.crashes: list[object] = []
        context.bridge.crashed.connect(self.crashes.append)
        context.wizard.connect(self._wizard)

    def _wizard(self, kind: str, subject: object, option: object) -> None:
        open_wizard(self.window, self.context, kind, subject, option)

    def end(self) -> None:
        """No wizard stays open."""
        for wizard in self.window.findChildren(Wizard):
            wizard.reject()

    def key(self, name: str) -> Key:
        assert self.context.inventory is not None
        return find_instance(self.context.inventory, name)

    def back_up(self, name: str, disk: str = "") -> None:
        """Not by the window: only so that there is a point."""
        assert self.desk.run(self.desk.plan_backup(self.key(name), disk)).state is State.DONE

    def open(self, kind: str, name: str, option: object = None) -> Wizard:
        """The wizard, ready: what its first stage needs has been read."""
        self.context.wizard.emit(kind, self.key(name), option)
        (wizard,) = self.window.findChildren(Wizard)
        wizard.resize(Size.DIALOG_W, Size.DIALOG_H)  # the screen of the tests is smaller
        self.qtbot.waitUntil(wizard.isActiveWindow, timeout=SLOW)
        self.settle(wizard)
        return wizard

    def settle(self, wizard: Wizard) -> None:
        self.qtbot.waitUntil(lambda: not wizard.flow.busy, timeout=SLOW)
        assert self.crashes == []

    def click(self, wizard: Wizard, button: QPushButton) -> None:
        assert button.isVisible()
        assert button.isEnabled(), button.text()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.settle(wizard)

    def to_plan(self, wizard: Wizard) -> None:
        while not wizard.flow.last:
            self.click(wizard, wizard.next)

    def press(self, wizard: Wizard, key: Qt.Key) -> None:
        """A key, wherever the focus is."""
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, key)
        self.settle(wizard)

    def walk_to(self, wizard: Wizard, target: QWidget) -> int:
        """By Tab alone; answers how many it took."""
        for steps in range(80):
            if QApplication.focusWidget() is target:
                return steps
            self.press(wizard, Qt.Key.Key_Tab)
        raise AssertionError(f"Tab does not lead to {target.accessibleName()}")

    @contextmanager
    def ends(self) -> Iterator[list[Result]]:
        """Waits until the plan that is started inside has ended, and its reading afterwards."""
        found: list[Result] = []

        def ended(_task: Any, result: Result) -> None:
            found.append(result)

        self.context.plans.ended.connect(ended)
        yield found
        self.qtbot.waitUntil(lambda: bool(found), timeout=SLOW)
        self.qtbot.waitUntil(lambda: not self.context.busy, timeout=SLOW)
        self.context.plans.ended.disconnect(ended)


class Looking(Hands):
    """The page over a window, and what is read for it."""

    page: ProtectPage

    def show(self) -> ProtectPage:
        self.page = ProtectPage(self.context)
        self.qtbot.addWidget(self.page)
        self.page.resize(PAGES[0])
        self.page.show()
        self.rest()
        return self.page

    def rest(self) -> None:
        self.qtbot.waitUntil(lambda: not self.context.bridge.busy, timeout=SLOW)
        assert self.crashes == []

    def read(self) -> None:
        """Everything anew, as the window does every minute."""
        with self.qtbot.waitSignal(self.context.read, timeout=SLOW):
            self.context.refresh()
        self.rest()

    def go(self, name: str) -> None:
        self.page.show_key(self.key(name))
        self.rest()

    def set_read_only(self, on: bool) -> None:
        """As the settings do."""
        look = settings.Look("Lab", "demo", on)
        settings.save_look(self.desk.profile.settings, look)
        self.context.looked.emit(look)

    @property
    def rows(self) -> list[str]:
        return [p.name for p in self.page.list.model.records]


def named(parent: QObject, words: str) -> QPushButton:
    """The button with these words."""
    (found,) = (b for b in parent.findChildren(QPushButton) if b.text() == words and b.isVisible())
    return found


def words(page: QWidget) -> str:
    """Everything that can be read on a page now."""
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())
