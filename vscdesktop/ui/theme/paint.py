"""The shapes everything is painted with."""

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QWidget

from vscdesktop.ui.theme.hub import colour

AA = QPainter.RenderHint.Antialiasing
LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
CENTRE = int(Qt.AlignmentFlag.AlignCenter)
LINE = int(Qt.TextFlag.TextSingleLine)


def rounded(
    p: QPainter,
    r: QRect | QRectF,
    radius: float,
    fill: QColor | None = None,
    line: QColor | None = None,
    width: float = 1.0,
) -> None:
    """A rounded rectangle; its line lies inside `r`."""
    p.save()
    p.setRenderHint(AA)
    rect = QRectF(r)
    if line is None:
        p.setPen(Qt.PenStyle.NoPen)
    else:
        rect = rect.adjusted(width / 2, width / 2, -width / 2, -width / 2)
        p.setPen(QPen(line, width))
    if fill is None:
        p.setBrush(Qt.BrushStyle.NoBrush)
    else:
        p.setBrush(fill)
    p.drawRoundedRect(rect, radius, radius)
    p.restore()


def stroke(p: QPainter, points: list[tuple[float, float]], ink: QColor, width: float) -> None:
    """An open line with round ends."""
    path = QPainterPath(QPointF(*points[0]))
    for x, y in points[1:]:
        path.lineTo(x, y)
    p.save()
    p.setRenderHint(AA)
    p.setBrush(Qt.BrushStyle.NoBrush)
    p.setPen(QPen(ink, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    p.drawPath(path)
    p.restore()


def chevron(p: QPainter, c: QPointF, size: float, direction: str, ink: QColor) -> None:
    """direction: up, down, left or right."""
    d = size / 2
    points = {
        "down": [(-d, -d / 2), (0, d / 2), (d, -d / 2)],
        "up": [(-d, d / 2), (0, -d / 2), (d, d / 2)],
        "right": [(-d / 2, -d), (d / 2, 0), (-d / 2, d)],
        "left": [(d / 2, -d), (-d / 2, 0), (d / 2, d)],
    }[direction]
    stroke(p, [(c.x() + x, c.y() + y) for x, y in points], ink, 1.5)


def ring(p: QPainter, r: QRect | QRectF, radius: float) -> None:
    """The mark of keyboard focus."""
    rounded(p, r, radius, None, colour("focus"), 2)


def keyboard_focus(w: QWidget) -> bool:
    """True only after Tab or an arrow moved the focus: who uses the mouse sees no rings."""
    return w.hasFocus() and w.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
