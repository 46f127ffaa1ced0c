"""Restore in place. The order of the steps is the safety; DESIGN.md says why each stands where it stands."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from vscdesktop.clients.ontap.wire import File
from vscdesktop.domain import manifest as mf
from vscdesktop.domain import points, refusals
from vscdesktop.domain.errors import Refused
from vscdesktop.domain.inventory import Inventory
from vscdesktop.domain.keys import Key, Place
from vscdesktop.domain.units import when
from vscdesktop.plans.model import Phase, Plan
from vscdesktop.services import backup, facts
from vscdesktop.services.draft import Draft
from vscdesktop.services.look import identity
from vscdesktop.services.room import room
from vscdesktop.services.survey import Base, DiskView, Survey, survey
from vscdesktop.services.systems import Systems


@dataclass(frozen=True)
class Target:
    """One disk to restore: where it lives, what replaces it, and the names it passes through."""

    view: DiskView
    copy: mf.Copy
    new: Place
    old: Place

    @property
    def source(self) -> Place:
        return self.view.directory.below(self.copy.copy)

    @property
    def inode(self) -> str:
        return str(self.view.file.inode_number) if self.view.file else ""

    @property
    def keep(self) -> Place | None:
        return self.view.directory.below(self.copy.backing.keep) if self.copy.backing else None


def plan(
    systems: Systems, inventory: Inventory, key: Key, chosen: mf.Manifest, *, stop: bool = False, start: bool = False
) -> Plan:
    """The plan that puts an instance back to a restore point. Raises Refused with every reason."""
    taken = survey(systems, inventory, key)
    draft = Draft("restore", f"Restore {taken.instance.name} to {when(chosen.time)}", key)
    reasons = [r for r in taken.refusals if not _base_comes_back(r, taken, chosen)]
    disks = [v.disk for v in taken.disks]
    running = taken.instance.state == "Running"
    for reason in (
        refusals.running(taken.instance, stop),
        refusals.not_whole(chosen),
        None if not chosen.whole or (taken.refusals and not disks) else refusals.disk_set(chosen, disks),
        refusals.disk_pool(chosen, disks),
        refusals.disk_size(chosen, disks),
    ):
        reasons += [reason] if reason else []
    targets = _targets(draft, taken, chosen) if not reasons else []
    missing = [base for t in targets if (base := _missing_base(systems, t, reasons))]
    if not reasons:
        reasons += room(systems, inventory, [_sized(t) for t in targets], clones=2, bases=2)
    if reasons:
        raise Refused("\n".join(dict.fromkeys(reasons)))
    _arrange(draft, taken, targets, {t.copy.backing.name: t for t in missing if t.copy.backing}, running, start)
    _promises(draft, taken, targets, chosen)
    return draft.plan()


def _base_comes_back(reason: str, taken: Survey, chosen: mf.Manifest) -> bool:
    """A missing backing file does not stop a restore whose point keeps a clone of it."""
    kept = {(d.id, d.backing.name) for d in chosen.disks if d.backing}
    return any(
        reason == refusals.base(view.disk, view.base.name, False, False, ())
        for view in taken.disks
        if view.base and not view.base.present and (view.disk.key.id, view.base.name) in kept
    )


def _sized(target: Target) -> DiskView:
    """A disk with the size of what it lacks now and will be cloned back: its file, its backing file."""
    view, backing = target.view, target.copy.backing
    file = view.file or File(size=target.copy.size)
    if backing and not (view.base and view.base.present):
        return replace(view, file=file, base=Base(backing.name, view.live, backing.size))
    return replace(view, file=file)


def _with_base(target: Target) -> DiskView:
    """A disk as it will be once its backing file is back."""
    view, backing = target.view, target.copy.backing
    if view.base is None or view.base.present or backing is None:
        return view
    return replace(view, base=Base(backing.name, view.base.live, backing.size, backing.sha256, present=True, kept=True))


def _targets(draft: Draft, taken: Survey, chosen: mf.Manifest) -> list[Target]:
    copies = {c.id: c for c in chosen.disks}
    found = []
    for i, view in enumerate(taken.disks):
        op = points.op(view.directory, draft.id)
        found.append(Target(view, copies[view.disk.key.id], op.below(f"{i}.new"), op.below(f"{i}.old")))
    return found


def _missing_base(systems: Systems, target: Target, reasons: list[str]) -> Target | None:
    """The target itself when its backing file must be put back first; adds what makes the copy useless."""
    client, source, copy = systems.array(target.source.home), target.source, target.copy
    found = client.file(source.volume, source.path)
    if found is None or found.size != copy.size:
        reasons.append(refusals.copy_lost(copy.name, source.path))
    if copy.backing is None or target.keep is None:
        return None
    live = target.view.directory.below(copy.backing.name)
    now = client.file(live.volume, live.path)
    if now is not None:
        if now.size != copy.backing.size or identity(client, live.volume, live.path, now.size) != copy.backing.sha256:
            reasons += [r for r in [refusals.other_base(copy.name, copy.backing.name)] if r]
        return None
    kept = client.file(target.keep.volume, target.keep.path)
    if kept is None or kept.size != copy.backing.size:
        reasons.append(refusals.base_lost(copy.name, copy.backing.name))
    return target


def _arrange(
    draft: Draft, taken: Survey, targets: Sequence[Target], bases: dict[str, Target], running: bool, start: bool
) -> None:
    views = [t.view for t in targets]
    present = [t for t in targets if t.view.file]
    home, uuid = draft.subject.home, draft.subject.id
    draft.facts = backup.live_facts(taken, views)
    check = {"facts": json.dumps(draft.facts)}
    draft.add("facts.same", "Look whether everything is still as it was when this was planned", check)
    _open(draft, taken, targets)
    draft.add("facts.same", "Look a second time, now that nobody else may change the instance", check)
    for base in bases.values():
        _put_back(draft, base)
    for live, backing in _stands_on(targets).items():
        says = f"Look whether the backing file {backing.name} is the one the copies were made on"
        draft.at("base.same", says, live, size=str(backing.size), sha256=backing.sha256)
    cloned = [_stage(draft, t) for t in targets]
    instance = {"home": home, "instance": uuid}
    planned = instance | {"disks": draft.facts[facts.disks_key(home, uuid)]}
    if running:
        draft.add("instance.stop", f"Stop {taken.instance.name}", instance)
    look = draft.add("instance.stopped", f"Look twice whether {taken.instance.name} is stopped", planned)
    name = points.PointName(uuid, draft.made, draft.id[-8:])
    if present:
        reason = f"before {draft.title[0].lower()}{draft.title[1:]}"
        whole = len(present) == len(targets)
        backup.point(draft, _stopped(taken), [_with_base(t) for t in present], name, reason, whole=whole)
    for t in present:
        says = f"Move {t.view.disk.name} out of reach"
        draft.rename(says, t.view.live, t.old, inode=t.inode, looks=look)
    pairs = [(*t.old, f".snapshot/{name.snapshot}/{t.view.live.path}") for t in present]
    draft.add(
        "files.same", "Look whether the old disks are exactly what the before-point holds", {"pairs": json.dumps(pairs)}
    )
    look = draft.add("instance.stopped", f"Look twice whether {taken.instance.name} is still stopped", planned)
    for t in present:
        args = {
            "home": t.old.home,
            "volume": t.old.volume,
            "path": t.old.path,
            "inode": t.inode,
            "away": t.view.live.path,
            "same": f".snapshot/{name.snapshot}/{t.view.live.path}",
        }
        says = f"Delete the old file of {t.view.disk.name}: no host can open it any more; the before-point holds it"
        draft.add("file.delete", says, args, Phase.COMMIT, looks=look)
    look = draft.add(
        "instance.stopped",
        "Look twice again: a start that began meanwhile may hold an old disk",
        instance,
        Phase.COMMIT,
    )
    for t, step in zip(targets, cloned, strict=True):
        says = f"Put the copy of {t.view.disk.name} in place"
        # without an inode, after a take-over, `was` tells a disk that is still the old one from one that is in place
        draft.rename(says, t.new, t.view.live, Phase.COMMIT, inode=f"{{{step}.inode}}", looks=look, was=t.inode)
    files = [(*t.view.live, f"{{{step}.inode}}", f"{{{step}.size}}") for t, step in zip(targets, cloned, strict=True)]
    there = {"files": json.dumps(files)}
    look = draft.add("files.there", "Look whether every disk is the file that was put there", there, Phase.FINISH)
    if start:
        draft.add("instance.start", f"Start {taken.instance.name}", instance, Phase.FINISH, looks=look)
    _close(draft, taken, targets, name if present else None)


def _open(draft: Draft, taken: Survey, targets: Sequence[Target]) -> None:
    """The plan's folder in each pool, the lease, and the plan itself beside what it works with."""
    root = taken.pools[0]
    backup.directories(draft, taken, taken.pools, restore=True)
    folder = points.op(root, draft.id)
    draft.at("dir.make", "Make the plan's folder", folder, mode="700", names=_names(root, targets))
    lease, text = taken.lease, draft.lease(draft.title).encode()
    draft.at(
        "lease.take", f"Take the lease of {taken.instance.name}", lease, text=text, away=folder.below("lease.json").path
    )
    draft.holds = draft.at("lease.held", "Look whether the lease is ours", lease, text=text)
    for pool in taken.pools:
        folder = points.op(pool, draft.id)
        if pool != root:
            says = "Make the plan's folder in the other pool"
            draft.at("dir.make", says, folder, mode="700", names=_names(pool, targets))
        draft.write("the plan", folder.below(points.PLAN_FILE), "{0.plan}")


def _names(pool: Place, targets: Sequence[Target]) -> str:
    """What we put into the plan's folder; an old disk is not among it, so that it is never swept away."""
    ours = [t.new.name for t in targets if t.view.directory == pool]
    return ",".join([*ours, points.PLAN_FILE, f"{points.PLAN_FILE}.new", "lease.json"])


def _stands_on(targets: Sequence[Target]) -> dict[Place, mf.Backing]:
    """The backing files that the restored disks will need, each once however many disks stand on it."""
    return {t.view.directory.below(t.copy.backing.name): t.copy.backing for t in targets if t.copy.backing}


def _put_back(draft: Draft, target: Target) -> None:
    backing, keep = target.copy.backing, target.keep
    assert backing is not None and keep is not None
    live = target.view.directory.below(backing.name)
    says = f"Look at our clone of the backing file {backing.name}"
    draft.at("base.same", says, keep, size=str(backing.size), sha256=backing.sha256)
    draft.clone(f"Put the backing file {backing.name} back under its name", keep, live)


def _stage(draft: Draft, target: Target) -> int:
    """Clone a copy beside the plan, before anything is touched; answers the step that learns its inode."""
    name, backing = target.view.disk.name, target.copy.backing
    draft.clone(f"Clone the copy of {name}", target.source, target.new)
    written = backing.written if backing else ""
    return draft.at(
        "copy.same", f"Look at that clone of {name}", target.new, source=target.source.path, backing=written
    )


def _stopped(taken: Survey) -> Survey:
    """The same survey as it will be when the before-point is taken: stopped."""
    return replace(taken, instance=replace(taken.instance, state="Stopped"))


def _close(draft: Draft, taken: Survey, targets: Sequence[Target], before: points.PointName | None) -> None:
    if before:
        backup.drop_snapshots(draft, [t.view for t in targets if t.view.file], before)
    folder = points.op(taken.pools[0], draft.id)
    text, away = draft.lease(draft.title).encode(), folder.below("lease.json").path
    draft.at("lease.drop", "Give the lease back", taken.lease, Phase.FINISH, text=text, away=away)
    draft.holds = 0
    for pool in taken.pools:
        place = points.op(pool, draft.id)
        draft.at("dir.drop", "Remove the plan's folder", place, Phase.FINISH, names=_names(pool, targets))


def _promises(draft: Draft, taken: Survey, targets: Sequence[Target], chosen: mf.Manifest) -> None:
    gone = [t.view.disk.name for t in targets if not t.view.file]
    if gone:
        draft.lost.append(f"The present file of {', '.join(gone)} is already gone and cannot be kept.")
    draft.lost.append(
        f"Everything written to {taken.instance.name} since {when(chosen.time)}, but for the before-point of this plan."
    )
    draft.kept.append("The disks as they are now: a restore point of their own, made before anything is touched.")
    draft.kept.append(f"The restore point of {when(chosen.time)} itself ({chosen.label}).")
