"""What was done to an instance or one of its disks from this workstation, by the journal."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from vscdesktop.domain.errors import Problem
from vscdesktop.domain.units import moment
from vscdesktop.ui.models.rows import Column, RowsModel
from vscdesktop.ui.pages.objects.subject import Subject
from vscdesktop.ui.shell.tasks import standing
from vscdesktop.ui.views.cell import Cell
from vscdesktop.ui.views.table import table
from vscdesktop.ui.widgets.buttons import button
from vscdesktop.ui.widgets.card import Card, TableCard
from vscdesktop.ui.widgets.layout import column
from vscdesktop.ui.widgets.states import EmptyState, Skeleton

if TYPE_CHECKING:
    from vscdesktop.plans.journal import Entry


def _state(entry: Entry) -> Cell:
    status, words = standing(entry.state, entry.reason)
    return Cell(words, dot=status, tone=status if status in ("critical", "warn") else "")


def columns() -> list[Column[Entry]]:
    return [
        Column(
            "Begun, UTC", lambda e: Cell(moment(datetime.fromisoformat(e.created)), strong=True), lambda e: e.created
        ),
        Column("What", lambda e: Cell(e.plan.title), lambda e: e.plan.title),
        Column("Outcome", _state, lambda e: str(e.state)),
        Column("Reason", lambda e: Cell(e.reason, level=2), lambda e: e.reason or None),
        Column("Plan", lambda e: Cell(e.plan.id, mono=True, level=3)),
    ]


class ActivityTab(QWidget):
    def __init__(self, subject: Subject) -> None:
        super().__init__()
        self._subject = subject
        self.model: RowsModel[Entry] = RowsModel(columns(), lambda e: e.plan.id, parent=self)
        self.view = table(self.model, (172, 260, 180, 200, 150), "What was done", stretch=1, drop=(4, 3))
        self._stack = QStackedLayout()
        whole: QVBoxLayout = column(gap=0)
        whole.addLayout(self._stack, 1)
        self.setLayout(whole)
        self._empty = Card().add(
            EmptyState("jobs", "Nothing yet", "Nothing has been done to this instance from this workstation.")
        )
        for part in (Card().add(Skeleton(5), None), self._empty, TableCard(self.view)):
            self._stack.addWidget(part)
        subject.context.plans.ended.connect(self.read)  # a bound method: it ends with this page
        self.read()

    def read(self, *_: object) -> None:
        desk = self._subject.context.desk
        self._subject.context.bridge.do(desk.history, self._found, self._failed, self)

    def _found(self, entries: list[Entry]) -> None:
        key, inventory = self._subject.key, self._subject.inventory
        subjects = {key, *(disk.key for disk in inventory.disks(key))}  # one disk alone can be backed up, too
        own = [e for e in entries if e.plan.subject in subjects]
        self.model.show(own)
        self._stack.setCurrentIndex(2 if own else 1)

    def _failed(self, problem: Problem) -> None:
        again = button("Read again", "", "refresh", on=self.read)
        trouble = Card().add(EmptyState("warn", "The journal cannot be read", str(problem), again, key="critical"))
        self._stack.removeWidget(self._empty)
        self._empty.deleteLater()
        self._empty = trouble
        self._stack.insertWidget(1, trouble)
        self._stack.setCurrentIndex(1)
