"""Restore points and protection in words that claim nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tests.ui.generate import inventory
from vscdesktop.domain.keys import Place
from vscdesktop.domain.manifest import Copy, Manifest, Taken
from vscdesktop.domain.points import PointName
from vscdesktop.services.browse import Browse
from vscdesktop.services.catalog import Found, Point
from vscdesktop.ui.flows.points import FILTERS, View, kept, newest, text, views
from vscdesktop.ui.flows.protection import GONE, instances, summary

NOW = datetime(2026, 11, 24, 14, 5, tzinfo=UTC)


def point(hours: float, state: str = "Running", reason: str = "on request", whole: bool = True) -> Point:
    taken = NOW - timedelta(hours=hours)
    copy = Copy("d1", "ROOT-1", "ROOT", 0, "p", "gold", "v", "cs_gold", "svm", "", "x", "c", 1, 1, None)
    snapshots = (Taken("v", 1, 2),)
    manifest = Manifest("i", "web-01", "web-01", "o", state, taken.isoformat(), reason, snapshots, (copy,), whole)
    name = PointName("i", taken, f"id{hours}")
    return Point(name, manifest, (Found(name, Place("o", "v", ""), "gold"),), 5 << 20, 10 << 30)


def incomplete(hours: float) -> Point:
    return replace(point(hours), manifest=None)


def test_labels_claim_no_more_than_was_proved() -> None:
    assert View(point(1)).how == "Crash-consistent"
    assert View(point(1, "Stopped")).how == "Taken while stopped"
    assert View(incomplete(1)).how == "Not complete"
    assert View(point(1)).spread == "disks at one instant, same volume"


def test_what_it_costs_is_what_only_its_copies_hold() -> None:
    assert View(point(1)).cost == "5 MiB"
    assert View(point(1)).age(NOW) == "1 h ago"


def test_newest_first_and_the_newest_whole_one_is_preselected() -> None:
    every = views([point(30), incomplete(1), point(2, whole=False), point(9)])
    assert [v.id for v in every] == ["id1", "id2", "id9", "id30"]
    chosen, wanted = newest(every), newest(every, "id30")
    assert chosen is not None
    assert wanted is not None
    assert (chosen.id, wanted.id) == ("id9", "id30")
    unable = newest(every, "id1")
    assert unable is not None
    assert unable.id == "id9"
    assert newest(views([incomplete(1)])) is None


def test_filters() -> None:
    every = views([point(1), incomplete(2), point(3, reason="before restore web-01 to then")])
    left = {which: [v.id for v in kept(every, which)] for which in FILTERS}
    assert left == {"All": ["id1", "id2", "id3"], "Complete": ["id1", "id3"], "Before-points": ["id3"]}
    assert "ROOT-1" in text(every[0])


def test_unprotected_instances_come_first_then_the_oldest_points() -> None:
    found = inventory(60)
    first, second, *_ = ids = [i.key.id for i in found.instances()]
    gone = "11111111-2222-3333-4444-555555555555"
    times = {first: NOW, second: NOW - timedelta(days=3), gone: NOW - timedelta(days=9)}
    every = instances(Browse(found, times))
    assert [p.newest is None for p in every[: len(ids) - 2]] == [True] * (len(ids) - 2)
    assert [p.key.id for p in every[-3:]] == [gone, second, first]
    assert every[-3].state == GONE
    assert summary(every) == f"{len(ids)} instances, {len(ids) - 2} without a restore point"


def test_points_that_could_not_be_read_protect_nobody_and_accuse_nobody() -> None:
    assert instances(Browse(inventory(60), None)) == []
