"""The left of the inventory: lens, filter, tree and totals."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from vscdesktop.domain.inventory import Lens
from vscdesktop.domain.keys import Key
from vscdesktop.domain.units import count
from vscdesktop.services.browse import COUNTED, Browse
from vscdesktop.ui.models.keeper import Keeper
from vscdesktop.ui.models.tree import TreeModel
from vscdesktop.ui.shell.header import Search
from vscdesktop.ui.theme.hub import colour
from vscdesktop.ui.theme.tokens import Space, px
from vscdesktop.ui.views.tree import Tree
from vscdesktop.ui.widgets.buttons import button
from vscdesktop.ui.widgets.choose import Segmented
from vscdesktop.ui.widgets.layout import box, column, row, rule
from vscdesktop.ui.widgets.states import Skeleton
from vscdesktop.ui.widgets.text import Text

LENSES = (Lens.CLOUD, Lens.STORAGE)
TYPED = 120  # milliseconds after the last key before the filter works
REST = 200  # milliseconds the arrow keys must rest on a row before its page opens
READING, ROWS, NOTHING = range(3)
NO_ROWS = {
    Lens.CLOUD: ("Nothing from CloudStack", "No CloudStack is connected, or nothing of it could be read."),
    Lens.STORAGE: ("Nothing from ONTAP", "No ONTAP cluster is connected, or nothing of it could be read."),
}


class TreePane(QWidget):
    """What is chosen by hand is told by `opened`; `entered` when the keyboard shall go on in the page."""

    opened = Signal(object)  # Key
    entered = Signal()
    menu_asked = Signal(object, QPoint)  # Key, place on the screen

    def __init__(self) -> None:
        super().__init__()
        self.model = TreeModel(self)
        self.view = Tree(self.model, "Inventory")
        self.keeper = Keeper(self.view, self.model)
        self._browse: Browse | None = None
        self._quiet = False  # rows change by themselves: nobody chose anything
        self.shown: Key | None = None  # what the page is about, also while a filter hides it
        self.lens = Segmented(("Cloud", "Storage"), 0, name="Lens")
        self.field = Search("Filter, e.g. state:running pool:gold")
        self.field.setClearButtonEnabled(True)
        self.wrong, self.foot = Text("", "small", "critical", wrap=True), Text("", "small", 3, elide=True)
        self.wrong.hide()
        self._stack = QStackedWidget()
        self._stack.setMinimumHeight(px(60))  # what stands here while everything is read first needs no room for ever
        self._title, self._why = Text("", "subtitle", wrap=True), Text("", "body", 2, wrap=True)
        self._clear = button("Clear filter", on=self.field.clear)
        for part in (self._reading(), self.view, self._nothing()):
            self._stack.addWidget(part)
        top = column(row(self.lens, None), self.field, self.wrong, gap=Space.S, pad=(12, 12, 12, 8))
        whole = column(top, row(self._stack, pad=(8, 0, 2, 0)), rule(), row(self.foot, pad=(14, 7, 12, 8)), gap=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.setMinimumWidth(px(220))
        self.setMaximumWidth(px(520))
        self._typed, self._rest = self._timer(TYPED, self._filter), self._timer(REST, self._open_current)
        self._connect()

    def _timer(self, after: int, then: Callable[[], None]) -> QTimer:
        made = QTimer(self, singleShot=True, interval=after)
        made.timeout.connect(then)
        return made

    def _connect(self) -> None:
        self.lens.picked.connect(lambda i: self.show_lens(LENSES[i]))
        self.field.textChanged.connect(lambda _: self._typed.start())
        self.model.filtered.connect(self._said)
        self.view.selectionModel().currentChanged.connect(self._walked)
        self.view.clicked.connect(self._open)
        self.view.activated.connect(self._enter)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._menu)

    # -- what is shown ---------------------------------------------------------------------------
    def show_browse(self, browse: Browse) -> None:
        """A new reading: what is chosen, open and in sight stays."""
        with self._by_itself():
            first, self._browse = self._browse is None, browse
            if first:
                self.model.show(browse, self.model.lens)
            else:
                self.model.update(browse)
        self._show_rows()

    def show_lens(self, lens: Lens) -> None:
        if lens is not self.model.lens and self._browse is not None:
            with self._by_itself():
                self.model.show(self._browse, lens)
        self.lens.pick(LENSES.index(lens))
        self._show_rows()

    def show_filter(self, text: str, lens: Lens) -> None:
        """Filter at once, as if it had been typed."""
        self.show_lens(lens)
        self.field.setText(text)
        self._typed.stop()
        self._filter()

    def show_key(self, key: Key) -> None:
        """Choose a thing, in the other lens if it is not in this one. A filter that hides it stays."""
        if self._browse is None or key not in self._browse.numbers:
            return
        number = self._browse.numbers[key]
        there = [lens for lens in Lens if self._browse.outlines[lens].rows[number]]
        if self.model.lens not in there and there:
            self.show_lens(there[0])
        with self._by_itself():
            if self.model.index_of(key).isValid():
                self.keeper.reveal(key)
            else:
                self.view.clearSelection()
        self.shown = key
        self._show_foot()

    def first(self) -> Key | None:
        """What stands at the top."""
        return self.model.key(self.model.index(0, 0))

    @contextmanager
    def _by_itself(self) -> Iterator[None]:
        self._quiet = True
        try:
            yield
        finally:
            self._quiet = False

    def _filter(self) -> None:
        with self._by_itself():
            self.model.filter(self.field.text())
        self._show_rows()

    def _said(self, problem: str) -> None:
        """A filter that cannot be understood is told in words below it; the rows stay as they were."""
        self.wrong.setText(problem)
        self.wrong.setVisible(bool(problem))
        self.field.setProperty("invalid", bool(problem))
        self.field.update()

    def _show_rows(self) -> None:
        if self._browse is None:
            return
        lens = self.model.lens
        if self.model.rowCount():
            self._stack.setCurrentIndex(ROWS)
        else:
            title, why = ("Nothing matches", self.model.text.strip()) if self.model.text.strip() else NO_ROWS[lens]
            self._title.setText(title)
            self._why.setText(why)
            self._clear.setVisible(bool(self.model.text.strip()))
            self._stack.setCurrentIndex(NOTHING)
        self._show_foot()

    def _show_foot(self) -> None:
        browse, lens = self._browse, self.model.lens
        if browse is None:
            return
        if self.model.text.strip():
            words = f"{self.model.matches} of {len(browse.outlines[lens])} match"
            if self.model.rowCount() and self.shown in browse.numbers and not self.model.index_of(self.shown).isValid():
                words += ", not what is open"
        else:
            words = count(browse.counted[lens], COUNTED[lens])
            if lens is Lens.CLOUD and browse.unprotected is not None:
                words += f", {browse.unprotected} unprotected"
        self.foot.setText(words)

    # -- what is chosen --------------------------------------------------------------------------
    def _walked(self, index: QModelIndex) -> None:
        if not self._quiet and index.isValid():
            self._rest.start()

    def _open_current(self) -> None:
        self._open(self.view.currentIndex())

    def _open(self, index: QModelIndex) -> None:
        self._rest.stop()
        key = self.model.key(index)
        if key is not None:
            self.opened.emit(key)

    def _enter(self, index: QModelIndex) -> None:
        self._open(index)
        self.entered.emit()

    def _menu(self, at: QPoint) -> None:
        key = self.model.key(self.view.indexAt(at))
        if key is not None:
            self.menu_asked.emit(key, self.view.viewport().mapToGlobal(at))

    # -- parts -----------------------------------------------------------------------------------
    @staticmethod
    def _reading() -> QWidget:
        return box(column(Skeleton(8, 28), None, pad=(8, 4, 8, 0)))

    def _nothing(self) -> QWidget:
        return box(column(self._title, self._why, row(self._clear, None), None, gap=Space.S, pad=(8, 16, 12, 0)))

    def paintEvent(self, _: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), colour("sunken"))
