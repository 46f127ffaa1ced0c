"""One line of a plan: numbers, sentence, where, whether it can be undone; opened, the exact requests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from vscdesktop.domain.calls import Call
from vscdesktop.domain.units import count
from vscdesktop.ui.flows.prepared import Prepared
from vscdesktop.ui.flows.requests import brief, listed
from vscdesktop.ui.flows.telling import Line
from vscdesktop.ui.theme.fonts import advance, font
from vscdesktop.ui.theme.hub import colour
from vscdesktop.ui.theme.paint import AA, CENTRE, chevron, keyboard_focus, ring, rounded
from vscdesktop.ui.theme.tokens import Radius, px
from vscdesktop.ui.widgets.code import CodeBox
from vscdesktop.ui.widgets.layout import column
from vscdesktop.ui.widgets.marks import badge_width, paint_badge
from vscdesktop.ui.widgets.text import paint_text, rows, tip

ICON = {"Undo": "restore", "Reads": "info", "Cannot": "warn"}
NUMBERS = 60  # room for "61–65"
ROW, MOST_ROWS = 16, 4  # of a sentence


class Head(QAbstractButton):
    """The line itself; pressed, it opens or closes what is under it. Its sentence takes the lines it needs."""

    def __init__(self, line: Line, calls: Sequence[Call], where: str) -> None:
        super().__init__()
        self.line = line
        self._brief = _brief(line, calls, where)
        self._badge_icon = ICON.get(line.undo.split()[0].rstrip(":,"), "")
        self._rows = [line.says]
        self.setCheckable(True)
        self.setFixedHeight(self._high)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{line.numbers}: {line.says}. {line.undo}")
        self.setToolTip(tip(line.says))

    @property
    def _high(self) -> int:
        return px(36) + px(ROW) * len(self._rows)

    def sizeHint(self) -> QSize:
        return QSize(px(300), self._high)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        every = rows(self.line.says, font("body-strong"), self._sentence(QRectF(self.rect())).width())
        rest = " ".join(every[MOST_ROWS - 1 :])  # what does not fit is elided, and stands in full where it is opened
        self._rows = [*every[: MOST_ROWS - 1], rest] if rest else every
        self.setFixedHeight(self._high)

    def _sentence(self, r: QRectF) -> QRectF:
        """Where the sentence stands: between the numbers and the badge."""
        left, right = px(NUMBERS), r.right() - px(30) - badge_width(self.line.undo, self._badge_icon)
        return QRectF(left, px(8), right - left, px(ROW) * len(self._rows))

    def paintEvent(self, _: QPaintEvent) -> None:
        p, line, r = QPainter(self), self.line, QRectF(self.rect())
        p.setRenderHint(AA)
        if self.underMouse():
            rounded(p, r.adjusted(-4, 2, 4, -2), Radius.CONTROL, colour("hover"))
        middle = px(8) + px(ROW) / 2
        pill = QRectF(0, middle - px(11), max(px(22), advance(line.numbers, "small-strong") + 10), px(22))
        rounded(p, pill, pill.height() / 2, colour("press"))
        p.setFont(font("small-strong"))
        p.setPen(colour("text2"))
        p.drawText(pill, CENTRE, line.numbers)
        way = "up" if self.isChecked() else "down"
        chevron(p, QPointF(r.right() - 8, middle), px(8), way, colour("text3"))
        words = self._sentence(r)
        paint_badge(p, words.right() + 8, middle, line.undo, line.status, self._badge_icon)
        for n, row in enumerate(self._rows):
            at = QRectF(words.left(), words.top() + n * px(ROW), words.width(), px(ROW))
            paint_text(p, at, row, "body-strong", colour("text"))
        below = QRectF(words.left(), words.bottom() + px(3), r.right() - words.left() - px(22), px(18))
        paint_text(p, below, self._brief, "mono" if line.acts else "small", colour("text2" if line.acts else "text3"))
        if keyboard_focus(self):
            ring(p, r.adjusted(0, 1, 0, -1), Radius.CONTROL)


def _brief(line: Line, calls: Sequence[Call], where: str) -> str:
    """Where to, the first request, and how many more; what only looks says so in words."""
    if not calls:
        return "Only looks. Nothing is sent that changes anything."
    times = f"{len(calls)} × " if len(calls) > 1 else ""
    looks = f"  then {count(line.looks, 'look')}" if line.looks else ""
    return f"{where}  {times}{brief(calls[0])[:160]}{looks}"


class PlanLine(QWidget):
    def __init__(self, line: Line, prepared: Prepared) -> None:
        super().__init__()
        self.line = line
        self._calls: Mapping[int, Sequence[Call]] = prepared.calls
        every = [c for s in line.steps for c in prepared.calls[s.n]]
        homes = {c.home for c in every} or {s.args["home"] for s in line.steps if "home" in s.args}
        where = ", ".join(prepared.systems.get(h, h) for h in sorted(homes))
        self.head = Head(line, every, where)
        self.head.toggled.connect(self._toggle)
        self._open: QWidget | None = None
        self._layout = column(self.head, gap=0)
        self.setLayout(self._layout)

    def text(self) -> str:
        """Every step with all it sends."""
        return listed(self.line.steps, self._calls)

    def _toggle(self, on: bool) -> None:
        if on and self._open is None:
            self._open = CodeBox(self.text(), f"Requests of {self.line.numbers}", NUMBERS)
            self._layout.addWidget(self._open)
        if self._open is not None:
            self._open.setVisible(on)
        self.head.setAccessibleDescription("Open" if on else "Closed")
