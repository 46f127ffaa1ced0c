"""Where threads and Qt meet: outcomes land in the interface thread, and so does everything that dies."""

import gc
import threading

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from vscdesktop.domain.errors import Problem, Refused
from vscdesktop.ui.bridge import READING, Bridge


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
    bridge.do(lambda: [{"a": [i]} for i in range(20_000)], lambda _: None, never, owner)  # enough to collect
    qtbot.waitUntil(lambda: not bridge.busy, timeout=20_000)
    assert set(where) <= {threading.current_thread().name}
    while not where:  # the sweep collects what became old, as the collector would have
        keep = [[i] for i in range(20_000)]
        qtbot.wait(600)
        assert keep
    assert where == [threading.current_thread().name]


@pytest.mark.parametrize("fails", [False, True])
@pytest.mark.parametrize("dropped", [False, True])
def test_what_a_work_alone_holds_ends_in_the_interface_thread(qtbot: QtBot, dropped: bool, fails: bool) -> None:
    bridge, owner, gate = Bridge(), QObject(), threading.Event()
    where: list[str] = []

    def begin() -> int:
        held = QObject()
        held.destroyed.connect(
            lambda: where.append(threading.current_thread().name), Qt.ConnectionType.DirectConnection
        )

        def work() -> None:
            gate.wait()
            held.objectName()
            if fails:
                raise Refused("No.")

        return bridge.do(work, lambda _: None, lambda _: None, owner)

    number = begin()
    if dropped:
        bridge.drop(number)
    gate.set()
    qtbot.waitUntil(lambda: not bridge.busy)
    qtbot.wait(50)
    gc.collect()
    assert where == [threading.current_thread().name]


def test_none_waits_behind_slow_ones(qtbot: QtBot) -> None:
    bridge, owner, gate = Bridge(), QObject(), threading.Event()
    landed: list[object] = []
    for _ in range(50):
        bridge.do(gate.wait, lambda _: None, never, owner)
    bridge.do(lambda: "quick", lambda found: landed.append(found), never, owner)
    qtbot.waitUntil(lambda: landed == ["quick"])
    assert bridge.busy == 50
    gate.set()
    qtbot.waitUntil(lambda: not bridge.busy)


def test_what_is_dropped_does_not_begin_or_does_not_land(qtbot: QtBot) -> None:
    bridge, owner, gate = Bridge(), QObject(), threading.Event()
    begun: list[object] = []
    bridge.drop(bridge.do(lambda: begun.append("rested"), begun.append, never, owner, rest=20))
    bridge.drop(bridge.do(gate.wait, begun.append, never, owner))
    gate.set()
    bridge.do(lambda: None, lambda _: begun.append("last"), never, owner, rest=40)
    qtbot.waitUntil(lambda: not bridge.busy)
    assert begun == ["last"]


def test_what_was_read_is_not_searched_for_garbage_and_what_lies_beside_it_is_found_later(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    bridge, owner = Bridge(), QObject()
    read: list[object] = []
    gone: list[bool] = []
    lost = Cyclic()
    lost.destroyed.connect(lambda *_: gone.append(True))
    del lost
    bridge.do(lambda: [[i] for i in range(2 * READING)], lambda found: read.append(found), never, owner)
    qtbot.waitUntil(lambda: gc.get_freeze_count() > 2 * READING, timeout=20_000)
    assert gone == []
    monkeypatch.setattr("vscdesktop.ui.bridge.SELDOM", 0)
    monkeypatch.setattr("vscdesktop.ui.bridge.AWAY", 0)
    qtbot.waitUntil(lambda: gone == [True], timeout=20_000)
    assert gc.get_freeze_count() == 0
