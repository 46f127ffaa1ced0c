"""The manifest: what a restore point consists of. Written last, it is what makes the point a point.

Version 1. Numbers are texts, because a manifest is planned before they are known. Paths of copies are relative
to the pool's `.vsc`. No secret stands in it.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

VERSION = 1


@dataclass(frozen=True)
class Backing:
    name: str  # the file's name in the pool
    written: str  # its name as the image's head has it
    keep: str  # its protecting clone, relative to the pool's directory
    size: int
    sha256: str  # of its first 64 KiB and its last MiB


@dataclass(frozen=True)
class Copy:
    id: str  # CloudStack's uuid of the disk
    name: str
    kind: str
    device: int
    pool: str  # uuid
    pool_name: str
    volume: str  # uuid
    volume_name: str
    svm: str
    directory: str  # the pool's directory on that volume
    path: str  # the live file's name
    copy: str  # the copy, relative to that directory
    size: int  # bytes of the file
    virtual: int  # bytes the guest sees
    backing: Backing | None


@dataclass(frozen=True)
class Taken:
    """When the snapshot of one volume was asked for and answered: milliseconds since 1970, UTC; 0 = not known."""

    volume: str
    sent: int
    done: int


@dataclass(frozen=True)
class Manifest:
    instance: str
    name: str
    shown: str
    owner: str
    state: str  # of the instance when the point was made
    taken: str  # ISO time, UTC
    reason: str  # "on request", "before restore of ..."
    snapshots: tuple[Taken, ...]
    disks: tuple[Copy, ...]
    whole: bool = True  # every disk of the instance is in it

    @property
    def time(self) -> datetime:
        return datetime.fromisoformat(self.taken).astimezone(UTC)

    @property
    def label(self) -> str:
        """How consistent the copies are, without a claim that was not proved."""
        how = "stopped while it was taken" if self.state == "Stopped" else "crash-consistent"
        return f"{how}, {self.spread}"

    @property
    def spread(self) -> str:
        if len(self.snapshots) == 1:
            return "disks at one instant, same volume"
        if not all(t.sent and t.done for t in self.snapshots):
            return "disks at different instants, how far apart is not known"
        apart = max(t.done for t in self.snapshots) - min(t.sent for t in self.snapshots)
        return f"disks at most {apart} ms apart, {len(self.snapshots)} volumes"


def encode(manifest: Manifest, values: Mapping[str, str] | None = None) -> str:
    """JSON with every number as text; `values` replaces fields by "disks.<i>.size" and the like, for planning."""
    return json.dumps(_texts({"version": VERSION, **asdict(manifest)}, "", values or {}), indent=1, ensure_ascii=False)


def _texts(value: Any, path: str, values: Mapping[str, str]) -> Any:
    if path in values:
        return values[path]
    if isinstance(value, Mapping):
        return {k: _texts(v, f"{path}.{k}".lstrip("."), values) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_texts(v, f"{path}.{i}", values) for i, v in enumerate(value)]
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def decode(text: str) -> Manifest | None:
    """A manifest of any version ever written, or None when it is not one: then it is still being written."""
    try:
        raw = json.loads(text)
        if int(raw.pop("version")) != VERSION:
            return None
        disks = tuple(_copy(d) for d in raw.pop("disks"))
        snapshots = tuple(Taken(s["volume"], _int(s["sent"]), _int(s["done"])) for s in raw.pop("snapshots"))
        manifest = Manifest(**raw, snapshots=snapshots, disks=disks)
        return manifest if disks and manifest.time else None
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        return None


def _copy(raw: dict[str, Any]) -> Copy:
    backing = raw.pop("backing")
    if backing is not None:
        backing = Backing(**{**backing, "size": int(backing["size"])})
    raw |= {k: int(raw[k]) for k in ("device", "size", "virtual")}
    copy = Copy(**raw, backing=backing)
    if any(".." in p.split("/") or p.startswith("/") for p in (copy.path, copy.copy, copy.directory)):
        raise ValueError("a path that leads out of the pool")
    return copy


def _int(text: str) -> int:
    return int(text) if text else 0
