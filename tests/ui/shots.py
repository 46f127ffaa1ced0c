"""Pictures of the window in every theme and two sizes, and what can be judged on them without eyes.

They are kept where VSCDESKTOP_SHOTS says. At 200 %, on a screen that is large enough for it:
QT_SCALE_FACTOR=2 QT_QPA_PLATFORM=offscreen:configfile=tests/ui/screen.json ./packaging/run test tests/ui
"""

import os
import tempfile
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, QSize
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QTableView, QWidget

from vscdesktop.ui.theme.hub import theme
from vscdesktop.ui.theme.tokens import THEMES
from vscdesktop.ui.widgets.layout import laid
from vscdesktop.ui.widgets.text import Text

FOLDER = Path(os.environ.get("VSCDESKTOP_SHOTS") or tempfile.mkdtemp(prefix="vscdesktop-shots-"))
LARGE, SMALL = QSize(1440, 900), QSize(1100, 700)


def shots(app: QApplication, widget: QWidget, name: str, *, resize: bool = True) -> None:
    """Draw it in all themes (and, unless it has a size of its own, two sizes); nothing may be cut or overlap."""
    before = theme.t.name
    for size in (LARGE, SMALL) if resize else (widget.size(),):
        if resize:
            widget.resize(size)
        settle(app)
        found = faults(widget)
        assert not found, f"{name} at {size.width()}x{size.height()}: " + "; ".join(found)
        for look in THEMES:
            theme.apply(app, look)
            settle(app)
            FOLDER.mkdir(parents=True, exist_ok=True)
            assert widget.grab().save(str(FOLDER / f"{name}-{look}-{size.width()}.png"))
    theme.apply(app, before)


def settle(app: QApplication) -> None:
    """Let layouts come to rest."""
    for _ in range(3):
        app.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        app.processEvents()


def faults(widget: QWidget) -> list[str]:
    """All that can be judged without eyes."""
    return [*clipped(widget), *sideways(widget), *overlapping(widget)]


def clipped(widget: QWidget) -> Iterator[str]:
    """Words that do not fit and are not meant to be cut with an ellipsis."""
    for text in widget.findChildren(Text):
        if not text.isVisible() or not text.text() or text.shown() != text.text():
            continue
        room = text.contentsRect()
        if text.wordWrap():
            cut = text.heightForWidth(text.width()) > text.height() + 1
        else:
            need = text.fontMetrics().boundingRect(0, 0, 1 << 14, 1 << 14, int(text.alignment()), text.text())
            cut = need.width() > room.width() + 1 or need.height() > room.height() + 1
        if cut:
            yield f"“{text.text()}” is cut"


def sideways(widget: QWidget) -> Iterator[str]:
    """What reaches beyond the right edge of where it lies; nothing here scrolls sideways."""
    for area in widget.findChildren(QScrollArea):
        inside, room = area.widget(), area.viewport().width()
        if area.isVisible() and inside is not None and inside.width() > room:
            yield f"{_called(area)} shows {room} of {inside.width()} pixels"
    for table in widget.findChildren(QTableView):
        need = sum(table.columnWidth(n) for n in range(table.model().columnCount()))
        if table.isVisible() and need > table.viewport().width():
            yield f"{_called(table)} shows {table.viewport().width()} of {need} pixels"
    for button in widget.findChildren(QPushButton):
        if button.isVisible() and button.width() < button.sizeHint().width():
            yield f"{_called(button)} is cut"
    for one in widget.findChildren(QWidget):
        parent = one.parentWidget()
        if parent is None or one.isWindow() or not one.isVisible():
            continue
        if one.geometry().right() > parent.rect().right():
            yield f"{_called(one)} reaches over the edge of {_called(parent)}"


def overlapping(widget: QWidget) -> Iterator[str]:
    """Neighbours in a layout, and words wherever they are, that lie over each other."""
    words = [t for t in widget.findChildren(Text) if t.isVisible() and t.text() and not t.visibleRegion().isEmpty()]
    places = [t.visibleRegion().boundingRect().translated(t.mapTo(widget, QPoint())) for t in words]
    for (text, here), (over, there) in combinations(zip(words, places, strict=True), 2):
        if here.intersects(there):
            yield f"{_called(text)} and {_called(over)} overlap"
    for parent in [widget, *widget.findChildren(QWidget)]:
        layout = parent.layout()
        if layout is None or not parent.isVisible():
            continue
        items = [w for w in laid(layout) if w.isVisible() and w.width() and w.height()]
        for i, one in enumerate(items):
            for other in items[i + 1 :]:
                if one.geometry().intersects(other.geometry()):
                    yield f"{_called(one)} and {_called(other)} overlap"


def _called(widget: QWidget) -> str:
    words = widget.text() if isinstance(widget, Text) else widget.accessibleName()
    return f"{type(widget).__name__} “{words}”"
