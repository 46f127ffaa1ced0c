"""The names of one FlexVol: directories, files, renames, clones, snapshots, and its space.

Both servers stand on this: ONTAP's REST API changes it, hosts of CloudStack open files in it.
Paths are relative to the volume's root, without a leading slash; "" is the root;
".snapshot/NAME/..." leads into a snapshot and is read-only.
"""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from vscdesktop.lab.blocks import PAGE, Ledger, Map, from_bytes, round_up

ROOT = 64  # the inode of a FlexVol's root
CLONE_METADATA = 0.004  # of the file's size (ontap.md 2.1), charged to each clone until it is deleted


class Refused(Exception):
    """The volume says no; `why` is one of missing, no-parent, exists, not-empty, is-directory, read-only, full."""

    def __init__(self, why: str, path: str = "") -> None:
        super().__init__(f"{why}: {path}")
        self.why = why


@dataclass
class Node:
    """One inode. Times are seconds since 1970, UTC."""

    number: int
    kind: str  # "file" or "directory"
    mode: str  # octal digits
    modified: float
    changed: float
    size: int = PAGE
    held: Map = field(default_factory=lambda: Map(PAGE))
    entries: dict[str, int] = field(default_factory=dict)
    charge: int = 0  # bytes of clone metadata

    @property
    def is_directory(self) -> bool:
        return self.kind == "directory"

    @property
    def used(self) -> int:
        return PAGE if self.is_directory else self.held.used


@dataclass
class Snapshot:
    uuid: str
    name: str
    created: float
    comment: str
    nodes: dict[int, Node]
    busy: int = 0  # clones taken from it whose blocks are still being shared in the background


@dataclass
class Volume:
    uuid: str
    name: str
    size: int
    now: Callable[[], float]
    new_uuid: Callable[[], str] = lambda: str(uuid.uuid4())
    nodes: dict[int, Node] = field(default_factory=dict)
    snapshots: dict[str, Snapshot] = field(default_factory=dict)
    live: Ledger = field(default_factory=Ledger)
    all: Ledger = field(default_factory=Ledger)  # live files and snapshots
    next_inode: int = ROOT
    metadata: int = 0  # bytes of clone metadata and directories
    ballast: int = 0  # bytes somebody else uses: how the control port fills a volume
    blocks_copied: int = 0  # data blocks that a clone had to copy: none, ever

    def __post_init__(self) -> None:
        if not self.nodes:
            self._new("directory", "755")

    def __deepcopy__(self, memo: dict[int, object]) -> "Volume":
        """A copy that shares blocks and maps, for saving a whole world."""
        ledgers = []
        for old in (self.live, self.all):
            new = Ledger()
            new.maps, new.blocks, new.bytes = dict(old.maps), dict(old.blocks), old.bytes
            ledgers.append(new)
        snapshots = {n: replace(s) for n, s in self.snapshots.items()}  # their nodes never change
        nodes = {n: replace(v, entries=dict(v.entries)) for n, v in self.nodes.items()}
        return replace(self, nodes=nodes, snapshots=snapshots, live=ledgers[0], all=ledgers[1])

    # -- space ---------------------------------------------------------------------------------
    @property
    def used(self) -> int:
        return self.all.bytes + self.metadata + self.ballast

    @property
    def available(self) -> int:
        return max(self.size - self.used, 0)

    def unique_bytes(self, node: Node) -> int:
        return PAGE if node.is_directory else self.live.unique(node.held)

    # -- looking -------------------------------------------------------------------------------
    def find(self, path: str) -> Node | None:
        nodes, parts = self._tree(path)
        node = nodes.get(ROOT) if nodes else None
        for part in parts:
            if node is None or not node.is_directory:
                return None
            node = nodes[node.entries[part]] if nodes and part in node.entries else None
        return node

    def get(self, path: str) -> Node:
        node = self.find(path)
        if node is None:
            raise Refused("missing", path)
        return node

    def listing(self, path: str) -> Iterator[tuple[str, Node]]:
        """(name, node) of a directory's entries by name, without `.` and `..`."""
        nodes, _ = self._tree(path)
        for name, number in sorted(self.get(path).entries.items()):
            yield name, (nodes or {})[number]

    def alive(self, number: int) -> bool:
        """Does a handle of this inode still work?"""
        return number in self.nodes

    def walk(self, path: str = "") -> Iterator[tuple[str, Node]]:
        """Every live (path, node) below a directory."""
        for name, node in self.listing(path):
            below = f"{path}/{name}".lstrip("/")
            yield below, node
            if node.is_directory:
                yield from self.walk(below)

    def _tree(self, path: str) -> tuple[dict[int, Node] | None, list[str]]:
        parts = [p for p in path.split("/") if p not in ("", ".")]
        if parts[:1] != [".snapshot"]:
            return self.nodes, parts
        snapshot = self.snapshots.get(parts[1]) if len(parts) > 1 else None
        return (snapshot.nodes if snapshot else None), parts[2:]

    # -- changing ------------------------------------------------------------------------------
    def mkdir(self, path: str, mode: str = "755") -> Node:
        parent, name = self._place(path)
        self._room(PAGE)
        node = self._new("directory", mode)
        parent.entries[name] = node.number
        return node

    def put(self, path: str, data: bytes, overwrite: bool = False) -> Node:
        """Write a small file; without `overwrite` it is create-only."""
        held = from_bytes(data)
        return self.place(path, held, len(data), overwrite)

    def place(self, path: str, held: Map, size: int, overwrite: bool = False) -> Node:
        """Give `path` this content: a new file, or the old inode when it is overwritten."""
        old = self.find(path)
        if old is not None and not overwrite:
            raise Refused("exists", path)
        if old is not None and old.is_directory:
            raise Refused("is-directory", path)
        parent, name = self._place(path, free=old is None)
        self._room(self.all.grows_by(held.blocks.values()))
        node = old or self._new("file", "644")
        if old is not None:
            self._forget(old.held)
        node.held, node.size, node.modified = held, size, self.now()
        self._remember(held)
        parent.entries[name] = node.number
        return node

    def clone(self, source: str, target: str) -> Node:
        """A file clone: shares the map of its source, copies nothing, costs its metadata."""
        origin = self.get(source)
        if origin.is_directory:
            raise Refused("is-directory", source)
        charge = round_up(int(origin.size * CLONE_METADATA))
        self._room(charge)
        node = self.place(target, origin.held, origin.size)
        node.mode, node.charge = origin.mode, charge
        self.metadata += charge
        return node

    def rename(self, source: str, target: str) -> None:
        node = self.get(source)
        if self.find(target) is not None:
            raise Refused("exists", target)
        above, below = self._tree(source)[1], self._tree(target)[1]
        if below[: len(above)] == above:  # a directory cannot go into itself
            raise Refused("no-parent", target)
        parent, name = self._place(target)
        before, old = self._place(source, free=False)
        del before.entries[old]
        parent.entries[name] = node.number
        node.changed = before.modified = parent.modified = self.now()

    def delete(self, path: str) -> None:
        node = self.get(path)
        if node.entries:
            raise Refused("not-empty", path)
        parent, name = self._place(path, free=False)
        del parent.entries[name]
        parent.modified = self.now()
        del self.nodes[node.number]
        self.metadata -= node.charge + (PAGE if node.is_directory else 0)
        if not node.is_directory:
            self._forget(node.held)

    def write(self, number: int, generation: int) -> bool:
        """A guest writes through its handle; False when the handle is stale or there is no room."""
        node = self.nodes.get(number)
        if node is None:
            return False
        fresh = node.held.stamped(generation)
        if self.all.grows_by(fresh.blocks.values()) > self.available:
            return False
        self._remember(fresh)
        self._forget(node.held)
        node.held, node.modified = fresh, self.now()
        return True

    def snapshot(self, name: str, comment: str = "") -> Snapshot:
        if name in self.snapshots:
            raise Refused("exists", name)
        nodes = {n: replace(v, entries=dict(v.entries)) for n, v in self.nodes.items()}
        made = Snapshot(self.new_uuid(), name, self.now(), comment, nodes)
        self.snapshots[name] = made
        for node in nodes.values():
            if not node.is_directory:
                self.all.add(node.held)
        return made

    def drop_snapshot(self, name: str) -> None:
        for node in self.snapshots.pop(name).nodes.values():
            if not node.is_directory:
                self.all.drop(node.held)

    # -- inside --------------------------------------------------------------------------------
    def _new(self, kind: str, mode: str) -> Node:
        number, self.next_inode = self.next_inode, self.next_inode + 1
        at = self.now()
        node = self.nodes[number] = Node(number, kind, mode, at, at)
        self.metadata += PAGE if node.is_directory else 0
        return node

    def _place(self, path: str, free: bool = True) -> tuple[Node, str]:
        """The parent directory and the last name of a path that may be changed."""
        parts = [p for p in path.split("/") if p not in ("", ".")]
        if not parts:
            raise Refused("exists", path)
        if parts[0] == ".snapshot":
            raise Refused("read-only", path)
        parent = self.find("/".join(parts[:-1]))
        if parent is None or not parent.is_directory:
            raise Refused("no-parent", path)
        if free and parts[-1] in parent.entries:
            raise Refused("exists", path)
        return parent, parts[-1]

    def _room(self, wanted: int) -> None:
        if wanted > self.available:
            raise Refused("full")

    def _remember(self, held: Map) -> None:
        self.live.add(held)
        self.all.add(held)

    def _forget(self, held: Map) -> None:
        self.live.drop(held)
        self.all.drop(held)
