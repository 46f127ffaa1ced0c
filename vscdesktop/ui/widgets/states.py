"""What a place shows instead of its content: loading, empty, not allowed, in trouble; and news of what was done."""

from PySide6.QtCore import QEvent, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QEnterEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QWidget

from vscdesktop.ui.theme.hub import colour, theme
from vscdesktop.ui.theme.icons import STATUS_ICON, draw
from vscdesktop.ui.theme.paint import rounded
from vscdesktop.ui.theme.tokens import Motion, Radius, Size, Space, px
from vscdesktop.ui.widgets.buttons import tool
from vscdesktop.ui.widgets.layout import Item, Paint, column, row
from vscdesktop.ui.widgets.text import Text


class Banner(QWidget):
    """A lasting state of a window or page: the fact, its consequence, at most two actions. flat: without corners."""

    def __init__(
        self, key: str, title: str, text: str = "", *actions: QWidget, flat: bool = False, icon_name: str = ""
    ) -> None:
        super().__init__()
        self._key, self._flat, self._icon = key, flat, icon_name or STATUS_ICON[key]
        self._title, self._words = title, Text("", wrap=True)
        lay = row(Text(title, "body-strong", key), gap=Space.S, pad=(px(40), 6, 10, 6))
        lay.addWidget(self._words, 1)
        for action in actions:
            lay.addWidget(action)
        self.setLayout(lay)
        self.setMinimumHeight(px(40))
        self.say(text)

    def say(self, text: str) -> None:
        """Another consequence, in place: a button of it that is being pressed stays."""
        self._words.setText(text)
        self.setAccessibleName(f"{self._title} {text}".strip())

    def paintEvent(self, _: QPaintEvent) -> None:
        p, s = QPainter(self), theme.t.status(self._key)
        edge = colour(f"{self._key}.solid") if theme.t.name == "contrast" else None
        rounded(p, self.rect(), 0 if self._flat else Radius.CARD, QColor(s.tint), edge)
        draw(p, self._icon, 14, (self.height() - Size.ICON) / 2, s.text, Size.ICON)


class EmptyState(QWidget):
    """Why nothing is here, and what can be done first. key: a status, when this is trouble."""

    def __init__(
        self, icon_name: str, title: str, text: str, *actions: QWidget, key: str = "", detail: str = ""
    ) -> None:
        super().__init__()
        side = px(64)

        def glyph(p: QPainter, r: QRectF) -> None:
            rounded(p, r, side / 2, colour(f"{key}.tint" if key else "press"))
            at = (side - Size.ICON_EMPTY) / 2
            draw(p, icon_name, at, at, colour(f"{key}.text" if key else "text3"), Size.ICON_EMPTY)

        words = Text(text, "body", 2, wrap=True)
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        words.setFixedWidth(px(320))
        parts: list[Item] = [None, row(None, Paint(glyph, (side, side)), None)]
        parts += [row(None, Text(title, "subtitle"), None), row(None, words, None)]
        if detail:
            parts.append(row(None, Text(detail, "mono", 3), None))
        if actions:
            parts += [Space.XS, row(None, *actions, None)]
        self.setLayout(column(*parts, None, gap=Space.S))
        self.setAccessibleName(f"{title}. {text}")


class Skeleton(QWidget):
    """The shape of what will come. It stands still, and shows only when the wait is felt."""

    def __init__(self, rows: int = 5, height: int = 36, after: int = Motion.SKELETON_AFTER) -> None:
        super().__init__()
        self._rows, self._row_height, self._shown = rows, px(height), after == 0
        self._after = after
        self.setFixedHeight(rows * self._row_height)
        self.setAccessibleName("Loading")

    def showEvent(self, e: QShowEvent) -> None:
        super().showEvent(e)
        if not self._shown:
            QTimer.singleShot(self._after, self, self._appear)

    def _appear(self) -> None:
        self._shown = True
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        if not self._shown:
            return
        p, ink, right = QPainter(self), colour("press"), self.width()
        for i in range(self._rows):
            y = i * self._row_height + self._row_height / 2
            p.setOpacity(max(0.25, 1 - i * 0.14))
            rounded(p, QRectF(0, y - 8, 16, 16), 4, ink)
            rounded(p, QRectF(28, y - 5, min(120 + (i * 47) % 90, max(40, right - 220)), 10), 5, ink)
            rounded(p, QRectF(right - 180, y - 5, 70, 10), 5, ink)
            rounded(p, QRectF(right - 70, y - 5, 70 - (i * 13) % 30, 10), 5, ink)


class Toast(QWidget):
    """Success of something the user began, never the only trace of it. It waits while pointer or focus are on it."""

    closed = Signal()

    def __init__(self, key: str, title: str, text: str, *actions: QWidget) -> None:
        super().__init__()
        self._key = key
        words = column(Text(title, "body-strong", elide=True), Text(text, "small", 2, wrap=True), gap=0)
        lay = row(gap=Space.M, pad=(px(42), 10, 10, 10))
        lay.addLayout(words, 1)
        for action in (*actions, tool("close", "Dismiss", 24, on=self.dismiss)):
            lay.addWidget(action)
        self.setLayout(lay)
        self.setFixedWidth(Size.TOAST)
        self.setAccessibleName(f"{title}. {text}")
        self._timer = QTimer(self, singleShot=True, interval=Motion.TOAST_STAY)
        self._timer.timeout.connect(self._late)

    def over(self, parent: QWidget, bottom: int = Space.XL) -> None:
        """Show at the lower right of the parent, `bottom` pixels above its edge. It goes by itself."""
        self.setParent(parent)
        high = self.heightForWidth(self.width()) if self.hasHeightForWidth() else self.sizeHint().height()
        self.resize(self.width(), max(high, self.sizeHint().height()))
        self.move(parent.width() - self.width() - Space.XL, parent.height() - self.height() - bottom)
        self.show()
        self.raise_()
        self._timer.start()

    def dismiss(self) -> None:
        self._timer.stop()
        self.hide()
        self.closed.emit()
        self.deleteLater()

    def _late(self) -> None:
        focus = QApplication.focusWidget()
        if self.underMouse() or (focus is not None and self.isAncestorOf(focus)):
            self._timer.start()
        else:
            self.dismiss()

    def enterEvent(self, e: QEnterEvent) -> None:
        self._timer.stop()
        super().enterEvent(e)

    def leaveEvent(self, e: QEvent) -> None:
        self._timer.start()
        super().leaveEvent(e)

    def paintEvent(self, _: QPaintEvent) -> None:
        p, s = QPainter(self), theme.t.status(self._key)
        rounded(p, self.rect(), Radius.CARD, colour("raised"), colour("line"))
        draw(p, STATUS_ICON[self._key], 14, px(14), s.solid, px(18))
