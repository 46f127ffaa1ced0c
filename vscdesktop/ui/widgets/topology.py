"""Stations in columns, CloudStack's ground at the left and ONTAP's at the right, and the lines between them."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from vscdesktop.ui.theme.hub import colour
from vscdesktop.ui.theme.paint import AA, rounded
from vscdesktop.ui.theme.tokens import Radius, px
from vscdesktop.ui.widgets.station import Station
from vscdesktop.ui.widgets.text import paint_text

EDGE = 16  # between a ground and its boxes
SEAM = 2  # the column left of the seam


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
        rows = 1 + max((p.row for p in placed), default=0.0)
        self.setFixedHeight(round(px(64) + rows * self._step_y - px(14) + EDGE))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def _step_y(self) -> int:
        return px(66)

    def _columns(self) -> tuple[float, float]:
        """Width of a box and distance between two columns."""
        room = self.width() - 2 * EDGE
        width = min(px(190), max(px(100), room / (len(self._heads) + 0.2 * (len(self._heads) - 1))))
        return width, (room - width) / (len(self._heads) - 1)

    def minimumSizeHint(self) -> QSize:
        return QSize(px(560), self.height())

    def resizeEvent(self, e: QResizeEvent) -> None:
        super().resizeEvent(e)
        width, step = self._columns()
        for p in self._placed:
            x, y = EDGE + p.column * step, px(64) + p.row * self._step_y
            p.station.setGeometry(QRect(round(x), round(y), round(width), p.station.height()))

    def paintEvent(self, _: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(AA)
        width, step = self._columns()
        seam = EDGE + SEAM * step + width + (step - width) / 2
        for left, right, words in (
            (0.0, seam - 4, self._grounds[0]),
            (seam + 4, float(self.width()), self._grounds[1]),
        ):
            rounded(p, QRectF(left, 0, right - left, self.height()), Radius.CARD, colour("sunken"), colour("line"))
            paint_text(p, QRectF(left + EDGE, px(8), px(200), px(20)), words, "small-strong", colour("text2"))
        for i, words in enumerate(self._heads):
            paint_text(p, QRectF(EDGE + i * step, px(36), width, px(18)), words, "label", colour("text3"))
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
        start, end = QPointF(a.right(), a.center().y()), QPointF(b.left(), b.center().y())
        middle = (start.x() + end.x()) / 2
        way = QPainterPath(start)
        way.cubicTo(QPointF(middle, start.y()), QPointF(middle, end.y()), end)
        p.drawPath(way)
