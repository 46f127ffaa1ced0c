"""Marks of status: a shape, a badge, and a row of badges that fits where it is."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from vscdesktop.ui.theme.fonts import advance
from vscdesktop.ui.theme.hub import colour, theme
from vscdesktop.ui.theme.icons import draw
from vscdesktop.ui.theme.paint import AA, rounded
from vscdesktop.ui.theme.tokens import Radius, Size, px
from vscdesktop.ui.widgets.text import paint_text

DOT_INK = {"crash": "series.0", "fs": "protected.solid"}


def paint_dot(p: QPainter, cx: float, cy: float, key: str, size: float = 0) -> None:
    """The shape carries the meaning too: ok disc, warn triangle, critical square, unknown ring.

    Two more for restore points: "crash" disc (crash-consistent), "fs" diamond (filesystem-consistent).
    """
    ink, size = colour(DOT_INK.get(key, f"{key}.solid")), size or Size.DOT
    h = size / 2
    p.save()
    p.setRenderHint(AA)
    if key == "unknown":
        p.setPen(QPen(ink, 1.6))
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.drawEllipse(QPointF(cx, cy), h - 0.8, h - 0.8)
    else:
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(ink)
        p.drawPath(_shape(cx, cy, h, key))
    p.restore()


def _shape(cx: float, cy: float, h: float, key: str) -> QPainterPath:
    path = QPainterPath()
    match key:
        case "warn":
            corners = [(0, -h), (h + 0.5, h - 0.5), (-h - 0.5, h - 0.5)]
        case "fs":
            corners = [(0, -h - 1), (h + 1, 0), (0, h + 1), (-h - 1, 0)]
        case "critical":
            path.addRoundedRect(QRectF(cx - h + 0.4, cy - h + 0.4, 2 * h - 0.8, 2 * h - 0.8), 1.5, 1.5)
            return path
        case _:
            path.addEllipse(QPointF(cx, cy), h, h)
            return path
    path.moveTo(cx + corners[0][0], cy + corners[0][1])
    for x, y in corners[1:]:
        path.lineTo(cx + x, cy + y)
    path.closeSubpath()
    return path


def badge_width(text: str, icon_name: str = "") -> int:
    return advance(text, "caption") + 12 + (px(12) + 4 if icon_name else 0)


def paint_badge(p: QPainter, x: float, cy: float, text: str, key: str, icon_name: str = "") -> int:
    """Paint a badge with its left edge at x around the line cy; gives its width."""
    s, width, high, sign = theme.t.status(key), badge_width(text, icon_name), Size.BADGE, px(12)
    r = QRectF(x, cy - high / 2, width, high)
    outline = colour(f"{key}.solid") if theme.t.name == "contrast" else None
    rounded(p, r, Radius.BADGE, QColor(s.tint), outline)
    start = 6
    if icon_name:
        draw(p, icon_name, x + 5, cy - sign / 2, s.text, sign)
        start = sign + 9
    paint_text(p, r.adjusted(start, 0, 0, 0), text, "caption", QColor(s.text))
    return width


class Badge(QWidget):
    """A status in a word. key: the status."""

    def __init__(self, text: str, key: str, icon_name: str = "") -> None:
        super().__init__()
        self._icon = icon_name
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.show_status(text, key)

    def show_status(self, text: str, key: str) -> None:
        self._text, self._key = text, key
        self.setFixedSize(badge_width(text, self._icon), Size.BADGE + 2)
        self.setAccessibleName(text)
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        paint_badge(QPainter(self), 0, self.height() / 2, self._text, self._key, self._icon)


class Dot(QWidget):
    """The shape of a status with its word as name: a word stands beside it on the page too."""

    def __init__(self, key: str, word: str) -> None:
        super().__init__()
        self.key = key
        self.setFixedSize(Size.DOT + 4, Size.DOT + 4)
        self.setAccessibleName(word)

    def paintEvent(self, _: QPaintEvent) -> None:
        paint_dot(QPainter(self), self.width() / 2, self.height() / 2, self.key)


class Fold(QWidget):
    """As many of its children as fit, in order; it never makes its parent wider. keeps: but for the first of them."""

    def __init__(self, *items: QWidget, gap: int = 6, keeps: bool = False) -> None:
        super().__init__()
        self._items, self._gap = items, gap
        for item in items:
            item.setParent(self)
        if keeps and items:
            self.setMinimumWidth(items[0].width())
        self.setFixedHeight(max((item.height() for item in items), default=Size.BADGE + 2))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(sum(item.width() + self._gap for item in self._items), self.height())

    def resizeEvent(self, _: QResizeEvent) -> None:
        x, fits = 0, True
        for item in self._items:
            fits = fits and x + item.width() <= self.width()
            item.move(x, 0)
            item.setVisible(fits)
            x += item.width() + self._gap
