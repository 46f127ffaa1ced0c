"""How anything is named across both systems."""

from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    ZONE = "zone"
    POD = "pod"
    CLUSTER = "cluster"
    HOST = "host"
    POOL = "pool"
    STORE = "secondary storage"
    INSTANCE = "instance"
    DISK = "disk"
    TEMPLATE = "template"
    ARRAY = "ONTAP cluster"
    NODE = "node"
    TIER = "local tier"
    SVM = "storage VM"
    LIF = "LIF"
    VOLUME = "volume"
    FILE = "file"


class Key(NamedTuple):
    """`home` is the connection's id; `id` the object's uuid there, or "<volume uuid>:<path>" of a file."""

    kind: Kind
    home: str
    id: str


class Place(NamedTuple):
    """A directory or file on an ONTAP volume; `path` is relative to the volume's root, "" is the root."""

    home: str
    volume: str  # uuid
    path: str

    def below(self, *names: str) -> "Place":
        return self._replace(path="/".join(filter(None, (self.path, *names))))

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]
