"""What the overview says, worked out once per reading: how much is protected and how full, and what needs a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from vscdesktop.domain import array, cloud
from vscdesktop.domain.inventory import Inventory
from vscdesktop.domain.keys import Key
from vscdesktop.plans.journal import Entry
from vscdesktop.services.finding_words import Finding
from vscdesktop.services.findings import Known, findings
from vscdesktop.services.marks import percent

FULLEST = 5


@dataclass(frozen=True)
class Pool:
    """The instances whose ROOT disk lies in a pool: for each whether it has a point, those with one first."""

    key: Key
    name: str
    instances: int
    protected: int
    newest: datetime | None


@dataclass(frozen=True)
class Full:
    key: Key
    name: str
    used: int
    whole: int

    @property
    def percent(self) -> int:
        return percent(self.used, self.whole) or 0

    @property
    def words(self) -> str:
        return f"{self.percent}%" if self.percent or not self.used else "<1%"


@dataclass(frozen=True)
class Summary:
    clouds: int
    arrays: int
    instances: int
    blind: str  # why not all instances are known, "" when they are
    protected: int | None  # None: restore points could not be read
    pools: tuple[Pool, ...]
    fullest: tuple[Full, ...]
    findings: tuple[Finding, ...]
    happened: tuple[Entry, ...]  # newest first


def summary(known: Known) -> Summary:
    inventory, kinds = known.inventory, [c.kind for c in known.connections]
    every = [i.key.id for i in inventory.instances()]
    protected = None if known.points is None else sum(i in known.points for i in every)
    return Summary(
        clouds=kinds.count("cloudstack"),
        arrays=kinds.count("ontap"),
        instances=len(every),
        blind=next((gap.reason for gap in inventory.gaps if gap.what == "instances"), ""),
        protected=protected,
        pools=tuple(_pools(inventory, known.points or {})),
        fullest=tuple(_fullest(inventory)),
        findings=tuple(findings(known)),
        happened=tuple(known.entries),
    )


def _pools(inventory: Inventory, points: Mapping[str, datetime]) -> list[Pool]:
    """Largest first."""
    lying: dict[Key, list[Key]] = {}
    for instance, disks in inventory.attached.items():
        root = next((d.pool for d in disks if d.kind == "ROOT" and d.pool), None)
        if root is not None:
            lying.setdefault(root, []).append(instance)
    pools = [t for t in inventory.things.values() if isinstance(t, cloud.Pool) and t.key in lying]
    found = [_pool(pool, lying[pool.key], points) for pool in pools]
    return sorted(found, key=lambda p: (-p.instances, p.name))


def _pool(pool: cloud.Pool, instances: Sequence[Key], points: Mapping[str, datetime]) -> Pool:
    taken = [points[i.id] for i in instances if i.id in points]
    return Pool(pool.key, pool.name, len(instances), len(taken), max(taken, default=None))


def _fullest(inventory: Inventory) -> list[Full]:
    """Volumes that Primary or Secondary Storage lies on; the others are nobody's here."""
    lain = {(link.place.home, link.place.volume) for link in inventory.links.values() if link.place}
    volumes = [t for t in inventory.things.values() if isinstance(t, array.Volume)]
    ours = [v for v in volumes if (v.key.home, v.key.id) in lain and v.used + v.available > 0]
    found = [Full(v.key, v.name, v.used, v.used + v.available) for v in ours]
    return sorted(found, key=lambda f: (-f.used / f.whole, f.name))[:FULLEST]
