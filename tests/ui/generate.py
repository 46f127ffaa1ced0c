"""Big inventories for tests and benches: the same seed gives the same one."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from vscdesktop.domain import array, cloud
from vscdesktop.domain.inventory import Inventory, Thing
from vscdesktop.domain.keys import Key, Kind
from vscdesktop.domain.lenses import assemble
from vscdesktop.domain.links import Link, Linker

CLOUD, ARRAY = "c", "a"
NOW = datetime(2026, 11, 24, 14, 5, tzinfo=UTC)
GIB = 1024**3


def inventory(nodes: int, seed: int = 1, disks: int = 4) -> Inventory:
    """About `nodes` things: instances with `disks` disks each, two zones, a pool and its volume for 500 of them."""
    made = list(_things(max(1, nodes // (disks + 1)), disks, random.Random(seed)))
    return _assemble({thing.key: thing for thing in made})


def changed(old: Inventory, share: float = 0.01, seed: int = 2) -> Inventory:
    """A share of the instances gone with their disks, as many new ones, and a share in another state."""
    dice = random.Random(seed)
    instances = [i.key for i in old.instances()]
    some = max(1, int(len(instances) * share))
    gone = set(dice.sample(instances, some))
    lost = gone | {d.key for key in gone for d in old.disks(key)}
    things = {key: thing for key, thing in old.things.items() if key not in lost}
    for key in dice.sample([i for i in instances if i not in gone], min(some, len(instances) - some)):
        thing = things[key]
        assert isinstance(thing, cloud.Instance)
        things[key] = replace(thing, state="Stopped" if thing.state == "Running" else "Running")
    pools = [t for t in things.values() if isinstance(t, cloud.Pool)]
    for n in range(some):
        for made in _instance(10**6 * seed + n, dice.choice(pools), 4, dice):
            things[made.key] = made
    return _assemble(things)


def points(found: Inventory, share: float = 0.8, seed: int = 3) -> dict[str, datetime]:
    """Newest restore points of a share of the instances."""
    dice = random.Random(seed)
    every = (i.key.id for i in found.instances())
    return {ident: NOW - timedelta(minutes=dice.randint(1, 3000)) for ident in every if dice.random() < share}


def _assemble(things: dict[Key, Thing]) -> Inventory:
    linker = Linker(
        (t for t in things.values() if isinstance(t, array.Lif)),
        (t for t in things.values() if isinstance(t, array.Volume)),
    )
    links: dict[Key, Link] = {k: linker.pool(t) for k, t in things.items() if isinstance(t, cloud.Pool)}
    links |= {k: linker.store(t) for k, t in things.items() if isinstance(t, cloud.Store)}
    return assemble(NOW, things, links)


def uuid(dice: random.Random) -> str:
    text = f"{dice.getrandbits(128):032x}"
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def _things(instances: int, disks: int, dice: random.Random) -> Iterator[Thing]:
    svm = Key(Kind.SVM, ARRAY, "svm1")
    yield array.Array(Key(Kind.ARRAY, ARRAY, ARRAY), "ontap-1", "NetApp Release 9.17.1P2: Tue")
    yield array.Node(Key(Kind.NODE, ARRAY, "node1"), "ontap-1-01", "up", "AFF-A400", NOW, NOW)
    yield array.Tier(Key(Kind.TIER, ARRAY, "tier1"), "aggr1", "online", "ontap-1-01", 900 * GIB, 400 * GIB)
    yield array.Svm(svm, "svm_cloud", "running")
    yield array.Lif(Key(Kind.LIF, ARRAY, "lif1"), "nfs1", "10.20.0.11", svm, ("data_nfs",), True, "ontap-1-01")
    for n in range(2):
        yield from _zone(n)
    for n in range(max(2, instances // 500)):
        yield from _pool(n, svm)
        pool = _pool_record(n)
        for i in range(n, instances, max(2, instances // 500)):
            yield from _instance(i, pool, disks, dice)


def _zone(n: int) -> Iterator[Thing]:
    zone, pod, cluster = (Key(kind, CLOUD, f"{kind}{n}") for kind in (Kind.ZONE, Kind.POD, Kind.CLUSTER))
    yield cloud.Zone(zone, f"zone-{n}", "Enabled")
    yield cloud.Pod(pod, f"pod-{n}", zone)
    yield cloud.Cluster(cluster, f"cluster-{n}", zone, pod, "KVM")
    for h in range(8):
        name = f"kvm-{n}-{h:02d}"
        yield cloud.Host(Key(Kind.HOST, CLOUD, name), name, cluster, "Up", f"10.10.{n}.{h + 1}")
    where = f"nfs://10.20.0.11/secondary{n}"
    yield cloud.Store(Key(Kind.STORE, CLOUD, f"store{n}"), f"secondary-{n}", zone, where)


def _pool_record(n: int) -> cloud.Pool:
    zone, cluster = Key(Kind.ZONE, CLOUD, f"zone{n % 2}"), Key(Kind.CLUSTER, CLOUD, f"cluster{n % 2}")
    return cloud.Pool(
        Key(Kind.POOL, CLOUD, f"pool{n}"), f"gold-{n:03d}", zone, cluster, "NetworkFilesystem", "10.20.0.11",
        f"/cs_{n:03d}", "Up", "DefaultPrimary", "KVM", 8192 * GIB, 4096 * GIB,
    )  # fmt: skip


def _pool(n: int, svm: Key) -> Iterator[Thing]:
    yield _pool_record(n)
    used = 8192 * GIB * (40 + 7 * n % 50) // 100
    yield array.Volume(
        Key(Kind.VOLUME, ARRAY, f"vol{n}"), f"cs_gold_{n:03d}", svm, "svm_cloud", "online", "flexvol", "rw", ("aggr1",),
        f"/cs_{n:03d}", 8192 * GIB, used, 8192 * GIB - used, "non_snaplock",
    )  # fmt: skip


def _instance(n: int, pool: cloud.Pool, disks: int, dice: random.Random) -> Iterator[Thing]:
    key, zone = Key(Kind.INSTANCE, CLOUD, uuid(dice)), pool.zone
    host = f"kvm-{pool.zone.id[-1]}-{n % 8:02d}"
    name = f"{('web', 'db', 'app', 'mail')[n % 4]}-{n:06d}"
    shown = f"Tenant {n % 97} {name}" if n % 3 else name
    state, owner = ("Running", "Stopped")[n % 5 == 0], f"ROOT/tenant{n % 97}"
    yield cloud.Instance(key, name, shown, state, zone, host if state == "Running" else "", "KVM", owner, "")
    for d in range(disks):
        ident = uuid(dice)
        yield cloud.Disk(
            Key(Kind.DISK, CLOUD, ident), f"{'DATA' if d else 'ROOT'}-{n * disks + d}", "DATADISK" if d else "ROOT", d,
            "Ready", dice.randint(1, 64) * 8 * GIB, ident, pool.key, key, None, zone, "",
        )  # fmt: skip
