"""One CloudStack: lists into records, changes exactly as a Call says, its own way of waiting for jobs.

The `cs` library brings parameters and signature; always POST (a GET would put key and signature into logs and
errors), never its job poller (it waits for ever for a job that died with the management server).
"""

import base64
import hashlib
import hmac
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import parse_qs, quote, urlsplit

import msgspec
import requests
from cs.client import CloudStack as Signing

from vscdesktop.clients import http
from vscdesktop.clients.cloudstack import wire
from vscdesktop.clients.guard import Blocked, check_cloud
from vscdesktop.domain.calls import Call
from vscdesktop.domain.errors import Broken, Denied, Rejected, Unreachable
from vscdesktop.domain.secret import Secret

T = TypeVar("T", bound=msgspec.Struct)
D = TypeVar("D")
Wait = Callable[[float], None]  # how to sleep, in seconds
PAGE = 500  # CloudStack's default.page.size
PAGES = 10_000  # of one list: a list without an end is no list
EXPIRES = 300  # seconds a signature is good for
JOB_DEADLINE = 600.0


class _Signed(Signing):  # type: ignore[misc]
    """`cs` with the signature that CloudStack computes: Java encodes a tilde, Python's quote does not."""

    def _sign(self, data: dict[str, Any]) -> None:
        text = "&".join(f"{k}={quote(v, safe='*').replace('~', '%7E')}" for k, v in sorted(data.items()))
        digest = hmac.new(self.secret.encode(), text.lower().encode(), hashlib.sha1).digest()
        data["signature"] = base64.b64encode(digest).decode()

    def post(self, command: str, params: dict[str, str]) -> requests.Response:
        """One signed POST; the answer as it came."""
        answer: requests.Response = self._send(*self._prepare_request(command, **params), self.headers, self.timeout)
        return answer


class CloudStack:
    def __init__(self, home: str, name: str, url: str, api_key: Secret, secret_key: Secret, pin: str) -> None:
        self.home, self.name = home, name
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(url))
        self._session = http.session(name, origin, pin, self._guard)
        self._url, self._key, self._secret = url, api_key, secret_key
        self._threads = threading.local()  # cs is not documented as thread-safe

    def __repr__(self) -> str:
        return f"<CloudStack {self.name}>"

    def rows(self, command: str, key: str, kind: type[T], **params: str) -> list[T]:
        """All pages of a list command; no match is an answer without `key`."""
        found: list[T] = []
        for page in range(1, PAGES + 1):
            answer = self._ask(command, {**params, "page": str(page), "pagesize": str(PAGE)})
            part = self._decode(answer.get(key, msgspec.Raw(b"[]")), list[kind])  # type: ignore[valid-type]
            found += part
            total = self._decode(answer.get("count", msgspec.Raw(b"0")), int)
            if not part or len(found) >= total:
                return found
        raise Broken(f"{self.name} names ever more pages of {command}.")

    def glance(self, command: str, **params: str) -> None:
        """Ask for one row of a list, to see that it is answered."""
        self._ask(command, {**params, "page": "1", "pagesize": "1"})

    def one(self, command: str, key: str, kind: type[T], **params: str) -> T:
        """A command that answers one object."""
        answer = self._ask(command, params)
        if key not in answer:
            raise Broken(f"{self.name} answers {command} without {key}.")
        return self._decode(answer[key], kind)

    def send(self, call: Call, wait: Wait) -> None:
        """Send one change and wait until its job has ended. Raises Rejected when it failed."""
        try:
            started = self._record(self._ask(call.path, dict(call.query)), wire.Started)
        except Broken as error:  # whether it had an effect is as unknown as without any answer
            raise Unreachable(str(error)) from None
        if started.jobid:
            self._wait(started.jobid, wait)

    def _wait(self, job: str, wait: Wait) -> None:
        end, pause = time.monotonic() + JOB_DEADLINE, 0.2
        while time.monotonic() < end:
            try:
                found = self._record(self._ask("queryAsyncJobResult", {"jobid": job}), wire.Job)
            except Unreachable:
                found = wire.Job(0)
            if found.jobstatus == 1:
                return
            if found.jobstatus:
                # a job lost with its management server has no result at all
                failure = self._decode(found.jobresult or msgspec.Raw(b"{}"), wire.Failure)
                text = failure.errortext or "the job was lost, perhaps by a restart of the management server"
                raise Rejected(f"{self.name}: {text}", str(failure.errorcode or found.jobresultcode))
            wait(pause)
            pause = min(pause * 1.5, 2.0)
        raise Unreachable(f"{self.name}: job {job} has not ended within {JOB_DEADLINE:.0f} s.")

    def _ask(self, command: str, params: dict[str, str]) -> dict[str, msgspec.Raw]:
        answer = self._signed().post(command, params)
        try:
            envelope = msgspec.json.decode(answer.content, type=dict[str, msgspec.Raw])
        except (ValueError, RecursionError):
            text = f"{self.name} answers {command} with HTTP {answer.status_code} and no CloudStack answer."
            raise (Broken(text) if answer.status_code == 200 else Unreachable(text)) from None
        if len(envelope) != 1 or (answer.status_code == 200 and f"{command.lower()}response" not in envelope):
            raise Broken(f"{self.name} answers {command} in an envelope that is not CloudStack's.")
        body = next(iter(envelope.values()))
        if answer.status_code == 200:
            return self._decode(body, dict[str, msgspec.Raw])
        failure = self._decode(body, wire.Failure)
        text = f"{self.name}: {failure.errortext} ({failure.errorcode})"
        if answer.status_code == 432:
            raise Denied(f"{text}. The role of this account lacks {command}.")
        raise Rejected(text, str(failure.errorcode), answer.status_code)

    def _decode(self, body: msgspec.Raw, kind: type[D]) -> D:
        try:
            return msgspec.json.decode(body, type=kind)
        except (ValueError, RecursionError) as error:  # msgspec's own errors are ValueErrors
            raise Broken(f"{self.name} sends an answer that is not CloudStack's ({error}).") from None

    def _signed(self) -> _Signed:
        found: _Signed | None = getattr(self._threads, "signed", None)
        if found is None:
            key, secret = self._key.reveal(), self._secret.reveal()
            found = _Signed(self._url, key, secret, method="post", expiration=EXPIRES, session=self._session)
            self._threads.signed = found
        return found

    def _record(self, answer: dict[str, msgspec.Raw], kind: type[T]) -> T:
        return self._decode(msgspec.Raw(msgspec.json.encode(answer)), kind)

    def _guard(self, request: requests.PreparedRequest) -> None:
        body = request.body if isinstance(request.body, str) else (request.body or b"").decode()
        sent = {k: v[0] for k, v in parse_qs(body, keep_blank_values=True).items()}
        if "?" in (request.url or ""):  # CloudStack would believe the URL before the body
            raise Blocked(f"{self.name} is asked by POST only, without anything behind its address.")
        check_cloud(self.home, sent.get("command", ""), sent)
