"""Tabs, column heads, and the ground of rows."""

from typing import Any, Final

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyleOption, QStyleOptionHeader, QStyleOptionTab, QWidget

from vscdesktop.ui.theme.fonts import font
from vscdesktop.ui.theme.hub import colour
from vscdesktop.ui.theme.paint import CENTRE, LEFT, RIGHT, chevron, ring, rounded
from vscdesktop.ui.theme.style_buttons import Draw, by_keyboard, nothing
from vscdesktop.ui.theme.tokens import Radius, px

ST, PE, CE = QStyle.StateFlag, QStyle.PrimitiveElement, QStyle.ControlElement


def _tab_base(o: QStyleOption, p: QPainter, _w: QWidget | None) -> None:
    p.fillRect(QRect(o.rect.left(), o.rect.bottom(), o.rect.width(), 1), colour("line"))


def _tab(o: QStyleOption, p: QPainter, _w: QWidget | None) -> None:
    r = QRectF(o.rect)
    if o.state & ST.State_Selected:
        rounded(p, QRectF(r.left() + 12, r.bottom() - 3, r.width() - 24, 3), 1.5, colour("accent"))
    elif o.state & ST.State_MouseOver and o.state & ST.State_Enabled:
        rounded(p, r.adjusted(4, 5, -4, -6), Radius.CONTROL, colour("hover"))
    if by_keyboard(o.state):
        ring(p, r.adjusted(4, 5, -4, -5), Radius.CONTROL)


def _tab_label(o: QStyleOptionTab, p: QPainter, _w: QWidget | None) -> None:
    picked, on = bool(o.state & ST.State_Selected), bool(o.state & ST.State_Enabled)
    p.save()
    p.setPen(colour("disabled" if not on else "text" if picked else "text2"))
    p.setFont(font("body-strong" if picked else "body"))
    p.drawText(o.rect, CENTRE, o.text.replace("&", ""))
    p.restore()


def _head_ground(o: QStyleOption, p: QPainter, w: QWidget | None) -> None:
    if not (w is not None and w.property("plain")):
        p.fillRect(o.rect, colour("sunken"))
    p.fillRect(QRect(o.rect.left(), o.rect.bottom(), o.rect.width(), 1), colour("line"))


def _head(o: QStyleOptionHeader, p: QPainter, w: QWidget | None) -> None:
    """Drawn whole: Fusion asks its own rectangles, not the proxy's, and its margin cuts descenders."""
    _head_ground(o, p, w)
    r = o.rect.adjusted(10, 0, -10, 0)
    right = bool(o.textAlignment & Qt.AlignmentFlag.AlignRight)
    by_this = o.sortIndicator != QStyleOptionHeader.SortIndicator.None_
    hover = bool(o.state & ST.State_MouseOver) and _sortable(w)
    p.save()
    p.setFont(font("label"))
    p.setPen(colour("text" if by_this or hover else "text2"))
    room = 12 if by_this else 0
    text = p.fontMetrics().elidedText(o.text, Qt.TextElideMode.ElideRight, r.width() - room)
    p.drawText(r.adjusted(0, 0, -room if right else 0, 0), RIGHT if right else LEFT, text)
    if by_this:
        x = r.right() - 4 if right else r.left() + p.fontMetrics().horizontalAdvance(text) + 9
        # Qt calls the mark of an ascending column SortDown; here it points up.
        up = o.sortIndicator == QStyleOptionHeader.SortIndicator.SortDown
        chevron(p, QPointF(x, r.center().y() + 0.5), px(6), "up" if up else "down", colour("text2"))
    p.restore()


def _sortable(w: Any) -> bool:
    return w is not None and bool(w.isSortIndicatorShown())


def _item(o: QStyleOption, p: QPainter, _w: QWidget | None) -> None:
    if o.state & ST.State_Selected:
        p.fillRect(o.rect, colour("accent_tint"))
    elif o.state & ST.State_MouseOver:
        p.fillRect(o.rect, colour("hover"))


PRIMITIVES: Final[dict[QStyle.PrimitiveElement, Draw]] = {
    PE.PE_FrameTabBarBase: _tab_base,
    PE.PE_PanelItemViewRow: nothing,  # the fill of the items covers the row
    PE.PE_PanelItemViewItem: _item,
}
CONTROLS: Final[dict[QStyle.ControlElement, Draw]] = {
    CE.CE_TabBarTabShape: _tab,
    CE.CE_TabBarTabLabel: _tab_label,
    CE.CE_Header: _head,
    CE.CE_HeaderSection: _head_ground,
    CE.CE_HeaderEmptyArea: _head_ground,
}
