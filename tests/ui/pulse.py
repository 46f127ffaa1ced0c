"""How long the interface thread does not answer: a timer that should come every 5 ms, and how much of a gap is its own
work. The rest it waited, for other threads of the process or for a processor."""

import time

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer

BEAT = 5  # milliseconds


class Pulse(QObject):
    """Milliseconds, of each gap from `start` to `stop`."""

    def __init__(self) -> None:
        super().__init__()
        self.gaps: list[float] = []
        self.own: list[float] = []  # processor time of the interface thread
        self._clock, self._spent = QElapsedTimer(), 0.0
        self._timer = QTimer(self, interval=BEAT, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        self._clock.start()
        self._spent = time.thread_time()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()
        self._beat()

    def _beat(self) -> None:
        self.gaps.append(self._clock.nsecsElapsed() / 1e6)
        self._clock.restart()
        spent = time.thread_time()
        self.own.append((spent - self._spent) * 1e3)
        self._spent = spent

    @property
    def longest(self) -> float:
        return max(self.gaps, default=0.0)

    @property
    def p99(self) -> float:
        ordered = sorted(self.gaps)
        return ordered[int(len(ordered) * 0.99)] if ordered else 0.0

    @property
    def busiest(self) -> float:
        return max(self.own, default=0.0)
