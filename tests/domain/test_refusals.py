"""The rules that no instance of the lab can show: one question each, None or one sentence."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from vscdesktop.domain import refusals
from vscdesktop.domain.array import Node, Volume
from vscdesktop.domain.cloud import Disk, Instance
from vscdesktop.domain.keys import Key, Kind, Place
from vscdesktop.domain.qcow2 import Header

NOW = datetime(2026, 11, 24, tzinfo=UTC)
ZONE = Key(Kind.ZONE, "c", "z")
VM = Instance(Key(Kind.INSTANCE, "c", "i"), "web-01", "web-01", "Stopped", ZONE, "", "KVM", "ROOT/admin", "")
DISK = Disk(Key(Kind.DISK, "c", "d"), "ROOT-1", "ROOT", 0, "Ready", 1, "p", None, VM.key, None, ZONE, "")
NODE = Node(Key(Kind.NODE, "o", "n"), "node-1", "up", "", NOW, NOW)
VOLUME = Volume(
    Key(Kind.VOLUME, "o", "v"), "gold", Key(Kind.SVM, "o", "s"), "svm", "online", "flexvol", "rw", (), "/gold", 9, 1,
    4096, "non_snaplock",
)  # fmt: skip
HEADER = Header(1, "", encrypted=False, snapshots=0)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (
            refusals.image(DISK, replace(HEADER, encrypted=True)),
            "Disk ROOT-1 is encrypted; its key is not part of a copy, so a copy could not be proved restorable.",
        ),
        (
            refusals.image(DISK, replace(HEADER, snapshots=2)),
            "Disk ROOT-1 holds internal qcow2 snapshots, which are not handled.",
        ),
        (refusals.no_disks(VM, ()), "web-01 has no disks that could be read."),
        (
            refusals.hypervisor(replace(VM, hypervisor="")),
            "web-01 runs on an unknown hypervisor; only KVM instances are handled.",
        ),
        (refusals.clock([replace(NODE, date=None)]), "The clock of node node-1 could not be read."),
        (refusals.clock([]), "No node of the ONTAP cluster was read, so its clock is not known."),
        (refusals.volume(DISK, None), "The ONTAP volume of disk ROOT-1 was not read."),
        (
            refusals.base(DISK, "t", True, True, {"t"}),
            "The backing file t of disk ROOT-1 is no template that CloudStack knows.",  # it has a backing file itself
        ),
    ],
)
def test_each_of_these_has_its_sentence(said: str | None, sentence: str) -> None:
    assert said == sentence


@pytest.mark.parametrize(
    "said",
    [
        refusals.image(DISK, HEADER),
        refusals.clock([NODE]),
        refusals.volume(DISK, VOLUME),
        refusals.volume(DISK, replace(VOLUME, snaplock="")),  # versions without SnapLock say nothing
        refusals.base(DISK, "t", True, False, {"t"}),
        refusals.disk_snapshots(DISK, ["BackedUp", "Error"]),
        refusals.running(replace(VM, state="Running"), True),
        refusals.room(VOLUME, 4096),
        refusals.split_load("node-1", 1, 1),
    ],
)
def test_what_is_fine_is_not_refused(said: str | None) -> None:
    assert said is None


@pytest.mark.parametrize(("seconds", "refused"), [(120, False), (121, True), (-120, False), (-121, True)])
def test_clocks_may_differ_by_two_minutes_either_way(seconds: int, refused: bool) -> None:
    said = refusals.clock([replace(NODE, date=NOW + timedelta(seconds=seconds))])
    assert (said is not None) is refused


@pytest.mark.parametrize(
    ("outer", "inner", "own", "refused"),
    [
        ("", "deep", "", True),
        ("", "deep", "deep", True),
        ("a", "a/b", "a", True),
        ("a", "a", "a", True),  # two pools on one directory share one .vsc
        ("a", "ab", "a", False),
        ("a", "a/b", "elsewhere", False),  # a pool that has nothing to do with it
    ],
)
def test_only_pools_inside_each_other_are_nested(outer: str, inner: str, own: str, refused: bool) -> None:
    pools = [("one", Place("o", "v", outer)), ("two", Place("o", "v", inner))]
    assert (refusals.nested(pools, {Place("o", "v", own)}) is not None) is refused
    assert refusals.nested([pools[0], ("two", Place("o", "w", inner))], {Place("o", "v", own)}) is None
