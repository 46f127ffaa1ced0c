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
LEAST = 40  # of any column
Sort = tuple[int, Qt.SortOrder]


class Table(QTableView):
    """Rows of one height. When the width is short, columns leave by priority, then the widest give: the edge of the
    table cuts nothing."""

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
        heads, shown = self.horizontalHeader(), self._fitted(self.viewport().width())
        for i in range(len(self._widths)):
            heads.setSectionHidden(i, i not in shown)
            heads.resizeSection(i, shown.get(i, 0))

    def _fitted(self, room: int) -> dict[int, int]:
        """The columns that stay, with their widths; together they are as wide as the room."""
        shown = dict(enumerate(self._widths))
        shown[self._stretch] = min(shown[self._stretch], px(STRETCH_MIN))
        for i in self._drop:
            if sum(shown.values()) > room:
                del shown[i]
        most = max(px(LEAST), _level(list(shown.values()), room))
        shown = {i: min(width, most) for i, width in shown.items()}
        rest = self._stretch if self._stretch in shown else min(shown)
        shown[rest] += max(0, room - sum(shown.values()))
        return shown

    def paintEvent(self, e: QPaintEvent) -> None:
        super().paintEvent(e)
        row = self.currentIndex().row()
        if row >= 0 and keyboard_focus(self):
            top, high = self.rowViewportPosition(row), self.rowHeight(row)
            ring(QPainter(self.viewport()), QRect(0, top, self.viewport().width(), high - 1), Radius.BADGE)


def _level(widths: Sequence[int], room: int) -> int:
    """What no width may be above, so that all of them fit."""
    for n, width in enumerate(sorted(widths)):
        each = room // (len(widths) - n)
        if each < width:
            return each
        room -= width
    return max(widths)


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
    width is short, first one first; after them the widest give. fit: exactly as tall as its rows, for cards. sort:
    the model's first order; with it, heads sort.
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
    _heads(view)
    if sort is not None:
        view.setSortingEnabled(True)
        view.sortByColumn(*sort)
    return view


def _rows(heads: QHeaderView, height: int) -> None:
    heads.hide()
    heads.setMinimumSectionSize(height)  # first: the default minimum would silently widen the next line
    heads.setDefaultSectionSize(height)
    heads.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)


def _heads(view: QTableView) -> None:
    heads = view.horizontalHeader()
    heads.setFont(font("label"))
    heads.setHighlightSections(False)
    heads.setFixedHeight(Size.HEAD_ROW)
    heads.setMinimumSectionSize(px(LEAST))
    heads.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    heads.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
