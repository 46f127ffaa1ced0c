"""What a model says about one place in a table or tree. No colours and no widgets: meanings only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Qt

CELL = Qt.ItemDataRole.UserRole + 1
"""The role under which a model gives the Cell of an index."""

Level = Literal[1, 2, 3]
SHIELD_WORD = {"protected": "protected", "unknown": "not protected", "warn": "at risk", "critical": "at risk"}


@dataclass(frozen=True, slots=True)
class Cell:
    """Empty fields paint nothing. Status keys are those of the theme: ok, warn, critical, info, unknown, protected."""

    text: str = ""
    sub: str = ""  # second line of a two-line row; in a tree the count or size at the right
    icon: str = ""
    dot: str = ""  # status mark before the text; in a tree at the right edge
    badge: tuple[str, str] | None = None  # word, status key
    bar: Sequence[tuple[float, str]] = ()  # parts of a stacked bar: fraction, colour token; the text stands behind it
    marks: Sequence[float] = ()  # thresholds of the bar, as fractions
    right: bool = False
    mono: bool = False
    level: Level = 1
    tone: str = ""  # status key: the text in the colour of that status
    strong: bool = False
    found: Sequence[tuple[int, int]] = ()  # parts of the text that somebody looked for: marked
    shield: str = ""  # tree: protection as a status key

    @property
    def spoken(self) -> str:
        """What a screen reader says: the status is a word there, never a colour alone."""
        badge = self.badge[0] if self.badge else ""
        shield = SHIELD_WORD.get(self.shield, "")
        return ", ".join(part for part in (self.text, self.sub, self.dot or self.tone, badge, shield) if part)
