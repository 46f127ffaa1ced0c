"""What tables and trees have in common: whole rows answer to the pointer, and Enter opens one."""

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView

Index = QModelIndex | QPersistentModelIndex


class Rows(QObject):
    """Watches a view; make it before its delegate."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view
        self._under = QPersistentModelIndex()
        view.installEventFilter(self)
        view.viewport().installEventFilter(self)

    def hovers(self, index: Index) -> bool:
        """Whether the pointer is on the row of the index."""
        return self._under.isValid() and index.row() == self._under.row() and index.parent() == self._under.parent()

    def eventFilter(self, watched: QObject, e: QEvent) -> bool:
        kind = e.type()
        if kind == QEvent.Type.MouseMove and isinstance(e, QMouseEvent):
            self._point_at(self._view.indexAt(e.position().toPoint()))
        elif kind == QEvent.Type.Leave:
            self._point_at(QModelIndex())
        elif kind == QEvent.Type.KeyPress and isinstance(e, QKeyEvent) and watched is self._view:
            return self._opened(e)
        return False

    def _opened(self, e: QKeyEvent) -> bool:
        """Enter opens on every platform; Qt leaves that to the habits of the desktop."""
        index = self._view.currentIndex()
        if e.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or not index.isValid():
            return False
        self._view.activated.emit(index)
        return True

    def _point_at(self, index: QModelIndex) -> None:
        if index.isValid() != self._under.isValid() or not self.hovers(index):
            self._under = QPersistentModelIndex(index)
            self._view.viewport().update()
