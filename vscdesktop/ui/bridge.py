"""Where threads and Qt meet, and nowhere else.

Each work has a daemon thread of its own, so none waits behind a slow one; what it returns or raises lands in the
interface thread by one queued signal. A widget that is gone by then gets nothing. Nothing here waits.
"""

import gc
import itertools
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from vscdesktop.domain.errors import Problem

T = TypeVar("T")
SLICE = 0.0005  # seconds a worker computes on while the interface thread waits, as it does anew for each widget painted
SWEEP = 500  # milliseconds between two looks whether there is garbage to collect
SELDOM = 600.0  # seconds between two full collections while somebody works in the window: each stops everything,
AWAY = 30.0  # for 0.1 s where there are 100,000 objects; and while nobody does
READING = 50_000  # objects made between two looks, from which on they are something that was read, not garbage


@dataclass
class _Job:
    then: Callable[[Any], None]
    failed: Callable[[Problem], None]
    owner: QObject


class Bridge(QObject):
    """One for the whole window; made in the interface thread."""

    crashed = Signal(object)  # an exception nobody expected
    _landed = Signal(int, bool, object)

    def __init__(self) -> None:
        super().__init__()
        self._jobs: dict[int, _Job] = {}
        self._numbers = itertools.count(1)
        self._full, self._aside = time.monotonic(), False
        self._landed.connect(self._land, Qt.ConnectionType.QueuedConnection)
        gc.disable()
        sys.setswitchinterval(SLICE)
        sweeping = QTimer(self, interval=SWEEP)
        sweeping.timeout.connect(self._sweep)
        sweeping.start()

    def do(
        self,
        work: Callable[[], T],
        then: Callable[[T], None],
        failed: Callable[[Problem], None],
        owner: QObject,
        rest: int = 0,
    ) -> int:
        """Run `work` on a thread; `then` or `failed` follows in the interface thread while `owner` lives.

        What nobody expected is told of by `crashed`, and fails in words too: whoever waits does not wait for ever.
        `rest`: milliseconds before it begins, in which it may be dropped. Answers the number to drop it by.
        """
        number = next(self._numbers)
        self._jobs[number] = _Job(then, failed, owner)
        if rest:
            QTimer.singleShot(rest, self, lambda: self._begin(number, work))
        else:
            self._begin(number, work)
        return number

    def _begin(self, number: int, work: Callable[[], Any]) -> None:
        job = self._jobs.get(number)
        if job is not None and shiboken6.isValid(job.owner):
            threading.Thread(target=self._run, args=(number, work), name=f"work-{number}", daemon=True).start()
        else:
            self.drop(number)

    def drop(self, number: int) -> None:
        """Nobody waits for that work any more: it does not begin, or its outcome is for nobody."""
        self._jobs.pop(number, None)

    @property
    def busy(self) -> int:
        """Jobs that have not landed yet."""
        return len(self._jobs)

    def _sweep(self) -> None:
        """Collect cyclic garbage here alone: a worker thread that happened to collect a widget would destroy it there,
        beside the interface thread that still draws it. What was read is put aside until the next full collection."""
        (young, middle, old), limits = gc.get_count(), gc.get_threshold()
        working = QGuiApplication.applicationState() is Qt.ApplicationState.ApplicationActive
        due = time.monotonic() - self._full > (SELDOM if working else AWAY)
        if due and (self._aside or old > limits[2]):
            self._full, self._aside = time.monotonic(), False
            gc.unfreeze()
            gc.collect()
        elif young > READING:
            self._aside = True
            gc.freeze()
        elif young > limits[0]:
            gc.collect(1 if middle > limits[1] else 0)

    def _run(self, number: int, work: Callable[[], Any]) -> None:
        try:
            outcome, good = work(), True
        except Exception as error:  # noqa: BLE001 - whatever it is, it is shown in the interface thread
            outcome, good = error, False
        try:
            self._landed.emit(number, good, outcome)
        except RuntimeError:  # the window is gone
            return

    def _land(self, number: int, good: bool, outcome: object) -> None:
        job = self._jobs.pop(number, None)
        if job is None or not shiboken6.isValid(job.owner):
            return
        if good:
            job.then(outcome)
        elif isinstance(outcome, Problem):
            job.failed(outcome)
        else:
            self.crashed.emit(outcome)
            job.failed(Problem(f"Something unexpected happened ({type(outcome).__name__}: {outcome})."))
