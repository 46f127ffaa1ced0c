"""Settings: how it looks, what these connections are, where things are, and the keys. Everything says when it holds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from vscdesktop import __version__
from vscdesktop.domain.errors import Problem
from vscdesktop.domain.keys import Key
from vscdesktop.ui.context import Context
from vscdesktop.ui.shell.header import EDGE
from vscdesktop.ui.theme.hub import colour, theme
from vscdesktop.ui.theme.tokens import BODY_PX, Size, Space, px
from vscdesktop.ui.widgets.buttons import button
from vscdesktop.ui.widgets.card import Card
from vscdesktop.ui.widgets.choose import Segmented, Switch
from vscdesktop.ui.widgets.facts import facts
from vscdesktop.ui.widgets.layout import Adaptive, Plan, box, column, row, scroll
from vscdesktop.ui.widgets.text import Text

THEMES = {"system": "System", "light": "Light", "dark": "Dark", "contrast": "High contrast"}
SIZES = {12: "Small", BODY_PX: "Normal", 15: "Large", 17: "Larger"}
KINDS = list(EDGE)
SHORTCUTS = (
    ("Ctrl+K", "Search objects and actions"),
    ("Ctrl+J", "Show or hide the tasks"),
    ("F5", "Read everything now"),
    ("Ctrl+1 … Ctrl+5", "Overview, Inventory, Protect, Connections, Settings"),
    ("Alt+Left, Alt+Right", "Back and forward"),
    ("Ctrl+T", "The same thing on the other side, in the inventory"),
    ("F6", "On to the next part: rail, tree, page, tasks"),
    ("Enter", "Go on; never the last button of a wizard"),
    ("Esc", "Cancel, close"),
)


class SettingsPage(QWidget):
    place = "settings"

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._look = context.desk.links.look
        cards = [self._looks(), self._connections(), self._places(), self._keys()]
        wide = Plan(True, (Plan(False, (0, 0), (1, 0)), 1), (Plan(False, (3, 0), (2, 0)), 1))
        narrow = Plan(False, (0, 0), (1, 0), (3, 0), (2, 0))
        inner = QWidget()
        pad = Size.PAGE_PAD
        inner.setLayout(
            column(
                Text("Settings", "title"),
                Adaptive(cards, wide, narrow, px(940)),
                None,
                gap=Space.L,
                pad=(pad, Space.L, pad, Space.L),
            )
        )
        self.setLayout(column(scroll(inner, "Settings"), gap=0))
        context.looked.connect(self._elsewhere)

    def show_key(self, _key: Key | None) -> None:
        """There are no objects here."""

    # -- how it looks ----------------------------------------------------------------------------
    def _looks(self) -> Card:
        look, themes, sizes = self._look, list(THEMES), list(SIZES)
        chosen = themes.index(look.theme) if look.theme in themes else 0
        self.themes = Segmented(list(THEMES.values()), chosen, name="Theme")
        self.themes.picked.connect(lambda i: self._theme(themes[i]))
        size = sizes.index(look.text) if look.text in sizes else sizes.index(BODY_PX)
        self.sizes = Segmented(list(SIZES.values()), size, name="Text size")
        self.sizes.picked.connect(lambda i: self._keep(text=sizes[i]))
        return Card("How it looks", gap=Space.S).add(
            _line("Theme", self.themes),
            _hint("At once. System follows your desktop, its high contrast too."),
            Space.XS,
            _line("Text size", self.sizes),
            _hint("When the window is opened the next time."),
        )

    def _theme(self, name: str) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)  # there is a window
        theme.apply(app, name)
        self._keep(theme=name)

    # -- what these connections are --------------------------------------------------------------
    def _connections(self) -> Card:
        look = self._look
        self.name = QLineEdit(look.name)
        self.name.setAccessibleName("Name of these connections")
        self.name.setFixedWidth(px(280))
        self.name.editingFinished.connect(self._rename)
        self.kinds = Segmented([k.capitalize() for k in KINDS], KINDS.index(look.kind), name="Kind")
        self.kinds.picked.connect(lambda i: self._keep(kind=KINDS[i]))
        self.read_only = Switch("Read-only", look.read_only)
        self.read_only.toggled.connect(lambda on: self._keep(read_only=on))
        return Card("These connections", gap=Space.S).add(
            _line("Name", self.name),
            Space.XS,
            _line("What they are", self.kinds),
            _hint("The colour of the window's upper edge. In production, a plan asks for the name of its object."),
            Space.XS,
            _line("Changes", self.read_only),
            _hint("Read-only: no backup, no restore, nothing is deleted. What is under way goes on to its end."),
            _hint("All of it at once."),
        )

    def _rename(self) -> None:
        name = self.name.text().strip()
        if name and name != self._look.name:
            self._keep(name=name)
        self.name.setText(self._look.name)

    def _keep(self, **changes: Any) -> None:
        self._look = replace(self._look, **changes)
        links = self.context.desk.links
        self.context.bridge.do(lambda: links.keep_look(lambda: self._look), self._kept, self._failed, self)

    def _kept(self, _: None) -> None:
        self.context.looked.emit(self._look)

    def _failed(self, problem: Problem) -> None:
        self.context.said.emit("critical", "The settings could not be kept", str(problem))

    def _elsewhere(self, look: Any) -> None:
        """The wizard or the lab named these connections, or the finder chose a theme."""
        changed = {"name": look.name, "kind": look.kind, "read_only": look.read_only, "theme": look.theme}
        self._look = replace(self._look, **changed)
        self.name.setText(look.name)
        for widget in (self.themes, self.kinds, self.read_only):
            widget.blockSignals(True)
        if look.theme in THEMES:
            self.themes.pick(list(THEMES).index(look.theme))
        self.kinds.pick(KINDS.index(look.kind))
        self.read_only.setChecked(look.read_only)
        for widget in (self.themes, self.kinds, self.read_only):
            widget.blockSignals(False)

    # -- where things are, and the keys ----------------------------------------------------------
    def _places(self) -> Card:
        place = self.context.desk.profile
        copy = button("Copy path", "ghost", "copy", small=True, on=lambda: _copy(str(place.folder)))
        card = Card("Where things are", f"VSC Desktop {__version__}", copy, gap=Space.S)
        card.add(
            facts(
                (
                    ("Folder", str(place.folder)),
                    ("Connections", place.settings.name),
                    ("Journal", place.journal.name),
                    ("Log", place.log.name),
                ),
                112,
            )
        )
        words = "Secrets are in none of these files. Restore points are on the ONTAP clusters, not here."
        return card.add(Text(words, "small", 3, wrap=True), None)

    @staticmethod
    def _keys() -> Card:
        card = Card("Keyboard shortcuts", gap=Space.XS)
        for keys, words in SHORTCUTS:
            label = Text(keys, "mono", 2)
            label.setFixedWidth(px(160))
            line = row(label, gap=Space.S)
            line.addWidget(Text(words, elide=True), 1)
            card.add(line)
        return card

    def paintEvent(self, _: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), colour("canvas"))


def _line(words: str, field: QWidget) -> QWidget:
    label = Text(words, "body", 3)
    label.setFixedWidth(px(112))
    label.setBuddy(field)
    made = row(label, field, gap=Space.S)
    made.addStretch(1)
    return box(made)


def _hint(words: str) -> QWidget:
    text = Text(words, "small", 3, wrap=True)
    line = row(px(112) + Space.S, gap=0)
    line.addWidget(text, 1)
    return box(line)


def _copy(path: str) -> None:
    QGuiApplication.clipboard().setText(path)
