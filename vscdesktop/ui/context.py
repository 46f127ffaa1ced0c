"""What every page is given: the desk, the bridge, what was read last, and ways to ask the window for things."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from vscdesktop.domain.errors import Problem
from vscdesktop.domain.inventory import Inventory, Lens
from vscdesktop.domain.keys import Key
from vscdesktop.store.secrets import Shut
from vscdesktop.store.settings import Connection
from vscdesktop.ui.bridge import Bridge
from vscdesktop.ui.desk import Desk
from vscdesktop.ui.plans import Plans

if TYPE_CHECKING:
    from vscdesktop.services.browse import Browse
    from vscdesktop.services.summary import Summary

EVERY = 60_000  # milliseconds between two readings of everything


class Context(QObject):
    opened = Signal()  # the connections are built
    reading = Signal(bool)  # a refresh began or ended
    read = Signal(object, object)  # the inventory before (or None) and the new one
    summed = Signal(object)  # what was read, or one connection that was looked at, is summed up: Summary
    unread = Signal(str)  # a refresh that failed altogether, in words
    shut = Signal(str)  # the keyring does not give its secrets, so nothing can be connected: why
    wanting = Signal(list)  # connections whose secret must be entered first
    going = Signal(str, object)  # to a place, perhaps to a Key
    filtering = Signal(str, object)  # the inventory behind a filter, under a Lens
    retracing = Signal(object)  # what a plan did, by its Entry in the journal
    wizard = Signal(str, object, object)  # backup | restore | delete | connect; its subject; its options
    said = Signal(str, str, str)  # a toast: status, fact, consequence
    checked = Signal(str)  # one connection, by its id, was looked at: desk.links.checked has what was seen
    starting = Signal(bool, str)  # the built-in lab begins to start; it has ended doing so: "", or why it does not run
    looked = Signal(object)  # what this set of connections is called, its kind or its theme changed: Look

    def __init__(self, desk: Desk, bridge: Bridge) -> None:
        super().__init__()
        self.desk, self.bridge = desk, bridge
        self.plans = Plans(desk, bridge, self)
        self.plans.said.connect(self.said)
        self.plans.anew.connect(self.wizard)
        self.plans.rested.connect(self._come_to_rest)
        self.inventory: Inventory | None = None
        self.summary: Summary | None = None
        self._sums = 0
        self.busy = self.paused = self.closed = self.lab_starts = False
        self._sound: set[str] = set()  # connections that were looked at when all of them could be read
        self._opening = self._again = self._reopen = False
        self.problem = ""
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self.refresh)

    # -- systems -------------------------------------------------------------------------------
    def open(self) -> None:
        """Build the connections, then read everything, and bring what was left open to an end meanwhile."""
        if self._opening or self.closed:
            return
        missing = self.desk.wanting()
        if missing:
            self.wanting.emit(missing)
            return
        self._opening = True
        self.bridge.do(self.desk.open, self._opened, self._unopened, self)

    def reopen(self) -> None:
        """The connections are others now: build them anew, once no plan is under way with the old ones."""
        self.plans.look()
        if self.plans.live:
            self._reopen = True
        else:
            self.open()

    def _opened(self, _: None) -> None:
        self._opening = False
        if self.closed:  # what was built while it closed is not used
            self.desk.close()
            return
        self._sound.clear()
        self.opened.emit()
        self.plans.recover()
        if not self.paused:
            self._timer.start()
        self._anew_read()

    def _unopened(self, problem: Problem) -> None:
        self._opening = False
        if isinstance(problem, Shut):
            self._tell(problem.reason)
            self.shut.emit(problem.reason)
        else:
            self._tell(str(problem))

    def _come_to_rest(self) -> None:
        """A plan has ended: new connections may have waited for that, and what it has changed is to be read."""
        if self._reopen and not self.plans.live:
            self._reopen = False
            self.open()
        else:
            self._anew_read()

    # -- reading ---------------------------------------------------------------------------------
    def refresh(self) -> None:
        """Read everything anew, unless that is under way."""
        if not self.desk.opened:
            self.open()
        elif not self.busy and not self.closed:
            self.busy = True
            self.reading.emit(True)
            self.bridge.do(self.desk.read, self._read, self._unread, self)

    def _read(self, browse: Browse) -> None:
        old, self.desk.browse, self.inventory = self.inventory, browse, browse.inventory
        self.busy, self.problem = False, ""
        self.read.emit(old, browse.inventory)
        self.reading.emit(False)
        self._sum()
        self._look_closer({gap.home for gap in browse.inventory.gaps})
        self._once_more()

    def _sum(self) -> None:
        if self.inventory is None:
            return
        self._sums = mine = self._sums + 1

        def summed(found: Summary) -> None:
            if mine == self._sums:  # a later one knows more
                self.summary = found
                self.summed.emit(found)

        self.bridge.do(self.desk.summary, summed, lambda _: None, self)

    def _unread(self, problem: Problem) -> None:
        self.busy = False
        self._tell(str(problem))
        self._look_closer({c.id for c in self.desk.connections})
        self._once_more()

    def _tell(self, words: str) -> None:
        self.problem = words
        self.unread.emit(words)
        self.reading.emit(False)

    def _anew_read(self) -> None:
        """What is being read now began too early to know what has just happened."""
        if self.busy:
            self._again = True
        else:
            self.refresh()

    def _once_more(self) -> None:
        if self._again:
            self._again = False
            self.refresh()

    def pause(self, on: bool) -> None:
        """Stop reading by itself; F5 still reads."""
        self.paused = on
        self._timer.stop() if on else self._timer.start()

    @property
    def age(self) -> float:
        """Seconds since everything was read."""
        return (datetime.now(UTC) - self.inventory.taken).total_seconds() if self.inventory else float("inf")

    def _look_closer(self, gaps: set[str]) -> None:
        """At each connection once, after everything was read, so not beside its first login; and at one with gaps each
        time, until they are gone: its certificate may be another one now, or it may be off."""
        every = self.desk.connections
        for connection in every:
            if connection.id not in self._sound or connection.id in gaps:
                self.check(connection)
        self._sound = {c.id for c in every} - gaps

    def check(self, connection: Connection) -> None:
        """Look at one connection; `checked` tells."""

        def seen(_: object) -> None:
            self.checked.emit(connection.id)
            self._sum()

        self.bridge.do(lambda: self.desk.check(connection), seen, seen, self)

    # -- the built-in lab ------------------------------------------------------------------------
    def start_lab(self) -> None:
        """Start it and connect to it, whichever door that was asked for at; `starting` tells."""
        links = self.desk.links
        if self.lab_starts or (links.told and not links.lab_gone):
            return
        self.lab_starts = True
        self.starting.emit(True, "")
        self.bridge.do(links.start_lab, self._lab_started, self._lab_failed, self)

    def _lab_started(self, _: None) -> None:
        self.lab_starts = False
        self.starting.emit(False, "")
        self.looked.emit(self.desk.links.look)
        self.reopen()

    def _lab_failed(self, problem: Problem) -> None:
        self.lab_starts = False
        self.starting.emit(False, str(problem))

    def close(self) -> None:
        """The window is closed: nothing is read or looked at any more, and a lab of ours ends."""
        self.closed = True
        self._timer.stop()
        self.plans.stop_looking()
        self.desk.close()

    # -- going ---------------------------------------------------------------------------------
    def go(self, place: str, key: Key | None = None) -> None:
        self.going.emit(place, key)

    def find(self, text: str, lens: Lens = Lens.CLOUD) -> None:
        """Show what a filter leaves of the inventory."""
        self.filtering.emit(text, lens)

    def back_up(self, instance: Key) -> None:
        self.wizard.emit("backup", instance, None)

    def restore(self, instance: Key, point: str = "latest") -> None:
        self.wizard.emit("restore", instance, point)

    def connect_to(self, kind: str | None = None) -> None:
        """Connect a system, of that kind when one is named."""
        self.wizard.emit("connect", kind, None)
