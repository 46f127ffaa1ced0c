"""Connections: what a system shows before it is trusted, and whether it answers."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from vscdesktop.clients import tls
from vscdesktop.clients.cloudstack import wire as cw
from vscdesktop.clients.cloudstack.client import CloudStack
from vscdesktop.clients.ontap import wire as ow
from vscdesktop.clients.ontap.client import Ontap, file_path
from vscdesktop.domain.errors import Denied, Refused, Rejected
from vscdesktop.services.systems import Systems

certificate = tls.probe
fingerprint = tls.fingerprint_of_pem
same = tls.same


def identity(systems: Systems) -> str:
    """The id of a connection to the one system: made from what that system calls itself, so that it is the same on
    every workstation. It stands in keys and in plans, which another workstation may take over."""
    for array in systems.arrays.values():
        return f"o-{array.one('/cluster', ow.Cluster, fields='name,uuid').uuid[:8]}"
    for cloud in systems.clouds.values():
        zones = cloud.rows("listZones", "zone", cw.Zone)
        if not zones:
            raise Refused(f"{cloud.name} shows this account no zone, so that nothing could be done with it.")
        return f"c-{min(z.id for z in zones)[:8]}"
    raise AssertionError("no system")


def test(systems: Systems) -> str:
    """What the one system answers: name and version. Raises Denied, Unreachable, Broken."""
    for array in systems.arrays.values():
        cluster = array.one("/cluster", ow.Cluster, fields="name,uuid,version")
        return f"cluster {cluster.name}, {cluster.version.full}"
    for cloud in systems.clouds.values():
        found = cloud.one("listCapabilities", "capability", cw.Capability)
        return f"CloudStack {found.cloudstackversion}"
    return ""


# -- what an account may read ------------------------------------------------------------------
@dataclass(frozen=True)
class Right:
    """One thing that is asked of a system; `missing` says in its own words why it is not answered, "" when it is."""

    what: str
    without: str  # what does not work when it is missing
    missing: str = ""


@dataclass(frozen=True)
class Health:
    """What one look at a system found."""

    system: str  # "ONTAP", "CloudStack"
    version: str
    name: str  # what it calls itself; "" when it does not
    took: float  # seconds for one answer
    rights: tuple[Right, ...]
    checked: datetime

    @property
    def lacking(self) -> tuple[Right, ...]:
        return tuple(r for r in self.rights if r.missing)


_RELEASE = re.compile(r"\d+\.\d+[\w.]*")  # of "NetApp Release 9.17.1P2: Tue Jul ..."
_ALL = {"listall": "true", "projectid": "-1"}
ONTAP_NEEDS = (
    ("Nodes and their clocks", "/cluster/nodes", "no backup and no restore: the clocks cannot be compared"),
    ("Local tiers", "/storage/aggregates", "the space of local tiers is not seen"),
    ("Storage VMs", "/svm/svms", "storage VMs are not shown"),
    ("LIFs", "/network/ip/interfaces", "no Primary Storage is found on its volume"),
    ("Volumes", "/storage/volumes", "nothing of the storage is shown"),
    ("Jobs", "/cluster/jobs", "no backup and no restore: the end of a change is not seen"),
    ("Split load of clones", "/storage/file/clone/split-loads", "no backup and no restore"),
    ("Licences", "/cluster/licensing/licenses", "a missing FlexClone licence shows only when a clone is made"),
)
CLOUD_NEEDS: tuple[tuple[str, str, dict[str, str], str], ...] = (
    ("Zones", "listZones", {}, "nothing of the cloud is shown"),
    ("Pods", "listPods", {}, "pods are not shown"),
    ("Clusters", "listClusters", {}, "no backup and no restore: their settings are not seen"),
    ("Hosts", "listHosts", {"type": "Routing"}, "hosts are not shown"),
    ("Primary Storage", "listStoragePools", {}, "no disk is found on its volume"),
    ("Secondary Storage", "listImageStores", {}, "Secondary Storage is not shown"),
    ("Templates", "listTemplates", {"templatefilter": "all"}, "templates are not shown"),
    ("Instances", "listVirtualMachines", _ALL, "nothing can be backed up"),
    ("Disks", "listVolumes", _ALL, "nothing can be backed up"),
    ("Volume snapshots", "listSnapshots", _ALL, "no backup and no restore: snapshots under way are not seen"),
    ("Instance snapshots", "listVMSnapshot", _ALL, "no backup and no restore: chains of files are not seen"),
    ("Settings", "listConfigurations", {"name": "kvm.incremental.snapshot"}, "no backup and no restore"),
)


def health(systems: Systems) -> Health:
    """Ask the one system what it is and what it answers. Raises Denied, Unreachable, Broken, Refused."""
    began = time.monotonic()
    for array in systems.arrays.values():
        cluster = array.one("/cluster", ow.Cluster, fields="name,uuid,version")
        took, release = time.monotonic() - began, _RELEASE.search(cluster.version.full)
        version = release.group() if release else cluster.version.full
        return Health("ONTAP", version, cluster.name, took, tuple(_of_array(array)), datetime.now(UTC))
    for cloud in systems.clouds.values():
        found = cloud.one("listCapabilities", "capability", cw.Capability)
        took = time.monotonic() - began
        return Health("CloudStack", found.cloudstackversion, "", took, tuple(_of_cloud(cloud)), datetime.now(UTC))
    raise AssertionError("no system")


def _of_array(array: Ontap) -> Iterator[Right]:
    first = partial(array.one, kind=ow.Glance, max_records="1")
    for what, path, without in ONTAP_NEEDS:
        yield _right(what, without, partial(first, path))
    try:
        volumes = array.one("/storage/volumes", ow.Glance, max_records="1", state="online", type="rw").records
    except (Denied, Rejected):
        volumes = ()  # said above
    for volume in volumes:
        snapshots = f"/storage/volumes/{volume.uuid}/snapshots"
        yield _right("Files", "no restore points, no backup, no restore", partial(first, file_path(volume.uuid, "")))
        yield _right("Snapshots of volumes", "no backup and no restore", partial(first, snapshots))


def _of_cloud(cloud: CloudStack) -> Iterator[Right]:
    for what, command, query, without in CLOUD_NEEDS:
        yield _right(what, without, partial(cloud.glance, command, **query))
    try:
        pools = cloud.rows("listStoragePools", "storagepool", cw.Pool)[:1]
    except (Denied, Rejected):
        pools = []  # said above
    for pool in pools:
        look = partial(cloud.glance, "listStoragePoolObjects", id=pool.id)
        yield _right("Files of Primary Storage", "no backup and no restore: templates are not told apart", look)


def _right(what: str, without: str, look: Callable[[], object]) -> Right:
    try:
        look()
        return Right(what, without)
    except (Denied, Rejected) as error:
        return Right(what, without, str(error))
