"""Any table: records in rows, functions in columns. One model for all lists, sorted and filtered in place."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from vscdesktop.ui.views.cell import CELL, Cell

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex
_CELL, _SPOKEN = int(CELL), int(Qt.ItemDataRole.AccessibleTextRole)
_DISPLAY, _ALIGN = int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.TextAlignmentRole)
_NOWHERE = QModelIndex()


@dataclass(frozen=True)
class Column(Generic[R]):
    title: str
    cell: Callable[[R], Cell]
    sort: Callable[[R], Any] | None = None  # None: this column cannot be sorted; its None values come last
    right: bool = False


class RowsModel(QAbstractTableModel, Generic[R]):
    """`key` says which record is which, so that a new reading keeps what is chosen.

    Whatever changes - records, order, filter - is one layout change.
    """

    def __init__(
        self,
        columns: Sequence[Column[R]],
        key: Callable[[R], Hashable],
        text: Callable[[R], str] | None = None,
        parent: QObject | None = None,
    ) -> None:
        """`text`: what the words of a filter are looked for in; by default what all cells say."""
        super().__init__(parent)
        self.columns, self._key, self._text = tuple(columns), key, text or self._said
        self._all: tuple[R, ...] = ()
        self._rows: list[R] = []
        self._places: dict[Hashable, int] = {}
        self._words: tuple[str, ...] = ()
        self._by: tuple[int, bool] | None = None  # column, descending

    # -- what is shown ---------------------------------------------------------------------------
    def show(self, records: Iterable[R]) -> None:
        self._all = tuple(records)
        self._arrange()

    def filter(self, text: str) -> None:
        """Leave the records in which every word is found; all of them without words."""
        self._words = tuple(text.casefold().split())
        self._arrange()

    def changed(self, keys: Iterable[Hashable]) -> None:
        """These records say something else now; they stay where they are until something is arranged anew."""
        rows = [row for row in map(self._places.get, keys) if row is not None]
        if rows:
            self.dataChanged.emit(self.index(min(rows), 0), self.index(max(rows), len(self.columns) - 1))

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """-1 and columns that cannot be sorted: the order the records came in."""
        known = 0 <= column < len(self.columns) and self.columns[column].sort is not None
        self._by = (column, order == Qt.SortOrder.DescendingOrder) if known else None
        self._arrange()

    def _arrange(self) -> None:
        rows = self._sorted([r for r in self._all if self._fits(r)])
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        keys = [(self._key(self._rows[index.row()]), index.column()) for index in old]
        self._rows = rows
        self._places = {self._key(record): row for row, record in enumerate(rows)}
        self.changePersistentIndexList(old, [self.index_of(key, column) for key, column in keys])
        self.layoutChanged.emit()

    def _fits(self, record: R) -> bool:
        if not self._words:
            return True
        text = self._text(record).casefold()
        return all(word in text for word in self._words)

    def _said(self, record: R) -> str:
        return "\n".join(column.cell(record).spoken for column in self.columns)

    def _sorted(self, rows: list[R]) -> list[R]:
        value = self.columns[self._by[0]].sort if self._by else None
        if value is None or self._by is None:
            return rows
        valued = [(value(row), row) for row in rows]
        known = sorted((v for v in valued if v[0] is not None), key=lambda v: v[0], reverse=self._by[1])
        return [row for _, row in known] + [row for v, row in valued if v is None]

    # -- records and indexes ---------------------------------------------------------------------
    @property
    def records(self) -> Sequence[R]:
        """Those that are shown, in this order."""
        return self._rows

    @property
    def total(self) -> int:
        """How many there are without the filter."""
        return len(self._all)

    def record(self, index: Index) -> R | None:
        return self._rows[index.row()] if index.isValid() else None

    def index_of(self, key: Hashable, column: int = 0) -> QModelIndex:
        """Where a record stands now; an invalid index for what is not there or filtered away."""
        row = self._places.get(key)
        return QModelIndex() if row is None else self.index(row, column)

    # -- QAbstractTableModel ---------------------------------------------------------------------
    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        if role not in _ROLES or not index.isValid():
            return None
        cell = self.columns[index.column()].cell(self._rows[index.row()])
        if role == _CELL:
            return cell
        return cell.text if role == _DISPLAY else cell.spoken

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if orientation is not Qt.Orientation.Horizontal or section >= len(self.columns):
            return None
        if role == _DISPLAY:
            return self.columns[section].title
        if role == _ALIGN:
            side = Qt.AlignmentFlag.AlignRight if self.columns[section].right else Qt.AlignmentFlag.AlignLeft
            return Qt.AlignmentFlag.AlignVCenter | side
        return None


_ROLES = frozenset((_CELL, _SPOKEN, _DISPLAY))
