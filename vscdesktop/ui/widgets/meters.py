"""Parts of a whole: a stacked bar, a ring, and the legend beside them."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from vscdesktop.ui.theme.fonts import font
from vscdesktop.ui.theme.hub import colour
from vscdesktop.ui.theme.paint import AA, CENTRE, rounded
from vscdesktop.ui.theme.tokens import Size, px
from vscdesktop.ui.widgets.layout import Paint, box, column, row
from vscdesktop.ui.widgets.text import Text

Parts = Sequence[tuple[float, str]]


def paint_bar(p: QPainter, r: QRectF, parts: Parts, marks: Sequence[float] = ()) -> None:
    """A stacked bar. parts: fraction of the whole and colour token; marks: thresholds as fractions."""
    p.save()
    p.setRenderHint(AA)
    clip = QPainterPath()
    clip.addRoundedRect(r, r.height() / 2, r.height() / 2)
    p.setClipPath(clip)
    p.fillRect(r, colour("press"))
    x = r.left()
    for fraction, token in parts:
        width = r.width() * max(0.0, min(1.0, fraction))
        p.fillRect(QRectF(x, r.top(), max(0.0, width - 1), r.height()), colour(token))
        x += width
    for mark in marks:
        p.fillRect(QRectF(r.left() + r.width() * mark - 0.75, r.top(), 1.5, r.height()), colour("text"))
    p.restore()


class Bar(QWidget):
    """name: the whole statement as a sentence, for who cannot see the bar."""

    def __init__(self, parts: Parts, name: str, marks: Sequence[float] = (), height: int = 8) -> None:
        super().__init__()
        self._parts, self._marks = parts, marks
        self.setFixedHeight(px(height))
        self.setMinimumWidth(60)
        self.setAccessibleName(name)

    def set_parts(self, parts: Parts, name: str) -> None:
        self._parts = parts
        self.setAccessibleName(name)
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        paint_bar(QPainter(self), QRectF(self.rect()), self._parts, self._marks)


class Donut(QWidget):
    """At most four parts: value and colour token. `big` in the middle is the number that matters."""

    GAP = 2.4  # degrees between two parts

    def __init__(self, parts: Parts, big: str, small: str, name: str = "", size: int = 132, ring: int = 13) -> None:
        super().__init__()
        self._parts, self._big, self._small, self._ring = parts, big, small, px(ring)
        self.setFixedSize(px(size), px(size))
        self.setAccessibleName(name or f"{big} {small}")

    def paintEvent(self, _: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(AA)
        inset = self._ring / 2 + 1
        r = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        parts = [(value, token) for value, token in self._parts if value > 0]
        total = sum(value for value, _ in parts)
        gap = self.GAP if len(parts) > 1 else 0.0
        if not parts:
            self._arc(p, r, 90, 360, "press")
        start = 90.0
        for value, token in parts:
            span = 360 * value / total
            self._arc(p, r, start - gap / 2, max(1.2, span - gap), token)
            start -= span
        middle = QRectF(self.rect())
        p.setPen(colour("text"))
        p.setFont(font("display"))
        p.drawText(middle.adjusted(0, -px(10), 0, -px(10)), CENTRE, self._big)
        p.setPen(colour("text3"))
        p.setFont(font("caption"))
        p.drawText(middle.adjusted(0, px(18), 0, px(18)), CENTRE, self._small)

    def _arc(self, p: QPainter, r: QRectF, start: float, span: float, token: str) -> None:
        p.setPen(QPen(colour(token), self._ring, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        p.drawArc(r, round(start * 16), -round(span * 16))


def legend(items: Sequence[tuple[str, str, str]]) -> QWidget:
    """Lines of colour token, label, value; in a row it stands at the middle of its meter."""
    lines = [
        row(_swatch(t), Text(label, "body", 2), None, Text(value, "body-strong"), gap=6) for t, label, value in items
    ]
    made = box(column(*lines, gap=6))
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    return made


def _swatch(token: str) -> QWidget:
    def paint(p: QPainter, r: QRectF) -> None:
        side = px(8)
        rounded(p, QRectF(0, (r.height() - side) / 2, side, side), 2, colour(token))

    return Paint(paint, (px(8) + 4, Size.ICON))
