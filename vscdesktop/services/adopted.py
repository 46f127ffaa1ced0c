"""What a plan may touch that another workstation left in a pool.

It lies where every host of that pool can write, so it is taken as a request, not as our word: each of its changes must
stay within what a restore of its instance needs, in pools that were read.
"""

from collections.abc import Callable, Mapping

from vscdesktop.domain import points
from vscdesktop.domain.inventory import Inventory
from vscdesktop.domain.keys import Place
from vscdesktop.plans.model import Args, Plan
from vscdesktop.services.survey import inventory_pools
from vscdesktop.services.verbs import CHECKS

LOOKS = frozenset(check.name for check in CHECKS)
BEYOND = (
    "Nothing was taken over: step {n} of that plan ({says}) is not what a restore of this instance does, in pools that "
    "were read. Either storage is missing in what was read just now, or somebody has changed {file}."
)


class Bounds:
    """Where a restore of one instance may change something."""

    def __init__(self, plan: Plan, inventory: Inventory) -> None:
        self.plan = plan
        self.pools = [pool for _, pool in inventory_pools(inventory)]
        self.volumes = {(p.home, p.volume) for p in self.pools}
        self.live = {inventory.link(disk).place for disk in inventory.disks(plan.subject)} - {None}

    def ours(self, args: Args, key: str = "path", *below: str) -> bool:
        """Is it in the part of a pool that is ours, or below that part's `below`?"""
        place = _place(args, key)
        tops = (pool.below(points.VSC, *below) for pool in self.pools)
        return place is not None and any(place == top or _is_below(place, top) for top in tops)

    def of_plan(self, args: Args) -> bool:
        return self.ours(args, "path", "op", self.plan.id)

    def of_point(self, args: Args) -> bool:
        return self.ours(args, "path", "points", self.plan.subject.id)

    def disk(self, args: Args, key: str) -> bool:
        return self.ours(args, key) or _place(args, key) in self.live

    def beside(self, args: Args, key: str) -> bool:
        """Directly in a pool, where backing files are; a clone never replaces what is there."""
        place = _place(args, key)
        return place is not None and any(place == pool.below(place.name) for pool in self.pools)

    def snapshot(self, args: Args) -> bool:
        return args["name"].startswith(points.SNAPSHOT) and (args["home"], args["volume"]) in self.volumes

    def instance(self, args: Args) -> bool:
        return (args["home"], args["instance"]) == (self.plan.subject.home, self.plan.subject.id)


RULES: Mapping[str, Callable[[Bounds, Args], bool]] = {
    "dir.make": lambda b, a: b.ours(a),
    "dir.drop": lambda b, a: (b.of_plan(a) or b.of_point(a)) and "/" not in a["names"],
    "file.put": lambda b, a: b.ours(a),
    "lease.take": lambda b, a: b.ours(a, "path", "lease"),
    "lease.drop": lambda b, a: b.ours(a, "path", "lease") and b.ours(a, "away", "op"),
    "file.rename": lambda b, a: b.disk(a, "source") and b.disk(a, "target"),
    "file.delete": lambda b, a: b.of_plan(a),
    "file.clone": lambda b, a: b.ours(a, "target") or b.beside(a, "target"),
    "snapshot.make": Bounds.snapshot,
    "snapshot.drop": Bounds.snapshot,
    "instance.stop": Bounds.instance,
    "instance.start": Bounds.instance,
}


def beyond(plan: Plan, inventory: Inventory) -> str | None:
    """Why that plan is not carried on; None when all it changes is within bounds."""
    bounds = Bounds(plan, inventory)
    for step in plan.steps:
        if step.verb in LOOKS:
            continue
        rule = RULES.get(step.verb)
        try:
            allowed = rule is not None and rule(bounds, step.args)
        except KeyError:  # an argument is missing
            allowed = False
        if not allowed:
            return BEYOND.format(n=step.n, says=step.says, file=points.PLAN_FILE)
    return None


def _place(args: Args, key: str) -> Place | None:
    """None for a path that does not say plainly where it leads."""
    path = args[key]
    plain = all(part not in ("", ".", "..") for part in path.split("/")) and "{" not in path
    return Place(args["home"], args["volume"], path) if plain else None


def _is_below(place: Place, top: Place) -> bool:
    return place[:2] == top[:2] and place.path.startswith(f"{top.path}/")
