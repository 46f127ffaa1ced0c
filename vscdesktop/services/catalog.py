"""The restore points, read from the arrays themselves: any workstation sees the same ones."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from vscdesktop.clients.ontap.wire import File
from vscdesktop.domain import manifest as mf
from vscdesktop.domain import points
from vscdesktop.domain.errors import Broken, Problem, Refused
from vscdesktop.domain.inventory import Inventory
from vscdesktop.domain.keys import Place
from vscdesktop.services.look import text_of
from vscdesktop.services.survey import inventory_pools
from vscdesktop.services.systems import Systems

AT_ONCE = 8  # folders that are listed at the same time: there is one for each instance in each pool
NEEDS = ("primary storage", "LIFs", "volumes")  # without these it is not known where points may be


@dataclass(frozen=True)
class Found:
    """A folder of a restore point in one pool; the same point may have one in each pool of its instance."""

    name: points.PointName
    pool: Place
    pool_name: str

    @property
    def place(self) -> Place:
        return self.name.place(self.pool)


@dataclass(frozen=True)
class Point:
    name: points.PointName
    manifest: mf.Manifest | None  # None: not complete, or not readable
    folders: tuple[Found, ...]
    unique: int  # bytes that only its copies hold
    size: int  # bytes of its copies as files

    @property
    def id(self) -> str:
        return self.name.id


def found(systems: Systems, inventory: Inventory, instance: str = "") -> list[Found]:
    """Every folder of every point, newest first; reads names only, no manifests."""
    tops: list[tuple[Place, str, str]] = []
    for pool, place in inventory_pools(inventory):
        top = place.below(points.VSC, "points")
        instances = [instance] if instance else [f.name for f in _listing(systems, top)]
        tops += [(place, pool.name, uuid) for uuid in instances]

    def below(top: tuple[Place, str, str]) -> list[Found]:
        place, pool_name, uuid = top
        names = [points.parse(uuid, f.name) for f in _listing(systems, place.below(points.VSC, "points", uuid))]
        return [Found(name, place, pool_name) for name in names if name is not None]

    with ThreadPoolExecutor(AT_ONCE) as readers:
        every = [folder for folders in readers.map(below, tops) for folder in folders]
    return sorted(every, key=lambda f: (f.name.taken, f.name.id, f.pool), reverse=True)


def known(systems: Systems, inventory: Inventory) -> tuple[Found, ...] | None:
    """The same, newest first; None when not all pools could be looked into."""
    if any(gap.what in NEEDS for gap in inventory.gaps):
        return None
    try:
        return tuple(found(systems, inventory))
    except Problem:
        return None


def newest(folders: Sequence[Found]) -> dict[str, datetime]:
    """When the newest point of each instance was taken."""
    return {f.name.instance: f.name.taken for f in reversed(folders)}


def of_instance(systems: Systems, inventory: Inventory, instance: str) -> list[Point]:
    """The points of one instance with their manifests and what they cost, newest first."""
    return [read(systems, point) for point in grouped(found(systems, inventory, instance))]


def grouped(folders: Sequence[Found]) -> list[Point]:
    """The points that have these folders, in their order, as far as names tell of them."""
    groups: dict[points.PointName, list[Found]] = {}
    for folder in folders:
        groups.setdefault(folder.name, []).append(folder)
    return [Point(name, None, tuple(its), 0, 0) for name, its in groups.items()]


def pick(every: list[Point], ident: str) -> tuple[Point, mf.Manifest]:
    """The point with that id, or the newest complete one for "latest". Raises Refused."""
    complete = [p for p in every if p.manifest]
    chosen = complete[:1] if ident == "latest" else [p for p in every if p.id == ident or p.name.folder == ident]
    if len(chosen) != 1:
        raise Refused(f"There is no restore point {ident} of this instance.")
    if chosen[0].manifest is None:
        raise Refused(f"Restore point {ident} is not complete: it has no readable manifest.")
    return chosen[0], chosen[0].manifest


def bases(systems: Systems, pool: Place) -> set[Place]:
    """The protecting clones that the points of a pool need.

    Raises Broken when a manifest cannot be read, or is still to be written: then any of them might be needed.
    """
    needed = set()
    top = pool.below(points.VSC, "points")
    for instance in _listing(systems, top):
        for folder in _listing(systems, top.below(instance.name)):
            place = top.below(instance.name, folder.name)
            texts = [f.name for f in _listing(systems, place) if f.name in (points.MANIFEST, points.PART)]
            if not texts:
                raise Broken(f"{place.path} is not complete.")
            for name in texts:
                manifest = mf.decode(text_of(systems.array(pool.home), pool.volume, place.below(name).path) or "")
                if manifest is None:
                    raise Broken(f"{place.path}/{name} cannot be read.")
                # whatever volume or directory it names: a pool may have moved since, and its clones with it
                needed |= {pool.below(d.backing.keep) for d in manifest.disks if d.backing}
    return needed


def read(systems: Systems, point: Point) -> Point:
    """The point as its folders tell of it now: its manifest, and what its copies hold."""
    manifest, unique, size = None, 0, 0
    for folder in point.folders:
        for file in _listing(systems, folder.place):
            if file.name == points.MANIFEST:
                place = folder.place.below(file.name)
                manifest = mf.decode(text_of(systems.array(place.home), place.volume, place.path) or "")
            elif file.name.endswith(".qcow2"):
                unique, size = unique + file.unique_bytes, size + file.size
    return Point(point.name, manifest, point.folders, unique, size)


def read_each(systems: Systems, every: Sequence[Point]) -> list[Point | Problem]:
    """The same of several, at once: one that cannot be read does not hide the others."""

    def one(point: Point) -> Point | Problem:
        try:
            return read(systems, point)
        except Problem as problem:
            return problem

    with ThreadPoolExecutor(AT_ONCE) as readers:
        return list(readers.map(one, every))


def _listing(systems: Systems, place: Place) -> Iterator[File]:
    yield from systems.array(place.home).listing(place.volume, place.path) or ()
