"""Buttons. The style paints them; here they get their words, names and sizes."""

from collections.abc import Callable
from typing import Any, Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QSizePolicy, QToolButton

from vscdesktop.ui.theme.fonts import font
from vscdesktop.ui.theme.icons import icon
from vscdesktop.ui.theme.tokens import Size, px
from vscdesktop.ui.widgets.text import tip

Kind = Literal["", "primary", "danger", "ghost", "link"]
# What a button calls when it is pressed; nothing is handed over.
Act = Callable[[], Any]


def button(
    text: str,
    kind: Kind = "",
    icon_name: str = "",
    small: bool = False,
    hint: str = "",
    name: str = "",
    on: Act | None = None,
) -> QPushButton:
    """hint: a tooltip. name: for screen readers, when the words alone do not say what happens to what."""
    made = QPushButton(text.replace("&", "&&"))  # names of objects are no shortcuts
    made.setProperty("kind", kind)
    made.setProperty("small", small)
    if icon_name:
        made.setIcon(icon(icon_name))
        made.setProperty("icon_name", icon_name)
    made.setToolTip(tip(hint))
    made.setAccessibleName(name or text)
    filled = kind in ("primary", "danger")
    made.setFont(font("small-strong" if small else "body-medium" if filled else "body"))
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    made.setAutoDefault(False)
    if kind == "link":
        made.setCursor(Qt.CursorShape.PointingHandCursor)
    if on is not None:
        made.clicked.connect(lambda: on())
    return made


def wide(made: QPushButton) -> QPushButton:
    """As wide as its place."""
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return made


def tool(icon_name: str, hint: str, size: int = 28, on: Act | None = None) -> QToolButton:
    """An icon alone; its word is the tooltip and the accessible name."""
    made = QToolButton()
    made.setIcon(icon(icon_name))
    made.setIconSize(QSize(Size.ICON, Size.ICON))
    made.setToolTip(tip(hint))
    made.setAccessibleName(hint)
    made.setFixedSize(px(size), px(size))
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    if on is not None:
        made.clicked.connect(lambda: on())
    return made
