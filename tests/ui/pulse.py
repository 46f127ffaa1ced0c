"""How long the interface thread does not answer: a timer that should come every 5 ms, and who it had to wait for."""

import sys
import threading
import time
import traceback

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer

BEAT = 5  # milliseconds
LONG = 60.0  # milliseconds after which it is noted where the interface thread is


class Pulse(QObject):
    """Gaps in milliseconds, from `start` to `stop`."""

    def __init__(self) -> None:
        super().__init__()
        self.gaps: list[float] = []
        self.cpu: list[float] = []  # what the interface thread itself computed in each of them
        self.where: list[tuple[float, str]] = []  # gap, and what was seen on the stack in it
        self._clock, self._cpu, self._beaten = QElapsedTimer(), 0.0, time.monotonic()
        self._seen, self._over = "", threading.Event()
        self._timer = QTimer(self, interval=BEAT, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._main = threading.get_ident()

    def start(self) -> None:
        self._clock.start()
        self._cpu, self._beaten = time.thread_time(), time.monotonic()
        self._timer.start()
        threading.Thread(target=self._watch, daemon=True).start()

    def stop(self) -> None:
        self._timer.stop()
        self._over.set()

    def _beat(self) -> None:
        gap, cpu = self._clock.nsecsElapsed() / 1e6, time.thread_time()
        self._clock.restart()
        self.gaps.append(gap)
        self.cpu.append((cpu - self._cpu) * 1e3)
        self._cpu, self._beaten = cpu, time.monotonic()
        if gap > LONG:
            self.where.append((gap, self._seen))
        self._seen = ""

    def _watch(self) -> None:
        """Seen from another thread: where the interface thread stays when a beat is late."""
        while not self._over.wait(0.01):
            if (time.monotonic() - self._beaten) * 1e3 > LONG and not self._seen:
                frame = sys._current_frames().get(self._main)
                self._seen = "".join(traceback.format_stack(frame)[-4:]) if frame else ""

    @property
    def longest(self) -> float:
        return max(self.gaps, default=0.0)

    @property
    def p99(self) -> float:
        ordered = sorted(self.gaps)
        return ordered[int(len(ordered) * 0.99)] if ordered else 0.0

    @property
    def busiest(self) -> float:
        """The most the interface thread itself computed between two beats."""
        return max(self.cpu, default=0.0)
