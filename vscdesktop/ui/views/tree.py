"""The inventory tree over a model that gives Cells."""

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QFrame, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView

from vscdesktop.ui.theme.fonts import advance
from vscdesktop.ui.theme.hub import colour
from vscdesktop.ui.theme.icons import SHIELD_ICON, draw
from vscdesktop.ui.theme.paint import chevron, keyboard_focus, ring, rounded
from vscdesktop.ui.theme.tokens import Radius, Size, px
from vscdesktop.ui.views.cell import CELL, Cell
from vscdesktop.ui.views.delegate import ink_of
from vscdesktop.ui.views.rows import Index, Rows
from vscdesktop.ui.widgets.marks import paint_dot
from vscdesktop.ui.widgets.text import paint_text


class Tree(QTreeView):
    """Rows are pills over the full width, on the ground of whatever the tree lies on."""

    def __init__(self, model: QAbstractItemModel | None = None, name: str = "Inventory") -> None:
        super().__init__()
        self._rows = Rows(self)
        self.setAccessibleName(name)
        self.setProperty("bare", True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.setItemDelegate(TreeDelegate(self))
        if model is not None:
            self.setModel(model)

    def drawRow(self, p: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        o: Any = option
        r = QRectF(4, o.rect.y() + 1, self.viewport().width() - 8, o.rect.height() - 2)
        if self.selectionModel().isSelected(index):
            rounded(p, r, Radius.CONTROL, colour("accent_tint"))
        elif self._rows.hovers(index):
            rounded(p, r, Radius.CONTROL, colour("hover"))
        super().drawRow(p, option, index)
        if index == self.currentIndex() and keyboard_focus(self):
            ring(p, r, Radius.CONTROL)

    def drawBranches(self, p: QPainter, rect: QRect, index: Index) -> None:
        """No lines, so nothing is asked about ancestors and siblings: that is half of what a repaint costs."""
        if self.model().hasChildren(index):
            at = QPointF(rect.right() - self.indentation() / 2 + 2, rect.center().y() + 0.5)
            chevron(p, at, px(7), "down" if self.isExpanded(index) else "right", colour("text3"))


class TreeDelegate(QStyledItemDelegate):
    """Type icon, name; at the right count or size, shield, status mark, each in its own column."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(100, Size.ROW_COMPACT)

    def paint(self, p: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        o: Any = option
        cell: Cell | None = index.data(CELL)
        if cell is None:
            return
        r, picked = QRectF(o.rect), bool(o.state & QStyle.StateFlag.State_Selected)
        cy, right = r.center().y() + 0.5, r.right() - 12
        p.save()
        if cell.icon:
            ink = colour("accent_text" if picked else "text3")
            draw(p, cell.icon, r.left() + 2, cy - Size.ICON / 2, ink, Size.ICON)
        if cell.dot:
            paint_dot(p, right - 4, cy, cell.dot, px(7))
        right -= px(16)
        if cell.shield:
            side = px(14)
            draw(p, SHIELD_ICON[cell.shield], right - side, cy - side / 2, colour(f"{cell.shield}.solid"), side)
        right -= px(20)
        if cell.sub:
            width = advance(cell.sub, "small")
            paint_text(p, QRectF(right - width, r.top(), width, r.height()), cell.sub, "small", colour("text3"))
            right -= width + 8
        left = r.left() + Size.ICON + 8
        role = "body-strong" if cell.strong or picked else "mono" if cell.mono else "body"
        paint_text(p, QRectF(left, r.top(), max(0.0, right - left), r.height()), cell.text, role, ink_of(cell))
        p.restore()
