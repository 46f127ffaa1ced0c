"""The shipped fonts, and one QFont for each role of the type scale."""

import logging
from functools import cache, lru_cache

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

from vscdesktop.ui.theme.resource import folder
from vscdesktop.ui.theme.tokens import MONO, SANS, TYPE

log = logging.getLogger(__name__)


def load() -> None:
    """Static instances, not variable fonts: of those Linux would show the regular weight alone."""
    for path in sorted(folder("fonts").glob("*.ttf")):
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            log.warning("The font %s cannot be used; a font of the system stands in.", path.name)


@cache
def font(role: str = "body") -> QFont:
    """The font of a role of `tokens.TYPE`. It is shared: copy it before changing it."""
    spec = TYPE[role]
    made = QFont(MONO if role == "mono" else SANS)
    made.setPixelSize(spec.px)
    made.setWeight(QFont.Weight(spec.weight))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if role != "mono":
        made.setFeature(QFont.Tag("tnum"), 1)  # figures of one width: columns align, live numbers do not jitter
    return made


@cache
def metrics(role: str = "body") -> QFontMetricsF:
    return QFontMetricsF(font(role))


@lru_cache(maxsize=8192)
def advance(text: str, role: str = "body") -> int:
    """Width of a line of text, rounded up."""
    return int(metrics(role).horizontalAdvance(text)) + 1


def forget() -> None:
    """After the text size changed: the fonts are made anew."""
    font.cache_clear()
    metrics.cache_clear()
    advance.cache_clear()
