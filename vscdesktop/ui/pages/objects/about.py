"""What is known of one thing, in words: its head and its details. What is not known is left out. No Qt."""

from collections.abc import Iterator
from dataclasses import dataclass

from vscdesktop.domain import array, cloud
from vscdesktop.domain.inventory import Inventory, Lens, Thing
from vscdesktop.domain.keys import Key
from vscdesktop.domain.units import count, size
from vscdesktop.services.glance import TITLES
from vscdesktop.services.marks import Mark, Status
from vscdesktop.ui.pages.objects import path

NOTHING_KNOWN = ("", "non_snaplock")
STYLE = {"flexvol": "FlexVol", "flexgroup": "FlexGroup", "flexgroup_constituent": "FlexGroup constituent"}
KINDS = {"rw": "read and write", "dp": "mirror destination", "ls": "load-sharing mirror"}


@dataclass(frozen=True)
class Fact:
    """`key`: it has a page of its own. `copy`: an id, path or address, which people copy."""

    label: str
    value: str
    key: Key | None = None
    copy: bool = False


@dataclass(frozen=True)
class Crumb:
    text: str
    key: Key | None = None


def crumbs(inventory: Inventory, key: Key, lens: Lens) -> tuple[Crumb, ...]:
    """What a thing stands below in a lens, or in the other one when it is not in this; last what it is."""
    above = inventory.trail(key, lens) or next(filter(None, (inventory.trail(key, other) for other in Lens)), ())
    return (*(Crumb(inventory.things[k].name, k) for k in above), Crumb(TITLES[key.kind]))


def word(mark: Mark) -> str:
    """The state as a badge: what matters of it, in sentence case."""
    state, _, full = mark.words.partition(", ")
    return path.sentence(full if full and mark.status in (Status.WARN, Status.CRITICAL) else state)


def line(inventory: Inventory, key: Key) -> str:
    """One line of facts below the name."""
    thing = inventory.things[key]
    return ", ".join(filter(None, _cloud_line(inventory, thing) or _array_line(inventory, thing)))


def _cloud_line(inventory: Inventory, thing: Thing) -> tuple[str, ...]:
    match thing:
        case cloud.Instance():
            disks = inventory.disks(thing.key)
            where = f"on host {thing.host}" if thing.host else ""
            return path.together(disks) if disks else "", where, thing.hypervisor, f"owner {thing.owner}"
        case cloud.Disk():
            used = _named(inventory, thing.instance)
            of = f"of instance {used}" if used else "" if thing.instance else "attached to no instance"
            return f"{path.DISK_WORD.get(thing.kind, thing.kind)} disk of {size(thing.size)}", of
        case cloud.Pool():
            return f"{path.protocol(thing)} from {thing.address}:{thing.path}", _scope(inventory, thing)
        case cloud.Store():
            return (thing.url,)
        case cloud.Zone():
            instances = sum(i.zone == thing.key for i in inventory.instances())
            pools = sum(p.zone == thing.key for p in path.of_kind(inventory, cloud.Pool, thing.key.home))
            return count(instances, "instance"), f"{pools} primary storage"
        case cloud.Pod() | cloud.Template():
            return (f"in zone {_named(inventory, thing.zone)}" if thing.zone else "in all zones",)
        case cloud.Cluster():
            return thing.hypervisor, f"pod {_named(inventory, thing.pod)}"
        case cloud.Host():
            return thing.address, f"cluster {_named(inventory, thing.cluster)}"
    return ()


def _array_line(inventory: Inventory, thing: Thing) -> tuple[str, ...]:
    match thing:
        case array.Array():
            return (f"ONTAP {_version(thing)}",)
        case array.Node():
            return (thing.model,)
        case array.Tier():
            return size(thing.size) if thing.size else "", f"on node {thing.node}"
        case array.Svm():
            lifs, volumes = (path.below(inventory, kind, thing.key) for kind in (array.Lif, array.Volume))
            return count(len(volumes), "volume"), count(len(lifs), "LIF")
        case array.Lif():
            return thing.address, f"on node {thing.node}" if thing.node else ""
        case array.Volume():
            on = ", ".join(thing.tiers)
            return (
                f"{size(thing.size)} {STYLE.get(thing.style, thing.style)}",
                f"on {on}" if on else "",
                _serves(inventory, thing),
            )
    return ()


def details(inventory: Inventory, key: Key) -> tuple[Fact, ...]:
    """Label and value, without those that are not known."""
    thing = inventory.things[key]
    found = (
        *_details(inventory, thing),
        Fact(f"{TITLES[key.kind]} ID", key.id if key.id != key.home else "", copy=True),
    )
    return tuple(fact for fact in found if fact.value)


def _details(inventory: Inventory, thing: Thing) -> Iterator[Fact]:
    match thing:
        case cloud.Instance():
            yield Fact("Display name", thing.shown if thing.shown != thing.name else "")
            yield Fact("State", path.sentence(thing.state))
            yield Fact("Host", thing.host, _host(inventory, thing))
            yield Fact("Hypervisor", thing.hypervisor)
            yield Fact("Owner", thing.owner)
            yield _link(inventory, "Zone", thing.zone)
            yield Fact("CloudStack job", thing.job, copy=True)
        case cloud.Disk():
            yield from _disk(inventory, thing)
        case cloud.Pool():
            yield Fact("State", path.sentence(thing.state))
            yield Fact("Protocol", path.protocol(thing))
            yield Fact("Server", thing.address, copy=True)
            yield Fact("Path", thing.path, copy=True)
            yield Fact("Scope", _scope(inventory, thing))
            yield Fact("Provider", thing.provider)
            yield Fact("Hypervisor", thing.hypervisor)
        case cloud.Store():
            yield Fact("URL", thing.url, copy=True)
            yield _link(inventory, "Zone", thing.zone)
        case _:
            yield from _infrastructure(inventory, thing)
            yield from _array(inventory, thing)


def _disk(inventory: Inventory, disk: cloud.Disk) -> Iterator[Fact]:
    yield _link(inventory, "Instance", disk.instance)
    yield Fact("Kind", path.DISK_WORD.get(disk.kind, disk.kind))
    yield Fact("Device", str(disk.device) if disk.device >= 0 else "")
    yield Fact("State", disk.state)
    yield Fact("Size", size(disk.size))
    yield _link(inventory, "Primary Storage", disk.pool)
    place = inventory.link(disk).place
    volume = inventory.volume(place) if place else None
    yield Fact("ONTAP volume", volume.name if volume else "", volume.key if volume else None)
    yield Fact("File", f"/{place.path}" if place else disk.path, copy=True)
    yield _link(inventory, "Template", disk.template)
    yield Fact("CloudStack job", disk.job, copy=True)


def _infrastructure(inventory: Inventory, thing: Thing) -> Iterator[Fact]:
    match thing:
        case cloud.Zone():
            yield Fact("Allocation", thing.state)
        case cloud.Pod() | cloud.Template():
            yield _link(inventory, "Zone", thing.zone)
        case cloud.Cluster():
            yield Fact("Hypervisor", thing.hypervisor)
            yield Fact("Incremental snapshots", "on: instances here are refused" if thing.incremental else "off")
            yield _link(inventory, "Pod", thing.pod)
            yield _link(inventory, "Zone", thing.zone)
        case cloud.Host():
            yield Fact("State", path.sentence(thing.state))
            yield Fact("Address", thing.address, copy=True)
            yield _link(inventory, "Cluster", thing.cluster)


def _array(inventory: Inventory, thing: Thing) -> Iterator[Fact]:
    match thing:
        case array.Array():
            yield Fact("Version", thing.version)
        case array.Node():
            yield Fact("State", path.sentence(thing.state))
            yield Fact("Model", thing.model)
            yield Fact("Clock", _clock(thing))
        case array.Tier():
            node = path.node_of(inventory, thing.key.home, thing.node)
            yield Fact("State", path.sentence(thing.state))
            yield Fact("Node", thing.node, node.key if node else None)
        case array.Svm():
            yield Fact("State", path.sentence(thing.state))
        case array.Lif():
            node = path.node_of(inventory, thing.key.home, thing.node)
            yield Fact("State", "Up" if thing.up else "Down")
            yield Fact("Address", thing.address, copy=True)
            yield _link(inventory, "Storage VM", thing.svm)
            yield Fact("Node", thing.node, node.key if node else None)
            yield Fact("Services", ", ".join(thing.services))
        case array.Volume():
            yield from _volume(inventory, thing)


def _volume(inventory: Inventory, volume: array.Volume) -> Iterator[Fact]:
    yield Fact("State", path.sentence(volume.state))
    yield Fact("Style", STYLE.get(volume.style, volume.style))
    yield Fact("Type", KINDS.get(volume.kind, volume.kind))
    yield Fact("Junction path", volume.junction, copy=True)
    yield _link(inventory, "Storage VM", volume.svm)
    for tier in path.tiers(inventory, volume):
        yield Fact("Local tier", tier.name, tier.key)
    yield Fact("SnapLock", "" if volume.snaplock in NOTHING_KNOWN else volume.snaplock)


def _clock(node: array.Node) -> str:
    """How far its clock is from ours, when both were read."""
    if node.date is None:
        return ""
    apart = (node.date - node.read).total_seconds()
    if abs(apart) < 2:
        return "within 2 s of this workstation"
    return f"{abs(apart):.0f} s {'ahead of' if apart > 0 else 'behind'} this workstation"


def _scope(inventory: Inventory, pool: cloud.Pool) -> str:
    if pool.cluster:
        return f"cluster-wide in {_named(inventory, pool.cluster)}"
    return f"zone-wide in {_named(inventory, pool.zone)}"


def _serves(inventory: Inventory, volume: array.Volume) -> str:
    names = [pool.name for pool in path.below(inventory, cloud.Pool, volume.key)]
    names += [store.name for store in path.below(inventory, cloud.Store, volume.key)]
    return f"serves {', '.join(names)}" if names else ""


def _host(inventory: Inventory, instance: cloud.Instance) -> Key | None:
    hosts = path.of_kind(inventory, cloud.Host, instance.key.home) if instance.host else ()
    return next((h.key for h in hosts if h.name == instance.host), None)


def _link(inventory: Inventory, label: str, key: Key | None) -> Fact:
    return Fact(label, _named(inventory, key), key)


def _named(inventory: Inventory, key: Key | None) -> str:
    found = inventory.things.get(key) if key else None
    return found.name if found else ""


def _version(thing: array.Array) -> str:
    """ "NetApp Release 9.16.1P2: ..." is the whole line of ONTAP; its number is what people compare."""
    return thing.version.removeprefix("NetApp Release ").partition(":")[0]
