"""Looking at files on an array: texts, identities, clocks. Nothing here changes anything."""

import hashlib

from vscdesktop.clients.ontap.client import READ, Ontap
from vscdesktop.domain.errors import Rejected
from vscdesktop.domain.qcow2 import HEAD


def text_of(array: Ontap, volume: str, path: str) -> str | None:
    """A small text file, None when it is not there. What is no UTF-8 comes with replacement marks."""
    try:
        return array.read(volume, path, 0, READ).decode("utf-8", "replace")
    except Rejected as error:
        if error.status == 404:
            return None
        raise


def identity(array: Ontap, volume: str, path: str, size: int) -> str:
    """SHA-256 over the first 64 KiB and the last MiB of a file: what tells two backing files apart."""
    tail = max(size - READ, 0)
    total = hashlib.sha256(array.read(volume, path, 0, HEAD))
    total.update(array.read(volume, path, tail, size - tail))
    return total.hexdigest()
