"""Certificates as people compare them, and the two questions about them: trust this one, and stay away from that one.

The one place where haste hurts, so it is slow on purpose.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from vscdesktop.domain.errors import Problem
from vscdesktop.store.settings import ONTAP, Connection
from vscdesktop.ui.context import Context
from vscdesktop.ui.theme.hub import colour
from vscdesktop.ui.theme.icons import draw
from vscdesktop.ui.theme.paint import rounded
from vscdesktop.ui.theme.tokens import Radius, Space, px
from vscdesktop.ui.widgets.buttons import button
from vscdesktop.ui.widgets.card import Card
from vscdesktop.ui.widgets.dialog import Dialog
from vscdesktop.ui.widgets.facts import facts
from vscdesktop.ui.widgets.layout import Paint, column, row
from vscdesktop.ui.widgets.text import Text

if TYPE_CHECKING:
    from vscdesktop.clients.tls import Certificate

CONSOLE = {
    ONTAP: ("Compare it on the console of the cluster:", "security certificate show -instance"),
    "": (
        "Compare it on the server, with its certificate file:",
        "openssl x509 -noout -fingerprint -sha256 -in FILE.pem",
    ),
}
UNKNOWN = "No authority on this computer vouches for it. That is usual for systems in a data centre."


def pairs(fingerprint: str) -> list[str]:
    """A SHA-256 in four lines of eight pairs, as it is read out over the phone."""
    every = [fingerprint[i : i + 2].upper() for i in range(0, len(fingerprint), 2)]
    lines = [every[i : i + 8] for i in range(0, len(every), 8)]
    return [f"{' '.join(line[:4])}  {' '.join(line[4:])}" for line in lines]


class Sunken(Card):
    """What is to be read letter by letter."""

    def paintEvent(self, _: QPaintEvent) -> None:
        rounded(QPainter(self), self.rect(), Radius.CONTROL, colour("sunken"), colour("line"))


def fingerprint_card(fingerprint: str) -> Card:
    card = Sunken(pad=Space.M, gap=Space.XXS)
    for line in pairs(fingerprint):
        words = Text(line, "mono")
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        card.add(words)
    card.setAccessibleName(f"SHA-256 fingerprint {' '.join(pairs(fingerprint))}")
    return card


def about(certificate: Certificate) -> QVBoxLayout:
    """What a certificate says about itself."""
    itself = certificate.subject == certificate.issuer
    return facts(
        (
            ("Name", plain(certificate.subject)),
            ("Issued by", "itself (self-signed)" if itself else plain(certificate.issuer)),
            ("Valid from", f"{certificate.starts:%Y-%m-%d}"),
            ("Valid to", f"{certificate.ends:%Y-%m-%d}"),
        ),
        76,
    )


def plain(name: str) -> str:
    """CN=lab,O=VSC as people read it; control characters are shown as what they are."""
    shown = "".join(c if c.isprintable() else "\ufffd" for c in name)
    return shown.removeprefix("CN=") if shown.count("=") == 1 else shown


class Compared(QWidget):
    """Fingerprint, what it says, how to compare it, and the tick that says that somebody did."""

    def __init__(self, certificate: Certificate, kind: str, ticked: bool, then: Callable[[bool], None]) -> None:
        super().__init__()
        copy = button("Copy", "ghost", "copy", small=True, on=lambda: self._copy(certificate.fingerprint))
        copy.setAccessibleName("Copy the fingerprint")
        left = column(
            Text("Its SHA-256 fingerprint", "small-strong", 2),
            fingerprint_card(certificate.fingerprint),
            row(copy, None),
            None,
            gap=6,
        )
        right = column(Text("What it says about itself", "small-strong", 2), about(certificate), None, gap=6)
        middle = row(gap=Space.XXL)
        middle.addLayout(left, 5)
        middle.addLayout(right, 6)
        words, command = CONSOLE.get(kind, CONSOLE[""])
        line = Text(command, "mono")
        line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        how = Sunken(pad=Space.M, gap=Space.XS).add(Text(words, "body", 2), line)
        self.tick = QCheckBox("I compared the fingerprint with the one on the system itself")
        self.tick.setAccessibleName(self.tick.text())
        self.tick.setChecked(ticked)
        self.tick.toggled.connect(then)
        self.setLayout(column(middle, how, self.tick, gap=Space.M))

    @staticmethod
    def _copy(fingerprint: str) -> None:
        QGuiApplication.clipboard().setText(":".join(fingerprint[i : i + 2].upper() for i in range(0, 64, 2)))


def glyph(icon: str, status: str) -> Paint:
    side = px(44)

    def paint(p: QPainter, r: QRectF) -> None:
        rounded(p, r, 10, colour(f"{status}.tint"))
        at = (side - px(24)) / 2
        draw(p, icon, at, at, colour(f"{status}.text"), px(24))

    return Paint(paint, (side, side))


def question(icon: str, status: str, title: str, text: str) -> QWidget:
    words = column(Text(title, "title", wrap=True), Text(text, "body", 2, wrap=True), gap=Space.XXS)
    line = row(glyph(icon, status), gap=Space.L)
    line.addLayout(words, 1)
    line.setAlignment(Qt.AlignmentFlag.AlignTop)
    made = QWidget()
    made.setLayout(line)
    return made


class Trust(Dialog):
    """Accept a new certificate for a connection; only after somebody says that it was compared."""

    def __init__(self, window: QWidget, context: Context, connection: Connection, shown: Certificate) -> None:
        super().__init__(window, f"Is this really {connection.name}?", size=(px(740), px(468)), titled=False)
        self._context, self._connection, self._shown = context, connection, shown
        self.trust = button("Trust this certificate", "primary", on=self._accept)
        self.trust.setEnabled(False)
        body = Compared(shown, connection.kind, False, self.trust.setEnabled)
        self.trouble = Text("", "body", "critical", wrap=True)
        self.add(
            question("certificate", "warn", f"Is this really {connection.name}?", UNKNOWN), body, self.trouble, None
        )
        cancel = button("Cancel", on=self.reject)
        self.foot("From then on only this certificate is accepted.", None, cancel, self.trust)

    def _accept(self) -> None:
        self.trust.setEnabled(False)
        trusted = replace(self._connection, pin=self._shown.fingerprint)
        links = self._context.desk.links
        self._context.bridge.do(lambda: links.keep(trusted), self._kept, self._failed, self)

    def _kept(self, _: None) -> None:
        self.accept()
        self._context.reopen()

    def _failed(self, problem: Problem) -> None:
        self.trouble.setText(str(problem))


class Changed(Dialog):
    """Another certificate than the accepted one: stop, show both, and stay away unless somebody insists."""

    def __init__(self, window: QWidget, context: Context, connection: Connection, shown: Certificate) -> None:
        title = f"{connection.name} shows a different certificate"
        super().__init__(window, title, size=(px(740), px(420)), titled=False)
        self._context, self._connection, self._shown = context, connection, shown
        self._window = window
        said = (
            "It was renewed on purpose, or someone sits between you and the system. "
            "Nothing was sent to it: no password, no request."
        )
        old = column(Text("Accepted until now", "small-strong", 2), fingerprint_card(connection.pin), None, gap=6)
        issuer = "itself" if shown.subject == shown.issuer else plain(shown.issuer)
        new = column(
            Text("Shown now", "small-strong", "critical"),
            fingerprint_card(shown.fingerprint),
            Text(f"valid to {shown.ends:%Y-%m-%d}, issued by {issuer}", "small", 3, elide=True),
            gap=6,
        )
        both = row(gap=Space.XL)
        both.addLayout(old, 1)
        both.addLayout(new, 1)
        ask = f"Ask whoever manages it. Until then {connection.name} stays disconnected."
        self.add(question("shield-alert", "critical", title, said), Space.XS, both, Text(ask, wrap=True), None)
        self.stay = button("Keep disconnected", "primary", on=self.reject)
        self.insist = button("Compare and trust the new one…", "ghost", on=self._insist)
        self.foot(self.insist, None, self.stay, default=self.stay)
        self.stay.setFocus()

    def _insist(self) -> None:
        self.reject()
        Trust(self._window, self._context, self._connection, self._shown).open()
