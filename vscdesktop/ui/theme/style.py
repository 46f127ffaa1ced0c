"""One style over Fusion on all platforms: it overrides only what Fusion draws differently from the design.

Variants are dynamic properties: `kind` (primary, danger, ghost, link), `small`, `invalid`, `bare` (no frame),
`plain` (no ground under column heads), `status` (colour of a progress bar).
"""

from typing import Any

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QProxyStyle,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QStyleOptionComplex,
    QWidget,
)

from vscdesktop.ui.theme import style_bars, style_buttons, style_fields, style_sizes, style_views
from vscdesktop.ui.theme.style_buttons import Draw


class VscStyle(QProxyStyle):
    """Virtuals are called some 50,000 times while a large window opens: each one is a look into a table."""

    def __init__(self) -> None:
        super().__init__("Fusion")
        self._primitives: dict[QStyle.PrimitiveElement, Draw] = {
            **style_buttons.PRIMITIVES,
            **style_fields.PRIMITIVES,
            **style_bars.PRIMITIVES,
            **style_views.PRIMITIVES,
        }
        self._controls: dict[QStyle.ControlElement, Draw] = {
            **style_buttons.CONTROLS,
            **style_bars.CONTROLS,
            **style_views.CONTROLS,
        }
        self._complex: dict[QStyle.ComplexControl, Draw] = {**style_fields.COMPLEX, **style_bars.COMPLEX}
        self._metrics = style_sizes.metrics()
        self._hints = style_sizes.HINTS

    def drawPrimitive(
        self, element: QStyle.PrimitiveElement, option: QStyleOption, painter: QPainter, widget: QWidget | None = None
    ) -> None:
        if draw := self._primitives.get(element):
            draw(option, painter, widget)
        else:
            super().drawPrimitive(element, option, painter, widget)

    def drawControl(
        self, element: QStyle.ControlElement, option: QStyleOption, painter: QPainter, widget: QWidget | None = None
    ) -> None:
        if draw := self._controls.get(element):
            draw(option, painter, widget)
        elif element == QStyle.ControlElement.CE_MenuItem:
            super().drawControl(element, style_bars.menu_item(option, painter), painter, widget)
        else:
            super().drawControl(element, option, painter, widget)

    def drawComplexControl(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        if draw := self._complex.get(control):
            draw(option, painter, widget)
        else:
            super().drawComplexControl(control, option, painter, widget)

    def pixelMetric(
        self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> int:
        value = self._metrics.get(metric)
        return super().pixelMetric(metric, option, widget) if value is None else value

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returnData: QStyleHintReturn | None = None,
    ) -> int:
        value = self._hints.get(hint)
        return super().styleHint(hint, option, widget, returnData) if value is None else value

    def sizeFromContents(self, ct: QStyle.ContentsType, option: QStyleOption, size: QSize, widget: Any = None) -> QSize:
        return style_sizes.contents(ct, option, super().sizeFromContents(ct, option, size, widget), widget)

    def subControlRect(
        self, cc: QStyle.ComplexControl, option: QStyleOptionComplex, sc: QStyle.SubControl, widget: Any = None
    ) -> QRect:
        if cc == QStyle.ComplexControl.CC_ScrollBar:
            found = style_bars.scroll_part(option, sc)
        else:
            found = style_fields.part(cc, option.rect, sc)
        return super().subControlRect(cc, option, sc, widget) if found is None else found

    def polish(self, what: Any) -> None:
        """Settings that are made once per widget; cheaper than one more virtual."""
        if isinstance(what, QLineEdit) and what.hasFrame():
            what.setTextMargins(4, 0, 4, 0)
        super().polish(what)
