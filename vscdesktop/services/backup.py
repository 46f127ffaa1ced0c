"""Back up now: a snapshot per volume, a file clone per disk out of it, and a manifest that makes it a point."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from vscdesktop.domain import manifest as mf
from vscdesktop.domain import points, refusals
from vscdesktop.domain.errors import Refused
from vscdesktop.domain.inventory import Inventory
from vscdesktop.domain.keys import Key, Place
from vscdesktop.domain.units import count
from vscdesktop.plans.model import Phase, Plan
from vscdesktop.services import facts
from vscdesktop.services.draft import Draft
from vscdesktop.services.room import room
from vscdesktop.services.survey import Base, DiskView, Survey, find_disk, survey
from vscdesktop.services.systems import Systems

ON_REQUEST = "on request"


def plan(systems: Systems, inventory: Inventory, key: Key, disk: str = "") -> Plan:
    """The plan of one restore point of an instance, or of one of its disks. Raises Refused with every reason."""
    taken = survey(systems, inventory, key)
    reasons = list(taken.refusals)
    if not reasons:
        views = [find_disk(taken, disk)] if disk else list(taken.disks)
        reasons += [r for v in views if (r := refusals.file_missing(v.disk, v.file is not None))]
        reasons += room(systems, inventory, views, clones=1, bases=1)
    if reasons:
        raise Refused("\n".join(reasons))
    subject = views[0].disk.key if disk else key
    what = f"{taken.instance.name} / {views[0].disk.name}" if disk else taken.instance.name
    draft = Draft("backup", f"Back up {what}", subject)
    draft.facts = live_facts(taken, views) | {facts.inode_key(taken.lease): facts.ABSENT}
    check = {"facts": json.dumps(draft.facts)}
    draft.add("facts.same", "Look whether everything is still as it was when this was planned", check)
    name = points.PointName(key.id, draft.made, draft.id[-8:])
    point(draft, taken, views, name, ON_REQUEST, whole=not disk, facts_again=check)
    draft.kept.append(f"The disks of {taken.instance.name} are only read.")
    return draft.plan()


def live_facts(taken: Survey, views: Sequence[DiskView]) -> dict[str, str]:
    """State, disk set and the inode of every live file."""
    home, uuid = taken.instance.key.home, taken.instance.key.id
    found = {facts.state_key(home, uuid): taken.instance.state}
    found |= {facts.disks_key(home, uuid): facts.disks_text(view.disk for view in taken.disks)}
    for view in views:
        found[facts.inode_key(view.live)] = str(view.file.inode_number) if view.file else facts.ABSENT
    return found


def directories(draft: Draft, taken: Survey, pools: Sequence[Place], *, restore: bool) -> None:
    """The directories of ours that a pool still lacks and this plan needs."""
    wanted = [points.VSC, f"{points.VSC}/points", f"{points.VSC}/points/{taken.instance.key.id}", f"{points.VSC}/base"]
    wanted += [f"{points.VSC}/op", f"{points.VSC}/lease"] if restore else []
    for pool in pools:
        based = any(v.base and v.directory == pool for v in taken.disks)
        for path in wanted:
            place = pool.below(path)
            if place not in taken.there and (based or not path.endswith("/base")):
                mode = "755" if path == points.VSC else "700"  # old libvirt fails a pool on one unreadable entry
                draft.at("dir.make", f"Make the directory {place.path}", place, mode=mode)


def point(
    draft: Draft,
    taken: Survey,
    views: Sequence[DiskView],
    name: points.PointName,
    reason: str,
    *,
    whole: bool = True,
    facts_again: Mapping[str, str] | None = None,
) -> tuple[int, dict[str, int]]:
    """Arrange the steps of one restore point; answers the step that seals it and that of each volume's snapshot.

    With `facts_again` it is a backup: its manifest commits, and the snapshots are dropped behind it. Without, it
    is the before-point of a restore: undo leaves it alone once its manifest stands.
    """
    backup = facts_again is not None
    pools = [p for p in taken.pools if any(v.directory == p for v in views)]
    if backup:
        directories(draft, taken, pools, restore=False)
    first = len(draft.steps)
    _protect(draft, views)
    for pool in pools:
        names = _names(pool, views, last=pool == pools[0])
        place = name.place(pool)
        draft.at("dir.make", f"Make the folder of the restore point in {place.path}", place, mode="700", names=names)
    volumes = {v.live.volume: v for v in views}
    comment = f"VSC Desktop: {draft.title}, plan {draft.id}"
    snapped = {
        uuid: draft.add(
            "snapshot.make",
            f"Take a snapshot of volume {view.volume.name}",
            {"home": view.live.home, "volume": uuid, "name": name.snapshot, "comment": comment},
        )
        for uuid, view in volumes.items()
    }
    values: dict[str, str] = {}
    for i, view in enumerate(views):
        checked = _copy(draft, view, name, i)
        values |= {f"disks.{i}.size": f"{{{checked}.size}}", f"disks.{i}.virtual": f"{{{checked}.virtual}}"}
    for i, uuid in enumerate(snapped):
        values |= {f"snapshots.{i}.{k}": f"{{{snapped[uuid]}.{k}}}" for k in ("sent", "done")}
    if facts_again:
        draft.add("facts.same", "Look whether a restore or a change of disks came in between", facts_again)
    else:  # a start in between would make it a point of nothing that ever was, and undo keeps it
        pairs = [(*v.live, f".snapshot/{name.snapshot}/{v.live.path}") for v in views]
        says = "Look whether the disks are still exactly what the snapshots hold"
        draft.add("files.same", says, {"pairs": json.dumps(pairs)})
        instance = {"home": taken.instance.key.home, "instance": taken.instance.key.id}
        draft.add("instance.stopped", f"Look twice whether {taken.instance.name} was stopped throughout", instance)
    for directory, base in _bases(views):  # now that the folder is there, nobody else takes the clone for unneeded
        says = f"Look whether the clone of the backing file {base.name} is that very file"
        draft.at("base.same", says, base.keep(directory), size=str(base.size), sha256=base.sha256)
    text = mf.encode(_manifest(taken, views, name, reason, whole, list(snapped)), values)
    for pool in pools[1:]:
        draft.write("its part of the restore point", name.place(pool).below(points.PART), text)
    commit = Phase.COMMIT if backup else Phase.PREPARE
    sealing = draft.write("the manifest", name.place(pools[0]).below(points.MANIFEST), text, commit)
    if backup:
        drop_snapshots(draft, views, name)
    else:
        for index in range(first, len(draft.steps)):
            if draft.steps[index].verb != "snapshot.make":
                draft.steps[index] = replace(draft.steps[index], sealed=sealing)
    return sealing, snapped


def drop_snapshots(draft: Draft, views: Sequence[DiskView], name: points.PointName) -> None:
    for uuid, view in {v.live.volume: v for v in views}.items():
        args = {"home": view.live.home, "volume": uuid, "name": name.snapshot}
        draft.add("snapshot.drop", f"Drop the snapshot of volume {view.volume.name}", args, Phase.FINISH)


def _bases(views: Sequence[DiskView]) -> list[tuple[Place, Base]]:
    """Each backing file once, with the directory of its pool."""
    return list({v.base.live: (v.directory, v.base) for v in views if v.base}.values())


def _protect(draft: Draft, views: Sequence[DiskView]) -> None:
    for directory, base in _bases(views):
        if not base.kept:
            draft.clone(f"Keep a clone of the backing file {base.name}", base.live, base.keep(directory))


def _copy(draft: Draft, view: DiskView, name: points.PointName, index: int) -> int:
    """Clone one disk out of the snapshot and look at the copy; answers the number of the look."""
    source = view.live._replace(path=f".snapshot/{name.snapshot}/{view.live.path}")
    target = name.place(view.directory).below(f"{index}.qcow2")
    draft.clone(f"Clone disk {view.disk.name} out of the snapshot", source, target)
    backing = view.header.backing if view.header else ""
    says = f"Look at the copy of {view.disk.name}: size, image head, backing file"
    return draft.at("copy.same", says, target, source=source.path, backing=backing)


def _names(pool: Place, views: Sequence[DiskView], last: bool) -> str:
    """What one folder of a point may hold."""
    ours = [f"{i}.qcow2" for i, v in enumerate(views) if v.directory == pool]
    text = points.MANIFEST if last else points.PART
    return ",".join([*ours, text, f"{text}.new"])


def _manifest(
    taken: Survey, views: Sequence[DiskView], name: points.PointName, reason: str, whole: bool, volumes: list[str]
) -> mf.Manifest:
    copies = []
    for i, view in enumerate(views):
        backing = None
        if view.base:
            keep = points.base_name(view.base.name, view.base.sha256)
            backing = mf.Backing(
                view.base.name, view.header.backing if view.header else "", keep, view.base.size, view.base.sha256
            )
        copies.append(
            mf.Copy(
                view.disk.key.id,
                view.disk.name,
                view.disk.kind,
                view.disk.device,
                view.pool.key.id,
                view.pool.name,
                view.live.volume,
                view.volume.name,
                view.volume.svm_name,
                view.directory.path,
                view.disk.path,
                f"{points.VSC}/points/{name.instance}/{name.folder}/{i}.qcow2",
                0,
                0,
                backing,
            )
        )
    return mf.Manifest(
        taken.instance.key.id,
        taken.instance.name,
        taken.instance.shown,
        taken.instance.owner,
        taken.instance.state,
        name.taken.isoformat(),
        reason,
        tuple(mf.Taken(v, 0, 0) for v in volumes),
        tuple(copies),
        whole,
    )


def describe(chosen: Plan) -> str:
    """How many disks over how many volumes, for a headline."""
    clones = [s for s in chosen.steps if s.verb == "copy.same" and s.args["source"].startswith(".snapshot/")]
    volumes = {s.args["volume"] for s in clones}
    return f"{count(len(clones), 'disk')} on {count(len(volumes), 'volume')}"
