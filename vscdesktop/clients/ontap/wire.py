"""ONTAP's answers as they come over the wire, only the fields we read (absent is None or empty)."""

import msgspec


class Named(msgspec.Struct, frozen=True):
    uuid: str = ""
    name: str = ""


class Version(msgspec.Struct, frozen=True):
    full: str = ""
    generation: int = 0
    major: int = 0


class Cluster(msgspec.Struct, frozen=True):
    uuid: str
    name: str
    version: Version = Version()


class Glance(msgspec.Struct, frozen=True):
    """The first of a collection: enough to see that it is answered."""

    records: tuple[Named, ...] = ()


class Node(msgspec.Struct, frozen=True):
    uuid: str
    name: str
    state: str = ""
    model: str = ""
    date: str = ""


class Block(msgspec.Struct, frozen=True):
    size: int = 0
    available: int = 0
    used: int = 0


class TierSpace(msgspec.Struct, frozen=True):
    block_storage: Block = Block()


class Tier(msgspec.Struct, frozen=True):
    uuid: str
    name: str
    state: str = ""
    node: Named = Named()
    space: TierSpace = TierSpace()


class Svm(msgspec.Struct, frozen=True):
    uuid: str
    name: str
    state: str = ""


class Address(msgspec.Struct, frozen=True):
    address: str = ""


class Location(msgspec.Struct, frozen=True):
    node: Named = Named()


class Lif(msgspec.Struct, frozen=True):
    uuid: str
    name: str
    enabled: bool = False
    state: str = ""
    ip: Address = Address()
    services: tuple[str, ...] = ()
    svm: Named | None = None
    location: Location = Location()


class Nas(msgspec.Struct, frozen=True):
    path: str = ""


class Snaplock(msgspec.Struct, frozen=True):
    type: str = "non_snaplock"


class Space(msgspec.Struct, frozen=True):
    size: int = 0
    available: int = 0
    used: int = 0
    metadata: int = 0


class Volume(msgspec.Struct, frozen=True):
    uuid: str
    name: str
    svm: Named = Named()
    state: str = ""
    type: str = ""
    style: str = ""
    size: int = 0
    aggregates: tuple[Named, ...] = ()
    nas: Nas = Nas()
    space: Space = Space()
    snaplock: Snaplock = Snaplock()


class File(msgspec.Struct, frozen=True):
    name: str = ""
    path: str = ""
    type: str = ""
    size: int = 0
    bytes_used: int = 0
    unique_bytes: int = 0
    inode_number: int = 0
    modified_time: str = ""
    changed_time: str = ""


class Snapshot(msgspec.Struct, frozen=True):
    uuid: str
    name: str
    create_time: str = ""
    comment: str = ""


class Load(msgspec.Struct, frozen=True):
    maximum: int = 0
    current: int = 0
    allowable: int = 0


class SplitLoad(msgspec.Struct, frozen=True):
    node: Named = Named()
    load: Load = Load()


class Licence(msgspec.Struct, frozen=True):
    name: str
    state: str = ""


class JobError(msgspec.Struct, frozen=True):
    message: str = ""
    code: str | int = ""


class Job(msgspec.Struct, frozen=True):
    uuid: str
    state: str = ""
    message: str = ""
    code: int = 0
    error: JobError = JobError()


class Link(msgspec.Struct, frozen=True):
    href: str = ""


class Links(msgspec.Struct, frozen=True):
    next: Link | None = None


class Error(msgspec.Struct, frozen=True):
    message: str = ""
    code: str = ""
    target: str = ""


class Failure(msgspec.Struct, frozen=True):
    error: Error


class JobLink(msgspec.Struct, frozen=True):
    uuid: str


class Accepted(msgspec.Struct, frozen=True):
    """What a change answers: perhaps a job."""

    job: JobLink | None = None
