"""The look: contrast, live themes, nothing clipped, nothing nameless, no style sheets."""

import os
import re
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

import vscdesktop.ui
from tests.ui.gallery import Gallery
from tests.ui.reach import focusable, nameless
from vscdesktop.ui.theme import tokens
from vscdesktop.ui.theme.hub import theme
from vscdesktop.ui.theme.icons import draw
from vscdesktop.ui.theme.resource import folder
from vscdesktop.ui.widgets.text import Text

UI = Path(vscdesktop.ui.__file__).parent
LOOKS = list(tokens.THEMES)


@pytest.fixture
def gallery(qtbot: QtBot, light: QApplication) -> Gallery:
    made = Gallery()
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def picture(widget: QWidget, ratio: float = 1.0) -> QImage:
    """The widget as it would be on a screen with that many device pixels to a pixel."""
    made = QPixmap(widget.size() * ratio)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    widget.render(painter, QPoint())
    painter.end()
    return made.toImage().convertToFormat(QImage.Format.Format_RGB32)


def switch(qtbot: QtBot, app: QApplication, page: QWidget, name: str) -> None:
    """Change the theme and wait the one turn of the event loop it takes."""
    theme.apply(app, name)
    qtbot.waitUntil(lambda: page.palette().window().color().name() == tokens.THEMES[name].canvas.lower())


def apart(a: QImage, b: QImage) -> int:
    """The largest difference of any channel of any pixel."""
    assert a.size() == b.size()
    return max(abs(x - y) for x, y in zip(bytes(a.constBits()), bytes(b.constBits()), strict=True))


@pytest.mark.parametrize("name", LOOKS)
def test_every_pair_of_colours_that_must_contrast_does(name: str) -> None:
    rows = tokens.checks(tokens.THEMES[name])
    assert [row for row in rows if row[1] < row[2]] == []
    assert len(rows) > 60


@pytest.mark.parametrize("name", ["dark", "contrast"])
def test_a_theme_switched_live_looks_like_one_built_afresh(
    gallery: Gallery, qtbot: QtBot, light: QApplication, name: str
) -> None:
    before = picture(gallery)
    switch(qtbot, light, gallery, name)
    switched = picture(gallery)
    fresh = Gallery()
    qtbot.addWidget(fresh)
    fresh.resize(gallery.size())
    fresh.show()
    qtbot.waitExposed(fresh)
    assert apart(switched, picture(fresh)) <= 24
    assert apart(switched, before) > 100  # the comparison can see a theme


@pytest.mark.parametrize("ratio", [1, 2])
@pytest.mark.parametrize("name", LOOKS)
def test_the_gallery_can_be_looked_at(
    gallery: Gallery, qtbot: QtBot, light: QApplication, tmp_path: Path, name: str, ratio: int
) -> None:
    switch(qtbot, light, gallery, name)
    image = picture(gallery, ratio)
    shots = Path(os.environ.get("VSCDESKTOP_SHOTS") or tmp_path)
    assert image.save(str(shots / f"gallery-{name}-{ratio}x.png"))
    ground = tokens.THEMES[name].canvas.lower()
    assert image.pixelColor(1, 1).name() == ground


def clipped(page: QWidget) -> list[str]:
    """What has less room than its words need."""
    short = []
    for label in page.findChildren(QLabel):
        if isinstance(label, Text) and label.isVisible() and label.shown() == label.text():
            need = label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
            if label.height() < need or (not label.wordWrap() and label.width() < label.sizeHint().width() - 1):
                short.append(f"{label.text()}: {label.size().toTuple()}")
    for made in page.findChildren(QPushButton):
        if made.isVisible() and (made.width() < made.sizeHint().width() or made.height() < made.sizeHint().height()):
            short.append(f"{made.text()}: {made.size().toTuple()}")
    return short


def test_no_words_are_clipped(gallery: Gallery) -> None:
    assert clipped(gallery) == []


def test_the_check_for_clipped_words_finds_them(gallery: Gallery) -> None:
    gallery.findChildren(QPushButton)[3].setFixedWidth(20)
    assert len(clipped(gallery)) == 1


def test_whatever_takes_the_focus_has_a_name(gallery: Gallery) -> None:
    assert nameless(gallery) == []
    assert len(focusable(gallery)) > 25


def test_tab_shows_where_the_focus_is_and_the_mouse_does_not(gallery: Gallery, qtbot: QtBot) -> None:
    first = gallery.findChildren(QPushButton)[0]
    first.setFocus(Qt.FocusReason.MouseFocusReason)
    plain = picture(first)
    QTest.keyClick(first, Qt.Key.Key_Tab)
    QTest.keyClick(gallery.focusWidget() or gallery, Qt.Key.Key_Backtab)
    assert QApplication.focusWidget() is first
    ringed = picture(first)
    assert apart(plain, ringed) > 60
    focus = tokens.LIGHT.focus.lower()
    assert ringed.pixelColor(first.width() // 2, 0).name() == focus


def sources() -> list[Path]:
    found = sorted(UI.rglob("*.py"))
    assert len(found) > 20
    return found


def test_no_style_sheets() -> None:
    assert [p.name for p in sources() if "setStyleSheet(" in p.read_text(encoding="utf-8")] == []


def test_colours_are_written_down_in_the_tokens_alone() -> None:
    colour = re.compile(r"#(?:[0-9A-Fa-f]{8}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})\b")
    assert [p.name for p in sources() if colour.search(p.read_text(encoding="utf-8"))] == ["tokens.py"]


def test_every_icon_draws_in_the_ink_it_is_given(light: QApplication) -> None:
    names = [path.stem for path in folder("icons").glob("*.svg")]
    assert len(names) > 60
    for name in names:
        inks = solid_inks(name, "#ff0000")
        assert inks, name
        assert all(red > 250 and green < 5 and blue < 5 for red, green, blue in inks), name


def solid_inks(name: str, ink: str) -> set[tuple[int, int, int]]:
    """The colours of the pixels an icon covers most."""
    made = QPixmap(QSize(48, 48))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    draw(painter, name, 0, 0, ink, 48)
    painter.end()
    image = made.toImage()
    pixels = [image.pixelColor(x, y) for x in range(48) for y in range(48)]
    return {(c.red(), c.green(), c.blue()) for c in pixels if c.alpha() > 200}
