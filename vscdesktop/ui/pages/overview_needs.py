"""What needs me? Findings, the worst first, each with the one thing that can be done about it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vscdesktop.domain.keys import Key, Kind
from vscdesktop.domain.units import count
from vscdesktop.plans.model import State
from vscdesktop.services.finding_words import Again, Connect, Finding, Look, Object, Way
from vscdesktop.ui.board import Task
from vscdesktop.ui.context import Context
from vscdesktop.ui.pages.question import Question
from vscdesktop.ui.theme.fonts import advance
from vscdesktop.ui.theme.hub import colour
from vscdesktop.ui.theme.icons import STATUS_ICON, draw
from vscdesktop.ui.theme.tokens import Space, px
from vscdesktop.ui.widgets.buttons import button
from vscdesktop.ui.widgets.layout import Paint, box, put, row, rule
from vscdesktop.ui.widgets.text import Text

if TYPE_CHECKING:
    from vscdesktop.services.summary import Summary

FEW = 5  # findings that are shown before somebody asks for all
FACT = 460  # the widest fact; a longer one is cut, not its consequence


class Needs(Question):
    """What needs me? The worst first, a few of them, all on demand."""

    def __init__(self, context: Context) -> None:
        super().__init__("What needs me?", context, 3, gap=0)
        self._all = False
        self._last: Summary | None = None
        self.link.clicked.connect(self._toggle)

    def _toggle(self) -> None:
        self._all = not self._all
        if self._last is not None:
            self.show_summary(self._last)

    def fill(self, lines: QVBoxLayout, found: Summary) -> None:
        self._last, every = found, found.findings
        self.note.setText(count(len(every), "finding") if every else "")
        more = "Show fewer" if self._all else f"All {len(every)} findings"
        self.show_link(more if len(every) > FEW else "")
        for i, finding in enumerate(every if self._all else every[:FEW]):
            if i:
                lines.addWidget(rule())
            lines.addWidget(self._row(finding))
        if not every:
            fine = Text("Nothing. All that was read is in order, and every instance has a restore point.", "body", 2)
            put(lines, row(_sign("ok", "In order"), fine, None, gap=Space.S, pad=(0, 8, 0, 8)))

    def _row(self, finding: Finding) -> QWidget:
        fact = Text(finding.fact, "body-strong", elide=True)
        fact.setFixedWidth(min(advance(finding.fact, "body-strong") + 2, px(FACT)))
        act = button(finding.action, small=True, on=partial(self._go, finding))
        act.setAccessibleName(f"{finding.action}: {finding.fact}")
        line = row(_sign(finding.status, finding.status.capitalize()), fact, gap=Space.S)
        line.addWidget(Text(finding.consequence, "body", 2, elide=True), 1)
        line.addWidget(act)
        return box(line, fixed_h=px(40))

    def _go(self, finding: Finding) -> None:
        match finding.where:
            case Object(key):
                self.context.go("inventory", key)
            case Look(filter=text, lens=lens):
                self.context.find(text, lens)
            case Way(home):
                self.context.go("connections", Key(Kind.ARRAY, home, home))  # the page looks at its home alone
            case Connect(kind):
                self.context.connect_to(kind)
            case Again(plan):
                self.context.plans.resume(Task(plan, State.WAITING)) if plan else self.context.refresh()


def _sign(status: str, word: str) -> Paint:
    side = px(20)

    def paint(p: QPainter, r: QRectF) -> None:
        draw(p, STATUS_ICON[status], 0, (r.height() - side) / 2, colour(f"{status}.solid"), side)

    return Paint(paint, (side + 10, px(24)), word)
