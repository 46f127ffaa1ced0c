"""What a wizard shows when a rule says no: the same sentences as on the command line."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from vscdesktop.ui.theme.hub import colour
from vscdesktop.ui.theme.icons import draw
from vscdesktop.ui.theme.tokens import Size, Space
from vscdesktop.ui.widgets.card import Card
from vscdesktop.ui.widgets.layout import Paint, column, row
from vscdesktop.ui.widgets.text import Text


def sign(name: str, token: str, words: str) -> Paint:
    """An icon before a sentence, in the middle of its first line."""

    def paint(p: QPainter, _r: QRectF) -> None:
        draw(p, name, 0, 2, colour(token), Size.ICON)

    return Paint(paint, (Size.ICON + 6, Size.ICON + 4), words)


def statement(name: str, token: str, word: str, text: str) -> QHBoxLayout:
    """A sentence with its sign; `word` says what the sign means."""
    line = row(gap=2)
    line.addWidget(sign(name, token, word), 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(Text(text, wrap=True), 1)
    return line


class Sentence(QWidget):
    """Why there is no button, where the button would be."""

    def __init__(self) -> None:
        super().__init__()
        self.words = Text("", "body", "critical", wrap=True)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        line = row(sign("critical", "critical.solid", "Refused"), gap=2)
        line.addWidget(self.words, 1)
        self.setLayout(line)

    def show_reasons(self, reasons: Sequence[str], planned: bool) -> None:
        """`planned`: there is a plan, or none is wanted yet; otherwise the reasons stand above in full."""
        if not planned and reasons:
            text = "There is no plan: a rule says no, see above." if len(reasons) == 1 else ""
            text = text or f"There is no plan: {len(reasons)} rules say no, see above."
        else:
            text = " ".join(reasons)
        self.words.setText(text)
        self.setAccessibleName(text)


class Refused(QWidget):
    """Every reason in full, and the way to ask again."""

    def __init__(self, reasons: Sequence[str], *actions: QWidget) -> None:
        super().__init__()
        title = "This cannot be done now" + (f", for {len(reasons)} reasons" if len(reasons) > 1 else "")
        card = Card(title, gap=Space.M)
        for reason in reasons:
            card.add(statement("critical", "critical.solid", "Refused", reason))
        card.add(Text("Nothing was changed.", "body", 3), row(*actions, None, gap=Space.S))
        self.setLayout(column(card, None, gap=0, pad=(24, 8, 24, 16)))
        self.first = actions[0] if actions else None
