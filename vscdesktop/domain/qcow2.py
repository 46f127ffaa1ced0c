"""Read the head of a qcow2 image (format: qemu, docs/interop/qcow2.txt). Works on the first 64 KiB."""

import struct
from dataclasses import dataclass

HEAD = 65536  # bytes that are read: the header lies in the first cluster, its backing name within them
_MAGIC = b"QFI\xfb"


@dataclass(frozen=True)
class Header:
    virtual: int  # bytes the guest sees
    backing: str  # name of the backing file as written in the image, "" when there is none
    encrypted: bool
    snapshots: int  # internal snapshots


def parse(head: bytes) -> Header | None:
    """The header, or None when this is no qcow2 image that we understand."""
    if len(head) < 72 or head[:4] != _MAGIC:
        return None
    version, at, length, _bits, virtual, crypt = struct.unpack(">IQIIQI", head[4:36])
    (snapshots,) = struct.unpack(">I", head[60:64])
    if version not in (2, 3) or length > 1023 or (at and at + length > len(head)):
        return None
    try:
        backing = head[at : at + length].decode() if at else ""
    except UnicodeDecodeError:
        return None
    return Header(virtual, backing, bool(crypt), snapshots)
