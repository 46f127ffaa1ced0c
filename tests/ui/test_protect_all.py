"""Protect over all instances: every point is listed, what it costs is read where somebody looks, verbs act on its own
instance."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.protecting import PAGES, Looking, named, words
from tests.ui.shots import shots
from vscdesktop.domain.errors import Problem, Unreachable
from vscdesktop.domain.keys import Place
from vscdesktop.domain.lenses import assemble
from vscdesktop.domain.points import PointName
from vscdesktop.services.browse import Browse
from vscdesktop.services.catalog import Found, Point, newest
from vscdesktop.ui.pages.protect_all import BATCH, FEW, EveryPoint
from vscdesktop.ui.widgets.timeline import Timeline

POOL = Place("lab-ontap", "v", "")


def all_points(looking: Looking) -> EveryPoint:
    page = looking.show()
    page.list.ways.pick(1)
    rest(looking, page.every)
    return page.every


def rest(looking: Looking, every: EveryPoint) -> None:
    """Until everything that is looked into by itself was looked into."""
    looking.qtbot.waitUntil(lambda: not looking.context.bridge.busy and not every._rest.isActive(), timeout=20_000)
    looking.qtbot.wait(10)  # what was shown before is gone
    assert looking.crashes == []


def rows(every: EveryPoint) -> list[tuple[str, str, str]]:
    return [(v.instance, v.how, v.cost) for v in every.points.model.records]


def many(looking: Looking, number: int) -> None:
    """As if so many points had been found, an hour apart, each of another instance than the one before."""
    browse = looking.desk.browse
    assert browse is not None
    instances = [i.key.id for i in browse.inventory.instances()]
    now = datetime.now(UTC).replace(microsecond=0)
    names = [PointName(instances[n % len(instances)], now - timedelta(hours=n), f"{n:08x}") for n in range(number)]
    folders = tuple(Found(name, POOL, "gold") for name in names)
    looking.desk.browse = Browse(browse.inventory, newest(folders), folders)


def test_the_points_of_all_instances_stand_in_one_table_with_what_each_really_costs(looking: Looking) -> None:
    for name in ("app-01", "web-01", "app-01"):
        looking.back_up(name)
    looking.read()
    every = all_points(looking)
    own = [p for n in ("app-01", "web-01") for p in looking.desk.points_of(looking.key(n))]
    assert [r[0] for r in rows(every)] == ["app-01", "web-01", "app-01"]
    assert {r[1] for r in rows(every)} == {"Taken while stopped", "Crash-consistent"}
    assert all(r[2] for r in rows(every))
    assert {v.point.unique for v in every.points.every} == {p.unique for p in own}
    assert "3 restore points of 2 instances, " in words(every)
    assert "unique" in words(every)
    every.points.words.setText("web gold")
    assert [r[0] for r in rows(every)] == ["web-01"]


def test_verbs_act_on_the_instance_of_the_chosen_point(looking: Looking) -> None:
    for name in ("app-01", "db-01"):
        looking.back_up(name)
    looking.read()
    every = all_points(looking)
    asked: list[tuple[str, object, object]] = []
    looking.context.wizard.disconnect()
    looking.context.wizard.connect(lambda kind, subject, option: asked.append((kind, subject, option)))
    every.points.table.selectRow(1)
    view = every.points.current
    assert view is not None
    assert view.instance == "app-01"
    rest(looking, every)
    named(every.about, "Restore…").click()
    named(every.about, "Delete…").click()
    QTest.keyClick(every.points.table, Qt.Key.Key_Return)
    key = looking.key("app-01")
    assert asked == [("restore", key, view.id), ("delete", key, view), ("restore", key, view.id)]


def test_what_is_chosen_and_learnt_stays_when_everything_is_read_anew(looking: Looking) -> None:
    looking.back_up("app-01")
    looking.back_up("db-01")
    looking.read()
    every = all_points(looking)
    every.points.table.selectRow(1)
    looking.back_up("web-01")
    looking.read()
    rest(looking, every)
    assert [r[0] for r in rows(every)] == ["web-01", "db-01", "app-01"]
    assert every.points.current is not None
    assert every.points.current.instance == "app-01"
    assert all(cost for _, _, cost in rows(every))
    assert every.points.table.currentIndex().row() == 2


def test_a_point_that_cannot_be_read_says_why_and_offers_nothing(looking: Looking) -> None:
    looking.back_up("app-01")
    looking.read()

    def silent(points: Sequence[Point]) -> list[Point | Problem]:
        return [Unreachable("lab-ontap does not answer.") for _ in points]

    looking.desk.read_points = silent  # type: ignore[method-assign]
    every = all_points(looking)
    assert rows(every) == [("app-01", "Cannot be read", "")]
    assert "lab-ontap does not answer." in words(every.about)
    assert "Restore…" not in words(every.about)
    del looking.desk.read_points
    looking.read()
    rest(looking, every)
    assert rows(every)[0][1] == "Taken while stopped"
    assert named(every.about, "Restore…").isEnabled()


def test_of_many_points_only_those_in_sight_are_looked_into(looking: Looking) -> None:
    many(looking, 20 * FEW)
    asked: list[str] = []

    def counted(points: Sequence[Point]) -> list[Point | Problem]:
        asked.extend(p.id for p in points)
        return list(points)

    looking.desk.read_points = counted  # type: ignore[method-assign]
    every = all_points(looking)
    assert 0 < len(asked) <= BATCH
    assert asked == [v.id for v in every.points.every[: len(asked)]]
    seen = len(asked)
    every.points.table.scrollToBottom()
    rest(looking, every)
    assert seen < len(asked) <= seen + BATCH
    assert asked[-1] == every.points.every[-1].id
    assert "10000 restore points of 20 instances" in words(every)


def test_what_was_read_while_nobody_looked_is_shown_when_somebody_does(looking: Looking) -> None:
    looking.back_up("app-01")
    looking.read()
    every = all_points(looking)
    looking.page.hide()
    looking.back_up("web-01")
    looking.read()
    rest(looking, every)
    assert [r[0] for r in rows(every)] == ["app-01"]
    looking.page.show()
    rest(looking, every)
    assert next(r[:2] for r in rows(every)) == ("web-01", "Crash-consistent")


def test_a_point_of_an_instance_that_is_gone_keeps_its_name(looking: Looking) -> None:
    looking.back_up("app-01")
    looking.read()
    browse = looking.desk.browse
    assert browse is not None
    gone = looking.key("app-01")
    things = {k: t for k, t in browse.inventory.things.items() if k != gone}
    left = assemble(browse.inventory.taken, things, dict(browse.inventory.links))
    looking.desk.browse = Browse(left, browse.points, browse.folders)
    every = all_points(looking)
    assert rows(every)[0][0] == "app-01"
    assert "no longer in CloudStack" in words(every.about)


def test_the_switch_keeps_the_keyboard_and_an_asked_instance_is_shown(looking: Looking) -> None:
    looking.back_up("app-01")
    looking.read()
    page = looking.show()
    page.activateWindow()
    looking.qtbot.waitUntil(page.isActiveWindow)
    page.list.ways.setFocus()
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, Qt.Key.Key_Right)
    assert page.every.isVisible()
    looking.qtbot.wait(10)
    now = QApplication.focusWidget()
    assert now is not None
    assert page.every.ways.isAncestorOf(now)
    QTest.keyClick(now, Qt.Key.Key_Left)
    assert page.list.isVisible()
    page.list.ways.pick(1)
    looking.go("app-01")
    assert page.list.isVisible()
    assert page.list.ways.current() == 0


def test_without_points_it_says_so(looking: Looking) -> None:
    assert "No restore points yet" in words(all_points(looking))


def test_pictures(looking: Looking, light: QApplication) -> None:
    for name in ("app-01", "web-01", "db-01", "app-01"):
        looking.back_up(name)
    looking.read()
    every = all_points(looking)
    like = every.points.every[1].point
    for size in PAGES:
        looking.page.resize(size)
        shots(light, looking.page, "protect-all", resize=False)
    many(looking, 5000)

    def alike(points: Sequence[Point]) -> list[Point | Problem]:
        return [replace(like, name=p.name, folders=p.folders) for p in points]

    looking.desk.read_points = alike  # type: ignore[method-assign]
    looking.page.show_read()
    rest(looking, every)
    for size in PAGES:
        looking.page.resize(size)
        shots(light, looking.page, "protect-all-many", resize=False)


class Dot:
    """A mark on the line."""

    def __init__(self, key: str, taken: datetime) -> None:
        self.key, self.taken, self.mark, self.flag = key, taken, "crash", key


def test_the_line_draws_points_that_stand_too_near_as_one_stack_and_every_one_is_reached(qtbot: QtBot) -> None:
    now = datetime(2026, 11, 24, 14, 5, tzinfo=UTC)
    line = Timeline()
    qtbot.addWidget(line)
    line.resize(1000, line.height())
    line.show()
    minutes = [5, 6, 7, 600, 60 * 24 * 400]
    line.show_marks([Dot(f"{m} min", now - timedelta(minutes=m)) for m in minutes], "", now)
    assert [list(stack) for stack in line.stacks()] == [[0, 1, 2], [3], [4]]
    chosen: list[str] = []
    line.chosen.connect(chosen.append)
    QTest.mouseClick(line, Qt.MouseButton.LeftButton, pos=line.place(3).toPoint())
    QTest.mouseClick(line, Qt.MouseButton.LeftButton, pos=line.place(0).toPoint())
    for _ in range(5):
        QTest.keyClick(line, Qt.Key.Key_Left)
    assert chosen == ["600 min", "5 min", "6 min", "7 min", "600 min", f"{60 * 24 * 400} min"]
    line.show_marks([Dot(str(n), now - timedelta(minutes=n)) for n in range(100_000)], "", now)
    stacks = list(line.stacks())
    assert len(stacks) < 120
    assert sum(map(len, stacks)) == 100_000
