"""The live theme: `theme.t` is read whenever something is painted, so a switch is one repaint."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from vscdesktop.ui.theme import tokens

Role = QPalette.ColorRole


class ThemeHub(QObject):
    """`apply` may be called at any time; nothing is created anew."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.t = tokens.LIGHT
        self.wish = "system"
        self._app: QApplication | None = None

    def apply(self, app: QApplication, name: str = "system") -> None:
        """A theme by name, or "system": from now on the desktop's colour scheme and contrast preference."""
        if self._app is not app:
            self._app = app
            app.styleHints().colorSchemeChanged.connect(self._follow)
            app.styleHints().accessibility().contrastPreferenceChanged.connect(self._follow)
        self.wish = name
        hints = app.styleHints()
        if name == "system":
            hints.unsetColorScheme()
            self._show(_of_system(app))
        else:
            wanted = tokens.THEMES[name]
            # Title bars of the system follow this; a bare X server ignores it.
            hints.setColorScheme(Qt.ColorScheme.Dark if wanted.dark else Qt.ColorScheme.Light)
            self._show(wanted)

    def _follow(self) -> None:
        if self.wish == "system" and self._app is not None:
            self._show(_of_system(self._app))

    def _show(self, wanted: tokens.Theme) -> None:
        self.t = wanted
        if self._app is not None:
            self._app.setPalette(palette(wanted))
        self.changed.emit()


def _of_system(app: QApplication) -> tokens.Theme:
    hints = app.styleHints()
    if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
        return tokens.CONTRAST
    return tokens.DARK if hints.colorScheme() == Qt.ColorScheme.Dark else tokens.LIGHT


theme = ThemeHub()


def colour(name: str) -> QColor:
    """A token by name: "line", "accent", "ok.text", "series.2"."""
    head, _, tail = name.partition(".")
    value = getattr(theme.t, head)
    if tail:
        value = value[int(tail)] if tail.isdigit() else getattr(value, tail)
    return QColor(value)


def palette(t: tokens.Theme) -> QPalette:
    """Every role written out, so that nothing is left to what the desktop brings along."""
    made = QPalette()
    roles = {
        Role.Window: t.canvas,
        Role.Base: t.surface,
        Role.AlternateBase: t.sunken,
        Role.Button: t.surface,
        Role.ToolTipBase: t.rail,
        Role.WindowText: t.text,
        Role.Text: t.text,
        Role.ButtonText: t.text,
        Role.BrightText: t.on_accent,
        Role.ToolTipText: t.rail_text,
        Role.Highlight: t.accent_tint,
        Role.HighlightedText: t.text,
        Role.Accent: t.accent,
        Role.Link: t.accent_text,
        Role.LinkVisited: t.accent_text,
        Role.PlaceholderText: t.text3,
        Role.Light: t.raised,
        Role.Midlight: t.line,
        Role.Mid: t.line,
        Role.Dark: t.line_strong,
        Role.Shadow: t.line_strong,
    }
    for role, value in roles.items():
        made.setColor(role, QColor(value))
    for role in (Role.WindowText, Role.Text, Role.ButtonText, Role.HighlightedText, Role.PlaceholderText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(t.disabled))
    return made
