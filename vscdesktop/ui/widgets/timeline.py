"""Restore points on a line: three panels, each with its own even scale, the newest point at the right.

The shape says how consistent a point is: a diamond was taken while the instance was stopped, a disc while it ran, a
red square is not complete. Marks are hollow, because no point is verified. Points that stand too near each other are
one stack. Left and right walk from point to point.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from vscdesktop.domain.units import count
from vscdesktop.ui.theme.fonts import advance, font
from vscdesktop.ui.theme.hub import colour
from vscdesktop.ui.theme.paint import AA, CENTRE, keyboard_focus, ring, rounded
from vscdesktop.ui.theme.tokens import Radius, px
from vscdesktop.ui.widgets.layout import Paint
from vscdesktop.ui.widgets.marks import Fold
from vscdesktop.ui.widgets.text import paint_text

HOUR, DAY = 1.0, 24.0
GAP, EDGE, NEAR = 14, 10, 16  # between panels, at their ends, how far a click may miss
STACKED = 10  # how near marks must be to be drawn as one stack
HIGH, LIFT, SEEN = 3, 3, 50  # marks of a stack that are drawn, pixels between them, marks that decide what it shows
WALKS = {Qt.Key.Key_Left: 1, Qt.Key.Key_Right: -1}


class Panel(NamedTuple):
    title: str
    start: float  # hours ago
    end: float
    share: float  # of the width
    ticks: tuple[tuple[float, str], ...]


PANELS = (
    Panel("Last 24 hours", 0, DAY, 0.44, tuple((h * HOUR, f"{h} h") for h in (6, 12, 18))),
    Panel("7 days before", DAY, 8 * DAY, 0.30, tuple((d * DAY, f"{d} d" if d in (4, 6) else "") for d in range(2, 8))),
    Panel("12 weeks before", 8 * DAY, 92 * DAY, 0.26, tuple((d * DAY, "") for d in (22, 36, 50, 64, 78))),
)
LEGEND = (("fs", "Taken while stopped"), ("crash", "Crash-consistent"), ("critical", "Not complete"))
UNREAD = ("unread", "Not read yet")
INKS = {"fs": "protected.solid", "critical": "critical.solid", "unread": "text3"}
HOLLOW = "Hollow: not verified"


class Mark(Protocol):
    """One point on the line."""

    @property
    def key(self) -> str: ...
    @property
    def taken(self) -> datetime: ...
    @property
    def mark(self) -> str:
        """Its shape: "crash", "fs", "critical", "unread"."""

    @property
    def flag(self) -> str:
        """Words over it while it is chosen."""


class Timeline(QWidget):
    """`chosen` carries the key of a point that was clicked or walked to."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._marks: Sequence[Mark] = ()
        self._current = -1
        self._now = datetime.now().astimezone()
        self.setFixedHeight(px(112))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.show_marks([], "", self._now)

    def show_marks(self, marks: Sequence[Mark], current: str, now: datetime) -> None:
        """Newest first, and not changed afterwards; `current`: the key of the chosen one."""
        self._marks, self._now = marks, now
        self.choose(current)

    def choose(self, key: str) -> None:
        self._current = next((i for i, m in enumerate(self._marks) if m.key == key), -1) if key else -1
        words = f", chosen: {self._marks[self._current].flag}" if self._current >= 0 else ""
        self.setAccessibleName(f"Timeline, {count(len(self._marks), 'restore point')}{words}")
        self.update()

    def x_of(self, hours: float) -> float:
        """Where so many hours ago is; what is older than the oldest panel stands at its end."""
        room, right = self.width() - 2 * EDGE - 2 * GAP, self.width() - float(EDGE)
        for panel in PANELS:
            width = room * panel.share
            if hours <= panel.end or panel is PANELS[-1]:
                part = min(1.0, max(0.0, (hours - panel.start) / (panel.end - panel.start)))
                return right - EDGE - part * (width - 2 * EDGE)
            right -= width + GAP
        raise AssertionError

    def place(self, i: int) -> QPointF:
        return QPointF(self._x(i), self._line)

    def _x(self, i: int) -> float:
        return self.x_of((self._now - self._marks[i].taken).total_seconds() / 3600)

    def stacks(self) -> Iterator[range]:
        """The marks that are drawn as one, from the right. Asks for few of them: there may be 100,000."""
        every, first = range(len(self._marks)), 0
        while first < len(every):
            end = bisect_right(every, STACKED - self._x(first), first + 1, key=lambda i: -self._x(i))
            yield every[first:end]
            first = end

    @property
    def _line(self) -> float:
        return self.height() - px(40)

    # -- choosing ------------------------------------------------------------------------------
    def mousePressEvent(self, event: QMouseEvent) -> None:
        x, every = event.position().x(), range(len(self._marks))
        after = bisect_left(every, -x, key=lambda i: -self._x(i))
        near = min(every[max(after - 1, 0) : after + 1], key=lambda i: abs(self._x(i) - x), default=-1)
        if near >= 0 and abs(self._x(near) - x) <= NEAR:
            self._pick(near)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = WALKS.get(Qt.Key(event.key()))
        if step is None or not self._marks:
            super().keyPressEvent(event)
        elif 0 <= self._current + step < len(self._marks):
            self._pick(self._current + step)

    def _pick(self, i: int) -> None:
        self.choose(self._marks[i].key)
        self.chosen.emit(self._marks[i].key)

    # -- painting ------------------------------------------------------------------------------
    def paintEvent(self, _: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(AA)
        for panel in PANELS:
            self._panel(p, panel)
        for stack in reversed(list(self.stacks())):
            self._stack(p, stack)
        if self._current >= 0:
            self._chosen(p, self.place(self._current), self._marks[self._current])
        if keyboard_focus(self):
            ring(p, self.rect(), Radius.CARD)

    def _stack(self, p: QPainter, stack: range) -> None:
        """The newest in front; one that is not complete shows among the others."""
        shapes = [self._marks[i].mark for i in stack[:SEEN]]
        front = "critical" if "critical" in shapes else shapes[0]
        place = self.place(stack[0])
        for n in reversed(range(min(len(stack), HIGH))):
            paint_mark(p, place - QPointF(0, n * LIFT), front if n == 0 else shapes[n])

    def _panel(self, p: QPainter, panel: Panel) -> None:
        """Its ground, its line, its ticks, its words."""
        y = self._line
        right = self.x_of(panel.start + 1e-6) + EDGE
        left = self.x_of(panel.end) - EDGE
        rounded(p, QRectF(left, y - px(22), right - left, px(44)), Radius.CONTROL, colour("sunken"), colour("line"))
        p.setPen(QPen(colour("line"), 1))
        for hours, _ in panel.ticks:
            x = round(self.x_of(hours)) + 0.5
            p.drawLine(QPointF(x, y - px(21)), QPointF(x, y + px(21)))
        p.setPen(QPen(colour("line_strong"), 1))
        p.drawLine(QPointF(left + EDGE - 4, y), QPointF(right - EDGE + 4, y))
        top, high = y + px(24), px(16)
        title = QRectF(left + 2, top, right - left, high)
        paint_text(p, title, panel.title, "caption", colour("text3"))
        free = left + advance(panel.title, "caption") + 8
        p.setFont(font("caption"))
        for hours, words in panel.ticks:
            spot = QRectF(self.x_of(hours) - 30, top, 60, high)
            if words and spot.center().x() - advance(words, "caption") / 2 > free:
                p.setPen(colour("text3"))
                p.drawText(spot, CENTRE, words)
        if panel.start == 0:
            paint_text(p, QRectF(right - 62, top, 60, high), "now", "label", colour("text2"), right=True)

    def _chosen(self, p: QPainter, c: QPointF, mark: Mark) -> None:
        """A ring around the chosen mark, and its words over it."""
        wide = min(advance(mark.flag, "small-strong") + 20, self.width() - 8)
        left = min(max(4.0, c.x() - wide / 2), self.width() - wide - 4.0)
        flag = QRectF(left, c.y() - px(66), wide, px(26))
        edge = colour("line") if colour("rail") == colour("surface") else None
        rounded(p, flag, Radius.CONTROL, colour("rail"), edge)
        p.setPen(QPen(edge or colour("rail"), 1.5))
        p.drawLine(QPointF(c.x(), flag.bottom()), QPointF(c.x(), c.y() - 12))
        paint_text(p, flag.adjusted(10, 0, -8, 0), mark.flag, "small-strong", colour("rail_text"))
        p.setPen(QPen(colour("focus"), 2))
        p.setBrush(colour("surface"))
        p.drawEllipse(c, 11, 11)
        paint_mark(p, c, mark.mark)


def paint_mark(p: QPainter, c: QPointF, shape: str) -> None:
    """A hollow mark around a point."""
    ink = colour(INKS.get(shape, "series.0"))
    path = QPainterPath()
    if shape == "fs":
        path.moveTo(c.x(), c.y() - 6.5)
        for dx, dy in ((6.5, 0), (0, 6.5), (-6.5, 0)):
            path.lineTo(c.x() + dx, c.y() + dy)
        path.closeSubpath()
    elif shape == "critical":
        path.addRect(QRectF(c.x() - 4, c.y() - 4, 8, 8))
    else:
        path.addEllipse(c, 4.5, 4.5)
    p.setPen(QPen(QColor(ink), 1.6))
    p.setBrush(colour("surface"))
    p.drawPath(path)


def legend(some_unread: bool = False) -> QWidget:
    """The same marks with their words; those that do not fit are left out from the end."""
    entries = (*LEGEND, UNREAD) if some_unread else LEGEND
    return Fold(*(_entry(shape, words) for shape, words in entries), _note(HOLLOW), gap=12)


def _entry(shape: str, words: str) -> QWidget:
    def paint(p: QPainter, r: QRectF) -> None:
        paint_mark(p, QPointF(8, r.center().y()), shape)
        paint_text(p, r.adjusted(20, 0, 0, 0), words, "small", colour("text2"))

    return Paint(paint, (advance(words, "small") + 24, px(20)), words)


def _note(words: str) -> QWidget:
    return Paint(
        lambda p, r: paint_text(p, r, words, "small", colour("text3")), (advance(words, "small") + 4, px(20)), words
    )
