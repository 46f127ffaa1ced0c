"""The window's tests draw into memory; they need no display."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.desks import connected
from tests.support import Bench
from tests.ui.protecting import Looking
from vscdesktop.ui.bridge import Bridge
from vscdesktop.ui.context import Context
from vscdesktop.ui.theme.hub import theme
from vscdesktop.ui.theme.install import install

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> QApplication:
    """The application of the run, with the look on it."""
    install(qapp, "light")
    return qapp


@pytest.fixture(autouse=True, scope="package")
def collecting() -> Iterator[None]:
    """A bridge collects garbage in the interface thread alone. So do we with what it leaves, and nothing is collected
    elsewhere before: threads of earlier tests may still run."""
    yield
    gc.collect()
    gc.enable()


@pytest.fixture
def light(qapp: QApplication) -> Iterator[QApplication]:
    """Leaves the light theme behind, whatever a test switches to."""
    yield qapp
    theme.apply(qapp, "light")


@pytest.fixture
def window_context(qtbot: QtBot, bench: Bench, tmp_path: Path) -> Iterator[Context]:
    """What pages are given, connected to the lab and read once."""
    context = Context(connected(bench, tmp_path / "profile"), Bridge())
    with qtbot.waitSignal(context.read, timeout=20_000):
        context.open()
    context.pause(True)
    yield context
    qtbot.waitUntil(lambda: not context.bridge.busy, timeout=20_000)
    context.desk.close()


@pytest.fixture
def looking(qtbot: QtBot, window_context: Context) -> Iterator[Looking]:
    made = Looking(qtbot, window_context)
    yield made
    made.end()
