"""Everything the lab remembers, and what happens in it by itself.

One lock guards all of it. Whatever happens later is an event: a due time, a kind and arguments, all data, so
that a whole world can be saved and brought back. `catch_up` lets due events happen; every request calls it
first, so nobody can see the time in between.
"""

import copy
import heapq
import itertools
import random
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from vscdesktop.lab.clock import Clock
from vscdesktop.lab.files import Volume

Row = dict[str, Any]
Handler = Callable[["World", Row], None]
HANDLERS: dict[str, Handler] = {}


def on(kind: str) -> Callable[[Handler], Handler]:
    """Name the function that lets an event of this kind happen."""

    def register(handler: Handler) -> Handler:
        HANDLERS[kind] = handler
        return handler

    return register


@dataclass
class Cached:
    """A name a host has looked up: it is trusted for a while, as long as that inode lives."""

    inode: int
    until: float


@dataclass
class State:
    """What is saved and restored; plain data throughout."""

    volumes: dict[str, Volume] = field(default_factory=dict)  # FlexVol uuid -> blocks and names
    ontap: dict[str, dict[str, Row]] = field(default_factory=dict)  # table -> key -> row
    cloud: dict[str, dict[str, Row]] = field(default_factory=dict)  # table -> id -> row
    names: dict[tuple[str, str, str], Cached] = field(default_factory=dict)  # (host, volume, path)
    events: list[tuple[float, int, str, Row]] = field(default_factory=list)


class World:
    def __init__(self, seed: int = 0, factor: float = 1.0) -> None:
        self.lock = threading.RLock()
        self.clock = Clock(factor)
        self.random = random.Random(seed)  # noqa: S311 - a world that can be made again, no secret
        self.state = State()
        self._saved: dict[str, tuple[float, float, State]] = {}
        self._order = itertools.count()

    def new_uuid(self) -> str:
        """Ids repeat with the seed."""
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))

    def later(self, seconds: float, kind: str, **args: Any) -> None:
        """Let `kind` happen after `seconds` of the lab's time."""
        self.at(self.clock.after(seconds), kind, **args)

    def at(self, when: float, kind: str, **args: Any) -> None:
        heapq.heappush(self.state.events, (when, next(self._order), kind, args))

    def catch_up(self) -> None:
        """Let everything happen that is due. Call with the lock held."""
        while self.state.events and self.state.events[0][0] <= self.clock.now():
            _, _, kind, args = heapq.heappop(self.state.events)
            HANDLERS[kind](self, args)

    def save(self, name: str) -> None:
        with self.lock:
            self.catch_up()
            self._saved[name] = (self.clock.now(), self.clock.jumped, copy.deepcopy(self.state))

    def restore(self, name: str) -> None:
        """The world as it was saved, without later jumps; what was due in a minute then is due in a minute now."""
        with self.lock:
            saved_at, self.clock.jumped, state = self._saved[name]
            self.state = copy.deepcopy(state)
            passed = self.clock.now() - saved_at
            self.state.events = [(when + passed, n, kind, args) for when, n, kind, args in self.state.events]
            for cached in self.state.names.values():
                cached.until += passed
