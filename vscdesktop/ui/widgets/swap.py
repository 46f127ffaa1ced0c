"""Places whose content changes: what goes, goes for good."""

from __future__ import annotations

from PySide6.QtWidgets import QBoxLayout, QStackedLayout, QWidget


def clear(layout: QBoxLayout) -> None:
    """Take every widget out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        if (old := item.widget()) is not None:
            old.hide()
            old.deleteLater()


class Place(QStackedLayout):
    """One page at a time: the one that stays, or a state instead of it."""

    def __init__(self, stays: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent) if parent is not None else super().__init__()
        self._stays = stays
        if parent is not None:  # Qt shows the first page at once: without a parent as a window of its own
            self.addWidget(stays)

    def show_page(self, page: QWidget) -> None:
        """The layout is in a widget by now."""
        old = self.currentWidget()
        if self.indexOf(page) < 0:
            self.addWidget(page)
        self.setCurrentWidget(page)
        if old is not None and old is not self._stays and old is not page:
            self.removeWidget(old)
            old.deleteLater()
