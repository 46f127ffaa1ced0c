"""The inventory: one tree of both systems, a page for every kind of thing, and both keep their place."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QTableView, QWidget
from pytestqt.qtbot import QtBot

from tests.support import Bench
from tests.ui.reach import nameless
from tests.ui.shots import shots
from vscdesktop.domain.inventory import Lens
from vscdesktop.domain.keys import Key, Kind
from vscdesktop.lab.small import QUOTE
from vscdesktop.store import settings
from vscdesktop.ui.context import Context
from vscdesktop.ui.flows.flow import READ_ONLY
from vscdesktop.ui.pages.inventory import InventoryPage
from vscdesktop.ui.pages.objects.columns import TICKS
from vscdesktop.ui.pages.objects.page import ACTIVITY, CAPACITY, OVERVIEW, PROTECTION, TOPOLOGY
from vscdesktop.ui.widgets.meters import Bar
from vscdesktop.ui.widgets.order import in_order
from vscdesktop.ui.widgets.station import Station
from vscdesktop.ui.widgets.text import Text

KINDS = {
    Kind.ZONE: ("zone-1", (OVERVIEW,)),
    Kind.POD: ("pod-1", (OVERVIEW,)),
    Kind.CLUSTER: ("kvm-a", (OVERVIEW,)),
    Kind.HOST: ("kvm-a-1", (OVERVIEW,)),
    Kind.POOL: ("silver", (OVERVIEW, TOPOLOGY, CAPACITY)),
    Kind.STORE: ("secondary", (OVERVIEW,)),
    Kind.INSTANCE: ("web-01", (OVERVIEW, TOPOLOGY, PROTECTION, ACTIVITY)),
    Kind.DISK: ("DATA-12", (OVERVIEW, TOPOLOGY, PROTECTION)),
    Kind.TEMPLATE: ("debian-12", (OVERVIEW,)),
    Kind.ARRAY: ("lab-ontap", (OVERVIEW,)),
    Kind.NODE: ("lab-ontap-01", (OVERVIEW,)),
    Kind.TIER: ("aggr1_node1", (OVERVIEW, CAPACITY)),
    Kind.SVM: ("svm_cloud", (OVERVIEW,)),
    Kind.LIF: ("nfs_lif1", (OVERVIEW,)),
    Kind.VOLUME: ("cs_gold", (OVERVIEW, TOPOLOGY, CAPACITY)),
}


class Desk:
    """The page as the window shows it: where `go` leads is shown."""

    def __init__(self, qtbot: QtBot, context: Context) -> None:
        self.qtbot, self.context = qtbot, context
        self.page = InventoryPage(context)
        context.going.connect(lambda _, key: self.page.show_key(key))
        qtbot.addWidget(self.page)
        self.page.resize(1356, 818)
        self.page.show()
        qtbot.waitUntil(self.page.isActiveWindow)
        QTest.keyClick(self.page, Qt.Key.Key_Tab)  # from here on the focus is shown

    def key(self, name: str, kind: Kind | None = None) -> Key:
        things = self.context.desk.browse.inventory.things.items() if self.context.desk.browse else ()
        return next(k for k, t in things if t.name == name and kind in (None, k.kind))

    def open(self, name: str, tab: str = "", kind: Kind | None = None) -> None:
        self.page.show_key(self.key(name, kind))
        if tab:
            self.object.open_tab(tab)
        self.settle()

    def settle(self) -> None:
        """Everything that was asked has been answered."""
        self.qtbot.waitUntil(lambda: not self.context.bridge.busy, timeout=20_000)
        self.qtbot.wait(30)

    def refresh(self) -> None:
        with self.qtbot.waitSignal(self.context.read, timeout=20_000):
            self.context.refresh()
        self.settle()

    def filter(self, text: str) -> None:
        self.page.tree.field.setText(text)
        self.qtbot.wait(200)

    def back_up(self, name: str) -> None:
        with self.qtbot.waitSignal(self.context.plans.ended, timeout=30_000):
            self.context.plans.start(self.context.desk.plan_backup(self.key(name)))
        self.settle()

    @property
    def object(self) -> Any:
        assert self.page.page is not None
        return self.page.page

    @property
    def tree(self) -> Any:
        return self.page.tree

    @property
    def chosen(self) -> str:
        return str(self.tree.view.currentIndex().data())

    def words(self) -> list[str]:
        """Everything that is shown as a label at the right."""
        return [t.text() for t in self.object.findChildren(Text) if t.isVisible()]

    def rows(self, table: str) -> list[str]:
        view = next(v for v in self.object.findChildren(QTableView) if v.accessibleName() == table)
        model = view.model()
        return [str(model.index(n, 0).data()) for n in range(model.rowCount())]


@pytest.fixture
def desk(qtbot: QtBot, window_context: Context) -> Desk:
    return Desk(qtbot, window_context)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_page_with_the_tabs_that_have_content(desk: Desk, kind: Kind) -> None:
    name, tabs = KINDS[kind]
    desk.open(name, kind=kind)
    bar = desk.object.bar
    assert tuple(bar.tabText(n) for n in range(bar.count())) == tabs
    for tab in tabs:
        desk.object.open_tab(tab)
        desk.settle()
    assert desk.chosen == name


def test_an_instance_tells_where_it_lives_as_links(desk: Desk) -> None:
    desk.open("web-01")
    stops = [s.text() for s in desk.object.findChildren(Station) if s.isVisible()]
    assert stops == [
        *("web-01", "gold", "svm_cloud", "cs_gold", "aggr1_node1"),
        *("silver", "svm_cloud", "cs_shared", "aggr1_node2"),
    ]
    assert desk.rows("Disks") == ["ROOT-1", "DATA-11", "DATA-12", "DATA-13"]
    volume = next(s for s in desk.object.findChildren(Station) if s.text() == "cs_shared")
    volume.click()
    assert desk.object.subject.key == desk.key("cs_shared")
    assert (desk.tree.model.lens, desk.chosen) == (Lens.STORAGE, "cs_shared")


def test_a_disk_without_a_link_says_why(desk: Desk) -> None:
    desk.open("nas-01")
    why = "192.0.2.50 is no LIF of a connected ONTAP cluster."
    assert why in desk.words()
    assert not any(act.isEnabled() for act in desk.object.head.acts)
    assert f"Disk ROOT-5 is not on a known ONTAP volume: {why}" in desk.words()
    desk.object.open_tab(TOPOLOGY)
    assert why in desk.words()


def test_what_is_not_known_is_absent_and_never_zero(desk: Desk) -> None:
    desk.open("archive")
    labels = {label for label in desk.words() if label in ("Instance", "Device", "CloudStack job")}
    assert labels == set()
    assert desk.object.bar.count() == 2  # it has no instance, so no restore points


def test_names_with_markup_are_shown_as_they_are(desk: Desk) -> None:
    desk.open("quote-01")
    shown = [label for label in desk.object.findChildren(QLabel) if label.text() == QUOTE]
    assert shown
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in desk.object.findChildren(QLabel))
    assert any("<i>Daten</i>" in row for row in desk.rows("Disks"))
    act = desk.page.menu(desk.key("quote-01")).actions()[0]
    assert act.text() == "Open"


def test_a_new_reading_keeps_what_is_chosen_open_and_scrolled(desk: Desk, bench: Bench) -> None:
    desk.page.resize(1100, 420)
    desk.open("web-01", TOPOLOGY)
    tree, area = desk.tree.view, desk.object.stack.currentWidget()
    tree.verticalScrollBar().setValue(120)
    area.verticalScrollBar().setValue(60)
    tree.collapse(desk.tree.model.index_of(desk.key("kvm-b")))
    page, place = desk.object, tree.verticalScrollBar().value()
    bench.control("POST", "/instances/app-01/start", {})
    desk.refresh()
    assert desk.object is page
    assert (desk.chosen, page.tab) == ("web-01", TOPOLOGY)
    assert not tree.isExpanded(desk.tree.model.index_of(desk.key("kvm-b")))
    assert tree.isExpanded(desk.tree.model.index_of(desk.key("gold", Kind.POOL)))
    assert (tree.verticalScrollBar().value(), area.verticalScrollBar().value()) == (place, 60)


def test_a_new_state_is_shown_in_place_and_the_focus_stays(desk: Desk, bench: Bench) -> None:
    desk.open("web-01")
    head = desk.object.head
    head.acts[0].setFocus()
    bench.control("POST", "/instances/web-01/stop", {"force": True})
    desk.refresh()
    assert desk.object.head is head
    assert "4 disks, 25 GiB, KVM, owner ROOT/admin" in desk.words()
    assert head.acts[0].hasFocus()


def test_the_filter_works_while_one_types_and_is_kept(desk: Desk) -> None:
    desk.open("web-01")
    desk.filter("state:running pool:gold")
    shown = desk.tree.model
    assert shown.matches == 4
    assert not shown.index_of(desk.key("app-01")).isValid()
    assert shown.index_of(desk.key("db-01")).isValid()
    assert desk.tree.foot.text().startswith("4 of ")
    desk.page.hide()
    desk.page.show()
    desk.open("app-01")  # not among the matches: its page opens, and the filter stays
    assert desk.object.subject.key == desk.key("app-01")
    assert desk.tree.field.text() == shown.text == "state:running pool:gold"
    assert desk.tree.foot.text().endswith("not what is open")


def test_a_filter_that_is_wrong_says_so_in_words(desk: Desk) -> None:
    desk.filter("state:running")
    desk.filter("colour:blue")
    assert desk.tree.wrong.text().startswith("There is no field colour.")
    assert desk.tree.wrong.isVisible()
    desk.filter("state:running")
    assert not desk.tree.wrong.isVisible()


def test_nothing_matches_offers_to_clear(desk: Desk) -> None:
    desk.filter("nowhere-99")
    button = next(b for b in desk.tree.findChildren(QAbstractButton) if b.text() == "Clear filter")
    assert button.isVisible()
    assert "Nothing matches" in [t.text() for t in desk.tree.findChildren(Text) if t.isVisible()]
    button.click()
    desk.qtbot.wait(200)
    assert desk.tree.view.isVisible()
    assert desk.tree.field.text() == ""


def test_the_twin_is_shown_on_the_other_side(desk: Desk) -> None:
    desk.open("gold", kind=Kind.POOL)
    QTest.keyClick(desk.page, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert (desk.tree.model.lens, desk.chosen) == (Lens.STORAGE, "cs_gold")
    QTest.keyClick(desk.page, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert (desk.tree.model.lens, desk.chosen) == (Lens.CLOUD, "gold")
    desk.open("zone-1")
    with desk.qtbot.waitSignal(desk.context.said) as told:
        QTest.keyClick(desk.page, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert told.args[2] == "A zone is not tied to storage: its pools are."


def test_arrows_walk_and_enter_leads_into_the_page(desk: Desk) -> None:
    desk.open("app-01")
    desk.tree.view.setFocus()
    QTest.keyClick(desk.tree.view, Qt.Key.Key_Down)
    desk.qtbot.waitUntil(lambda: desk.object.subject.key == desk.key("big-01"))
    QTest.keyClick(desk.tree.view, Qt.Key.Key_Down)
    QTest.keyClick(desk.tree.view, Qt.Key.Key_Return)
    assert desk.object.subject.key == desk.key("busy-01")
    assert desk.object.bar.hasFocus()


def test_everything_that_takes_the_focus_has_a_name_and_tab_goes_from_left_to_right(desk: Desk) -> None:
    desk.open("web-01")
    assert nameless(desk.page) == []
    in_order(desk.page)  # as its window does
    walked, focus = list[QWidget](), desk.tree.field
    focus.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(40):
        QTest.keyClick(QApplication.focusWidget() or desk.page, Qt.Key.Key_Tab)
        found = QApplication.focusWidget()
        if found is None or found in walked:
            break
        walked.append(found)
    names = [w.accessibleName() for w in walked]
    expected = ["Inventory", "Open zone-1", "Back up now", "Restore…", "Tabs", "Open topology", "Disks", "Details"]
    places = [names.index(name) for name in expected[:-1]]
    assert places == sorted(places)


def test_the_menu_of_an_instance_does_what_it_says(desk: Desk, qapp: QApplication) -> None:
    acts = {a.text().partition("\t")[0]: a for a in desk.page.menu(desk.key("web-01")).actions()}
    with desk.qtbot.waitSignal(desk.context.wizard) as asked:
        acts["Back up now"].trigger()
    assert asked.args[:2] == ["backup", desk.key("web-01")]
    acts["Copy name"].trigger()
    assert qapp.clipboard().text() == "web-01"
    acts["Copy ID"].trigger()
    assert qapp.clipboard().text() == desk.key("web-01").id
    refused = {a.text(): a for a in desk.page.menu(desk.key("nas-01")).actions()}["Restore…"]
    assert not refused.isEnabled()
    assert "is no LIF of a connected ONTAP cluster." in refused.toolTip()


def test_restore_points_and_activity_of_an_instance_and_its_disks(desk: Desk) -> None:
    desk.open("web-01", PROTECTION)
    assert "No restore points yet" in desk.words()
    desk.back_up("web-01")
    assert len(desk.rows("Restore points")) == 1
    assert any(words.startswith("1 point") for words in desk.words())
    with desk.qtbot.waitSignal(desk.context.wizard) as asked:
        next(
            b for b in desk.object.findChildren(QAbstractButton) if b.accessibleName().startswith("Restore to ")
        ).click()
    assert asked.args[0] == "restore"
    desk.object.open_tab(ACTIVITY)
    desk.settle()
    assert len(desk.rows("What was done")) == 1
    desk.open("DATA-12", PROTECTION)
    assert len(desk.rows("Restore points")) == 1


def test_a_backup_of_one_disk_is_an_activity_of_its_instance(desk: Desk) -> None:
    disk = desk.key("DATA-12")
    with desk.qtbot.waitSignal(desk.context.plans.ended, timeout=30_000):
        desk.context.plans.start(desk.context.desk.plan_backup(desk.key("web-01"), disk.id))
    desk.settle()
    desk.open("web-01", ACTIVITY)
    assert len(desk.rows("What was done")) == 1
    desk.open("app-01", ACTIVITY)
    assert desk.rows("What was done") == []


def test_a_page_that_is_open_heeds_a_switch_to_read_only_and_back(desk: Desk) -> None:
    desk.back_up("web-01")
    desk.open("web-01", PROTECTION)
    for read_only in (True, False):
        look = settings.Look("Lab", "demo", read_only)
        settings.save_look(desk.context.desk.profile.settings, look)
        desk.context.looked.emit(look)
        desk.settle()
        assert [a.isEnabled() for a in desk.object.head.acts] == [not read_only] * 2
        assert (READ_ONLY in desk.words()) is read_only
        acts = [a for a in desk.object.findChildren(QAbstractButton) if a.accessibleName().startswith("Restore to ")]
        assert any(a.isVisible() for a in acts) is not read_only


def test_ticks_stand_where_marks_begin_to_warn(desk: Desk) -> None:
    assert TICKS == (0.9, 0.95)
    desk.open("cs_gold", CAPACITY)
    assert "Ticks mark 90 and 95%." in desk.words()
    bars = [b.accessibleName() for b in desk.object.findChildren(Bar)]
    assert bars
    assert all(name.endswith("Ticks at 90 and 95%.") for name in bars)


def test_a_page_that_was_left_asks_nothing_any_more(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("web-01", "app-01", "db-01", "mail-01"):
        desk.open(name, ACTIVITY)
    asked: list[str] = []

    def count(name: str) -> None:
        real = getattr(desk.context.desk, name)

        def counted(*words: Any) -> Any:
            asked.append(name)
            return real(*words)

        monkeypatch.setattr(desk.context.desk, name, counted)

    count("history")
    count("points_of")
    desk.context.plans.ended.emit(None, None)
    desk.settle()
    assert asked == ["history"]


def test_what_could_not_be_read_is_told_over_every_page(desk: Desk, bench: Bench) -> None:
    desk.open("web-01")
    bench.control(
        "POST",
        "/faults",
        {
            "server": "ontap",
            "match": "GET /api/storage/volumes",
            "times": -1,
            "do": "answer",
            "status": 500,
            "body": '{"error": {"message": "internal error", "code": "4"}}',
        },
    )
    desk.refresh()
    banners = [w.accessibleName() for w in desk.page.findChildren(QWidget) if w.isVisible()]
    assert any(name.startswith("Not everything could be read. volumes:") for name in banners)


def test_a_thing_that_is_gone_says_so(desk: Desk) -> None:
    desk.page.show_key(Key(Kind.VOLUME, "o-1", "no-such-volume"))
    desk.settle()
    words = [t.text() for t in desk.page.findChildren(Text) if t.isVisible()]
    assert "This volume is not there any more" in words


SHOTS: dict[str, Callable[[Desk], None]] = {
    "instance-overview": lambda d: d.open("web-01", OVERVIEW),
    "instance-topology": lambda d: d.open("web-01", TOPOLOGY),
    "instance-protection": lambda d: d.open("web-01", PROTECTION),
    "instance-activity": lambda d: d.open("web-01", ACTIVITY),
    "instance-refused": lambda d: d.open("nas-01", OVERVIEW),
    "instance-quote": lambda d: d.open("quote-01", OVERVIEW),
    "pool-topology": lambda d: d.open("gold", TOPOLOGY, Kind.POOL),
    "volume-capacity": lambda d: d.open("cs_gold", CAPACITY),
    "array": lambda d: d.open("lab-ontap"),
    "filter-wrong": lambda d: d.filter("colour:blue"),
    "filter-nothing": lambda d: d.filter("nowhere-99"),
}


def test_nothing_is_cut_or_overlaps_in_any_theme_and_size(desk: Desk, light: QApplication) -> None:
    desk.back_up("web-01")
    for name, show in SHOTS.items():
        show(desk)
        desk.settle()
        shots(light, desk.page, f"inventory-{name}")
