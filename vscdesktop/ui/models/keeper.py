"""What a tree view keeps while its rows change: what is open, what is chosen, and what stands at the top."""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QObject, QPoint
from PySide6.QtWidgets import QTreeView

from vscdesktop.domain.keys import Key, Kind
from vscdesktop.ui.models.tree import TreeModel

FEW = 200  # matches up to which a filter opens the tree around them
SCREEN = 60  # rows up to which a tree is opened when it is shown first
HOLDERS = frozenset({Kind.ZONE, Kind.POD, Kind.CLUSTER, Kind.POOL, Kind.ARRAY, Kind.SVM})
_CHOOSE = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows


class Keeper(QObject):
    """Lives as long as its view, which must have the model already."""

    def __init__(self, view: QTreeView, model: TreeModel) -> None:
        super().__init__(view)
        self._view, self._model = view, model
        self._open: dict[str, set[Key]] = {}  # by lens, without a filter
        self._chosen: Key | None = None
        self._top: list[tuple[Key, int]] = []
        view.expanded.connect(self._opened)
        view.collapsed.connect(self._closed)
        view.selectionModel().currentChanged.connect(self._choose)
        model.layoutAboutToBeChanged.connect(self._remember)
        model.layoutChanged.connect(self._scroll_back)
        model.modelReset.connect(self._restore)
        self._restore()

    @property
    def chosen(self) -> Key | None:
        """What was chosen last, also while a filter hides it."""
        return self._chosen

    def reveal(self, key: Key) -> bool:
        """Choose a thing and bring it into sight, past a filter that hides it; False when this lens has no such row."""
        index = self._model.index_of(key)
        if not index.isValid() and self._model.text:
            self._model.filter("")
            index = self._model.index_of(key)
        if not index.isValid():
            return False
        self._view.scrollTo(index)  # opens what it stands below
        self._view.selectionModel().setCurrentIndex(index, _CHOOSE)
        return True

    # -- what the view says ------------------------------------------------------------------------
    def _opened(self, index: QModelIndex) -> None:
        key = self._model.key(index)
        if key and not self._model.text:
            self._open.setdefault(self._model.lens, set()).add(key)

    def _closed(self, index: QModelIndex) -> None:
        key = self._model.key(index)
        if key and not self._model.text:
            self._open.setdefault(self._model.lens, set()).discard(key)

    def _choose(self, index: QModelIndex) -> None:
        self._chosen = self._model.key(index) or self._chosen

    # -- a new reading -----------------------------------------------------------------------------
    def _remember(self) -> None:
        """The rows in sight from the top down, each with its distance from the view's edge."""
        self._top = []
        view, index = self._view, self._view.indexAt(QPoint(0, 0))
        if view.verticalScrollBar().value() == 0:
            return  # the very top stays in sight: what is new there shall be seen
        while index.isValid() and view.visualRect(index).top() < view.viewport().height():
            key = self._model.key(index)
            if key:
                self._top.append((key, view.visualRect(index).top()))
            index = view.indexBelow(index)

    def _scroll_back(self) -> None:
        """The first of them that is still there goes back to where it was."""
        for key, height in self._top:
            index = self._model.index_of(key)
            rect = self._view.visualRect(index)
            if index.isValid() and not rect.isEmpty():
                self._scroll_by(rect.top() - height, rect.height())
                return

    def _scroll_by(self, pixels: int, row: int) -> None:
        bar = self._view.verticalScrollBar()
        per_pixel = self._view.verticalScrollMode() == QTreeView.ScrollMode.ScrollPerPixel
        bar.setValue(bar.value() + (pixels if per_pixel else round(pixels / row)))

    # -- a filter, or the other lens ------------------------------------------------------------------
    def _restore(self) -> None:
        """Open what was open, or the way to the matches when they are few; choose again what was chosen."""
        for index in self._ways() if self._model.text else self._was_open():
            self._view.setExpanded(index, True)
        chosen = self._model.index_of(self._chosen)
        if chosen.isValid():
            self._view.selectionModel().setCurrentIndex(chosen, _CHOOSE)

    def _ways(self) -> list[QModelIndex]:
        matches = self._model.matched()
        ways = {self._model.key(above) for index in matches[: FEW + 1] for above in _above(index)}
        return [self._model.index_of(key) for key in ways] if len(matches) <= FEW else []

    def _was_open(self) -> list[QModelIndex]:
        lens = self._model.lens
        if lens not in self._open:
            return self._at_first()
        indexes = (self._model.index_of(key) for key in self._open[lens])
        return [index for index in indexes if index.isValid()]

    def _at_first(self) -> list[QModelIndex]:
        """What holds instances or volumes, level by level, as long as all of it fits on a screen."""
        model, found, seen = self._model, [QModelIndex()], self._model.rowCount()
        for parent in found:  # it grows
            for row in range(model.rowCount(parent)) if seen <= SCREEN else ():
                index = model.index(row, 0, parent)
                key, below = model.key(index), model.rowCount(index)
                if key and key.kind in HOLDERS and below and seen + below <= SCREEN:
                    found.append(index)
                    seen += below
        return found[1:]


def _above(index: QModelIndex) -> list[QModelIndex]:
    found = []
    while (index := index.parent()).isValid():
        found.append(index)
    return found
