"""One stop on the way from an instance to the media: a button that opens its page."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from vscdesktop.ui.theme.fonts import advance
from vscdesktop.ui.theme.hub import colour
from vscdesktop.ui.theme.icons import draw
from vscdesktop.ui.theme.paint import AA, keyboard_focus, ring, rounded
from vscdesktop.ui.theme.tokens import Radius, Size, px
from vscdesktop.ui.widgets.buttons import Act
from vscdesktop.ui.widgets.marks import paint_dot
from vscdesktop.ui.widgets.text import paint_text, tip

NARROW = 136


class Station(QAbstractButton):
    """Icon, name over a second line, status mark. Without `on` it stands for several things and opens nothing.

    spoken: all of it as a phrase. start: where one is. hot: on the way that is shown.
    """

    def __init__(
        self,
        icon_name: str,
        name: str,
        sub: str,
        status: str,
        spoken: str,
        *,
        on: Act | None = None,
        start: bool = False,
        hot: bool = True,
    ) -> None:
        super().__init__()
        self._icon, self._sub, self._status, self._start, self._hot = icon_name, sub, status, start, hot
        self.setText(name)
        self.setAccessibleName(spoken)
        self.setToolTip(tip(spoken))
        self._link = on is not None and not start
        if on is not None and self._link:
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.clicked.connect(lambda: on())
        else:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFixedHeight(px(52))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        words = max(advance(self.text(), "body-strong"), advance(self._sub, "small"))
        return QSize(min(words + px(62), px(220)), px(52))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(96), px(52))

    def paintEvent(self, _: QPaintEvent) -> None:
        p, r = QPainter(self), QRectF(self.rect())
        over = self._link and self.underMouse()
        line = "accent" if self._start else "line_strong" if self._hot or over else "line"
        fill = "accent_tint" if self._start else "hover" if over else "surface"
        rounded(p, r, Radius.CONTROL, colour(fill), colour(line), 1.5 if self._start else 1.0)
        ink = colour("accent_text" if self._start else "text2")
        narrow = r.width() < px(NARROW)  # the name is worth more than the icon
        if not narrow:
            draw(p, self._icon, 12, (r.height() - Size.ICON) / 2, ink, Size.ICON)
        left, right = 8 if narrow else 22 + Size.ICON, r.width() - (8 if narrow else 10)
        mark = px(16) if self._status else 0
        half = r.height() / 2
        role = "body-strong" if self._hot else "body"
        top = QRectF(left, half - px(20), right - mark - left, px(20))
        paint_text(p, top if self._sub else top.translated(0, px(10)), self.text(), role, colour("text"))
        paint_text(p, QRectF(left, half, right - left, px(16)), self._sub, "small", colour("text2"))
        if self._status:
            paint_dot(p, right - Size.DOT / 2, half - px(10), self._status)
        if keyboard_focus(self):
            ring(p, r, Radius.CONTROL)


class Arrow(QWidget):
    """From one stop to the next. turns: from the end of the line above."""

    def __init__(self, turns: bool = False) -> None:
        super().__init__()
        self._turns = turns
        self.setFixedSize(px(26), px(52))

    def paintEvent(self, _: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(AA)
        p.setPen(QPen(colour("line_strong"), 1.2))
        y, end = self.height() / 2, self.width() - 5.0
        start = px(10) if self._turns else 5
        p.drawLine(QPointF(start, y), QPointF(end, y))
        if self._turns:
            p.drawLine(QPointF(start, y - px(12)), QPointF(start, y))
        for side in (-3.5, 3.5):
            p.drawLine(QPointF(end - 4, y + side), QPointF(end, y))
