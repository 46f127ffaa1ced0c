"""A table over a model that gives Cells."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from vscdesktop.ui.theme.fonts import font
from vscdesktop.ui.theme.paint import keyboard_focus, ring
from vscdesktop.ui.theme.tokens import Radius, Size, px
from vscdesktop.ui.views.delegate import CellDelegate
from vscdesktop.ui.views.rows import Rows

STRETCH_MIN = 120  # what the widest column keeps before another one leaves
Sort = tuple[int, Qt.SortOrder]


class Table(QTableView):
    """Rows of one height. Columns leave by priority when the width is short, so that nothing is cut by the edge."""

    def __init__(self, widths: Sequence[int], stretch: int, drop: Sequence[int], row_height: int, fit: bool) -> None:
        super().__init__()
        self._widths, self._stretch, self._drop = [px(w) for w in widths], stretch, drop
        self._row_height, self._fit = row_height, fit
        self.setItemDelegate(CellDelegate(self, row_height, Rows(self), fit))

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        if self._fit and model is not None:
            for signal in (model.rowsInserted, model.rowsRemoved, model.modelReset, model.layoutChanged):
                signal.connect(self._as_tall_as_rows)
            self._as_tall_as_rows()

    def _as_tall_as_rows(self) -> None:
        model = self.model()
        self.setFixedHeight(Size.HEAD_ROW + self._row_height * (model.rowCount() if model is not None else 0))

    def resizeEvent(self, e: QResizeEvent) -> None:
        super().resizeEvent(e)
        heads, room = self.horizontalHeader(), self.viewport().width()
        others = sum(width for i, width in enumerate(self._widths) if i != self._stretch)
        need = others + min(self._widths[self._stretch], px(STRETCH_MIN))
        for i in self._drop:
            leaves = need > room
            heads.setSectionHidden(i, leaves)
            need -= self._widths[i] if leaves else 0
        if self._stretch in self._drop:  # the first column takes the rest when it has left
            taker = 0 if heads.isSectionHidden(self._stretch) else self._stretch
            for i in (0, self._stretch):
                stretches = i == taker
                heads.setSectionResizeMode(i, heads.ResizeMode.Stretch if stretches else heads.ResizeMode.Fixed)
                heads.resizeSection(i, self._widths[i])

    def paintEvent(self, e: QPaintEvent) -> None:
        super().paintEvent(e)
        row = self.currentIndex().row()
        if row >= 0 and keyboard_focus(self):
            top, high = self.rowViewportPosition(row), self.rowHeight(row)
            ring(QPainter(self.viewport()), QRect(0, top, self.viewport().width(), high - 1), Radius.BADGE)


def table(
    model: QAbstractItemModel,
    widths: Sequence[int],
    name: str,
    *,
    stretch: int = 0,
    drop: Sequence[int] = (),
    row_height: int = 0,
    fit: bool = False,
    sort: Sort | None = None,
) -> Table:
    """A table over a model. Heads and their alignment come from the model, cells under the role CELL.

    widths: pixels per column at 13 px text; the column `stretch` takes the rest. drop: columns that leave when the
    width is short, first one first. fit: exactly as tall as its rows, for cards. sort: the model's first order;
    with it, heads sort.
    """
    view = Table(widths, stretch, drop, row_height or Size.ROW, fit)
    view.setModel(model)
    view.setAccessibleName(name)
    view.setProperty("bare", True)
    view.setFrameShape(QTableView.Shape.NoFrame)
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.setMouseTracking(True)
    view.setTabKeyNavigation(False)  # Tab leaves, arrows walk
    view.setCornerButtonEnabled(False)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    if fit:
        view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    _rows(view.verticalHeader(), row_height or Size.ROW)
    _heads(view, widths, stretch)
    if sort is not None:
        view.setSortingEnabled(True)
        view.sortByColumn(*sort)
    return view


def _rows(heads: QHeaderView, height: int) -> None:
    heads.hide()
    heads.setMinimumSectionSize(height)  # first: the default minimum would silently widen the next line
    heads.setDefaultSectionSize(height)
    heads.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)


def _heads(view: QTableView, widths: Sequence[int], stretch: int) -> None:
    heads = view.horizontalHeader()
    heads.setFont(font("label"))
    heads.setHighlightSections(False)
    heads.setFixedHeight(Size.HEAD_ROW)
    heads.setMinimumSectionSize(px(40))
    heads.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    for i, width in enumerate(widths):
        heads.resizeSection(i, px(width))
    heads.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    heads.setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)
