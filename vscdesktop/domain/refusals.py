"""What is refused, and why: one pure function per question, one sentence per answer, None when it is fine.

The window and the command line show these very sentences.
"""

from collections.abc import Collection, Iterable
from datetime import timedelta

from vscdesktop.domain.array import Node, Volume
from vscdesktop.domain.cloud import Disk, Instance, Pool
from vscdesktop.domain.keys import Place
from vscdesktop.domain.links import Link
from vscdesktop.domain.manifest import Manifest
from vscdesktop.domain.qcow2 import Header
from vscdesktop.domain.units import size

SKEW = timedelta(minutes=2)
SETTLED = ("Running", "Stopped")


def not_read(what: str, reason: str) -> str:
    """`reason` names the system."""
    return f"The {what} could not be read, so this cannot be judged. {reason}"


def hypervisor(instance: Instance) -> str | None:
    if instance.hypervisor != "KVM":
        return (
            f"{instance.name} runs on {instance.hypervisor or 'an unknown hypervisor'}; only KVM instances are handled."
        )
    return None


def unsettled(instance: Instance) -> str | None:
    if instance.state not in SETTLED:
        return f"{instance.name} is {instance.state}. Wait until it is Running or Stopped."
    return None


def instance_job(instance: Instance) -> str | None:
    if instance.job:
        return f"CloudStack is working on {instance.name} (job {instance.job}). Wait until the job has ended."
    return None


def running(instance: Instance, stop_planned: bool) -> str | None:
    if instance.state == "Running" and not stop_planned:
        return (
            f"{instance.name} is running. Its disks are replaced only while it is stopped: "
            "add --stop to let the plan stop it."
        )
    return None


def instance_snapshots(instance: Instance, names: Collection[str]) -> str | None:
    if names:
        shown = ", ".join(sorted(names))
        return (
            f"{instance.name} has instance snapshots ({shown}), so its disks are chains of files. "
            "Delete them in CloudStack first."
        )
    return None


def incremental_snapshots(instance: Instance, on: bool) -> str | None:
    if on:
        return (
            f"Incremental KVM snapshots are on (kvm.incremental.snapshot) for {instance.name}: CloudStack's next "
            "snapshot would build on the wrong data. Turn the setting off first."
        )
    return None


def no_disks(instance: Instance, disks: Collection[Disk]) -> str | None:
    return None if disks else f"{instance.name} has no disks that could be read."


def disk_state(disk: Disk) -> str | None:
    if disk.state != "Ready":
        return f"Disk {disk.name} is {disk.state}, not Ready. Wait until CloudStack has finished with it."
    return None


def disk_job(disk: Disk) -> str | None:
    if disk.job:
        return f"CloudStack is working on disk {disk.name} (job {disk.job}). Wait until the job has ended."
    return None


def disk_snapshots(disk: Disk, states: Iterable[str]) -> str | None:
    busy = [s for s in states if s in ("Allocated", "Creating", "CreatedOnPrimary", "BackingUp")]
    return (
        f"CloudStack is taking a snapshot of disk {disk.name} ({busy[0]}). Wait until it has ended." if busy else None
    )


def placement(disk: Disk, pool: Pool | None, link: Link) -> str | None:
    if link.place is None:
        return f"Disk {disk.name} is not on a known ONTAP volume: {link.reason}"
    if pool is not None and pool.state != "Up":
        return f"Pool {pool.name} of disk {disk.name} is {pool.state}, not Up."
    return None


def volume(disk: Disk, found: Volume | None) -> str | None:
    if found is None:
        return f"The ONTAP volume of disk {disk.name} was not read."
    for wrong, words in (
        (found.style != "flexvol", f"is a {found.style}; only FlexVols are handled"),
        (found.kind != "rw", f"is of type {found.kind}, not rw"),
        (found.state != "online", f"is {found.state}, not online"),
        (found.snaplock not in ("", "non_snaplock"), f"is a SnapLock volume ({found.snaplock})"),
    ):
        if wrong:
            return f"Volume {found.name} of disk {disk.name} {words}."
    return None


def nested(pools: Collection[tuple[str, Place]], own: Collection[Place]) -> str | None:
    """Two pools of which one lies inside the other would share one `.vsc`; one of them is among our `own`."""
    for name, outer in pools:
        for other, inner in pools:
            same = outer[:2] == inner[:2] and name != other and (outer in own or inner in own)
            if same and (inner.path == outer.path or inner.path.startswith(f"{outer.path}/".lstrip("/"))):
                return f"Pool {other} lies inside pool {name} on the same volume; nested pools are not handled."
    return None


def file_missing(disk: Disk, present: bool) -> str | None:
    return None if present else f"The file of disk {disk.name} ({disk.path}) is not on its volume."


def image(disk: Disk, header: Header | None) -> str | None:
    if header is None:
        return f"Disk {disk.name} is not a qcow2 file."
    if header.encrypted:
        return (
            f"Disk {disk.name} is encrypted; its key is not part of a copy, so a copy could not be proved restorable."
        )
    if header.snapshots:
        return f"Disk {disk.name} holds internal qcow2 snapshots, which are not handled."
    return None


def base(disk: Disk, name: str, present: bool, backed: bool, templates: Collection[str]) -> str | None:
    """`templates`: file names of its pool that CloudStack knows as templates."""
    if not present:
        return f"The backing file {name} of disk {disk.name} is missing in its pool: the disk cannot be read."
    if backed or name not in templates:
        return f"The backing file {name} of disk {disk.name} is no template that CloudStack knows."
    return None


def clock(nodes: Collection[Node]) -> str | None:
    """`nodes`: those of the clusters that hold the disks."""
    if not nodes:
        return "No node of the ONTAP cluster was read, so its clock is not known."
    for node in nodes:
        if node.date is None:
            return f"The clock of node {node.name} could not be read."
        apart = abs(node.date - node.read)
        if apart > SKEW:
            return (
                f"The clocks of this workstation and of node {node.name} are {apart.total_seconds():.0f} s apart "
                f"(at most {SKEW.total_seconds():.0f}). Restore points are named by time: set the clock first."
            )
    return None


def room(found: Volume, wanted: int) -> str | None:
    if wanted > found.available:
        return (
            f"Volume {found.name} has {size(found.available)} free; the plan needs about {size(wanted)} for clone "
            "metadata. Free space or grow the volume."
        )
    return None


def split_load(array: str, allowable: int, wanted: int) -> str | None:
    if wanted > allowable:
        return (
            f"{array} is still sharing blocks of earlier clones (split load): only {size(allowable)} more can be "
            "cloned now. Try again later."
        )
    return None


def licence(array: str, state: str) -> str | None:
    """`state` of the FlexClone licence; "" = ONTAP tells of none, or may not be asked: then the clone itself tells."""
    if state in ("noncompliant", "unlicensed"):
        return f"{array} has no valid FlexClone licence ({state}); copies are file clones. Install it first."
    return None


def disk_set(manifest: Manifest, disks: Collection[Disk]) -> str | None:
    now, then = {d.key.id: d.name for d in disks}, {d.id: d.name for d in manifest.disks}
    added = [n for i, n in now.items() if i not in then]
    gone = [n for i, n in then.items() if i not in now]
    if added or gone:
        words = [f"attached since: {', '.join(added)}"] if added else []
        words += [f"no longer attached: {', '.join(gone)}"] if gone else []
        return f"The disks of {manifest.name} are not those of the restore point ({'; '.join(words)})."
    return None


def disk_size(manifest: Manifest, disks: Collection[Disk]) -> str | None:
    then = {d.id: d.virtual for d in manifest.disks}
    for disk in disks:
        if disk.key.id in then and then[disk.key.id] != disk.size:
            return (
                f"Disk {disk.name} is {size(disk.size)} now and was {size(then[disk.key.id])} in the restore point; "
                "CloudStack would not notice the change."
            )
    return None


def disk_pool(manifest: Manifest, disks: Collection[Disk]) -> str | None:
    then = {d.id: d for d in manifest.disks}
    for disk in disks:
        copy = then.get(disk.key.id)
        if copy and (disk.pool is None or disk.pool.id != copy.pool):
            return f"Disk {disk.name} has moved to another pool since; its copy is in pool {copy.pool_name}."
    return None


def not_whole(manifest: Manifest) -> str | None:
    if not manifest.whole:
        return (
            f"This restore point holds single disks of {manifest.name}, not the instance; "
            "it cannot be restored in place yet."
        )
    return None


def other_base(disk: str, name: str) -> str | None:
    return f"The backing file {name} of disk {disk} is in the pool, but it is not the one the copy was made on."


def base_lost(disk: str, name: str) -> str:
    return (
        f"The backing file {name} of disk {disk} is gone, and our clone of it is not in its place: this point cannot "
        "be restored. If a tidy that did not come to its end moved the clone aside, `check` says so and puts it back."
    )


def copy_lost(disk: str, path: str) -> str:
    return f"The copy of disk {disk} ({path}) is gone from its volume: this point cannot be restored."
