"""Label and value, line by line."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vscdesktop.ui.theme.tokens import Space, px
from vscdesktop.ui.widgets.layout import column, row
from vscdesktop.ui.widgets.text import Text


def facts(pairs: Sequence[tuple[str, str | QWidget]], label_w: int = 132, gap: int = 6) -> QVBoxLayout:
    """A value is words, elided where they do not fit, or a widget. An empty value shows nothing: it is not known."""
    made = column(gap=gap)
    for label, value in pairs:
        key = Text(label, "body", 3, elide=True)
        key.setFixedWidth(px(label_w))
        line = row(gap=Space.S)
        line.addWidget(key, 0, Qt.AlignmentFlag.AlignTop)  # beside the first line of a long value
        cell = Text(value, elide=True) if isinstance(value, str) else value
        line.addWidget(cell, 1 if isinstance(cell, Text) else 0)
        if not isinstance(cell, Text):
            line.addStretch(1)
        made.addLayout(line)
    return made
