"""Something nobody expected: shown in a dialog, counted when it comes again; the program lives on."""

from __future__ import annotations

import traceback
from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from vscdesktop.domain.units import count
from vscdesktop.ui.theme.fonts import font
from vscdesktop.ui.widgets.buttons import button, tool
from vscdesktop.ui.widgets.dialog import Dialog
from vscdesktop.ui.widgets.states import Banner
from vscdesktop.ui.widgets.text import Text

MOST = 20  # reports in one dialog: what fails at each repaint would fill any
CALM = 500  # milliseconds between two counts that are shown: showing one repaints the window
BANNER = "crashed"


class Crash(Dialog):
    def __init__(self, parent: QWidget, error: BaseException, text: str) -> None:
        sentence = (
            f"{type(error).__name__}: {error}. The program goes on; plans under way are not touched by this, and their "
            "journal is on disk. What was tried last may not have happened: look before you try it again."
        )
        super().__init__(parent, "Something unexpected happened", sentence, (720, 460))
        self._count = 1
        self._report = QPlainTextEdit(text)
        self._report.setReadOnly(True)
        self._report.setFont(font("mono"))
        self._report.setAccessibleName("Report")
        self._note = Text("The log of the profile has it too.", "small", 3)
        close = button("Close", "primary", on=self.accept)
        copy = button("Copy report", "", "copy", on=self._copy)
        self.add(self._report, stretch=1).foot(self._note, None, copy, close, default=close)

    def more(self, text: str) -> None:
        """Another one, while this one is still shown."""
        self._count += 1
        if self._count <= MOST:
            self._report.appendPlainText(f"\n{text}" if self._count < MOST else "\nAnd more: see the log.")

    def times(self, times: int) -> None:
        """How often anything of this dialog has happened."""
        self._note.setText(f"It happened {times} times. The log of the profile has it too.")

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report.toPlainText())


class Crashes:
    """One dialog at a time, each report once in it. What comes again after it was closed opens no other by itself: what
    fails at every repaint would bury the window. A banner counts it, and leads to its report."""

    def __init__(self, window: QWidget, show_banner: Callable[[str, Banner | None], None]) -> None:
        self._window, self._show_banner = window, show_banner
        self._known: set[str] = set()
        self._dialog: Crash | None = None
        self._banner: Banner | None = None
        self._last: tuple[BaseException, str] | None = None
        self._times = 0  # since the dialog was opened, or since it was closed
        self._calm = QTimer(window, singleShot=True, interval=CALM)
        self._calm.timeout.connect(self._tell)

    def show(self, error: BaseException) -> str:
        """Answers the report."""
        text = "".join(traceback.format_exception(error))
        if not self._window.isVisible():
            return text
        place, self._last = _place(error), (error, text)
        new = place not in self._known
        self._known.add(place)
        self._times += 1
        if self._dialog is None and new:
            self._open()
        else:
            if self._dialog is not None and new:
                self._dialog.more(text)
            if not self._calm.isActive():
                self._calm.start()
        return text

    def _open(self) -> None:
        if self._last is not None and self._dialog is None:
            self._away()
            self._times = 1
            self._dialog = Crash(self._window, *self._last)
            self._dialog.finished.connect(self._closed)
            self._dialog.open()

    def _closed(self) -> None:
        self._dialog, self._times = None, 0

    def _tell(self) -> None:
        """How often, where it can be seen now."""
        if self._dialog is not None:
            self._dialog.times(self._times)
        elif self._last is not None and self._times:
            words = f"{type(self._last[0]).__name__}, {count(self._times, 'time')} since its report was closed."
            if self._banner is None:
                show = button("Show report", small=True, on=self._open)
                away = tool("close", "Dismiss", 24, on=self._away)
                self._banner = Banner("critical", "Something unexpected happened again.", "", show, away, flat=True)
                self._show_banner(BANNER, self._banner)
            self._banner.say(words)

    def _away(self) -> None:
        self._banner = None
        self._show_banner(BANNER, None)


def _place(error: BaseException) -> str:
    """What is the same error: its kind and where it came from; its words may name another object each time."""
    return type(error).__name__ + "".join(traceback.format_tb(error.__traceback__))
