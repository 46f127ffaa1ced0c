"""The real window on a lab, somebody who looks at it, and somebody in the data centre."""

import gc
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.support import SOON, Bench
from tests.ui.pulse import Pulse
from vscdesktop import labs
from vscdesktop.domain.keys import Key
from vscdesktop.domain.manifest import Manifest
from vscdesktop.plans.model import Plan, State
from vscdesktop.plans.runner import Patience
from vscdesktop.services import catalog
from vscdesktop.services.survey import find_instance
from vscdesktop.store import settings
from vscdesktop.store.paths import profile
from vscdesktop.ui import bridge
from vscdesktop.ui.board import Task
from vscdesktop.ui.bridge import Bridge
from vscdesktop.ui.context import Context
from vscdesktop.ui.desk import Desk
from vscdesktop.ui.shell.window import Window
from vscdesktop.ui.widgets.states import Banner
from vscdesktop.ui.widgets.text import Text

T = TypeVar("T")
LATE = 30_000  # milliseconds nothing here should ever take
PULSES: dict[str, Pulse] = {}  # of every window of this run, by the name of its test


class House:
    """`told`: where the lab is for the window, if not where it says itself."""

    def __init__(
        self, qtbot: QtBot, bench: Bench, folder: Path, told: dict[str, Any] | None = None, patience: Patience = SOON
    ) -> None:
        self.qtbot, self.bench = qtbot, bench
        place, ways = profile(str(folder)), labs.ways(told or bench.told)
        if not place.settings.exists():
            settings.save(place.settings, [row for row, _ in ways])
            settings.save_look(place.settings, settings.Look("Lab", "test"))
        self.desk = Desk(place, patience)
        self.desk.secrets.update({row.id: secret for row, secret in ways})
        self.context = Context(self.desk, Bridge())
        self.crashes: list[BaseException] = []
        self.context.bridge.crashed.connect(self.crashes.append)
        self.window = Window(self.context)
        self.window.resize(1440, 900)
        self.window.show()

    def start(self) -> None:
        """Open it, until everything was read and what was left open is at rest."""
        with self.qtbot.waitSignal(self.context.opened, timeout=LATE):
            self.context.open()
        self.until(lambda: self.context.inventory is not None or bool(self.context.problem))
        self.quiet()
        self.context.pause(True)

    def quiet(self) -> None:
        """Nothing is under way, and everything is drawn."""
        self.until(lambda: not self.context.bridge.busy)
        self.qtbot.wait(20)

    def close(self) -> None:
        self.quiet()
        self.window.close()
        self.window.deleteLater()

    # -- waiting, without holding the interface thread up ------------------------------------------
    def until(self, true: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(true, timeout=LATE)

    def away(self, work: Callable[[], T]) -> T:
        """Do it on another thread; the window goes on meanwhile."""
        done: list[T] = []
        threading.Thread(target=lambda: done.append(work()), daemon=True).start()
        self.until(lambda: bool(done))
        return done[0]

    def control(self, method: str, path: str, body: object = None) -> Any:
        return self.away(lambda: self.bench.control(method, path, body))

    # -- plans -------------------------------------------------------------------------------------
    def key(self, name: str) -> Key:
        assert self.context.inventory is not None
        return find_instance(self.context.inventory, name)

    def backup_plan(self, name: str) -> Plan:
        return self.away(lambda: self.desk.plan_backup(self.key(name)))

    def restore_plan(self, name: str) -> Plan:
        def make() -> Plan:
            chosen: Manifest = catalog.pick(self.desk.points_of(self.key(name)), "latest")[1]
            return self.desk.plan_restore(self.key(name), chosen, False, False)

        return self.away(make)

    def back_up(self, name: str) -> None:
        """Only so that there is a point."""
        assert self.away(lambda: self.desk.run(self.desk.plan_backup(self.key(name)))).state is State.DONE
        self.context.plans.dismiss()

    def begin(self, plan: Plan, hold: str = "", when: str = "before") -> None:
        """Start a plan as its wizard does; with `hold`, until the lab holds the request that matches."""
        if hold:
            self.control("POST", "/faults", {"do": "hold", "match": hold, "when": when, "mutating": True})
        self.context.plans.start(plan)
        if hold:
            assert self.control("GET", "/faults/held?wait=20"), f"nothing matches {hold}"

    def look_again(self) -> None:
        self.button("Look again", self.window.pane).click()

    def release(self, drop: bool = False) -> None:
        self.control("POST", "/faults/release", {"drop": drop})

    def ends(self) -> Task:
        """The newest task, once it has ended and everything was read again."""
        self.until(lambda: bool(self.context.plans.tasks) and not any(t.live for t in self.context.plans.tasks))
        self.quiet()
        return self.context.plans.tasks[0]

    # -- looking -----------------------------------------------------------------------------------
    def hashes(self, name: str) -> dict[str, str]:
        return self.away(lambda: self.bench.hashes(name))

    def journal(self, plan: Plan) -> State:
        entry = self.desk.app.journal.entry(plan.id)
        assert entry is not None
        return entry.state

    @property
    def banners(self) -> list[str]:
        """Of the window itself."""
        return [b.accessibleName() for b in self.window.news.findChildren(Banner) if b.isVisible()]

    def words(self, place: QWidget | None = None) -> str:
        return words(place or self.window)

    def button(self, text: str, place: QWidget | None = None) -> QPushButton:
        return button(text, place or self.window)


def words(place: QWidget) -> str:
    """All that is written there, a line each."""
    return "\n".join(t.text() for t in place.findChildren(Text) if t.text() and t.isVisible())


def offered(place: QWidget) -> list[QPushButton]:
    """The buttons with words that can be pressed."""
    return [b for b in place.findChildren(QPushButton) if b.text() and b.isVisible() and b.isEnabled()]


def button(text: str, place: QWidget) -> QPushButton:
    found = [b for b in offered(place) if b.text() == text]
    assert len(found) == 1, f"{text}: {[b.text() for b in offered(place)]}"
    return found[0]


@contextmanager
def house(
    qtbot: QtBot,
    bench: Bench,
    folder: Path,
    name: str = "",
    told: dict[str, Any] | None = None,
    patience: Patience = SOON,
    opens: bool = True,
) -> Iterator[House]:
    """An open window whose pulse is taken, under a name; afterwards nothing unexpected may have happened in it."""
    gc.collect()
    gc.freeze()  # what all other tests have left is no work of this window,
    away, bridge.AWAY = bridge.AWAY, bridge.SELDOM  # in which somebody works
    made, pulse = House(qtbot, bench, folder, told, patience), Pulse()
    qtbot.waitExposed(made.window)
    pulse.start()
    try:
        if opens:
            made.start()
        yield made
        qtbot.wait(50)
    finally:
        pulse.stop()
        if name:
            PULSES[name] = pulse
        bench.control("DELETE", "/faults")
        made.close()
        gc.unfreeze()
        bridge.AWAY = away
    assert made.crashes == []
