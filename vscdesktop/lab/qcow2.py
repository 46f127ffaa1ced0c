"""Make a qcow2 image as clusters (format: qemu's docs/interop/qcow2.txt, version 3).

Every guest cluster an image has is allocated when it is made, so header and tables never change later:
a copy taken at any moment is a valid image.
"""

import struct
from collections.abc import Iterable

from vscdesktop.lab.blocks import Block, Literal, Map, Pattern

COPIED = 1 << 63
HEADER = 104


def make(
    virtual: int,
    written: Iterable[int],
    seed: int,
    *,
    backing: str = "",
    cluster_bits: int = 16,
    preallocated: bool = False,
) -> tuple[Map, int]:
    """(map, file size in bytes) of an image of `virtual` bytes.

    `written` are the guest clusters that hold data of generation 0; `preallocated` gives every other guest
    cluster a place as well, which stays a hole (qemu-img's preallocation=metadata).
    """
    grain = 1 << cluster_bits
    clusters = -(-virtual // grain)
    per_table = grain // 8
    data = sorted(set(written))
    placed = range(clusters) if preallocated else data
    tables = sorted({n // per_table for n in placed})
    tables_l1 = -(-clusters // per_table)
    l1_clusters = max(-(-tables_l1 * 8 // grain), 1)

    per_refblock = grain // 2  # 16 bits each
    fixed = 1 + l1_clusters + len(tables) + len(placed)
    refblocks = 1
    while refblocks * per_refblock < fixed + refblocks + max(-(-refblocks * 8 // grain), 1):
        refblocks += 1
    reftable = max(-(-refblocks * 8 // grain), 1)
    first_refblock = 1 + reftable
    first_l1 = first_refblock + refblocks
    first_l2 = first_l1 + l1_clusters
    first_data = first_l2 + len(tables)
    total = first_data + len(placed)

    blocks: dict[int, Block] = {}

    def literal(number: int, content: bytes) -> None:
        for i in range(0, max(len(content), 1), grain):
            blocks[number + i // grain] = Literal(grain, content[i : i + grain])

    literal(0, _header(virtual, cluster_bits, tables_l1, first_l1 * grain, reftable, grain, backing))
    literal(1, struct.pack(f">{refblocks}Q", *((first_refblock + i) * grain for i in range(refblocks))))
    counts = struct.pack(">H", 1) * total
    literal(first_refblock, counts.ljust(refblocks * grain, b"\0"))
    l1 = [0] * tables_l1
    for i, table in enumerate(tables):
        l1[table] = (first_l2 + i) * grain | COPIED
    literal(first_l1, struct.pack(f">{tables_l1}Q", *l1))
    place = {n: first_data + i for i, n in enumerate(placed)} if not preallocated else None
    for i, table in enumerate(tables):
        guest = range(table * per_table, min((table + 1) * per_table, clusters))
        if place is None:
            entries = [(first_data + n) * grain | COPIED for n in guest]
        else:
            entries = [place[n] * grain | COPIED if n in place else 0 for n in guest]
        literal(first_l2 + i, struct.pack(f">{len(entries)}Q", *entries))
    for n in data:
        at = first_data + n if place is None else place[n]
        blocks[at] = Pattern(grain, seed, 0, at * grain)
    return Map(grain, blocks), total * grain


def _header(virtual: int, bits: int, l1_size: int, l1_at: int, reftable: int, grain: int, backing: str) -> bytes:
    name = backing.encode()
    at = HEADER + (16 if name else 8)
    head = struct.pack(
        ">4sIQIIQIIQQIIQ",
        b"QFI\xfb", 3, at if name else 0, len(name), bits, virtual, 0, l1_size, l1_at, grain, reftable, 0, 0,
    )  # fmt: skip
    head += struct.pack(">QQQII", 0, 0, 0, 4, HEADER)
    if name:  # the backing format, so that nobody has to guess it
        head += struct.pack(">II8s", 0xE2792ACA, 5, b"qcow2") + struct.pack(">II", 0, 0)
        at = len(head)
        head = head[:8] + struct.pack(">Q", at) + head[16:]
    else:
        head += struct.pack(">II", 0, 0)
    return head + name
