"""What CloudStack has: records of one refresh. Sizes are bytes."""

from dataclasses import dataclass

from vscdesktop.domain.keys import Key


@dataclass(frozen=True)
class Zone:
    key: Key
    name: str
    state: str


@dataclass(frozen=True)
class Pod:
    key: Key
    name: str
    zone: Key


@dataclass(frozen=True)
class Cluster:
    key: Key
    name: str
    zone: Key
    pod: Key
    hypervisor: str
    incremental: bool = False  # kvm.incremental.snapshot is on


@dataclass(frozen=True)
class Host:
    key: Key
    name: str
    cluster: Key
    state: str
    address: str


@dataclass(frozen=True)
class Pool:
    key: Key
    name: str
    zone: Key
    cluster: Key | None  # None: the whole zone
    kind: str  # NetworkFilesystem, Iscsi, ...
    address: str
    path: str
    state: str
    provider: str
    hypervisor: str
    total: int
    used: int


@dataclass(frozen=True)
class Store:
    """Secondary storage; `url` as CloudStack has it."""

    key: Key
    name: str
    zone: Key | None
    url: str


@dataclass(frozen=True)
class Template:
    key: Key
    name: str
    zone: Key | None


@dataclass(frozen=True)
class Instance:
    key: Key
    name: str
    shown: str  # the display name, free text of a tenant
    state: str
    zone: Key
    host: str
    hypervisor: str
    owner: str  # account or project, with its domain
    job: str  # id of the job that runs on it, "" when none


@dataclass(frozen=True)
class Disk:
    key: Key
    name: str
    kind: str  # ROOT or DATADISK
    device: int  # -1 when detached
    state: str
    size: int  # virtual
    path: str  # file name in its pool, "" while it has none
    pool: Key | None
    instance: Key | None
    template: Key | None
    zone: Key | None
    job: str
