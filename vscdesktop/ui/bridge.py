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
from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal
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
    """Holds all that the work needs and finds. Its thread knows the number alone: what it held might be the last to
    hold a widget, and destroy it there."""

    work: Callable[[], Any]
    then: Callable[[Any], None]
    failed: Callable[[Problem], None]
    owner: QObject
    wanted: bool = True
    found: Any = None
    error: Exception | None = None


class Bridge(QObject):
    """One for the whole window; made in the interface thread."""

    crashed = Signal(object)  # an exception nobody expected
    _landed = Signal(int)

    def __init__(self) -> None:
        super().__init__(QCoreApplication.instance())  # which alone ends it, and not a thread that comes to its end
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
        self._jobs[number] = _Job(work, then, failed, owner)
        if rest:
            QTimer.singleShot(rest, self, lambda: self._begin(number))
        else:
            self._begin(number)
        return number

    def _begin(self, number: int) -> None:
        job = self._jobs[number]
        if job.wanted and shiboken6.isValid(job.owner):
            threading.Thread(target=self._run, args=(number,), name=f"work-{number}", daemon=True).start()
        else:
            del self._jobs[number]

    def drop(self, number: int) -> None:
        """Nobody waits for that work any more: it does not begin, or its outcome is for nobody."""
        if number in self._jobs:
            self._jobs[number].wanted = False

    @property
    def busy(self) -> int:
        """Works whose outcome somebody still waits for."""
        return sum(job.wanted for job in self._jobs.values())

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

    def _run(self, number: int) -> None:
        try:
            self._jobs[number].found = self._jobs[number].work()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is shown in the interface thread
            self._jobs[number].error = error
        try:
            self._landed.emit(number)
        except RuntimeError:  # the application is gone
            return

    def _land(self, number: int) -> None:
        job = self._jobs.pop(number)
        if not job.wanted or not shiboken6.isValid(job.owner):
            return
        if job.error is None:
            job.then(job.found)
        elif isinstance(job.error, Problem):
            job.failed(job.error)
        else:
            self.crashed.emit(job.error)
            job.failed(Problem(f"Something unexpected happened ({type(job.error).__name__}: {job.error})."))
