"""A choice as a card: a radio button with the sentence that says what it means."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from vscdesktop.ui.theme.fonts import font
from vscdesktop.ui.theme.hub import colour
from vscdesktop.ui.theme.paint import rounded
from vscdesktop.ui.theme.tokens import Radius, Space, px
from vscdesktop.ui.widgets.choose import tab_to_chosen
from vscdesktop.ui.widgets.layout import column, row
from vscdesktop.ui.widgets.text import Text


class Choice(QWidget):
    def __init__(self, title: str, text: str, on: bool) -> None:
        super().__init__()
        self.radio = QRadioButton(title.replace("&", "&&"))
        self.radio.setFont(font("body-strong"))
        self.radio.setAccessibleName(title)
        self.radio.setAccessibleDescription(text)
        self.radio.setAutoExclusive(False)
        self.radio.setChecked(on)
        self.radio.toggled.connect(lambda _: self.update())
        note = row(px(24), Text(text, "small", 2, wrap=True), gap=0)
        self.setLayout(column(self.radio, note, gap=2, pad=(12, 10, 12, 10)))

    def mousePressEvent(self, _: QMouseEvent) -> None:
        self.radio.setFocus()
        self.radio.setChecked(True)

    def paintEvent(self, _: QPaintEvent) -> None:
        on = self.radio.isChecked()
        ground, line = ("accent_tint", "accent") if on else ("surface", "line")
        rounded(QPainter(self), self.rect(), Radius.CARD, colour(ground), colour(line), 1.5 if on else 1)


class Choices(QWidget):
    """One of several; arrow keys walk. `picked` is called with the number of the chosen one."""

    def __init__(self, options: Sequence[tuple[str, str]], current: int, picked: Callable[[int], None]) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self.choices = [Choice(title, text, i == current) for i, (title, text) in enumerate(options)]
        for i, made in enumerate(self.choices):
            self._group.addButton(made.radio, i)
        tab_to_chosen(self._group)
        self._group.idToggled.connect(lambda i, on: picked(i) if on else None)
        self.setLayout(column(*self.choices, gap=Space.S))

    @property
    def first(self) -> QRadioButton:
        """The chosen one: it takes the focus."""
        return self.choices[max(self._group.checkedId(), 0)].radio
