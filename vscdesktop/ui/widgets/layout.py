"""How widgets are put together: rows, columns, rules, and two arrangements for two widths."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from vscdesktop.ui.theme.hub import colour
from vscdesktop.ui.theme.paint import AA
from vscdesktop.ui.theme.tokens import Space

Item = QWidget | QLayout | int | None
Pad = tuple[int, int, int, int]
B = TypeVar("B", bound=QBoxLayout)


def row(*items: Item, gap: int = Space.S, pad: Pad = (0, 0, 0, 0)) -> QHBoxLayout:
    """Side by side. None: a stretch; a number: so many pixels."""
    return _fill(QHBoxLayout(), items, gap, pad)


def column(*items: Item, gap: int = Space.S, pad: Pad = (0, 0, 0, 0)) -> QVBoxLayout:
    """One below the other."""
    return _fill(QVBoxLayout(), items, gap, pad)


def _fill(layout: B, items: Sequence[Item], gap: int, pad: Pad) -> B:
    layout.setSpacing(gap)
    layout.setContentsMargins(*pad)
    for item in items:
        put(layout, item)
    return layout


def put(layout: QBoxLayout, item: Item, stretch: int = 0) -> None:
    if item is None:
        layout.addStretch(1)
    elif isinstance(item, int):
        layout.addSpacing(item)
    elif isinstance(item, QWidget):
        layout.addWidget(item, stretch)
    else:
        layout.addLayout(item, stretch)


def laid(layout: QLayout) -> Iterator[QWidget]:
    """The widgets in it and in the layouts in it, in their order.

    Items are never asked for: a layout frees the item of a widget that is deleted, Python does not hear of it, and
    takes whatever is made at that address next for the item it still knows.
    """
    parent = layout.parentWidget()
    if parent is not None:
        yield from _in(layout, parent.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly))


def _in(layout: QLayout, widgets: Sequence[QWidget]) -> Iterator[QWidget]:
    parts: list[tuple[int, QWidget | QLayout]] = [(layout.indexOf(w), w) for w in widgets]
    parts += [(layout.indexOf(inner), inner) for inner in layout.children() if isinstance(inner, QLayout)]
    for _, part in sorted((p for p in parts if p[0] >= 0), key=lambda p: p[0]):
        if isinstance(part, QLayout):
            yield from _in(part, widgets)
        else:
            yield part


def box(layout: QLayout, fixed_h: int = 0, fixed_w: int = 0) -> QWidget:
    """A widget that is its layout."""
    made = QWidget()
    made.setLayout(layout)
    if fixed_h:
        made.setFixedHeight(fixed_h)
    if fixed_w:
        made.setFixedWidth(fixed_w)
    return made


class Paint(QWidget):
    """A widget that is one painting function. size: width and height, a zero leaves that one to the layout."""

    def __init__(self, fn: Callable[[QPainter, QRectF], Any], size: tuple[int, int] = (0, 0), name: str = "") -> None:
        super().__init__()
        self._fn = fn
        if size[0]:
            self.setFixedWidth(size[0])
        if size[1]:
            self.setFixedHeight(size[1])
        self.setAccessibleName(name)

    def paintEvent(self, _: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(AA)
        self._fn(p, QRectF(self.rect()))


def rule(vertical: bool = False) -> QWidget:
    """A hairline."""
    return Paint(lambda p, r: p.fillRect(r, colour("line")), (1, 0) if vertical else (0, 1))


def scroll(content: QWidget, name: str = "") -> QScrollArea:
    """A page that scrolls up and down when the window is low, never sideways."""
    area = QScrollArea()
    area.setProperty("bare", True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setWidget(content)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.viewport().setAutoFillBackground(False)
    content.setAutoFillBackground(False)
    area.setAccessibleName(name or "Page")
    return area


class Plan:
    """An arrangement: a row or column of cards (by their number) and further arrangements, each with its stretch."""

    def __init__(self, across: bool, *parts: "tuple[int | Plan, int]") -> None:
        self.across, self.parts = across, parts


class Adaptive(QWidget):
    """The same cards in two arrangements; the width decides.

    Both are laid out once and stay; only the cards move, because nested layouts cannot be deleted safely from Python.
    """

    def __init__(
        self, cards: Sequence[QWidget], wide: Plan, narrow: Plan, limit: int = 1080, gap: int = Space.L
    ) -> None:
        super().__init__()
        self._cards, self._wide, self._narrow, self._limit, self._gap = cards, wide, narrow, limit, gap
        self._now: Plan | None = None
        self._boxes: dict[Plan, QBoxLayout] = {}
        self._outer = column(gap=0)
        for plan in (wide, narrow):
            self._outer.addLayout(self._lay(plan))
        self.setLayout(self._outer)
        self._arrange(wide)

    def resizeEvent(self, e: QResizeEvent) -> None:
        super().resizeEvent(e)
        self._arrange(self._narrow if self.width() < self._limit else self._wide)

    def minimumSizeHint(self) -> QSize:
        """Narrow enough for the narrow arrangement, whichever is shown."""
        return QSize(max(card.minimumSizeHint().width() for card in self._cards), super().minimumSizeHint().height())

    def _arrange(self, plan: Plan) -> None:
        if plan is self._now:
            return
        if self._now is not None:
            self._empty(self._now)
        self._fill(plan)
        for one in (self._wide, self._narrow):
            self._outer.setStretchFactor(self._boxes[one], 1 if one is plan else 0)
        self._now = plan

    def _lay(self, plan: Plan) -> QBoxLayout:
        made = self._boxes[plan] = row(gap=self._gap) if plan.across else column(gap=self._gap)
        for what, stretch in plan.parts:
            if isinstance(what, Plan):
                made.addLayout(self._lay(what), stretch)
        return made

    def _fill(self, plan: Plan) -> None:
        for i, (what, stretch) in enumerate(plan.parts):
            if isinstance(what, Plan):
                self._fill(what)
            else:
                self._boxes[plan].insertWidget(i, self._cards[what], stretch)

    def _empty(self, plan: Plan) -> None:
        for what, _ in plan.parts:
            if isinstance(what, Plan):
                self._empty(what)
            else:
                self._boxes[plan].removeWidget(self._cards[what])
