"""The left side of Protect: instances with the age of their newest restore point, those without one first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import QModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from vscdesktop.domain.keys import Key
from vscdesktop.ui.flows.protection import Protected, summary
from vscdesktop.ui.models.rows import Column, RowsModel
from vscdesktop.ui.pages.protect_all import ways
from vscdesktop.ui.theme.hub import colour
from vscdesktop.ui.theme.icons import icon
from vscdesktop.ui.theme.tokens import Size, Space, px
from vscdesktop.ui.views.cell import Cell
from vscdesktop.ui.views.table import table
from vscdesktop.ui.widgets.buttons import button
from vscdesktop.ui.widgets.choose import Segmented
from vscdesktop.ui.widgets.layout import box, column, row, rule
from vscdesktop.ui.widgets.text import Text

KINDS = ("All", "Unprotected")


class InstanceList(QWidget):
    """`chosen` carries the key of the instance that is chosen."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._every: list[Protected] = []
        self._now = datetime.now(UTC)
        columns = [
            Column("Instance", self._name, lambda p: p.name.casefold()),
            Column("Newest point", self._newest, lambda p: p.urgency),
        ]
        self.model: RowsModel[Protected] = RowsModel(columns, lambda p: p.key, lambda p: f"{p.name}\n{p.state}", self)
        by_need = (1, Qt.SortOrder.AscendingOrder)
        self.table = table(self.model, (200, 112), "Instances", row_height=Size.ROW, sort=by_need)
        self.table.horizontalHeader().setProperty("plain", True)
        self.table.viewport().setAutoFillBackground(False)
        self.table.horizontalHeader().viewport().setAutoFillBackground(False)
        self.ways = ways(0)
        self.kinds = Segmented(KINDS, 0, small=True, name="Which instances")
        self.words = QLineEdit(placeholderText="Filter instances")
        self.words.setAccessibleName("Filter instances")
        self.words.setClearButtonEnabled(True)
        self.words.addAction(icon("search", "text3"), QLineEdit.ActionPosition.LeadingPosition)
        self.none = box(
            column(
                Text("No instance matches this filter.", "body", 2, wrap=True),
                button("Clear", "link", on=self.clear, name="Clear the filter"),
                None,
                gap=Space.S,
                pad=(16, 12, 16, 12),
            )
        )
        self.total = Text("", "small", 3, elide=True)
        foot = box(row(self.total, gap=0, pad=(16, 0, 16, 0)), fixed_h=px(32))
        top = column(row(self.ways, None), self.kinds, self.words, gap=Space.S, pad=(12, 12, 12, 10))
        whole = column(top, gap=0)
        whole.addWidget(self.table, 1)
        whole.addWidget(self.none, 1)
        whole.addWidget(rule())
        whole.addWidget(foot)
        whole.setContentsMargins(0, 0, 1, 0)
        self.setLayout(whole)
        self.words.textChanged.connect(self._filter)
        self.kinds.picked.connect(self._filter)
        self.table.selectionModel().currentRowChanged.connect(self._row)

    def show_instances(self, every: Sequence[Protected]) -> None:
        """What is chosen stays chosen."""
        self._every, self._now = list(every), datetime.now(UTC)
        self.total.setText(summary(self._every))
        self._filter()

    def choose(self, key: Key) -> bool:
        """False when there is no such instance; a filter that hides it is cleared."""
        if not any(p.key == key for p in self._every):
            return False
        if not self.model.index_of(key).isValid():
            self.clear()
        index = self.model.index_of(key)
        self.table.setCurrentIndex(index)
        self.table.scrollTo(index)
        return True

    def first(self) -> Key | None:
        """The most urgent one that is shown."""
        return self.model.records[0].key if self.model.records else None

    def clear(self) -> None:
        self.kinds.pick(0)
        self.words.clear()

    def _filter(self) -> None:
        wanted = [p for p in self._every if not self.kinds.current() or p.newest is None]
        self.model.show(wanted)
        self.model.filter(self.words.text())
        nothing = not self.model.records
        self.none.setVisible(nothing)
        self.table.setVisible(not nothing)

    def _row(self, index: QModelIndex) -> None:
        found = self.model.record(index)
        if found is not None:
            self.chosen.emit(found.key)

    def _name(self, one: Protected) -> Cell:
        return Cell(one.name, icon="instance", strong=not one.gone, level=3 if one.gone else 1)

    def _newest(self, one: Protected) -> Cell:
        if one.newest is None:
            return Cell(badge=("None", "warn"))
        return Cell(one.age(self._now), level=2)

    def paintEvent(self, _: QPaintEvent) -> None:
        p, r = QPainter(self), QRectF(self.rect())
        p.fillRect(r, colour("sunken"))
        p.fillRect(QRectF(r.width() - 1, 0, 1, r.height()), colour("line"))
