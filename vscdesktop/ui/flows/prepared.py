"""A plan with everything a person wants to see beside it. Read on a worker thread."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from vscdesktop.domain.array import Volume
from vscdesktop.domain.calls import Call
from vscdesktop.domain.cloud import Disk
from vscdesktop.domain.inventory import Inventory
from vscdesktop.domain.keys import Key, Kind
from vscdesktop.domain.units import count, size
from vscdesktop.plans.model import Plan
from vscdesktop.ui.desk import Desk


@dataclass(frozen=True)
class Room:
    """A volume before and after, in bytes. What is new is an estimate."""

    volume: Volume
    more: int

    @property
    def before(self) -> float:
        """How full it is, 0 to 1: of what can be written, not of its nominal size."""
        return self.volume.used / self._whole

    @property
    def after(self) -> float:
        return max(0.0, min(1.0, (self.volume.used + self.more) / self._whole))

    @property
    def _whole(self) -> int:
        return max(1, self.volume.used + self.volume.available)

    @property
    def change(self) -> str:
        return f"{'+' if self.more >= 0 else '−'}{size(abs(self.more))}"


@dataclass(frozen=True)
class Prepared:
    plan: Plan
    calls: Mapping[int, Sequence[Call]]  # the exact requests of each step; a step without any only looks
    systems: Mapping[str, str]  # connection id -> its name
    touched: tuple[tuple[str, str], ...]  # the blast radius: label and value
    room: tuple[Room, ...]  # of the volumes whose space changes, as far as that is known
    made: datetime

    @property
    def looks(self) -> int:
        """How many steps only look."""
        return sum(not self.calls[s.n] for s in self.plan.steps)


def prepare(desk: Desk, plan: Plan, freed: int = 0) -> Prepared:
    """Everything about a plan. `freed`: bytes that become free when it is done. Raises Problem."""
    inventory = desk.inventory or desk.refresh()
    systems = {c.id: c.name for c in desk.connections}
    changes = _freed(plan, freed) if plan.kind == "delete" else _grown(plan, inventory)
    room = [Room(v, more) for key, more in changes.items() if (v := _volume(inventory, key)) and v.used + v.available]
    return Prepared(plan, desk.calls(plan), systems, _touched(plan, inventory), tuple(room), datetime.now(UTC))


def _touched(plan: Plan, inventory: Inventory) -> tuple[tuple[str, str], ...]:
    disks = _disks(plan, inventory)
    volumes = [v.name for key in _volumes(plan) if (v := _volume(inventory, key))]
    thing = inventory.things.get(plan.subject)
    found = [("Instance", thing.name)] if thing is not None and plan.subject.kind is Kind.INSTANCE else []
    if plan.kind != "delete":
        found.append(("Disks", f"{count(len(disks), 'disk')}, {size(sum(d.size for d in disks))}"))
    found.append(("ONTAP volumes" if len(volumes) > 1 else "ONTAP volume", ", ".join(volumes)))
    return (*found, ("Power", _power(plan)), ("Other instances", ", ".join(_others(plan, inventory)) or "None"))


def _others(plan: Plan, inventory: Inventory) -> list[str]:
    """Instances other than its own whose disks a step names. There is none, and this looks whether that is so."""
    names = ("path", "source", "target", "away")
    named = {
        (s.args["home"], s.args["volume"], s.args[n])
        for s in plan.steps
        if "volume" in s.args
        for n in names
        if n in s.args
    }
    own = {plan.subject} | {d.instance for d in _disks(plan, inventory)}
    rest = (i for i in inventory.instances() if i.key not in own)
    return [i.name for i in rest if any(inventory.link(d).place in named for d in inventory.disks(i.key))]


def _power(plan: Plan) -> str:
    stops, starts = (any(s.verb == verb for s in plan.steps) for verb in ("instance.stop", "instance.start"))
    if stops:
        return "Stop, then start" if starts else "Stop, stay stopped"
    return "Start at the end" if starts else "Unchanged"


def _disks(plan: Plan, inventory: Inventory) -> list[Disk]:
    if plan.subject.kind is Kind.DISK:
        one = inventory.things.get(plan.subject)
        return [one] if isinstance(one, Disk) else []
    return list(inventory.disks(plan.subject))


def _volumes(plan: Plan) -> Iterator[Key]:
    """The volumes its steps name, in their order."""
    named = ((s.args["home"], s.args["volume"]) for s in plan.steps if "volume" in s.args)
    return (Key(Kind.VOLUME, home, uuid) for home, uuid in dict.fromkeys(named))


def _volume(inventory: Inventory, key: Key) -> Volume | None:
    found = inventory.things.get(key)
    return found if isinstance(found, Volume) else None


def _grown(plan: Plan, inventory: Inventory) -> dict[Key, int]:
    """What the metadata of the clones of its disks will cost each volume, by the disks' virtual sizes."""
    from vscdesktop.services.room import SHARE, SPARE

    clones = 2 if plan.kind == "restore" else 1
    found: dict[Key, int] = {}
    for disk in _disks(plan, inventory):
        place = inventory.link(disk).place
        if place is not None:
            key = Key(Kind.VOLUME, place.home, place.volume)
            found[key] = found.get(key, SPARE) + int(disk.size * SHARE) * clones
    return found


def _freed(plan: Plan, freed: int) -> dict[Key, int]:
    """Which volume how much becomes free on is known only when there is but one."""
    volumes = list(_volumes(plan))
    return {volumes[0]: -freed} if freed and len(volumes) == 1 else {}
