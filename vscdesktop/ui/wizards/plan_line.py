"""One line of a plan: numbers, sentence, where, whether it can be undone; opened, the exact requests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from vscdesktop.domain.calls import Call
from vscdesktop.domain.units import count
from vscdesktop.ui.flows.prepared import Prepared
from vscdesktop.ui.flows.requests import brief, full, looked_at
from vscdesktop.ui.flows.telling import Line
from vscdesktop.ui.theme.fonts import advance, font
from vscdesktop.ui.theme.hub import colour
from vscdesktop.ui.theme.paint import AA, CENTRE, chevron, keyboard_focus, ring, rounded
from vscdesktop.ui.theme.tokens import Radius, px
from vscdesktop.ui.widgets.code import CodeBox
from vscdesktop.ui.widgets.layout import column
from vscdesktop.ui.widgets.marks import badge_width, paint_badge
from vscdesktop.ui.widgets.text import paint_text, tip

ICON = {"Undo": "restore", "Reads": "info", "Cannot": "warn"}
NUMBERS = 60  # room for "61–65"


class Head(QAbstractButton):
    """The line itself; pressed, it opens or closes what is under it."""

    def __init__(self, line: Line, calls: Sequence[Call], where: str) -> None:
        super().__init__()
        self.line = line
        self._brief = _brief(line, calls, where)
        self.setCheckable(True)
        self.setFixedHeight(px(52))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{line.numbers}: {line.says}. {line.undo}")
        self.setToolTip(tip(line.says))

    def sizeHint(self) -> QSize:
        return QSize(px(300), px(52))

    def paintEvent(self, _: QPaintEvent) -> None:
        p, line, r = QPainter(self), self.line, QRectF(self.rect())
        p.setRenderHint(AA)
        if self.underMouse():
            rounded(p, r.adjusted(-4, 2, 4, -2), Radius.CONTROL, colour("hover"))
        left, first, high = px(NUMBERS), px(6), px(20)
        pill = QRectF(0, first - 1, max(px(22), advance(line.numbers, "small-strong") + 10), px(22))
        rounded(p, pill, pill.height() / 2, colour("press"))
        p.setFont(font("small-strong"))
        p.setPen(colour("text2"))
        p.drawText(pill, CENTRE, line.numbers)
        way = "up" if self.isChecked() else "down"
        chevron(p, QPointF(r.right() - 8, first + high / 2), px(8), way, colour("text3"))
        right = r.right() - px(22)
        icon = ICON.get(line.undo.split()[0].rstrip(":,"), "")
        right -= badge_width(line.undo, icon)
        paint_badge(p, right, first + high / 2, line.undo, line.status, icon)
        paint_text(p, QRectF(left, first, right - 8 - left, high), line.says, "body-strong", colour("text"))
        below = QRectF(left, px(27), r.right() - left - px(22), px(18))
        paint_text(p, below, self._brief, "mono" if line.acts else "small", colour("text2" if line.acts else "text3"))
        if keyboard_focus(self):
            ring(p, r.adjusted(0, 1, 0, -1), Radius.CONTROL)


def _brief(line: Line, calls: Sequence[Call], where: str) -> str:
    """Where to, the first request, and how many more; what only looks says so in words."""
    if not calls:
        return "Only looks. Nothing is sent that changes anything."
    more = f"  ×{len(calls)}" if len(calls) > 1 else ""
    looks = f"  then {count(line.looks, 'look')}" if line.looks else ""
    return f"{where}  {brief(calls[0])[:160]}{more}{looks}"


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
        parts = []
        for step in self.line.steps:
            parts.append(f"{step.n}  {step.says}")
            sent = [full(call) for call in self._calls[step.n]]
            parts += [_indented(text) for text in sent or [looked_at(step)]]
        return "\n".join(parts)

    def _toggle(self, on: bool) -> None:
        if on and self._open is None:
            self._open = CodeBox(self.text(), f"Requests of {self.line.numbers}", NUMBERS)
            self._layout.addWidget(self._open)
        if self._open is not None:
            self._open.setVisible(on)
        self.head.setAccessibleDescription("Open" if on else "Closed")


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.split("\n"))
