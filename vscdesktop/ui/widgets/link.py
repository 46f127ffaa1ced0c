"""Words that lead somewhere."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from vscdesktop.ui.theme.fonts import advance, metrics
from vscdesktop.ui.theme.hub import colour
from vscdesktop.ui.theme.paint import keyboard_focus, ring
from vscdesktop.ui.theme.tokens import TYPE, Radius, px
from vscdesktop.ui.widgets.buttons import Act
from vscdesktop.ui.widgets.text import paint_text, tip


class Link(QAbstractButton):
    """One line, elided where it does not fit. quiet: in the ink of hints until the pointer is over it."""

    def __init__(self, text: str, on: Act, role: str = "body", quiet: bool = False, name: str = "") -> None:
        super().__init__()
        self._role, self._quiet = role, quiet
        self.setText(text)
        self.setAccessibleName(name or f"Open {text}")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: on())

    def sizeHint(self) -> QSize:
        return QSize(advance(self.text(), self._role) + 2, TYPE[self._role].line)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), px(40)), self.sizeHint().height())

    def enterEvent(self, e: QEnterEvent) -> None:
        self.setToolTip(tip(self.text()) if self.width() < self.sizeHint().width() else "")
        super().enterEvent(e)

    def paintEvent(self, _: QPaintEvent) -> None:
        p, r = QPainter(self), QRectF(self.rect())
        ink = colour("text3" if self._quiet and not self.underMouse() else "accent_text")
        paint_text(p, r, self.text(), self._role, ink)
        if self.underMouse():
            base = r.center().y() + metrics(self._role).ascent() / 2 + 1.5
            p.drawLine(QPointF(0, base), QPointF(min(self.sizeHint().width() - 2, self.width()), base))
        if keyboard_focus(self):
            ring(p, r, Radius.BADGE)
