"""The page of one thing: its head, and the tabs that have something to show for its kind."""

from collections.abc import Callable

from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QTabBar, QWidget

from vscdesktop.domain.inventory import Lens
from vscdesktop.domain.keys import Key, Kind
from vscdesktop.services.browse import Browse
from vscdesktop.ui.context import Context
from vscdesktop.ui.pages.objects.activity import ActivityTab
from vscdesktop.ui.pages.objects.capacity import CapacityTab, rooms
from vscdesktop.ui.pages.objects.graph import graph
from vscdesktop.ui.pages.objects.head import ObjectHead
from vscdesktop.ui.pages.objects.overview import Overview
from vscdesktop.ui.pages.objects.protection import ProtectionTab
from vscdesktop.ui.pages.objects.subject import Subject
from vscdesktop.ui.pages.objects.topology import TopologyTab
from vscdesktop.ui.theme.hub import colour
from vscdesktop.ui.theme.tokens import Size, Space, px
from vscdesktop.ui.widgets.layout import column, row, scroll

OVERVIEW, TOPOLOGY, PROTECTION, CAPACITY, ACTIVITY = "Overview", "Topology", "Protection", "Capacity", "Activity"
NARROW = 600  # a page that has no room to spare


def tabs(subject: Subject) -> tuple[str, ...]:
    """Those with content; a tab without is not there."""
    kind, found = subject.key.kind, [OVERVIEW]
    if graph(subject.inventory, subject.key) is not None:
        found.append(TOPOLOGY)
    if kind in (Kind.INSTANCE, Kind.DISK) and subject.instance is not None:
        found.append(PROTECTION)
    if rooms(subject.inventory, subject.key):
        found.append(CAPACITY)
    if kind is Kind.INSTANCE:
        found.append(ACTIVITY)
    return tuple(found)


class Tabs(QTabBar):
    """On the ground of the head, with its line below."""

    def __init__(self, names: tuple[str, ...], current: str) -> None:
        super().__init__()
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setUsesScrollButtons(False)
        self.setAccessibleName("Tabs")
        self.setFixedHeight(Size.TAB)
        for name in names:
            self.addTab(name)
        self.setCurrentIndex(names.index(current) if current in names else 0)


class ObjectPage(QWidget):
    """Made for one thing. A tab is made when it is first opened; a new reading changes what is there in place."""

    def __init__(self, context: Context, browse: Browse, key: Key, lens: Lens, tab: str) -> None:
        super().__init__()
        self.subject = Subject(context, browse, key, lens, self)
        self._names = tabs(self.subject)
        self.head, self.bar, self.stack = ObjectHead(self.subject), Tabs(self._names, tab), QStackedWidget()
        self._made: dict[str, QScrollArea] = {}
        self._bar = row(self.bar, None)
        whole = column(self.head, self._bar, self.stack, gap=0)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.bar.currentChanged.connect(lambda _: self._show_tab())
        self._show_tab()

    @property
    def tab(self) -> str:
        return self._names[self.bar.currentIndex()]

    def open_tab(self, name: str) -> None:
        self.bar.setCurrentIndex(self._names.index(name))

    def show_browse(self, browse: Browse) -> bool:
        """A new reading of the same thing; False when it has other tabs now, and the page must be made anew."""
        if self.subject.browse is not browse:
            self.subject.update(browse)
        return tabs(self.subject) == self._names

    def _show_tab(self) -> None:
        name = self.tab
        if name not in self._made:
            self._made[name] = scroll(self._make()[name](), name)
            self.stack.addWidget(self._made[name])
            self._pad()
        self.stack.setCurrentWidget(self._made[name])

    def _pad(self) -> None:
        """A narrow page spends less on its edges."""
        side = Space.L if self.width() < px(NARROW) else Space.XXL
        self.head.set_side(side)
        self._bar.setContentsMargins(side - 10, 0, side - 10, 0)
        for area in self._made.values():
            inside = area.widget()
            layout = inside.layout() if inside is not None else None
            if layout is not None:
                layout.setContentsMargins(side, Space.L, side, Space.L)

    def resizeEvent(self, e: QResizeEvent) -> None:
        super().resizeEvent(e)
        self._pad()

    def _make(self) -> dict[str, Callable[[], QWidget]]:
        s = self.subject
        return {
            OVERVIEW: lambda: Overview(s, lambda: self.open_tab(TOPOLOGY), lambda: self.open_tab(PROTECTION)),
            TOPOLOGY: lambda: TopologyTab(s),
            PROTECTION: lambda: ProtectionTab(s),
            CAPACITY: lambda: CapacityTab(s),
            ACTIVITY: lambda: ActivityTab(s),
        }

    def paintEvent(self, _: QPaintEvent) -> None:
        p, low = QPainter(self), self.stack.geometry().top()
        p.fillRect(self.rect(), colour("canvas"))
        p.fillRect(0, 0, self.width(), low, colour("surface"))
        p.fillRect(0, low - 1, self.width(), 1, colour("line"))
