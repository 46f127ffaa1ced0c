"""The tree keeps what a person sees and chose, whatever is read anew; tables do too."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from PySide6.QtCore import QAbstractItemModel, QItemSelectionModel, QModelIndex, QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from tests.ui import generate
from vscdesktop.domain import cloud
from vscdesktop.domain.inventory import Inventory, Lens
from vscdesktop.domain.keys import Key, Kind
from vscdesktop.domain.lenses import assemble
from vscdesktop.services.browse import Browse
from vscdesktop.ui.models.keeper import Keeper
from vscdesktop.ui.models.rows import Column, RowsModel
from vscdesktop.ui.models.tree import TreeModel
from vscdesktop.ui.views.cell import CELL, Cell
from vscdesktop.ui.views.table import table
from vscdesktop.ui.views.tree import Tree

OLD = generate.inventory(2000)
NEW = generate.changed(OLD, 0.1)
POINTS = generate.points(OLD)
POOL = Key(Kind.POOL, "c", "pool0")
CHOOSE = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows


def judged(model: QAbstractItemModel) -> QAbstractItemModelTester:
    return QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)


def names(model: TreeModel, parent: QModelIndex | None = None) -> list[str]:
    above = parent or QModelIndex()
    return [model.index(row, 0, above).data() for row in range(model.rowCount(above))]


def every(model: TreeModel) -> set[Key]:
    found: set[Key] = set()
    todo = [QModelIndex()]
    for parent in todo:
        below = [model.index(row, 0, parent) for row in range(model.rowCount(parent))]
        assert all(index.parent() == parent for index in below)
        found |= {key for index in below if (key := model.key(index))}
        todo += below
    return found


@dataclass
class Pane:
    view: Tree
    model: TreeModel
    keeper: Keeper

    def top(self) -> tuple[Key | None, int]:
        index = self.view.indexAt(QPoint(20, 0))
        return self.model.key(index), self.view.visualRect(index).top()

    def open(self) -> set[Key]:
        return {key for key in every(self.model) if self.view.isExpanded(self.model.index_of(key))}


@pytest.fixture
def pane(qtbot: QtBot) -> Pane:
    model = TreeModel()
    view = Tree(model)
    qtbot.addWidget(view)
    made = Pane(view, model, Keeper(view, model))
    view.resize(300, 600)
    view.show()
    model.show(Browse(OLD, POINTS), Lens.CLOUD)
    return made


def without(*gone: Key) -> Inventory:
    return assemble(OLD.taken, {k: t for k, t in OLD.things.items() if k not in gone}, OLD.links)


def survivor() -> cloud.Instance:
    """An instance of the first pool that the new reading still has."""
    old, new = (i.children[Lens.CLOUD][POOL] for i in (OLD, NEW))
    found = OLD.things[[k for k in old if k in new][len(old) // 2]]
    assert isinstance(found, cloud.Instance)
    return found


# -- the model -------------------------------------------------------------------------------------
@pytest.mark.parametrize("lens", Lens)
def test_the_model_obeys_qt_through_readings_filters_and_lenses(qtbot: QtBot, lens: Lens) -> None:
    model = TreeModel()
    watch = judged(model)
    old, new = Browse(OLD, POINTS), Browse(NEW, POINTS)
    acts: tuple[Callable[[], None], ...] = (
        lambda: model.show(old, lens),
        lambda: model.update(new),
        lambda: model.filter("web"),
        lambda: model.update(old),
        lambda: model.filter("no such thing"),
        lambda: model.filter(""),
        lambda: model.show(new, next(x for x in Lens if x is not lens)),
        lambda: model.update(Browse(without(*OLD.things))),
    )
    for act in acts:
        act()
        everything = set(model.browse.inventory.parents[model.lens])
        assert every(model) == everything if not model.text else every(model) < everything
    assert watch.model() is model


def test_a_row_gives_its_cell_and_speaks_it_whole(pane: Pane) -> None:
    instance = next(i for i in OLD.instances() if i.key.id in POINTS and i.state == "Running")
    index = pane.model.index_of(instance.key)
    cell: Cell = index.data(CELL)
    assert (cell.text, cell.icon, cell.dot, cell.shield) == (instance.name, "instance", "ok", "protected")
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith(f"{instance.name}, Instance, Running, protected, newest restore point ")
    bare = next(i for i in OLD.instances() if i.key.id not in POINTS)
    assert pane.model.index_of(bare.key).data(CELL).shield == "unknown"
    assert "not protected" in pane.model.index_of(bare.key).data(Qt.ItemDataRole.AccessibleTextRole)


def test_a_tooltip_shows_markup_of_a_server_as_text(pane: Pane) -> None:
    evil = replace(survivor(), name="<b>bold</b>")
    pane.model.update(Browse(assemble(OLD.taken, {**OLD.things, evil.key: evil}, OLD.links), POINTS))
    assert "&lt;b&gt;" in pane.model.index_of(evil.key).data(Qt.ItemDataRole.ToolTipRole)


def test_a_reading_that_moves_nothing_only_repaints(qtbot: QtBot, pane: Pane) -> None:
    stopped = replace(survivor(), state="Stopped")
    again = Browse(assemble(OLD.taken, {**OLD.things, stopped.key: stopped}, OLD.links), POINTS)
    laid: list[bool] = []
    pane.model.layoutChanged.connect(lambda: laid.append(True))
    with qtbot.waitSignal(pane.model.dataChanged):
        pane.model.update(again)
    assert not laid
    assert pane.model.index_of(stopped.key).data(CELL).dot == "unknown"


# -- what is kept ----------------------------------------------------------------------------------
def test_a_new_reading_keeps_what_is_chosen_open_and_in_sight(pane: Pane) -> None:
    chosen = survivor()
    pane.keeper.reveal(chosen.key)
    pane.view.expand(pane.model.index_of(chosen.key))
    bar = pane.view.verticalScrollBar()
    bar.setValue(bar.value() + 7)
    (top, height), opened = pane.top(), pane.open()
    assert top in NEW.things
    assert bar.value() > 0
    pane.model.update(Browse(NEW, POINTS))
    assert pane.model.key(pane.view.currentIndex()) == chosen.key
    assert [pane.model.key(i) for i in pane.view.selectionModel().selectedRows()] == [chosen.key]
    assert pane.open() == opened & NEW.things.keys()
    assert pane.top() == (top, height)


def test_when_the_top_row_is_gone_the_next_one_stays_where_it_was(pane: Pane) -> None:
    pane.keeper.reveal(survivor().key)
    top, _ = pane.top()
    assert top
    below = pane.view.indexBelow(pane.model.index_of(top))
    next_one, its_height = pane.model.key(below), pane.view.visualRect(below).top()
    pane.model.update(Browse(without(top, *(d.key for d in OLD.disks(top))), POINTS))
    assert next_one
    assert pane.view.visualRect(pane.model.index_of(next_one)).top() == its_height


def test_what_is_chosen_and_gone_is_chosen_no_more(pane: Pane) -> None:
    chosen = survivor()
    pane.keeper.reveal(chosen.key)
    pane.model.update(Browse(without(chosen.key, *(d.key for d in OLD.disks(chosen.key))), POINTS))
    assert not pane.view.currentIndex().isValid()
    assert not pane.view.selectionModel().selectedRows()


def test_a_filter_opens_the_way_to_few_matches_and_gives_back_what_was_open(pane: Pane) -> None:
    chosen = survivor()
    pane.keeper.reveal(chosen.key)
    opened = pane.open()
    disk = OLD.disks(chosen.key)[1]
    pane.model.filter(disk.name)
    wanted = {key for key, thing in OLD.things.items() if disk.name in thing.name}
    assert pane.model.matches == len(wanted)
    assert every(pane.model) == wanted | {above for key in wanted for above in OLD.trail(key, Lens.CLOUD)}
    assert not pane.view.visualRect(pane.model.index_of(disk.key)).isEmpty()
    assert pane.model.key(pane.view.currentIndex()) == chosen.key
    pane.model.filter("")
    assert pane.open() == opened
    assert pane.model.key(pane.view.currentIndex()) == chosen.key


def test_a_filter_with_many_matches_opens_nothing_by_itself(pane: Pane) -> None:
    pane.model.filter("kind:disk")
    assert pane.model.matches == sum(k.kind is Kind.DISK for k in OLD.things)
    assert pane.open() == set()


def test_an_unclear_filter_leaves_the_rows_and_says_why(qtbot: QtBot, pane: Pane) -> None:
    before = every(pane.model)
    with qtbot.waitSignal(pane.model.filtered) as said:
        pane.model.filter("stat:up")
    assert said.args and said.args[0].startswith("There is no field stat.")
    assert every(pane.model) == before


def test_when_points_cannot_be_read_a_protection_filter_hides_nothing(qtbot: QtBot, pane: Pane) -> None:
    pane.model.filter("protection:none")
    with qtbot.waitSignal(pane.model.filtered) as said:
        pane.model.update(Browse(OLD, None))
    assert said.args and "not been read" in said.args[0]
    assert every(pane.model) == set(OLD.parents[Lens.CLOUD])


def test_revealing_passes_a_filter_and_refuses_what_this_lens_has_not(pane: Pane) -> None:
    pane.model.filter("no such thing")
    assert pane.keeper.reveal(survivor().key)
    assert pane.model.text == ""
    assert pane.model.key(pane.view.currentIndex()) == survivor().key
    assert not pane.keeper.reveal(Key(Kind.SVM, "a", "svm1"))


def test_each_lens_keeps_its_own_open_rows(pane: Pane) -> None:
    pane.keeper.reveal(survivor().key)
    opened = pane.open()
    pane.model.show(pane.model.browse, Lens.STORAGE)
    assert Key(Kind.ARRAY, "a", "a") in pane.open()
    pane.model.show(pane.model.browse, Lens.CLOUD)
    assert pane.open() == opened


# -- tables ------------------------------------------------------------------------------------------
COLUMNS: tuple[Column[cloud.Instance], ...] = (
    Column("Name", lambda i: Cell(i.name), lambda i: i.name),
    Column("Host", lambda i: Cell(i.host), lambda i: i.host or None, right=True),
    Column("Owner", lambda i: Cell(i.owner)),
)


def rows(records: list[cloud.Instance]) -> RowsModel[cloud.Instance]:
    model = RowsModel(COLUMNS, lambda i: i.key)
    model.show(records)
    return model


INSTANCES = list(OLD.instances())[:50]


def test_a_table_obeys_qt_and_keeps_what_is_chosen(qtbot: QtBot) -> None:
    model = rows(INSTANCES)
    watch = judged(model)
    view = table(model, [200, 100, 100], "Instances", sort=(0, Qt.SortOrder.AscendingOrder))
    qtbot.addWidget(view)
    view.resize(500, 400)
    view.show()
    chosen = INSTANCES[30]
    view.selectionModel().setCurrentIndex(model.index_of(chosen.key), CHOOSE)

    def kept() -> bool:
        picked = [model.record(i) for i in view.selectionModel().selectedRows()]
        return [r.key for r in picked if r] == [chosen.key]

    changes: list[Callable[[], None]] = [
        lambda: model.show([*INSTANCES[20:], *list(OLD.instances())[100:140]]),
        lambda: view.sortByColumn(1, Qt.SortOrder.DescendingOrder),
        lambda: model.filter(chosen.name),
        lambda: model.filter(""),
    ]
    for change in changes:
        change()
        assert kept()
        assert view.verticalHeader().count() == model.rowCount()
    model.filter("no such thing")
    assert (model.rowCount(), model.total) == (0, 70)
    assert not view.selectionModel().hasSelection()
    assert watch.model() is model


@pytest.mark.parametrize("order", Qt.SortOrder)
def test_what_has_no_value_comes_last_in_either_order(order: Qt.SortOrder) -> None:
    model = rows(INSTANCES)
    model.sort(1, order)
    hosts = [i.host for i in model.records]
    known = [h for h in hosts if h]
    assert known == sorted(known, reverse=order is Qt.SortOrder.DescendingOrder)
    assert hosts == known + [""] * (len(hosts) - len(known)) != known
    model.sort(2, order)
    assert list(model.records) == INSTANCES


def test_heads_carry_titles_and_alignment() -> None:
    model, across = rows(INSTANCES), Qt.Orientation.Horizontal
    assert [model.headerData(n, across) for n in range(3)] == ["Name", "Host", "Owner"]
    align = Qt.ItemDataRole.TextAlignmentRole
    assert model.headerData(1, across, align) & Qt.AlignmentFlag.AlignRight
    assert model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == INSTANCES[0].name
