"""What a filter is matched against: the names of everything, and for each field which things have which value."""

from collections.abc import Iterable, Iterator, Set

from vscdesktop.domain import array, cloud
from vscdesktop.domain.inventory import Inventory, Thing
from vscdesktop.domain.keys import Key, Kind
from vscdesktop.services.filters import FIELDS, Term, Unclear

ALIASES = {
    "vm": Kind.INSTANCE, "primary storage": Kind.POOL, "store": Kind.STORE, "svm": Kind.SVM, "aggregate": Kind.TIER,
}  # fmt: skip
Fact = tuple[str, str]  # field, value


class Facets:
    """What filters match, by the number of a thing; made once per inventory."""

    def __init__(self, inventory: Inventory) -> None:
        self._names = [_name(thing) for thing in inventory.things.values()]
        self._instances = [(n, key.id) for n, key in enumerate(inventory.things) if key.kind is Kind.INSTANCE]
        self._fields: dict[str, dict[str, list[int]]] = {field: {} for field in FIELDS}
        facts = _Facts(inventory)
        for number, (key, thing) in enumerate(inventory.things.items()):
            self._put("kind", key.kind, number)
            state = getattr(thing, "state", None)
            if state:
                self._put("state", state, number)
            for field, value in facts.of(key, thing):
                self._put(field, value, number)
        for values in self._fields.values():
            for value in [v for v in values if v != v.casefold()]:
                values.setdefault(value.casefold(), []).extend(values.pop(value))

    def _put(self, field: str, value: str, number: int) -> None:
        values = self._fields[field]
        if value in values:
            values[value].append(number)
        else:
            values[value] = [number]

    def match(self, terms: Iterable[Term], protected: Set[str] | None) -> Set[int]:
        """The numbers of all things that match; `protected` has the ids of instances with points, None if unread.

        Left out by a field is only what has that field: `-state:running` does not answer zones. Raises Unclear.
        """
        found: set[int] | None = None
        for term in sorted(terms, key=lambda t: not t.field):  # fields are cheap and leave little for the words
            hits = self._field(term, protected) if term.field else self._words(term, found)
            found = hits if found is None else found & hits
        return set(range(len(self._names))) if found is None else found

    def _words(self, term: Term, among: set[int] | None) -> set[int]:
        value, names = term.value, self._names
        if among is not None:
            return {n for n in among if (value in names[n]) is not term.leave_out}
        if term.leave_out:
            return {n for n, name in enumerate(names) if value not in name}
        return {n for n, name in enumerate(names) if value in name}

    def _field(self, term: Term, protected: Set[str] | None) -> set[int]:
        if term.field == "protection":
            if protected is None:
                raise Unclear("Restore points have not been read, so protection is not known.")
            wanted = "protected".startswith(term.value) is not term.leave_out
            return {n for n, ident in self._instances if (ident in protected) is wanted}
        hits: set[int] = set()
        rest: set[int] = set()
        for value, numbers in self._fields[term.field].items():
            (hits if _fits(term, value) else rest).update(numbers)
        return rest - hits if term.leave_out else hits


def _fits(term: Term, value: str) -> bool:
    if term.field == "state":
        return value.startswith(term.value)
    if term.field == "kind" and term.value in ALIASES:
        return value == ALIASES[term.value].casefold()
    return term.value in value


def _name(thing: Thing) -> str:
    if isinstance(thing, cloud.Instance) and thing.shown != thing.name:
        return f"{thing.name}\n{thing.shown}".casefold()
    return thing.name.casefold()


class _Facts:
    """What stands behind a thing, each instance and pool worked out once."""

    def __init__(self, inventory: Inventory) -> None:
        self._inventory, self._things = inventory, inventory.things
        self._hosts = {(t.key.home, t.name): t for t in self._things.values() if isinstance(t, cloud.Host)}
        self._places: dict[Key, tuple[Fact, ...]] = {}
        self._people: dict[Key, tuple[Fact, ...]] = {}

    def of(self, key: Key, thing: Thing) -> Iterable[Fact]:
        match thing:
            case cloud.Disk():
                place = self._place(thing.pool) if thing.pool else self._zone(thing.zone)
                return place + self._person(thing.instance) if thing.instance else place
            case cloud.Instance():
                return self._instance(thing)
            case cloud.Pool() | cloud.Store():
                return self._place(key)
            case array.Volume():
                return ("volume", thing.name), ("svm", thing.svm_name)
            case array.Svm():
                return (("svm", thing.name),)
            case array.Lif():
                return (("svm", self._named(thing.svm)),) if thing.svm else ()
            case cloud.Zone():
                return (("zone", thing.name),)
            case cloud.Host():
                return ("host", thing.name), *self._zone(self._of_cluster(thing.cluster))
            case cloud.Pod() | cloud.Cluster() | cloud.Template():
                return self._zone(thing.zone)
        return ()

    def _instance(self, thing: cloud.Instance) -> Iterator[Fact]:
        yield from self._person(thing.key)
        pools = dict.fromkeys(d.pool for d in self._inventory.disks(thing.key) if d.pool)
        yield from dict.fromkeys(fact for pool in pools for fact in self._place(pool) if fact[0] != "zone")
        yield from self._zone(thing.zone)

    def _person(self, key: Key) -> tuple[Fact, ...]:
        found = self._people.get(key)
        if found is None:
            thing = self._things.get(key)
            found = ()
            if isinstance(thing, cloud.Instance):
                found = (("owner", thing.owner), *((("host", thing.host),) if thing.host else ()))
            self._people[key] = found
        return found

    def _place(self, key: Key) -> tuple[Fact, ...]:
        """Pool, volume and storage VM behind a pool or secondary storage."""
        if key not in self._places:
            self._places[key] = tuple(self._behind(key))
        return self._places[key]

    def _behind(self, key: Key) -> Iterator[Fact]:
        thing, link = self._things.get(key), self._inventory.links.get(key)
        if isinstance(thing, cloud.Pool):
            yield "pool", thing.name
        if isinstance(thing, cloud.Pool | cloud.Store):
            yield from self._zone(thing.zone)
        volume = self._inventory.volume(link.place) if link and link.place else None
        if volume:
            yield from (("volume", volume.name), ("svm", volume.svm_name))

    def _of_cluster(self, key: Key) -> Key | None:
        found = self._things.get(key)
        return found.zone if isinstance(found, cloud.Cluster) else None

    def _zone(self, key: Key | None) -> tuple[Fact, ...]:
        return (("zone", self._named(key)),) if key else ()

    def _named(self, key: Key) -> str:
        found = self._things.get(key)
        return found.name if found else ""
