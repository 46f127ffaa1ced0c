"""The wizards back up, restore and delete: by mouse, by keys alone, and never by accident."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from tests.support import Bench
from tests.ui.protecting import SLOW, Hands, named, words
from tests.ui.reach import nameless
from tests.ui.shots import shots
from vscdesktop.domain.errors import Unreachable
from vscdesktop.domain.keys import Key
from vscdesktop.plans.model import State
from vscdesktop.services.catalog import Point
from vscdesktop.store import settings
from vscdesktop.ui.context import Context
from vscdesktop.ui.flows.flow import READ_ONLY
from vscdesktop.ui.flows.points import views
from vscdesktop.ui.pages.points import Points
from vscdesktop.ui.shell.task import TaskDetail
from vscdesktop.ui.theme.hub import colour
from vscdesktop.ui.widgets.code import Code
from vscdesktop.ui.widgets.meters import Bar
from vscdesktop.ui.wizards.choice import Choices
from vscdesktop.ui.wizards.plan_line import PlanLine
from vscdesktop.ui.wizards.plan_view import PlanPage
from vscdesktop.ui.wizards.restore import PointPage, RestoreWizard
from vscdesktop.ui.wizards.shell import Wizard

LONG = "app" + "0123456789" * 6  # as long as a name may be, and nowhere to break it
SIZES = (QSize(1080, 744), QSize(1052, 652))  # over a window of 1440x900, and of 1100x700


@pytest.fixture
def hands(qtbot: QtBot, window_context: Context) -> Iterator[Hands]:
    made = Hands(qtbot, window_context)
    yield made
    made.end()


def production(hands: Hands, *, read_only: bool = False) -> None:
    look = settings.Look("Lab", "production", read_only)
    settings.save_look(hands.desk.profile.settings, look)


def read(hands: Hands) -> None:
    """Everything anew, as the window does every minute."""
    with hands.qtbot.waitSignal(hands.context.read, timeout=SLOW):
        hands.context.refresh()


def points(hands: Hands, name: str) -> list[Point]:
    return hands.desk.points_of(hands.key(name))


# -- the main jobs -----------------------------------------------------------------------------
def test_back_up_by_mouse(hands: Hands) -> None:
    wizard = hands.open("backup", "app-01")
    hands.to_plan(wizard)
    assert wizard.act.text() == "Back up app-01"
    with hands.ends() as ended:
        hands.click(wizard, wizard.act)
    assert ended[0].state is State.DONE
    (point,) = points(hands, "app-01")
    assert point.manifest is not None
    assert [t.state for t in hands.context.plans.tasks] == [State.DONE]


def test_one_disk_is_backed_up_when_it_is_chosen(hands: Hands) -> None:
    wizard = hands.open("backup", "quote-01")
    choices = wizard.findChild(Choices)
    assert isinstance(choices, Choices)
    QTest.mouseClick(choices.choices[2], Qt.MouseButton.LeftButton)
    hands.to_plan(wizard)
    with hands.ends() as ended:
        hands.click(wizard, wizard.act)
    assert ended[0].state is State.DONE
    (point,) = points(hands, "quote-01")
    assert point.manifest is not None
    assert not point.manifest.whole


def test_restore_by_mouse_brings_the_bytes_back(hands: Hands, bench: Bench) -> None:
    before = bench.hashes("app-01")
    hands.back_up("app-01")
    bench.control("POST", "/instances/app-01/write", {})
    assert bench.hashes("app-01") != before
    wizard = hands.open("restore", "app-01")
    hands.to_plan(wizard)
    with hands.ends() as ended:
        hands.click(wizard, wizard.act)
    assert ended[0].state is State.DONE
    assert bench.hashes("app-01") == before
    assert len(points(hands, "app-01")) == 2


def test_restore_by_keys_alone(hands: Hands, bench: Bench) -> None:
    """Tab, arrows and Enter: an older point, and the instance stays stopped."""
    before = bench.hashes("app-01")
    hands.back_up("app-01")
    bench.control("POST", "/instances/app-01/write", {})
    hands.back_up("app-01")
    wizard = hands.open("restore", "app-01")
    hands.qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QWidget))
    (page,) = wizard.findChildren(PointPage)
    assert QApplication.focusWidget() is page.points.table
    hands.press(wizard, Qt.Key.Key_Down)
    hands.press(wizard, Qt.Key.Key_Return)
    assert wizard.flow.stage.id == "options"
    for key, choice in ((Qt.Key.Key_Up, "Start it"), (Qt.Key.Key_Down, "Leave it stopped")):
        hands.press(wizard, key)
        assert wizard.flow.choice("options") == choice
    hands.press(wizard, Qt.Key.Key_Return)
    assert wizard.flow.last
    hands.press(wizard, Qt.Key.Key_Return)  # the focus is on the plan: it opens a line, and starts nothing
    assert wizard.isVisible()
    assert len(hands.desk.tasks()) == 2
    hands.walk_to(wizard, wizard.act)
    with hands.ends() as ended:
        QTest.keyClick(wizard.act, Qt.Key.Key_Return)
    assert ended[0].state is State.DONE
    assert bench.hashes("app-01") == before


def test_delete_removes_the_chosen_point_alone(hands: Hands) -> None:
    hands.back_up("app-01")
    hands.back_up("app-01")
    newest, older = views(points(hands, "app-01"))
    wizard = hands.open("delete", "app-01", older)
    assert wizard.act.property("kind") == "danger"
    assert "Cannot be undone: type app-01 to go on" in words(wizard)
    assert not wizard.act.isEnabled()
    wizard.typed.setText("app-01")
    named(wizard, "Copy as curl").click()  # what that answers is told although a name is asked for
    assert wizard.note.text().endswith("Addresses, users and secrets are left out.")
    with hands.ends() as ended:
        hands.click(wizard, wizard.act)
    assert ended[0].state is State.DONE
    assert [p.id for p in points(hands, "app-01")] == [newest.id]


# -- nothing by accident -----------------------------------------------------------------------
def test_enter_leads_to_the_plan_and_never_presses_the_last_button(hands: Hands) -> None:
    wizard = hands.open("backup", "app-01")
    for _ in range(5):
        hands.press(wizard, Qt.Key.Key_Return)
    assert wizard.flow.last
    assert wizard.isVisible()
    assert hands.context.plans.tasks == []


def test_a_second_enter_while_the_plan_is_made_does_nothing(hands: Hands) -> None:
    wizard = hands.open("backup", "app-01")
    for _ in range(4):
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, Qt.Key.Key_Return)
    hands.settle(wizard)
    assert wizard.isVisible()
    assert wizard.flow.last


def test_enter_on_cancel_cancels_and_goes_nowhere_else(hands: Hands) -> None:
    wizard = hands.open("backup", "app-01")
    hands.walk_to(wizard, wizard.cancel)
    with hands.qtbot.waitSignal(wizard.rejected):
        QTest.keyClick(wizard.cancel, Qt.Key.Key_Return)
    assert wizard.flow.at == 0


def test_escape_cancels_and_changes_nothing(hands: Hands, bench: Bench) -> None:
    hands.back_up("app-01")
    done = bench.changes()
    wizard = hands.open("restore", "app-01")
    hands.to_plan(wizard)
    with hands.qtbot.waitSignal(wizard.rejected):
        hands.press(wizard, Qt.Key.Key_Escape)
    assert bench.changes() == done


def test_production_asks_for_the_name(hands: Hands) -> None:
    production(hands)
    hands.back_up("app-01")
    wizard = hands.open("restore", "app-01")
    hands.to_plan(wizard)
    assert wizard.typed.isVisible()
    assert QApplication.focusWidget() is wizard.typed
    for typed, ready in (("", False), ("app-0", False), ("APP-01", False), ("app-01", True)):
        wizard.typed.setText(typed)
        assert wizard.act.isEnabled() == ready
    QTest.keyClick(wizard.typed, Qt.Key.Key_Return)
    assert wizard.isVisible()
    hands.click(wizard, wizard.back)
    hands.click(wizard, wizard.next)
    assert (wizard.typed.text(), wizard.act.isEnabled()) == ("", False)


@pytest.mark.parametrize("kind", ["restore", "delete"])
def test_a_long_name_leaves_the_dialog_its_size(hands: Hands, bench: Bench, light: QApplication, kind: str) -> None:
    production(hands)
    hands.back_up("app-01")
    point = views(points(hands, "app-01"))[0]
    named_so = {"server": "cloudstack", "table": "virtualmachine", "name": "app-01", "set": {"name": LONG}}
    bench.control("POST", "/edit", named_so)
    read(hands)
    wizard = hands.open(kind, LONG, point if kind == "delete" else None)
    wizard.resize(SIZES[1])
    hands.to_plan(wizard)
    shots(light, wizard, f"{kind}-long", resize=False)
    assert wizard.size() == SIZES[1]
    assert wizard.minimumSizeHint().width() <= SIZES[1].width()
    assert wizard.ask.text() == f"Production: type {LONG} to go on"
    assert wizard.typed.geometry().top() > wizard.ask.geometry().bottom()
    if kind == "restore":
        assert wizard.act.text().startswith("Restore app")
        assert "…" in wizard.act.text()
        assert wizard.act.accessibleName() == f"Restore {LONG}"
        assert LONG in wizard.act.toolTip()


def test_back_keeps_what_was_chosen(hands: Hands) -> None:
    hands.back_up("app-01")
    hands.back_up("app-01")
    wizard = hands.open("restore", "app-01")
    (page,) = wizard.findChildren(PointPage)
    older = page.points.every[1]
    page.points.table.selectRow(1)
    hands.to_plan(wizard)
    hands.click(wizard, wizard.back)
    hands.click(wizard, wizard.back)
    (page,) = (p for p in wizard.findChildren(PointPage) if p.isVisible())
    assert page.points.current == older
    assert page.points.table.currentIndex().row() == 1


# -- refusals, trouble, age ----------------------------------------------------------------------
def test_a_refusal_stands_where_the_button_would_be(hands: Hands) -> None:
    wizard = hands.open("backup", "snapped-01")
    hands.to_plan(wizard)
    assert not wizard.act.isVisible()
    assert wizard.why.isVisible()
    assert "snapped-01 has instance snapshots (before upgrade)" in words(wizard)
    assert "Delete them in CloudStack first." in words(wizard)
    hands.click(wizard, named(wizard, "Make the plan again"))
    assert wizard.why.isVisible()


def test_a_point_that_cannot_be_restored_says_why_instead_of_next(hands: Hands) -> None:
    hands.back_up("app-01")
    assert hands.desk.inventory is not None
    disk = hands.desk.inventory.disks(hands.key("app-01"))[0]
    hands.back_up("app-01", disk.key.id)
    wizard = hands.open("restore", "app-01")
    (page,) = wizard.findChildren(PointPage)
    page.points.table.selectRow(0)
    assert not wizard.next.isVisible()
    assert "holds single disks of app-01" in wizard.why.words.text()
    hands.press(wizard, Qt.Key.Key_Return)
    assert wizard.flow.stage.id == "point"
    page.points.table.selectRow(1)
    assert wizard.next.isVisible()


def test_without_points_the_wizard_offers_a_backup(hands: Hands) -> None:
    wizard = hands.open("restore", "db-01")
    assert not wizard.next.isEnabled()
    named(wizard, "Back up db-01…").click()
    (other,) = (w for w in hands.window.findChildren(Wizard) if w is not wizard and w.isVisible())
    assert other.flow.title == "Back up"


def test_read_only_shows_the_plan_and_no_button(hands: Hands) -> None:
    production(hands, read_only=True)
    wizard = hands.open("backup", "app-01")
    hands.to_plan(wizard)
    assert wizard.findChildren(PlanLine)
    assert not wizard.act.isVisible()
    assert wizard.why.words.text() == READ_ONLY


def test_a_system_that_is_silent_is_named_and_asked_again(hands: Hands) -> None:
    wizard = hands.open("backup", "app-01")
    answering = hands.desk.plan_backup

    def silent(_key: Key, _disk: str = "") -> object:
        raise Unreachable("lab cloud does not answer.")

    hands.desk.plan_backup = silent  # type: ignore[method-assign,assignment]
    hands.to_plan(wizard)
    assert "lab cloud does not answer. Nothing was changed." in words(wizard)
    assert not wizard.act.isEnabled()
    hands.desk.plan_backup = answering  # type: ignore[method-assign]
    hands.click(wizard, named(wizard, "Read again"))
    assert wizard.act.isEnabled()


def test_a_plan_that_came_too_late_is_refused_and_can_be_made_again(hands: Hands, bench: Bench) -> None:
    hands.back_up("app-01")
    wizard = hands.open("restore", "app-01")
    hands.to_plan(wizard)
    bench.control("POST", "/instances/app-01/start", {})
    hands.qtbot.waitUntil(lambda: bench.control("GET", "/instances/app-01")["state"] == "Running", timeout=SLOW)
    with hands.ends() as ended:
        hands.click(wizard, wizard.act)
    assert ended[0].state is State.REFUSED
    assert "was Stopped, is Running" in ended[0].reason
    task = hands.context.plans.tasks[0]
    detail = TaskDetail(hands.context)
    hands.qtbot.addWidget(detail)
    detail.show_task(task)
    detail.show()
    QTest.mouseClick(named(detail, "Make the plan again…"), Qt.MouseButton.LeftButton)
    (again,) = (w for w in hands.window.findChildren(RestoreWizard) if w.isVisible())
    hands.settle(again)
    assert again.flow.point is not None
    assert again.flow.running


# -- the plan ------------------------------------------------------------------------------------
def plan_page(wizard: Wizard) -> PlanPage:
    (page,) = wizard.findChildren(PlanPage)
    return page


def test_every_request_of_the_plan_can_be_read(hands: Hands) -> None:
    wizard = hands.open("backup", "app-01")
    hands.to_plan(wizard)
    page = plan_page(wizard)
    summed = len(page.findChildren(PlanLine))
    page.detail.pick(1)
    every = len(page.prepared.plan.steps)
    assert every > summed
    hands.qtbot.waitUntil(lambda: len([x for x in page.findChildren(PlanLine) if x.isVisible()]) == every)
    shown = [x for x in page.findChildren(PlanLine) if x.isVisible()]
    line = next(line for line in shown if line.line.steps[0].verb == "snapshot.make")
    QTest.mouseClick(line.head, Qt.MouseButton.LeftButton)
    (code,) = line.findChildren(Code)
    call = page.prepared.calls[line.line.steps[0].n][0]
    assert f"POST /api{call.path}" in code.toPlainText()
    assert json.dumps(call.body["comment"] if call.body else "") in code.toPlainText()
    QTest.mouseClick(line.head, Qt.MouseButton.LeftButton)
    assert not code.isVisible()


@pytest.mark.parametrize(("full", "token"), [(85, "series.0"), (92, "warn.solid"), (96, "critical.solid")])
def test_a_plan_calls_full_what_the_inventory_calls_full(hands: Hands, bench: Bench, full: int, token: str) -> None:
    whole = bench.control("GET", "/volume?volume=cs_gold")["size"]
    bench.control("POST", "/volumes/cs_gold/fill", {"available": whole * (100 - full) // 100})
    read(hands)
    wizard = hands.open("backup", "db-01")
    hands.to_plan(wizard)
    (bar,) = plan_page(wizard).findChildren(Bar)
    assert f"cs_gold: {full}." in bar.accessibleName()
    assert bar.grab().toImage().pixelColor(bar.width() // 3, bar.height() // 2) == colour(token)


def test_copy_and_save_give_exactly_the_plan(hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wizard = hands.open("backup", "app-01")
    hands.to_plan(wizard)
    page = plan_page(wizard)
    named(page, "Copy as curl").click()
    assert QGuiApplication.clipboard().text().startswith("# Back up app-01\n")
    assert wizard.note.text().endswith("Addresses, users and secrets are left out.")
    place = tmp_path / "plan.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(place), ""))
    named(page, "Save plan…").click()
    assert place.read_text("utf-8") == page.prepared.plan.encoded()
    assert wizard.note.text() == "The plan was saved as plan.json."
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "plan.json"), ""))
    named(page, "Save plan…").click()
    assert wizard.note.text() == "The plan could not be saved: No such file or directory."


def test_arrow_keys_on_the_timeline_choose_the_same_point_as_the_table(hands: Hands) -> None:
    for _ in range(3):
        hands.back_up("app-01")
    wizard = hands.open("restore", "app-01")
    points_shown = wizard.findChildren(PointPage)[0].points
    line = points_shown.timeline
    line.setFocus()
    for key, row in ((Qt.Key.Key_Left, 1), (Qt.Key.Key_Left, 2), (Qt.Key.Key_Left, 2), (Qt.Key.Key_Right, 1)):
        QTest.keyClick(line, key)
        assert points_shown.table.currentIndex().row() == row
        assert points_shown.every[row].at in line.accessibleName()
        assert wizard.flow.choice("point") == f"{points_shown.every[row].at} UTC"


def test_a_filter_leaves_the_choice_alone(hands: Hands) -> None:
    for _ in range(2):
        hands.back_up("app-01")
    wizard = hands.open("restore", "app-01")
    shown: Points = wizard.findChildren(PointPage)[0].points
    chosen = shown.current
    shown.words.setText("nothing has this")
    assert shown.model.rowCount() == 0
    assert shown.current is chosen
    shown.words.clear()
    assert shown.table.currentIndex().row() == 0
    shown.kinds.pick(2)
    assert shown.model.rowCount() == 0


# -- to look at ----------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["web-01", "quote-01"])
def test_every_step_can_be_looked_at(hands: Hands, light: QApplication, name: str) -> None:
    hands.back_up(name)
    hands.back_up(name)
    production(hands)
    view = views(points(hands, name))[1]
    for kind, option in (("backup", None), ("restore", None), ("delete", view)):
        wizard = hands.open(kind, name, option)
        while True:
            stage = wizard.flow.stage.id
            for size in SIZES:
                wizard.resize(size)
                shots(light, wizard, f"{kind}-{stage}-{name}", resize=False)
            assert nameless(wizard) == []
            if wizard.flow.last:
                break
            hands.click(wizard, wizard.next)
        line = wizard.findChildren(PlanLine)[-1]
        line.head.click()
        shots(light, wizard, f"{kind}-open-{name}", resize=False)
        wizard.reject()
        hands.qtbot.waitUntil(lambda: not hands.window.findChildren(Wizard))


def test_refusals_can_be_looked_at(hands: Hands, light: QApplication) -> None:
    for kind, name in (("backup", "snapped-01"), ("restore", "db-01")):
        wizard = hands.open(kind, name)
        while not wizard.flow.last and wizard.next.isEnabled():
            hands.click(wizard, wizard.next)
        shots(light, wizard, f"refused-{kind}", resize=False)
        wizard.reject()
        hands.qtbot.waitUntil(lambda: not hands.window.findChildren(Wizard))
