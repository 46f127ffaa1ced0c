"""Protecting clones that nobody needs any more.

A backup elsewhere may have counted on one just before it goes. So it is moved into a folder of this plan, that folder
gets another name, so that no late request brings anything into it, and then we look: a backup that still found the
clone had made its folder before, so its folder is seen now. What is not needed then never will be.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from vscdesktop.clients.ontap.wire import File
from vscdesktop.domain import points
from vscdesktop.domain.keys import Place
from vscdesktop.plans.model import Phase
from vscdesktop.services import catalog
from vscdesktop.services.draft import Draft
from vscdesktop.services.leftover_rules import changed, strangers
from vscdesktop.services.leftover_sight import PUTS_BACK, REMOVES, STRANGERS, Sight

WHAT = "clone of a backing file"
NAMES = re.compile(r".+\.[0-9a-f]{16}")
FOLDER = re.compile(rf"(?:{points.ASIDE}|{points.GONE})(\w+)")
LATER = "No point needs it; it is removed when it is a day old"
ANOTHER = f"Another one has taken its place: {REMOVES}"


@dataclass(frozen=True)
class Clone:
    pool: Place
    at: Place
    inode: int

    @property
    def keep(self) -> Place:
        """Where it stands, or stood before a tidy moved it."""
        return self.pool.below(points.VSC, "base", self.at.name)

    def gone(self, plan: str) -> Place:
        return self.pool.below(points.VSC, "base", f"{points.GONE}{plan}", self.at.name)


def find(sight: Sight, pool: Place) -> list[Clone]:
    """The clones of a pool that may go; tells of them, and of what a tidy left aside.

    Raises Problem when it cannot be told whether they are needed.
    """
    there = list(sight.listing(pool.below(points.VSC, "base")))
    names = {f.name for f in there}
    folders = [f for f in there if f.type == "directory"]
    found = {c.keep: c for folder in folders for c in _aside(sight, pool, folder, names)}  # one of a name at a time
    needed = catalog.bases(sight.systems, pool) if len(there) > len(folders) else set()
    for file in there:
        clone = Clone(pool, pool.below(points.VSC, "base", file.name), file.inode_number)
        if file in folders or clone.at in needed or clone.at in found:
            continue
        old = sight.rules.old(pool.home, changed(file))
        sight.tell(WHAT, clone.at.path, f"No point needs it: {REMOVES}" if old else LATER)
        if old:
            found[clone.keep] = clone
    return list(found.values())


def _aside(sight: Sight, pool: Place, folder: File, names: set[str]) -> Iterator[Clone]:
    """What a tidy left in a folder of its own: put back, or to be removed where another one was made meanwhile."""
    place, ours = pool.below(points.VSC, "base", folder.name), FOLDER.fullmatch(folder.name)
    if ours and sight.rules.in_use(ours[1]):
        return  # told as an open plan
    held = list(sight.listing(place)) if ours else []
    if other := strangers([f.name for f in held], NAMES) if ours else folder.name:
        sight.tell("folder", place.path, STRANGERS.format(other))
        return
    for file in held:
        clone = Clone(pool, place.below(file.name), file.inode_number)
        sight.tell(WHAT, clone.at.path, ANOTHER if file.name in names else PUTS_BACK)
        if file.name in names:
            yield clone
        else:
            sight.back(f"Put the clone of a backing file {file.name} back in its place", clone.at, clone.keep)
    if ours and sight.rules.may_go(pool.home, ours[1], changed(folder)):
        sight.drop(f"Remove the folder {folder.name}", place, [])
        sight.tell("folder of a tidy", place.path, REMOVES)
    else:
        sight.tell("folder of a tidy", place.path, "It is removed when it is a day old")


def move(draft: Draft, clones: Sequence[Clone]) -> dict[Clone, int]:
    """The steps that take them out of sight; answers the look at each behind them."""
    for clone in clones:
        _look(draft, clone, f"Look twice whether {clone.at.name} is needed", clone.at)
    for pool in dict.fromkeys(c.pool for c in clones):
        top = pool.below(points.VSC, "base")
        aside, gone = (top.below(f"{name}{draft.id}") for name in (points.ASIDE, points.GONE))
        draft.at("dir.make", "Make a folder for clones of backing files that may go", aside, mode="700", names="")
        for clone in (c for c in clones if c.pool == pool):
            says = f"Move {clone.at.name} aside: a backup that begins now makes its own"
            draft.aside(says, clone.at, aside.below(clone.at.name), clone.inode)
        draft.rename("Rename that folder, so that nothing comes into it any more", aside, gone)
    says = "Look twice whether a backup has counted on {}"
    return {c: _look(draft, c, says.format(c.at.name), c.gone(draft.id)) for c in clones}


def _look(draft: Draft, clone: Clone, says: str, at: Place) -> int:
    return draft.at("base.unused", says, clone.keep, pool=clone.pool.path, aside=at.path)


def delete(draft: Draft, looks: Mapping[Clone, int]) -> None:
    for clone, look in looks.items():
        gone = clone.gone(draft.id)
        args = {"home": gone.home, "volume": gone.volume, "path": gone.path, "inode": str(clone.inode)}
        says = f"Delete the clone of a backing file {gone.name}"
        draft.add("file.delete", says, {**args, "away": clone.keep.path}, Phase.FINISH, looks=look)
    for pool in dict.fromkeys(c.pool for c in looks):
        folder = pool.below(points.VSC, "base", f"{points.GONE}{draft.id}")
        draft.at("dir.drop", "Remove the folder they were moved to", folder, Phase.FINISH, names="")
