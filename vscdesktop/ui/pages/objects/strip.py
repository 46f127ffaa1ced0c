"""Where it lives: the way from an instance down to the media, every stop a link."""

from PySide6.QtWidgets import QGridLayout, QWidget

from vscdesktop.services.glance import ICONS, TITLES
from vscdesktop.ui.pages.objects.path import Stop, Way, ways
from vscdesktop.ui.pages.objects.subject import Subject
from vscdesktop.ui.theme.tokens import Space
from vscdesktop.ui.widgets.card import Card
from vscdesktop.ui.widgets.layout import box
from vscdesktop.ui.widgets.station import Arrow, Station
from vscdesktop.ui.widgets.text import Text

MOST = 5  # stops of a whole way


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
    """One line of stops for each pool. Drawn anew when a stop changes."""

    def __init__(self, subject: Subject, action: QWidget | None = None) -> None:
        super().__init__("Where it lives", "", action)
        self._subject = subject
        self._ways: tuple[Way, ...] = ()
        self._shown: QWidget | None = None
        subject.updated.connect(self.show_ways)
        self.show_ways()

    def show_ways(self) -> None:
        found = ways(self._subject.inventory, self._subject.key)
        if found == self._ways:
            return
        if self._shown is not None:
            self._shown.hide()
            self._shown.deleteLater()
        self._ways = found
        self.note.setText(f"{len(found)} pools" if len(found) > 1 else "")
        self._shown = box(self._lines(found))
        self.add(self._shown)

    def _lines(self, found: tuple[Way, ...]) -> QGridLayout:
        """The first stop stands once, as high as all lines."""
        made = QGridLayout()
        made.setContentsMargins(0, 0, 0, 0)
        made.setHorizontalSpacing(0)
        made.setVerticalSpacing(Space.S)
        longest = max(len(way.stops) for way in found)
        first = station(self._subject, found[0].stops[0])
        first.setFixedHeight(first.height() * len(found) + Space.S * (len(found) - 1))
        made.addWidget(first, 0, 0, len(found), 1)
        for line, way in enumerate(found):
            for n, stop in enumerate(way.stops[1:], 1):
                made.addWidget(Arrow(), line, 2 * n - 1)
                made.addWidget(station(self._subject, stop), line, 2 * n)
            if way.reason:
                words = Text(way.reason, "body", "warn", wrap=True)
                words.setContentsMargins(Space.L, 0, 0, 0)
                made.addWidget(words, line, 2 * len(way.stops) - 1, 1, 2 * max(1, MOST - len(way.stops)))
        for n in range(MOST if any(way.reason for way in found) else longest):
            made.setColumnStretch(2 * n, 1)
        return made
