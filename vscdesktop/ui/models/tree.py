"""The inventory as a tree of one lens. A row is a number in an Outline: no object per row, whatever is open."""

from collections.abc import Set
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from vscdesktop.domain.inventory import Inventory, Lens
from vscdesktop.domain.keys import Key
from vscdesktop.services import glance
from vscdesktop.services.browse import Browse
from vscdesktop.services.filters import Unclear
from vscdesktop.services.glance import Protection
from vscdesktop.services.outline import Outline
from vscdesktop.ui.views.cell import CELL, Cell
from vscdesktop.ui.widgets.text import tip

Index = QModelIndex | QPersistentModelIndex
SHIELDS = {Protection.SOME: "protected", Protection.NONE: "unknown"}  # the open shield; none where nothing is known
_CELL, _SPOKEN = int(CELL), int(Qt.ItemDataRole.AccessibleTextRole)
_DISPLAY, _TIP = int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.ToolTipRole)
_NOWHERE = QModelIndex()


class TreeModel(QAbstractItemModel):
    """`show` another lens, `update` to what was read anew, `filter`. Keys are what lasts: indexes do not.

    A new reading is one layout change however much is different, so that the view keeps what is open and chosen
    and lays itself out once. A filter and another lens are resets; see `Keeper` for what a view keeps over them.
    """

    filtered = Signal(str)  # the sentence that is wrong with the filter, "" when nothing is

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.browse = Browse(Inventory(datetime.now(UTC)))
        self.lens, self.text = Lens.CLOUD, ""  # the filter; "" for none
        self._matches: Set[int] = frozenset()
        self._rows = self.browse.outlines[self.lens]

    # -- what is shown ---------------------------------------------------------------------------
    def show(self, browse: Browse, lens: Lens) -> None:
        """Begin with an inventory, or look through the other lens."""
        self._reset(browse, lens, self.text, self._select(browse, lens))

    def filter(self, text: str) -> None:
        """Leave only what matches and what it stands below; an unclear filter leaves the rows as they are."""
        try:
            rows = self.browse.filter(self.lens, text)
        except Unclear as problem:
            self.filtered.emit(str(problem))
            return
        self._reset(self.browse, self.lens, text.strip(), rows)
        self.filtered.emit("")

    def update(self, browse: Browse) -> None:
        """The same lens and filter over what was read anew."""
        matches, rows = self._select(browse, self.lens)
        if self._same(browse, rows):
            self._take(browse, matches, rows)
            self._repaint()
            return
        self.layoutAboutToBeChanged.emit()
        old, things, keys = self.persistentIndexList(), self._rows.things, self.browse.keys
        kept = [browse.numbers.get(keys[things[index.internalId()]]) for index in old]
        self._take(browse, matches, rows)
        at, now = self._at, rows.rows
        self.changePersistentIndexList(old, [_NOWHERE if n is None else at(now[n]) for n in kept])
        self.layoutChanged.emit()

    def _reset(self, browse: Browse, lens: Lens, text: str, chosen: tuple[Set[int], Outline]) -> None:
        self.beginResetModel()
        self.lens, self.text = lens, text
        self._take(browse, *chosen)
        self.endResetModel()

    def _take(self, browse: Browse, matches: Set[int], rows: Outline) -> None:
        self.browse, self._matches, self._rows = browse, matches, rows

    def _select(self, browse: Browse, lens: Lens) -> tuple[Set[int], Outline]:
        """By the filter that is set; everything when it makes no sense any more (points that are not read now)."""
        try:
            return browse.filter(lens, self.text)
        except Unclear as problem:
            self.filtered.emit(str(problem))
            return browse.filter(lens, "")

    def _same(self, browse: Browse, rows: Outline) -> bool:
        """Are the rows the same things in the same places?"""
        if rows.parent != self._rows.parent:
            return False
        if browse.keys == self.browse.keys:
            return rows.things == self._rows.things
        return [browse.keys[n] for n in rows.things[1:]] == [self.browse.keys[n] for n in self._rows.things[1:]]

    def _repaint(self) -> None:
        if count := self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(count - 1, 0))  # a view repaints whatever it shows

    # -- keys and indexes ------------------------------------------------------------------------
    def index_of(self, key: Key | None) -> QModelIndex:
        """Where a thing stands now; an invalid index for what is not there or filtered away."""
        number = self.browse.numbers.get(key) if key else None
        row = self._rows.rows[number] if number is not None else 0
        return self._at(row)

    def key(self, index: Index) -> Key | None:
        return self.browse.keys[self._rows.things[index.internalId()]] if index.isValid() else None

    def matched(self) -> list[QModelIndex]:
        """The rows that match, in the order of the tree's levels; none without a filter."""
        return [self._at(row) for row in sorted(filter(None, map(self._rows.rows.__getitem__, self._matches)))]

    @property
    def matches(self) -> int:
        """How many rows match the filter; none without one."""
        rows = self._rows.rows
        return sum(rows[n] > 0 for n in self._matches)

    def _at(self, row: int) -> QModelIndex:
        rows = self._rows
        return self.createIndex(row - rows.first[rows.parent[row]], 0, row) if row else _NOWHERE

    # -- QAbstractItemModel; an invalid index has the internal id 0, the hidden root's row -------
    def index(self, row: int, column: int, parent: Index = _NOWHERE) -> QModelIndex:
        rows, above = self._rows, parent.internalId()
        if column or not 0 <= row < rows.count[above]:
            return _NOWHERE
        return self.createIndex(row, 0, rows.first[above] + row)

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]  # QObject has another parent()
        return self._at(self._rows.parent[index.internalId()])

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return self._rows.count[parent.internalId()]

    def hasChildren(self, parent: Index = _NOWHERE) -> bool:
        return self._rows.count[parent.internalId()] > 0

    def columnCount(self, _parent: Index = _NOWHERE) -> int:
        return 1

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        if role not in _ROLES or not index.isValid():
            return None
        key = self.browse.keys[self._rows.things[index.internalId()]]
        if role == _DISPLAY:
            return self.browse.inventory.things[key].name
        node = glance.node(self.browse, self.lens, key, datetime.now(UTC))
        if role == _SPOKEN:
            return node.spoken
        if role == _TIP:
            return tip(node.spoken)
        return Cell(
            node.name,
            sub=node.right,
            icon=node.icon,
            dot=node.mark.status,
            shield=SHIELDS.get(node.protection, ""),
            strong=not self._rows.parent[index.internalId()],
        )


_ROLES = frozenset((_CELL, _SPOKEN, _DISPLAY, _TIP))
