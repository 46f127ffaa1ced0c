"""Cards: a surface with a hairline, no shadow."""

from typing import Self

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QFrame, QTableView, QVBoxLayout, QWidget

from vscdesktop.ui.theme.hub import colour
from vscdesktop.ui.theme.paint import rounded
from vscdesktop.ui.theme.tokens import Radius, Size, Space
from vscdesktop.ui.widgets.layout import Item, put, row
from vscdesktop.ui.widgets.text import Text


class Card(QFrame):
    """Head: title, a quiet note, one action at the right. The head has one height, so titles in a row align."""

    def __init__(
        self,
        title: str = "",
        note: str = "",
        action: QWidget | None = None,
        pad: int = Space.L,
        gap: int = Space.M,
    ) -> None:
        super().__init__()
        self.setProperty("bare", True)
        self.setAccessibleName(title)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(pad, pad - 2 if title else pad, pad, pad)
        self.body.setSpacing(gap)
        self.note = Text(note, "small", 3, elide=True)
        if title:
            head = row(Text(title, "subtitle"), gap=Space.S)
            head.addStrut(Size.CONTROL_SMALL)
            head.addWidget(self.note, 1)
            if action is not None:
                head.addWidget(action)
            self.body.addLayout(head)

    def add(self, *items: Item, stretch: int = 0) -> Self:
        for item in items:
            put(self.body, item, stretch)
        return self

    def paintEvent(self, _: QPaintEvent) -> None:
        rounded(QPainter(self), self.rect(), Radius.CARD, colour("surface"), colour("line"))


class TableCard(Card):
    """A card that is one table. It paints the ground of the heads itself, so that the corners stay round."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(pad=1, gap=0)
        heads = table.horizontalHeader()
        heads.setProperty("plain", True)
        heads.viewport().setAutoFillBackground(False)
        table.viewport().setAutoFillBackground(False)
        self.add(table)
        if table.minimumHeight() == table.maximumHeight():
            self.add(None)  # as tall as its rows: it stays at the top
        self.body.setContentsMargins(1, 1, 1, Radius.CARD // 2)  # a chosen last row stays inside the round corners

    def paintEvent(self, _: QPaintEvent) -> None:
        p, r = QPainter(self), QRectF(self.rect())
        clip = QPainterPath()
        clip.addRoundedRect(r, Radius.CARD, Radius.CARD)
        rounded(p, r, Radius.CARD, colour("surface"))
        p.setClipPath(clip)
        p.fillRect(QRectF(0, 0, r.width(), Size.HEAD_ROW + 1), colour("sunken"))
        p.setClipping(False)
        rounded(p, r, Radius.CARD, None, colour("line"))
