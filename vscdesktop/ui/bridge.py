"""Where threads and Qt meet, and nowhere else.

Work runs on daemon threads; what it returns or raises lands in the interface thread by one queued signal. A
widget that is gone by then gets nothing. Nothing here waits.
"""

import gc
import itertools
import queue
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from vscdesktop.domain.errors import Problem

T = TypeVar("T")
WORKERS = 6
SLICE = 0.0005  # seconds a worker computes on while the interface thread waits, as it does anew for each widget painted
SWEEP = 500  # milliseconds between two looks whether there is garbage to collect


@dataclass
class _Job:
    work: Callable[[], Any]
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
        self._waiting: queue.SimpleQueue[tuple[int, Callable[[], Any]]] = queue.SimpleQueue()
        self._landed.connect(self._land, Qt.ConnectionType.QueuedConnection)
        gc.disable()
        sys.setswitchinterval(SLICE)
        sweeping = QTimer(self, interval=SWEEP)
        sweeping.timeout.connect(self._sweep)
        sweeping.start()
        for n in range(WORKERS):
            threading.Thread(target=self._work, name=f"worker-{n}", daemon=True).start()

    def do(
        self,
        work: Callable[[], T],
        then: Callable[[T], None],
        failed: Callable[[Problem], None],
        owner: QObject,
        *,
        long: bool = False,
    ) -> None:
        """Run `work` on a thread; `then` or `failed` follows in the interface thread while `owner` lives.

        What nobody expected is told of by `crashed`, and fails in words too: whoever waits does not wait for ever.
        `long`: on a thread of its own, so that a plan that runs for minutes takes no worker from short reads.
        """
        number = next(self._numbers)
        self._jobs[number] = _Job(work, then, failed, owner)
        if long:
            threading.Thread(target=self._run, args=(number, work), name=f"long-{number}", daemon=True).start()
        else:
            self._waiting.put((number, work))

    @property
    def busy(self) -> int:
        """Jobs that have not landed yet."""
        return len(self._jobs)

    @staticmethod
    def _sweep() -> None:
        """Collect cyclic garbage here alone: a worker thread that happened to collect a widget would destroy it there,
        beside the interface thread that still draws it."""
        counts, limits = gc.get_count(), gc.get_threshold()
        oldest = next((n for n in (2, 1, 0) if counts[n] > limits[n]), None)
        if oldest is not None:
            gc.collect(oldest)

    def _work(self) -> None:
        while True:
            self._run(*self._waiting.get())

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
        job = self._jobs.pop(number)
        if not shiboken6.isValid(job.owner):
            return
        if good:
            job.then(outcome)
        elif isinstance(outcome, Problem):
            job.failed(outcome)
        else:
            self.crashed.emit(outcome)
            job.failed(Problem(f"Something unexpected happened ({type(outcome).__name__}: {outcome})."))
