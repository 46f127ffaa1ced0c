"""How long the interface thread does not answer: a timer that should come every 5 ms, and who it had to wait for."""

import faulthandler
import re
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

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
        self._seen, self._over = Counter[str](), threading.Event()
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
            self.where.append((gap, ", ".join(f"{n} x {place}" for place, n in self._seen.most_common(4))))
        self._seen = Counter()

    def _watch(self) -> None:
        """Seen from another thread: where the interface thread stays while a beat is late.

        Only `faulthandler` may look: a frame that is held from here would keep a painter beyond its time.
        """
        with tempfile.TemporaryFile("w+") as seen:
            while not self._over.wait(0.004):
                if (time.monotonic() - self._beaten) * 1e3 > 2 * BEAT:
                    seen.truncate(0)
                    seen.seek(0)
                    faulthandler.dump_traceback(seen, all_threads=True)
                    seen.seek(0)
                    stack = seen.read().partition(f"{self._main:#018x} ")[2].partition("\n\n")[0]
                    places = [f"{Path(file).name}:{line}" for file, line in re.findall('"(.+)", line (\\d+)', stack)]
                    self._seen[" < ".join(places[:4])] += 1

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
