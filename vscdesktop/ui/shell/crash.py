"""Something nobody expected: shown once, copied if wanted; the program lives on."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from vscdesktop.ui.theme.fonts import font
from vscdesktop.ui.widgets.buttons import button
from vscdesktop.ui.widgets.dialog import Dialog


class Crash(Dialog):
    def __init__(self, parent: QWidget, error: BaseException, text: str) -> None:
        sentence = (
            f"{type(error).__name__}: {error}. The program goes on; plans under way are not touched by this, and their "
            "journal is on disk. What was tried last may not have happened: look before you try it again."
        )
        super().__init__(parent, "Something unexpected happened", sentence, (720, 460))
        shown = QPlainTextEdit(text)
        shown.setReadOnly(True)
        shown.setFont(font("mono"))
        shown.setAccessibleName("Report")
        close = button("Close", "primary", on=self.accept)
        copy = button("Copy report", "", "copy", on=lambda: QGuiApplication.clipboard().setText(text))
        self.add(shown, stretch=1).foot("The log of the profile has it too.", None, copy, close, default=close)
