"""One of a few, and on or off."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QCheckBox, QRadioButton, QSizePolicy, QWidget

from vscdesktop.ui.theme.fonts import advance, font
from vscdesktop.ui.theme.hub import colour
from vscdesktop.ui.theme.paint import CENTRE, keyboard_focus, ring, rounded
from vscdesktop.ui.theme.tokens import Radius, px
from vscdesktop.ui.widgets.layout import row
from vscdesktop.ui.widgets.text import paint_text


def tab_to_chosen(group: QButtonGroup) -> None:
    """Tab leads to the chosen one, arrows to the others. By itself Qt does so only after one of them had the focus:
    until then Tab leads to the first, which is not what is chosen."""

    def reach(made: QAbstractButton, on: bool) -> None:
        tab = Qt.FocusPolicy.TabFocus
        made.setFocusPolicy(made.focusPolicy() | tab if on else made.focusPolicy() & ~tab)

    if group.checkedButton() is not None:
        for made in group.buttons():
            reach(made, made.isChecked())
    group.buttonToggled.connect(reach)


class Segmented(QWidget):
    """One of two to four words. Arrow keys walk, Tab leaves. `picked` carries the number of the chosen one."""

    picked = Signal(int)

    def __init__(self, options: Sequence[str], current: int = 0, small: bool = False, name: str = "") -> None:
        super().__init__()
        self._group, height = QButtonGroup(self), px(26 if small else 30)
        lay = row(gap=0, pad=(2, 2, 2, 2))
        for i, text in enumerate(options):
            segment = _Segment(text, height - 4)
            segment.setChecked(i == current)
            self._group.addButton(segment, i)
            lay.addWidget(segment)
        tab_to_chosen(self._group)
        self._group.idToggled.connect(self._toggled)
        self.setFocusProxy(self._group.button(current))
        self.setLayout(lay)
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    def current(self) -> int:
        return self._group.checkedId()

    def pick(self, i: int) -> None:
        self._group.button(i).setChecked(True)

    def _toggled(self, i: int, on: bool) -> None:
        if on:
            self.setFocusProxy(self._group.button(i))
            self.picked.emit(i)

    def paintEvent(self, _: QPaintEvent) -> None:
        line = colour("line_strong") if colour("line_strong") == colour("text") else None
        rounded(QPainter(self), self.rect(), Radius.CONTROL, colour("press"), line)


class _Segment(QRadioButton):
    """A radio button for screen readers and arrow keys, painted as a part of a strip."""

    def __init__(self, text: str, height: int) -> None:
        super().__init__(text)
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedSize(advance(text, "small-strong") + 26, height)

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, _: QPaintEvent) -> None:
        p, on = QPainter(self), self.isChecked()
        if on:
            rounded(p, self.rect(), 5, colour("surface"), colour("line"))
        if keyboard_focus(self):
            ring(p, self.rect(), 5)
        p.setFont(font("small-strong" if on else "small"))
        p.setPen(colour("disabled" if not self.isEnabled() else "text" if on else "text2"))
        p.drawText(self.rect(), CENTRE, self.text())


class Switch(QCheckBox):
    """On or off, at once; a check box is for what a button confirms later."""

    def __init__(self, text: str, on: bool = False) -> None:
        super().__init__(text)
        self.setAccessibleName(text)
        self.setChecked(on)
        self.setFixedHeight(px(24))

    def sizeHint(self) -> QSize:
        return QSize(px(42) + advance(self.text()) + 2, px(24))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, _: QPaintEvent) -> None:
        p, on, enabled = QPainter(self), self.isChecked(), self.isEnabled()
        r = QRectF(2, px(3), px(32), px(18))
        line = "accent" if on else "line_strong"
        fill = "accent" if on else "surface"
        if not enabled:
            line, fill = "line", "press" if on else "sunken"
        rounded(p, r, r.height() / 2, colour(fill), colour(line))
        d = px(12)
        x = r.right() - d - px(3) if on else r.left() + px(3)
        knob = "disabled" if not enabled else "on_accent" if on else "line_strong"
        rounded(p, QRectF(x, r.center().y() - d / 2, d, d), d / 2, colour(knob))
        if keyboard_focus(self):
            ring(p, r.adjusted(-2, -2, 2, 2), r.height() / 2 + 2)
        words = QRectF(px(42), 0, self.width() - px(42), self.height())
        paint_text(p, words, self.text(), "body", colour("text" if enabled else "disabled"))
