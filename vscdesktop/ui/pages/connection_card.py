"""One connection: what is known of it, what its account may read, and what can be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from vscdesktop.domain.units import ago
from vscdesktop.store.settings import LAB, ONTAP
from vscdesktop.ui.context import Context
from vscdesktop.ui.theme.tokens import Space, px
from vscdesktop.ui.widgets.buttons import button
from vscdesktop.ui.widgets.card import Card
from vscdesktop.ui.widgets.facts import facts
from vscdesktop.ui.widgets.layout import Adaptive, Plan, box, row
from vscdesktop.ui.widgets.states import Banner, Skeleton
from vscdesktop.ui.widgets.swap import clear
from vscdesktop.ui.widgets.text import Text
from vscdesktop.ui.wizards.certificate import Changed, fingerprint_card, plain
from vscdesktop.ui.wizards.connect_pages import rights
from vscdesktop.ui.wizards.remove import EndLab, Remove

if TYPE_CHECKING:
    from vscdesktop.ui.pages.connections import Line

PLACES = {"keyring": "Keyring", "session": "This window only", "command": "A program", LAB: "The lab itself"}
OPEN = "Not encrypted: there is no certificate to compare, and answers can be read on the way."


class ConnectionCard(QWidget):
    """Two cards, made anew when what is known changes."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._line: Line | None = None
        self._place = QVBoxLayout(self)
        self._place.setContentsMargins(0, 0, 0, 0)

    def show_line(self, line: Line) -> None:
        if line == self._line:
            return
        self._line = line
        clear(self._place)
        cards = [self._about(line), self._may(line)]
        both = Plan(True, (0, 1), (1, 1))
        made = Adaptive(cards, both, Plan(False, (0, 0), (1, 0)), px(760))
        self._place.addWidget(made)
        made.show()  # at once: the old cards leave in the same breath

    # -- what it is ------------------------------------------------------------------------------
    def _about(self, line: Line) -> Card:
        made = line.connection
        remove = button("End the lab…" if made.secret == LAB else "Remove…", "ghost", "trash", small=True)
        remove.setAccessibleName(f"{remove.text()} {made.name}")
        remove.clicked.connect(lambda: self._remove(line))
        card = Card(made.name, "", remove, gap=Space.S)
        login = f"{made.user}, password" if made.kind == ONTAP else "API key and secret key"
        pairs: list[tuple[str, str | QWidget]] = [
            ("System", line.version or ("ONTAP" if made.kind == ONTAP else "CloudStack")),
            ("Address", made.url),
            ("Account", login),
            ("Secret kept in", PLACES[made.secret] + (f": {made.command[0]}" if made.command else "")),
        ]
        seen = line.checked
        shown = seen.certificate if seen and not seen.changed else None
        if shown is not None:
            itself = "itself" if shown.subject == shown.issuer else plain(shown.issuer)
            pairs.append(("Certificate", f"{plain(shown.subject)}, issued by {itself}"))
            pairs.append(("Valid to", f"{shown.ends:%Y-%m-%d}"))
        card.add(facts(pairs, 112))
        if made.pin:
            finger = box(row(fingerprint_card(made.pin), None))
            card.add(Space.XS, Text("The one certificate that is accepted (SHA-256)", "small-strong", 2), finger)
        elif not made.url.startswith("https:"):
            card.add(Text(OPEN, "body", "warn", wrap=True))
        return card.add(None)

    def _remove(self, line: Line) -> None:
        dialog = EndLab if line.connection.secret == LAB else Remove
        dialog(self.window(), self.context, line.connection).open()

    # -- what it may -----------------------------------------------------------------------------
    def _may(self, line: Line) -> Card:
        made, seen = line.connection, line.checked
        test = button("Test now", "", "refresh", small=True, on=lambda: self.context.check(made))
        test.setAccessibleName(f"Test {made.name} now")
        health = seen.health if seen else None
        card = Card("What its account may read", f"checked {ago(health.checked, line.now)}" if health else "", test)
        if seen is None:
            return card.add(Skeleton(5), None)
        if seen.changed:
            compare = button("Compare…", small=True, on=lambda: self._compare(line))
            card.add(Banner("critical", "Another certificate", "Nothing is sent to it.", compare))
        elif health is None:
            again = button("Enter its secret again…", small=True, on=lambda: self._again(line))
            card.add(Banner("critical", line.state[1], seen.trouble))
            if made.secret != LAB:
                card.add(row(again, None))
        else:
            card.add(rights(health))
            note = "Rights to change something show when they are first used; a plan says which requests it sends."
            card.add(Text(note, "caption", 3, wrap=True))
        return card.add(None)

    def _compare(self, line: Line) -> None:
        if line.checked and line.checked.certificate:
            Changed(self.window(), self.context, line.connection, line.checked.certificate).open()

    def _again(self, line: Line) -> None:
        self.context.wizard.emit("secrets", [line.connection], None)
