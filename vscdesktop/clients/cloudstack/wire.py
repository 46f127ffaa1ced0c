"""CloudStack's answers as they come over the wire, only the fields we read."""

import msgspec


class Zone(msgspec.Struct, frozen=True):
    id: str
    name: str
    allocationstate: str = ""


class Pod(msgspec.Struct, frozen=True):
    id: str
    name: str
    zoneid: str


class Cluster(msgspec.Struct, frozen=True):
    id: str
    name: str
    zoneid: str
    podid: str
    hypervisortype: str = ""


class Host(msgspec.Struct, frozen=True):
    id: str
    name: str
    clusterid: str = ""
    state: str = ""
    ipaddress: str = ""


class Pool(msgspec.Struct, frozen=True):
    id: str
    name: str
    zoneid: str
    clusterid: str = ""
    type: str = ""
    ipaddress: str = ""
    path: str = ""
    state: str = ""
    provider: str = ""
    hypervisor: str = ""
    disksizetotal: int = 0
    disksizeused: int = 0


class Store(msgspec.Struct, frozen=True):
    id: str
    name: str
    zoneid: str = ""
    url: str = ""


class Template(msgspec.Struct, frozen=True):
    id: str
    name: str
    zoneid: str = ""


class Instance(msgspec.Struct, frozen=True):
    id: str
    name: str
    state: str
    zoneid: str
    displayname: str = ""
    hostname: str = ""
    hostid: str = ""
    hypervisor: str = ""
    account: str = ""
    project: str = ""
    domain: str = ""
    jobid: str = ""
    jobstatus: int = 0


class Disk(msgspec.Struct, frozen=True):
    id: str
    name: str
    type: str
    state: str
    size: int
    deviceid: int = -1
    path: str = ""
    storageid: str = ""
    virtualmachineid: str = ""
    templateid: str = ""
    zoneid: str = ""
    jobid: str = ""
    jobstatus: int = 0


class VmSnapshot(msgspec.Struct, frozen=True):
    id: str
    name: str = ""
    displayname: str = ""
    state: str = ""


class DiskSnapshot(msgspec.Struct, frozen=True):
    id: str
    name: str = ""
    state: str = ""
    volumeid: str = ""


class Setting(msgspec.Struct, frozen=True):
    name: str
    value: str = ""


class PoolObject(msgspec.Struct, frozen=True):
    name: str
    templateid: str = ""
    volumeid: str = ""
    isdirectory: bool = False


class Capability(msgspec.Struct, frozen=True):
    cloudstackversion: str = ""


class Failure(msgspec.Struct, frozen=True):
    errorcode: int = 0
    errortext: str = ""


class Job(msgspec.Struct, frozen=True):
    jobstatus: int
    jobresultcode: int = 0
    jobresult: msgspec.Raw = msgspec.Raw(b"")


class Started(msgspec.Struct, frozen=True):
    jobid: str = ""
