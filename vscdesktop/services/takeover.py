"""Take over the plan of a workstation that is gone: break its lease, fence it, adopt its plan.

Every request of a restore that touches a disk names a path below the plan's folder. Once that folder has another
name, whatever the old owner still sends meets nothing: that is the fence, not the lease.
"""

from dataclasses import dataclass, replace

import msgspec

from vscdesktop.domain import points
from vscdesktop.domain.errors import Refused
from vscdesktop.domain.inventory import Inventory
from vscdesktop.domain.keys import Place
from vscdesktop.plans.model import Plan, Step, decode
from vscdesktop.services.draft import Draft
from vscdesktop.services.look import text_of
from vscdesktop.services.survey import inventory_pools
from vscdesktop.services.systems import Systems


@dataclass(frozen=True)
class Takeover:
    breaking: Plan  # run first: moves lease and folders
    adopted: Plan  # then adopted


def plan(systems: Systems, inventory: Inventory, ident: str) -> Takeover:
    """What taking over the plan `ident` means. Raises Refused when it is not there."""
    folders = [
        place
        for _, pool in inventory_pools(inventory)
        if systems.array(pool.home).file(pool.volume, (place := points.op(pool, ident)).path)
    ]
    found = next((p for f in folders if (p := _read(systems, f))), None)
    if found is None:
        raise Refused(f"No plan {ident} that could be taken over lies on the connected arrays.")
    taken = next((s for s in found.steps if s.verb == "lease.take"), None)
    if taken is None:
        raise Refused(f"Plan {ident} holds no lease; there is nothing to take over.")
    draft = Draft("take over", f"Take over: {found.title}", found.subject)
    lease = Place(taken.args["home"], taken.args["volume"], taken.args["path"])
    text = draft.lease(found.title).encode()
    if text_of(systems.array(lease.home), lease.volume, lease.path) is not None:
        away = next(f for f in folders if (f.home, f.volume) == (lease.home, lease.volume))
        draft.rename("Break the lease of the other workstation", lease, away.below("lease.json"))
    for folder in folders:
        new = folder._replace(path=folder.path.removesuffix(ident) + draft.id)
        draft.rename("Move the plan's folder, so that the other workstation no longer finds it", folder, new)
    home = points.op(_pool_of(lease), draft.id)
    draft.at("lease.take", "Take the lease", lease, text=text, away=home.below("lease.json").path)
    draft.kept.append("Whatever the plan has kept so far. It goes on where it stopped.")
    steps = tuple(_moved(s, found.id, draft.id, taken.args["text"], text) for s in found.steps)
    return Takeover(draft.plan(), replace(found, id=draft.id + "a", steps=steps))


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
