"""What was left behind, by us or by a workstation that is gone, and the plan that tidies it.

Removed is only what is ours by its place and name, needed by nothing, and either ended for certain or a day old by
the array's own clock. Everything else is told, and left to a person.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from vscdesktop.clients.ontap.wire import File
from vscdesktop.domain import array, points
from vscdesktop.domain.errors import Problem
from vscdesktop.domain.inventory import Inventory
from vscdesktop.domain.keys import Key, Kind, Place
from vscdesktop.domain.units import unstamp
from vscdesktop.plans.journal import Entry
from vscdesktop.plans.model import Phase, Plan, State
from vscdesktop.services import catalog, lease
from vscdesktop.services.draft import Draft
from vscdesktop.services.look import text_of
from vscdesktop.services.survey import inventory_pools
from vscdesktop.services.systems import Systems

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Item:
    what: str
    where: str
    advice: str


@dataclass(frozen=True)
class Report:
    items: tuple[Item, ...]
    plan: Plan | None  # None when there is nothing that may be removed


class _Scan:
    def __init__(self, systems: Systems, inventory: Inventory, entries: list[Entry]) -> None:
        self.systems, self.inventory = systems, inventory
        ends = {e.plan.id: e.state for e in entries}
        live = (State.RUNNING, State.UNDOING, State.WAITING)
        self.open = {p for p, s in ends.items() if s in live}
        self.ended = {p[-8:] for p in ends} - {p[-8:] for p in self.open}
        self.items: list[Item] = []
        self.leased: set[str] = set()
        home = next(iter(systems.arrays), "")
        self.draft = Draft("tidy", "Remove what was left behind", Key(Kind.ARRAY, home, home))

    def old(self, home: str, at: datetime | None) -> bool:
        """Is it a day old by the clock of that array? Without a clock, nothing is."""
        dates = [n.date for n in self.inventory.things.values() if isinstance(n, array.Node) and n.key.home == home]
        return at is not None and bool(dates) and all(d is not None and d - at > DAY for d in dates)

    def may_go(self, home: str, ident: str, at: datetime | None) -> bool:
        return ident[-8:] in self.ended or (ident not in self.open and self.old(home, at))

    def listing(self, place: Place) -> Iterator[File]:
        yield from self.systems.array(place.home).listing(place.volume, place.path) or ()

    # -- one kind each -------------------------------------------------------------------------
    def leases(self, pool: Place) -> None:
        for file in self.listing(pool.below(points.VSC, "lease")):
            place = pool.below(points.VSC, "lease", file.name)
            text = text_of(self.systems.array(pool.home), place.volume, place.path) or ""
            held = lease.decode(text)
            if held:
                self.leased.add(held.plan)
            advice = lease.held(text)
            if held and held.plan in self.open:
                advice = f"The plan is open on this workstation: `check --resume {held.plan}` brings it to an end"
            self.items.append(Item("lease", place.path, advice))

    def folders(self, pool: Place) -> None:
        for folder in self.listing(pool.below(points.VSC, "op")):
            place = points.op(pool, folder.name)
            names = [f.name for f in self.listing(place)]
            if folder.name in self.leased or folder.name in self.open:
                continue
            if any(n.endswith(".old") for n in names):
                advice = "It holds disks that were moved away: nothing is removed here without a person"
            elif self.may_go(pool.home, folder.name, _time(folder)):
                advice = "`check --tidy` removes it"
                says = f"Remove the folder of plan {folder.name}"
                self.draft.at("dir.drop", says, place, Phase.FINISH, names=",".join(names))
            else:
                advice = "Its plan may still be under way somewhere; it is removed when it is a day old"
            self.items.append(Item("folder of a plan", place.path, advice))

    def incomplete(self) -> None:
        """Folders of points of which no pool has the manifest."""
        groups: dict[points.PointName, list[catalog.Found]] = {}
        for folder in catalog.found(self.systems, self.inventory):
            groups.setdefault(folder.name, []).append(folder)
        for name, folders in groups.items():
            files = {f.place: [x.name for x in self.listing(f.place)] for f in folders}
            if any(points.MANIFEST in names for names in files.values()):
                continue
            for place, names in files.items():
                if self.may_go(place.home, name.id, name.taken):
                    advice = "`check --tidy` removes it"
                    says = f"Remove the incomplete restore point {name.folder}"
                    self.draft.at("dir.drop", says, place, Phase.FINISH, names=",".join(names))
                else:
                    advice = "It is being written, or was left; it is removed when it is a day old"
                self.items.append(Item("incomplete restore point", place.path, advice))

    def bases(self, pool: Place) -> None:
        kept = list(self.listing(pool.below(points.VSC, "base")))
        needed = catalog.bases(self.systems, pool) if kept else set()
        for file in kept:
            place = pool.below(points.VSC, "base", file.name)
            if place in needed or not self.old(pool.home, _time(file)):
                continue
            args = {"home": pool.home, "volume": pool.volume, "path": place.path}
            check = self.draft.add(
                "base.unused", f"Look twice whether {file.name} is needed", args | {"pool": pool.path}
            )
            args |= {"inode": str(file.inode_number), "away": place.path}
            says = f"Delete the clone of a backing file {file.name}"
            self.draft.add("file.delete", says, args, Phase.FINISH, looks=check)
            self.items.append(
                Item("clone of a backing file", place.path, "No point needs it: `check --tidy` removes it")
            )

    def snapshots(self, volume: array.Volume) -> None:
        home, uuid = volume.key.home, volume.key.id
        for found in self.systems.array(home).snapshots(uuid, f"{points.SNAPSHOT}*"):
            time, _, ident = found.name.removeprefix(points.SNAPSHOT).partition("_")
            if any(p.endswith(ident) for p in self.open):
                continue
            if self.may_go(home, ident, unstamp(time)):
                advice = "`check --tidy` drops it"
                args = {"home": home, "volume": uuid, "name": found.name}
                self.draft.add("snapshot.drop", f"Drop snapshot {found.name} of {volume.name}", args, Phase.FINISH)
            else:
                advice = "Its plan may still be under way somewhere; it is dropped when it is a day old"
            self.items.append(Item("snapshot", f"{volume.name}/{found.name}", advice))


def scan(systems: Systems, inventory: Inventory, entries: list[Entry]) -> Report:
    """Look at every pool and volume that was read. `entries`: what the journal knows, open or ended."""
    work = _Scan(systems, inventory, entries)
    for entry in entries:
        if entry.plan.id in work.open:
            advice = f"`check --resume {entry.plan.id}` looks again. {entry.reason}".strip()
            work.items.append(Item(f"plan, {entry.state}", entry.plan.title, advice))
    for gap in inventory.gaps:
        work.items.append(Item("not read", f"{gap.what} of {gap.home}", gap.reason))
    pools = [place for _, place in inventory_pools(inventory)]
    for pool in pools:
        work.leases(pool)
    for pool in pools:
        work.folders(pool)
        try:
            work.bases(pool)
        except Problem as problem:
            work.items.append(Item("clones of backing files", pool.path or "/", f"Not looked at: {problem}"))
    work.incomplete()
    seen = {(p.home, p.volume) for p in pools}
    for volume in inventory.things.values():
        if isinstance(volume, array.Volume) and (volume.key.home, volume.key.id) in seen:
            work.snapshots(volume)
    return Report(tuple(work.items), work.draft.plan() if work.draft.steps else None)


def _time(file: File) -> datetime | None:
    try:
        return datetime.fromisoformat(file.changed_time).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
