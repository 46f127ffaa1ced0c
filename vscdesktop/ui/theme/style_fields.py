"""Line edits, combo boxes and spin boxes."""

from typing import Final

from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLineEdit, QStyle, QStyleOption, QStyleOptionComplex, QWidget

from vscdesktop.ui.theme.hub import colour
from vscdesktop.ui.theme.paint import chevron, rounded
from vscdesktop.ui.theme.style_buttons import Draw, nothing
from vscdesktop.ui.theme.tokens import Radius, px

ST, PE, CC, SC = QStyle.StateFlag, QStyle.PrimitiveElement, QStyle.ComplexControl, QStyle.SubControl


def _edit(o: QStyleOption, p: QPainter, w: QWidget | None) -> None:
    if isinstance(w, QLineEdit) and not w.hasFrame():  # the editor inside a spin box or combo box
        return
    on = bool(o.state & ST.State_Enabled)
    focus = on and bool(o.state & ST.State_HasFocus)
    bad = w is not None and bool(w.property("invalid"))
    token = "critical.solid" if bad else "focus" if focus else "line_strong" if on else "line"
    fill = colour("surface" if on else "sunken")
    rounded(p, o.rect, Radius.CONTROL, fill, colour(token), 2 if focus or bad else 1)


def _combo(o: QStyleOptionComplex, p: QPainter, w: QWidget | None) -> None:
    _edit(o, p, w)
    at = QPointF(o.rect.right() - 13, o.rect.center().y() + 1)
    chevron(p, at, px(8), "down", colour("text3" if o.state & ST.State_Enabled else "disabled"))


def _spin(o: QStyleOptionComplex, p: QPainter, w: QWidget | None) -> None:
    _edit(o, p, w)
    ink = colour("text3" if o.state & ST.State_Enabled else "disabled")
    x, y = o.rect.right() - 11, o.rect.center().y()
    chevron(p, QPointF(x, y - px(4)), px(6), "up", ink)
    chevron(p, QPointF(x, y + px(5) + 1), px(6), "down", ink)


def part(cc: QStyle.ComplexControl, r: QRect, sc: QStyle.SubControl) -> QRect | None:
    """Where the parts of a field lie; None: as in Fusion."""
    half = r.height() // 2
    match cc, sc:
        case CC.CC_ComboBox, SC.SC_ComboBoxEditField:
            return r.adjusted(8, 1, -24, -1)
        case CC.CC_SpinBox, SC.SC_SpinBoxEditField:
            return r.adjusted(7, 1, -22, -1)
        case CC.CC_SpinBox, SC.SC_SpinBoxUp:
            return QRect(r.right() - 20, r.top() + 2, 18, half - 2)
        case CC.CC_SpinBox, SC.SC_SpinBoxDown:
            return QRect(r.right() - 20, r.center().y() + 1, 18, half - 2)
    return None


PRIMITIVES: Final[dict[QStyle.PrimitiveElement, Draw]] = {PE.PE_PanelLineEdit: _edit, PE.PE_FrameLineEdit: nothing}
COMPLEX: Final[dict[QStyle.ComplexControl, Draw]] = {CC.CC_ComboBox: _combo, CC.CC_SpinBox: _spin}
