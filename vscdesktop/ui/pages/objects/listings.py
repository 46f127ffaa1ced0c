"""Which tables the overview of each kind of thing has."""

from collections.abc import Iterator, Mapping
from typing import Any

from vscdesktop.domain import array, cloud
from vscdesktop.domain.inventory import Inventory, Lens
from vscdesktop.domain.keys import Key, Kind
from vscdesktop.ui.models.rows import Column
from vscdesktop.ui.pages.objects import columns as c
from vscdesktop.ui.pages.objects import path
from vscdesktop.ui.pages.objects.columns import Read
from vscdesktop.ui.pages.objects.listing import Listing


def _all(inventory: Inventory, kind: type[path.T], home: str) -> Iterator[path.T]:
    return path.of_kind(inventory, kind, home)


# -- the cloud ---------------------------------------------------------------------------------------
def _disk_columns(read: Read) -> list[Column[cloud.Disk]]:
    return [
        c.name("Disk"),
        c.text("Kind", c.disk_kind),
        c.bytes_("Size", lambda d: d.size),
        c.named("Primary Storage", read, lambda d: d.pool),
        c.place(read),
        c.state(read),
    ]


def _on_ontap(inventory: Inventory, key: Key) -> str:
    disks = inventory.disks(key)
    there = sum(inventory.link(d).place is not None for d in disks)
    return f"{there} of {len(disks)} on ONTAP" if disks else ""


INSTANCE_DISKS: Listing[cloud.Disk] = Listing(
    "Disks", _disk_columns, (170, 60, 84, 130, 200, 110), lambda i, k: i.disks(k),
    "No disk of this instance was read.", note=_on_ontap, drop=(1, 3), stretch=4, sorts=False,
)  # fmt: skip
POOL_DISKS: Listing[cloud.Disk] = Listing(
    "Disks",
    lambda read: [
        c.name("Disk"), c.named("Instance", read, lambda d: d.instance), c.text("Kind", c.disk_kind),
        c.bytes_("Size", lambda d: d.size), c.state(read),
    ],
    (180, 180, 80, 90, 130), path.disks_in, "No disk lies in this pool.", drop=(2,),
)  # fmt: skip
TEMPLATE_DISKS: Listing[cloud.Disk] = Listing(
    "Disks made of it",
    lambda read: [
        c.name("Disk"), c.named("Instance", read, lambda d: d.instance),
        c.named("Primary Storage", read, lambda d: d.pool), c.bytes_("Size", lambda d: d.size), c.state(read),
    ],
    (180, 180, 130, 90, 130), lambda i, k: [d for d in _all(i, cloud.Disk, k.home) if d.template == k],
    "No disk that was read is made of this template.", drop=(2,),
)  # fmt: skip


def _instances_of(inventory: Inventory, key: Key) -> list[cloud.Instance]:
    host = inventory.things[key]
    return [i for i in _all(inventory, cloud.Instance, key.home) if i.host == host.name]


HOST_INSTANCES: Listing[cloud.Instance] = Listing(
    "Instances",
    lambda read: [c.name("Instance"), c.text("Owner", lambda i: i.owner), c.state(read)],
    (220, 220, 150), _instances_of, "No instance runs on this host.",
)  # fmt: skip


def _pool_columns(read: Read) -> list[Column[cloud.Pool]]:
    return [
        c.name("Primary Storage"),
        c.text("Protocol", path.protocol),
        c.bytes_("Size", lambda p: p.total),
        c.fullness("Used", lambda p: p.used, lambda p: p.total),
        c.state(read),
    ]


def _pools(title: str, records: Any, none: str) -> Listing[cloud.Pool]:
    return Listing(title, _pool_columns, (180, 90, 90, 180, 190), records, none, drop=(1,))


ZONE_POOLS = _pools(
    "Primary Storage", lambda i, k: [p for p in _all(i, cloud.Pool, k.home) if p.zone == k],
    "This zone has no primary storage that was read.",
)  # fmt: skip
CLUSTER_POOLS = _pools(
    "Primary Storage of this cluster alone", lambda i, k: [p for p in _all(i, cloud.Pool, k.home) if p.cluster == k],
    "No primary storage belongs to this cluster alone. Zone-wide primary storage is listed at the zone.",
)  # fmt: skip
VOLUME_POOLS = _pools(
    "Primary Storage on it", lambda i, k: path.below(i, cloud.Pool, k), "No primary storage lies on this volume."
)
LIF_POOLS = _pools(
    "Primary Storage mounted through it",
    lambda i, k: [p for p in i.of(cloud.Pool) if _through(i, p) == k],
    "No primary storage is mounted through this LIF.",
)


def _through(inventory: Inventory, pool: cloud.Pool) -> Key | None:
    lif = path.lif_of(inventory, pool)
    return lif.key if lif else None


def _stores(records: Any, none: str) -> Listing[cloud.Store]:
    return Listing(
        "Secondary Storage",
        lambda _read: [c.name("Secondary Storage"), c.text("URL", lambda s: s.url, mono=True)],
        (220, 320), records, none,
    )  # fmt: skip


ZONE_STORES = _stores(
    lambda i, k: [s for s in _all(i, cloud.Store, k.home) if s.zone == k], "This zone has no secondary storage."
)
VOLUME_STORES = _stores(lambda i, k: path.below(i, cloud.Store, k), "No secondary storage lies on this volume.")


def _clusters(records: Any) -> Listing[cloud.Cluster]:
    return Listing(
        "Clusters",
        lambda read: [
            c.name("Cluster"), c.named("Pod", read, lambda x: x.pod), c.text("Hypervisor", lambda x: x.hypervisor),
        ],
        (220, 180, 150), records, "No cluster of it was read.",
    )  # fmt: skip


ZONE_CLUSTERS = _clusters(lambda i, k: [x for x in _all(i, cloud.Cluster, k.home) if x.zone == k])
POD_CLUSTERS = _clusters(lambda i, k: [x for x in _all(i, cloud.Cluster, k.home) if x.pod == k])
CLUSTER_HOSTS: Listing[cloud.Host] = Listing(
    "Hosts", lambda read: [c.name("Host"), c.text("Address", lambda h: h.address, mono=True), c.state(read)],
    (220, 180, 150), lambda i, k: path.below(i, cloud.Host, k, Lens.CLOUD), "This cluster has no host that was read.",
)  # fmt: skip


# -- the array ---------------------------------------------------------------------------------------
ARRAY_NODES: Listing[array.Node] = Listing(
    "Nodes", lambda read: [c.name("Node"), c.text("Model", lambda n: n.model), c.state(read)],
    (220, 180, 150), lambda i, k: path.on_array(i, array.Node, k.home), "No node was read.",
)  # fmt: skip


def _tiers(records: Any) -> Listing[array.Tier]:
    return Listing(
        "Local tiers",
        lambda read: [
            c.name("Local tier"), c.text("Node", lambda t: t.node), c.bytes_("Size", lambda t: t.size),
            c.fullness("Used", c.tier_used, lambda t: t.size), c.state(read),
        ],
        (180, 130, 90, 180, 150), records, "No local tier was read.", drop=(1,),
    )  # fmt: skip


ARRAY_TIERS = _tiers(lambda i, k: path.on_array(i, array.Tier, k.home))
NODE_TIERS = _tiers(lambda i, k: [t for t in path.on_array(i, array.Tier, k.home) if t.node == i.things[k].name])
ARRAY_SVMS: Listing[array.Svm] = Listing(
    "Storage VMs", lambda read: [c.name("Storage VM"), c.state(read)],
    (220, 150), lambda i, k: path.on_array(i, array.Svm, k.home), "No storage VM was read.",
)  # fmt: skip


def _volumes(records: Any, none: str) -> Listing[array.Volume]:
    return Listing(
        "Volumes",
        lambda read: [
            c.name("ONTAP volume"), c.text("Junction path", lambda v: v.junction, mono=True),
            c.bytes_("Size", lambda v: v.size), c.fullness("Used", c.volume_used, c.volume_whole), c.state(read),
        ],
        (180, 160, 90, 170, 150), records, none, drop=(1,),
    )  # fmt: skip


SVM_VOLUMES = _volumes(lambda i, k: path.below(i, array.Volume, k), "No volume of it was read.")
TIER_VOLUMES = _volumes(
    lambda i, k: [v for v in _all(i, array.Volume, k.home) if i.things[k].name in v.tiers],
    "No volume that was read lies on this local tier.",
)


def _lifs(records: Any) -> Listing[array.Lif]:
    return Listing(
        "LIFs",
        lambda read: [
            c.name("LIF"), c.text("Address", lambda x: x.address, mono=True), c.text("Node", lambda x: x.node),
            c.state(read),
        ],
        (180, 160, 160, 100), records, "No LIF of it was read.", drop=(2,),
    )  # fmt: skip


SVM_LIFS = _lifs(lambda i, k: path.below(i, array.Lif, k))
NODE_LIFS = _lifs(lambda i, k: [x for x in _all(i, array.Lif, k.home) if x.node == i.things[k].name])

LISTINGS: Mapping[Kind, tuple[Listing[Any], ...]] = {
    Kind.ZONE: (ZONE_POOLS, ZONE_CLUSTERS, ZONE_STORES),
    Kind.POD: (POD_CLUSTERS,),
    Kind.CLUSTER: (CLUSTER_HOSTS, CLUSTER_POOLS),
    Kind.HOST: (HOST_INSTANCES,),
    Kind.POOL: (POOL_DISKS,),
    Kind.INSTANCE: (INSTANCE_DISKS,),
    Kind.TEMPLATE: (TEMPLATE_DISKS,),
    Kind.ARRAY: (ARRAY_TIERS, ARRAY_SVMS, ARRAY_NODES),
    Kind.NODE: (NODE_TIERS, NODE_LIFS),
    Kind.TIER: (TIER_VOLUMES,),
    Kind.SVM: (SVM_VOLUMES, SVM_LIFS),
    Kind.LIF: (LIF_POOLS,),
    Kind.VOLUME: (VOLUME_POOLS, VOLUME_STORES),
}
