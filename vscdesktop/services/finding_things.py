"""Findings about single things: storage that is off or full, and parts of the cloud that are down."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from vscdesktop.domain import array, cloud
from vscdesktop.domain.inventory import Inventory, Lens
from vscdesktop.domain.keys import Key
from vscdesktop.domain.units import count, size
from vscdesktop.services import marks
from vscdesktop.services.finding_words import Finding, Look, Object, listed
from vscdesktop.services.marks import ALMOST_FULL, FULL, Status

T = TypeVar("T")
FEW = 3  # so many things of one kind are told of one by one
BAD = (Status.WARN, Status.CRITICAL)


def of_things(inventory: Inventory) -> Iterator[Finding]:
    ground = _Ground(inventory)
    for rule in (_offline, _full, _tiers, _parts, _pools, _hosts, _instances, _incremental):
        yield from rule(ground)


class _Ground:
    """The inventory, with what lies on what."""

    def __init__(self, inventory: Inventory) -> None:
        self.inventory = inventory
        self.pools = self.of(cloud.Pool)
        self._on: dict[Key, set[Key]] = {}  # pool -> instances with a disk on it
        for disks in inventory.attached.values():
            for disk in disks:
                if disk.pool and disk.instance:
                    self._on.setdefault(disk.pool, set()).add(disk.instance)

    def of(self, kind: type[T]) -> list[T]:
        return [t for t in self.inventory.things.values() if isinstance(t, kind)]

    def instances(self, pools: Sequence[cloud.Pool]) -> str:
        return count(len(set().union(*(self._on.get(p.key, ()) for p in pools))), "instance")

    def on(self, volume: array.Volume) -> str:
        """What of the cloud lies on a volume, as a sentence; one that is off no longer tells where it was mounted."""
        found = []
        for pool in self.pools:
            link = self.inventory.links.get(pool.key)
            if link and link.place and (link.place.home, link.place.volume) == (volume.key.home, volume.key.id):
                found.append(pool)
        if not found:
            return ""
        return f"Primary Storage {listed([p.name for p in found])} with {self.instances(found)} on it."


def _told(
    things: Sequence[T], each: Callable[[T], Finding], rest: Callable[[Sequence[T]], Finding]
) -> Iterator[Finding]:
    """A few one by one; of many the first ones, and one finding for the others."""
    few = things if len(things) <= FEW else things[: FEW - 1]
    yield from map(each, few)
    if len(few) < len(things):
        yield rest(things[len(few) :])


# -- storage -----------------------------------------------------------------------------------
def _offline(ground: _Ground) -> Iterator[Finding]:
    def each(v: array.Volume) -> Finding:
        lost = [p for p in ground.pools if v.name in ground.inventory.links[p.key].reason]
        more = ground.on(v) or "Which Primary Storage lay on it is not known while it is off."
        if lost:
            more = f"Perhaps Primary Storage {listed([p.name for p in lost])} lies on it: {ground.instances(lost)}."
        return Finding(Status.CRITICAL, f"ONTAP volume {v.name} is {v.state}", more, "Show volume", Object(v.key))

    def rest(vs: Sequence[array.Volume]) -> Finding:
        fact = f"{count(len(vs), 'more ONTAP volume')} not online"
        look = Look("kind:volume -state:online", Lens.STORAGE)
        return Finding(Status.CRITICAL, fact, listed([v.name for v in vs]), "Show volumes", look)

    yield from _told([v for v in ground.of(array.Volume) if v.state != "online"], each, rest)


def _full(ground: _Ground) -> Iterator[Finding]:
    def share(v: array.Volume) -> int:
        return marks.percent(v.used, v.used + v.available) or 0

    def each(v: array.Volume) -> Finding:
        status = Status.CRITICAL if share(v) >= FULL else Status.WARN
        more = f"{size(v.available)} free of {size(v.used + v.available)}. {ground.on(v)}".strip()
        return Finding(status, f"{v.name} is {share(v)}% full", more, "Show volume", Object(v.key))

    def rest(vs: Sequence[array.Volume]) -> Finding:
        fact = f"{count(len(vs), 'more ONTAP volume')} above {ALMOST_FULL}%"
        more = f"{listed([f'{v.name} {share(v)}%' for v in vs])}."
        return Finding(Status.WARN, fact, more, "Show volumes", Look("kind:volume", Lens.STORAGE))

    full = [v for v in ground.of(array.Volume) if v.state == "online" and share(v) >= ALMOST_FULL]
    yield from _told(sorted(full, key=share, reverse=True), each, rest)


def _tiers(ground: _Ground) -> Iterator[Finding]:
    for tier in ground.of(array.Tier):
        mark = marks.of(tier)
        if mark.status in BAD:
            words = mark.words.removeprefix("online, ")
            more = f"{size(tier.available)} free of {size(tier.size)}. All volumes of the tier share it."
            yield Finding(mark.status, f"Local tier {tier.name} is {words}", more, "Show local tier", Object(tier.key))


def _parts(ground: _Ground) -> Iterator[Finding]:
    for svm in ground.of(array.Svm):
        if marks.of(svm).status in BAD:
            more = "None of its volumes is served while it does not run."
            yield Finding(
                marks.of(svm).status, f"Storage VM {svm.name} is {svm.state}", more, "Show storage VM", Object(svm.key)
            )
    for node in ground.of(array.Node):
        if node.state != "up":
            more = "Its volumes are served by its partner, or not at all."
            yield Finding(Status.CRITICAL, f"Node {node.name} is {node.state}", more, "Show node", Object(node.key))
    for lif in ground.of(array.Lif):
        pools = [p for p in ground.pools if p.address == lif.address]
        if not lif.up and pools:
            more = f"Primary Storage {listed([p.name for p in pools])} is reached over it: {ground.instances(pools)}."
            yield Finding(Status.CRITICAL, f"LIF {lif.name} is down", more, "Show LIF", Object(lif.key))


# -- the cloud ---------------------------------------------------------------------------------
def _pools(ground: _Ground) -> Iterator[Finding]:
    for pool in ground.pools:
        if pool.state == "Up":
            continue
        status = Status.CRITICAL if pool.state == "Down" else Status.WARN
        more = f"{ground.instances([pool])} on it; none of them is backed up or restored until it is Up."
        yield Finding(status, f"Primary Storage {pool.name} is {pool.state}", more, "Show storage", Object(pool.key))


def _hosts(ground: _Ground) -> Iterator[Finding]:
    running: dict[tuple[str, str], int] = {}
    for instance in ground.inventory.instances():
        at = instance.key.home, instance.host
        running[at] = running.get(at, 0) + 1

    def each(host: cloud.Host) -> Finding:
        there = running.get((host.key.home, host.name), 0)
        more = f"CloudStack says that {count(there, 'instance')} {'runs' if there == 1 else 'run'} on it."
        return Finding(marks.of(host).status, f"Host {host.name} is {host.state}", more, "Show host", Object(host.key))

    def rest(hosts: Sequence[cloud.Host]) -> Finding:
        fact = f"{count(len(hosts), 'more host')} not Up"
        return Finding(
            Status.CRITICAL, fact, listed([h.name for h in hosts]), "Show hosts", Look("kind:host -state:up")
        )

    yield from _told([h for h in ground.of(cloud.Host) if marks.of(h).status in BAD], each, rest)


def _instances(ground: _Ground) -> Iterator[Finding]:
    def each(i: cloud.Instance) -> Finding:
        more = "CloudStack could not start, stop or build it; its events say why."
        return Finding(Status.CRITICAL, f"{i.name} is in state Error", more, "Show instance", Object(i.key))

    def rest(found: Sequence[cloud.Instance]) -> Finding:
        fact = f"{count(len(found), 'more instance')} in state Error"
        look = Look("kind:instance state:error")
        return Finding(Status.CRITICAL, fact, f"{listed([i.name for i in found])}.", "Show instances", look)

    yield from _told([i for i in ground.inventory.instances() if i.state == "Error"], each, rest)


def _incremental(ground: _Ground) -> Iterator[Finding]:
    for cluster in ground.of(cloud.Cluster):
        if cluster.incremental:
            more = (
                "CloudStack's next snapshot would build on the wrong data after a restore, so both are refused there."
            )
            fact = f"Incremental KVM snapshots are on in {cluster.name}"
            yield Finding(Status.WARN, fact, more, "Show cluster", Object(cluster.key))
