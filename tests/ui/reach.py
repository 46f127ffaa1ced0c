"""What a keyboard and a screen reader find in a window: everything once, by a name, and a way on from everywhere."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

BY_TAB = Qt.FocusPolicy.TabFocus
INNER = ("qt_spinbox_lineedit", "qt_scrollarea_viewport")  # parts of a control that has the name
MOST = 200


def focusable(place: QWidget) -> list[QWidget]:
    """What Tab should lead to now."""
    every = [w for w in (place, *place.findChildren(QWidget)) if w.isVisible() and w.isEnabled()]
    return [w for w in every if w.focusPolicy() & BY_TAB and w.window() is place and w.objectName() not in INNER]


def nameless(place: QWidget) -> list[str]:
    """What takes the keyboard and has nothing that could be read out."""
    return [repr(w) for w in focusable(place) if not w.accessibleName()]


def walked(place: QWidget, key: Qt.Key = Qt.Key.Key_Tab) -> list[QWidget]:
    """What the keyboard comes by, from the first on until it is there again."""
    first = focusable(place)[0]
    first.setFocus(Qt.FocusReason.TabFocusReason)
    found = [first]
    while len(found) < MOST:
        QTest.keyClick(found[-1], key)
        at = QApplication.focusWidget()
        assert at is not None, f"{key.name} leads nowhere from {called(found[-1])}"
        if at is first:
            return found
        assert at not in found, f"{key.name} goes round in {[called(w) for w in found[found.index(at) :]]}"
        found.append(at)
    raise AssertionError(f"no end after {called(found[-1])}")


def trouble(place: QWidget) -> Iterator[str]:
    """All that is wrong; nothing when every control has a name and Tab leads to each and back, either way."""
    yield from (f"no name: {w}" for w in nameless(place))
    there, back = walked(place), walked(place, Qt.Key.Key_Backtab)
    missed = [w for w in focusable(place) if w not in there]
    yield from (f"not reached by Tab: {called(w)}" for w in missed)
    if [there[0], *reversed(there[1:])] != back:
        yield f"another way back: {[called(w) for w in there]}, {[called(w) for w in back]}"


def called(widget: QWidget) -> str:
    return f"{type(widget).__name__} “{widget.accessibleName()}”"
