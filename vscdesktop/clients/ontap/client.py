"""One ONTAP cluster: reads into records, changes exactly as a Call says, its own way of waiting for jobs.

NetApp's library brings the connection, its headers and its authentication; bulk reads decode the bytes of its
session themselves (its typed collections are 100 to 1000 times slower), and changes go out as the very record
that the plan showed.
"""

import time
from collections.abc import Callable
from email import message_from_bytes
from typing import Generic, TypeVar
from urllib.parse import quote, urlsplit

import msgspec
import requests
from netapp_ontap.host_connection import HostConnection
from requests.auth import HTTPBasicAuth

from vscdesktop.clients import http
from vscdesktop.clients.guard import check_ontap
from vscdesktop.clients.ontap import wire
from vscdesktop.domain.calls import Call
from vscdesktop.domain.errors import Broken, Denied, Rejected, Unreachable
from vscdesktop.domain.secret import Secret

T = TypeVar("T", bound=msgspec.Struct)
Wait = Callable[[float], None]  # how to sleep, in seconds
PAGE = 2000  # records of one answer: short enough to decode without stopping other threads
PAGES = 10_000  # of one list: a list without an end is no list
READ = 1 << 20  # bytes ONTAP sends of a file at once (files API: 1 MB)
JOB_DEADLINE = 600.0
MISSING = ("4", "6684674")  # "entry doesn't exist", "no such file or directory"
FILE = "name,path,type,size,bytes_used,unique_bytes,inode_number,modified_time,changed_time"


class _Page(msgspec.Struct, Generic[T], frozen=True):
    records: list[T] = []
    links: wire.Links = msgspec.field(name="_links", default=wire.Links())


class Ontap:
    def __init__(self, home: str, name: str, url: str, user: str, password: Secret, pin: str) -> None:
        parts = urlsplit(url)
        self.home, self.name = home, name
        self._connection = HostConnection(parts.hostname, user, password.reveal(), port=parts.port or 443)
        self._origin = self._connection.origin
        self._session = http.session(name, self._origin, pin, self._guard)
        self._session.auth = HTTPBasicAuth(user.encode(), password.reveal().encode())
        self._session.headers.update(self._connection.session.headers)
        self._connection._request_session = self._session

    def __repr__(self) -> str:
        return f"<Ontap {self.name}>"

    # -- reading -------------------------------------------------------------------------------
    def one(self, path: str, kind: type[T], **query: str) -> T:
        """GET one object."""
        return self._decode(self._get(f"/api{path}", query).content, kind)

    def records(self, path: str, kind: type[T], **query: str) -> list[T]:
        """GET a collection, all its pages (a page may be short, or empty, and still have a next one)."""
        found: list[T] = []
        answer = self._get(f"/api{path}", {"max_records": str(PAGE), **query})
        seen: set[str] = set()
        for _ in range(PAGES):
            page = self._decode(answer.content, _Page[kind])  # type: ignore[valid-type]
            found += page.records
            if page.links.next is None:
                return found
            if not page.links.next.href.startswith("/api/"):
                raise Broken(f"{self.name} names a next page outside its API.")
            if page.links.next.href in seen:
                raise Broken(f"{self.name} names the same next page twice.")
            seen.add(page.links.next.href)
            answer = self._get(page.links.next.href, {})
        raise Broken(f"{self.name} names ever more pages of {path}.")

    def file(self, volume: str, path: str) -> wire.File | None:
        """One file or directory by its path, None when it is not there."""
        found = self._files(volume, path, return_metadata="true")
        return found[0] if found else None

    def listing(self, volume: str, path: str) -> list[wire.File] | None:
        """The entries of a directory, None when it is not there."""
        found = self._files(volume, path)
        return None if found is None else [f for f in found if f.name not in (".", "..", ".snapshot")]

    def read(self, volume: str, path: str, offset: int, length: int) -> bytes:
        """Up to 1 MiB of a file's content. Raises Rejected when it is not there."""
        query = {"byte_offset": str(offset), "length": str(min(length, READ))}
        answer = self._get(f"/api{file_path(volume, path)}", query, accept="multipart/form-data")
        kind = answer.headers.get("Content-Type", "")
        if not kind.startswith("multipart/form-data"):
            raise Broken(f"{self.name} sends a file as {kind or 'nothing known'}.")
        message = message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + answer.content)
        parts = message.get_payload()
        if not isinstance(parts, list) or not parts:
            raise Broken(f"{self.name} sends a file without content.")
        content = parts[0].get_payload(decode=True)  # type: ignore[union-attr]
        return content if isinstance(content, bytes) else b""

    def snapshots(self, volume: str, name: str) -> list[wire.Snapshot]:
        """The snapshots of a volume with this name (`*` matches any text)."""
        fields = "uuid,name,create_time,comment"
        return self.records(f"/storage/volumes/{volume}/snapshots", wire.Snapshot, fields=fields, name=name)

    # -- changing ------------------------------------------------------------------------------
    def send(self, call: Call, wait: Wait) -> None:
        """Send one change and wait until its job has ended. Raises Rejected when ONTAP or the job says no."""
        upload = None if call.upload is None else {"data": ("data", call.upload.encode(), "application/octet-stream")}
        answer = self._checked(
            self._session.request(
                call.method,
                f"{self._origin}/api{call.path}",
                params=dict(call.query),
                json=call.body,
                files=upload,
            )
        )
        try:
            job = self._decode(answer.content, wire.Accepted).job if answer.content else None
        except Broken as error:  # whether it had an effect is as unknown as without any answer
            raise Unreachable(str(error)) from None
        if job is not None:
            self._wait(job.uuid, wait)

    def _wait(self, job: str, wait: Wait) -> None:
        """Until a job ends. A job that cannot be found proves nothing: whoever asked looks at the object."""
        end, pause = time.monotonic() + JOB_DEADLINE, 0.02
        while time.monotonic() < end:
            try:
                found = self.one(f"/cluster/jobs/{job}", wire.Job, fields="state,message,code,error")
            except Unreachable:
                found = wire.Job(job)
            except Rejected as error:
                if error.code in MISSING:
                    return
                raise
            if found.state == "success":
                return
            if found.state == "failure":
                text = found.error.message or found.message or "the job failed"
                raise Rejected(f"{self.name}: {text}", str(found.error.code or found.code))
            wait(pause)
            pause = min(pause * 1.6, 2.0)
        raise Unreachable(f"{self.name}: job {job} has not ended within {JOB_DEADLINE:.0f} s.")

    # -- inside --------------------------------------------------------------------------------
    def _files(self, volume: str, path: str, **query: str) -> list[wire.File] | None:
        try:
            return self.records(file_path(volume, path), wire.File, fields=FILE, **query)
        except Rejected as error:
            if error.status == 404 and error.code in MISSING:
                return None
            raise

    def _get(self, target: str, query: dict[str, str], accept: str = "application/json") -> requests.Response:
        """JSON without links, but for the next page's; a file's content comes only when it is accepted as such."""
        return self._checked(self._session.get(self._origin + target, params=query, headers={"Accept": accept}))

    def _checked(self, answer: requests.Response) -> requests.Response:
        if answer.status_code < 400:
            return answer
        try:
            error = msgspec.json.decode(answer.content, type=wire.Failure).error
        except (ValueError, RecursionError):
            raise Unreachable(f"{self.name} answers with HTTP {answer.status_code} and no ONTAP error.") from None
        text = f"{self.name}: {error.message} (code {error.code})"
        if answer.status_code == 403:
            raise Denied(f"{text}. The account lacks this right: {answer.request.method} {answer.request.path_url}.")
        raise Rejected(text, error.code, answer.status_code)

    def _decode(self, body: bytes, kind: type[T]) -> T:
        try:
            return msgspec.json.decode(body, type=kind)
        except (ValueError, RecursionError) as error:  # msgspec's own errors are ValueErrors
            raise Broken(f"{self.name} sends an answer that is not ONTAP's ({error}).") from None

    def _guard(self, request: requests.PreparedRequest) -> None:
        parts = urlsplit(request.url or "")
        body = request.body.encode() if isinstance(request.body, str) else request.body or b""
        check_ontap(self.home, request.method or "", parts.path.removeprefix("/api"), parts.query, body)


def file_path(volume: str, path: str) -> str:
    """The endpoint of a file: its path is one segment, slashes and spaces encoded."""
    return f"/storage/volumes/{volume}/files/{quote(path, safe='') or '%2F'}"
