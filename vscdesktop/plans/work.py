"""Tickets and lanes: how work is watched, cancelled and kept in order."""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from vscdesktop.domain.errors import Cancelled

Observer = Callable[[str, int, int, str], None]  # (what: begin|step|done|retry|undo|residue, n, of, text)

STOPPED = "Stopped on request."  # ends the reason of a plan that was cancelled; the words of its step stand before


class Ticket:
    """One piece of work: whoever started it can cancel it and watch it."""

    def __init__(self, watch: Observer | None = None) -> None:
        self._cancel = threading.Event()
        self._watch = watch

    def cancel(self) -> None:
        """Ask it to stop at the next place where nothing is lost by stopping."""
        self._cancel.set()

    def check(self) -> None:
        if self._cancel.is_set():
            raise Cancelled(STOPPED)

    def wait(self, seconds: float) -> None:
        """Sleep; a cancel ends the sleep, not the work."""
        self._cancel.wait(seconds) if not self._cancel.is_set() else threading.Event().wait(seconds)

    def report(self, what: str, n: int, of: int, text: str) -> None:
        if self._watch is not None:
            self._watch(what, n, of, text)


class Lanes:
    """Changes in one lane happen one after the other; lanes do not wait for each other."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    @contextmanager
    def enter(self, lane: str) -> Iterator[None]:
        with self._guard:
            lock = self._locks[lane]
        with lock:
            yield
