"""Push buttons, tool buttons, check boxes and radio buttons."""

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QStyle, QStyleOption, QStyleOptionButton, QWidget

from vscdesktop.ui.theme.hub import colour, theme
from vscdesktop.ui.theme.icons import draw
from vscdesktop.ui.theme.paint import LEFT, ring, rounded, stroke
from vscdesktop.ui.theme.tokens import Radius, Size

ST, PE, CE = QStyle.StateFlag, QStyle.PrimitiveElement, QStyle.ControlElement
GAP: Final = 6
FILLED: Final = ("primary", "danger")
Draw = Callable[[Any, QPainter, QWidget | None], None]


def kind_of(w: QWidget | None) -> str:
    return str(w.property("kind") or "") if w is not None else ""


def by_keyboard(state: QStyle.StateFlag) -> bool:
    """True when Tab or an arrow brought the focus here."""
    return bool(state & ST.State_HasFocus) and bool(state & ST.State_KeyboardFocusChange)


def nothing(_o: QStyleOption, _p: QPainter, _w: QWidget | None) -> None:
    """For what Fusion draws and the design does not have."""


def _mix(a: str, b: str, k: float) -> QColor:
    x, y = QColor(a), QColor(b)
    channels = zip((x.red(), x.green(), x.blue()), (y.red(), y.green(), y.blue()), strict=True)
    return QColor(*(round(m + (n - m) * k) for m, n in channels))


def _button(o: QStyleOption, p: QPainter, w: QWidget | None) -> None:
    kind, on = kind_of(w), bool(o.state & ST.State_Enabled)
    hover, down = bool(o.state & ST.State_MouseOver), bool(o.state & ST.State_Sunken)
    checked = bool(o.state & ST.State_On)
    if kind in FILLED and on:
        token = "accent" if kind == "primary" else "danger"
        rounded(p, o.rect, Radius.CONTROL, colour(token + ("_press" if down else "_hover" if hover else "")))
    elif kind == "ghost":
        if on and (hover or checked):
            rounded(p, o.rect, Radius.CONTROL, colour("press" if down else "hover"))
    elif kind != "link":
        _outlined(o, p, on, down, hover, checked)
    if by_keyboard(o.state):
        ring(p, o.rect, Radius.CONTROL)
        if kind in FILLED:  # the ring has the colour of the fill: a line in the colour of the words parts them
            rounded(p, QRectF(o.rect).adjusted(2, 2, -2, -2), 4.5, None, colour("on_accent"), 1.5)


def _outlined(o: QStyleOption, p: QPainter, on: bool, down: bool, hover: bool, checked: bool) -> None:
    t = theme.t
    if not on:
        rounded(p, o.rect, Radius.CONTROL, QColor(t.sunken), QColor(t.line))
    elif checked:
        rounded(p, o.rect, Radius.CONTROL, QColor(t.accent_tint), QColor(t.accent))
    else:
        fill = t.press if down else t.hover if hover else t.surface
        line = QColor(t.line_strong) if t.name == "contrast" else _mix(t.line_strong, t.surface, 0.45)
        rounded(p, o.rect, Radius.CONTROL, QColor(fill), line)


def _button_label(o: QStyleOptionButton, p: QPainter, w: QWidget | None) -> None:
    kind, on = kind_of(w), bool(o.state & ST.State_Enabled)
    token = {"primary": "on_accent", "danger": "on_accent", "link": "accent_text"}.get(kind, "text")
    ink = colour(token if on else "disabled")
    words = o.text.replace("&&", "&")
    width = o.fontMetrics.horizontalAdvance(words) + 1 if words else 0
    sign = 0 if o.icon.isNull() else Size.ICON + (GAP if words else 0)
    r = QRectF(o.rect)
    x = r.left() + 2 if kind == "link" else r.center().x() - (sign + width) / 2
    if sign:
        top = r.center().y() - Size.ICON / 2
        name = str(w.property("icon_name") or "") if w is not None else ""
        if name:
            draw(p, name, x, top, ink, Size.ICON)
        else:
            p.drawPixmap(QPointF(x, top), o.icon.pixmap(QSize(Size.ICON, Size.ICON)))
    p.save()
    p.setPen(ink)
    p.drawText(QRectF(x + sign, r.top(), width + 2, r.height()), LEFT, words)
    if kind == "link" and o.state & ST.State_MouseOver and on:
        base = r.center().y() + o.fontMetrics.ascent() / 2 + 1.5
        p.drawLine(QPointF(x + sign, base), QPointF(x + sign + width - 1, base))
    p.restore()


def _tool(o: QStyleOption, p: QPainter, _w: QWidget | None) -> None:
    down = bool(o.state & (ST.State_Sunken | ST.State_On))
    if o.state & ST.State_Enabled and (down or o.state & ST.State_MouseOver):
        rounded(p, o.rect, Radius.CONTROL, colour("press" if down else "hover"))
    if by_keyboard(o.state):
        ring(p, o.rect, Radius.CONTROL)


def _focus_rect(o: QStyleOption, p: QPainter, w: QWidget | None) -> None:
    """Buttons, boxes and fields ring themselves; Fusion would ring only the words of a check box."""
    if o.state & ST.State_KeyboardFocusChange and not isinstance(w, (QAbstractButton, QLineEdit, QComboBox)):
        ring(p, o.rect, Radius.CONTROL)


def _check(o: QStyleOption, p: QPainter, _w: QWidget | None) -> None:
    r, on = QRectF(o.rect), bool(o.state & ST.State_Enabled)
    hit = bool(o.state & (ST.State_On | ST.State_NoChange))
    fill = "surface" if not hit else "accent" if on else "disabled"
    line = "accent" if hit and on else "line_strong" if on else "line"
    rounded(p, r, Radius.BADGE, colour(fill), colour(line))
    k, c = r.width() / 16, r.center()
    if o.state & ST.State_NoChange:
        stroke(p, [(c.x() - 3 * k, c.y()), (c.x() + 3 * k, c.y())], colour("on_accent"), 1.8)
    elif hit:
        tick = ((-3.5, 0.3), (-1.0, 2.8), (3.7, -2.6))
        stroke(p, [(c.x() + x * k, c.y() + y * k) for x, y in tick], colour("on_accent"), 1.8)
    if by_keyboard(o.state):
        ring(p, r, Radius.BADGE)
        if hit:
            rounded(p, r.adjusted(2, 2, -2, -2), 3, None, colour("on_accent"), 1)


def _radio(o: QStyleOption, p: QPainter, _w: QWidget | None) -> None:
    r, on, hit = QRectF(o.rect), bool(o.state & ST.State_Enabled), bool(o.state & ST.State_On)
    line = ("accent" if hit else "line_strong") if on else "line"
    rounded(p, r, r.width() / 2, colour("surface"), colour(line), r.width() * 0.31 if hit else 1)
    if by_keyboard(o.state):
        ring(p, r, r.width() / 2)


PRIMITIVES: Final[dict[QStyle.PrimitiveElement, Draw]] = {
    PE.PE_PanelButtonCommand: _button,
    PE.PE_PanelButtonTool: _tool,
    PE.PE_FrameFocusRect: _focus_rect,
    PE.PE_FrameButtonTool: nothing,
    PE.PE_FrameDefaultButton: nothing,
    PE.PE_IndicatorCheckBox: _check,
    PE.PE_IndicatorItemViewItemCheck: _check,
    PE.PE_IndicatorRadioButton: _radio,
}
CONTROLS: Final[dict[QStyle.ControlElement, Draw]] = {CE.CE_PushButtonLabel: _button_label}
