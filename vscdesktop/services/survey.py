"""One look at an instance, its disks and everything they depend on, read now; and what speaks against touching it."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

from vscdesktop.clients.cloudstack import wire as cw
from vscdesktop.clients.ontap import wire as ow
from vscdesktop.domain import array, cloud, points, qcow2, refusals
from vscdesktop.domain.errors import Denied, Refused
from vscdesktop.domain.inventory import Inventory
from vscdesktop.domain.keys import Key, Place
from vscdesktop.services import lease, read_cloud
from vscdesktop.services.facts import disks_of, one_instance
from vscdesktop.services.finding_words import shared
from vscdesktop.services.look import identity, text_of
from vscdesktop.services.systems import Systems

CLOUD_NEEDS = ("clusters", "primary storage")
ARRAY_NEEDS = ("nodes", "LIFs", "volumes")


@dataclass(frozen=True)
class Base:
    """The backing file of a disk."""

    name: str
    live: Place
    size: int = 0
    sha256: str = ""
    present: bool = False
    backed: bool = False  # it has a backing file itself
    kept: bool = False  # its protecting clone exists

    def keep(self, pool: Place) -> Place:
        return pool.below(points.base_name(self.name, self.sha256))


@dataclass(frozen=True)
class DiskView:
    disk: cloud.Disk
    pool: cloud.Pool
    directory: Place  # of its pool
    live: Place
    volume: array.Volume
    file: ow.File | None = None
    header: qcow2.Header | None = None
    base: Base | None = None


@dataclass(frozen=True)
class Survey:
    instance: cloud.Instance
    disks: tuple[DiskView, ...]
    refusals: tuple[str, ...]
    there: frozenset[Place] = field(default_factory=frozenset)  # directories of ours that exist already

    @property
    def pools(self) -> tuple[Place, ...]:
        """The directories of its pools, that of the ROOT disk first: it decides."""
        ordered = sorted(self.disks, key=lambda d: d.disk.kind != "ROOT")
        return tuple(dict.fromkeys(d.directory for d in ordered))

    @property
    def lease(self) -> Place:
        return points.lease(self.pools[0], self.instance.key.id)


def survey(systems: Systems, inventory: Inventory, key: Key) -> Survey:
    """Read instance and disks anew; pools, links and volumes come from `inventory`. Raises Refused, Unreachable."""
    instance = read_cloud.instance(key.home, one_instance(systems, key.home, key.id))
    rows = disks_of(systems, key.home, key.id)
    disks = sorted((read_cloud.disk(key.home, d) for d in rows), key=lambda d: (d.device, d.key.id))
    found = [
        refusals.hypervisor(instance),
        refusals.unsettled(instance),
        refusals.instance_job(instance),
        refusals.no_disks(instance, disks),
        refusals.instance_snapshots(instance, _instance_snapshots(systems, key)),
        *_unread(inventory, instance, disks),
    ]
    views: list[DiskView] = []
    for disk in disks:
        pool, link = inventory.pool(disk), inventory.link(disk)
        volume = inventory.volume(link.place) if link.place else None
        on_array = [refusals.placement(disk, pool, link)] + ([refusals.volume(disk, volume)] if link.place else [])
        found += [refusals.disk_state(disk), refusals.disk_job(disk), _snapshots(systems, disk), *on_array]
        if not any(on_array) and pool and link.place and volume:
            directory = inventory.links[pool.key].place
            assert directory is not None  # the disk's place was made from it
            views.append(_view(systems, DiskView(disk, pool, directory, link.place, volume)))
    found += _images(systems, views)
    own = {view.directory for view in views}
    found += [_licence(systems, home) for home in dict.fromkeys(v.live.home for v in views)]
    found.append(refusals.nested([(p.name, place) for p, place in inventory_pools(inventory)], own))
    found.append(refusals.incremental_snapshots(instance, _incremental(inventory, instance, views)))
    done = Survey(instance, tuple(views), (), frozenset(_existing(systems, views, key.id)))
    found += [_held(systems, done)] if views else []
    return Survey(instance, done.disks, tuple(dict.fromkeys(r for r in found if r)), done.there)


def _unread(inventory: Inventory, instance: cloud.Instance, disks: list[cloud.Disk]) -> Iterator[str | None]:
    """What the rules need of both systems and could not be read, and clocks that disagree.

    Whatever is not read is empty, and an empty list is no evidence that nothing is there.
    """
    places = [inventory.link(disk).place for disk in disks]
    homes = {place.home for place in places if place}
    arrays = homes if all(places) else {gap.home for gap in inventory.gaps}
    needs = dict.fromkeys(arrays, ARRAY_NEEDS) | {instance.key.home: CLOUD_NEEDS}
    for reason, what in shared(gap for gap in inventory.gaps if gap.what in needs.get(gap.home, ())).items():
        yield refusals.not_read(what, reason)
    nodes = [t for t in inventory.things.values() if isinstance(t, array.Node)]
    for home in sorted(homes):
        yield refusals.clock([node for node in nodes if node.key.home == home])


def inventory_pools(inventory: Inventory) -> list[tuple[cloud.Pool, Place]]:
    """The pools that lie on connected arrays, with their directories."""
    pools = ((t, inventory.links[k].place) for k, t in inventory.things.items() if isinstance(t, cloud.Pool))
    return [(pool, place) for pool, place in pools if place is not None]


def _view(systems: Systems, view: DiskView) -> DiskView:
    """The same disk with its file, image head and backing file as they are now."""
    client, live = systems.array(view.live.home), view.live
    file = client.file(live.volume, live.path)
    if file is None or file.type != "file":
        return view
    header = qcow2.parse(client.read(live.volume, live.path, 0, qcow2.HEAD))
    base = _base(systems, view.directory, header.backing) if header and header.backing else None
    return DiskView(view.disk, view.pool, view.directory, live, view.volume, file, header, base)


def _base(systems: Systems, directory: Place, written: str) -> Base:
    name = posixpath.basename(written)
    live, client = directory.below(name), systems.array(directory.home)
    file = client.file(live.volume, live.path)
    if file is None:
        return Base(name, live)
    head = qcow2.parse(client.read(live.volume, live.path, 0, qcow2.HEAD))
    base = Base(
        name, live, file.size, identity(client, live.volume, live.path, file.size), True, bool(head and head.backing)
    )
    keep = base.keep(directory)
    kept = client.file(keep.volume, keep.path)
    return Base(base.name, live, base.size, base.sha256, True, base.backed, kept is not None and kept.size == file.size)


def _images(systems: Systems, views: list[DiskView]) -> list[str | None]:
    known: dict[str, set[str]] = {}
    found: list[str | None] = []
    for view in views:
        if view.file is None:
            continue  # whether that matters, backup and restore decide
        found.append(refusals.image(view.disk, view.header))
        if view.base:
            pool = view.pool.key
            if pool.id not in known:
                known[pool.id] = _templates(systems, pool)
            base = view.base
            found.append(refusals.base(view.disk, base.name, base.present, base.backed, known[pool.id]))
    return found


def _licence(systems: Systems, home: str) -> str | None:
    client = systems.array(home)
    try:
        rows = client.records("/cluster/licensing/licenses", ow.Licence, fields="name,state", name="flexclone")
    except Denied:
        rows = []
    return refusals.licence(client.name, rows[0].state if rows else "")


def _templates(systems: Systems, pool: Key) -> set[str]:
    """File names in a pool that CloudStack knows as templates, as one of its hosts lists them."""
    rows = systems.cloud(pool.home).rows("listStoragePoolObjects", "datastoreobject", cw.PoolObject, id=pool.id)
    return {row.name for row in rows if row.templateid}


def _instance_snapshots(systems: Systems, key: Key) -> list[str]:
    rows = systems.cloud(key.home).rows(
        "listVMSnapshot", "vmSnapshot", cw.VmSnapshot, virtualmachineid=key.id, **read_cloud.EVERYTHING
    )
    return [s.displayname or s.name for s in rows]


def _snapshots(systems: Systems, disk: cloud.Disk) -> str | None:
    rows = systems.cloud(disk.key.home).rows(
        "listSnapshots", "snapshot", cw.DiskSnapshot, volumeid=disk.key.id, **read_cloud.EVERYTHING
    )
    return refusals.disk_snapshots(disk, [s.state for s in rows])


def _incremental(inventory: Inventory, instance: cloud.Instance, views: list[DiskView]) -> bool:
    """Is the setting on in a cluster this instance can run in?"""
    own = {v.pool.cluster for v in views if v.pool.cluster}
    clusters = [t for t in inventory.things.values() if isinstance(t, cloud.Cluster) and t.zone == instance.zone]
    return any(c.incremental for c in clusters if not own or c.key in own)


def _existing(systems: Systems, views: list[DiskView], instance: str) -> list[Place]:
    """Which of our shared directories exist in each of its pools."""
    found = []
    for pool in dict.fromkeys(v.directory for v in views):
        client = systems.array(pool.home)
        paths = [*points.SHARED, f"{points.VSC}/points/{instance}"]
        for path in paths:
            place = pool.below(path)
            if client.file(place.volume, place.path) is None:
                if path == points.VSC:
                    break
                continue
            found.append(place)
    return found


def _held(systems: Systems, done: Survey) -> str | None:
    place = done.lease
    text = text_of(systems.array(place.home), place.volume, place.path)
    return None if text is None else lease.held(text)


def find_instance(inventory: Inventory, name: str) -> Key:
    """An instance by its id, its name, or the name that is shown. Raises Refused when it is not exactly one."""
    every = list(inventory.instances())
    found = [i for i in every if i.key.id == name] or [i for i in every if name in (i.name, i.shown)]
    if len(found) == 1:
        return found[0].key
    if found:
        raise Refused(f"{len(found)} instances are called {name}: use an id ({', '.join(i.key.id for i in found)}).")
    gaps = "".join(f" But not all were read: {g.reason}" for g in inventory.gaps if g.what == "instances")
    raise Refused(f"No instance is called {name}.{gaps}")


def find_disk(taken: Survey, name: str) -> DiskView:
    """A disk of an instance by its id or name. Raises Refused."""
    found = [d for d in taken.disks if name in (d.disk.key.id, d.disk.name)]
    if len(found) != 1:
        raise Refused(f"{taken.instance.name} has {len(found) or 'no'} disks called {name}.")
    return found[0]
