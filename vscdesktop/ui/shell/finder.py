"""Ctrl K: objects and actions by a few letters, from the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from vscdesktop.domain.keys import Key
from vscdesktop.services import glance
from vscdesktop.services.search import actions
from vscdesktop.ui.context import Context
from vscdesktop.ui.shell.header import Search
from vscdesktop.ui.views.cell import CELL, Cell
from vscdesktop.ui.views.table import table
from vscdesktop.ui.widgets.dialog import Dialog
from vscdesktop.ui.widgets.text import Text

Index = QModelIndex | QPersistentModelIndex
WALK = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


@dataclass(frozen=True)
class Action:
    """Something that can be done from anywhere; `words` help to find it."""

    title: str
    words: str
    icon: str
    do: Callable[[], object]


class _Hits(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[tuple[Cell, Cell, Key | Action]] = []

    def fill(self, rows: list[tuple[Cell, Cell, Key | Action]]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 2

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        cell = row[1] if index.column() else row[0]
        if role == CELL:
            return cell
        return cell.spoken if role == Qt.ItemDataRole.AccessibleTextRole else None


class Finder(Dialog):
    def __init__(self, parent: QWidget, context: Context, offered: Sequence[Action]) -> None:
        super().__init__(parent, "Find", "", (680, 470))
        self._context, self._actions = context, offered
        self.field = Search("Search objects and actions")
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self._hits = _Hits()
        self.list = table(self._hits, (420, 180), "Found")
        self.list.horizontalHeader().hide()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the field keeps the keyboard; arrows walk from there
        self.list.clicked.connect(lambda _: self._choose())
        self.none = Text("", "body", 3)
        self.add(self.field, self.none).add(self.list, stretch=1)
        self.foot("Enter opens, arrows choose, Esc closes.", None)
        self._search("")

    def _search(self, text: str) -> None:
        rows: list[tuple[Cell, Cell, Key | Action]] = []
        browse = self._context.desk.browse
        if browse is not None:
            for hit in browse.search.objects(text):
                thing = browse.inventory.things[hit.key]
                where = hit.found or glance.TITLES[hit.key.kind]
                rows.append((Cell(thing.name, icon=glance.ICONS[hit.key.kind]), Cell(where, level=3), hit.key))
        known = [(a.title, a.words) for a in self._actions]
        for n in actions(text, known):
            action = self._actions[n]
            rows.append((Cell(action.title, icon=action.icon), Cell("action", level=3), action))
        self._hits.fill(rows)
        self.none.setText("" if rows else f"Nothing is called “{text}”.")
        self.none.setVisible(not rows)
        if rows:
            self.list.selectRow(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in WALK:
                QApplication.sendEvent(self.list, event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choose()
                return True
        return super().eventFilter(watched, event)

    def _choose(self) -> None:
        row = self.list.currentIndex().row()
        if not 0 <= row < len(self._hits.rows):
            return
        target = self._hits.rows[row][2]
        self.accept()
        if isinstance(target, Action):
            target.do()
        else:
            self._context.go("inventory", target)
