"""Take over the plan of a workstation that is gone: break its lease, fence it, adopt its plan.

Every request of a restore that touches a disk names a path below the plan's folder. Once that folder has another
name, whatever the old owner still sends meets nothing: that is the fence, not the lease.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

import msgspec

from vscdesktop.clients.ontap.wire import File
from vscdesktop.domain import points
from vscdesktop.domain.errors import Refused
from vscdesktop.domain.inventory import Inventory
from vscdesktop.domain.keys import Key, Kind, Place
from vscdesktop.plans.model import Phase, Plan, Step, decode
from vscdesktop.services import adopted, facts
from vscdesktop.services import lease as leases
from vscdesktop.services.draft import Draft, new_id
from vscdesktop.services.look import text_of
from vscdesktop.services.survey import inventory_pools
from vscdesktop.services.systems import Systems

BROKEN = "broken-"  # how the names of broken leases begin


@dataclass(frozen=True)
class Takeover:
    breaking: Plan  # run first: moves lease and folders
    adopted: Plan | None  # then adopted; None: that plan had not got as far as changing anything


@dataclass(frozen=True)
class _Folder:
    """The folder of a plan in one pool."""

    place: Place
    inode: int
    plan: Plan | None  # None: not written down in it
    broken: tuple[File, ...]  # leases that an earlier take-over broke and did not get round to delete


def plan(systems: Systems, inventory: Inventory, ident: str) -> Takeover:
    """What taking over the plan `ident` means. Raises Refused when there is no such plan, or another one by now."""
    pools = [pool for _, pool in inventory_pools(inventory)]
    every = [f for pool in pools for f in _folders(systems, pool)]
    found = next((f.plan for f in every if f.plan and ident in (f.place.name, f.plan.id)), None)
    taken = next((s for s in found.steps if s.verb == "lease.take"), None) if found else None
    if found and not taken:
        raise Refused(f"Plan {ident} holds no lease; there is nothing to take over.")
    if found and (words := adopted.beyond(found, inventory)):
        raise Refused(words)
    lease = Place(*(taken.args[k] for k in ("home", "volume", "path"))) if taken else _lease(systems, pools, ident)
    if lease is None:
        raise Refused(f"No plan {ident} that could be taken over lies on the connected arrays.")
    text = text_of(systems.array(lease.home), lease.volume, lease.path)
    held = leases.decode(text or "")
    if held and held.plan != ident:
        raise Refused(f"Plan {ident} holds nothing any more: {leases.held(held.encode())}")
    # an earlier take-over may have ended half-way: then some folders have its name, and still hold this plan
    folders = [f for f in every if f.place.name == ident or (found and f.plan and f.plan.id == found.id)]
    if text is None and not any(f.broken for f in folders):
        raise Refused(f"Plan {ident} has given its lease back: it has ended. `check --tidy` removes what it left.")
    title = f"Take over: {found.title}" if found else f"Give back the lease of plan {ident}"
    subject = found.subject if found else Key(Kind.INSTANCE, "", lease.name.removesuffix(".json"))
    draft, new = Draft("take over", title, subject), new_id()
    broken = _break(systems, draft, lease, folders, new)
    if not found or not taken:  # of a plan that was never written down nothing is there but its lease and folder
        ours = [points.PLAN_FILE, f"{points.PLAN_FILE}.new", "lease.json", *(place.name for place in broken)]
        place = points.op(_pool_of(lease), new)
        draft.at("dir.drop", "Remove the plan's folder", place, Phase.FINISH, names=",".join(ours))
        draft.kept.append("The disks: that plan had not begun to change anything.")
        return Takeover(draft.plan(), None)
    text = replace(draft.lease(found.title), plan=new).encode()
    away = points.op(_pool_of(lease), new).below("lease.json").path
    draft.at("lease.take", "Take the lease", lease, text=text, away=away)
    for place, inode in broken.items():
        says = "Delete the lease that was broken"
        draft.at("file.delete", says, place, Phase.FINISH, inode=str(inode), away=place.path)
    draft.kept.append("Whatever the plan has kept so far. It goes on where it stopped.")
    steps = tuple(_moved(s, found.id, new, taken.args["text"], text) for s in found.steps)
    return Takeover(draft.plan(), replace(found, id=new, steps=steps))


def _break(systems: Systems, draft: Draft, lease: Place, folders: Sequence[_Folder], new: str) -> dict[Place, int]:
    """Move the lease, then every folder; answers where broken leases are then, and their inodes."""
    held, pool = systems.array(lease.home).file(lease.volume, lease.path), _pool_of(lease)
    draft.facts = {facts.inode_key(f.place): str(f.inode) for f in folders}
    draft.facts[facts.inode_key(lease)] = str(held.inode_number) if held else facts.ABSENT
    check = {"facts": json.dumps(draft.facts)}
    draft.add("facts.same", "Look whether nobody else has taken it over meanwhile", check)
    broken = {_moved_to(f.place, new).below(b.name): b.inode_number for f in folders for b in f.broken}
    if held:
        name = f"{BROKEN}{draft.id}.json"
        here = next((f.place for f in folders if f.place == points.op(pool, f.place.name)), None)
        if here is None:
            here = points.op(pool, new)
            draft.at("dir.make", "Make a folder for the lease that is broken", here, mode="700", names=name)
        says = "Break the lease of the other workstation"
        draft.rename(says, lease, here.below(name), inode=str(held.inode_number))
        broken[points.op(pool, new).below(name)] = held.inode_number
    for folder in folders:
        says = "Move the plan's folder, so that the other workstation no longer finds it"
        draft.rename(says, folder.place, _moved_to(folder.place, new), inode=str(folder.inode))
    return broken


def _moved_to(folder: Place, new: str) -> Place:
    return folder._replace(path=folder.path.removesuffix(folder.name) + new)


def _folders(systems: Systems, pool: Place) -> list[_Folder]:
    top, found = pool.below(points.VSC, "op"), []
    array = systems.array(top.home)
    for folder in array.listing(top.volume, top.path) or ():
        place = top.below(folder.name)
        broken = [f for f in array.listing(place.volume, place.path) or () if f.name.startswith(BROKEN)]
        found.append(_Folder(place, folder.inode_number, _read(systems, place), tuple(broken)))
    return found


def _lease(systems: Systems, pools: Sequence[Place], ident: str) -> Place | None:
    """The lease that a plan holds, found without the plan itself."""
    for pool in pools:
        top = pool.below(points.VSC, "lease")
        for file in systems.array(top.home).listing(top.volume, top.path) or ():
            place = top.below(file.name)
            held = leases.decode(text_of(systems.array(place.home), place.volume, place.path) or "")
            if held and held.plan == ident:
                return place
    return None


def _read(systems: Systems, folder: Place) -> Plan | None:
    text = text_of(systems.array(folder.home), folder.volume, folder.below(points.PLAN_FILE).path)
    try:
        return decode(text) if text else None
    except msgspec.MsgspecError:
        return None


def _pool_of(lease: Place) -> Place:
    return lease._replace(path=lease.path[: lease.path.index(f"{points.VSC}/lease")].rstrip("/"))


def _moved(step: Step, old: str, new: str, old_lease: str, lease: str) -> Step:
    """The same step below the new folder and under the new lease."""
    args = {
        key: lease if value == old_lease else value.replace(f"{points.VSC}/op/{old}", f"{points.VSC}/op/{new}")
        for key, value in step.args.items()
    }
    return replace(step, args=args)
