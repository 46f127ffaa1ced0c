"""The order of Tab: as things are laid out, and without knowing parts of a layout that come and go by themselves."""

import shiboken6
from PySide6.QtWidgets import QGridLayout, QLayout, QLayoutItem, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from vscdesktop.ui.pages.objects.parts import focusable, in_order
from vscdesktop.ui.widgets.layout import box, column, row, scroll


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
    fields = [w.objectName() for w in focusable(made) if isinstance(w, QLineEdit)]
    assert fields == list("abcdefgh")


def test_no_item_of_a_layout_is_known_that_may_be_gone_without_a_word(qtbot: QtBot) -> None:
    """Python would take what is made at its address next for that item: now and then that ended the program."""
    made = page()
    qtbot.addWidget(made)
    in_order(made)
    known = [w for w in shiboken6.getAllValidWrappers() if isinstance(w, QLayoutItem) and not isinstance(w, QLayout)]
    assert known == []
