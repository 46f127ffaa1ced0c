"""What was left behind, by us or by a workstation that is gone, and the plan that tidies it.

Everything that is found is told in words; leftover_rules.py says what of it may be removed.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from vscdesktop.clients.ontap.wire import File
from vscdesktop.domain import array, points
from vscdesktop.domain import manifest as mf
from vscdesktop.domain.errors import Problem
from vscdesktop.domain.inventory import Inventory
from vscdesktop.domain.keys import Key, Kind, Place
from vscdesktop.domain.units import unstamp
from vscdesktop.plans.journal import Entry
from vscdesktop.plans.model import Phase, Plan, decode
from vscdesktop.services import catalog, lease
from vscdesktop.services.draft import Draft
from vscdesktop.services.leftover_rules import OP_FILES, POINT_FILES, Rules, changed, strangers
from vscdesktop.services.look import text_of
from vscdesktop.services.survey import inventory_pools
from vscdesktop.services.systems import Systems

REMOVES = "`check --tidy` removes it"
UNREADABLE = "It cannot be read, so somebody may hold this instance. When nobody does, remove this file by hand"
ELSEWHERE = "Storage that is not connected or was not read belongs to it: nothing is removed here"


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
        self.systems, self.inventory, self.rules = systems, inventory, Rules(inventory, entries)
        self.pools = [place for _, place in inventory_pools(inventory)]
        self.items: list[Item] = []
        self.leased: set[str] = set()  # plans whose lease stays
        home = next(iter(systems.arrays), "")
        self.draft = Draft("tidy", "Remove what was left behind", Key(Kind.ARRAY, home, home))

    def tell(self, what: str, where: str, advice: str) -> None:
        self.items.append(Item(what, where, advice))

    def listing(self, place: Place) -> Iterator[File]:
        yield from self.systems.array(place.home).listing(place.volume, place.path) or ()

    def text(self, place: Place) -> str:
        return text_of(self.systems.array(place.home), place.volume, place.path) or ""

    def seen(self, volume: str, directory: str) -> bool:
        """Is this directory of a volume one of the pools that were looked at?"""
        return any((p.volume, p.path) == (volume, directory) for p in self.pools)

    def drop(self, says: str, place: Place, names: list[str]) -> None:
        self.draft.at("dir.drop", says, place, Phase.FINISH, names=",".join(names))

    # -- one kind each -------------------------------------------------------------------------
    def leases(self, pool: Place) -> None:
        for file in self.listing(pool.below(points.VSC, "lease")):
            place = pool.below(points.VSC, "lease", file.name)
            text = self.text(place)
            held = lease.decode(text)
            self.tell("lease", place.path, self.lease(pool, place, file, text, held) if held else UNREADABLE)

    def lease(self, pool: Place, place: Place, file: File, text: str, held: lease.Lease) -> str:
        """What to do about one lease; it goes when its plan has ended, or never got as far as being written down."""
        folder = points.op(pool, held.plan)
        beside = self.systems.array(pool.home).listing(folder.volume, folder.path)
        written = any(f.name == points.PLAN_FILE for f in beside or ())
        ended = self.rules.ended(held.plan)
        if ended or (not written and self.rules.may_go(pool.home, held.plan, changed(file))):
            self.give_back(place, text, folder, beside is None)
            return f"Its plan {'has ended' if ended else 'never began'}: `check --tidy` gives it back"
        self.leased.add(held.plan)
        self.rules.held(self.text(folder.below(points.PLAN_FILE)) if written else held.plan[-8:])
        if any(e.plan.id == held.plan for e in self.rules.open):
            return f"The plan is open on this workstation: `check --resume {held.plan}` brings it to an end"
        if written:
            return lease.held(text)
        return f"{held.user} on {held.workstation} is beginning, or has died; it is given back when it is a day old"

    def give_back(self, place: Place, text: str, folder: Place, gone: bool) -> None:
        """A lease is moved below its plan's folder, which then goes with it."""
        if gone:
            self.draft.at("dir.make", "Make the plan's folder again", folder, Phase.FINISH, mode="700")
        away = folder.below("lease.json").path
        self.draft.at("lease.drop", "Give the lease back", place, Phase.FINISH, text=text, away=away)
        if gone:
            self.drop("Remove the plan's folder again", folder, ["lease.json"])

    def folders(self, pool: Place) -> None:
        for folder in self.listing(pool.below(points.VSC, "op")):
            place = points.op(pool, folder.name)
            names = [f.name for f in self.listing(place)]
            if folder.name in self.leased or self.rules.in_use(folder.name):
                continue  # told as a lease or an open plan
            if any(n.endswith(".old") for n in names):
                advice = "It holds disks that were moved away: nothing is removed here without a person"
            elif other := strangers(names, OP_FILES):
                advice = f"It also holds {other}, which is not ours: nothing is removed here without a person"
            elif not self.rules.may_go(pool.home, folder.name, changed(folder)):
                advice = "Its plan may still be under way somewhere; it is removed when it is a day old"
            elif not self.rules.ended(folder.name) and not self.lease_in_sight(place, names):
                advice = ELSEWHERE
            else:
                advice = REMOVES
                self.drop(f"Remove the folder of plan {folder.name}", place, [*names, "lease.json"])
            self.tell("folder of a plan", place.path, advice)

    def lease_in_sight(self, folder: Place, names: list[str]) -> bool:
        """Would the lease of the plan in this folder have been seen?"""
        if points.PLAN_FILE not in names:
            return True  # then nothing was done under it
        try:
            steps = decode(self.text(folder.below(points.PLAN_FILE))).steps
        except msgspec.MsgspecError:
            return False
        taken = (s.args for s in steps if s.verb == "lease.take")
        return all(self.seen(a["volume"], a["path"].partition(points.VSC)[0].rstrip("/")) for a in taken)

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
                if other := strangers(names, POINT_FILES):
                    advice = f"It also holds {other}, which is not ours: nothing is removed here without a person"
                elif not self.rules.may_go(place.home, name.id, name.taken):
                    advice = "It is being written, or was left; it is removed when it is a day old"
                elif points.PART in names and not self.manifest_in_sight(place):
                    advice = ELSEWHERE
                else:
                    advice = REMOVES
                    self.drop(f"Remove the incomplete restore point {name.folder}", place, names)
                self.tell("incomplete restore point", place.path, advice)

    def manifest_in_sight(self, folder: Place) -> bool:
        """Would the manifest have been seen that this part of a point belongs to?"""
        part = mf.decode(self.text(folder.below(points.PART)))
        return part is None or all(self.seen(d.volume, d.directory) for d in part.disks)

    def bases(self, pool: Place) -> None:
        kept = list(self.listing(pool.below(points.VSC, "base")))
        needed = catalog.bases(self.systems, pool) if kept else set()
        for file in kept:
            place = pool.below(points.VSC, "base", file.name)
            if place in needed:
                continue
            advice = "No point needs it; it is removed when it is a day old"
            if self.rules.old(pool.home, changed(file)):
                advice = f"No point needs it: {REMOVES}"
                args = {"home": pool.home, "volume": pool.volume, "path": place.path}
                says = f"Look twice whether {file.name} is needed"
                check = self.draft.add("base.unused", says, {**args, "pool": pool.path}, Phase.FINISH)
                args |= {"inode": str(file.inode_number), "away": place.path}
                says = f"Delete the clone of a backing file {file.name}"
                self.draft.add("file.delete", says, args, Phase.FINISH, looks=check)
            self.tell("clone of a backing file", place.path, advice)

    def snapshots(self, volume: array.Volume) -> None:
        home, uuid = volume.key.home, volume.key.id
        for found in self.systems.array(home).snapshots(uuid, f"{points.SNAPSHOT}*"):
            time, _, ident = found.name.removeprefix(points.SNAPSHOT).partition("_")
            if self.rules.may_go(home, ident, unstamp(time)):
                advice = "`check --tidy` drops it"
                args = {"home": home, "volume": uuid, "name": found.name}
                self.draft.add("snapshot.drop", f"Drop snapshot {found.name} of {volume.name}", args, Phase.FINISH)
            elif self.rules.in_use(ident):
                continue  # told as a lease or an open plan
            else:
                advice = "Its plan may still be under way somewhere; it is dropped when it is a day old"
            self.tell("snapshot", f"{volume.name}/{found.name}", advice)


def scan(systems: Systems, inventory: Inventory, entries: list[Entry]) -> Report:
    """Look at every pool and volume that was read. `entries`: what the journal knows, open or ended."""
    work = _Scan(systems, inventory, entries)
    for entry in work.rules.open:
        advice = f"`check --resume {entry.plan.id}` looks again. {entry.reason}".strip()
        work.tell(f"plan, {entry.state}", entry.plan.title, advice)
    for gap in inventory.gaps:
        work.tell("not read", f"{gap.what} of {gap.home}", gap.reason)
    for pool in work.pools:
        work.leases(pool)
    for pool in work.pools:
        work.folders(pool)
        try:
            work.bases(pool)
        except Problem as problem:
            work.tell("clones of backing files", pool.path or "/", f"Not looked at: {problem}")
    work.incomplete()
    seen = {(p.home, p.volume) for p in work.pools}
    for volume in inventory.things.values():
        if isinstance(volume, array.Volume) and (volume.key.home, volume.key.id) in seen:
            work.snapshots(volume)
    return Report(tuple(work.items), work.draft.plan() if work.draft.steps else None)
