"""Facts: what a plan was made from, as texts that can be read again and compared.

A key names what to read: `inode|home|volume|path` (its inode, or "absent"), `state|home|instance`,
`disks|home|instance` (ids, pools, paths, states, sizes of its disks).
"""

from collections.abc import Iterable, Mapping

from vscdesktop.clients.cloudstack import wire
from vscdesktop.domain.cloud import Disk
from vscdesktop.domain.errors import Refused
from vscdesktop.domain.keys import Place
from vscdesktop.services import read_cloud
from vscdesktop.services.systems import Systems

ABSENT = "absent"


def inode_key(place: Place) -> str:
    return f"inode|{place.home}|{place.volume}|{place.path}"


def state_key(home: str, instance: str) -> str:
    return f"state|{home}|{instance}"


def disks_key(home: str, instance: str) -> str:
    return f"disks|{home}|{instance}"


def read(systems: Systems, key: str) -> str:
    """What that fact is now."""
    kind, home, rest = key.split("|", 2)
    if kind == "inode":
        volume, _, path = rest.partition("|")
        found = systems.array(home).file(volume, path)
        return ABSENT if found is None else str(found.inode_number)
    if kind == "state":
        return one_instance(systems, home, rest).state
    return disks_text(read_cloud.disk(home, d) for d in disks_of(systems, home, rest))


def disks_text(disks: Iterable[Disk]) -> str:
    """Which disks, in which pools, under which names, in which states, how large."""
    words = (f"{d.key.id} {d.pool.id if d.pool else '-'} {d.path} {d.state} {d.size}" for d in disks)
    return "; ".join(sorted(words))


def disks_of(systems: Systems, home: str, instance: str) -> list[wire.Disk]:
    """The disks of an instance, a project's included, read now."""
    stack = systems.cloud(home)
    return stack.rows("listVolumes", "volume", wire.Disk, virtualmachineid=instance, **read_cloud.EVERYTHING)


def read_all(systems: Systems, keys: Iterable[str]) -> dict[str, str]:
    return {key: read(systems, key) for key in keys}


def changed(systems: Systems, facts: Mapping[str, str]) -> list[str]:
    """What is no longer as it was, in words."""
    words = {"inode": "the file", "state": "the state of", "disks": "the disks of"}
    found = []
    for key, was in facts.items():
        now = read(systems, key)
        if now != was:
            found.append(f"{words[key.split('|')[0]]} {key.rsplit('|', 1)[1]} was {was}, is {now}")
    return found


def one_instance(systems: Systems, home: str, instance: str) -> wire.Instance:
    """One instance, projects' included, read now. Raises Refused when CloudStack does not list it."""
    stack, scope = systems.cloud(home), read_cloud.EVERYTHING
    found = stack.rows("listVirtualMachines", "virtualmachine", wire.Instance, id=instance, details="min", **scope)
    if not found:
        raise Refused(f"CloudStack does not list instance {instance}.")
    return found[0]
