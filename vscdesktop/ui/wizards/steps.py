"""The left column of a wizard: where one is, what was chosen, what is left. Past steps can be clicked."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from vscdesktop.ui.flows.flow import Stages
from vscdesktop.ui.theme.fonts import font
from vscdesktop.ui.theme.hub import colour
from vscdesktop.ui.theme.icons import draw
from vscdesktop.ui.theme.paint import AA, CENTRE, rounded
from vscdesktop.ui.theme.tokens import Radius, Size, px
from vscdesktop.ui.widgets.text import paint_text, tip

TOP, PITCH, DISC, LEFT = 20, 54, 20, 20
SHORT = 60  # the numbers alone, where the stage needs the room


class Steps(QWidget):
    """`wanted` carries the number of an earlier step that was clicked."""

    wanted = Signal(int)

    def __init__(self, flow: Stages) -> None:
        super().__init__()
        self._flow, self._short = flow, False
        self.setFixedWidth(Size.WIZARD_STEPS)
        self.show_flow()

    def shorten(self, short: bool) -> None:
        """The numbers alone; their words are a tooltip then."""
        self._short = short
        self.setFixedWidth(px(SHORT) if short else Size.WIZARD_STEPS)
        self.show_flow()

    def show_flow(self) -> None:
        flow = self._flow
        self.setAccessibleName(f"Step {flow.at + 1} of {len(flow.stages)}: {flow.stage.name}")
        past, rest = flow.stages[: flow.at], flow.stages[flow.at :]
        words = [": ".join(filter(None, (s.name, flow.choice(s.id)))) for s in past] + [s.name for s in rest]
        self.setToolTip(tip("\n".join(words)) if self._short else "")
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        step = int((event.position().y() - px(TOP) + px(8)) // px(PITCH))
        if 0 <= step < self._flow.at:
            self.wanted.emit(step)

    def paintEvent(self, _: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(AA)
        p.fillRect(self.rect(), colour("sunken"))
        p.fillRect(self.width() - 1, 0, 1, self.height(), colour("line"))
        for i in range(len(self._flow.stages)):
            self._step(p, i, float(px(TOP) + i * px(PITCH)))

    def _step(self, p: QPainter, i: int, y: float) -> None:
        flow, width, disc = self._flow, self.width(), px(DISC)
        stage, past, now = flow.stages[i], i < flow.at, i == flow.at
        choice = flow.choice(stage.id) if past else ""
        left, middle = float(px(LEFT)), y + px(11)
        if now:
            rounded(p, QRectF(10, y - px(7), width - 20, px(36)), Radius.CONTROL, colour("accent_tint"))
        if i + 1 < len(flow.stages):
            line = QRectF(left + disc / 2 - 0.5, middle + disc / 2 + 3, 1, px(PITCH) - disc - 6)
            p.fillRect(line, colour("accent" if past else "line"))
        full = past or now
        ground, edge = colour("accent" if full else "surface"), None if full else colour("line_strong")
        round_ = QRectF(left, middle - disc / 2, disc, disc)
        rounded(p, round_, disc / 2, ground, edge)
        if past:
            sign = px(14)
            draw(p, "check", round_.center().x() - sign / 2, middle - sign / 2, colour("on_accent"), sign)
        else:
            p.setFont(font("small-strong"))
            p.setPen(colour("on_accent" if now else "text3"))
            p.drawText(round_, CENTRE, str(i + 1))
        if self._short:
            return
        words = QRectF(left + disc + 10, y, width - left - disc - 22, px(22))
        paint_text(p, words, stage.name, "body-strong" if now else "body", colour("text" if full else "text3"))
        if choice:
            below = words.translated(QPointF(0, px(18)))
            below.setHeight(px(16))
            paint_text(p, below, choice, "caption", colour("text2"))
