"""Tab goes through a window as it is laid out."""

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QSplitter, QWidget

from vscdesktop.ui.widgets.layout import laid


def in_order(window: QWidget) -> None:
    """From the left to the right, from the top down. To be asked when Tab is pressed: Qt's own order is that in which
    widgets were made, and what is drawn anew would come after all others."""
    for first, second in pairwise(_of(window)):
        QWidget.setTabOrder(first, second)


def _of(widget: QWidget | None) -> Iterator[QWidget]:
    if widget is None or not widget.isVisible():
        return
    proxy = widget.focusProxy()
    if proxy is not None and widget.isAncestorOf(proxy):  # Qt moves it with all that is in it
        yield widget
        return
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield widget
    if isinstance(widget, QScrollArea):
        yield from _of(widget.widget())
    elif isinstance(widget, QSplitter):
        for n in range(widget.count()):
            yield from _of(widget.widget(n))
    elif (layout := widget.layout()) is not None:
        for one in laid(layout):
            yield from _of(one)


def first_in(part: QWidget) -> QWidget | None:
    """What takes the keyboard in it; children that came later stand elsewhere in the chain of Tab."""
    at: QWidget | None = part
    while at is not None:
        inside = at is part or part.isAncestorOf(at)
        if inside and at.focusPolicy() & Qt.FocusPolicy.TabFocus and at.isVisible() and at.isEnabled():
            return at
        at = at.nextInFocusChain()
        if at is part:
            return None
    return None
