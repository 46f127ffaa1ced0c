"""What needs a person: each rule finds its case, says what follows from it, and leads somewhere that exists."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.ui.generate import ARRAY, CLOUD, GIB, NOW, inventory
from vscdesktop.domain import array, cloud
from vscdesktop.domain.inventory import Gap, Inventory, Lens, Thing
from vscdesktop.domain.keys import Key, Kind
from vscdesktop.domain.lenses import assemble
from vscdesktop.domain.links import Link, Linker
from vscdesktop.plans.journal import Entry
from vscdesktop.plans.model import Plan, State
from vscdesktop.services import filters
from vscdesktop.services.browse import Browse
from vscdesktop.services.finding_words import Again, Connect, Finding, Look, Object, Way, listed, shared
from vscdesktop.services.findings import Known, findings
from vscdesktop.services.marks import Status
from vscdesktop.store.settings import CLOUDSTACK, ONTAP, Connection

CONNECTIONS = (
    Connection(CLOUD, CLOUDSTACK, "Nimbus", "https://cloud/client/api"),
    Connection(ARRAY, ONTAP, "ontap-1", "https://ontap-1"),
)
BASE = inventory(60)
ALL = {i.key.id: NOW for i in BASE.instances()}


def changed(*things: Thing, gaps: Sequence[Gap] = (), base: Inventory = BASE) -> Inventory:
    """The same data centre with some of its things in another state."""
    every = {**base.things, **{t.key: t for t in things}}
    linker = Linker(
        (t for t in every.values() if isinstance(t, array.Lif)),
        (t for t in every.values() if isinstance(t, array.Volume)),
    )
    links: dict[Key, Link] = {k: linker.pool(t) for k, t in every.items() if isinstance(t, cloud.Pool)}
    links |= {k: linker.store(t) for k, t in every.items() if isinstance(t, cloud.Store)}
    return assemble(NOW, every, links, tuple(gaps))


def found(
    made: Inventory,
    points: Mapping[str, datetime] | None = ALL,
    connections: Sequence[Connection] = CONNECTIONS,
    entries: Sequence[Entry] = (),
    certificates: Mapping[str, datetime] | None = None,
) -> list[Finding]:
    return findings(Known(made, points, connections, entries, certificates or {}, NOW))


def the(kind: Kind, **changes: Any) -> Thing:
    """The first of a kind, in another state."""
    made: Any = next(t for k, t in BASE.things.items() if k.kind is kind)
    found: Thing = replace(made, **changes)
    return found


def volume(**changes: Any) -> array.Volume:
    made = the(Kind.VOLUME, **changes)
    assert isinstance(made, array.Volume)
    return made


def entry(state: State, created: datetime = NOW, reason: str = "no space left", kind: str = "backup") -> Entry:
    subject = next(BASE.instances()).key
    plan = Plan("p1", kind, "Back up web-01", subject, ())
    return Entry(plan, state, reason, created.isoformat())


def test_a_data_centre_in_order_needs_nobody() -> None:
    assert found(BASE) == []


@pytest.mark.parametrize(
    ("full", "status"),
    [(89, None), (90, Status.WARN), (94, Status.WARN), (95, Status.CRITICAL), (100, Status.CRITICAL)],
)
def test_a_volume_is_told_of_from_ninety_percent_on(full: int, status: Status | None) -> None:
    one = volume(used=full * GIB, available=(100 - full) * GIB)
    told = found(changed(one))
    assert [f.status for f in told] == ([status] if status else [])
    if told:
        assert told[0].fact == f"{one.name} is {full}% full"
        assert "Primary Storage gold-000" in told[0].consequence
        assert told[0].where == Object(one.key)


def test_an_offline_volume_is_critical_and_names_what_may_lie_on_it() -> None:
    one = volume(state="offline", junction="")
    told = found(changed(one))
    assert told[0].status is Status.CRITICAL and told[0].fact == f"ONTAP volume {one.name} is offline"
    assert "gold-000" in told[0].consequence


def test_many_things_of_one_kind_do_not_fill_the_page() -> None:
    large = inventory(20_000)
    volumes = [replace(t, state="offline") for t in large.things.values() if isinstance(t, array.Volume)]
    told = [f for f in found(changed(*volumes, base=large), points=None) if "volume" in f.fact]
    assert len(volumes) > 3 and len(told) == 3
    assert told[-1].fact == f"{len(volumes) - 2} more ONTAP volumes not online"
    assert told[-1].where == Look("kind:volume -state:online", Lens.STORAGE)


@pytest.mark.parametrize(
    ("thing", "fact", "status"),
    [
        (the(Kind.POOL, state="Down"), "Primary Storage gold-000 is Down", Status.CRITICAL),
        (the(Kind.POOL, state="Maintenance"), "Primary Storage gold-000 is Maintenance", Status.WARN),
        (the(Kind.HOST, state="Down"), "Host kvm-0-00 is Down", Status.CRITICAL),
        (the(Kind.NODE, state="down"), "Node ontap-1-01 is down", Status.CRITICAL),
        (the(Kind.SVM, state="stopped"), "Storage VM svm_cloud is stopped", Status.CRITICAL),
        (the(Kind.LIF, up=False), "LIF nfs1 is down", Status.CRITICAL),
        (the(Kind.TIER, available=GIB), "Local tier aggr1 is 99% full", Status.CRITICAL),
        (the(Kind.CLUSTER, incremental=True), "Incremental KVM snapshots are on in cluster-0", Status.WARN),
    ],
)
def test_what_is_down_or_in_the_way_is_told_with_its_consequence(thing: Thing, fact: str, status: Status) -> None:
    told = found(changed(thing))
    assert [(f.fact, f.status, f.where) for f in told] == [(fact, status, Object(thing.key))]
    assert told[0].consequence and told[0].action.startswith("Show ")


def test_an_instance_in_error_is_critical() -> None:
    one = replace(next(BASE.instances()), state="Error")
    assert [f.fact for f in found(changed(one))] == [f"{one.name} is in state Error"]


def test_a_clock_that_is_off_is_told_because_backups_are_refused() -> None:
    told = found(changed(the(Kind.NODE, date=NOW - timedelta(minutes=5))))
    assert [f.fact for f in told] == ["The clock of ontap-1-01 is off"]
    assert "300 s apart" in told[0].consequence


def test_parts_that_were_not_read_for_one_cause_are_one_finding() -> None:
    reason = "ontap-1 gives no complete answer ({})."
    gaps = [Gap(ARRAY, what, reason.format(why)) for what, why in (("nodes", "cut"), ("volumes", "no connection"))]
    told = found(changed(gaps=gaps))
    assert [(f.fact, f.status, f.where) for f in told] == [
        ("ontap-1 does not answer", Status.CRITICAL, Way(ARRAY)),
    ]


def test_a_reason_that_several_parts_share_is_said_once() -> None:
    gaps = [Gap(ARRAY, what, why) for what, why in (("nodes", "Off."), ("users", "Denied."), ("volumes", "Off."))]
    assert shared(gaps) == {"Off.": "nodes and volumes", "Denied.": "users"}


@pytest.mark.parametrize(
    ("reason", "fact", "action"),
    [
        (
            "ontap-1 shows another certificate than the one that was accepted.",
            "ontap-1 shows another certificate",
            "Compare…",
        ),
        ("ontap-1 refuses the credentials (401).", "ontap-1 refuses the credentials", "Open connection"),
        ("ontap-1: not allowed (code 6).", "ontap-1: nodes could not be read", "Open connection"),
    ],
)
def test_why_a_system_is_not_read_is_said_in_its_words(reason: str, fact: str, action: str) -> None:
    told = found(changed(gaps=[Gap(ARRAY, "nodes", reason)]))
    assert [(f.fact, f.action, f.where) for f in told] == [(fact, action, Way(ARRAY))]


def test_half_a_cloud_asks_for_the_other_half() -> None:
    assert [f.where for f in found(BASE, connections=CONNECTIONS[:1])] == [Connect(ONTAP)]
    assert [f.where for f in found(BASE, connections=CONNECTIONS[1:])] == [Connect(CLOUDSTACK)]


def test_instances_without_a_point_are_counted_and_their_list_is_the_same() -> None:
    some = dict(list(ALL.items())[2:])
    told = found(BASE, some)
    assert [f.fact for f in told] == [f"2 of {len(ALL)} instances have no restore point"]
    assert isinstance(told[0].where, Look)
    browse = Browse(BASE, some)
    hits = browse.facets.match(filters.parse(told[0].where.filter), some.keys())
    assert len(hits) == 2


def test_points_that_were_not_read_are_not_counted_as_missing() -> None:
    told = found(BASE, None)
    assert [(f.fact, f.status, f.where) for f in told] == [
        ("Restore points could not be read", Status.CRITICAL, Again()),
    ]


def test_a_plan_that_waits_comes_first() -> None:
    waiting = entry(State.WAITING)
    told = found(changed(volume(state="offline")), entries=[waiting])
    assert told[0].fact == "Back up web-01 waits for you" and told[0].where == Again(waiting.plan)


def test_a_plan_that_failed_is_told_until_it_succeeds_or_is_old() -> None:
    failed = entry(State.UNDONE)
    assert [f.fact for f in found(BASE, entries=[failed])] == ["Back up web-01: failed and was undone"]
    assert found(BASE, entries=[entry(State.DONE), failed]) == []
    assert found(BASE, entries=[entry(State.UNDONE, NOW - timedelta(days=2))]) == []


def test_a_plan_that_was_stopped_on_request_needs_nobody() -> None:
    ended = entry(State.UNDONE, reason="Clone 1.qcow2: Stopped on request.")
    assert found(BASE, entries=[ended]) == []
    assert [f.fact for f in found(BASE, entries=[ended, entry(State.UNDONE)])] == [
        "Back up web-01: failed and was undone"
    ]


@pytest.mark.parametrize(
    ("days", "says"),
    [(40, None), (12, "expires in 12 days"), (1, "expires in 1 day"), (-3, "expired on 2026-11-21")],
)
def test_a_certificate_that_ends_soon_is_told_of(days: int, says: str | None) -> None:
    told = found(BASE, certificates={ARRAY: NOW + timedelta(days=days)})
    assert [f.fact for f in told] == ([f"Certificate of ontap-1 {says}"] if says else [])


def test_the_worst_stands_first() -> None:
    hosts = [the(Kind.HOST, state="Down"), volume(used=92 * GIB, available=8 * GIB)]
    told = found(changed(*hosts), points={})
    assert [f.status for f in told] == sorted((f.status for f in told), key=lambda s: s is Status.WARN)
    assert told[0].status is Status.CRITICAL


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (list("abcde"), "a, b, c and 2 more"),
    ],
)
def test_names_are_listed_as_people_say_them(names: list[str], words: str) -> None:
    assert listed(names) == words


def test_it_is_quick_for_a_large_cloud() -> None:
    large = inventory(50_000)
    began = datetime.now(UTC)
    found(large, {})
    assert datetime.now(UTC) - began < timedelta(seconds=2)
