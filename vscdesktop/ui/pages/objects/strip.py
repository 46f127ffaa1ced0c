"""Where it lives: the way from an instance down to the media, every stop a link."""

from dataclasses import dataclass

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from vscdesktop.services.glance import ICONS, TITLES
from vscdesktop.ui.pages.objects.path import Stop, Way, ways
from vscdesktop.ui.pages.objects.subject import Subject
from vscdesktop.ui.theme.tokens import Space, px
from vscdesktop.ui.widgets.card import Card
from vscdesktop.ui.widgets.layout import box
from vscdesktop.ui.widgets.station import Arrow, Station
from vscdesktop.ui.widgets.text import Text

MOST, FEW = 4, 2  # stops on a line after the first one: a whole way, or half of it
ROOMY = 620  # so wide that a whole way can be read on one line


def spoken(stop: Stop) -> str:
    """All of a stop as a phrase."""
    return ", ".join(filter(None, (f"{TITLES[stop.kind]} {stop.name}", stop.sub, stop.mark.words)))


def station(subject: Subject, stop: Stop, *, hot: bool = True, start: bool | None = None) -> Station:
    """`start`: where one is; by default the subject itself."""
    key, here = stop.key, stop.key == subject.key if start is None else start
    on = None if key is None else lambda: subject.go(key)
    return Station(
        ICONS[stop.kind], stop.name, stop.sub, str(stop.mark.status), spoken(stop), on=on, start=here, hot=hot
    )


class Strip(Card):
    """Stop after stop for each pool, over two lines where it is narrow. Drawn anew when a stop or the room changes."""

    def __init__(self, subject: Subject, action: QWidget | None = None) -> None:
        super().__init__("Where it lives", "", action)
        self._subject = subject
        self._drawn: tuple[tuple[Way, ...], int] = (), 0
        self._shown: QWidget | None = None
        subject.updated.connect(self.show_ways)
        self.show_ways()

    def resizeEvent(self, e: QResizeEvent) -> None:
        super().resizeEvent(e)
        self.show_ways()

    def show_ways(self) -> None:
        found = ways(self._subject.inventory, self._subject.key)
        across = MOST if self.width() >= px(ROOMY) else FEW
        if (found, across) == self._drawn:
            return
        if self._shown is not None:
            self._shown.hide()
            self._shown.deleteLater()
        self._drawn = found, across
        self.note.setText(f"{len(found)} pools" if len(found) > 1 else "")
        self._shown = box(self._lines(found, across))
        self.add(self._shown)

    def _lines(self, found: tuple[Way, ...], across: int) -> QGridLayout:
        """The first stop stands once, as high as all lines."""
        made, spots = QGridLayout(), _spots(found, across)
        made.setContentsMargins(0, 0, 0, 0)
        made.setHorizontalSpacing(0)
        made.setVerticalSpacing(Space.S)
        lines = 1 + max((spot.line for spot in spots), default=0)
        first = station(self._subject, found[0].stops[0])
        first.setMaximumHeight(lines * 2 * first.height())
        first.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        made.addWidget(first, 0, 0, lines, 1)
        for spot in spots:
            column = 2 * spot.at + 1
            if isinstance(spot.what, Stop):
                made.addWidget(Arrow(spot.turns), spot.line, column)
                made.addWidget(station(self._subject, spot.what), spot.line, column + 1)
            else:
                words = Text(spot.what, "body", "warn", wrap=True)
                words.setContentsMargins(Space.L, 0, 0, 0)
                made.addWidget(words, spot.line, column, 1, 2 * (across - spot.at))
        for line in set(range(lines)) - {spot.line for spot in spots}:
            made.setRowMinimumHeight(line, Space.XS)
        longest = max(len(way.stops) - 1 for way in found)
        for n in range(1 + (across if any(way.reason for way in found) else min(across, longest))):
            made.setColumnStretch(2 * n, 1)
        return made


@dataclass(frozen=True)
class Spot:
    """A stop, or why a way ends early, and where that stands. turns: it goes on from the line above."""

    line: int
    at: int
    what: Stop | str
    turns: bool = False


def _spots(found: tuple[Way, ...], across: int) -> list[Spot]:
    """Everything after the first stop. Between ways of two lines one line is left free."""
    made, line = list[Spot](), 0
    for way in found:
        for n, stop in enumerate(way.stops[1:]):
            made.append(Spot(line + n // across, n % across, stop, turns=n > 0 and n % across == 0))
        rest = len(way.stops) - 1
        line, at = line + max(0, rest - 1) // across, (rest - 1) % across + 1 if rest else 0
        if way.reason:
            if at and across - at < 2:  # too little room for a sentence
                line, at = line + 1, 0
            made.append(Spot(line, at, way.reason))
        line += 1 if across == MOST else 2
    return made
