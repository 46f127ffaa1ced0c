"""What was left behind, by us or by a workstation that is gone, and the plan that tidies it.

Everything that is found is told in words; leftover_rules.py says what of it may be removed.
"""

from dataclasses import dataclass, replace

import msgspec

from vscdesktop.clients.ontap.wire import File
from vscdesktop.domain import array, points
from vscdesktop.domain.errors import Problem
from vscdesktop.domain.inventory import Inventory
from vscdesktop.domain.keys import Place
from vscdesktop.domain.units import unstamp
from vscdesktop.plans.journal import Entry
from vscdesktop.plans.model import Phase, Plan, decode
from vscdesktop.services import lease, leftover_bases, leftover_points
from vscdesktop.services.draft import Draft
from vscdesktop.services.leftover_rules import OP_FILES, changed, strangers
from vscdesktop.services.leftover_sight import ELSEWHERE, REMOVES, STRANGERS, Item, Sight
from vscdesktop.services.systems import Systems

UNREADABLE = "It cannot be read, so somebody may hold this instance. When nobody does, remove this file by hand"


@dataclass(frozen=True)
class Report:
    items: tuple[Item, ...]
    plan: Plan | None  # None when there is nothing that may be removed


class _Scan(Sight):
    def __init__(self, systems: Systems, inventory: Inventory, entries: list[Entry]) -> None:
        super().__init__(systems, inventory, entries)
        self.leased: set[str] = set()  # plans whose lease stays

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
                advice = STRANGERS.format(other)
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

    def bases(self) -> list[leftover_bases.Clone]:
        found = []
        for pool in self.pools:
            try:
                found += leftover_bases.find(self, pool)
            except Problem as problem:
                self.tell("clones of backing files", pool.path or "/", f"Not looked at: {problem}")
        return found

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
    clones = work.bases()
    rests = leftover_points.find(work)
    seen = {(p.home, p.volume) for p in work.pools}
    for volume in inventory.things.values():
        if isinstance(volume, array.Volume) and (volume.key.home, volume.key.id) in seen:
            work.snapshots(volume)
    return Report(tuple(work.items), _plan(work.draft, clones, rests))


def _plan(draft: Draft, clones: list[leftover_bases.Clone], rests: list[leftover_points.Rest]) -> Plan | None:
    """First what can be undone: whatever needs a look behind it goes out of sight. Then everything that removes."""
    rest, draft.steps = draft.steps, []
    looks = leftover_bases.move(draft, clones)
    leftover_points.move(draft, rests)
    leftover_bases.delete(draft, looks)
    leftover_points.delete(draft, rests)
    draft.steps += [replace(step, n=n) for n, step in enumerate(rest, len(draft.steps) + 1)]
    return draft.plan() if draft.steps else None
