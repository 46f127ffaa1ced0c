"""Which instances have restore points and which have none: names and times only, they come cheaply."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from vscdesktop.domain.keys import Key, Kind
from vscdesktop.domain.units import ago, count
from vscdesktop.services.browse import Browse

GONE = "No longer in CloudStack"


@dataclass(frozen=True)
class Protected:
    """One instance with its newest point; `newest` None: it has none. `gone`: only its points are left."""

    key: Key
    name: str
    state: str
    newest: datetime | None
    gone: bool = False

    def age(self, now: datetime) -> str:
        return ago(self.newest, now) if self.newest else "None"

    @property
    def urgency(self) -> tuple[bool, float]:
        """Those without a point first, then the oldest newest point."""
        return self.newest is not None, self.newest.timestamp() if self.newest else 0.0


def instances(browse: Browse) -> list[Protected]:
    """Unprotected ones first; nothing when the points could not be read, for then nobody knows."""
    if browse.points is None:
        return []
    known = {i.key.id for i in browse.inventory.instances()}
    found = [Protected(i.key, i.name, i.state, browse.points.get(i.key.id)) for i in browse.inventory.instances()]
    found += _gone(browse, known)
    return sorted(found, key=lambda p: (*p.urgency, p.name.casefold()))


def _gone(browse: Browse, known: set[str]) -> Iterator[Protected]:
    """Instances of which only restore points are left. Their cloud is not known, and not needed to delete them."""
    for ident, newest in (browse.points or {}).items():
        if ident not in known:
            yield Protected(Key(Kind.INSTANCE, "", ident), ident, GONE, newest, gone=True)


def summary(found: list[Protected]) -> str:
    """How many there are, and how many of them have nothing to go back to."""
    living = [p for p in found if not p.gone]
    bare = sum(p.newest is None for p in living)
    words = f"{bare} without a restore point" if bare else "each with a restore point"
    return f"{count(len(living), 'instance')}, {words}" if living else "no instances"
