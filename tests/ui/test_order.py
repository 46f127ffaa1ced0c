"""The order of Tab: as things are laid out, and without knowing parts of a layout that come and go by themselves."""

import shiboken6
from PySide6.QtWidgets import QGridLayout, QLayout, QLayoutItem, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.reach import walked
from vscdesktop.ui.widgets.layout import box, column, row, scroll
from vscdesktop.ui.widgets.order import in_order


def field(name: str) -> QLineEdit:
    made = QLineEdit()
    made.setObjectName(name)
    return made


def page() -> QWidget:
    grid = QGridLayout()
    for n, name in enumerate("efg"):
        grid.addWidget(field(name), n // 2, n % 2)
    first, second = field("a"), field("h")
    inner = scroll(box(column(row(field("b"), None, field("c")), field("d"))))
    return box(column(first, inner, row(8, grid, None), second))


def test_tab_goes_through_layouts_in_layouts_as_they_are_laid_out(qtbot: QtBot) -> None:
    made = page()
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(made.isActiveWindow)
    fields = {w.objectName(): w for w in made.findChildren(QLineEdit)}
    QWidget.setTabOrder(fields["h"], fields["a"])  # as if "a" had come last
    in_order(made)
    assert [w.objectName() for w in walked(made) if isinstance(w, QLineEdit)] == list("abcdefgh")


def test_no_item_of_a_layout_is_known_that_may_be_gone_without_a_word(qtbot: QtBot) -> None:
    """Python would take what is made at its address next for that item: now and then that ended the program."""

    def known() -> set[int]:
        every = shiboken6.getAllValidWrappers()
        return {id(w) for w in every if isinstance(w, QLayoutItem) and not isinstance(w, QLayout)}

    made = page()
    qtbot.addWidget(made)
    made.show()
    before = known()
    in_order(made)
    assert known() <= before
