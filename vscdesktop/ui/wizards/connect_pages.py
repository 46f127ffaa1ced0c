"""The stages of connecting a system. They bind the flow's choices to widgets, and know no rule of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLineEdit, QWidget

from vscdesktop.store.settings import CLOUDSTACK, ONTAP
from vscdesktop.ui.flows.connect import OPEN
from vscdesktop.ui.shell.header import EDGE
from vscdesktop.ui.theme.hub import colour
from vscdesktop.ui.theme.paint import rounded
from vscdesktop.ui.theme.tokens import Space, px
from vscdesktop.ui.widgets.card import Card
from vscdesktop.ui.widgets.choose import Segmented, Switch
from vscdesktop.ui.widgets.layout import Paint, box, column, row, rule, scroll
from vscdesktop.ui.widgets.states import Banner
from vscdesktop.ui.widgets.text import Text
from vscdesktop.ui.wizards.account_form import AccountForm
from vscdesktop.ui.wizards.certificate import UNKNOWN, Compared
from vscdesktop.ui.wizards.choice import Choices
from vscdesktop.ui.wizards.refused import Refused, sign
from vscdesktop.ui.wizards.shell import Page

if TYPE_CHECKING:
    from vscdesktop.services.connections import Health
    from vscdesktop.ui.wizards.connect import ConnectWizard

PAD = (24, 8, 24, 16)
WIDTH = 560  # of forms: longer lines are no better
KINDS = {
    CLOUDSTACK: ("CloudStack", "The management server: zones, instances, disks. It takes an API key and a secret key."),
    ONTAP: ("ONTAP", "The cluster that the Primary Storage lies on. It takes a user with access to the REST API."),
}
HINTS = {CLOUDSTACK: "cloudstack.example.net", ONTAP: "cluster1.example.net or 10.20.0.5"}


def _form(*items: QWidget | int | None) -> QWidget:
    """As wide as is good to read, at the left."""
    inner = QWidget()
    inner.setLayout(column(*items, None, gap=Space.M))
    inner.setMaximumWidth(px(WIDTH))
    line = row(inner, None, gap=0, pad=PAD)
    line.setStretch(0, 100)
    return scroll(box(line), "Form")


class WherePage(Page):
    def __init__(self, wizard: ConnectWizard) -> None:
        super().__init__()
        self.wizard, self.flow = wizard, wizard.flow
        kinds = list(KINDS)
        self.kinds = Choices(list(KINDS.values()), kinds.index(self.flow.kind), self._kind)
        self.address = QLineEdit(self.flow.address)
        self.address.setAccessibleName("Address")
        self.address.textChanged.connect(self._type)
        self.echo = Text("", "small", 3, wrap=True)
        self.open = Text(OPEN, "small", "warn", wrap=True)
        label = Text("Address", "small-strong", 2)
        label.setBuddy(self.address)
        self.setLayout(column(_form(self.kinds, Space.XS, label, self.address, self.echo, self.open), gap=0))
        self.first = self.address
        self._tell()

    def _kind(self, which: int) -> None:
        self.flow.choose(list(KINDS)[which])
        self._tell()

    def _type(self, text: str) -> None:
        self.flow.enter_address(text)
        self._tell()

    def _tell(self) -> None:
        flow = self.flow
        trouble = flow.address_trouble
        self.address.setPlaceholderText(HINTS[flow.kind])
        self.address.setProperty("invalid", bool(trouble))
        self.address.update()
        self.echo.setText(
            trouble or (f"Asked at {flow.url}" if flow.address.strip() else "https unless you write http://")
        )
        self.echo.set_level("critical" if trouble else 3)
        self.open.setVisible(not flow.encrypted and not trouble)
        self.wizard.refresh()


class CertificatePage(Page):
    def __init__(self, wizard: ConnectWizard) -> None:
        super().__init__()
        self.wizard, flow = wizard, wizard.flow
        assert flow.certificate is not None  # the stage was shown after it was read
        self.compared = Compared(flow.certificate, flow.kind, flow.compared, self._tick)
        words = Text(f"{flow.host} shows this certificate. {UNKNOWN}", "body", 2, wrap=True)
        self.setLayout(
            column(scroll(box(column(words, self.compared, None, gap=Space.L, pad=PAD)), "Certificate"), gap=0)
        )
        self.first = self.compared.tick

    def _tick(self, on: bool) -> None:
        self.wizard.flow.compared = on
        self.wizard.refresh()


class AccountPage(Page):
    def __init__(self, wizard: ConnectWizard) -> None:
        super().__init__()
        self.wizard, flow = wizard, wizard.flow
        self.form = AccountForm(flow.account, self._typed)
        self.trouble = Text(flow.trouble, "body", "critical", wrap=True)
        self.trouble.setVisible(bool(flow.trouble))
        self.setLayout(column(_form(self.trouble, self.form), gap=0))
        self.first = self.form.first

    def _typed(self) -> None:
        self.wizard.flow.typed_in()
        self.wizard.refresh()


class TestPage(Page):
    __test__ = False  # no test of pytest's

    def __init__(self, wizard: ConnectWizard) -> None:
        super().__init__()
        flow = wizard.flow
        if flow.tested is None:
            body: QWidget = Refused(flow.refusals)
        else:
            health = flow.tested.health
            fact = f"{health.system} {health.version} answers in {health.took * 1000:.0f} ms"
            more = f"It calls itself {health.name}." if health.name else ""
            short = health.lacking
            verdict = Banner(
                "warn" if short else "ok",
                f"{len(short)} of {len(health.rights)} things are missing" if short else "Everything it needs is there",
                "You can connect all the same; what is missing stays empty, or is refused with these words."
                if short
                else "",
            )
            card = Card(fact, more, gap=0)
            card.add(rights(health))
            inner = column(verdict, card, None, gap=Space.M, pad=PAD)
            body = scroll(box(inner), "What this account may read")
        self.setLayout(column(body, gap=0))


def rights(health: Health) -> QWidget:
    """One line for each thing, what is missing first, with the system's own words for it."""
    made = QWidget()
    lines = column(gap=0)
    for i, right in enumerate(sorted(health.rights, key=lambda r: not r.missing)):
        if i:
            lines.addWidget(rule())
        icon, token, word = ("warn", "warn.solid", "Missing") if right.missing else ("ok", "ok.solid", "Answered")
        line = row(sign(icon, token, word), Text(right.what), gap=Space.XXS, pad=(0, 6, 0, 6))
        line.addStretch(1)
        if right.missing:
            line.addWidget(Text(right.without, "body", 2))
            lines.addLayout(line)
            lines.addWidget(Text(right.missing, "small", 3, wrap=True))
            lines.addSpacing(Space.S)
        else:
            line.addWidget(Text("answered", "body", 3))
            lines.addLayout(line)
    made.setLayout(lines)
    return made


class NamePage(Page):
    def __init__(self, wizard: ConnectWizard) -> None:
        super().__init__()
        self.wizard, self.flow = wizard, wizard.flow
        flow = self.flow
        self.name = self._field("Name of this connection", flow.name)
        self.name.textChanged.connect(self._type)
        self.trouble = Text("", "small", "critical", wrap=True)
        items: list[QWidget | int | None] = [
            _label("What this connection is called", self.name),
            self.name,
            self.trouble,
        ]
        items += self._set() if flow.first else [self._belongs()]
        self.setLayout(column(_form(*items), gap=0))
        self.first = self.name
        self._type(flow.name)

    @staticmethod
    def _field(name: str, text: str) -> QLineEdit:
        field = QLineEdit(text)
        field.setAccessibleName(name)
        return field

    def _set(self) -> list[QWidget | int | None]:
        """The first connection names the whole set, and says how careful everybody must be with it."""
        flow, kinds = self.flow, list(EDGE)
        self.set_name = self._field("Name of this set of connections", flow.set_name)
        self.set_name.textChanged.connect(self._name_set)
        self.kinds = Segmented([k.capitalize() for k in kinds], kinds.index(flow.set_kind), name="Kind")
        self.kinds.picked.connect(self._mark)
        self.edge = Paint(self._edge, (0, px(6)), "The colour of the window's upper edge")
        self.read_only = Switch("Read-only: nothing is changed, no backup and no restore", flow.read_only)
        self.read_only.toggled.connect(self._read_only)
        words = Text("It can be turned off in the settings at any time.", "small", 3, wrap=True)
        return [
            rule(),
            _label("What all your connections together are called", self.set_name),
            self.set_name,
            _label("What they are", self.kinds),
            box(row(self.kinds, None)),
            self.edge,
            self.read_only,
            words,
        ]

    def _belongs(self) -> QWidget:
        flow = self.flow
        more = ", read-only" if flow.read_only else ""
        return Text(f"It belongs to {flow.set_name} ({flow.set_kind}{more}).", "body", 2, wrap=True)

    def _edge(self, p: QPainter, r: QRectF) -> None:
        rounded(p, r, px(3), colour(f"{EDGE[self.flow.set_kind]}.solid"))

    def _type(self, text: str) -> None:
        self.flow.name = text
        self.trouble.setText(self.flow.name_trouble)
        self.trouble.setVisible(bool(self.flow.name_trouble))
        self.name.setProperty("invalid", bool(self.flow.name_trouble))
        self.name.update()
        self.wizard.refresh()

    def _name_set(self, text: str) -> None:
        self.flow.set_name = text
        self.wizard.refresh()

    def _mark(self, which: int) -> None:
        self.flow.mark(list(EDGE)[which])
        self.read_only.setChecked(self.flow.read_only)
        self.edge.update()

    def _read_only(self, on: bool) -> None:
        self.flow.read_only = on


def _label(words: str, field: QWidget) -> Text:
    made = Text(words, "small-strong", 2)
    made.setBuddy(field)
    return made
