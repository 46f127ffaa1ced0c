"""Something nobody expected: shown once, copied if wanted; the program lives on."""

from __future__ import annotations

import traceback

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from vscdesktop.ui.theme.fonts import font
from vscdesktop.ui.widgets.buttons import button
from vscdesktop.ui.widgets.dialog import Dialog

MOST = 20  # reports in one dialog: what fails at each repaint would fill any


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
        close = button("Close", "primary", on=self.accept)
        copy = button("Copy report", "", "copy", on=self._copy)
        self.add(self._report, stretch=1).foot("The log of the profile has it too.", None, copy, close, default=close)

    def more(self, text: str) -> None:
        """Another one, while this one is still shown."""
        self._count += 1
        if self._count <= MOST:
            self._report.appendPlainText(f"\n{text}" if self._count < MOST else "\nAnd more: see the log.")

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report.toPlainText())


class Crashes:
    """One dialog at a time, and each report once: what fails at every repaint does not bury the window."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._known: set[str] = set()
        self._dialog: Crash | None = None

    def show(self, error: BaseException) -> str:
        """Answers the report."""
        text = "".join(traceback.format_exception(error))
        if text in self._known:
            return text
        self._known.add(text)
        if self._dialog is not None:
            self._dialog.more(text)
        elif self._window.isVisible():
            self._dialog = Crash(self._window, error, text)
            self._dialog.finished.connect(self._closed)
            self._dialog.open()
        return text

    def _closed(self) -> None:
        self._dialog = None
