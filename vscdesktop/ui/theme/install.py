"""Put the look on an application: once, after QApplication was made and before the first widget."""

import sys

from PySide6.QtWidgets import QApplication, QToolTip

from vscdesktop.ui.theme import fonts, tokens
from vscdesktop.ui.theme.fonts import font
from vscdesktop.ui.theme.hub import theme
from vscdesktop.ui.theme.style import VscStyle


def install(app: QApplication, name: str = "system", text_px: int = tokens.BODY_PX) -> None:
    """Fonts, style and palette. A new text size takes effect at the next start, a new theme at once."""
    tokens.scale(text_px / tokens.BODY_PX * _system_factor(app))
    fonts.forget()
    fonts.load()
    app.setStyle(VscStyle())
    app.setFont(font())
    QToolTip.setFont(font("small"))
    theme.apply(app, name)


def _system_factor(app: QApplication) -> float:
    """Larger text set for the whole desktop: our fonts are in pixels and would not hear of it otherwise."""
    screen = app.primaryScreen()
    return screen.logicalDotsPerInch() / (72 if sys.platform == "darwin" else 96)
