"""The restore points of one instance or of all: filter, timeline, legend and table, which always show the same choice.

The page and the wizard lay these out each in its way.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from vscdesktop.domain.units import count
from vscdesktop.ui.flows.points import FILTERS, View, kept, text
from vscdesktop.ui.models.points import ALL_DROP, ALL_KEPT, ALL_WIDTHS, DROP, KEPT, WIDTHS, all_columns, columns
from vscdesktop.ui.models.rows import RowsModel
from vscdesktop.ui.theme.icons import icon
from vscdesktop.ui.theme.tokens import px
from vscdesktop.ui.views.table import table
from vscdesktop.ui.widgets.buttons import Act, button
from vscdesktop.ui.widgets.choose import Segmented
from vscdesktop.ui.widgets.layout import box, column, row
from vscdesktop.ui.widgets.states import EmptyState
from vscdesktop.ui.widgets.text import Text
from vscdesktop.ui.widgets.timeline import Timeline, legend


class Points(QObject):
    """`chosen` carries the View that is chosen now, or None; `opened` that Enter or a double click asks for it."""

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, parent: QObject, of_all: bool = False) -> None:
        """`of_all`: the table says whose points they are. Kinds are not filtered there: most are known by name only."""
        super().__init__(parent)
        self.every: list[View] = []
        self.now = datetime.now(UTC)
        self.current: View | None = None
        self.model: RowsModel[View] = RowsModel(
            (all_columns if of_all else columns)(lambda: self.now), _key, text, self
        )
        widths, kept_because, drop = (ALL_WIDTHS, ALL_KEPT, ALL_DROP) if of_all else (WIDTHS, KEPT, DROP)
        newest_first = (int(of_all), Qt.SortOrder.DescendingOrder)
        self.table = table(self.model, widths, "Restore points", stretch=kept_because, drop=drop, sort=newest_first)
        self.none = _nothing(self.clear)
        self.table.viewport().setLayout(column(self.none))  # in the place of the rows, wherever the table is laid out
        self.none.hide()
        self.timeline, self.legend = Timeline(), legend(of_all)
        self.kinds = Segmented(FILTERS, 0, small=True, name="Which restore points")
        self.words = QLineEdit(placeholderText="Filter")
        self.words.setAccessibleName("Filter restore points")
        self.words.setClearButtonEnabled(True)
        self.words.setMinimumWidth(px(80))
        self.words.setMaximumWidth(px(160))
        self.words.addAction(icon("search", "text3"), QLineEdit.ActionPosition.LeadingPosition)
        self.words.textChanged.connect(self._filter)
        self.kinds.picked.connect(self._filter)
        self.timeline.chosen.connect(self._walked)
        self.table.selectionModel().currentRowChanged.connect(self._row)
        self.table.activated.connect(self._open)

    def show_points(self, every: Sequence[View], chosen: View | None) -> None:
        """New points; the choice is given, because who shows them knows what it means."""
        self.every, self.now = list(every), datetime.now(UTC)
        self._filter()
        self.choose(chosen)

    def choose(self, view: View | None) -> None:
        """Choose a point everywhere; one that the filter hides is chosen on the line alone."""
        self.current = view
        self.timeline.choose(view.key if view else "")
        index = self.model.index_of(view.key) if view else QModelIndex()
        if index.row() != self.table.currentIndex().row() or not index.isValid():
            self.table.setCurrentIndex(index)
        if index.isValid():
            self.table.selectRow(index.row())
            self.table.scrollTo(index)
        else:
            self.table.clearSelection()

    @property
    def words_for_all(self) -> str:
        """How many there are, and how far back they reach."""
        if not self.every:
            return "none yet"
        whole = count(len(self.every), "point")
        shown = "" if len(self.model.records) == len(self.every) else f", {len(self.model.records)} shown"
        return f"{whole}{shown}, oldest {self.every[-1].at[:10]}"

    def clear(self) -> None:
        """Show every point again; the focus does not go with what offered it."""
        self.kinds.pick(0)
        self.words.clear()
        self.table.setFocus()

    def _filter(self) -> None:
        left = kept(self.every, FILTERS[self.kinds.current()])
        chosen = self.current
        self.model.show(left)
        self.model.filter(self.words.text())
        self.none.setVisible(bool(self.every) and not self.model.records)
        every = len(self.model.records) == len(self.every)
        shown = self.every if every else [v for v in self.every if self.model.index_of(v.key).isValid()]
        self.timeline.show_marks(shown, chosen.key if chosen else "", self.now)
        if chosen is not None and self.model.index_of(chosen.key).isValid():
            self.choose(chosen)

    def _walked(self, key: str) -> None:
        view = next((v for v in self.every if v.key == key), None)
        self.choose(view)
        self.chosen.emit(view)

    def _row(self, index: QModelIndex) -> None:
        view = self.model.record(index)
        if view is not None and (self.current is None or view.key != self.current.key):
            self.current = view
            self.timeline.choose(view.key)
            self.chosen.emit(view)

    def _open(self, index: QModelIndex) -> None:
        view = self.model.record(index)
        if view is not None:
            self.opened.emit(view)


class Unread(EmptyState):
    """Instead of them: why they are not known, and the way to try again."""

    def __init__(self, problem: str, again: Act) -> None:
        act = button("Read again", "", "refresh", on=again)
        super().__init__("offline", "The restore points could not be read", problem, act, key="critical")


def _key(view: View) -> str:
    return view.key


def _nothing(clear: Act) -> QWidget:
    """What stands below the heads when a filter leaves no row."""
    words = Text("No restore point matches this filter.", "body", 2)
    again = button("Clear filter", "link", on=clear, name="Clear the filter of restore points")
    return box(column(None, row(None, words, None), row(None, again, None), None))
