"""The real window as small as it gets, with large text and a tree as wide as it goes: nothing is cut or overlaps."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QSplitter, QWidget
from pytestqt.qtbot import QtBot

from tests.support import Bench
from tests.ui.house import House, house
from tests.ui.shots import FOLDER, SMALL, faults, settle
from tests.ui.test_inventory_page import KINDS
from vscdesktop.domain.keys import Key, Kind
from vscdesktop.ui.flows.points import views
from vscdesktop.ui.pages.inventory import InventoryPage
from vscdesktop.ui.pages.objects.page import OVERVIEW, TOPOLOGY
from vscdesktop.ui.theme.install import install
from vscdesktop.ui.theme.tokens import BODY_PX
from vscdesktop.ui.wizards.shell import Wizard

WIDEST = 1 << 14
PLACES = ("overview", "protect", "connections", "settings")
THINGS = [(kind, name, tab) for kind, (name, tabs) in KINDS.items() for tab in tabs]
THINGS += [(Kind.INSTANCE, "nas-01", OVERVIEW), (Kind.INSTANCE, "nas-01", TOPOLOGY)]  # its way ends early


@pytest.fixture
def text(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[int]:
    """A text size that was chosen before the window is made."""
    install(qapp, "light", text_px=request.param)
    yield request.param
    install(qapp, "light", text_px=BODY_PX)


@pytest.fixture
def home(text: int, qtbot: QtBot, bench: Bench, tmp_path: Path) -> Iterator[House]:
    with house(qtbot, bench, tmp_path) as made:
        made.back_up("web-01")
        made.window.resize(SMALL)
        yield made


class Eye:
    """Looks at everything it is shown, keeps pictures of it where they are wanted, and tells of all at the end."""

    def __init__(self, home: House, app: QApplication, text: int) -> None:
        self.home, self.app, self.text = home, app, text
        self.found: list[str] = []

    def look(self, name: str, widget: QWidget) -> None:
        self.home.quiet()
        settle(self.app)
        self.found += [f"{name}: {fault}" for fault in faults(widget)]
        if os.environ.get("VSCDESKTOP_SHOTS"):
            FOLDER.mkdir(parents=True, exist_ok=True)
            assert widget.grab().save(str(FOLDER / f"tight-{name}-{self.text}.png"))


def key(home: House, kind: Kind, name: str) -> Key:
    assert home.context.inventory is not None
    return next(k for k, t in home.context.inventory.things.items() if (k.kind, t.name) == (kind, name))


@pytest.mark.parametrize("text", [BODY_PX, 15, 17], indirect=True)
def test_every_kind_of_thing_can_be_read_beside_a_wide_tree(home: House, qapp: QApplication, text: int) -> None:
    eye, window = Eye(home, qapp, text), home.window
    window.go("inventory")
    home.quiet()
    page = window.findChild(InventoryPage)
    assert page is not None
    split = page.findChild(QSplitter)
    assert split is not None
    for tree in ("usual", "wide"):
        if tree == "wide":
            split.moveSplitter(WIDEST, 1)
        for kind, name, tab in THINGS:
            window.go("inventory", key(home, kind, name))
            assert page.page is not None
            page.page.open_tab(tab)
            eye.look(f"{kind}-{name}-{tab}-{tree}", window)
    assert eye.found == []


@pytest.mark.parametrize("text", [17], indirect=True)
def test_every_place_can_be_read_with_the_largest_text(home: House, qapp: QApplication, text: int) -> None:
    eye, window = Eye(home, qapp, text), home.window
    for place in PLACES:
        window.go(place)
        eye.look(place, window)
    window.go("protect", home.key("web-01"))
    eye.look("protect-web-01", window)
    window.show_tasks()
    eye.look("tasks", window)
    assert eye.found == []


@pytest.mark.parametrize("text", [17], indirect=True)
def test_every_stage_of_the_wizards_can_be_read_with_the_largest_text(
    home: House, qapp: QApplication, text: int
) -> None:
    eye, subject = Eye(home, qapp, text), home.key("web-01")
    point = views(home.away(lambda: home.desk.points_of(subject)))[0]
    for kind, option in (("backup", None), ("restore", None), ("delete", point)):
        home.context.wizard.emit(kind, subject, option)
        (wizard,) = home.window.findChildren(Wizard)
        wizard.resize(home.window.width() - 48, home.window.height() - 48)  # the screen of the tests may be smaller
        while True:
            eye.look(f"{kind}-{wizard.flow.stage.id}", wizard)
            if wizard.flow.last:
                break
            wizard.next.click()
        wizard.reject()
        home.until(lambda: not home.window.findChildren(Wizard))
    assert eye.found == []
