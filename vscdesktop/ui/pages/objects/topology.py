"""The topology of an instance, disk, pool or volume, and what is worst along the way."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from vscdesktop.domain.keys import Kind
from vscdesktop.services.glance import TITLES
from vscdesktop.ui.pages.objects import path
from vscdesktop.ui.pages.objects.graph import COLUMNS, Graph, graph
from vscdesktop.ui.pages.objects.parts import Replaced
from vscdesktop.ui.pages.objects.path import Stop
from vscdesktop.ui.pages.objects.strip import station
from vscdesktop.ui.pages.objects.subject import Subject
from vscdesktop.ui.theme.hub import theme
from vscdesktop.ui.theme.icons import STATUS_ICON, draw
from vscdesktop.ui.theme.tokens import Size, Space, px
from vscdesktop.ui.widgets.card import Card
from vscdesktop.ui.widgets.layout import Paint, box, column, row
from vscdesktop.ui.widgets.text import Text
from vscdesktop.ui.widgets.topology import Line, Placed, Topology


class TopologyTab(QWidget):
    def __init__(self, subject: Subject) -> None:
        super().__init__()
        self._subject = subject
        self._picture: Replaced[Graph] = Replaced(self._draw)
        self._list: Replaced[tuple[list[Stop], list[str]]] = Replaced(self._along)
        picture = Card("Topology", gap=Space.S).add(self._picture)
        along = Card("Along the path", "worst first", gap=Space.S).add(self._list)
        self.setLayout(column(picture, along, None, gap=Space.L))
        subject.updated.connect(self.show_graph)
        self.show_graph()

    def show_graph(self) -> None:
        found = graph(self._subject.inventory, self._subject.key)
        if found is not None:
            self._picture.show_value(found)
            self._list.show_value((found.way(), found.reasons))

    def _draw(self, found: Graph) -> QWidget:
        boxes = list(found.boxes.values())
        numbers = {b.id: n for n, b in enumerate(boxes)}
        placed = [Placed(station(self._subject, b.stop, hot=b.hot, start=b.start), b.column, b.row) for b in boxes]
        lines = [Line(numbers[e.left], numbers[e.right], e.hot, e.down) for e in found.edges]
        return Topology(COLUMNS, ("CloudStack", "ONTAP"), placed, lines, found.sentence())

    @staticmethod
    def _along(found: tuple[list[Stop], list[str]]) -> QWidget:
        way, reasons = found
        lines = [_line("warn", reason, "The way ends here") for reason in reasons]
        lines += [_line(str(s.mark.status), f"{TITLES[s.kind]} {s.name}", _state(s)) for s in way]
        return box(column(*lines, gap=6))


def _state(stop: Stop) -> str:
    """What is to be said of a stop: its state, and how full it is."""
    state, _, full = stop.mark.words.partition(", ")
    return path.sentence(f"{state}, {stop.sub}" if full and stop.kind in (Kind.VOLUME, Kind.TIER) else stop.mark.words)


def _line(status: str, fact: str, words: str) -> QWidget:
    def sign(p: QPainter, r: QRectF) -> None:
        top = (r.height() - Size.ICON) / 2
        draw(p, STATUS_ICON[status], 0, top, theme.t.status(status).solid, Size.ICON)

    made = row(Paint(sign, (Size.ICON + 8, px(20)), status), gap=4)
    made.addWidget(Text(fact, wrap=True), 1)
    made.addWidget(Text(words, "body", 3))
    return box(made)
