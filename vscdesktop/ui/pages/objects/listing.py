"""A card with one table of things; a row opens its page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from vscdesktop.domain.inventory import Inventory, Thing
from vscdesktop.domain.keys import Key
from vscdesktop.ui.models.rows import Column, RowsModel
from vscdesktop.ui.pages.objects.columns import Read
from vscdesktop.ui.pages.objects.subject import Subject
from vscdesktop.ui.theme.tokens import Size, Space
from vscdesktop.ui.views.table import table
from vscdesktop.ui.widgets.card import Card
from vscdesktop.ui.widgets.text import Text

T = TypeVar("T", bound=Thing)
MOST = 12  # rows; more of them scroll in the card


@dataclass(frozen=True)
class Listing(Generic[T]):
    """`none`: what is said when there is nothing to list. `drop`: columns that leave first when it is narrow."""

    title: str
    columns: Callable[[Read], Sequence[Column[T]]]
    widths: tuple[int, ...]
    records: Callable[[Inventory, Key], Sequence[T]]
    none: str
    note: Callable[[Inventory, Key], str] = lambda _inventory, _key: ""
    drop: tuple[int, ...] = ()
    stretch: int = 0
    sorts: bool = True


class ListingCard(Card):
    """Selection and order stay when everything is read anew."""

    def __init__(self, subject: Subject, listing: Listing[Any], action: QWidget | None = None) -> None:
        super().__init__(listing.title, "", action, gap=Space.XS)
        self._subject, self._listing = subject, listing
        self.model: RowsModel[Any] = RowsModel(listing.columns(lambda: subject.inventory), lambda t: t.key, parent=self)
        sort = (0, Qt.SortOrder.AscendingOrder) if listing.sorts else None
        self.view = table(
            self.model, listing.widths, listing.title, stretch=listing.stretch, drop=listing.drop, sort=sort
        )
        self.view.horizontalHeader().setProperty("plain", True)
        self.view.horizontalHeader().viewport().setAutoFillBackground(False)
        self.view.activated.connect(self._open)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._menu)
        self._none = Text(listing.none, "body", 3, wrap=True)
        self.add(self._none, self.view)
        subject.updated.connect(self.show_rows)
        self.show_rows()

    def show_rows(self) -> None:
        inventory, key = self._subject.inventory, self._subject.key
        records = self._listing.records(inventory, key)
        self.model.show(records)
        self._none.setVisible(not records)
        self.view.setVisible(bool(records))
        self.view.setFixedHeight(Size.HEAD_ROW + Size.ROW * min(len(records), MOST))
        note = self._listing.note(inventory, key)
        self.note.setText(note or (str(len(records)) if len(records) > MOST else ""))

    def _open(self, index: QModelIndex) -> None:
        thing = self.model.record(index)
        if thing is not None:
            self._subject.go(thing.key)

    def _menu(self, at: QPoint) -> None:
        """What can be done with the row under the pointer, or with the chosen one."""
        thing = self.model.record(self.view.indexAt(at))
        if thing is not None:
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.addAction(f"Open {thing.name}".replace("&", "&&"), lambda: self._subject.go(thing.key))
            menu.popup(self.view.viewport().mapToGlobal(at))
