"""Where the same thing stands on the other side: pools and disks of the cloud, volumes of the array."""

from dataclasses import dataclass

from vscdesktop.domain import cloud
from vscdesktop.domain.inventory import Inventory, Lens
from vscdesktop.domain.keys import Key, Kind
from vscdesktop.domain.links import Link

NONE = {
    Kind.ZONE: "A zone is not tied to storage: its pools are.",
    Kind.POD: "A pod is not tied to storage: its pools are.",
    Kind.CLUSTER: "A cluster is not tied to storage: its pools are.",
    Kind.HOST: "A host is not tied to storage: the instances on it are.",
    Kind.TEMPLATE: "Where the files of a template lie is not read.",
    Kind.ARRAY: "CloudStack does not know ONTAP clusters: it knows what their volumes serve.",
    Kind.NODE: "CloudStack does not know ONTAP nodes: it knows what their volumes serve.",
    Kind.TIER: "CloudStack does not know local tiers: it knows what their volumes serve.",
    Kind.SVM: "CloudStack does not know storage VMs: it knows what their volumes serve.",
    Kind.LIF: "CloudStack knows a LIF only as the address of a pool.",
}


@dataclass(frozen=True)
class Twin:
    """The targets, the likeliest first, and the lens they are shown in; without any, the reason."""

    lens: Lens
    keys: tuple[Key, ...] = ()
    reason: str = ""

    @property
    def key(self) -> Key | None:
        return self.keys[0] if self.keys else None


def twin(inventory: Inventory, key: Key) -> Twin:
    thing = inventory.things.get(key)
    match thing:
        case None:
            return Twin(Lens.CLOUD, (), "It is not there any more.")
        case cloud.Pool() | cloud.Store():
            return _volume(inventory.links.get(key, Link(None, "Its place was not read.")))
        case cloud.Disk():
            return _volume(inventory.link(thing))
        case cloud.Instance():
            root = next((d for d in inventory.disks(key) if d.kind == "ROOT"), None)
            return _volume(inventory.link(root)) if root else Twin(Lens.STORAGE, (), "It has no root disk.")
    if key.kind is Kind.VOLUME:
        below = inventory.children[Lens.STORAGE].get(key, ())
        served = tuple(k for k in below if k.kind in (Kind.POOL, Kind.STORE))
        return Twin(Lens.CLOUD, served, "" if served else "No pool or secondary storage lies on this volume.")
    return Twin(Lens.CLOUD if key.kind in _ARRAY else Lens.STORAGE, (), NONE[key.kind])


_ARRAY = (Kind.ARRAY, Kind.NODE, Kind.TIER, Kind.SVM, Kind.LIF)


def _volume(link: Link) -> Twin:
    if link.place is None:
        return Twin(Lens.STORAGE, (), link.reason)
    return Twin(Lens.STORAGE, (Key(Kind.VOLUME, link.place.home, link.place.volume),))
