"""Who asks: the signature of a request, checked as CloudStack's ApiServer.verifyRequest does it.

Java's URLEncoder leaves `* - _ .` alone and writes `~` as %7E; names are sorted as they were sent, and only
then everything is lower-cased. The time of `expires` is real time, whatever the lab's clock says.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

Pairs = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Keys:
    """The one key pair this server knows: the root administrator's."""

    api: str
    secret: str

    def accept(self, params: Pairs) -> bool:
        """Is this a request of the owner of the keys, not yet expired?"""
        pairs = list(params)
        given = {name.lower(): value for name, value in pairs}
        if given.get("apikey") != self.api or not given.get("signature"):
            return False
        if given.get("signatureversion") == "3" and not _in_future(given.get("expires", "")):
            return False
        return hmac.compare_digest(sign(pairs, self.secret).encode(), given["signature"].encode())


def sign(params: Pairs, secret: str) -> str:
    """Base64 of the HMAC-SHA1 over the sorted, encoded, lower-cased parameters without `signature`."""
    text = "&".join(
        f"{name}={quote(value, safe='*').replace('~', '%7E')}"
        for name, value in sorted(params)
        if name.lower() != "signature"
    )
    digest = hmac.new(secret.encode(), text.lower().encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def _in_future(text: str) -> bool:
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S%z") > datetime.now(UTC)
    except ValueError:
        return False
