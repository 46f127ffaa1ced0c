"""Stations in columns, CloudStack's ground at the left and ONTAP's at the right, and the lines between them.

Where it is narrow, ONTAP's ground lies below the other one and its columns go on from the right to the left.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from vscdesktop.ui.theme.hub import colour
from vscdesktop.ui.theme.paint import AA, rounded
from vscdesktop.ui.theme.tokens import Radius, px
from vscdesktop.ui.widgets.station import Station
from vscdesktop.ui.widgets.text import paint_text

EDGE = 16  # between a ground and its boxes
SEAM = 2  # the column left of the seam
ROOMY = 560  # so wide that all columns can be read side by side
TOP, STEP, BOX = 64, 66, 52  # down to the first box, from one to the next, and how high one is
TURN = 20  # right of the boxes, for the lines from one ground down to the other


@dataclass(frozen=True)
class Placed:
    """A station in a column; rows need not be whole."""

    station: Station
    column: int
    row: float


@dataclass(frozen=True)
class Line:
    """Between two stations, by their numbers. down: to one below in the same column."""

    left: int
    right: int
    hot: bool
    down: bool = False


class Topology(QWidget):
    """spoken: what is drawn, as a sentence."""

    def __init__(
        self,
        heads: Sequence[str],
        grounds: tuple[str, str],
        placed: Sequence[Placed],
        lines: Sequence[Line],
        spoken: str,
    ) -> None:
        super().__init__()
        self._heads, self._grounds, self._placed, self._lines = heads, grounds, placed, lines
        self.setAccessibleName(spoken)
        for p in sorted(placed, key=lambda p: (p.column, p.row)):  # Tab goes down the columns
            p.station.setParent(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._arrange()

    @property
    def _folded(self) -> bool:
        return self.width() < px(ROOMY)

    def _columns(self) -> tuple[float, float]:
        """Width of a box and distance between two columns."""
        number = SEAM + 1 if self._folded else len(self._heads)
        room = self.width() - 2 * EDGE - (px(TURN) if self._folded else 0)
        width = min(px(190), max(px(80), room / (number + 0.2 * (number - 1))))
        return width, (room - width) / (number - 1)

    def _left(self, column: int) -> float:
        at = 2 * SEAM + 1 - column if self._folded and column > SEAM else column
        return EDGE + at * self._columns()[1]

    def _top(self, p: Placed) -> float:
        if not self._folded:
            return px(TOP) + p.row * px(STEP)
        row = p.row - min(q.row for q in self._placed if (q.column > SEAM) == (p.column > SEAM))
        return (self._low() if p.column > SEAM else 0) + px(TOP) + row * px(STEP)

    def _low(self) -> float:
        """Where the lower ground begins."""
        return self._end(0, SEAM) + EDGE + 8

    def _end(self, first: int, last: int) -> float:
        """Where the boxes of some columns end."""
        return max((self._top(p) + px(BOX) for p in self._placed if first <= p.column <= last), default=px(TOP))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(340), self.height())

    def resizeEvent(self, e: QResizeEvent) -> None:
        super().resizeEvent(e)
        self._arrange()

    def _arrange(self) -> None:
        width = round(self._columns()[0])
        for p in self._placed:
            p.station.setGeometry(round(self._left(p.column)), round(self._top(p)), width, p.station.height())
        self.setFixedHeight(round(self._end(0, len(self._heads)) + EDGE))

    def _areas(self) -> tuple[QRectF, QRectF]:
        """The grounds of the two systems."""
        if self._folded:
            low = self._low()
            upper, lower = QRectF(0, 0, self.width(), low - 8), QRectF(0, low, self.width(), self.height() - low)
            return upper, lower
        width, step = self._columns()
        seam = EDGE + SEAM * step + width + (step - width) / 2
        left, right = QRectF(0, 0, seam - 4, self.height()), QRectF(seam + 4, 0, self.width() - seam - 4, self.height())
        return left, right

    def paintEvent(self, _: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(AA)
        areas, width = self._areas(), self._columns()[0]
        for area, words in zip(areas, self._grounds, strict=True):
            rounded(p, area, Radius.CARD, colour("sunken"), colour("line"))
            paint_text(
                p,
                QRectF(area.left() + EDGE, area.top() + px(8), px(200), px(20)),
                words,
                "small-strong",
                colour("text2"),
            )
        for i, words in enumerate(self._heads):
            top = areas[i > SEAM].top() + px(36)
            paint_text(p, QRectF(self._left(i), top, width, px(18)), words, "label", colour("text3"))
        for line in sorted(self._lines, key=lambda line: line.hot):  # the way lies over the rest
            self._line(p, line)

    def _line(self, p: QPainter, line: Line) -> None:
        a = QRectF(self._placed[line.left].station.geometry())
        b = QRectF(self._placed[line.right].station.geometry())
        p.setPen(QPen(colour("accent" if line.hot else "line_strong"), 1.8 if line.hot else 1.2))
        p.setBrush(Qt.BrushStyle.NoBrush)
        if line.down:
            high, low = (a, b) if a.top() < b.top() else (b, a)
            p.drawLine(QPointF(a.center().x(), high.bottom()), QPointF(a.center().x(), low.top()))
            return
        p.drawPath(_bent(a, b, px(TURN)) if self._folded else _across(a, b))


def _across(a: QRectF, b: QRectF) -> QPainterPath:
    """From the right of one to the left of the next."""
    start, end = QPointF(a.right(), a.center().y()), QPointF(b.left(), b.center().y())
    middle = (start.x() + end.x()) / 2
    way = QPainterPath(start)
    way.cubicTo(QPointF(middle, start.y()), QPointF(middle, end.y()), end)
    return way


def _bent(a: QRectF, b: QRectF, room: float) -> QPainterPath:
    """The same where columns may go back to the left, or lie below each other: then around their right side."""
    if a.left() != b.left():
        return _across(a, b) if a.left() < b.left() else _across(b, a)
    start, end = QPointF(a.right(), a.center().y()), QPointF(b.right(), b.center().y())
    side = a.right() + room * 4 / 3 - 4
    way = QPainterPath(start)
    way.cubicTo(QPointF(side, start.y()), QPointF(side, end.y()), end)
    return way
