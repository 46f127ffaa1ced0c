"""Scroll bars, progress bars, frames, splitters, menus and tooltips."""

from typing import Any, Final

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyleOption, QStyleOptionMenuItem, QStyleOptionProgressBar, QWidget

from vscdesktop.ui.theme.hub import colour
from vscdesktop.ui.theme.paint import rounded
from vscdesktop.ui.theme.style_buttons import Draw, nothing
from vscdesktop.ui.theme.tokens import Radius

ST, PE, CE = QStyle.StateFlag, QStyle.PrimitiveElement, QStyle.ControlElement
CC, SC = QStyle.ComplexControl, QStyle.SubControl


def scroll_part(o: Any, sc: QStyle.SubControl) -> QRect | None:
    """A bar without end buttons: the slider runs over its whole length."""
    across = o.orientation == Qt.Orientation.Horizontal
    length = o.rect.width() if across else o.rect.height()
    span = o.maximum - o.minimum
    size = length if span <= 0 else min(length, max(28, round(length * o.pageStep / (span + o.pageStep))))
    at = QStyle.sliderPositionFromValue(o.minimum, o.maximum, o.sliderPosition, length - size, o.upsideDown)
    match sc:
        case SC.SC_ScrollBarGroove:
            start, extent = 0, length
        case SC.SC_ScrollBarSlider:
            start, extent = at, size
        case SC.SC_ScrollBarSubPage:
            start, extent = 0, at
        case SC.SC_ScrollBarAddPage:
            start, extent = at + size, length - at - size
        case SC.SC_ScrollBarAddLine | SC.SC_ScrollBarSubLine:
            return QRect()
        case _:
            return None
    if across:
        return QRect(o.rect.x() + start, o.rect.y(), extent, o.rect.height())
    return QRect(o.rect.x(), o.rect.y() + start, o.rect.width(), extent)


def _scrollbar(o: Any, p: QPainter, _w: QWidget | None) -> None:
    slider = scroll_part(o, SC.SC_ScrollBarSlider)
    if o.maximum <= o.minimum or slider is None:
        return
    hot = bool(o.state & (ST.State_MouseOver | ST.State_Sunken))
    inset = 2 if hot else 3
    across = o.orientation == Qt.Orientation.Horizontal
    r = QRectF(slider).adjusted(*((2, inset, -2, -inset) if across else (inset, 2, -inset, -2)))
    ink = colour("text3")
    ink.setAlphaF(0.65 if hot else 0.35)
    rounded(p, r, min(r.width(), r.height()) / 2, ink)


def _frame(o: Any, p: QPainter, w: QWidget | None) -> None:
    if not (w is not None and w.property("bare")) and o.lineWidth > 0:
        rounded(p, o.rect, 0, None, colour("line"))


def _splitter(o: QStyleOption, p: QPainter, _w: QWidget | None) -> None:
    p.fillRect(o.rect, colour("line"))


def _groove(o: QStyleOption, p: QPainter, _w: QWidget | None) -> None:
    r = QRectF(o.rect)
    rounded(p, QRectF(r.left(), r.center().y() - 2, r.width(), 4), 2, colour("press"))


def _chunk(o: QStyleOptionProgressBar, p: QPainter, w: QWidget | None) -> None:
    """Work of unknown length shows a third that stands still."""
    r, span = QRectF(o.rect), o.maximum - o.minimum
    part = 0.35 if span <= 0 else (o.progress - o.minimum) / span
    status = str(w.property("status") or "") if w is not None else ""
    if part > 0:
        bar = QRectF(r.left(), r.center().y() - 2, max(4.0, r.width() * part), 4)
        rounded(p, bar, 2, colour(f"{status}.solid" if status else "accent"))


def _menu(o: QStyleOption, p: QPainter, _w: QWidget | None) -> None:
    """Square with a hairline: round pop-ups need translucency, which fails without a compositor."""
    rounded(p, o.rect, 0, colour("raised"), colour("line"))


def menu_item(o: Any, p: QPainter) -> Any:
    """Fusion frames the chosen entry; here it has a ground. The option is what Fusion draws the rest from."""
    rest: Any = QStyleOptionMenuItem(o)
    if o.state & ST.State_Selected and o.state & ST.State_Enabled:
        rounded(p, QRectF(o.rect), Radius.BADGE, colour("accent_tint"))
    rest.state &= ~ST.State_Selected
    return rest


def _tip(o: QStyleOption, p: QPainter, _w: QWidget | None) -> None:
    p.fillRect(o.rect, colour("rail"))


PRIMITIVES: Final[dict[QStyle.PrimitiveElement, Draw]] = {
    PE.PE_Frame: _frame,
    PE.PE_PanelMenu: _menu,
    PE.PE_FrameMenu: nothing,
    PE.PE_PanelTipLabel: _tip,
}
CONTROLS: Final[dict[QStyle.ControlElement, Draw]] = {
    CE.CE_ShapedFrame: _frame,
    CE.CE_Splitter: _splitter,
    CE.CE_ProgressBarGroove: _groove,
    CE.CE_ProgressBarContents: _chunk,
    CE.CE_ProgressBarLabel: nothing,
}
COMPLEX: Final[dict[QStyle.ComplexControl, Draw]] = {CC.CC_ScrollBar: _scrollbar}
