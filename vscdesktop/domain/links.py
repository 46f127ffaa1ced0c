"""Which ONTAP volume and directory stands behind a storage pool, and why none does."""

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from vscdesktop.domain.array import Lif, Volume
from vscdesktop.domain.cloud import Pool, Store
from vscdesktop.domain.keys import Key, Place


@dataclass(frozen=True)
class Link:
    """Either a place on an ONTAP volume, or the reason why there is none."""

    place: Place | None
    reason: str = ""


class Linker:
    """Matches addresses and paths of CloudStack with the LIFs and junctions of every array that was read."""

    def __init__(self, lifs: Iterable[Lif], volumes: Iterable[Volume]) -> None:
        self._svms: dict[str, set[Key]] = {}
        every = [(lif.up, lif.address, lif.svm) for lif in lifs if lif.svm and lif.address]
        answering = {address for up, address, _ in every if up}
        for up, address, svm in every:
            if up or address not in answering:  # the stopped half of a mirrored storage VM has the same addresses
                self._svms.setdefault(address, set()).add(svm)
        self._mounted: dict[Key, list[Volume]] = {}
        self._offline: dict[Key, list[str]] = {}
        for volume in volumes:
            if volume.state != "online":
                self._offline.setdefault(volume.svm, []).append(volume.name)
            if volume.junction:
                self._mounted.setdefault(volume.svm, []).append(volume)

    def pool(self, pool: Pool) -> Link:
        """A pool's own directory on its volume."""
        if pool.kind != "NetworkFilesystem":
            return Link(None, f"{pool.kind} pools are not handled yet; only NFS pools are.")
        return self._find(pool.address, pool.path)

    def store(self, store: Store) -> Link:
        """Secondary storage, by its URL nfs://address/path."""
        try:
            parts = urlsplit(store.url)
        except ValueError:
            return Link(None, f"{store.url} is no URL.")
        if parts.scheme != "nfs":
            return Link(None, f"{parts.scheme or 'this'} storage is not on NFS.")
        return self._find(parts.hostname or "", parts.path)

    def _find(self, address: str, path: str) -> Link:
        svms = self._svms.get(address, set())
        if not svms:
            return Link(None, f"{address} is no LIF of a connected ONTAP cluster.")
        if len(svms) > 1:
            return Link(None, f"{address} is a LIF of {len(svms)} storage VMs: it is not known whose volume this is.")
        (svm,) = svms
        wanted = posixpath.normpath("/" + path.lstrip("/"))
        found = max(
            (v for v in self._mounted.get(svm, ()) if _within(wanted, v.junction)),
            key=lambda v: len(v.junction),
            default=None,
        )
        offline = ", ".join(sorted(self._offline.get(svm, ())))
        if offline and (found is None or found.junction == "/"):  # an offline volume does not tell its junction
            return Link(None, f"{wanted} may be on a volume of that storage VM that is not online ({offline}).")
        if found is None:
            return Link(None, f"No volume of that storage VM is mounted at {wanted}.")
        rest = wanted[len(found.junction.rstrip("/")) :].strip("/")
        return Link(Place(found.key.home, found.key.id, rest))


def _within(path: str, junction: str) -> bool:
    """Junction paths are unique case-insensitively in ONTAP."""
    base = junction.rstrip("/").lower()
    return path.lower() == base or path.lower().startswith(base + "/")
