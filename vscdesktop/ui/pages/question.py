"""A card of the overview: a question, its answer, and the lists behind the numbers of the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from vscdesktop.ui.context import Context
from vscdesktop.ui.theme.fonts import advance
from vscdesktop.ui.theme.hub import colour
from vscdesktop.ui.theme.paint import keyboard_focus
from vscdesktop.ui.theme.tokens import Space, px
from vscdesktop.ui.widgets.buttons import button
from vscdesktop.ui.widgets.card import Card
from vscdesktop.ui.widgets.states import Skeleton
from vscdesktop.ui.widgets.text import paint_text, tip

if TYPE_CHECKING:
    from vscdesktop.services.summary import Summary

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Question(Card):
    """A card whose content is made anew from each summary that differs; until the first one, its shape."""

    def __init__(self, title: str, context: Context, rows: int, gap: int = Space.M) -> None:
        self.link = button("", "link")
        super().__init__(title, action=self.link, gap=gap)
        self.link.hide()
        self.context = context
        self._inner: QWidget = Skeleton(rows, 30)
        self.add(self._inner, None)

    def show_summary(self, found: Summary) -> None:
        lines = QVBoxLayout()
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(self.body.spacing())
        self.fill(lines, found)
        made = QWidget()
        made.setLayout(lines)
        self.body.replaceWidget(self._inner, made)
        made.show()  # at once: the old content leaves in the same breath
        self._inner.hide()
        self._inner.deleteLater()
        self._inner = made

    def fill(self, lines: QVBoxLayout, found: Summary) -> None:
        raise NotImplementedError

    def show_link(self, words: str) -> None:
        """The one link of the head; none without words."""
        self.link.setVisible(bool(words))
        self.link.setText(words)
        self.link.setAccessibleName(words)


class Name(QAbstractButton):
    """A name that opens what it names, in line with the words around it; cut when it is too long for its column."""

    def __init__(self, name: str, width: int, act: Callable[[], Any], says: str = "") -> None:
        """`width`: 0 leaves it to the layout. `says`: what is shown, where the name alone does not tell it apart."""
        super().__init__()
        self._name = name
        self.setAccessibleName(f"Show {says or name}")
        self.setToolTip(tip(f"Show {says or name}"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedHeight(px(24))
        if width:
            self.setFixedWidth(px(width))
        else:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: act())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, as in a list; by itself a button knows the space bar alone."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        p, r = QPainter(self), QRectF(self.rect())
        ink = colour("accent_text" if self.underMouse() else "text")
        paint_text(p, r, self._name, "body", ink)
        under = min(r.width(), advance(self._name))
        if keyboard_focus(self):
            p.fillRect(QRectF(0, r.bottom() - 2, under, 2), colour("focus"))
        elif self.underMouse():
            p.fillRect(QRectF(0, r.bottom() - 4, under, 1), ink)
