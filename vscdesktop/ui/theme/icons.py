"""SVG strokes on a grid of 16, inked at run time."""

from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from vscdesktop.ui.theme.hub import colour
from vscdesktop.ui.theme.resource import folder

STATUS_ICON = {
    "ok": "ok",
    "warn": "warn",
    "critical": "critical",
    "info": "info",
    "unknown": "unknown",
    "protected": "protect",
}
SHIELD_ICON = {"protected": "protect", "warn": "shield-alert", "critical": "shield-alert", "unknown": "shield-off"}


@cache
def _source(name: str) -> str:
    return (folder("icons") / f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=2048)
def _pixmap(name: str, ink: str, size: int, ratio: float) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", ink).encode()))
    made = QPixmap(round(size * ratio), round(size * ratio))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(made.rect()))
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made


def draw(p: QPainter, name: str, x: float, y: float, ink: QColor | str, size: int = 16) -> None:
    """Paint an icon with its top left corner at x, y, on the pixels of the device."""
    tone = ink if isinstance(ink, str) else ink.name()
    ratio = p.deviceTransform().m11()  # of what is really painted on, also while a widget is rendered into a picture
    at = QPointF(round(x * ratio) / ratio, round(y * ratio) / ratio)
    p.drawPixmap(at, _pixmap(name, tone, size, ratio))


class _Engine(QIconEngine):
    """Inked when it is painted, so that icons of actions and fields follow a switch of the theme."""

    def __init__(self, name: str, token: str) -> None:
        super().__init__()
        self._name, self._token = name, token

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        ink = colour("disabled" if mode == QIcon.Mode.Disabled else self._token)
        size = min(rect.width(), rect.height())
        x = rect.x() + (rect.width() - size) / 2
        y = rect.y() + (rect.height() - size) / 2
        draw(painter, self._name, x, y, ink, size)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        """`size` is in device pixels; without the ratio an icon of a field would be blurred at 200 %."""
        made = QPixmap(size)
        made.fill(Qt.GlobalColor.transparent)
        made.setDevicePixelRatio(scale)
        painter = QPainter(made)
        self.paint(painter, QRect(0, 0, round(size.width() / scale), round(size.height() / scale)), mode, state)
        painter.end()
        return made

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._token)

    def key(self) -> str:
        return "vsc"


def icon(name: str, token: str = "text2") -> QIcon:  # noqa: S107 - a colour token
    return QIcon(_Engine(name, token))
