"""Exact text: requests, ids, files. It can be selected and copied, by mouse and by keyboard."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QTextOption
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from vscdesktop.ui.theme.fonts import font, metrics
from vscdesktop.ui.theme.hub import colour
from vscdesktop.ui.theme.paint import keyboard_focus, rounded
from vscdesktop.ui.theme.tokens import Radius, px
from vscdesktop.ui.widgets.layout import column

MOST = 24  # lines; more of them scroll


class Code(QPlainTextEdit):
    """As tall as its lines; long paths break anywhere."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setTabChangesFocus(True)
        self.setFont(font("mono"))
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("bare", True)
        self.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        self.setAccessibleName(name)
        self.setPlainText(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As high as what is in it, up to `MOST` lines of its font."""
        block, high = self.document().begin(), 0.0
        while block.isValid():
            high += self.blockBoundingRect(block).height()
            block = block.next()
        most = MOST * metrics("mono").lineSpacing()
        self.setFixedHeight(round(min(high, most)) + 4)


class CodeBox(QWidget):
    """Code on a ground of its own."""

    def __init__(self, text: str, name: str, indent: int = 0) -> None:
        super().__init__()
        self._indent = px(indent)
        self.code = Code(text, name)
        self.setLayout(column(self.code, pad=(self._indent + 10, 8, 10, 16)))

    def paintEvent(self, _: QPaintEvent) -> None:
        r = QRectF(self.rect()).adjusted(self._indent, 0, 0, -8)
        line = colour("focus" if keyboard_focus(self.code) else "line")
        rounded(QPainter(self), r, Radius.CONTROL, colour("sunken"), line)
