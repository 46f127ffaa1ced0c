"""The first tab of every object: where it lives, what belongs to it, what is known of it."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from vscdesktop.domain import cloud
from vscdesktop.domain.keys import Kind
from vscdesktop.domain.units import count, size
from vscdesktop.ui.flows.points import views
from vscdesktop.ui.pages.objects import about
from vscdesktop.ui.pages.objects.about import Fact
from vscdesktop.ui.pages.objects.listing import ListingCard
from vscdesktop.ui.pages.objects.listings import LISTINGS
from vscdesktop.ui.pages.objects.parts import Refusal, Replaced, link_to
from vscdesktop.ui.pages.objects.strip import Strip
from vscdesktop.ui.pages.objects.subject import Subject
from vscdesktop.ui.theme.tokens import Space, px
from vscdesktop.ui.widgets.buttons import Act, button, tool
from vscdesktop.ui.widgets.card import Card
from vscdesktop.ui.widgets.facts import facts
from vscdesktop.ui.widgets.layout import Adaptive, Plan, box, column, row
from vscdesktop.ui.widgets.link import Link
from vscdesktop.ui.widgets.states import Skeleton
from vscdesktop.ui.widgets.text import Text

PLACED = (Kind.INSTANCE, Kind.DISK, Kind.POOL, Kind.STORE, Kind.VOLUME)
LABEL = 152


class Details(Card):
    """Label and value; ids, paths and addresses can be copied, names of things lead to them."""

    def __init__(self, subject: Subject) -> None:
        super().__init__("Details", gap=Space.S)
        self._subject = subject
        self._place: Replaced[tuple[Fact, ...]] = Replaced(self._draw)
        self.add(self._place, None)
        subject.updated.connect(self.show_facts)
        self.show_facts()

    def show_facts(self) -> None:
        self._place.show_value(about.details(self._subject.inventory, self._subject.key))

    def _draw(self, found: tuple[Fact, ...]) -> QWidget:
        return box(column(*(self._line(fact) for fact in found), gap=2))

    def _line(self, fact: Fact) -> QHBoxLayout:
        label, key = Text(fact.label, "body", 3, elide=True), fact.key
        label.setFixedWidth(px(LABEL))
        made = row(label, gap=Space.S)
        made.addStrut(px(22))
        if key is not None:
            made.addWidget(Link(fact.value, lambda: self._subject.go(key)))
            made.addStretch(1)
        elif fact.copy:
            words = Text(fact.value, "mono", 2, elide=True)
            words.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
            made.addWidget(words)
            made.addWidget(tool("copy", f"Copy {fact.label}", 20, on=lambda: copy(fact.value)))
            made.addStretch(1)
        else:
            made.addWidget(Text(fact.value, elide=True), 1)
        return made


def copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)


class ProtectionCard(Card):
    """The newest point of an instance, how many there are and what they hold."""

    def __init__(self, subject: Subject, more: Act) -> None:
        super().__init__("Protection", "", button("All restore points", "link", on=more), gap=Space.S)
        self._subject = subject
        self._place: Replaced[object] = Replaced(self._draw)
        self.add(self._place, None)
        subject.points_read.connect(self.show_points)
        subject.want_points()
        self.show_points()

    def show_points(self) -> None:
        points = self._subject.points
        self._place.show_value((None if points is None else tuple(points), self._subject.problem))

    def _draw(self, _value: object) -> QWidget:
        points, problem = self._subject.points, self._subject.problem
        if problem:
            again = button("Read again", "", "refresh", small=True, on=self._subject.read_again)
            return box(column(Text(problem, "body", "critical", wrap=True), row(again, None)))
        if points is None:
            return Skeleton(3, 26)
        every = views(points)
        newest = next((v for v in every if v.manifest is not None), None)
        if newest is None:
            return Text("There is no restore point of this instance yet.", "body", 2, wrap=True)
        broken = sum(v.manifest is None for v in every)
        number = count(len(every) - broken, "point") + (f", {broken} not complete" if broken else "")
        lines = (
            ("Newest point", f"{newest.at} UTC, {newest.age()}"),
            ("Consistency", f"{newest.how}, {newest.spread}"),
            ("Restore points", number),
            ("Held by points", f"{size(sum(p.unique for p in points))} that only their copies hold"),
        )
        return box(facts(lines, 110))


class Overview(QWidget):
    """`topology`, `points`: the tabs its links open."""

    def __init__(self, subject: Subject, topology: Act, points: Act) -> None:
        super().__init__()
        body = column(gap=Space.L)
        self.setLayout(body)
        is_instance = isinstance(subject.thing, cloud.Instance)
        if is_instance:
            body.addWidget(Refusal(lambda: subject.refusals, subject.updated))
        if subject.key.kind in PLACED:
            has_graph = subject.key.kind is not Kind.STORE
            body.addWidget(Strip(subject, link_to("Open topology", topology) if has_graph else None))
        for listing in LISTINGS.get(subject.key.kind, ()):
            body.addWidget(ListingCard(subject, listing))
        cards: list[QWidget] = [ProtectionCard(subject, points)] if is_instance else []
        cards.append(Details(subject))
        across = Plan(True, *((i, 1) for i in range(len(cards))))
        down = Plan(False, *((i, 0) for i in range(len(cards))))
        body.addWidget(Adaptive(cards, across, down, 760))
        body.addStretch(1)
