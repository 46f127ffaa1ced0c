"""The wire guard: a request that changes something leaves only as part of the step that announced it.

Two rules, checked in the HTTP adapter on what is really about to be sent: its form is one of the few that we
ever use (full uuids, no DELETE or PATCH on a collection, nothing recursive), and it is one of the calls of
the active step, query and body included. Both libraries can send other requests than one believes (an empty
name turns a DELETE of one snapshot into a DELETE of the collection).
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from urllib.parse import parse_qsl, unquote

from vscdesktop.domain.calls import Call
from vscdesktop.domain.errors import Refused

_ACTIVE: ContextVar[tuple[Call, ...]] = ContextVar("active", default=())
_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_ONTAP = [
    (method, re.compile(pattern + r"\Z"))
    for method, pattern in (
        ("POST", rf"/storage/volumes/{_UUID}/files/[^/]+"),
        ("PATCH", rf"/storage/volumes/{_UUID}/files/[^/]+"),
        ("DELETE", rf"/storage/volumes/{_UUID}/files/[^/]+"),
        ("POST", r"/storage/file/clone"),
        ("POST", rf"/storage/volumes/{_UUID}/snapshots"),
        ("DELETE", rf"/storage/volumes/{_UUID}/snapshots/{_UUID}"),
    )
]
_CLOUD = {"startVirtualMachine", "stopVirtualMachine"}
_PROTOCOL = {"command", "apikey", "response", "signatureversion", "expires", "signature"}  # no part of what is asked
_READS = re.compile(r"(list|query|get|find)[A-Z]")


class Blocked(Refused):
    """A request that no active step announced: a defect of this program, nothing was sent."""


@contextmanager
def allow(calls: tuple[Call, ...]) -> Iterator[None]:
    """Within the block, exactly these requests may change something."""
    token = _ACTIVE.set(calls)
    try:
        yield
    finally:
        _ACTIVE.reset(token)


def check_ontap(home: str, method: str, path: str, query: str, body: bytes = b"") -> None:
    """`path` below /api and `body` as they go out. Raises Blocked."""
    if method == "GET":
        return
    if not any(method == m and form.match(path) for m, form in _ONTAP):
        raise Blocked(f"{method} {path} is no request this program sends. Nothing was sent.")
    if any(name.lower() in ("recurse", "force") for name, _ in parse_qsl(query, keep_blank_values=True)):
        raise Blocked(f"{method} {path} with {query}: nothing recursive or forced is ever sent.")
    sent = dict(parse_qsl(query, keep_blank_values=True))
    for call in _ACTIVE.get():
        same = (call.home, call.method, unquote(call.path)) == (home, method, unquote(path))
        if same and dict(call.query) == sent and _same_body(call, body):
            return
    raise Blocked(f"{method} {path} belongs to no step under way. Nothing was sent.")


def _same_body(call: Call, body: bytes) -> bool:
    """Does a request carry what its call says: this JSON, this file (inside its multipart frame), or nothing?"""
    if call.upload is not None:
        return call.upload.encode() in body
    try:
        return (json.loads(body) if body else None) == call.body
    except ValueError:
        return False


def check_cloud(home: str, command: str, params: dict[str, str]) -> None:
    """`params` as signed. Raises Blocked."""
    if _READS.match(command):
        return
    if command not in _CLOUD:
        raise Blocked(f"{command} is no command this program sends. Nothing was sent.")
    asked = {k: v for k, v in params.items() if k.lower() not in _PROTOCOL}
    for call in _ACTIVE.get():
        if (call.home, call.path) == (home, command) and asked == dict(call.query):
            return
    raise Blocked(f"{command} belongs to no step under way. Nothing was sent.")
