"""Where threads and Qt meet: outcomes land in the interface thread, and so does everything that dies."""

import threading

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from vscdesktop.domain.errors import Problem, Refused
from vscdesktop.ui.bridge import Bridge


class Cyclic(QWidget):
    """Only the collector can free it."""

    def __init__(self) -> None:
        super().__init__()
        self.itself = self


def never(problem: Problem) -> None:
    raise AssertionError(problem)


def test_outcomes_and_problems_land_in_the_interface_thread(qtbot: QtBot) -> None:
    bridge, owner = Bridge(), QObject()
    landed: list[tuple[object, str]] = []

    def land(what: object) -> None:
        landed.append((what, threading.current_thread().name))

    def refuse() -> None:
        raise Refused("No.")

    bridge.do(lambda: threading.current_thread().name, land, never, owner)
    bridge.do(refuse, land, lambda problem: land(str(problem)), owner)
    qtbot.waitUntil(lambda: len(landed) == 2)
    here = threading.current_thread().name
    assert {thread for _, thread in landed} == {here}
    assert "No." in [what for what, _ in landed] and here not in [what for what, _ in landed]


def test_who_is_gone_gets_nothing(qtbot: QtBot) -> None:
    bridge, owner = Bridge(), QWidget()
    landed: list[object] = []
    gate = threading.Event()
    bridge.do(gate.wait, landed.append, never, owner)
    owner.deleteLater()
    with qtbot.waitSignal(owner.destroyed):
        pass
    gate.set()
    qtbot.waitUntil(lambda: not bridge.busy)
    assert landed == []


def test_a_widget_is_never_destroyed_by_a_worker_thread(qtbot: QtBot) -> None:
    bridge, owner = Bridge(), QObject()
    where: list[str] = []
    lost = Cyclic()
    lost.destroyed.connect(lambda *_: where.append(threading.current_thread().name), Qt.ConnectionType.DirectConnection)
    del lost
    bridge.do(lambda: [{"a": [i]} for i in range(200_000)], lambda _: None, never, owner)  # enough to collect
    qtbot.waitUntil(lambda: not bridge.busy, timeout=20_000)
    assert set(where) <= {threading.current_thread().name}
    while not where:  # the sweep collects what became old, as the collector would have
        keep = [[i] for i in range(50_000)]
        qtbot.wait(600)
        assert keep
    assert where == [threading.current_thread().name]
