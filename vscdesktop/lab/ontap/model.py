"""The two things a served endpoint is made of: tables (reads, data) and acts (changes, code)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from vscdesktop.lab.http import Answer, Request
from vscdesktop.lab.ontap.schema import Endpoint
from vscdesktop.lab.world import Row, World


@dataclass(frozen=True)
class Call:
    """One request that found its endpoint."""

    world: World
    request: Request
    endpoint: Endpoint
    keys: Mapping[str, str]  # the values in its path, decoded: {"volume.uuid": "...", "path": "a/b"}
    single: bool  # it names one record
    body: Row = field(default_factory=dict)  # dotted names, whichever way they were sent

    def says(self, name: str) -> bool:
        """Is a boolean query parameter true?"""
        return self.request.params.get(name, "").lower() == "true"


@dataclass(frozen=True)
class Table:
    """A resource that is only read.

    Its records are `constant`, or the rows of `world.state.ontap[table]`, or what `rows` gives.  Names that
    begin with "_" are never shown.  `computed` fields are read when they are asked for; None means absent.
    """

    path: str
    always: tuple[str, ...] = ("uuid", "name")  # what every record shows, whichever fields are named
    bare: tuple[str, ...] = ()  # what a list shows besides when nobody names fields
    order: str = "uuid"  # what a list is sorted by
    table: str = ""
    constant: tuple[Row, ...] = ()
    rows: Callable[[Call], Iterable[Row]] | None = None
    computed: Mapping[str, Callable[[World, Row], Any]] = field(default_factory=dict)
    listed: bool = False  # one record's path answers with a list too
    whole: str = ""  # the query parameter that asks for one object with all it has
    parameters: frozenset[str] = frozenset()  # query names of its own that are no filters

    def all(self, call: Call) -> list[Row]:
        if self.rows is not None:
            return list(self.rows(call))
        return [*self.constant, *call.world.state.ontap.get(self.table, {}).values()]

    def record(self, world: World, row: Row, wanted: Callable[[str], bool]) -> Row:
        shown = {name: value for name, value in row.items() if not name.startswith("_")}
        for name, reader in self.computed.items():
            if wanted(name):
                shown[name] = reader(world, row)
        return shown


@dataclass(frozen=True)
class Act:
    """A change, or a read that is no list; `run` gives None when the request is not for it."""

    method: str
    path: str
    single: bool
    run: Callable[[Call], Answer | None]
    settable: tuple[str, ...] = ()  # the body fields that have an effect here
    required: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()  # query names
    says: str = ""  # what the trace adds to method and path, out of the body


def flat(body: Row, prefix: str = "") -> Iterable[tuple[str, Any]]:
    """(dotted name, value) of everything in a body."""
    for name, value in body.items():
        if isinstance(value, dict) and value:
            yield from flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value
