"""Folders of restore points without a manifest: what a backup left that died, or one that is still under way.

Nobody tells the two apart: a workstation may have slept for a day just before its manifest. So a tidy gives every
folder of such a point another name first. From then on that backup finds none of them, and nothing it sends can
complete the point; if it was faster, the manifest is seen behind that, and everything goes back.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from vscdesktop.domain import manifest as mf
from vscdesktop.domain import points
from vscdesktop.domain.keys import Place
from vscdesktop.plans.model import Phase
from vscdesktop.services.draft import Draft
from vscdesktop.services.leftover_rules import POINT_FILES, changed, strangers
from vscdesktop.services.leftover_sight import ELSEWHERE, PUTS_BACK, REMOVES, STRANGERS, Sight

WHAT = "incomplete restore point"
FOLDER = re.compile(rf"{points.ASIDE}(\w+?)-(.+)")
LATER = "It is being written, or was left; it is removed when it is a day old"
TWICE = "It is there twice in this pool: nothing is removed here without a person"


@dataclass(frozen=True)
class Half:
    """One folder of a point, in one pool."""

    name: points.PointName
    pool: Place
    at: Place
    inode: int
    files: tuple[str, ...]
    changed: datetime | None
    tidy: str  # the plan that moved it aside, "" when it stands in its place

    @property
    def place(self) -> Place:
        return self.name.place(self.pool)

    def aside(self, plan: str) -> Place:
        return self.pool.below(points.VSC, "points", self.name.instance, f"{points.ASIDE}{plan}-{self.name.folder}")


@dataclass(frozen=True)
class Rest:
    """What there is of a point that has no manifest."""

    halves: tuple[Half, ...]
    pools: tuple[Place, ...]  # where it may have folders: those, and what a part of it names

    @property
    def name(self) -> points.PointName:
        return self.halves[0].name


def find(sight: Sight) -> list[Rest]:
    """The incomplete points that may go; tells of all of them, and of whole ones that a tidy left aside."""
    groups: dict[points.PointName, list[Half]] = {}
    for half in _halves(sight):
        groups.setdefault(half.name, []).append(half)
    found = []
    for group in groups.values():
        if any(half.tidy and sight.rules.in_use(half.tidy) for half in group):
            continue  # told as an open plan
        if any(points.MANIFEST in half.files for half in group):
            _put_back(sight, group)
            continue
        parts = [part for half in group if points.PART in half.files and (part := _part(sight, half))]
        named = {(disk.volume, disk.directory) for part in parts for disk in part.disks}
        advice = {half: _advice(sight, half, group, named) for half in group}
        stays = next((words for words in advice.values() if words != REMOVES), None)
        for half, words in advice.items():  # all of it or nothing: a part that stays could still be completed
            sight.tell(WHAT, half.at.path, (stays or REMOVES) if words == REMOVES else words)
        if not stays:
            pools = (p for p in sight.pools if (p.volume, p.path) in named)
            found.append(Rest(tuple(group), tuple(dict.fromkeys([*(h.pool for h in group), *pools]))))
    return found


def _halves(sight: Sight) -> Iterator[Half]:
    for pool in sight.pools:
        top = pool.below(points.VSC, "points")
        for instance in sight.listing(top):
            for folder in sight.listing(top.below(instance.name)):
                aside = FOLDER.fullmatch(folder.name)
                name = points.parse(instance.name, aside[2] if aside else folder.name)
                if name is not None:
                    at = top.below(instance.name, folder.name)
                    files = tuple(f.name for f in sight.listing(at))
                    tidy = aside[1] if aside else ""
                    yield Half(name, pool, at, folder.inode_number, files, changed(folder), tidy)


def _put_back(sight: Sight, group: Sequence[Half]) -> None:
    there = {half.pool for half in group if not half.tidy}
    for half in group:
        if half.tidy and half.pool in there:
            sight.tell("restore point", half.at.path, TWICE)
        elif half.tidy:
            sight.tell("restore point", half.at.path, PUTS_BACK)
            sight.back(f"Put the restore point {half.name.folder} back in its place", half.at, half.place)


def _part(sight: Sight, half: Half) -> mf.Manifest | None:
    return mf.decode(sight.text(half.at.below(points.PART)))


def _advice(sight: Sight, half: Half, group: Sequence[Half], named: set[tuple[str, str]]) -> str:
    newest = max(half.name.taken, half.changed) if half.changed else None  # it may begin long after it was planned
    if other := strangers(half.files, POINT_FILES):
        return STRANGERS.format(other)
    if sum(h.pool == half.pool for h in group) > 1:
        return TWICE
    if not sight.rules.may_go(half.pool.home, half.name.id, newest) and not (
        half.tidy and sight.rules.ended(half.tidy)
    ):
        return LATER
    # would the manifest have been seen that a part of it belongs to?
    return REMOVES if all(sight.seen(*place) for place in named) else ELSEWHERE


def move(draft: Draft, found: Sequence[Rest]) -> None:
    """The steps that take them out of sight, and look whether that is all there is of them."""
    for rest in found:
        for half in rest.halves:
            says = f"Move the incomplete restore point {rest.name.folder} aside: nothing completes it any more"
            draft.aside(says, half.at, half.aside(draft.id), half.inode)
    for rest in found:
        aside = {half.pool: half.aside(draft.id).path for half in rest.halves}
        folders = [(*rest.name.place(pool), aside.get(pool, "")) for pool in rest.pools]
        says = f"Look twice whether {rest.name.folder} was completed before"
        draft.add("point.unfinished", says, {"home": rest.pools[0].home, "folders": json.dumps(folders)})


def delete(draft: Draft, found: Sequence[Rest]) -> None:
    for rest in found:
        for half in rest.halves:
            says = f"Remove the incomplete restore point {rest.name.folder}"
            draft.at("dir.drop", says, half.aside(draft.id), Phase.FINISH, names=",".join(half.files))
