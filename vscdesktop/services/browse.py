"""An inventory made ready for a window: rows of both lenses, filter and search. Made once per refresh, on a worker."""

from __future__ import annotations

from array import array as numbers_of
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from vscdesktop.domain.inventory import Inventory, Lens
from vscdesktop.domain.keys import Kind
from vscdesktop.services import changes, filters, marks
from vscdesktop.services.changes import Changes
from vscdesktop.services.facets import Facets
from vscdesktop.services.outline import Outline
from vscdesktop.services.search import Search

if TYPE_CHECKING:
    from vscdesktop.services.catalog import Found

COUNTED = {Lens.CLOUD: Kind.INSTANCE, Lens.STORAGE: Kind.VOLUME}


@dataclass(frozen=True)
class Below:
    """Sums over everything below each row of a whole outline."""

    counted: numbers_of[int]  # instances, or volumes
    warn: numbers_of[int]
    critical: numbers_of[int]


class Browse:
    """Everything has a number, its place among `inventory.things`; rows and filters speak in these numbers."""

    def __init__(
        self, inventory: Inventory, points: Mapping[str, datetime] | None = None, folders: Sequence[Found] = ()
    ) -> None:
        """`points`: instance -> its newest restore point; None when they could not be read. `folders`: of all of them,
        newest first."""
        self.inventory, self.points, self.folders = inventory, points, folders
        self.keys = list(inventory.things)
        self.numbers = {key: number for number, key in enumerate(self.keys)}
        self.marks = [marks.mark(key, inventory) for key in self.keys]
        self.outlines = {lens: Outline.grow(inventory.children.get(lens, {}), self.numbers, self.keys) for lens in Lens}
        self.below = {lens: self._below(lens) for lens in Lens}
        self.running = self._running()
        self.counted = {lens: sum(key.kind is COUNTED[lens] for key in self.keys) for lens in Lens}
        self.unprotected = None if points is None else sum(i.key.id not in points for i in inventory.instances())
        self.facets = Facets(inventory)
        self.search = Search(inventory)

    def filter(self, lens: Lens, text: str) -> tuple[Set[int], Outline]:
        """The numbers of what matches, and the rows it leaves: matches and what they stand below. Raises Unclear."""
        terms, outline = filters.parse(text), self.outlines[lens]
        if not terms:
            return frozenset(), outline
        hits = self.facets.match(terms, None if self.points is None else self.points.keys())
        return hits, outline.only(hits)

    def since(self, old: Browse) -> Changes:
        return changes.diff(old.inventory, self.inventory)

    def _below(self, lens: Lens) -> Below:
        outline = self.outlines[lens]
        return Below(
            outline.total([key.kind is COUNTED[lens] for key in self.keys]),
            outline.total([m.status is marks.Status.WARN for m in self.marks]),
            outline.total([m.status is marks.Status.CRITICAL for m in self.marks]),
        )

    def _running(self) -> Mapping[tuple[str, str], int]:
        """How many instances are on each host."""
        found: dict[tuple[str, str], int] = {}
        for instance in self.inventory.instances():
            if instance.host:
                host = instance.key.home, instance.host
                found[host] = found.get(host, 0) + 1
        return found
