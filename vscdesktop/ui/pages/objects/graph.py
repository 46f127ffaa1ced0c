"""The topology of one thing: boxes in five columns and the lines between them. No Qt.

Every column is ordered by what its boxes hang on, so that lines cross as little as they can.
"""

from dataclasses import dataclass, field, replace

from vscdesktop.domain import array, cloud
from vscdesktop.domain.inventory import Inventory
from vscdesktop.domain.keys import Key, Kind
from vscdesktop.domain.units import count, size
from vscdesktop.services.marks import WORSE
from vscdesktop.ui.pages.objects import path
from vscdesktop.ui.pages.objects.path import Stop

COLUMNS = ("Instance", "Disk", "Primary Storage", "ONTAP volume", "Local tier and node")
INSTANCE, DISK, POOL, VOLUME, TIER = range(len(COLUMNS))
MOST = 6  # instances of a pool that get a box of their own


@dataclass(frozen=True)
class Box:
    id: str
    column: int
    stop: Stop
    row: float = 0.0
    hot: bool = True  # on the way that is asked for
    start: bool = False


@dataclass(frozen=True)
class Edge:
    left: str
    right: str
    hot: bool = True
    down: bool = False  # from a box to the one below it


@dataclass
class Graph:
    boxes: dict[str, Box] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)  # why a way ends early

    @property
    def rows(self) -> float:
        return 1 + max((b.row for b in self.boxes.values()), default=0.0)

    def sentence(self) -> str:
        """What is drawn, for who cannot see it: the way, column by column."""
        hot = [b for b in self.boxes.values() if b.hot]
        parts = [", ".join(b.stop.name for b in hot if b.column == c) for c in range(len(COLUMNS))]
        return "; ".join(f"{COLUMNS[c]}: {names}" for c, names in enumerate(parts) if names)

    def way(self) -> list[Stop]:
        """What is on the way, the worst first."""
        hot = [b.stop for b in self.boxes.values() if b.hot and b.stop.mark.status]
        return sorted(hot, key=lambda stop: WORSE[stop.mark.status], reverse=True)


def graph(inventory: Inventory, key: Key) -> Graph | None:
    """The topology of an instance, disk, pool or volume; None of anything else."""
    thing, made = inventory.things.get(key), _Maker(inventory)
    match thing:
        case cloud.Instance():
            made.instance(thing, inventory.disks(key))
        case cloud.Disk():
            made.one_disk(thing)
        case cloud.Pool():
            made.whole_pool(thing)
        case array.Volume():
            made.whole_volume(thing)
        case _:
            return None
    return _placed(made.graph)


class _Maker:
    def __init__(self, inventory: Inventory) -> None:
        self.inventory, self.graph = inventory, Graph()

    def box(self, column: int, stop: Stop, ident: str = "", hot: bool = True, start: bool = False) -> str:
        ident = ident or "|".join(stop.key or ())
        self.graph.boxes.setdefault(ident, Box(ident, column, stop, hot=hot, start=start))
        return ident

    def line(self, left: str, right: str, hot: bool = True, down: bool = False) -> None:
        edge = Edge(left, right, hot, down)
        if left and right and edge not in self.graph.edges:
            self.graph.edges.append(edge)

    # -- what is asked for -----------------------------------------------------------------------
    def instance(self, thing: cloud.Instance, disks: tuple[cloud.Disk, ...]) -> None:
        top = self.box(INSTANCE, path.of_instance(self.inventory, thing), start=True)
        for disk in disks:
            one = self.box(DISK, path.of_disk(self.inventory, disk))
            self.line(top, one)
            self.line(one, self.pool_of(disk))
        for pool in dict.fromkeys(d.pool for d in disks if d.pool):
            self.others(pool, {d.key for d in disks})

    def one_disk(self, disk: cloud.Disk) -> None:
        one = self.box(DISK, path.of_disk(self.inventory, disk), start=True)
        self.line(one, self.pool_of(disk))
        thing = self.inventory.things.get(disk.instance) if disk.instance else None
        if isinstance(thing, cloud.Instance):
            self.line(self.box(INSTANCE, path.of_instance(self.inventory, thing)), one)
        if disk.pool:
            self.others(disk.pool, {disk.key})

    def whole_pool(self, pool: cloud.Pool) -> None:
        """Each of its first instances with its disks there, then the rest as one."""
        end = self.pool(pool, start=True)
        disks = path.disks_in(self.inventory, pool.key)
        users = sorted({d.instance for d in disks if d.instance}, key=self._name)
        shown = users if len(users) <= MOST + 1 else users[:MOST]
        for user in shown:
            thing = self.inventory.things.get(user)
            own = [d for d in disks if d.instance == user]
            group = path.of_disk(self.inventory, own[0]) if len(own) == 1 else _together(own)
            middle = self.box(DISK, group, "" if len(own) == 1 else f"disks of {user.id}", hot=False)
            self.line(middle, end, hot=False)
            if isinstance(thing, cloud.Instance):
                left = self.box(INSTANCE, path.of_instance(self.inventory, thing), hot=False)
                self.line(left, middle, hot=False)
        self.others(pool.key, {d.key for d in disks if d.instance in shown})

    def whole_volume(self, volume: array.Volume) -> None:
        """What CloudStack keeps on it, each pool with its disks as one."""
        end = self.volume(volume, start=True)
        for key, link in self.inventory.links.items():
            if link.place is None or (link.place.home, link.place.volume) != (volume.key.home, volume.key.id):
                continue
            thing = self.inventory.things.get(key)
            if isinstance(thing, cloud.Pool):
                self.line(self.pool(thing, hot=False, down=False), end, hot=False)
                self.others(key, set())
            elif isinstance(thing, cloud.Store):
                self.line(self.box(POOL, path.of_store(self.inventory, thing), hot=False), end, hot=False)

    # -- from the left to the right --------------------------------------------------------------
    def pool_of(self, disk: cloud.Disk) -> str:
        pool = self.inventory.pool(disk)
        if pool is None:
            self._end(self.inventory.link(disk).reason)
            return ""
        return self.pool(pool)

    def pool(self, pool: cloud.Pool, start: bool = False, hot: bool = True, down: bool = True) -> str:
        one = self.box(POOL, path.of_pool(self.inventory, pool), hot=hot, start=start)
        link = self.inventory.links[pool.key]
        volume = self.inventory.volume(link.place) if link.place else None
        if down and volume is not None:
            self.line(one, self.volume(volume))
            lif = path.lif_of(self.inventory, pool)
            if lif is not None:
                self.line(one, self.box(VOLUME, path.of_lif(self.inventory, lif), hot=False), hot=False)
        elif down:
            self._end(link.reason or "The ONTAP volume was not read.")
        return one

    def volume(self, volume: array.Volume, start: bool = False) -> str:
        one = self.box(VOLUME, path.of_volume(self.inventory, volume), start=start)
        for tier in path.tiers(self.inventory, volume):
            two = self.box(TIER, path.of_tier(self.inventory, tier))
            self.line(one, two)
            node = path.node_of(self.inventory, tier.key.home, tier.node)
            if node is not None:
                self.line(two, self.box(TIER, path.of_node(self.inventory, node)), down=True)
        return one

    def others(self, pool: Key, shown: set[Key]) -> None:
        """The neighbours in a pool, as one box."""
        rest = [d for d in path.disks_in(self.inventory, pool) if d.key not in shown]
        if rest:
            users = len({d.instance for d in rest if d.instance})
            word = "other disk" if shown else "disk"
            sub = f"of {count(users, 'instance')}" if users else "of no instance"
            stop = Stop(Kind.DISK, count(len(rest), word), sub)
            self.line(self.box(DISK, stop, f"others of {pool.id}", hot=False), "|".join(pool), hot=False)

    def _end(self, reason: str) -> None:
        if reason and reason not in self.graph.reasons:
            self.graph.reasons.append(reason)

    def _name(self, key: Key) -> tuple[str, Key]:
        thing = self.inventory.things.get(key)
        return (thing.name if thing else "").casefold(), key


def _together(disks: list[cloud.Disk]) -> Stop:
    return Stop(Kind.DISK, count(len(disks), "disk"), size(sum(d.size for d in disks)))


def _placed(found: Graph) -> Graph:
    """Rows: disks one below the other; what hangs on others in their middle, as far as there is room."""
    place: dict[str, float] = {}
    _stack(found, place, DISK, dict.fromkeys(found.boxes, 0.0))
    for column in (POOL, VOLUME, TIER):
        _stack(found, place, column, {b: _middle(found, place, b, left=True) for b in found.boxes})
    _stack(found, place, INSTANCE, {b: _middle(found, place, b, left=False) for b in found.boxes})
    found.boxes = {k: replace(b, row=place[k]) for k, b in found.boxes.items()}
    return found


def _middle(found: Graph, place: dict[str, float], box: str, left: bool) -> float:
    """Where the boxes it hangs on stand, in the middle; those on the way alone, if there are any."""
    edges = [e for e in found.edges if (e.right if left else e.left) == box]
    ends = [e.left if left else e.right for e in ([e for e in edges if e.hot] or edges)]
    hangs = [place[end] for end in ends if end in place]
    return sum(hangs) / len(hangs) if hangs else 0.0


def _stack(found: Graph, place: dict[str, float], column: int, wanted: dict[str, float]) -> None:
    own = [b for b in found.boxes.values() if b.column == column and not _under(found, b.id)]
    next_row = 0.0
    for box in sorted(own, key=lambda b: (not b.hot, wanted[b.id])):
        place[box.id] = max(next_row, wanted[box.id] if box.hot or column == INSTANCE else next_row)
        next_row = place[box.id] + 1
        for under in (e.right for e in found.edges if e.down and e.left == box.id):
            if under not in place:
                place[under], next_row = next_row, next_row + 1


def _under(found: Graph, box: str) -> bool:
    return any(e.down and e.right == box for e in found.edges)
