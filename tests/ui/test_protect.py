"""Protect shows who has something to go back to, keeps what is chosen, and says what it does not know."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.support import Bench
from tests.ui.protecting import PAGES, SLOW, Looking, named, words
from tests.ui.shots import shots
from vscdesktop.domain.errors import Unreachable
from vscdesktop.domain.keys import Key
from vscdesktop.plans.model import State
from vscdesktop.services.browse import Browse
from vscdesktop.services.catalog import Point
from vscdesktop.store.paths import profile
from vscdesktop.ui.bridge import Bridge
from vscdesktop.ui.context import Context
from vscdesktop.ui.desk import Desk
from vscdesktop.ui.flows.flow import READ_ONLY
from vscdesktop.ui.pages.objects.subject import refusals_of
from vscdesktop.ui.pages.protect import ProtectPage
from vscdesktop.ui.pages.welcome import doors
from vscdesktop.ui.widgets.text import tip

BY_TAB = Qt.FocusPolicy.TabFocus


def test_unprotected_instances_stand_first_and_the_first_is_shown(looking: Looking) -> None:
    looking.back_up("app-01")
    looking.read()
    page = looking.show()
    assert looking.rows[-1] == "app-01"
    assert page.list.total.text() == "20 instances, 19 without a restore point"
    assert looking.rows[0] == "big-01"
    assert "big-01 has nothing to go back to." in words(page)


def test_a_point_tells_what_it_is_where_it_lies_what_it_costs_and_why_it_is_kept(looking: Looking) -> None:
    looking.back_up("web-01")
    looking.read()
    page = looking.show()
    looking.go("web-01")
    (point,) = looking.desk.points_of(looking.key("web-01"))
    said = words(page.one.about)
    assert page.one.points.current is not None
    assert page.one.points.current.at in said
    assert "On request. Disks at most" in said
    assert "gold on cs_gold" in said
    assert point.folders[0].place.path in said
    assert "MiB of" in said
    names = [w.accessibleName() for w in page.one.about.findChildren(QWidget)]
    assert "Crash-consistent" in names
    assert "Not verified" in names


def test_what_is_chosen_stays_chosen_when_everything_is_read_anew(looking: Looking) -> None:
    looking.back_up("app-01")
    looking.back_up("app-01")
    looking.read()
    page = looking.show()
    looking.go("app-01")
    older = page.one.points.every[1]
    page.one.points.table.selectRow(1)
    looking.back_up("app-01")
    looking.read()
    assert page.one.one is not None
    assert page.one.one.name == "app-01"
    assert len(page.one.points.every) == 3
    assert page.one.points.current is not None
    assert page.one.points.current.id == older.id
    assert page.one.points.table.currentIndex().row() == 2


def test_a_page_can_be_asked_for_an_instance_before_anything_was_read(looking: Looking) -> None:
    looking.back_up("app-01")
    looking.read()
    key, browse = looking.key("app-01"), looking.desk.browse
    looking.desk.browse = None
    page = looking.show()
    page.show_key(key)
    looking.desk.browse = browse
    page.show_read()
    looking.rest()
    assert page.one.one is not None
    assert page.one.one.key == key


def test_verbs_open_their_wizards_with_the_chosen_point(looking: Looking) -> None:
    looking.back_up("app-01")
    looking.back_up("app-01")
    looking.read()
    page = looking.show()
    looking.go("app-01")
    page.one.points.table.selectRow(1)
    older = page.one.points.every[1]
    asked: list[tuple[str, Key, object]] = []
    looking.context.wizard.disconnect()
    looking.context.wizard.connect(lambda *what: asked.append(what))
    looking.qtbot.waitUntil(lambda: any(b.isVisible() for b in page.one.about.findChildren(QPushButton)))
    for text in ("Restore…", "Delete…"):
        QTest.mouseClick(named(page.one.about, text), Qt.MouseButton.LeftButton)
    QTest.mouseClick(page.one.back_up, Qt.MouseButton.LeftButton)
    key = looking.key("app-01")
    assert asked == [("restore", key, older.id), ("delete", key, older), ("backup", key, None)]
    assert [a.title for a in page.offers()] == ["Back up app-01…", "Restore app-01…"]


def test_a_backup_that_ends_appears_by_itself(looking: Looking) -> None:
    page = looking.show()
    looking.go("app-01")
    assert "No restore points yet" in words(page)
    with looking.ends() as ended:
        looking.context.plans.start(looking.desk.plan_backup(looking.key("app-01")))
    looking.rest()
    assert ended[0].state is State.DONE
    assert len(page.one.points.every) == 1
    assert looking.rows[-1] == "app-01"


def test_a_point_of_one_disk_offers_no_restore_and_says_why(looking: Looking) -> None:
    assert looking.desk.inventory is not None
    disk = looking.desk.inventory.disks(looking.key("app-01"))[0]
    looking.back_up("app-01", disk.key.id)
    looking.read()
    page = looking.show()
    looking.go("app-01")
    assert "holds single disks of app-01" in words(page.one.about)
    assert [b.text() for b in page.one.about.findChildren(QPushButton) if b.isVisible()] == ["Delete…"]


def test_points_of_an_instance_that_is_gone_stay_to_be_seen(looking: Looking) -> None:
    looking.back_up("app-01")
    looking.read()
    gone = looking.key("app-01")
    browse = looking.desk.browse
    assert browse is not None
    things = {k: t for k, t in browse.inventory.things.items() if k != gone}
    children = {
        lens: {above: tuple(k for k in below if k != gone) for above, below in rows.items() if above != gone}
        for lens, rows in browse.inventory.children.items()
    }
    looking.desk.browse = Browse(replace(browse.inventory, things=things, children=children), browse.points)
    page = looking.show()
    page.show_key(gone._replace(home=""))
    looking.rest()
    said = words(page)
    assert "app-01" in said
    assert "no longer in CloudStack" in said
    assert not page.one.back_up.isVisible()
    assert page.offers() == []


def test_points_that_could_not_be_read_are_not_called_missing(looking: Looking) -> None:
    browse = looking.desk.browse
    assert browse is not None
    looking.desk.browse = Browse(browse.inventory, None)
    page = looking.show()
    assert "The restore points are not known" in words(page)
    assert "None" not in words(page)
    assert named(page, "Read again").isEnabled()


def test_without_connections_the_doors_to_lab_and_cloud_stand_here_too(qtbot: QtBot, tmp_path: Path) -> None:
    context = Context(Desk(profile(str(tmp_path))), Bridge())
    page = ProtectPage(context)
    qtbot.addWidget(page)
    page.show()
    with qtbot.waitSignal(context.read, timeout=SLOW):
        context.open()
    context.pause(True)
    offered = {b.text() for b in page.findChildren(QPushButton) if b.isVisible()}
    assert offered == {b.text() for b in doors(context)}
    context.close()


def test_trouble_with_one_instance_is_told_in_its_place(looking: Looking) -> None:
    looking.back_up("app-01")
    looking.read()
    page = looking.show()
    answering = looking.desk.points_of

    def silent(_key: Key) -> list[Point]:
        raise Unreachable("lab-ontap does not answer.")

    looking.desk.points_of = silent  # type: ignore[method-assign,assignment]
    looking.go("app-01")
    assert "lab-ontap does not answer." in words(page.one)
    looking.desk.points_of = answering  # type: ignore[method-assign]
    named(page.one, "Read again").click()
    looking.rest()
    assert len(page.one.points.every) == 1
    assert page.one.points.table.isVisible()


def test_an_answer_for_another_instance_is_dropped(looking: Looking) -> None:
    looking.back_up("app-01")
    looking.read()
    page = looking.show()
    page.show_key(looking.key("app-01"))
    page.show_key(looking.key("db-01"))
    looking.rest()
    assert page.one.one is not None
    assert page.one.one.name == "db-01"
    assert page.one.points.every == []


def test_filters_leave_the_way_back(looking: Looking) -> None:
    looking.back_up("app-01")
    looking.read()
    page = looking.show()
    page.list.words.setText("web")
    assert looking.rows == ["web-01", "web-02", "web-03"]
    page.list.words.setText("nothing is called this")
    assert looking.rows == []
    named(page.list, "Clear").click()
    assert len(looking.rows) == 20
    page.list.kinds.pick(1)
    assert "app-01" not in looking.rows
    looking.go("app-01")
    assert "app-01" in looking.rows


def test_read_only_connections_offer_no_change(looking: Looking) -> None:
    looking.back_up("app-01")
    looking.set_read_only(True)
    looking.read()
    page = looking.show()
    looking.go("app-01")
    assert page.one.back_up.isVisible()
    assert not page.one.back_up.isEnabled()
    assert READ_ONLY in words(page.one.about)
    assert [b for b in page.one.about.findChildren(QPushButton) if b.isVisible()] == []


def test_a_page_that_is_open_heeds_a_switch_to_read_only_and_back(looking: Looking) -> None:
    looking.back_up("app-01")
    looking.read()
    page = looking.show()
    for name, act in (("app-01", "Restore…"), ("db-01", "Back up db-01…")):
        looking.go(name)
        for read_only in (True, False):
            looking.set_read_only(read_only)
            looking.qtbot.wait(10)  # what was shown before is gone
            assert page.one.back_up.isEnabled() is not read_only
            assert (READ_ONLY in words(page.one)) is read_only
            offered = [b for b in page.one.findChildren(QPushButton) if b.text() == act and b.isVisible()]
            assert any(b.isEnabled() for b in offered) is not read_only
            assert bool(page.offers()) is not read_only


@pytest.mark.parametrize("name", ["nas-01", "unready-01", "busy-01"])
def test_what_an_object_page_refuses_is_refused_here_in_the_same_words(looking: Looking, name: str) -> None:
    page = looking.show()
    looking.go(name)
    browse = looking.desk.browse
    assert browse is not None
    why = " ".join(refusals_of(looking.context, looking.key(name)))
    assert why
    for act in (page.one.back_up, named(page.one, f"Back up {name}…")):
        assert not act.isEnabled()
        assert act.toolTip() == tip(why)
    assert "No backup, no restore" in words(page.one)
    assert why in words(page.one)
    assert page.offers() == []
    looking.go("db-01")
    assert page.one.back_up.isEnabled()
    assert "No backup, no restore" not in words(page.one)


def test_a_filter_without_a_match_says_so_and_is_cleared(looking: Looking, light: QApplication) -> None:
    looking.back_up("app-01")
    looking.read()
    page = looking.show()
    looking.go("app-01")
    shown = page.one.points
    none = "No restore point matches this filter."
    assert none not in words(page.one)
    shown.kinds.pick(2)
    shown.words.setText("nothing has this")
    assert none in words(page.one)
    for size in PAGES:
        page.resize(size)
        shots(light, page, "protect-no-match", resize=False)
    QTest.mouseClick(named(page.one, "Clear filter"), Qt.MouseButton.LeftButton)
    assert (shown.words.text(), shown.kinds.current(), shown.model.rowCount()) == ("", 0, 1)
    assert none not in words(page.one)
    looking.go("db-01")  # it has no points at all, and other words for that
    assert not shown.none.isVisibleTo(shown.table)


def test_it_can_be_looked_at(looking: Looking, light: QApplication, bench: Bench) -> None:
    for name in ("app-01", "quote-01", "web-01"):
        looking.back_up(name)
    manifest = looking.desk.points_of(looking.key("app-01"))[0].manifest
    assert manifest is not None
    assert (
        looking.desk.run(looking.desk.plan_restore(looking.key("app-01"), manifest, False, False)).state is State.DONE
    )
    looking.read()
    page = looking.show()
    for name in ("app-01", "quote-01", "web-01", "db-01"):
        looking.go(name)
        for size in PAGES:
            page.resize(size)
            shots(light, page, f"protect-{name}", resize=False)
        focusable = [w for w in page.findChildren(QWidget) if w.focusPolicy() & BY_TAB and w.isVisible()]
        nameless = [w for w in focusable if not w.accessibleName() and w.objectName() != "qt_scrollarea_viewport"]
        assert nameless == []
    looking.desk.browse = None
    page.show_read()
    shots(light, page, "protect-loading", resize=False)
    looking.context.problem = "lab-ontap does not answer. No answer within 5 s. Check that it is switched on."
    page.show_read()
    shots(light, page, "protect-unread", resize=False)
