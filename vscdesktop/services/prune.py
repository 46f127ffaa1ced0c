"""Delete one restore point: a plan like any other. The manifest goes first, so that half a point is never a point."""

import json
import re

from vscdesktop.domain import points
from vscdesktop.domain.errors import Refused
from vscdesktop.domain.keys import Key, Kind, Place
from vscdesktop.domain.units import size, when
from vscdesktop.plans.model import Phase, Plan
from vscdesktop.services import facts, lease
from vscdesktop.services.catalog import Point
from vscdesktop.services.draft import Draft
from vscdesktop.services.leftover_rules import POINT_FILES, strangers
from vscdesktop.services.look import text_of
from vscdesktop.services.systems import Systems

POINT = re.compile(rf"{POINT_FILES.pattern}|{points.MANIFEST}")


def plan(systems: Systems, home: str, point: Point) -> Plan:
    """The plan that deletes a point; `home` is the cloud its instance is in. Raises Refused."""
    if point.manifest is None:
        raise Refused("This restore point is not complete. Leftovers are removed by `check`.")
    name = point.manifest.name
    draft = Draft("delete", f"Delete the restore point of {name} from {when(point.name.taken)}", _key(home, point))
    folders = sorted(point.folders, key=lambda f: not _has_manifest(systems, f.place))
    for folder in folders:
        client, held = systems.array(folder.pool.home), points.lease(folder.pool, point.name.instance)
        text = text_of(client, held.volume, held.path)
        if text is not None:
            raise Refused(lease.held(text))
        draft.facts[facts.inode_key(folder.place)] = facts.read(systems, facts.inode_key(folder.place))
    draft.add("facts.same", "Look whether the point is still there", {"facts": json.dumps(draft.facts)})
    for folder in folders:
        there = [f.name for f in systems.array(folder.pool.home).listing(folder.place.volume, folder.place.path) or ()]
        if other := strangers(there, POINT):
            raise Refused(f"{folder.place.path} also holds {other}, which is not ours. Move it away first.")
        first = [n for n in there if n in (points.MANIFEST, points.PART)]
        names = ",".join([*first, *(n for n in there if n not in first)])
        says = f"Delete its copies in pool {folder.pool_name}"
        draft.at("dir.drop", says, folder.place, Phase.COMMIT, names=names)
    draft.lost.append(f"This state of {name}; {size(point.unique)} that only its copies hold become free.")
    draft.kept.append(f"{name} itself, its other restore points, and the clones of backing files.")
    return draft.plan()


def _key(home: str, point: Point) -> Key:
    return Key(Kind.INSTANCE, home, point.name.instance)


def _has_manifest(systems: Systems, place: Place) -> bool:
    return systems.array(place.home).file(place.volume, place.below(points.MANIFEST).path) is not None
