"""Paints the cells of a table: one delegate for all of them."""

from typing import Any

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from vscdesktop.ui.theme.fonts import advance
from vscdesktop.ui.theme.hub import colour
from vscdesktop.ui.theme.icons import draw
from vscdesktop.ui.theme.paint import rounded
from vscdesktop.ui.theme.tokens import Size, px
from vscdesktop.ui.views.cell import CELL, Cell
from vscdesktop.ui.views.rows import Index, Rows
from vscdesktop.ui.widgets.marks import badge_width, paint_badge, paint_dot
from vscdesktop.ui.widgets.meters import paint_bar
from vscdesktop.ui.widgets.text import paint_text, tip

PAD = 10
BAR = 20  # a shorter one says nothing; its value does


def role_of(cell: Cell) -> str:
    return "mono" if cell.mono else "body-strong" if cell.strong else "body"


def ink_of(cell: Cell, enabled: bool = True) -> QColor:
    if not enabled:
        return colour("disabled")
    if cell.tone:
        return colour(f"{cell.tone}.text")
    return colour(("text", "text2", "text3")[cell.level - 1])


class CellDelegate(QStyledItemDelegate):
    """Icon, mark, then text over sub text or bar with its value, then badge."""

    def __init__(self, parent: QObject, row_height: int, rows: Rows, fit: bool) -> None:
        super().__init__(parent)
        self._row_height, self._rows, self._fit = row_height, rows, fit

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(60, self._row_height)

    def paint(self, p: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        o: Any = option
        cell: Cell | None = index.data(CELL)
        if self._rows.hovers(index):
            o.state |= QStyle.StateFlag.State_MouseOver
        p.save()
        o.widget.style().drawPrimitive(QStyle.PrimitiveElement.PE_PanelItemViewItem, o, p, o.widget)
        if not (self._fit and index.row() == index.model().rowCount() - 1):
            p.fillRect(QRectF(o.rect.left(), o.rect.bottom(), o.rect.width(), 1), colour("line"))
        if cell is not None:
            self._cell(
                p, QRectF(o.rect).adjusted(PAD, 0, -PAD, 0), cell, bool(o.state & QStyle.StateFlag.State_Enabled)
            )
        p.restore()

    def _cell(self, p: QPainter, r: QRectF, cell: Cell, enabled: bool) -> None:
        ink, cy, x = ink_of(cell, enabled), r.center().y(), r.left()
        if cell.icon:
            draw(p, cell.icon, x, cy - Size.ICON / 2, colour("text3"), Size.ICON)
            x += Size.ICON + 8
        if cell.dot:
            paint_dot(p, x + Size.DOT / 2 + 1, cy, cell.dot)
        area = _words(r, cell)
        if cell.badge:
            width = badge_width(cell.badge[0])
            paint_badge(p, r.right() - width if cell.text else area.left(), cy, *cell.badge)
        room = _bar_room(area, cell)
        if cell.bar and room >= px(BAR):
            paint_bar(p, QRectF(area.left(), cy - 3, room, 6), cell.bar, cell.marks)
            paint_text(p, area, cell.text, role_of(cell), ink, right=True)
        elif cell.sub:
            half = area.height() / 2
            paint_text(p, area.adjusted(0, 5, 0, 1 - half), cell.text, role_of(cell), ink, cell.right)
            paint_text(p, area.adjusted(0, half - 1, 0, -5), cell.sub, "small", colour("text3"), cell.right)
        else:
            _mark(p, area, cell)
            paint_text(p, area, cell.text, role_of(cell), ink, cell.right)

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        """The whole of what does not fit."""
        o: Any = option
        cell: Cell | None = index.data(CELL)
        if event.type() != QEvent.Type.ToolTip or cell is None or index.data(Qt.ItemDataRole.ToolTipRole):
            return super().helpEvent(event, view, option, index)
        room = _words(QRectF(o.rect).adjusted(PAD, 0, -PAD, 0), cell).width()
        cut = [
            text for text, role in ((cell.text, role_of(cell)), (cell.sub, "small")) if advance(text, role) > room + 1
        ]
        QToolTip.showText(event.globalPos(), tip("\n".join(cut)), view)
        return True


def _words(r: QRectF, cell: Cell) -> QRectF:
    """Where the text of a cell goes."""
    left = (Size.ICON + 8 if cell.icon else 0) + (Size.DOT + 8 if cell.dot else 0)
    right = badge_width(cell.badge[0]) + 6 if cell.badge and cell.text else 0
    return r.adjusted(left, 0, -right, 0)


def _mark(p: QPainter, area: QRectF, cell: Cell) -> None:
    """What was looked for, as with a marker: a ground below the letters."""
    p.save()
    p.setClipRect(area)
    for start, end in cell.found:
        left, high = area.left() + advance(cell.text[:start], role_of(cell)), px(18)
        width = advance(cell.text[start:end], role_of(cell))
        rounded(p, QRectF(left - 1, area.center().y() - high / 2, width + 2, high), 3, colour("warn.tint"))
    p.restore()


def _bar_room(area: QRectF, cell: Cell) -> float:
    """Values of a column stand in one line: the room beside the bar is the same for all of them."""
    return max(0.0, area.width() - (max(px(62), advance(cell.text, role_of(cell)) + 8) if cell.text else 0))
