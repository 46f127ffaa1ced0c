"""The way from an instance down to the media, as stops in words. No Qt."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from vscdesktop.domain import array, cloud
from vscdesktop.domain.inventory import Inventory, Lens, Thing
from vscdesktop.domain.keys import Key, Kind
from vscdesktop.domain.links import Link
from vscdesktop.domain.units import count, size
from vscdesktop.services import marks
from vscdesktop.services.marks import NOTHING, Mark

T = TypeVar("T", bound=Thing)
DISK_WORD = {"ROOT": "Root", "DATADISK": "Data"}


@dataclass(frozen=True)
class Stop:
    """One thing on the way; without a key it stands for several, or for what was not read."""

    kind: Kind
    name: str
    sub: str = ""
    key: Key | None = None
    mark: Mark = NOTHING


@dataclass(frozen=True)
class Way:
    """`reason`: why it ends before the media. Several ways of one thing begin with the same stop."""

    stops: tuple[Stop, ...]
    reason: str = ""


def ways(inventory: Inventory, key: Key) -> tuple[Way, ...]:
    """One way for each pool an instance has disks in; one for everything else that has a place; () for the rest."""
    thing = inventory.things.get(key)
    match thing:
        case cloud.Instance():
            return tuple(_of_instance(inventory, thing))
        case cloud.Disk():
            pool = inventory.pool(thing)
            if pool is None:
                return (Way((of_disk(inventory, thing),), inventory.link(thing).reason),)
            return (_down(inventory, (of_disk(inventory, thing), of_pool(inventory, pool)), inventory.link(thing)),)
        case cloud.Pool():
            return (_down(inventory, (of_pool(inventory, thing),), inventory.links[key]),)
        case cloud.Store():
            return (_down(inventory, (of_store(inventory, thing),), inventory.links[key]),)
        case array.Volume():
            return (Way(tuple(_of_volume(inventory, thing))),)
    return ()


def _of_instance(inventory: Inventory, thing: cloud.Instance) -> Iterator[Way]:
    disks = inventory.disks(thing.key)
    pools = list(dict.fromkeys(d.pool for d in disks))
    first = of_instance(inventory, thing, together(disks))
    for key in pools:
        own = [d for d in disks if d.pool == key]
        link, pool = inventory.link(own[0]), inventory.pool(own[0])
        if pool is None:
            yield Way((first,), link.reason)
        else:
            share = together(own) if len(pools) > 1 else ""
            yield _down(inventory, (first, of_pool(inventory, pool, share)), link)


def together(disks: Sequence[cloud.Disk]) -> str:
    """ "3 disks, 20 GiB"."""
    return f"{count(len(disks), 'disk')}, {size(sum(d.size for d in disks))}"


def _down(inventory: Inventory, above: tuple[Stop, ...], link: Link) -> Way:
    """On from a pool or secondary storage to what it lies on."""
    if link.place is None:
        return Way(above, link.reason)
    volume = inventory.volume(link.place)
    if volume is None:
        return Way(above, "The ONTAP volume was not read.")
    address = _address(inventory, above[-1])
    return Way((*above, *_of_volume(inventory, volume, f"LIF {address}" if address else "")))


def _address(inventory: Inventory, stop: Stop) -> str:
    found = inventory.things.get(stop.key) if stop.key else None
    return found.address if isinstance(found, cloud.Pool) else ""


def _of_volume(inventory: Inventory, volume: array.Volume, through: str = "") -> Iterator[Stop]:
    svm = inventory.things.get(volume.svm)
    yield of_svm(inventory, svm, through) if isinstance(svm, array.Svm) else Stop(Kind.SVM, volume.svm_name, through)
    yield of_volume(inventory, volume)
    found = list(tiers(inventory, volume))
    if len(found) == 1:
        yield of_tier(inventory, found[0])
    elif volume.tiers:
        yield Stop(Kind.TIER, ", ".join(volume.tiers), count(len(volume.tiers), "local tier"))


# -- single stops ------------------------------------------------------------------------------------
def of_instance(inventory: Inventory, thing: cloud.Instance, sub: str = "") -> Stop:
    return _stop(inventory, thing, sub or ", ".join(filter(None, (thing.state, thing.host))))


def of_disk(inventory: Inventory, disk: cloud.Disk) -> Stop:
    return _stop(inventory, disk, f"{DISK_WORD.get(disk.kind, disk.kind)}, {size(disk.size)}")


def of_pool(inventory: Inventory, pool: cloud.Pool, sub: str = "") -> Stop:
    return _stop(inventory, pool, sub or f"{protocol(pool)}, {count(len(disks_in(inventory, pool.key)), 'disk')}")


def of_store(inventory: Inventory, store: cloud.Store) -> Stop:
    return _stop(inventory, store, "Secondary Storage")


def of_svm(inventory: Inventory, svm: array.Svm, sub: str = "") -> Stop:
    return _stop(inventory, svm, sub or sentence(svm.state))


def of_volume(inventory: Inventory, volume: array.Volume) -> Stop:
    whole = volume.used + volume.available
    full = share(volume.used, whole) if volume.state == "online" else ""
    return _stop(inventory, volume, f"{full} of {size(whole)}" if full else sentence(volume.state))


def of_tier(inventory: Inventory, tier: array.Tier) -> Stop:
    full = share(tier.size - tier.available, tier.size)
    return _stop(inventory, tier, f"{full} of {size(tier.size)}" if full else sentence(tier.state))


def of_node(inventory: Inventory, node: array.Node) -> Stop:
    return _stop(inventory, node, node.model or sentence(node.state))


def of_lif(inventory: Inventory, lif: array.Lif) -> Stop:
    return _stop(inventory, lif, lif.address)


def _stop(inventory: Inventory, thing: Thing, sub: str) -> Stop:
    return Stop(thing.key.kind, thing.name, sub, thing.key, marks.mark(thing.key, inventory))


# -- what belongs together ---------------------------------------------------------------------------
def sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def protocol(pool: cloud.Pool) -> str:
    return "NFS" if pool.kind == "NetworkFilesystem" else pool.kind


def share(used: int, whole: int) -> str:
    """ "91%", and "<1%" of what is not quite empty; nothing where the whole is not known."""
    full = marks.percent(used, whole)
    return "" if full is None else "<1%" if used > 0 and full == 0 else f"{full}%"


def disks_in(inventory: Inventory, pool: Key) -> list[cloud.Disk]:
    """The disks of a pool, by name. The storage lens has them ready when the pool is on a connected array."""
    below = inventory.children[Lens.STORAGE].get(pool)
    things: Iterable[Thing] = (inventory.things[k] for k in below) if below else inventory.of(cloud.Disk)
    found = [t for t in things if isinstance(t, cloud.Disk) and t.pool == pool]
    return found if below else sorted(found, key=lambda d: (d.name.casefold(), d.key))


def tiers(inventory: Inventory, volume: array.Volume) -> Iterator[array.Tier]:
    """The local tiers of a volume that were read."""
    for name in volume.tiers:
        yield from (t for t in on_array(inventory, array.Tier, volume.key.home) if t.name == name)


def node_of(inventory: Inventory, home: str, name: str) -> array.Node | None:
    return next((n for n in on_array(inventory, array.Node, home) if n.name == name), None)


def lif_of(inventory: Inventory, pool: cloud.Pool) -> array.Lif | None:
    """The LIF a pool on a connected array is mounted through."""
    place = inventory.links[pool.key].place
    volume = inventory.volume(place) if place else None
    lifs = below(inventory, array.Lif, volume.svm) if volume else []
    return next((lif for lif in lifs if lif.address == pool.address), None)


def on_array(inventory: Inventory, kind: type[T], home: str) -> list[T]:
    """Nodes, local tiers or storage VMs of one ONTAP cluster, by name."""
    return below(inventory, kind, Key(Kind.ARRAY, home, home))


def below(inventory: Inventory, kind: type[T], key: Key, lens: Lens = Lens.STORAGE) -> list[T]:
    """The things of one kind right below another, by name."""
    things = (inventory.things[k] for k in inventory.children[lens].get(key, ()))
    return [t for t in things if isinstance(t, kind)]


def of_kind(inventory: Inventory, kind: type[T], home: str) -> Iterator[T]:
    """Every thing of one kind that one system has."""
    return (t for t in inventory.of(kind) if t.key.home == home)
