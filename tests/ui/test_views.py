"""Tables and trees: columns leave in order, heads sort, Enter opens, screen readers hear the status."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui import gallery
from vscdesktop.ui.theme.tokens import Size
from vscdesktop.ui.views.cell import Cell
from vscdesktop.ui.views.table import Table


@pytest.fixture
def disks(qtbot: QtBot, light: QApplication) -> Table:
    made = gallery.disks()
    qtbot.addWidget(made)
    made.resize(900, made.height())
    made.show()
    qtbot.waitExposed(made)
    return made


def names(table: Table) -> list[str]:
    return [table.model().index(row, 0).data().split()[0] for row in range(table.model().rowCount())]


@pytest.mark.parametrize(("width", "gone"), [(800, set()), (660, {4}), (560, {4, 1})])
def test_columns_leave_in_the_order_they_were_given_and_none_is_cut(disks: Table, width: int, gone: set[int]) -> None:
    disks.resize(width, disks.height())
    heads = disks.horizontalHeader()
    assert {i for i in range(heads.count()) if heads.isSectionHidden(i)} == gone
    assert heads.length() == disks.viewport().width()


@pytest.mark.parametrize(
    ("width", "wide"), [(460, (120, 90, 150, 100)), (380, (98, 90, 96, 96)), (300, (75, 75, 75, 75))]
)
def test_when_no_more_columns_may_leave_the_widest_give(disks: Table, width: int, wide: tuple[int, ...]) -> None:
    disks.resize(width, disks.height())
    heads = disks.horizontalHeader()
    assert tuple(heads.sectionSize(i) for i in (0, 2, 3, 5)) == wide
    assert heads.length() == disks.viewport().width() == width
    disks.resize(900, disks.height())
    assert [heads.sectionSize(i) for i in range(1, 6)] == [90, 90, 200, 90, 100]


def test_a_click_on_a_head_sorts_and_a_second_turns_it_round(disks: Table) -> None:
    assert names(disks) == ["DATA-4412", "DATA-4413", "ROOT-4411"]  # by size, largest first
    heads = disks.horizontalHeader()
    at = QPoint(heads.sectionViewportPosition(2) + 30, heads.height() // 2)
    QTest.mouseClick(heads.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert names(disks) == ["ROOT-4411", "DATA-4413", "DATA-4412"]


def test_a_table_in_a_card_is_as_tall_as_its_rows(disks: Table) -> None:
    assert disks.height() == Size.HEAD_ROW + 3 * Size.ROW
    model = disks.model()
    assert isinstance(model, gallery.Disks)
    model.beginResetModel()
    model.rows.pop()
    model.endResetModel()
    assert disks.height() == Size.HEAD_ROW + 2 * Size.ROW


def test_arrows_walk_enter_opens_and_tab_leaves(disks: Table, qtbot: QtBot) -> None:
    disks.setCurrentIndex(disks.model().index(0, 0))
    QTest.keyClick(disks, Qt.Key.Key_Down)
    assert disks.currentIndex().row() == 1
    with qtbot.waitSignal(disks.activated) as opened:
        QTest.keyClick(disks, Qt.Key.Key_Return)
    assert opened.args is not None
    assert opened.args[0].row() == 1
    QTest.keyClick(disks, Qt.Key.Key_Tab)
    assert disks.currentIndex().row() == 1


def test_the_whole_row_answers_to_the_pointer(disks: Table) -> None:
    row = disks.visualRect(disks.model().index(1, 0))
    far = disks.visualRect(disks.model().index(1, 5)).center()
    near = disks.viewport().mapTo(disks, row.topLeft() + QPoint(3, 9)) * disks.devicePixelRatio()
    ground = disks.grab().toImage().pixelColor(near)
    QTest.mouseMove(disks.viewport(), far)
    QTest.qWait(20)
    hovered = disks.grab().toImage().pixelColor(near)
    assert (ground.name(), hovered.name()) == ("#ffffff", "#eff2f6")


def test_a_tree_walks_folds_and_opens_by_keyboard(qtbot: QtBot, light: QApplication) -> None:
    tree = gallery.tree()
    qtbot.addWidget(tree)
    tree.show()
    root = tree.model().index(0, 0)
    tree.setCurrentIndex(root)
    QTest.keyClick(tree, Qt.Key.Key_Left)
    assert not tree.isExpanded(root)
    QTest.keyClick(tree, Qt.Key.Key_Right)
    assert tree.isExpanded(root)
    QTest.keyClick(tree, Qt.Key.Key_Down)
    with qtbot.waitSignal(tree.activated):
        QTest.keyClick(tree, Qt.Key.Key_Enter)
    assert tree.currentIndex().data() == "fra1"


@pytest.mark.parametrize(
    ("cell", "spoken"),
    [
        (Cell("cs_gold_02", dot="critical", badge=("Full soon", "warn")), "cs_gold_02, critical, Full soon"),
        (Cell("mail-01", shield="unknown"), "mail-01, not protected"),
        (Cell("silent", tone="critical"), "silent, critical"),
    ],
)
def test_status_is_spoken_as_a_word(cell: Cell, spoken: str) -> None:
    assert cell.spoken == spoken
