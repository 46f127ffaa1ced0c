"""Ctrl K: objects and actions by a few letters, from the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from vscdesktop.domain.keys import Key, Kind
from vscdesktop.services import glance
from vscdesktop.services.browse import Browse
from vscdesktop.services.search import Hit, actions
from vscdesktop.ui.context import Context
from vscdesktop.ui.flows.flow import READ_ONLY
from vscdesktop.ui.shell.header import Search
from vscdesktop.ui.theme.tokens import px
from vscdesktop.ui.views.cell import CELL, Cell
from vscdesktop.ui.views.table import table
from vscdesktop.ui.widgets.dialog import Dialog
from vscdesktop.ui.widgets.text import Text

Index = QModelIndex | QPersistentModelIndex
VERBS = {"back up": "backup", "backup": "backup", "restore": "restore"}  # as they are typed before a name
HINT = "Try “back up” or “restore” before a name"
FEW = 3  # of the instances that are found without a verb, how many bring what can be done with them
WALK = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


@dataclass(frozen=True)
class Action:
    """Something that can be done from anywhere; `words` help to find it."""

    title: str
    words: str
    icon: str
    do: Callable[[], object]
    place: str = ""  # of the object it is done with: others may have its name


Row = tuple[Cell, Cell, Cell, Key | Action]


def asked(text: str) -> tuple[str, str]:
    """The verb before a name, and the name: "back up app-01". Without a verb: "", and all of it."""
    words = " ".join(text.split())
    for typed, verb in VERBS.items():
        if words.casefold().startswith(f"{typed} "):
            return verb, words[len(typed) + 1 :]
    return "", words


class _Hits(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []

    def fill(self, rows: list[Row]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 3

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        title, place, state, _ = self.rows[index.row()]
        cell = (title, place, state)[index.column()]
        if role == CELL:
            return cell
        return cell.spoken if role == Qt.ItemDataRole.AccessibleTextRole else None


class Finder(Dialog):
    def __init__(self, parent: QWidget, context: Context, offered: Sequence[Action]) -> None:
        super().__init__(parent, "Find", "", (px(680), px(470)), titled=False)
        self._context, self._actions = context, offered
        self._read_only = context.desk.links.look.read_only
        self.field = Search("Search objects and actions")
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self._hits = _Hits()
        self.list = table(self._hits, (250, 292, 40), "Found", stretch=1)
        self.list.horizontalHeader().hide()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the field keeps the keyboard; arrows walk from there
        self.list.clicked.connect(lambda _: self._choose())
        self.none = Text("", "body", 3)
        self.add(self.field, self.none).add(self.list, stretch=1)
        self.foot("Up and Down choose, Enter opens, Esc closes", None, "" if self._read_only else HINT)
        self._search("")

    def _search(self, text: str) -> None:
        verb, name = asked(text)
        browse = self._context.desk.browse
        rows: list[Row] = []
        if browse is not None:
            hits = browse.search.objects(name) or (browse.search.objects(text) if verb else ())
            things = [_found(browse, hit, name) for hit in hits]
            work = [_offered(a, name) for a in self._work(browse, hits, verb)]
            rows = [*work, *things] if verb else [*things, *work]
        offered = [self._actions[n] for n in actions(text, [(a.title, a.words) for a in self._actions])]
        known = {row[0].text for row in rows}
        rows += [_offered(a, text) for a in offered if a.title not in known]
        self._hits.fill(rows)
        nothing = "" if rows else f"Nothing is called “{text}”."
        self.none.setText(READ_ONLY if verb and self._read_only else nothing)
        self.none.setVisible(bool(self.none.text()))
        if rows:
            self.list.selectRow(0)

    def _work(self, browse: Browse, hits: Sequence[Hit], verb: str) -> Iterator[Action]:
        """What can be done with the instances among the hits: all of them with a verb, else a few. A wizard says why
        it does not do it; where nothing may be changed, nothing is offered."""
        every = [hit.key for hit in hits if hit.key.kind is Kind.INSTANCE and not self._read_only]
        for key in every if verb else every[:FEW]:
            name, place = browse.inventory.things[key].name, glance.where(browse, key)
            if verb != "restore":
                yield Action(f"Back up {name}…", "", "backup", partial(self._context.back_up, key), place)
            if verb != "backup":
                yield Action(f"Restore {name}…", "", "restore", partial(self._context.restore, key), place)

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
        target = self._hits.rows[row][3]
        self.accept()
        if isinstance(target, Action):
            target.do()
        else:
            self._context.go("inventory", target)


def _found(browse: Browse, hit: Hit, wanted: str) -> Row:
    name, mark = browse.inventory.things[hit.key].name, glance.worst(browse, glance.home(hit.key), hit.key)
    place = f"{glance.TITLES[hit.key.kind]}, {hit.found}" if hit.found else glance.where(browse, hit.key)
    title = Cell(name, icon=glance.ICONS[hit.key.kind], strong=True, found=marked(name, wanted))
    return title, Cell(place, level=3), Cell(dot=mark.status), hit.key


def _offered(action: Action, wanted: str) -> Row:
    title = Cell(action.title, icon=action.icon, strong=True, found=marked(action.title, wanted))
    return title, Cell(action.place or "Action", level=3), Cell(), action


def marked(text: str, wanted: str) -> tuple[tuple[int, int], ...]:
    """Where the words that are looked for stand in a text."""
    low, words = text.lower(), wanted.lower().split()
    if len(low) != len(text):  # a letter that is two when it is small
        return ()
    return tuple((low.index(w), low.index(w) + len(w)) for w in words if w in low)
