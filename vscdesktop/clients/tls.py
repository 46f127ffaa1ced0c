"""Certificates: looked at without credentials, accepted once by a person, pinned from then on."""

import hashlib
import hmac
import socket
import ssl
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from vscdesktop.domain.errors import Refused, Unreachable


@dataclass(frozen=True)
class Certificate:
    """What a server shows. `fingerprint` is the SHA-256 of the certificate, 64 hex digits."""

    fingerprint: str
    subject: str
    issuer: str
    starts: datetime
    ends: datetime

    @property
    def groups(self) -> str:
        """The fingerprint as people compare it: 8 groups of 8."""
        return " ".join(self.fingerprint[i : i + 8] for i in range(0, 64, 8))


def probe(url: str, timeout: float = 6.0) -> Certificate:
    """The certificate a server shows, asked for without sending anything. Raises Unreachable."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or 443
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # nothing is trusted here: a person decides on what is shown
    try:
        with socket.create_connection((host, port), timeout) as raw, context.wrap_socket(raw) as wrapped:
            der = wrapped.getpeercert(binary_form=True)
    except OSError as error:
        raise Unreachable(f"{host}:{port} shows no certificate ({error.strerror or error}).") from None
    if not der:
        raise Unreachable(f"{host}:{port} shows no certificate.")
    return read(der)


def read(der: bytes) -> Certificate:
    """What a certificate says. Raises Refused when it is none that can be read."""
    try:
        parsed = x509.load_der_x509_certificate(der)
        return Certificate(
            hashlib.sha256(der).hexdigest(),
            parsed.subject.rfc4514_string(),
            parsed.issuer.rfc4514_string(),
            parsed.not_valid_before_utc,
            parsed.not_valid_after_utc,
        )
    except ValueError as error:
        raise Refused(f"A certificate cannot be read ({error}).") from None


def fingerprint_of_pem(pem: str) -> str:
    """SHA-256 of the first certificate of a PEM file. Raises Refused."""
    try:
        return hashlib.sha256(x509.load_pem_x509_certificate(pem.encode()).public_bytes(Encoding.DER)).hexdigest()
    except ValueError:
        raise Refused("That file holds no PEM certificate.") from None


def same(one: str, other: str) -> bool:
    """Do two fingerprints agree, however they are spaced?"""
    plain = [f.replace(":", "").replace(" ", "").lower() for f in (one, other)]
    return len(plain[0]) == 64 and hmac.compare_digest(*plain)
