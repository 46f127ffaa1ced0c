"""In what state a thing is: a status key that is never shown without its words."""

from enum import StrEnum
from typing import NamedTuple

from vscdesktop.domain import array, cloud
from vscdesktop.domain.inventory import Inventory, Thing
from vscdesktop.domain.keys import Key

ALMOST_FULL, FULL = 90, 95  # percent


class Status(StrEnum):
    """The worse the later."""

    NONE = ""  # nothing to say: it has no state of its own
    OK = "ok"
    UNKNOWN = "unknown"  # off, under way, or not known
    WARN = "warn"
    CRITICAL = "critical"


WORSE = {status: n for n, status in enumerate(Status)}


class Mark(NamedTuple):
    status: Status
    words: str = ""


NOTHING = Mark(Status.NONE)


def mark(key: Key, inventory: Inventory) -> Mark:
    """The state of one thing; a pool is never better than the volume behind it."""
    thing = inventory.things[key]
    own = of(thing)
    link = inventory.links.get(key)
    if link is None or link.place is None:
        return own
    volume = inventory.volume(link.place)
    if volume is None:
        return own
    behind = of(volume)
    return Mark(behind.status, f"its volume {volume.name}: {behind.words}") if _matters(behind, own) else own


def _matters(behind: Mark, own: Mark) -> bool:
    return WORSE[behind.status] > max(WORSE[own.status], WORSE[Status.UNKNOWN])


def of(thing: Thing) -> Mark:
    """By what the thing says of itself."""
    match thing:
        case cloud.Disk():
            return DISK.get(thing.state) or _odd(thing.state)
        case cloud.Instance():
            return INSTANCE.get(thing.state) or _odd(thing.state)
        case array.Volume():
            full = percent(thing.used, thing.used + thing.available)
            return _fullness(thing.state, full, {"online": Status.OK, "restricted": Status.WARN})
        case array.Tier():
            return _fullness(thing.state, percent(thing.size - thing.available, thing.size), {"online": Status.OK})
        case cloud.Host():
            return Mark(HOST.get(thing.state, Status.UNKNOWN), thing.state)
        case cloud.Pool():
            return Mark(POOL.get(thing.state, Status.WARN), thing.state)
        case array.Node():
            return Mark(Status.OK if thing.state == "up" else Status.CRITICAL, thing.state)
        case array.Svm():
            return Mark({"running": Status.OK, "stopped": Status.CRITICAL}.get(thing.state, Status.WARN), thing.state)
        case array.Lif():
            return Mark(Status.OK, "up") if thing.up else Mark(Status.WARN, "down")
        case cloud.Zone():
            return NOTHING if thing.state == "Enabled" else Mark(Status.UNKNOWN, thing.state)
    return NOTHING


INSTANCE = {
    "Running": Mark(Status.OK, "Running"),
    "Error": Mark(Status.CRITICAL, "Error"),
    "Unknown": Mark(Status.WARN, "Unknown: its host does not tell"),
}
DISK = {"Ready": NOTHING, "Allocated": Mark(Status.UNKNOWN, "Allocated: it has no file yet")}
HOST = {
    "Up": Status.OK,
    "Down": Status.CRITICAL,
    "Alert": Status.CRITICAL,
    "Error": Status.CRITICAL,
    "Disconnected": Status.CRITICAL,
    "Connecting": Status.WARN,
    "Rebalancing": Status.WARN,
}
POOL = {"Up": Status.OK, "Maintenance": Status.UNKNOWN, "Disabled": Status.UNKNOWN, "Down": Status.CRITICAL}


def _odd(state: str) -> Mark:
    """Off or under way; a state that says Error is one."""
    return Mark(Status.CRITICAL if "Error" in state else Status.UNKNOWN, state)


def _fullness(state: str, full: int | None, known: dict[str, Status]) -> Mark:
    status = known.get(state, Status.CRITICAL)
    if status is not Status.OK or full is None:
        return Mark(status, state)
    status = Status.CRITICAL if full >= FULL else Status.WARN if full >= ALMOST_FULL else Status.OK
    return Mark(status, f"{state}, {full}% full")


def percent(part: int, whole: int) -> int | None:
    """Rounded down, so that 95 means 95; None of nothing."""
    return 100 * part // whole if whole > 0 else None
