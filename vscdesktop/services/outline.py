"""The rows of a tree as flat arrays: no object per row, children and parents by arithmetic.

Rows are numbered breadth first from 1; row 0 is the hidden root. So the children of a row are neighbours, and
what a filter leaves (rows with all their ancestors) is such an outline again, made in one pass.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, compress

from vscdesktop.domain.inventory import Children
from vscdesktop.domain.keys import Key


class Outline:
    """`things[row]` is the number of a row's thing in the inventory, `rows[thing]` the way back (0: not here)."""

    __slots__ = ("count", "first", "parent", "rows", "things")

    def __init__(self, things: "array[int]", parent: "array[int]", every: int) -> None:
        self.things, self.parent = things, parent
        self.rows = array("i", bytes(4 * every))
        for row in range(1, len(things)):
            self.rows[things[row]] = row
        self.first, self.count = array("i", bytes(4 * len(things))), array("i", bytes(4 * len(things)))
        start = 1
        for row, count in Counter(parent[1:]).items():  # parents come in order, so their children do too
            self.first[row], self.count[row] = start, count
            start += count

    @classmethod
    def grow(cls, children: Children, numbers: Mapping[Key, int], keys: Sequence[Key]) -> "Outline":
        """Everything a lens shows."""
        things, parent = array("i", [-1]), array("i", [0])
        row = 0
        while row < len(things):
            below = children.get(keys[things[row]] if row else None, ())
            things.extend([numbers[key] for key in below])
            parent.extend([row] * len(below))
            row += 1
        return cls(things, parent, len(keys))

    def __len__(self) -> int:
        return len(self.things) - 1

    def place(self, row: int) -> int:
        """Where a row stands among its siblings."""
        return row - self.first[self.parent[row]]

    def only(self, things: Iterable[int]) -> "Outline":
        """These things and their ancestors; what is not in this lens is left out."""
        keep, parent, rows = bytearray(len(self.things)), self.parent, self.rows
        for thing in things:
            row = rows[thing]
            while row and not keep[row]:
                keep[row] = 1
                row = parent[row]
        if sum(keep) == len(self):
            return self
        new = array("i", accumulate(keep))  # of a kept row: its new number
        keep[0] = 1
        above = array("i", [new[row] for row in compress(parent, keep)])
        return Outline(array("i", compress(self.things, keep)), above, len(rows))

    def total(self, own: Sequence[int]) -> "array[int]":
        """For each row the sum of `own`, a number of each thing, over everything below it."""
        found = array("i", bytes(4 * len(self.things)))
        things, parent = self.things, self.parent
        for row in range(len(things) - 1, 0, -1):
            found[parent[row]] += found[row] + own[things[row]]
        return found
