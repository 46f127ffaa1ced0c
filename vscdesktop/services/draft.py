"""A plan in the making: features arrange steps with it, nothing more."""

import getpass
import platform
import secrets
import time
from collections.abc import Mapping
from datetime import UTC, datetime

from vscdesktop.domain.keys import Key, Place
from vscdesktop.domain.units import when
from vscdesktop.plans.model import Phase, Plan, Step
from vscdesktop.services.lease import Lease


def new_id() -> str:
    """Sorts by time and repeats for nobody: 12 hex digits of milliseconds, and the 8 that stand in names.

    Names tell their time in seconds, so these begin with the milliseconds within it; 5 digits are random.
    """
    now = int(time.time() * 1000)
    return f"{now:012x}{now % 1000:03x}{secrets.token_hex(3)[:5]}"


class Draft:
    def __init__(self, kind: str, title: str, subject: Key) -> None:
        self.id, self.kind, self.title, self.subject = new_id(), kind, title, subject
        self.made = datetime.fromtimestamp(int(self.id[:12], 16) // 1000, UTC)
        self.steps: list[Step] = []
        self.facts: dict[str, str] = {}
        self.lost: list[str] = []
        self.kept: list[str] = []
        self.holds = 0  # from here on every change depends on this check of our lease

    def add(
        self,
        verb: str,
        says: str,
        args: Mapping[str, str],
        phase: Phase = Phase.PREPARE,
        *,
        looks: int = 0,
        sealed: int = 0,
    ) -> int:
        """Append a step; returns its number. Its lane is the volume or cloud its arguments name."""
        lane = f"{args['home']}:{args['volume']}" if "volume" in args else args.get("home", "")
        self.steps.append(Step(len(self.steps) + 1, verb, args, says, phase, lane, self.holds, looks, sealed))
        return len(self.steps)

    def at(self, verb: str, says: str, place: Place, phase: Phase = Phase.PREPARE, sealed: int = 0, **args: str) -> int:
        """A step on one path of a volume."""
        home = {"home": place.home, "volume": place.volume, "path": place.path}
        return self.add(verb, says, {**home, **args}, phase, sealed=sealed)

    def clone(self, says: str, source: Place, target: Place, sealed: int = 0) -> int:
        return self.add(
            "file.clone",
            says,
            {"home": source.home, "volume": source.volume, "source": source.path, "target": target.path},
            sealed=sealed,
        )

    def rename(
        self, says: str, source: Place, target: Place, phase: Phase = Phase.PREPARE, inode: str = "", looks: int = 0,
        sealed: int = 0, **more: str,
    ) -> int:  # fmt: skip
        return self.add(
            "file.rename",
            says,
            {
                "home": source.home,
                "volume": source.volume,
                "source": source.path,
                "target": target.path,
                "inode": inode,
                **more,
            },
            phase,
            looks=looks,
            sealed=sealed,
        )

    def aside(self, says: str, source: Place, target: Place, inode: int) -> int:
        """Out of sight, to a name of this plan alone."""
        args = {"home": source.home, "volume": source.volume, "source": source.path, "target": target.path}
        return self.add("file.aside", says, {**args, "inode": str(inode)})

    def write(self, says: str, place: Place, text: str, phase: Phase = Phase.PREPARE, sealed: int = 0) -> int:
        """A file that is there whole or not at all: under a temporary name, read back, renamed."""
        writing = place._replace(path=place.path + ".new")
        self.at("file.put", f"Write {says}", writing, sealed=sealed, text=text)
        small = "" if self.holds else "yes"  # then no lease keeps others from tidying it away
        return self.rename(f"Put {says} in place", writing, place, phase, sealed=sealed, small=small)

    def lease(self, title: str) -> Lease:
        return Lease(self.id, title, platform.node(), getpass.getuser(), when(self.made))

    def plan(self) -> Plan:
        return Plan(
            self.id,
            self.kind,
            self.title,
            self.subject,
            tuple(self.steps),
            tuple(self.lost),
            tuple(self.kept),
            self.facts,
        )
