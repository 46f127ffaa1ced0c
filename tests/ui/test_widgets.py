"""Small widgets: no markup from servers, nothing forces its parent wider, keys work, news waits for its reader."""

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QRadioButton, QSizePolicy, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.gallery import BADGES
from vscdesktop.ui.theme.tokens import Motion
from vscdesktop.ui.widgets.buttons import button
from vscdesktop.ui.widgets.choose import Segmented, Switch
from vscdesktop.ui.widgets.layout import Adaptive, Plan, box, row
from vscdesktop.ui.widgets.marks import Badge, Fold
from vscdesktop.ui.widgets.states import Skeleton, Toast
from vscdesktop.ui.widgets.text import Text, rows, tip

MARKUP = "<b>gold</b> & <img src=x>"

pytestmark = pytest.mark.usefixtures("light")


def test_text_of_servers_is_never_markup(qtbot: QtBot) -> None:
    label = Text(MARKUP)
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    shown = QLabel(tip(MARKUP))
    qtbot.addWidget(shown)
    plain = QLabel()
    plain.setTextFormat(Qt.TextFormat.PlainText)
    plain.setText(MARKUP)
    qtbot.addWidget(plain)
    assert "<img" not in tip(MARKUP)
    assert abs(shown.sizeHint().width() - plain.sizeHint().width()) <= 4  # it shows the characters themselves


def test_an_ampersand_in_a_name_is_a_letter(qtbot: QtBot) -> None:
    made = button("Restore a&b…")
    qtbot.addWidget(made)
    assert made.shortcut().isEmpty()
    assert made.accessibleName() == "Restore a&b…"
    assert (
        made.sizeHint().width() == button("Restore a&b…").sizeHint().width() > button("Restore ab…").sizeHint().width()
    )


def test_an_elided_text_needs_no_width_and_keeps_its_words(qtbot: QtBot) -> None:
    label = Text("a sentence that is much too long for its place", elide=True)
    qtbot.addWidget(label)
    label.resize(90, 20)
    assert label.minimumSizeHint().width() == 0
    assert label.shown().endswith("…")
    assert label.text().endswith("place")


def test_a_name_without_a_space_is_broken_and_needs_no_more_width_than_other_words(qtbot: QtBot) -> None:
    name = "0123456789" * 6 + "end"
    label = Text(f"Everything written to {name} since then", wrap=True)
    qtbot.addWidget(label)
    assert label.minimumSizeHint().width() <= 120
    shown = rows(label.text(), label.font(), 160)
    assert "".join(shown).replace(" ", "") == label.text().replace(" ", "")
    assert all(label.fontMetrics().horizontalAdvance(row) <= 160 for row in shown)
    assert label.heightForWidth(160) >= len(shown) * label.fontMetrics().height()
    label.setContentsMargins(20, 0, 0, 0)
    assert label.heightForWidth(180) == Text(label.text(), wrap=True).heightForWidth(160)


def test_a_broken_name_keeps_characters_beyond_the_first_plane(qtbot: QtBot) -> None:
    label = Text("\U0001f4be" * 40, wrap=True)
    qtbot.addWidget(label)
    assert "".join(rows(label.text(), label.font(), 100)) == label.text()


def test_badges_fold_from_the_end(qtbot: QtBot) -> None:
    badges = [Badge(*badge) for badge in BADGES[:3]]
    fold = Fold(*badges)
    qtbot.addWidget(fold)
    fold.show()
    fold.resize(badges[0].width() + badges[1].width() + 10, 20)
    assert [badge.isVisible() for badge in badges] == [True, True, False]
    fold.resize(400, 20)
    assert all(badge.isVisible() for badge in badges)


def test_a_long_name_leaves_the_first_badge_beside_it(qtbot: QtBot) -> None:
    name = Text("0123456789" * 6, "title", elide=True)
    name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
    badges = [Badge(*badge) for badge in BADGES[:2]]
    made = box(row(name, Fold(*badges, keeps=True)))
    qtbot.addWidget(made)
    made.resize(300, 40)
    made.show()
    qtbot.waitExposed(made)
    assert [badge.isVisible() for badge in badges] == [True, False]
    assert name.shown().endswith("…")


def test_cards_are_arranged_anew_when_the_width_changes(qtbot: QtBot) -> None:
    cards = [QWidget(), QWidget()]
    page = Adaptive(cards, Plan(True, (0, 1), (1, 1)), Plan(False, (0, 1), (1, 1)), limit=500)
    qtbot.addWidget(page)
    page.show()
    for width, beside in ((600, True), (400, False), (600, True)):
        page.resize(width, 300)
        qtbot.waitUntil(lambda beside=beside: (cards[0].y() == cards[1].y()) is beside)  # type: ignore[misc]


def test_arrows_choose_a_segment_and_tab_leaves(qtbot: QtBot) -> None:
    made, after = Segmented(("Cloud", "Storage"), name="Lens"), QLineEdit()
    window = box(row(made, after))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    first, second = made.findChildren(QRadioButton)
    first.setFocus()
    picked: list[int] = []
    made.picked.connect(picked.append)
    QTest.keyClick(first, Qt.Key.Key_Right)
    assert (picked, made.current(), second.hasFocus()) == ([1], 1, True)
    QTest.keyClick(second, Qt.Key.Key_Tab)
    assert after.hasFocus()


def test_a_switch_turns_by_space_and_by_a_click_on_its_word(qtbot: QtBot) -> None:
    made = Switch("Locked")
    qtbot.addWidget(made)
    made.resize(made.sizeHint())
    made.show()
    QTest.keyClick(made, Qt.Key.Key_Space)
    assert made.isChecked()
    QTest.mouseClick(made, Qt.MouseButton.LeftButton, pos=made.rect().center())
    assert not made.isChecked()


def test_a_short_wait_shows_no_skeleton(qtbot: QtBot) -> None:
    made, at_once = Skeleton(2, after=60), Skeleton(2, after=0)
    for skeleton in (made, at_once):
        qtbot.addWidget(skeleton)
        skeleton.resize(400, skeleton.height())
        skeleton.show()
    empty, full = made.grab().toImage(), at_once.grab().toImage()
    assert empty != full
    qtbot.waitUntil(lambda: made.grab().toImage() == full)


def test_a_toast_goes_by_itself_but_not_while_it_has_the_focus(
    qtbot: QtBot, light: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Motion, "TOAST_STAY", 40)
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(800, 400)
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    action = button("Open", "link")
    toast = Toast("ok", "web-prod-03 is back", "State of 10:00", action)
    toast.over(window, 50)
    assert window.rect().contains(toast.geometry())
    action.setFocus()
    qtbot.wait(150)
    assert toast.isVisible()
    with qtbot.waitSignal(toast.closed):
        QTimer.singleShot(0, action.clearFocus)
