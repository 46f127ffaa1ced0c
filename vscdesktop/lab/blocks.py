"""Blocks, the maps that hold them, and who shares what.

A block is one cluster of a file and never changes: a write makes another block.  A map is what one file
holds at one moment and never changes either, so a file clone and a snapshot share a map instead of copying
it, in constant time.  Ledgers count who refers to what: from them come space, sharing and `unique_bytes`.
"""

import functools
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

PAGE = 4096


def round_up(value: int, unit: int = PAGE) -> int:
    return -(-value // unit) * unit


@dataclass(frozen=True, eq=False)
class Block:
    """One cluster of a file; two blocks are the same block only if they are the same object."""

    size: int  # bytes on the volume, a multiple of 4096

    def __deepcopy__(self, _memo: object) -> "Block":
        return self

    def read(self) -> bytes:
        raise NotImplementedError

    def identity(self) -> bytes:
        """What the content is, without making it: equal identities are equal bytes."""
        raise NotImplementedError


@dataclass(frozen=True, eq=False)
class Literal(Block):
    """Bytes as they are: headers, tables, uploaded files."""

    data: bytes

    def read(self) -> bytes:
        return self.data.ljust(self.size, b"\0")

    def identity(self) -> bytes:
        return hashlib.sha256(self.data).digest()


@dataclass(frozen=True, eq=False)
class Pattern(Block):
    """What a guest wrote: made on read from seed, generation and place, a page at a time."""

    seed: int
    generation: int
    place: int

    def read(self) -> bytes:
        pages = range(self.place, self.place + self.size, PAGE)
        return b"".join(
            hashlib.shake_128(b"%d:%d:%d" % (self.seed, self.generation, page)).digest(PAGE) for page in pages
        )

    def identity(self) -> bytes:
        return b"%d:%d:%d:%d" % (self.seed, self.generation, self.place, self.size)


@dataclass(frozen=True, eq=False)
class Map:
    """The blocks of one file by cluster number; what is not named reads as zeros."""

    grain: int  # bytes of a cluster
    blocks: Mapping[int, Block] = field(default_factory=dict)

    def __deepcopy__(self, _memo: object) -> "Map":
        return self

    @functools.cached_property
    def used(self) -> int:
        """Bytes of its blocks; asked for often, and a map never changes."""
        return sum(b.size for b in self.blocks.values())

    def read(self, offset: int, length: int) -> bytes:
        """`length` bytes from `offset`, holes as zeros."""
        parts = []
        for number in range(offset // self.grain, -(-(offset + length) // self.grain)):
            block = self.blocks.get(number)
            data = (block.read() if block else b"").ljust(self.grain, b"\0")
            start = max(offset - number * self.grain, 0)
            parts.append(data[start : min(offset + length - number * self.grain, self.grain)])
        return b"".join(parts)

    def digest(self, size: int) -> str:
        """SHA-256 over size, places and contents; equal digests are equal files."""
        total = hashlib.sha256(b"%d:%d" % (size, self.grain))
        for number in sorted(self.blocks):
            total.update(b"%d:" % number + self.blocks[number].identity())
        return total.hexdigest()

    def generations(self) -> set[int]:
        return {b.generation for b in self.blocks.values() if isinstance(b, Pattern)}

    def stamped(self, generation: int) -> "Map":
        """This map after its guest wrote `generation` into a quarter of the clusters it had written before."""
        written = {n: b for n, b in self.blocks.items() if isinstance(b, Pattern)}
        met = [n for n in written if (n + generation) % 4 == 0] or written  # of fewer than four, all
        return Map(self.grain, {**self.blocks, **{n: replace(written[n], generation=generation) for n in met}})


def from_bytes(data: bytes) -> Map:
    """The map of a small file with these bytes."""
    size = round_up(max(len(data), 1))
    return Map(size, {0: Literal(size, data)} if data else {})


class Ledger:
    """How often each map, and through the maps each block, is referred to; `bytes` counts a block once."""

    def __init__(self) -> None:
        self.maps: dict[Map, int] = {}
        self.blocks: dict[Block, int] = {}
        self.bytes = 0

    def add(self, held: Map) -> None:
        self.maps[held] = self.maps.get(held, 0) + 1
        if self.maps[held] == 1:
            for block in held.blocks.values():
                count = self.blocks.get(block, 0)
                self.blocks[block] = count + 1
                self.bytes += 0 if count else block.size

    def drop(self, held: Map) -> None:
        self.maps[held] -= 1
        if not self.maps[held]:
            del self.maps[held]
            for block in held.blocks.values():
                self.blocks[block] -= 1
                if not self.blocks[block]:
                    del self.blocks[block]
                    self.bytes -= block.size

    def grows_by(self, blocks: Iterable[Block]) -> int:
        """Bytes that these blocks would add."""
        return sum(b.size for b in blocks if b not in self.blocks)

    def unique(self, held: Map) -> int:
        """Bytes of this map that no other reference shares."""
        if self.maps.get(held, 0) != 1:
            return 0
        return sum(b.size for b in held.blocks.values() if self.blocks[b] == 1)


def pieces(held: Map, size: int) -> Iterator[tuple[int, bytes]]:
    """(offset, bytes) of what is not a hole, for writing a sparse file."""
    for number in sorted(held.blocks):
        place = number * held.grain
        yield place, held.blocks[number].read()[: max(size - place, 0)]
