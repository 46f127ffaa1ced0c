"""What ONTAP has: records of one refresh. Sizes are bytes."""

from dataclasses import dataclass
from datetime import datetime

from vscdesktop.domain.keys import Key


@dataclass(frozen=True)
class Array:
    key: Key
    name: str
    version: str


@dataclass(frozen=True)
class Node:
    key: Key
    name: str
    state: str
    model: str
    date: datetime | None  # the node's own clock when it was read
    read: datetime  # ours at that moment


@dataclass(frozen=True)
class Tier:
    key: Key
    name: str
    state: str
    node: str
    size: int
    available: int


@dataclass(frozen=True)
class Svm:
    key: Key
    name: str
    state: str


@dataclass(frozen=True)
class Lif:
    key: Key
    name: str
    address: str
    svm: Key | None
    services: tuple[str, ...]
    up: bool
    node: str


@dataclass(frozen=True)
class Volume:
    key: Key
    name: str
    svm: Key
    svm_name: str
    state: str
    style: str  # flexvol, flexgroup
    kind: str  # rw, dp, ls
    tiers: tuple[str, ...]
    junction: str  # "" when it is not mounted
    size: int
    used: int
    available: int
    snaplock: str  # non_snaplock, ...
