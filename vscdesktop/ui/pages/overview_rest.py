"""How full is it, and what happened?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vscdesktop.domain.inventory import Lens
from vscdesktop.domain.units import count, size
from vscdesktop.services.marks import ALMOST_FULL, FULL
from vscdesktop.ui.context import Context
from vscdesktop.ui.pages.question import RIGHT, Name, Question
from vscdesktop.ui.shell.tasks import standing
from vscdesktop.ui.theme.hub import colour
from vscdesktop.ui.theme.paint import rounded
from vscdesktop.ui.theme.tokens import Size, Space, px
from vscdesktop.ui.widgets.layout import Paint, box, put, row
from vscdesktop.ui.widgets.marks import paint_dot
from vscdesktop.ui.widgets.meters import Bar
from vscdesktop.ui.widgets.text import Text

if TYPE_CHECKING:
    from vscdesktop.plans.journal import Entry
    from vscdesktop.services.summary import Full, Summary

EVENTS = 8


class Fullest(Question):
    """How full is it? The volumes that Primary and Secondary Storage lie on."""

    def __init__(self, context: Context) -> None:
        super().__init__("How full is it?", context, 5, gap=Space.S)
        self.link.clicked.connect(lambda: context.find("kind:volume", Lens.STORAGE))

    def fill(self, lines: QVBoxLayout, found: Summary) -> None:
        self.note.setText("behind Primary and Secondary Storage")
        self.show_link("All volumes" if found.fullest else "")
        for full in found.fullest:
            put(lines, self._volume(full))
        words = f"Ticks mark {ALMOST_FULL} and {FULL}%." if found.fullest else "No volume behind them is known."
        lines.addWidget(Text(words, "caption", 3, wrap=True))

    def _volume(self, full: Full) -> QWidget:
        status = "critical" if full.percent >= FULL else "warn" if full.percent >= ALMOST_FULL else ""
        free = f"{size(full.whole - full.used)} free"
        name = Name(full.name, 140, lambda: self.context.go("inventory", full.key))
        says = f"{full.name} is {full.words} full, {free}"
        token = f"{status}.solid" if status else "series.0"
        bar = Bar(((full.used / full.whole, token),), says, (ALMOST_FULL / 100, FULL / 100), 6)
        share, rest = Text(full.words, "body-strong", status or 1), Text(free, "body", 2)
        for cell, width in ((share, 44), (rest, 104)):
            cell.setFixedWidth(px(width))
            cell.setAlignment(RIGHT)
        line = row(name, bar, share, rest, gap=Space.S)
        line.setStretch(1, 1)
        return box(line)


class Happened(Question):
    """What happened? What this workstation planned and did, newest first."""

    def __init__(self, context: Context) -> None:
        super().__init__("What happened?", context, 4, gap=0)

    def fill(self, lines: QVBoxLayout, found: Summary) -> None:
        self.note.setText("on this workstation")
        shown = found.happened[:EVENTS]
        for i, entry in enumerate(shown):
            put(lines, self._event(entry, i, len(shown)))
        if not shown:
            words = "Nothing yet. Every backup, restore and removal is listed here, with how it ended."
            lines.addWidget(Text(words, "body", 2, wrap=True))
        lines.addStretch(1)

    def _event(self, entry: Entry, i: int, of: int) -> QWidget:
        (status, word), time = standing(entry.state, entry.reason), _when(datetime.fromisoformat(entry.created))
        at = Text(time, "small", 3)
        at.setFixedWidth(px(88))
        mark = Paint(lambda p, r: _beat(p, r, status, i, of), (px(18), px(30)))
        says = f"{entry.plan.title}, {time}: {word}"
        line = row(at, mark, gap=Space.XS)
        line.addWidget(Name(entry.plan.title, 0, lambda: self.context.retracing.emit(entry), says), 5)
        line.addWidget(Text(entry.reason or count(len(entry.plan.steps), "step"), "small", 3, elide=True), 4)
        end = Text(word, "small", status if status in ("warn", "critical") else 3)
        end.setFixedWidth(px(128))
        end.setAlignment(RIGHT)
        line.addWidget(end)
        return box(line)


def _when(at: datetime) -> str:
    """14:05 today, else with its day; in the time of this workstation."""
    local, today = at.astimezone(), datetime.now().astimezone().date()
    return f"Today {local:%H:%M}" if local.date() == today else f"{local.day} {local:%b %H:%M}"


def _beat(p: QPainter, r: QRectF, status: str, i: int, of: int) -> None:
    """A mark on the line that joins it to its neighbours."""
    x, middle = 6.0, r.center().y()
    top, bottom = (0.0 if i else middle), (r.height() if i < of - 1 else middle)
    p.fillRect(QRectF(x - 0.5, top, 1, bottom - top), colour("line"))
    rounded(p, QRectF(x - 7, middle - 7, 14, 14), 7, colour("surface"))
    paint_dot(p, x, middle, status, Size.DOT)
