"""The left rail: the places there are, dark in every theme, always with words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QWidget

from vscdesktop.services.marks import Status
from vscdesktop.ui.theme.fonts import font
from vscdesktop.ui.theme.hub import colour, theme
from vscdesktop.ui.theme.icons import draw
from vscdesktop.ui.theme.paint import keyboard_focus, rounded
from vscdesktop.ui.theme.tokens import Radius, Size
from vscdesktop.ui.widgets.choose import tab_to_chosen
from vscdesktop.ui.widgets.layout import column

if TYPE_CHECKING:
    from vscdesktop.services.summary import Summary

PLACES = {
    "overview": ("overview", "Overview"),
    "inventory": ("inventory", "Inventory"),
    "protect": ("protect", "Protect"),
    "connections": ("connections", "Connections"),
    "settings": ("settings", "Settings"),
}


class RailButton(QAbstractButton):
    def __init__(self, place: str, number: int) -> None:
        super().__init__()
        self._icon, text = PLACES[place]
        self._tip = f"{text} (Ctrl {number})"
        self.count = 0
        self.setText(text)
        self.setCheckable(True)
        self.setFixedSize(Size.RAIL - 12, 52)
        self.setAccessibleName(text)
        self.setToolTip(self._tip)
        self.setObjectName(f"rail-{place}")

    def paintEvent(self, _event: QPaintEvent) -> None:
        p, on = QPainter(self), self.isChecked()
        if on or self.underMouse():
            rounded(p, QRectF(self.rect()), Radius.CARD, colour("rail_active"))
        ink = theme.t.rail_text if on else theme.t.rail_muted
        draw(p, self._icon, self.width() / 2 - 10, 8, ink, Size.ICON_RAIL)
        if self.count:
            self._badge(p)
        p.setFont(font("label" if on else "caption"))
        p.setPen(QColor(ink))
        p.drawText(QRectF(0, 31, self.width(), 16), Qt.AlignmentFlag.AlignCenter, self.text())
        if keyboard_focus(self):
            rounded(p, QRectF(self.rect()), Radius.CARD, None, colour("focus"), 2)

    def _badge(self, p: QPainter) -> None:
        place = QRectF(self.width() / 2 + 4, 4, 18, 14)
        rounded(p, place, 7, colour("critical.solid"))
        p.setFont(font("caption"))
        p.setPen(colour("rail_text"))
        p.drawText(place, Qt.AlignmentFlag.AlignCenter, str(min(self.count, 99)))

    def set_count(self, count: int) -> None:
        """How many critical findings lie behind this place."""
        self.count = count
        words = f"{count} critical" if count else ""
        self.setAccessibleDescription(words)
        self.setToolTip(f"{self._tip}: {words}" if words else self._tip)
        self.update()


class Rail(QWidget):
    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(Size.RAIL)
        self.buttons = {place: RailButton(place, i + 1) for i, place in enumerate(PLACES)}
        group = QButtonGroup(self)
        for place, made in self.buttons.items():
            group.addButton(made)
            made.clicked.connect(lambda _=False, to=place: self.chosen.emit(to))
        tab_to_chosen(group)
        *places, settings = self.buttons.values()
        self.setLayout(column(*places, None, settings, gap=4, pad=(6, 8, 6, 8)))

    def show_place(self, place: str) -> None:
        self.buttons[place].setChecked(True)

    def show_summary(self, found: Summary) -> None:
        self.buttons["overview"].set_count(sum(f.status is Status.CRITICAL for f in found.findings))

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), colour("rail"))
