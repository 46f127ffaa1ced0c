"""Where restore points lie and what their names say.

Everything we keep stands in `.vsc` in the pool's own directory:
  points/<instance>/<time>-<id>/   one restore point: copies, and a manifest (or a part of one)
  base/                            protecting clones of backing files; aside-<plan>/, gone-<plan>/: out of sight
  op/<plan>/                       what one plan works with
  lease/                           who changes an instance right now
"""

import posixpath
from dataclasses import dataclass
from datetime import datetime

from vscdesktop.domain.keys import Place
from vscdesktop.domain.units import stamp, unstamp

VSC = ".vsc"
MANIFEST, PART, PLAN_FILE = "manifest.json", "part.json", "plan.json"
ASIDE, GONE = "aside-", "gone-"  # how names begin that a tidy gives to what may go, before its own id
SNAPSHOT = "vsc_"  # how the names of our snapshots begin
SHARED = (VSC, f"{VSC}/points", f"{VSC}/base", f"{VSC}/op", f"{VSC}/lease")


@dataclass(frozen=True)
class PointName:
    instance: str  # CloudStack's uuid
    taken: datetime
    id: str

    @property
    def folder(self) -> str:
        """The last part of its path: 20261124T133000Z-1a2b3c4d."""
        return f"{stamp(self.taken)}-{self.id}"

    def place(self, pool: Place) -> Place:
        return pool.below(VSC, "points", self.instance, self.folder)

    @property
    def snapshot(self) -> str:
        return f"{SNAPSHOT}{stamp(self.taken)}_{self.id}"


def parse(instance: str, folder: str) -> PointName | None:
    """The point a folder's name tells of, None when it is no such name."""
    time, dash, ident = folder.partition("-")
    taken = unstamp(time)
    return PointName(instance, taken, ident) if dash and taken and ident else None


def base_name(name: str, sha256: str) -> str:
    """Where the protecting clone of a backing file stands: by name and identity."""
    return posixpath.join(VSC, "base", f"{name}.{sha256[:16]}")


def lease(pool: Place, instance: str) -> Place:
    return pool.below(VSC, "lease", f"{instance}.json")


def op(pool: Place, plan: str) -> Place:
    return pool.below(VSC, "op", plan)
