"""Which volume and directory stands behind a pool."""

from dataclasses import replace

import pytest

from vscdesktop.domain.array import Lif, Volume
from vscdesktop.domain.cloud import Pool, Store
from vscdesktop.domain.keys import Key, Kind, Place
from vscdesktop.domain.links import Linker

SVM, OTHER = Key(Kind.SVM, "a", "svm1"), Key(Kind.SVM, "a", "svm2")
POOL = Pool(
    Key(Kind.POOL, "c", "p"), "gold", Key(Kind.ZONE, "c", "z"), None, "NetworkFilesystem", "192.0.2.1", "/data/gold",
    "Up", "DefaultPrimary", "KVM", 0, 0,
)  # fmt: skip


def lif(address: str, svm: Key) -> Lif:
    return Lif(Key(Kind.LIF, "a", address), "lif", address, svm, ("data_nfs",), True, "node1")


def volume(uuid: str, junction: str, svm: Key = SVM) -> Volume:
    key = Key(Kind.VOLUME, "a", uuid)
    return Volume(key, uuid, svm, "svm", "online", "flexvol", "rw", (), junction, 0, 0, 0, "non_snaplock")


LINKER = Linker(
    [lif("192.0.2.1", SVM), lif("192.0.2.2", OTHER)],
    [volume("root", "/"), volume("data", "/data"), volume("gold", "/Data/Gold"), volume("else", "/data/gold", OTHER)],
)


@pytest.mark.parametrize(
    ("path", "uuid", "rest"),
    [
        ("/data/gold", "gold", ""),  # the longest junction, whatever its case
        ("/data/gold/", "gold", ""),
        ("//data//gold/sub/dir", "gold", "sub/dir"),
        ("/data/golden", "data", "golden"),  # a name that only begins alike is another directory
        ("/elsewhere", "root", "elsewhere"),
    ],
)
def test_a_pool_is_found_by_the_longest_junction_and_the_rest_is_a_directory(path: str, uuid: str, rest: str) -> None:
    assert LINKER.pool(replace(POOL, path=path)).place == Place("a", uuid, rest)


def test_the_address_decides_which_storage_vm_is_meant() -> None:
    assert LINKER.pool(replace(POOL, address="192.0.2.2")).place == Place("a", "else", "")


def test_where_there_is_no_link_the_reason_is_told() -> None:
    assert "no LIF" in LINKER.pool(replace(POOL, address="192.0.2.9")).reason
    assert "Iscsi" in LINKER.pool(replace(POOL, kind="Iscsi")).reason
    assert "mounted" in LINKER.pool(replace(POOL, address="192.0.2.2", path="/none")).reason


def test_secondary_storage_is_linked_by_its_url() -> None:
    store = Store(Key(Kind.STORE, "c", "s"), "secondary", None, "nfs://192.0.2.1/data/gold/x")
    assert LINKER.store(store).place == Place("a", "gold", "x")
    assert LINKER.store(replace(store, url="s3://bucket")).place is None


def test_an_address_of_two_storage_vms_tells_nothing_unless_one_of_them_alone_is_up() -> None:
    volumes = [volume("live", "/data"), volume("stale", "/data", OTHER)]
    here, there = lif("192.0.2.1", SVM), lif("192.0.2.1", OTHER)
    for lifs in ([here, there], [there, here]):
        link = Linker(lifs, volumes).pool(POOL)
        assert link.place is None and "is a LIF of 2 storage VMs" in link.reason
    asleep = replace(there, up=False)
    for lifs in ([here, asleep], [asleep, here]):
        place = Linker(lifs, volumes).pool(POOL).place
        assert place is not None and place.volume == "live"
