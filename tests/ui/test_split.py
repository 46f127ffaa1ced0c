"""What somebody drags stays: over a restart, and in a window that was too small for it for a while."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QSplitter
from pytestqt.qtbot import QtBot

from tests.support import Bench
from tests.ui.house import House, house
from tests.ui.shots import LARGE, SMALL
from vscdesktop.ui.memory import length, memory
from vscdesktop.ui.pages.inventory import LEAST, InventoryPage
from vscdesktop.ui.shell.window import PAGE_LEAST
from vscdesktop.ui.theme.tokens import Size

TREE, TASKS = 437, 411


def tree(home: House) -> QSplitter:
    home.window.go("inventory")
    home.quiet()
    page = home.window.findChild(InventoryPage)
    split = page.findChild(QSplitter) if page is not None else None
    assert split is not None
    return split


def tasks(home: House) -> QSplitter:
    home.window.show_tasks()
    home.quiet()
    return home.window.split


def drag(home: House) -> None:
    split = tree(home)
    split.moveSplitter(TREE, 1)
    split = tasks(home)
    split.moveSplitter(split.height() - TASKS - split.handleWidth(), 1)
    assert (tree(home).sizes()[0], split.sizes()[1]) == (TREE, TASKS)


def test_what_was_dragged_is_as_it_was_at_the_next_start(qtbot: QtBot, bench: Bench, tmp_path: Path) -> None:
    with house(qtbot, bench, tmp_path) as home:
        assert (tree(home).sizes()[0], tasks(home).sizes()[1]) == (Size.TREE, Size.TASKS_OPEN)
        home.window.show_tasks()
        drag(home)  # and closed at once
    with house(qtbot, bench, tmp_path) as home:
        assert (tree(home).sizes()[0], tasks(home).sizes()[1]) == (TREE, TASKS)


def test_a_smaller_window_leaves_its_pages_enough_and_a_larger_one_gives_the_size_back(
    qtbot: QtBot, bench: Bench, tmp_path: Path
) -> None:
    memory(tmp_path).setValue("lengths/tree", 4000)
    memory(tmp_path).setValue("lengths/tasks", 560)
    with house(qtbot, bench, tmp_path) as home:
        side, low = tree(home), tasks(home)
        assert (side.sizes()[0], low.sizes()[1]) == (520, 560)  # as wide as a tree may be
        home.window.resize(SMALL)
        home.quiet()
        assert side.sizes()[0] < 520 and side.sizes()[1] >= LEAST
        assert low.sizes()[1] < 560 and low.sizes()[0] >= PAGE_LEAST - 1
        home.window.resize(LARGE)
        home.quiet()
        assert (side.sizes()[0], low.sizes()[1]) == (520, 560)


@pytest.mark.parametrize("nonsense", ["wide", "", -3, 0])
def test_a_length_that_makes_no_sense_is_the_usual_one(tmp_path: Path, nonsense: object) -> None:
    kept: QSettings = memory(tmp_path)
    kept.setValue("lengths/tree", nonsense)
    assert length(kept, "tree", 300) == 300
