"""The overview answers from what was read, says what it does not know, and every number opens its list."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.desks import connected
from tests.support import Bench
from tests.ui.house import house
from tests.ui.shots import shots
from vscdesktop.domain.inventory import Inventory, Lens
from vscdesktop.domain.keys import Key
from vscdesktop.services.survey import find_instance
from vscdesktop.store import settings
from vscdesktop.store.paths import profile
from vscdesktop.store.settings import ONTAP
from vscdesktop.ui.bridge import Bridge
from vscdesktop.ui.context import Context
from vscdesktop.ui.desk import Desk
from vscdesktop.ui.pages.objects.activity import ActivityTab
from vscdesktop.ui.pages.overview import OverviewPage
from vscdesktop.ui.pages.question import Name, Question
from vscdesktop.ui.widgets.states import EmptyState, Skeleton
from vscdesktop.ui.widgets.text import Text

SOON = 20_000


def page_of(qtbot: QtBot, context: Context) -> OverviewPage:
    page = OverviewPage(context)
    qtbot.addWidget(page)
    page.resize(1356, 818)
    page.show()
    qtbot.waitUntil(lambda: page._last is not None, timeout=SOON)
    return page


def again(qtbot: QtBot, page: OverviewPage) -> None:
    """Read once more, and until the page shows it; not while something else may still change what it shows."""
    qtbot.waitUntil(lambda: not page.context.bridge.busy, timeout=SOON)
    before = page._last
    page.context.refresh()
    qtbot.waitUntil(lambda: page._last is not before, timeout=SOON)


def words(widget: QWidget) -> list[str]:
    return [t.text() for t in widget.findChildren(Text) if t.text() and t.isVisibleTo(widget)]


def pressed(widget: QWidget, name: str) -> None:
    """Press what is called so."""
    found = [b for b in widget.findChildren(QAbstractButton) if b.accessibleName() == name and b.isVisibleTo(widget)]
    assert len(found) == 1, [b.accessibleName() for b in widget.findChildren(QAbstractButton)]
    found[0].click()


@pytest.fixture
def rough_context(qtbot: QtBot, rough: Bench, tmp_path: Path) -> Iterator[Context]:
    """On the lab that may be broken."""
    context = Context(connected(rough, tmp_path / "profile"), Bridge())
    with qtbot.waitSignal(context.read, timeout=SOON):
        context.open()
    context.pause(True)
    yield context
    qtbot.waitUntil(lambda: not context.bridge.busy, timeout=SOON)
    context.desk.close()


def test_before_anything_is_read_its_shape_is_there(
    qtbot: QtBot, qapp: QApplication, bench: Bench, tmp_path: Path
) -> None:
    context = Context(connected(bench, tmp_path), Bridge())
    page = OverviewPage(context)
    qtbot.addWidget(page)
    page.show()
    assert len(page.findChildren(Skeleton)) == len(page.findChildren(Question)) == 4
    qtbot.wait(350)
    shots(qapp, page, "overview-loading")


def test_the_questions_are_answered_by_what_was_read(qtbot: QtBot, qapp: QApplication, window_context: Context) -> None:
    desk = window_context.desk
    assert window_context.inventory is not None
    desk.run(desk.plan_backup(find_instance(window_context.inventory, "web-01")))
    window_context.refresh()
    qtbot.waitUntil(lambda: not window_context.bridge.busy, timeout=SOON)
    page = page_of(qtbot, window_context)
    assert page.note.text() == "1 cloud, 1 ONTAP cluster, 20 instances"
    assert "19 of 20 instances have no restore point" in words(page.needs)
    assert {"Protected", "Unprotected", "1 of 15", "0 of 3"} <= set(words(page.protected))
    assert "Done" in words(page.happened)
    assert [n.accessibleName()[:19] for n in page.happened.findChildren(Name)] == ["Show Back up web-01"]
    shots(qapp, page, "overview")


def test_every_number_opens_the_list_behind_it(qtbot: QtBot, window_context: Context) -> None:
    page = page_of(qtbot, window_context)
    seen: list[tuple[object, object]] = []
    window_context.filtering.connect(lambda text, lens: seen.append((text, lens)))
    window_context.going.connect(lambda place, key: seen.append((place, key)))
    pressed(page.protected, "20 unprotected")
    pressed(page.protected, "0 protected: show them")
    pressed(page.fullest, "All volumes")
    pressed(page.needs, "Show instances: 20 instances have no restore point")
    assert seen == [
        ("kind:instance protection:none", Lens.CLOUD),
        ("kind:instance protection:protected", Lens.CLOUD),
        ("kind:volume", Lens.STORAGE),
        ("kind:instance protection:none", Lens.CLOUD),
    ]
    seen.clear()
    for card in (page.protected, page.fullest):
        for name in card.findChildren(Name):
            name.click()
    inventory = window_context.inventory
    assert isinstance(inventory, Inventory)
    keys = [key for _, key in seen]
    assert len(keys) == 8 and all(isinstance(key, Key) and key in inventory.things for key in keys)


def test_trouble_is_named_with_its_consequence_and_leads_to_its_place(
    qtbot: QtBot, qapp: QApplication, rough: Bench, rough_context: Context
) -> None:
    page = page_of(qtbot, rough_context)
    body = '{"listhostsresponse":{"errorcode":432,"errortext":"not available for user"}}'
    rough.control(
        "POST", "/faults",
        {"server": "cloudstack", "match": "^listHosts$", "times": -1, "do": "answer", "status": 432, "body": body},
    )  # fmt: skip
    again(qtbot, page)
    assert "lab cloud: hosts could not be read" in words(page.needs)
    assert any("lacks listHosts" in w for w in words(page.needs))
    with qtbot.waitSignal(rough_context.going) as went:
        pressed(page.needs, "Open connection: lab cloud: hosts could not be read")
    assert went.args is not None and went.args[0] == "connections" and went.args[1].home == "cloud"
    shots(qapp, page, "overview-gap")


def test_a_cloud_that_does_not_answer_is_not_shown_as_an_empty_one(
    qtbot: QtBot, qapp: QApplication, rough: Bench, rough_context: Context
) -> None:
    page = page_of(qtbot, rough_context)
    rough.control("POST", "/faults", {"server": "cloudstack", "times": -1, "do": "cut"})
    again(qtbot, page)
    state = page.findChild(EmptyState)
    assert state is not None and state.accessibleName().startswith("The instances could not be read.")
    assert page.note.text() == "1 cloud, 1 ONTAP cluster"
    assert "lab cloud does not answer" in words(page.needs)
    shots(qapp, page, "overview-unreachable")


def test_storage_that_does_not_answer_does_not_make_everything_unprotected(
    qtbot: QtBot, rough: Bench, rough_context: Context
) -> None:
    page = page_of(qtbot, rough_context)
    rough.control("POST", "/faults", {"server": "ontap", "times": -1, "do": "cut"})
    again(qtbot, page)
    assert "Restore points could not be read" in words(page.needs)
    assert not any("have no restore point" in w for w in words(page.needs))
    assert any("not known what is protected" in w for w in words(page.protected))


def test_half_a_cloud_asks_for_the_other_half(qtbot: QtBot, qapp: QApplication, bench: Bench, tmp_path: Path) -> None:
    desk = connected(bench, tmp_path)
    settings.save(desk.profile.settings, [c for c in desk.connections if c.kind == ONTAP])
    context = Context(desk, Bridge())
    with qtbot.waitSignal(context.read, timeout=SOON):
        context.open()
    page = page_of(qtbot, context)
    state = page.findChild(EmptyState)
    assert state is not None and "No cloud yet" in state.accessibleName()
    with qtbot.waitSignal(context.wizard) as asked:
        pressed(page, "Connect CloudStack…")
    assert asked.args is not None and asked.args[:2] == ["connect", "cloudstack"]
    shots(qapp, page, "overview-empty")
    qtbot.waitUntil(lambda: not context.bridge.busy, timeout=SOON)
    desk.close()


def test_when_nothing_at_all_can_be_read_the_words_and_a_way_on_are_there(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    place = profile(str(tmp_path))
    row = settings.Connection(
        "c-1", "cloudstack", "Nimbus", "https://cloud/client/api", secret="command", command=("false",)
    )
    settings.save(place.settings, [row])
    context = Context(Desk(place), Bridge())
    page = OverviewPage(context)
    qtbot.addWidget(page)
    page.show()
    with qtbot.waitSignal(context.unread, timeout=SOON):
        context.open()
    state = next(s for s in page.findChildren(EmptyState) if s.isVisible())
    assert "The secret command false did not work" in state.accessibleName()
    assert [b.text() for b in state.findChildren(QPushButton)] == ["Read again", "Open connections"]
    shots(qapp, page, "overview-unread")
    context.desk.close()


def test_what_happened_opens_its_task_or_what_was_done_to_its_instance(
    qtbot: QtBot, rough: Bench, tmp_path: Path
) -> None:
    with house(qtbot, rough, tmp_path / "profile") as home:
        home.begin(home.backup_plan("app-01"))
        home.ends()
        assert home.context.inventory is not None
        disk = home.context.inventory.disks(home.key("web-01"))[0].key.id
        home.begin(home.away(lambda: home.desk.plan_backup(home.key("web-01"), disk)))
        home.ends()
        page = home.window.findChild(OverviewPage)
        assert page is not None
        home.until(lambda: len(page.happened.findChildren(Name)) == 2)
        latest, earlier = page.happened.findChildren(Name)
        assert re.fullmatch(r"Show Back up app-01, Today \d\d:\d\d: Done", earlier.accessibleName())
        earlier.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(earlier, Qt.Key.Key_Return)
        assert home.window.pane.isVisible() and home.window.pane.list.hasFocus()
        assert "Back up app-01" in home.words(home.window.pane.detail)
        home.window.show_tasks()
        home.context.plans.dismiss()
        QTest.keyClick(latest, Qt.Key.Key_Space)
        assert home.window.here == ("inventory", home.key("web-01"))
        home.quiet()
        (tab,) = home.window.findChildren(ActivityTab)
        assert tab.isVisible() and tab.model.rowCount() == 1
