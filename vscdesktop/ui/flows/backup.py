"""Back up now: what (the instance, or one of its disks), and the plan."""

from __future__ import annotations

from vscdesktop.domain.cloud import Disk
from vscdesktop.domain.keys import Key
from vscdesktop.domain.units import count, size
from vscdesktop.plans.model import Plan
from vscdesktop.ui.desk import Desk
from vscdesktop.ui.flows.flow import THE_PLAN, Flow, Stage

WHAT = "what"


class BackupFlow(Flow):
    title = "Back up"
    stages = (
        Stage(
            WHAT,
            "What to back up",
            "What is backed up",
            "A snapshot of each volume, a clone of each disk out of it: no block is copied, and nothing is stopped.",
        ),
        THE_PLAN,
    )

    def __init__(self, desk: Desk, subject: Key, disk: str = "") -> None:
        """`disk`: the id of the one that is wanted, "" for all of them."""
        super().__init__(desk, subject)
        self.disk = next((d for d in self.disks if d.key.id == disk), None)  # None: the whole instance

    @property
    def disks(self) -> tuple[Disk, ...]:
        return self.inventory.disks(self.subject) if self.inventory else ()

    def describe(self, disk: Disk) -> str:
        """Kind, size and where a disk lies."""
        pool = self.inventory.pool(disk) if self.inventory else None
        kind = "Root disk" if disk.kind == "ROOT" else "Data disk"
        return ", ".join(filter(None, (kind, size(disk.size), f"in {pool.name}" if pool else "")))

    @property
    def whole(self) -> str:
        """The instance with all its disks, in words."""
        return f"{count(len(self.disks), 'disk')}, {size(sum(d.size for d in self.disks))}"

    @property
    def consistency(self) -> str:
        """What kind of point it becomes."""
        if self.instance is not None and self.instance.state == "Stopped":
            return f"{self.target} is stopped: the copies hold everything that was written."
        return (
            f"{self.target} keeps running: the copies are crash-consistent, as after a power cut. "
            "What its guest had not written to disk by then is not in them."
        )

    # -- stages --------------------------------------------------------------------------------
    def complete(self) -> bool:
        return True

    def choice(self, stage: str) -> str:
        if stage != WHAT:
            return ""
        return self.disk.name if self.disk else f"The instance, {count(len(self.disks), 'disk')}"

    # -- plan ----------------------------------------------------------------------------------
    def plan(self) -> Plan:
        return self.desk.plan_backup(self.subject, self.disk.key.id if self.disk else "")

    @property
    def act(self) -> str:
        return f"Back up {self.disk.name if self.disk else self.target}"
