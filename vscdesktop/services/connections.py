"""Connections: what a system shows before it is trusted, and whether it answers."""

import re
from collections.abc import Collection

from vscdesktop.clients import tls
from vscdesktop.clients.cloudstack import wire as cw
from vscdesktop.clients.ontap import wire as ow
from vscdesktop.services.systems import Systems

certificate = tls.probe
fingerprint = tls.fingerprint_of_pem
same = tls.same


def new_id(kind: str, name: str, taken: Collection[str]) -> str:
    """A short id that is good for keys and lanes and is not taken yet."""
    base = f"{kind[0]}-{re.sub('[^a-z0-9]+', '-', name.lower()).strip('-') or kind}"
    number = 2
    found = base
    while found in taken:
        found, number = f"{base}-{number}", number + 1
    return found


def test(systems: Systems) -> str:
    """What the one system answers: name and version. Raises Denied, Unreachable, Broken."""
    for array in systems.arrays.values():
        cluster = array.one("/cluster", ow.Cluster, fields="name,uuid,version")
        return f"cluster {cluster.name}, {cluster.version.full}"
    for cloud in systems.clouds.values():
        found = cloud.one("listCapabilities", "capability", cw.Capability)
        return f"CloudStack {found.cloudstackversion}"
    return ""
