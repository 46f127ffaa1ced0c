"""What the whole window costs, as ratios to a floor measured in the same run: `python -m tests.bench_window [rounds]`.

Start to first paint, in fresh interpreters; and the longest time the interface thread does not answer while 20,000
instances arrive. Nothing here asserts, machines differ.
"""

import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer

from tests import first_paint
from tests.ui import generate
from tests.ui.pulse import Pulse
from vscdesktop.domain.inventory import Inventory
from vscdesktop.services.browse import Browse
from vscdesktop.store import settings
from vscdesktop.store.paths import profile
from vscdesktop.ui import app
from vscdesktop.ui.shell.window import Window

INSTANCES, DISKS = 20_000, 3
PAGE = 500  # objects in one answer of CloudStack
FIELDS = 40  # of each object; we read about ten


# -- start ---------------------------------------------------------------------------------------
def started(what: str) -> float:
    """Seconds from a fresh interpreter to the first paint."""
    environment = {**os.environ, first_paint.STARTED: str(time.time())}
    command = [sys.executable, "-m", "tests.first_paint", what]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return float(json.loads(done.stdout)["seconds"])


# -- arrival -------------------------------------------------------------------------------------
def until(true: Callable[[], bool]) -> None:
    loop, timer = QEventLoop(), QTimer(interval=20)
    timer.timeout.connect(lambda: loop.quit() if true() else None)
    timer.start()
    loop.exec()


def pulsing(work: Callable[[], object], true: Callable[[], bool]) -> Pulse:
    """The pulse from `work` until it is `true`, and a moment longer."""
    pulse = Pulse()
    pulse.start()
    work()
    until(true)
    end = time.monotonic() + 0.5
    until(lambda: time.monotonic() > end)
    pulse.stop()
    return pulse


class Arrival:
    """A window whose desk reads what the generator made, on a worker thread as it reads from systems."""

    def __init__(self, folder: str) -> None:
        place = profile(folder)
        settings.save(place.settings, [])
        self.old = generate.inventory(INSTANCES * (DISKS + 1), disks=DISKS)
        self.new = generate.changed(self.old)
        self.points = generate.points(self.old)
        self.window: Window = app.build(place)
        self.window.resize(1440, 900)
        self.window.show()
        self.context = self.window.context
        self.context.open()
        until(self.resting)
        self.context.pause(True)

    def resting(self) -> bool:
        return self.context.inventory is not None and not self.context.bridge.busy

    def read(self, found: Inventory, place: str) -> Pulse:
        self.window.go(place)
        self.context.desk.read = lambda: Browse(found, self.points)  # type: ignore[method-assign]
        return pulsing(self.context.refresh, self.resting)

    def idle(self) -> Pulse:
        end = time.monotonic() + 2
        return pulsing(lambda: None, lambda: time.monotonic() > end)


def plain(bodies: list[bytes]) -> Pulse:
    """The same number of objects as dictionaries, decoded in a thread, with Python's own collector: what `cs` does."""
    kept: list[object] = []
    thread = threading.Thread(target=lambda: kept.extend(json.loads(body) for body in bodies))
    gc.enable()
    pulse = pulsing(thread.start, lambda: not thread.is_alive())
    gc.disable()
    return pulse


def bodies() -> list[bytes]:
    pages = INSTANCES * (DISKS + 1) // PAGE
    row = {f"field{n}": f"a value of an ordinary length {n}" for n in range(FIELDS)}
    return [json.dumps([{**row, "id": f"{page}-{n}"} for n in range(PAGE)]).encode() for page in range(pages)]


def figures(name: str, pulse: Pulse) -> None:
    print(f"{name:44}{pulse.p99:8.1f}{pulse.longest:9.1f}{pulse.busiest:10.1f}", flush=True)


def main(rounds: int = 5) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        place = profile(str(Path(folder) / "start"))
        settings.save(place.settings, [settings.Connection("o", "ontap", "a", "https://127.0.0.1:1", "u", "00" * 32)])
        found = [(started("bare"), started(str(place.folder))) for _ in range(rounds + 1)][1:]  # the first one warms up
        floor, ours = (statistics.median(pair[n] for pair in found) for n in range(2))
        print(f"start to first paint: {ours * 1e3:.0f} ms, a bare QWidget {floor * 1e3:.0f} ms: {ours / floor:.2f}")
        running = app.application(settings.Look())
        arrival = Arrival(str(Path(folder) / "arrival"))
        print(f"{'ms between beats of 5 ms':44}{'p99':>8}{'longest':>9}{'own work':>10}")
        figures("idle", arrival.idle())
        figures(f"plain JSON of {INSTANCES * (DISKS + 1):,} objects in a thread", plain(bodies()))
        for shown in ("overview", "inventory"):
            figures(f"{INSTANCES:,} instances arrive, {shown} shown", arrival.read(arrival.old, shown))
            figures(f"1 % of them changes, {shown} shown", arrival.read(arrival.new, shown))
        arrival.window.close()
    del running
    app.end(0)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
