"""Am I protected? A ring over all instances, and for each Primary Storage one mark per instance."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from vscdesktop.domain.units import ago, count
from vscdesktop.services.finding_words import UNPROTECTED
from vscdesktop.ui.context import Context
from vscdesktop.ui.pages.question import RIGHT, Name, Question
from vscdesktop.ui.theme.hub import colour
from vscdesktop.ui.theme.paint import rounded
from vscdesktop.ui.theme.tokens import Space, px
from vscdesktop.ui.widgets.buttons import button
from vscdesktop.ui.widgets.layout import Paint, box, column, put, row, rule
from vscdesktop.ui.widgets.meters import Donut
from vscdesktop.ui.widgets.text import Text

if TYPE_CHECKING:
    from vscdesktop.services.summary import Pool, Summary

PROTECTED = "kind:instance protection:protected"


class Protected(Question):
    """Am I protected? A ring, and for each pool one mark per instance."""

    def __init__(self, context: Context) -> None:
        super().__init__("Am I protected?", context, 6)
        self.link.clicked.connect(lambda: context.find(UNPROTECTED))

    def fill(self, lines: QVBoxLayout, found: Summary) -> None:
        self.note.setText(count(found.instances, "instance"))
        without = found.instances - (found.protected or 0)
        self.show_link(f"{without} unprotected" if found.protected is not None and without else "")
        if found.protected is None:
            words = "Restore points could not be read, so it is not known what is protected."
            lines.addWidget(Text(words, "body", "critical", wrap=True))
        else:
            put(lines, self._ring(found.protected, without))
            lines.addWidget(rule())
            lines.addLayout(
                row(Text("By Primary Storage", "small-strong", 2), None, Text("newest restore point", "small", 3))
            )
            for pool in found.pools:
                put(lines, self._pool(pool))
            lines.addWidget(Text("One mark per instance; filled: it has a restore point.", "caption", 3, wrap=True))
        lines.addStretch(1)

    def _ring(self, protected: int, without: int) -> QWidget:
        whole = protected + without
        share = f"{100 * protected // whole}%" if whole else ""
        parts = ((float(protected), "protected.solid"), (float(without), "unknown.solid"))
        ring = Donut(parts, share, "protected", f"{protected} of {whole} instances are protected", 116)
        shown = (
            ("protected.solid", "Protected", protected, PROTECTED),
            ("unknown.solid", "Unprotected", without, UNPROTECTED),
        )
        side = column(None, *(self._legend(*line) for line in shown), None, gap=Space.XS)
        line = row(ring, gap=Space.XXL)
        line.addLayout(side, 1)
        return box(line)

    def _legend(self, token: str, word: str, number: int, text: str) -> QWidget:
        swatch = Paint(lambda p, r: rounded(p, QRectF(0, (r.height() - 8) / 2, 8, 8), 2, colour(token)), (14, px(20)))
        value = button(str(number), "link", on=lambda: self.context.find(text))
        value.setFixedHeight(px(24))
        value.setAccessibleName(f"{number} {word.lower()}: show them")
        return box(row(swatch, Text(word, "body", 2), None, value, gap=Space.XS))

    def _pool(self, pool: Pool) -> QWidget:
        name = Name(pool.name, 100, lambda: self.context.go("inventory", pool.key))
        says = f"{pool.name}: {pool.protected} of {count(pool.instances, 'instance')} protected"
        strip = Paint(lambda p, r: _marks(p, r, pool.instances, pool.protected), (0, px(14)), says)
        strip.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        share = Text(f"{pool.protected} of {pool.instances}", "small", 3)
        age = Text(ago(pool.newest, datetime.now(UTC)) if pool.newest else "none", "body", 1 if pool.newest else 3)
        for cell, width in ((share, 54), (age, 80)):
            cell.setFixedWidth(px(width))
            cell.setAlignment(RIGHT)
        line = row(name, strip, share, age, gap=Space.S)
        line.setStretch(1, 1)
        return box(line)


def _marks(p: QPainter, r: QRectF, every: int, filled: int) -> None:
    """One for each instance as far as there is room, the gaps go first; of more than that, their share as a bar."""
    step = min(9.0, r.width() / max(1, every))
    if step < 2:
        whole = QRectF(0, r.center().y() - 4, r.width(), 8)
        rounded(p, whole, 1.5, colour("press"))
        whole.setWidth(r.width() * filled / every)
        rounded(p, whole, 1.5, colour("protected.solid"))
        return
    gap = 2 if step >= 5 else 1 if step >= 3 else 0.2
    for i in range(every):
        place = QRectF(i * step, r.center().y() - 4, step - gap, 8)
        if i < filled:
            rounded(p, place, 1.5, colour("protected.solid"))
        else:
            rounded(
                p, place, 1.5, None if step >= 5 else colour("press"), colour("unknown.solid") if step >= 5 else None
            )
