"""The head of an object's page: where it stands, what it is called, how it is, and what can be done with it."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from vscdesktop.domain import cloud
from vscdesktop.domain.inventory import Inventory
from vscdesktop.domain.keys import Key
from vscdesktop.services.glance import ICONS, TITLES
from vscdesktop.services.marks import Status, mark
from vscdesktop.services.twins import twin
from vscdesktop.ui.pages.objects import about
from vscdesktop.ui.pages.objects.subject import Subject
from vscdesktop.ui.theme.hub import colour
from vscdesktop.ui.theme.icons import STATUS_ICON, draw
from vscdesktop.ui.theme.paint import rounded
from vscdesktop.ui.theme.tokens import Radius, Size, Space, px
from vscdesktop.ui.widgets.buttons import button, tool
from vscdesktop.ui.widgets.layout import Adaptive, Item, Paint, Plan, box, column, row
from vscdesktop.ui.widgets.link import Link
from vscdesktop.ui.widgets.marks import Badge, Fold
from vscdesktop.ui.widgets.swap import clear
from vscdesktop.ui.widgets.text import Text, tip

BadgeWords = tuple[str, str, str]  # word, status, icon
SIGN = {"Stopped": "stop", "Allocated": "clock"}


def badges(subject: Subject) -> tuple[BadgeWords, ...]:
    """At most three: its state, whether an instance is protected, and what is not on ONTAP."""
    thing, state = subject.thing, mark(subject.key, subject.inventory)
    found: list[BadgeWords] = []
    if state.status:
        word = about.word(state)
        found.append((word, str(state.status), SIGN.get(word, STATUS_ICON[state.status])))
    if isinstance(thing, cloud.Instance):
        if subject.protected is not None:
            yes, no = ("Protected", "protected", "protect"), ("Unprotected", "unknown", "shield-off")
            found.append(yes if subject.protected else no)
        found += _missing(subject.inventory, thing)
    return tuple(found)


def _missing(inventory: Inventory, instance: cloud.Instance) -> list[BadgeWords]:
    disks = inventory.disks(instance.key)
    there = sum(inventory.link(d).place is not None for d in disks)
    if there == len(disks):
        return []
    return [(f"{there} of {len(disks)} disks on ONTAP" if there else "Not on ONTAP", str(Status.WARN), "warn")]


class ObjectHead(QWidget):
    """`update` changes words in place, so that the focus stays where it is."""

    def __init__(self, subject: Subject) -> None:
        super().__init__()
        self.subject = subject
        self._crumbs, self._badges = QHBoxLayout(), QHBoxLayout()
        self._above: tuple[about.Crumb, ...] = ()
        self._words: tuple[BadgeWords, ...] = ()
        self._name, self._line = Text("", "title", elide=True), Text("", "body", 2, elide=True)
        self._name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        name = row(self._name, gap=Space.S)
        name.addLayout(self._badges, 1)
        names = box(column(name, self._line, gap=0))
        self.acts = self._instance_acts()
        acts = box(row(*self.acts, *self._twin(), None if self.acts else 0, gap=Space.S))
        top = row(gap=Space.M)
        top.addWidget(self._glyph(), 0, Qt.AlignmentFlag.AlignTop)
        if self.acts:  # below the name where both do not fit: what it is called and how it is come first
            beside, below = Plan(True, (0, 1), (1, 0)), Plan(False, (0, 0), (1, 0))
            top.addWidget(Adaptive([names, acts], beside, below, px(500), gap=Space.S), 1)
        else:
            top.addWidget(names, 1)
            top.addWidget(acts)
        self._whole = column(self._crumbs, top, gap=4)
        self.setLayout(self._whole)
        subject.updated.connect(self.show_words)
        self.show_words()

    def set_side(self, side: int) -> None:
        """Where its page begins at the left, and ends at the right."""
        self._whole.setContentsMargins(side, 10, side, 4)

    def show_words(self) -> None:
        """What was read last."""
        s = self.subject
        self._name.setText(s.thing.name)
        self._name.updateGeometry()
        self._line.setText(about.line(s.inventory, s.key))
        self.setAccessibleName(f"{TITLES[s.key.kind]} {s.thing.name}. {self._line.text()}")
        above, words = about.crumbs(s.inventory, s.key, s.lens), badges(s)
        if above != self._above:
            self._above = above
            self._put(self._crumbs, box(self._path(above)))
        if words != self._words or not self._badges.count():
            self._words = words
            self._put(self._badges, Fold(*(Badge(*w) for w in words), keeps=True))
        refused = " ".join(s.refusals)
        for act in self.acts:
            act.setEnabled(not refused)
            act.setToolTip(tip(refused))

    @staticmethod
    def _put(place: QHBoxLayout, made: QWidget) -> None:
        clear(place)
        place.addWidget(made, 1)

    def _path(self, crumbs: Sequence[about.Crumb]) -> QHBoxLayout:
        parts: list[Item] = []
        for crumb in crumbs:
            if parts:
                parts.append(Text("/", "small", 3))
            parts.append(self._crumb(crumb.text, crumb.key) if crumb.key else Text(crumb.text, "small", 3))
        return row(*parts, None, gap=6)

    def _crumb(self, text: str, key: Key) -> Link:
        return Link(text, lambda: self.subject.go(key), "small", quiet=True)

    def _glyph(self) -> QWidget:
        kind = self.subject.key.kind

        def paint(p: QPainter, r: QRectF) -> None:
            rounded(p, r, Radius.CARD, colour("accent_tint"))
            at = (r.width() - Size.ICON_RAIL) / 2
            draw(p, ICONS[kind], at, at, colour("accent_text"), Size.ICON_RAIL)

        return Paint(paint, (px(40), px(40)), TITLES[kind])

    def _instance_acts(self) -> list[QPushButton]:
        if not isinstance(self.subject.thing, cloud.Instance):
            return []
        context, key = self.subject.context, self.subject.key
        return [
            button("Back up now", "primary", "backup", on=lambda: context.back_up(key)),
            button("Restore…", "", "restore", on=lambda: context.restore(key)),
        ]

    def _twin(self) -> list[QWidget]:
        other = twin(self.subject.inventory, self.subject.key).key
        if other is None:
            return []
        name = self.subject.inventory.things[other].name
        hint = f"Show the twin: {TITLES[other.kind]} {name} (Ctrl T)"
        return [tool("jump", hint, 32, on=self.subject.twin_asked.emit)]

    def paintEvent(self, _: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), colour("surface"))
