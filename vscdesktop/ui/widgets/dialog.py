"""Dialogs: window-modal, with the frame of the system, over a scrim on the window they belong to."""

from typing import Self

import shiboken6
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QVBoxLayout, QWidget

from vscdesktop.ui.theme.hub import colour
from vscdesktop.ui.theme.tokens import Space
from vscdesktop.ui.widgets.layout import Item, box, put, row, rule
from vscdesktop.ui.widgets.order import in_order
from vscdesktop.ui.widgets.text import Text


class Scrim(QWidget):
    """Dims the window behind a dialog, whatever size it takes."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setGeometry(window.rect())
        window.installEventFilter(self)
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, e: QEvent) -> bool:
        if e.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return super().eventFilter(watched, e)

    def paintEvent(self, _: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), colour("scrim"))


class Dialog(QDialog):
    """Title, one sentence, a body, a foot. Window-modal: Qt keeps the focus inside, Esc closes, screen readers know it.

    `open()` shows it; `accepted`, `rejected` and `finished` tell. It deletes itself, and the focus goes back to where
    it was.
    """

    def __init__(
        self,
        parent: QWidget,
        title: str,
        sentence: str = "",
        size: tuple[int, int] | None = None,
        *,
        titled: bool = True,
    ) -> None:
        """`titled`: not for a body that brings its own title."""
        super().__init__(parent.window())
        self._window = parent.window()
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self._size = size
        self._scrim: Scrim | None = None
        self._focus_before: QWidget | None = None
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.setSpacing(0)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(Space.XXL, Space.XL, Space.XXL, Space.XL)
        self.body.setSpacing(Space.M)
        if titled:
            self.body.addWidget(Text(title, "title", wrap=True))
        if sentence:
            self.body.addWidget(Text(sentence, "body", 2, wrap=True))
        self._outer.addLayout(self.body, 1)
        self.finished.connect(self._away)

    def add(self, *items: Item, stretch: int = 0) -> Self:
        for item in items:
            put(self.body, item, stretch)
        return self

    def foot(self, *items: QWidget | str | None, default: QPushButton | None = None) -> Self:
        """A note at the left (a string), None for the stretch, buttons. Enter presses `default` and nothing else."""
        parts = [Text(item, "small", 3) if isinstance(item, str) else item for item in items]
        self._outer.addWidget(rule())
        self._outer.addWidget(box(row(*parts, gap=Space.S, pad=(Space.XXL, Space.M, Space.XXL, Space.M))))
        if default is not None:
            default.setDefault(True)
        return self

    def open(self) -> None:
        self._focus_before = QApplication.focusWidget()
        self._scrim = Scrim(self._window)
        if self._size is not None:
            room = self.screen().availableSize()
            self.resize(min(self._size[0], room.width() - 48), min(self._size[1], room.height() - 48))
        super().open()

    def focusNextPrevChild(self, forward: bool) -> bool:
        in_order(self)
        return super().focusNextPrevChild(forward)

    def _away(self) -> None:
        if self._scrim is not None:
            self._scrim.hide()
            self._scrim.deleteLater()
            self._scrim = None
        self._window.activateWindow()
        before = self._focus_before
        if before is not None and shiboken6.isValid(before) and before.isVisible():
            before.setFocus()
        self.deleteLater()

    def paintEvent(self, _: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), colour("raised"))
