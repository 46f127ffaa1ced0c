"""Inventory: one tree of both systems at the left, the page of what is chosen at the right."""

from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from vscdesktop.domain import cloud
from vscdesktop.domain.inventory import Inventory, Lens
from vscdesktop.domain.keys import Key
from vscdesktop.domain.units import when
from vscdesktop.services.finding_words import shared
from vscdesktop.services.twins import twin
from vscdesktop.ui.context import Context
from vscdesktop.ui.memory import memory
from vscdesktop.ui.pages.inventory_tree import TreePane
from vscdesktop.ui.pages.objects.page import OVERVIEW, ObjectPage
from vscdesktop.ui.pages.objects.subject import refusals_of
from vscdesktop.ui.pages.welcome import NO_CONNECTIONS, doors
from vscdesktop.ui.shell.finder import Action
from vscdesktop.ui.theme.hub import colour
from vscdesktop.ui.theme.tokens import Size, px
from vscdesktop.ui.widgets.buttons import button
from vscdesktop.ui.widgets.layout import box, column, row
from vscdesktop.ui.widgets.split import Split
from vscdesktop.ui.widgets.states import Banner, EmptyState, Skeleton
from vscdesktop.ui.widgets.text import tip

LEAST = 500  # of the page: every kind of thing can be read in it, however wide somebody drags the tree


class InventoryPage(QWidget):
    place = "inventory"

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.page: ObjectPage | None = None
        self._key: Key | None = None
        self._tab = OVERVIEW
        self._shown: QWidget | None = None
        self._gaps: Banner | None = None
        self.tree = TreePane()
        self._right: QVBoxLayout = column(gap=0)
        self._side = box(self._right)
        self._side.setMinimumWidth(px(LEAST))
        self.tree.setObjectName("tree")
        kept = memory(context.desk.profile.folder)
        split = Split(Qt.Orientation.Horizontal, (self.tree, self._side), 0, Size.TREE, px(LEAST), kept)
        self.setLayout(row(split, gap=0))
        self.tree.opened.connect(lambda key: context.go(self.place, key))
        self.tree.entered.connect(self._enter)
        self.tree.menu_asked.connect(self.show_menu)
        QShortcut(QKeySequence("Ctrl+T"), self, self.show_twin, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        context.read.connect(lambda *_: self._read())
        context.unread.connect(lambda _: self._show() if context.inventory is None else None)
        if context.desk.browse is not None:
            self._read()
        else:
            self._show()

    # -- what the window asks --------------------------------------------------------------------
    def show_key(self, key: Key | None) -> None:
        """Open a thing and choose it in the tree; None: whatever was open before."""
        if key is not None:
            self._key = key
            self.tree.show_key(key)
        self._show()

    def show_filter(self, text: str, lens: Lens) -> None:
        """What a number elsewhere was made of."""
        self.tree.show_filter(text, lens)

    def parts(self) -> list[tuple[QWidget, QWidget]]:
        """What F6 walks here, each with what takes the keyboard first."""
        return [(self.tree, self.tree.view), (self._side, self.page.bar if self.page is not None else self._side)]

    def offers(self) -> list[Action]:
        """What the finder offers while a page is open here."""
        inventory, key = self.context.inventory, self._key
        thing = inventory.things.get(key) if inventory and key else None
        if key is None or thing is None:
            return []
        found = [Action(f"Show the twin of {thing.name}", "other side volume pool", "jump", self.show_twin)]
        if isinstance(thing, cloud.Instance) and not refusals_of(self.context, thing.key):
            found += [
                Action(f"Back up {thing.name}…", "backup protect", "backup", lambda: self.context.back_up(key)),
                Action(f"Restore {thing.name}…", "recover", "restore", lambda: self.context.restore(key)),
            ]
        return found

    # -- what was read ---------------------------------------------------------------------------
    def _read(self) -> None:
        browse = self.context.desk.browse
        if browse is None:
            return
        self.tree.show_browse(browse)
        self._show_gaps(browse.inventory)
        if self._key is None:
            self._key = self.tree.first()
        if self._key is not None and self._key != self.tree.shown:
            self.tree.show_key(self._key)  # not again: where somebody has scrolled to stays
        self._show()

    def _show(self) -> None:
        """The page of the chosen thing, or why there is none. A page that still fits is kept as it is."""
        browse, key = self.context.desk.browse, self._key
        if browse is None:
            self._put(self._nothing_read())
        elif not browse.inventory.things and not self.context.desk.connections:
            self._put(_state("connections", *NO_CONNECTIONS, *doors(self.context)))
        elif key is None:
            self._put(_state("inventory", "Nothing here", "Nothing could be read of the connected systems."))
        elif key not in browse.inventory.things:
            self._put(self._gone(key, browse.inventory))
        elif self.page is None or self.page.subject.key != key or not self.page.show_browse(browse):
            self._tab = self.page.tab if self.page is not None else self._tab
            made = ObjectPage(self.context, browse, key, self.tree.model.lens, self._tab)
            made.subject.twin_asked.connect(self.show_twin)
            self._put(made)
            self.page = made

    def _put(self, made: QWidget) -> None:
        focused = self._shown is not None and self._shown.isAncestorOf(self.focusWidget() or self)
        if self.page is not None:
            self._tab, self.page = self.page.tab, None
        if self._shown is not None:
            self._right.removeWidget(self._shown)
            self._shown.hide()
            self._shown.deleteLater()
        self._shown = made
        self._right.addWidget(made, 1)
        if focused:  # the keyboard was in the page that is gone
            self._enter()

    def _show_gaps(self, inventory: Inventory) -> None:
        """What could not be read, above every page: what it shows may be incomplete."""
        if self._gaps is not None:
            self._right.removeWidget(self._gaps)
            self._gaps.hide()
            self._gaps.deleteLater()
            self._gaps = None
        if inventory.gaps:
            words = "; ".join(f"{what}: {reason}" for reason, what in shared(inventory.gaps).items())
            again = button("Read again", small=True, on=self.context.refresh)
            self._gaps = Banner("warn", "Not everything could be read.", words, again, flat=True)
            self._right.insertWidget(0, self._gaps)

    def _nothing_read(self) -> QWidget:
        if not self.context.problem:
            return box(column(Skeleton(8), None, pad=(24, 24, 24, 24)))
        again = button("Read again", "", "refresh", on=self.context.refresh)
        return _state("offline", "Nothing has been read", self.context.problem, again, key="critical")

    def _gone(self, key: Key, inventory: Inventory) -> QWidget:
        title, unread = f"This {key.kind} is not there any more", f"This {key.kind} could not be read"
        text = f"It was not listed when everything was read at {when(inventory.taken)}."
        if any(gap.home == key.home for gap in inventory.gaps):
            title, text = unread, f"{text} But not everything could be read, so it may well be there."
        return _state("search", title, text, button("Read again", "", "refresh", on=self.context.refresh))

    # -- what is done ----------------------------------------------------------------------------
    def _enter(self) -> None:
        """The keyboard goes on in the page."""
        if self.page is not None:
            self.page.bar.setFocus(Qt.FocusReason.TabFocusReason)

    def show_twin(self, key: Key | None = None) -> None:
        """The same thing on the other side; when there is none, why."""
        browse, key = self.context.desk.browse, key or self._key
        if browse is None or key is None:
            return
        other = twin(browse.inventory, key)
        if other.key is None:
            self.context.said.emit("info", "There is no twin", other.reason)
            return
        self.tree.show_lens(other.lens)
        self.context.go(self.place, other.key)

    def show_menu(self, key: Key, at: QPoint) -> None:
        self.menu(key).popup(at)

    def menu(self, key: Key) -> QMenu:
        """What can be done with a thing of the tree."""
        browse = self.context.desk.browse
        assert browse is not None  # the tree shows what was read
        thing, menu = browse.inventory.things[key], QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        menu.addAction("Open", lambda: self.context.go(self.place, key))
        if isinstance(thing, cloud.Instance):
            refused = " ".join(refusals_of(self.context, thing.key))
            menu.addSeparator()
            for words, act in (("Back up now", self.context.back_up), ("Restore…", self.context.restore)):
                made = menu.addAction(words, partial(act, key))
                made.setEnabled(not refused)
                made.setToolTip(tip(refused))
        menu.addSeparator()
        other = twin(browse.inventory, key)
        made = menu.addAction("Show the twin\tCtrl+T", lambda: self.show_twin(key))
        made.setEnabled(other.key is not None)
        made.setToolTip(tip(other.reason))
        menu.addSeparator()
        clipboard = QGuiApplication.clipboard()
        menu.addAction("Copy name", lambda: clipboard.setText(thing.name))
        menu.addAction("Copy ID", lambda: clipboard.setText(key.id))
        return menu

    def paintEvent(self, _: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), colour("canvas"))


def _state(icon: str, title: str, text: str, *actions: QWidget, key: str = "") -> QWidget:
    return EmptyState(icon, title, text, *actions, key=key)
