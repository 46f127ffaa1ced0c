"""The header: whose connections these are, the search, how fresh everything is."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from vscdesktop.store.settings import Look
from vscdesktop.ui.context import Context
from vscdesktop.ui.theme.fonts import advance, font
from vscdesktop.ui.theme.hub import colour, theme
from vscdesktop.ui.theme.icons import icon
from vscdesktop.ui.theme.paint import rounded
from vscdesktop.ui.theme.tokens import Size, px
from vscdesktop.ui.widgets.buttons import tool
from vscdesktop.ui.widgets.layout import row
from vscdesktop.ui.widgets.text import Text, paint_text

EDGE = {"production": "critical", "test": "warn", "demo": "info"}  # the colour of the window's upper edge
STALE = 180.0  # seconds after which what is shown is called old


class Search(QLineEdit):
    """A field with a lens; with `keys`, their names stand at its right while it is empty."""

    def __init__(self, hint: str, keys: str = "") -> None:
        super().__init__()
        self._keys = keys
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.addAction(icon("search", "text3"), QLineEdit.ActionPosition.LeadingPosition)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        p, r, wide = QPainter(self), QRectF(self.rect()), advance(self._keys, "caption") + 10
        hint = px(36) + advance(self.placeholderText())
        if self._keys and not self.text() and hint + wide + 16 < r.width():  # the hint alone, where both do not fit
            k = QRectF(r.right() - wide - 8, r.center().y() - Size.BADGE / 2, wide, Size.BADGE)
            rounded(p, k, 4, colour("sunken"), colour("line"))
            p.setFont(font("caption"))
            p.setPen(colour("text3"))
            p.drawText(k, Qt.AlignmentFlag.AlignCenter, self._keys)


class Finding(Search):
    """The header's search opens the finder; it takes no text itself."""

    asked = Signal()

    def __init__(self) -> None:
        super().__init__("Search objects and actions", "Ctrl K")
        self.setReadOnly(True)
        self.setMinimumWidth(160)
        self.setMaximumWidth(420)

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self.asked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().strip() or event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Space):
            self.asked.emit()
        else:
            event.ignore()


class Brand(QWidget):
    """The mark, the name of this set of connections and its kind."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.setFixedSize(238, 36)
        self.show_look(look)

    def show_look(self, look: Look) -> None:
        self.look = look
        self.setAccessibleName(f"{look.name}, {look.kind}{', read-only' if look.read_only else ''}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        p, t = QPainter(self), theme.t
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        rounded(p, QRectF(0, 4, 28, 28), 7, colour("rail"))
        for i, (y, w) in enumerate(((11, 14), (17, 14), (23, 8))):
            ink = colour("rail_text") if i else QColor(t.accent_text if t.dark else t.series[0])
            rounded(p, QRectF(7, y, w, 3), 1.5, ink)
        paint_text(p, QRectF(38, 1, 196, 18), self.look.name, "body-strong", colour("text"))
        rounded(p, QRectF(38, 22, 8, 8), 4, colour(f"{EDGE[self.look.kind]}.solid"))
        words = f"{self.look.kind.capitalize()}{', read-only' if self.look.read_only else ''}"
        paint_text(p, QRectF(51, 17, 180, 18), words, "small", colour("text2"))


class Header(QWidget):
    def __init__(self, context: Context, look: Look) -> None:
        super().__init__()
        self.context = context
        self.setFixedHeight(Size.HEADER)
        self.brand = Brand(look)
        self.search = Finding()
        self.fresh = Text("", "small", 3)
        self.pause, self.refresh = tool("pause", "Pause reading"), tool("refresh", "Read everything now (F5)")
        self.pause.setCheckable(True)
        self.pause.toggled.connect(self._pause)
        self.refresh.clicked.connect(context.refresh)
        line = row(self.brand, None, self.search, None, self.fresh, self.pause, self.refresh, gap=4, pad=(12, 3, 12, 0))
        line.setStretch(2, 4)
        self.setLayout(line)
        for news in (context.read, context.unread, context.reading):
            news.connect(self._tell)
        clock = QTimer(self, interval=5000)
        clock.timeout.connect(self._tell)
        clock.start()
        self._tell()

    def show_look(self, look: Look) -> None:
        self.brand.show_look(look)
        self.update()

    def _pause(self, on: bool) -> None:
        self.context.pause(on)
        words = "Go on reading every 60 s" if on else "Pause reading"
        self.pause.setToolTip(words)
        self.pause.setAccessibleName(words)
        self.pause.setIcon(icon("play" if on else "pause"))
        self._tell()

    def _tell(self, *_: object) -> None:
        """How old what is shown is, in words."""
        c = self.context
        if c.inventory is None:
            words = "reading…" if c.busy else "nothing read yet"
        else:
            at = c.inventory.taken.astimezone().strftime("%H:%M:%S")
            minutes = int((datetime.now(UTC) - c.inventory.taken).total_seconds() // 60)
            words = f"as of {at}" + (f", {minutes} min old" if c.age > STALE else "")
            words += ", paused" if c.paused else ", reading…" if c.busy else ", every 60 s"
        self.fresh.setText(words)

    def paintEvent(self, _event: QPaintEvent) -> None:
        p = QPainter(self)
        p.fillRect(self.rect(), colour("surface"))
        p.fillRect(0, 0, self.width(), 3, colour(f"{EDGE[self.brand.look.kind]}.solid"))
        p.fillRect(0, self.height() - 1, self.width(), 1, colour("line"))
