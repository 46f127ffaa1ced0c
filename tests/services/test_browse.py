"""What trees, filters and the finder show of an inventory."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ui import generate
from tests.ui.generate import NOW
from vscdesktop.domain import array, cloud
from vscdesktop.domain.inventory import Inventory, Lens, Thing
from vscdesktop.domain.keys import Key, Kind
from vscdesktop.domain.lenses import assemble
from vscdesktop.services import filters, glance, search
from vscdesktop.services.browse import Browse
from vscdesktop.services.changes import diff
from vscdesktop.services.filters import Term, Unclear
from vscdesktop.services.glance import Protection
from vscdesktop.services.marks import Status
from vscdesktop.services.outline import Outline
from vscdesktop.services.search import Rank
from vscdesktop.services.twins import twin

BIG = generate.inventory(400)
POINTS = generate.points(BIG)
BROWSE = Browse(BIG, POINTS)
POOL, VOLUME, ZONE = Key(Kind.POOL, "c", "pool0"), Key(Kind.VOLUME, "a", "vol0"), Key(Kind.ZONE, "c", "zone0")
INSTANCE = next(i for i in BIG.instances() if i.state == "Running")


def with_changes(inventory: Inventory, *changed: Thing) -> Inventory:
    return assemble(inventory.taken, {**inventory.things, **{t.key: t for t in changed}}, inventory.links)


def keys(outline: Outline, browse: Browse) -> list[Key]:
    return [browse.keys[n] for n in outline.things[1:]]


def hits(text: str, lens: Lens = Lens.CLOUD, browse: Browse = BROWSE) -> set[Key]:
    return {browse.keys[n] for n in browse.filter(lens, text)[0]}


# -- rows ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("lens", Lens)
def test_an_outline_is_the_lens_row_by_row(lens: Lens) -> None:
    outline = BROWSE.outlines[lens]

    def below(row: int) -> list[Key]:
        return [BROWSE.keys[outline.things[outline.first[row] + n]] for n in range(outline.count[row])]

    assert {k: v for k in [None, *keys(outline, BROWSE)] if (v := BIG.children[lens].get(k, ()))} == {
        (BROWSE.keys[outline.things[row]] if row else None): tuple(below(row))
        for row in range(len(outline) + 1)
        if outline.count[row]
    }
    assert all(outline.first[outline.parent[row]] + outline.place(row) == row for row in range(1, len(outline) + 1))


@given(st.sets(st.integers(0, len(BROWSE.keys) - 1)), st.sampled_from(Lens))
def test_what_a_filter_leaves_is_the_matches_and_what_they_stand_below(chosen: set[int], lens: Lens) -> None:
    whole = BROWSE.outlines[lens]
    left = whole.only(chosen)
    wanted = {BROWSE.keys[n] for n in chosen if whole.rows[n]}
    wanted |= {above for key in wanted for above in BIG.trail(key, lens)}
    assert set(keys(left, BROWSE)) == wanted
    assert keys(left, BROWSE) == [k for k in keys(whole, BROWSE) if k in wanted]
    for row in range(1, len(left) + 1):
        above = left.parent[row]
        assert left.rows[left.things[row]] == row
        assert BIG.parents[lens][BROWSE.keys[left.things[row]]] == (BROWSE.keys[left.things[above]] if above else None)
        assert 0 <= left.place(row) < left.count[above]


def test_a_disk_stands_below_its_instance_and_the_instance_below_the_pool_of_its_root_disk() -> None:
    disk = BIG.disks(INSTANCE.key)[0]
    assert disk.kind == "ROOT"
    assert BIG.trail(disk.key, Lens.CLOUD)[-2:] == (disk.pool, INSTANCE.key)
    assert [k.kind for k in BIG.trail(disk.key, Lens.STORAGE)] == [Kind.ARRAY, Kind.SVM, Kind.VOLUME, Kind.POOL]


def test_a_disk_of_an_unlinked_pool_is_not_in_the_storage_lens() -> None:
    bare = assemble(NOW, BIG.things, {})
    assert not [k for k in bare.parents[Lens.STORAGE] if k.kind in (Kind.DISK, Kind.POOL)]
    assert INSTANCE.key in bare.parents[Lens.CLOUD]


# -- what a row says ---------------------------------------------------------------------------------
def state_of(thing: Thing, lens: Lens, key: Key | None = None) -> tuple[Status, str]:
    browse = Browse(with_changes(BIG, thing))
    return tuple(glance.node(browse, lens, key or thing.key, NOW).mark)  # type: ignore[return-value]


def volume(used: int) -> array.Volume:
    found = BIG.things[VOLUME]
    assert isinstance(found, array.Volume)
    return replace(found, used=used * 10, available=(100 - used) * 10)


def test_states_have_words() -> None:
    host, pool = BIG.things[Key(Kind.HOST, "c", "kvm-0-00")], BIG.things[POOL]
    assert isinstance(host, cloud.Host)
    assert isinstance(pool, cloud.Pool)
    assert state_of(INSTANCE, Lens.CLOUD) == (Status.OK, "Running")
    assert state_of(replace(INSTANCE, state="Stopped"), Lens.CLOUD) == (Status.UNKNOWN, "Stopped")
    assert state_of(replace(INSTANCE, state="Error"), Lens.CLOUD) == (Status.CRITICAL, "Error")
    assert state_of(replace(host, state="Down"), Lens.CLOUD) == (Status.CRITICAL, "Down")
    assert state_of(replace(pool, state="Down"), Lens.CLOUD) == (Status.CRITICAL, "Down")
    assert state_of(replace(pool, state="Gone"), Lens.CLOUD) == (Status.WARN, "Gone")
    assert state_of(replace(volume(10), state="offline"), Lens.STORAGE) == (Status.CRITICAL, "offline")


@pytest.mark.parametrize(
    ("used", "status"), [(89, "ok"), (90, "warn"), (94, "warn"), (95, "critical"), (100, "critical")]
)
def test_a_volume_is_almost_full_at_90_and_full_at_95_percent(used: int, status: str) -> None:
    assert state_of(volume(used), Lens.STORAGE) == (status, f"online, {used}% full")


def test_a_pool_is_never_better_than_its_volume_and_says_so() -> None:
    assert state_of(volume(96), Lens.CLOUD, POOL) == (
        Status.CRITICAL,
        "its volume cs_gold_000: online, 96% full",
    )


def test_a_row_shows_what_is_worse_below_it() -> None:
    broken = [replace(i, state="Error") for i in list(BIG.instances())[:2]]
    browse = Browse(with_changes(BIG, *broken))
    home = BIG.disks(broken[0].key)[0].pool
    assert home is not None
    assert glance.node(browse, Lens.CLOUD, home, NOW).mark.status is Status.CRITICAL
    zones = [glance.node(browse, Lens.CLOUD, k, NOW).mark.words for k in browse.inventory.children[Lens.CLOUD][None]]
    assert sum(int(words.split()[1]) for words in zones if words.startswith("below: ")) == len(broken)


def test_protection_is_told_with_its_age_and_not_guessed() -> None:
    def told(points: Mapping[str, object] | None) -> tuple[Protection, str]:
        node = glance.node(Browse(BIG, points), Lens.CLOUD, INSTANCE.key, NOW)  # type: ignore[arg-type]
        return node.protection, node.protected

    newest = {INSTANCE.key.id: NOW - timedelta(minutes=7)}
    assert told(newest) == (Protection.SOME, "protected, newest restore point 7 min ago")
    assert told({}) == (Protection.NONE, "not protected: no restore point")
    assert told(None)[0] is Protection.UNKNOWN


def test_a_row_is_spoken_whole() -> None:
    node = glance.node(Browse(BIG, {INSTANCE.key.id: NOW - timedelta(hours=36)}), Lens.CLOUD, INSTANCE.key, NOW)
    assert node.spoken == f"{INSTANCE.name}, Instance, Running, protected, newest restore point 36 h ago"
    assert glance.node(BROWSE, Lens.CLOUD, ZONE, NOW).spoken == "zone-0, Zone, 40 instances"
    assert glance.where(BROWSE, POOL) == "Primary Storage, zone-0 / pod-0 / cluster-0"


# -- filter ------------------------------------------------------------------------------------------
def test_words_are_found_in_names_and_shown_names_in_any_case() -> None:
    assert hits("WEB-000000") == {i.key for i in BIG.instances() if i.name == "web-000000"}
    assert hits('"tenant 5 "') == {i.key for i in BIG.instances() if i.shown.startswith("Tenant 5 ")} != set()


def test_fields_say_which() -> None:
    running = {i.key for i in BIG.instances() if i.state == "Running"}
    assert hits("state:running kind:instance") == hits("kind:vm state:Run") == running
    assert hits("kind:disk pool:gold-000") == {
        k for k, t in BIG.things.items() if isinstance(t, cloud.Disk) and t.pool == POOL
    }
    assert hits("pool:gold-000 volume:cs_gold_001") == set()
    assert VOLUME in hits("svm:svm_cloud", Lens.STORAGE)
    assert hits("kind:vm owner:root/tenant7") == {i.key for i in BIG.instances() if i.owner.startswith("ROOT/tenant7")}
    assert hits(f"kind:vm host:{INSTANCE.host}") == {i.key for i in BIG.instances() if i.host == INSTANCE.host}


def test_minus_leaves_out_only_what_has_the_field() -> None:
    assert hits("-state:running kind:instance") == {i.key for i in BIG.instances() if i.state != "Running"}
    assert Key(Kind.POD, "c", "pod0") not in hits("-state:running")
    assert hits("kind:vm -web") == {i.key for i in BIG.instances() if "web" not in i.name}


def test_protection_is_a_field_and_not_guessed() -> None:
    bare = {i.key for i in BIG.instances() if i.key.id not in POINTS}
    assert hits("protection:none") == hits("-protection:protected") == bare != set()
    assert hits("protection:p") == {i.key for i in BIG.instances()} - bare
    with pytest.raises(Unclear, match="not been read"):
        hits("protection:none", browse=Browse(BIG, None))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("stat:up", "There is no field stat. Fields are state, "),
        ("web state:", "Write a value after state:"),
        ("-", "after the minus sign"),
        ('pool:"gold', "quotation mark is missing"),
        ('""', "nothing between"),
        ('a"b"c', "around a whole value"),
        ("protection:much", "none or protected"),
    ],
)
def test_an_unclear_filter_is_answered_with_a_sentence(text: str, says: str) -> None:
    with pytest.raises(Unclear, match=says):
        filters.parse(text)


values = st.text(st.characters(exclude_characters='"', exclude_categories=["Cs"]), min_size=1)
terms = st.builds(Term, st.sampled_from(["", *filters.FIELDS[:-1]]), values.map(str.casefold), st.booleans())


@given(st.lists(terms))
def test_a_filter_means_what_was_written(wanted: list[Term]) -> None:
    text = " ".join(f'{"-" * t.leave_out}{t.field + ":" if t.field else ""}"{t.value}"' for t in wanted)
    assert filters.parse(text) == tuple(t._replace(value=t.value.casefold()) for t in wanted)


@given(st.text())
def test_any_text_is_a_filter_or_a_sentence(text: str) -> None:
    try:
        BROWSE.filter(Lens.CLOUD, text)
    except Unclear as problem:
        assert str(problem)


# -- finder ------------------------------------------------------------------------------------------
def found(text: str) -> list[tuple[Key, Rank]]:
    return [(hit.key, hit.rank) for hit in BROWSE.search.objects(text)]


def test_the_finder_ranks_whole_names_then_beginnings_then_words_then_parts_then_letters() -> None:
    base = list(BIG.instances())[:6]
    names = ["db", "db-prod", "old-db", "csdb", "d-0-b", "nothing"]
    renamed = [replace(i, name=name, shown=name) for i, name in zip(base, names, strict=True)]
    things: dict[Key, Thing] = {i.key: i for i in renamed}
    hits = search.Search(assemble(NOW, things, {})).objects("db")
    assert [(h.key, h.rank) for h in hits] == list(zip([i.key for i in base], Rank, strict=False))


def test_the_finder_knows_shown_names_ids_files_and_addresses() -> None:
    shown = next(i for i in BIG.instances() if i.shown != i.name)
    disk = BIG.disks(shown.key)[1]
    assert found(shown.shown.upper())[0] == (shown.key, Rank.EXACT)
    assert BROWSE.search.objects(shown.shown)[0].found == shown.shown.casefold()
    assert found(shown.key.id) == [(shown.key, Rank.EXACT)]
    assert found(disk.path[:9]) == [(disk.key, Rank.PREFIX)]
    assert found("10.20.0.11")[0] == (Key(Kind.LIF, "a", "lif1"), Rank.EXACT)


def test_the_finder_answers_fifty_at_most_and_instances_before_disks() -> None:
    every = found("0")
    assert len(every) == search.MOST == len({k for k, _ in every})
    order = [search.ORDER.index(k.kind) for k, rank in every if rank is every[0][1]]
    assert order == sorted(order)
    assert found("") == found("  ") == []


@settings(deadline=None)
@given(st.text(min_size=1, max_size=12))
def test_the_finder_takes_any_text(text: str) -> None:
    assert len(found(text)) <= search.MOST


def test_actions_are_found_by_title_and_by_words_beside_it() -> None:
    known = [("Back up now", "protect snapshot"), ("Restore…", "back recover"), ("Open settings", "preferences theme")]
    assert search.actions("back", known) == (0, 1)
    assert search.actions("theme", known) == (2,)
    assert search.actions("", known) == (0, 1, 2)
    assert search.actions("opst", known) == (2,)
    assert search.actions("xyz", known) == ()


# -- twins -------------------------------------------------------------------------------------------
def test_twins_lead_to_the_other_side_and_back() -> None:
    assert (twin(BIG, POOL).lens, twin(BIG, POOL).key) == (Lens.STORAGE, VOLUME)
    assert (twin(BIG, VOLUME).lens, twin(BIG, VOLUME).key) == (Lens.CLOUD, POOL)
    root = BIG.disks(INSTANCE.key)[0]
    assert root.pool is not None
    behind = twin(BIG, root.pool).key
    assert twin(BIG, INSTANCE.key).key == twin(BIG, root.key).key == behind is not None


def test_without_a_twin_there_is_a_reason() -> None:
    store = Key(Kind.STORE, "c", "store0")
    assert (twin(BIG, store).key, twin(BIG, store).reason) == (None, BIG.links[store].reason)
    for key in BIG.things:
        answer = twin(BIG, key)
        assert (answer.key is None) == bool(answer.reason)
        assert answer.key is None or answer.key in BIG.parents[answer.lens]


# -- changes -----------------------------------------------------------------------------------------
inventories = st.builds(
    lambda n, share, seed: (old := generate.inventory(n), generate.changed(old, share, seed)),
    st.integers(5, 300),
    st.floats(0.01, 0.9),
    st.integers(2, 9),
)


@settings(deadline=None, max_examples=25)
@given(inventories)
def test_what_changed_applied_to_the_old_gives_the_new(pair: tuple[Inventory, Inventory]) -> None:
    old, new = pair
    changes = diff(old, new)
    things = {k: t for k, t in {**old.things, **changes.things}.items() if t is not None}
    assert things == new.things
    assert changes.gone == old.things.keys() - new.things.keys()
    for lens in Lens:
        below = {**old.children[lens], **changes.children[lens]}
        assert {k: v for k, v in below.items() if v} == new.children[lens]
    assert changes


def test_what_did_not_change_is_not_told() -> None:
    again = assemble(NOW, {k: replace(t) for k, t in BIG.things.items()}, BIG.links)
    assert not diff(BIG, again)
    assert not diff(BIG, with_changes(BIG, replace(INSTANCE, state="Stopped"))).moved(Lens.CLOUD)
