"""Connections: every one with its version, state and certificate; below, what the chosen one may read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtCore import QItemSelectionModel, QModelIndex
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vscdesktop.domain.keys import Key
from vscdesktop.domain.units import ago, count
from vscdesktop.store.settings import CLOUDSTACK, ONTAP, Connection
from vscdesktop.ui.context import Context
from vscdesktop.ui.links import Checked
from vscdesktop.ui.models.rows import Column, RowsModel
from vscdesktop.ui.pages.connection_card import PLACES, ConnectionCard
from vscdesktop.ui.pages.welcome import NO_CONNECTIONS, doors
from vscdesktop.ui.shell.finder import Action
from vscdesktop.ui.theme.hub import colour
from vscdesktop.ui.theme.tokens import Size, Space
from vscdesktop.ui.views.cell import Cell
from vscdesktop.ui.views.table import table
from vscdesktop.ui.widgets.buttons import button
from vscdesktop.ui.widgets.card import Card, TableCard
from vscdesktop.ui.widgets.layout import column, row, scroll
from vscdesktop.ui.widgets.states import EmptyState
from vscdesktop.ui.widgets.text import Text

if TYPE_CHECKING:
    from vscdesktop.domain.inventory import Inventory

SOON = timedelta(days=30)


@dataclass(frozen=True)
class Line:
    """A connection with what is known of it now."""

    connection: Connection
    checked: Checked | None
    gaps: int  # parts of it that were not read the last time
    now: datetime

    @property
    def version(self) -> str:
        health = self.checked.health if self.checked else None
        return f"{health.system} {health.version}" if health else ""

    @property
    def state(self) -> tuple[str, str]:
        """Status and words."""
        seen = self.checked
        if seen is None:
            return "unknown", "Not looked at yet"
        if seen.changed:
            return "critical", "Another certificate"
        if seen.health is None:
            return "critical", "Refused" if "refuses the credentials" in seen.trouble else "No answer"
        if seen.health.lacking:
            return "warn", f"{count(len(seen.health.lacking), 'right')} missing"
        return ("warn", f"{count(self.gaps, 'part')} not read") if self.gaps else ("ok", "Connected")


def _name(line: Line) -> Cell:
    parts = urlsplit(line.connection.url)
    where = f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)
    return Cell(line.connection.name, where, "cluster" if line.connection.kind == ONTAP else "cloud", strong=True)


def _state(line: Line) -> Cell:
    status, words = line.state
    return Cell(words, dot=status, tone=status if status in ("warn", "critical") else "")


def _until(line: Line) -> Cell:
    if not line.connection.url.startswith("https:"):
        return Cell("not encrypted", tone="warn")
    ends = line.checked.ends if line.checked else None
    if ends is None:
        return Cell()
    return Cell(f"{ends:%Y-%m-%d}", level=2, tone="warn" if ends - line.now < SOON else "")


def _answer(line: Line) -> Cell:
    health = line.checked.health if line.checked else None
    if health is None:
        return Cell(right=True)
    at = ago(health.checked, line.now)
    return Cell(f"{health.took * 1000:.0f} ms", at, right=True, level=2)


COLUMNS: Sequence[Column[Line]] = (
    Column("Connection", _name),
    Column("Version", lambda line: Cell(line.version, level=2)),
    Column("State", _state),
    Column("Certificate until", _until),
    Column("Secret kept in", lambda line: Cell(PLACES[line.connection.secret], level=2)),
    Column("Last answer", _answer, right=True),
)
WIDTHS = (260, 170, 180, 132, 132, 108)


class ConnectionsPage(QWidget):
    place = "connections"

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._wanted = ""
        self.note = Text("", "body", 3, elide=True)
        self.add = button("Add connection…", "primary", "plus", on=lambda: context.connect_to())
        self.model: RowsModel[Line] = RowsModel(COLUMNS, lambda line: line.connection.id, parent=self)
        self.view = table(self.model, WIDTHS, "Connections", drop=(4, 1, 3), row_height=Size.ROW_TWO_LINE, fit=True)
        self.view.selectionModel().currentRowChanged.connect(self._choose)
        self._table, self._low = TableCard(self.view), QVBoxLayout()
        self.card = ConnectionCard(context)
        self._low.addWidget(self.card)
        self._empty = Card()
        self._empty.add(EmptyState("connections", *NO_CONNECTIONS, *doors(context)))
        head = row(Text("Connections", "title"), gap=Space.M)
        head.addWidget(self.note, 1)
        head.addWidget(self.add)
        inner = QWidget()
        pad = Size.PAGE_PAD
        inner.setLayout(
            column(head, self._table, self._low, self._empty, None, gap=Space.L, pad=(pad, Space.L, pad, Space.L))
        )
        self.setLayout(column(scroll(inner, "Connections"), gap=0))
        context.read.connect(self._news)
        context.opened.connect(self._news)
        context.checked.connect(self._news)
        self._show()

    def show_key(self, key: Key | None) -> None:
        """The connection that a thing comes from."""
        if key is not None:
            self._wanted = key.home
            self._show()

    def offers(self) -> list[Action]:
        return [Action("Test all connections", "rights certificate version", "refresh", self._test_all)]

    # -- what is shown ---------------------------------------------------------------------------
    def _news(self, *_: object) -> None:
        self._show()

    def _show(self) -> None:
        """The rows as the profile has them now; the chosen one stays chosen."""
        links, inventory, now = (
            self.context.desk.links,
            self.context.inventory,
            datetime.now(UTC).replace(second=0, microsecond=0),
        )
        rows = [Line(c, links.checked.get(c.id), _gaps(inventory, c.id), now) for c in links.every]
        chosen = self._wanted or (self._current.connection.id if self._current else "")
        self._wanted = ""
        self.model.show(rows)
        clouds = sum(line.connection.kind == CLOUDSTACK for line in rows)
        self.note.setText(f"{count(clouds, 'cloud')}, {count(len(rows) - clouds, 'ONTAP cluster')}" if rows else "")
        for part in (self._table, self.card, self.add):
            part.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        if rows:
            index = self.model.index_of(chosen, 0) if chosen else QModelIndex()
            index = index if index.isValid() else self.model.index(0, 0)
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.view.selectionModel().setCurrentIndex(index, flags)
            self._choose(index)

    @property
    def _current(self) -> Line | None:
        index = self.view.currentIndex()
        return self.model.record(index)

    def _choose(self, index: QModelIndex) -> None:
        line = self.model.record(index)
        if line is not None:
            self.card.show_line(line)

    def _test_all(self) -> None:
        self.context.go(self.place)
        for made in self.context.desk.links.every:
            self.context.check(made)

    def paintEvent(self, _: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), colour("canvas"))


def _gaps(inventory: Inventory | None, home: str) -> int:
    return sum(gap.home == home for gap in inventory.gaps) if inventory else 0
