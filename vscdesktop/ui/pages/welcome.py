"""First run: two doors, no account, nothing to read first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from vscdesktop import __version__
from vscdesktop.domain.keys import Key
from vscdesktop.ui.context import Context
from vscdesktop.ui.theme.hub import colour, theme
from vscdesktop.ui.theme.icons import draw
from vscdesktop.ui.theme.paint import rounded
from vscdesktop.ui.theme.tokens import Size, Space, px
from vscdesktop.ui.widgets.buttons import button
from vscdesktop.ui.widgets.card import Card
from vscdesktop.ui.widgets.layout import Paint, column, row, rule, scroll
from vscdesktop.ui.widgets.states import Banner
from vscdesktop.ui.widgets.text import Text

WORKS = "Back up and restore CloudStack instances on NetApp ONTAP."
LAB = (
    "lab",
    "Look around first",
    "A small data centre inside this program: one cloud, one ONTAP cluster, 20 instances.",
    (
        "Ready within 10 seconds, works offline",
        "Back up, restore, and see every single request",
        "Nothing touches a real system",
    ),
)
OWN = (
    "connections",
    "Connect your own",
    "You need the address of CloudStack and of an ONTAP cluster, and one account on each.",
    (
        "About 3 minutes, no server, no agent",
        "Read-only until you allow changes",
        "Secrets stay in this computer's keyring",
    ),
)
NO_CONNECTIONS = (
    "No connections yet",
    "CloudStack tells which instances there are; the ONTAP cluster behind it makes the backups. You need both.",
)
ENDS = "It ends with this window"
LOST = ("The built-in lab has ended", "It ended together with the window it ran for. Nothing of it is left here.")


class WelcomePage(QWidget):
    place = "welcome"

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.start, self.connect_own = doors(context)
        self._state = Text(ENDS, "small", 3, wrap=True)
        self._asked = self._opening = False
        both = row(
            None,
            _door(*LAB, self.start, self._state, lead=True),
            _door(*OWN, self.connect_own, Text("Nothing is kept before the last step", "small", 3, wrap=True)),
            None,
            gap=Space.XXL,
        )
        for place in (1, 2):
            both.setStretch(place, 100)  # as wide as they may be, before anything is left over
        shortcuts = button("Settings and keyboard shortcuts", "link", "settings", on=lambda: context.go("settings"))
        foot = Text(f"No account, no telemetry. Version {__version__}", "small", 3)
        self._banners = QVBoxLayout()
        inner = QWidget()
        inner.setLayout(
            column(
                self._banners,
                None,
                *_head(),
                Space.XL,
                both,
                Space.L,
                row(None, shortcuts, None),
                None,
                row(foot, None),
                gap=Space.S,
                pad=(Space.XXXL, Space.XL, Space.XXXL, Space.M),
            )
        )
        self.setLayout(column(scroll(inner, "Welcome"), gap=0))
        if context.desk.links.lost:
            self._banners.addWidget(Banner("info", *LOST, icon_name="lab"))
        context.read.connect(self._read)
        context.starting.connect(self._lab)

    def show_key(self, _key: Key | None) -> None:
        """There are no objects here."""

    # -- the lab -------------------------------------------------------------------------------
    def _lab(self, starts: bool, why: str) -> None:
        """How far it is, for who came through this door: when it has been read, that one is led on."""
        if starts:
            self._asked = self.isVisible()
        if self._asked and starts:
            self._say("Starting. This takes a few seconds", 2)
        elif self._asked and why:
            self._say(why, "critical")
        elif self._asked:
            self._opening = True
            self.start.setEnabled(False)
            self._say("It runs. Reading the cloud", 2)

    def _say(self, words: str, level: int | str) -> None:
        self._state.setText(words)
        self._state.set_level(level)

    def _read(self, _old: object, _new: object) -> None:
        """Something was connected, here or in the wizard, and has been read: the way is free."""
        if self._opening or (self.isVisible() and self.context.desk.connections):
            self._opening = False
            self.start.setEnabled(True)
            self._say(ENDS, 3)
            self.context.go("overview")


def doors(context: Context) -> tuple[QPushButton, QPushButton]:
    """The two ways to something to look at, for every place that is empty before them."""
    start = button("Start the demo lab", "primary", "play", on=context.start_lab)
    start.setDisabled(context.lab_starts)
    context.starting.connect(start.setDisabled)  # Qt's own slot: it ends with the button
    return start, button("Connect my cloud…", "", "plus", on=lambda: context.connect_to(None))


def _head() -> tuple[QWidget | QVBoxLayout, ...]:
    side = px(56)
    mark = Paint(_mark, (side, side), "VSC Desktop")
    lines = column(
        row(None, mark, None),
        row(None, Text("VSC Desktop", "display"), None),
        row(None, Text(WORKS, "body", 2), None),
        gap=Space.S,
    )
    return (lines,)


def _mark(p: QPainter, r: QRectF) -> None:
    unit = r.width() / 56
    rounded(p, r, 14 * unit, colour("rail"), colour("line") if theme.t.dark else None)
    for i, (y, width) in enumerate(((17, 28), (26, 28), (35, 16))):
        ink = colour("rail_text") if i else QColor(theme.t.accent_text if theme.t.dark else theme.t.series[0])
        rounded(p, QRectF(14 * unit, y * unit, width * unit, 5 * unit), 2.5 * unit, ink)


def _door(
    icon: str, title: str, text: str, points: Sequence[str], action: QPushButton, note: Text, lead: bool = False
) -> Card:
    side = px(56)

    def glyph(p: QPainter, r: QRectF) -> None:
        rounded(p, r, 12, colour("accent" if lead else "accent_tint"))
        at = (side - Size.ICON_EMPTY) / 2
        draw(p, icon, at, at, colour("on_accent" if lead else "accent_text"), Size.ICON_EMPTY)

    card = Card(pad=28, gap=Space.M)
    card.setAccessibleName(title)
    card.add(Paint(glyph, (side, side)), Text(title, "title"), Text(text, "body", 2, wrap=True), rule())
    for point in points:
        check = Paint(lambda p, r: draw(p, "check", 0, (r.height() - Size.ICON) / 2, colour("ok.solid"), Size.ICON))
        check.setFixedSize(Size.ICON + 6, px(20))
        line = row(check, Text(point, wrap=True), gap=Space.XS)
        line.setStretch(1, 1)
        card.add(line)
    last = row(action, gap=Space.M)
    last.addWidget(note, 1)
    card.add(None, last)
    card.setFixedHeight(px(396))
    card.setMinimumWidth(px(300))
    card.setMaximumWidth(px(400))
    return card
