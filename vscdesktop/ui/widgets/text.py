"""Words: one label that follows the theme, elides or wraps, and never takes markup."""

from html import escape

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QHelpEvent, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolTip

from vscdesktop.ui.theme.fonts import advance, font, metrics
from vscdesktop.ui.theme.hub import colour
from vscdesktop.ui.theme.paint import LEFT, LINE, RIGHT
from vscdesktop.ui.theme.tokens import STATUSES, px

Level = int | str
LEAST = 120  # of a text that wraps; a longer word is broken
WRAP = int(Qt.TextFlag.TextWordWrap)


def tip(text: str) -> str:
    """A tooltip that shows its text as it is: Qt would guess markup in what a server sent."""
    return f"<qt>{escape(text).replace(chr(10), '<br>')}</qt>" if text else ""


def paint_text(p: QPainter, r: QRectF, text: str, role: str, ink: QColor, right: bool = False) -> None:
    """One line, elided at its end."""
    p.setFont(font(role))
    p.setPen(ink)
    if advance(text, role) > r.width():
        text = metrics(role).elidedText(text, Qt.TextElideMode.ElideRight, r.width() + 0.5, LINE)
    p.drawText(r, (RIGHT if right else LEFT) | LINE, text)


def rows(text: str, font: QFont, width: float) -> list[str]:
    """A text as it fits: broken between words, and inside a word that is too long for a row of its own."""
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout = QTextLayout(text.replace("\n", "\u2028"), font)
    layout.setTextOption(option)
    layout.beginLayout()
    found, units = list[str](), text.encode("utf-16-le")  # Qt counts in these
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        start = 2 * line.textStart()
        found.append(units[start : start + 2 * line.textLength()].decode("utf-16-le").strip())
    layout.endLayout()
    return found


class Text(QLabel):
    """role: a key of tokens.TYPE. level: 1, 2, 3, "accent" or a status key."""

    def __init__(
        self, text: str = "", role: str = "body", level: Level = 1, wrap: bool = False, elide: bool = False
    ) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(font(role))
        self.setWordWrap(wrap)
        self.setText(text)
        self.level: Level = level
        self._elide = elide
        self._widest = "", 0  # a text, and pixels of its widest word
        if elide:  # or one long sentence would set the minimum width of the window
            self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def setFixedWidth(self, w: int) -> None:
        """An elided text ignores its hints; with a width of its own it has to heed them again."""
        super().setFixedWidth(w)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    def set_level(self, level: Level) -> None:
        self.level = level
        self.update()

    def ink(self) -> QColor:
        if not self.isEnabled():
            return colour("disabled")
        if isinstance(self.level, str) and self.level in STATUSES:
            return colour(f"{self.level}.text")
        return colour({1: "text", 2: "text2", 3: "text3", "accent": "accent_text"}[self.level])

    def minimumSizeHint(self) -> QSize:
        size = super().minimumSizeHint()
        most = 0 if self._elide else px(LEAST) if self.wordWrap() else size.width()
        return QSize(min(most, size.width()), size.height())

    def heightForWidth(self, width: int) -> int:
        edges = self.contentsMargins()
        broken = self._broken(width - edges.left() - edges.right())
        if broken == self.text():
            return super().heightForWidth(width)
        high = self.fontMetrics().boundingRect(0, 0, 1 << 14, 1 << 14, int(self.alignment()), broken).height()
        return high + edges.top() + edges.bottom()

    def _broken(self, width: int) -> str:
        """The text with a word too long for a line broken; Qt breaks the lines of every other text by itself."""
        text = self.text()
        if self._widest[0] != text:  # layouts ask again and again, and each word costs
            words = self.fontMetrics()
            self._widest = text, max((words.horizontalAdvance(word) for word in text.split()), default=0)
        fits = not self.wordWrap() or self._widest[1] <= width
        return text if fits else "\n".join(rows(text, self.font(), width))

    def shown(self) -> str:
        """The words as they fit."""
        if not self._elide:
            return self.text()
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width())

    def paintEvent(self, _: QPaintEvent) -> None:
        p = QPainter(self)
        p.setPen(self.ink())
        flags = int(self.alignment()) | (WRAP if self.wordWrap() else LINE if self._elide else 0)
        shown = self._broken(self.contentsRect().width()) if self.wordWrap() else self.shown()
        p.drawText(QRectF(self.contentsRect()), flags, shown)

    def event(self, e: QEvent) -> bool:
        if isinstance(e, QHelpEvent) and not self.toolTip() and self.shown() != self.text():
            QToolTip.showText(e.globalPos(), tip(self.text()), self)
            return True
        return super().event(e)
