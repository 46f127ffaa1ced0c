"""How large things are: metrics, hints and the sizes of controls."""

from typing import Any, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QStyle, QStyleOptionButton, QWidget

from vscdesktop.ui.theme.fonts import advance
from vscdesktop.ui.theme.style_buttons import GAP, kind_of
from vscdesktop.ui.theme.tokens import Size, px

PM, SH, CT = QStyle.PixelMetric, QStyle.StyleHint, QStyle.ContentsType

HINTS: Final = {
    SH.SH_EtchDisabledText: 0,
    SH.SH_DitherDisabledText: 0,
    SH.SH_ComboBox_Popup: 0,
    SH.SH_ItemView_ShowDecorationSelected: 1,
    SH.SH_DialogButtonBox_ButtonsHaveIcons: 0,
    SH.SH_ScrollBar_LeftClickAbsolutePosition: 1,
    SH.SH_ToolTip_WakeUpDelay: 500,
    SH.SH_UnderlineShortcut: 0,
    SH.SH_Menu_SupportsSections: 1,
    SH.SH_TabBar_ElideMode: Qt.TextElideMode.ElideNone.value,
}


def metrics() -> dict[QStyle.PixelMetric, int]:
    """Read once per style, after the text size is known."""
    return {
        PM.PM_ScrollBarExtent: 12,
        PM.PM_ScrollBarSliderMin: 28,
        PM.PM_SplitterWidth: 1,
        PM.PM_DefaultFrameWidth: 1,
        PM.PM_IndicatorWidth: Size.ICON,
        PM.PM_IndicatorHeight: Size.ICON,
        PM.PM_ExclusiveIndicatorWidth: Size.ICON,
        PM.PM_ExclusiveIndicatorHeight: Size.ICON,
        PM.PM_CheckBoxLabelSpacing: 8,
        PM.PM_RadioButtonLabelSpacing: 8,
        PM.PM_TabBarTabOverlap: 0,
        PM.PM_TabBarBaseOverlap: 1,
        PM.PM_TabBarTabShiftVertical: 0,
        PM.PM_TabBarTabShiftHorizontal: 0,
        PM.PM_TreeViewIndentation: Size.ICON,
        PM.PM_SmallIconSize: Size.ICON,
        PM.PM_ButtonIconSize: Size.ICON,
        PM.PM_TabBarIconSize: Size.ICON,
        PM.PM_MenuHMargin: 4,
        PM.PM_MenuVMargin: 4,
        PM.PM_MenuPanelWidth: 1,
        PM.PM_ToolTipLabelFrameWidth: 6,
        PM.PM_ButtonShiftHorizontal: 0,
        PM.PM_ButtonShiftVertical: 0,
        PM.PM_HeaderMargin: 10,
        PM.PM_HeaderMarkSize: 10,
        PM.PM_LineEditIconMargin: 8,
        PM.PM_FocusFrameHMargin: 8,
        PM.PM_ProgressBarChunkWidth: 1,
    }


def contents(ct: QStyle.ContentsType, o: Any, size: QSize, w: QWidget | None) -> QSize:
    """The size of a control; `size` is what Fusion would take."""
    match ct:
        case CT.CT_PushButton:
            return _button(o, w) if isinstance(o, QStyleOptionButton) else size
        case CT.CT_LineEdit:
            return QSize(size.width() + 4, Size.CONTROL)
        case CT.CT_ComboBox | CT.CT_SpinBox:
            return QSize(size.width() + 12, Size.CONTROL)
        case CT.CT_TabBarTab:  # as wide as the strong font, so that a tab does not grow when it is chosen
            return QSize(advance(o.text.replace("&", ""), "body-strong") + 26, Size.TAB)
        case CT.CT_HeaderSection:
            return QSize(size.width(), Size.HEAD_ROW)
        case CT.CT_ItemViewItem:  # lists that are not ours, like that of a combo box
            return size.expandedTo(QSize(0, Size.ROW_COMPACT))
        case CT.CT_MenuItem:
            return QSize(size.width() + 16, max(size.height(), Size.ROW_COMPACT if o.text else 9))
    return size


def _button(o: QStyleOptionButton, w: QWidget | None) -> QSize:
    small = w is not None and bool(w.property("small"))
    words = o.fontMetrics.horizontalAdvance(o.text.replace("&&", "&")) + 1 if o.text else 0
    sign = 0 if o.icon.isNull() else Size.ICON + (GAP if o.text else 0)
    if kind_of(w) == "link":
        return QSize(words + sign + 4, Size.CONTROL_SMALL)
    height = Size.CONTROL_SMALL if small else Size.CONTROL
    return QSize(words + sign + px(20 if small else 28), height) if o.text else QSize(height, height)
