"""The one way requests leave: pinned, guarded, counted, without retries, proxies or secrets in errors."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError
from urllib3.util.ssl_ import create_urllib3_context

from vscdesktop.clients import tls
from vscdesktop.domain.errors import Broken, Denied, Refused, Unreachable

LOG = logging.getLogger("vscdesktop.wire")
TIMEOUTS = (6.0, 20.0)  # seconds to connect, seconds between two bytes
PATIENT = 1.0  # seconds: a silence that lasted longer is not tried again by those who waited behind it
CAP = 64 << 20  # bytes of one answer
IN_FLIGHT = 8  # GET requests at once to one system, and as many others

Guard = Callable[[requests.PreparedRequest], None]


class Wire(HTTPAdapter):
    """An adapter for one system. `pin` is its certificate's SHA-256; without one the usual rules hold."""

    def __init__(self, name: str, pin: str, guard: Guard) -> None:
        self._name, self._pin, self._guard = name, pin, guard
        # a change does not wait behind reads: what was looked at before it would be old when it leaves
        self._places = {change: threading.BoundedSemaphore(IN_FLIGHT) for change in (False, True)}
        self._denied = ""
        self._first, self._accepted = threading.Lock(), threading.Event()
        self._silence = (float("-inf"), "")  # when a request last waited in vain, and what for
        super().__init__(max_retries=0, pool_maxsize=2 * IN_FLIGHT)  # reads and changes keep their connections

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        if self._pin:  # the pin replaces the chain: urllib3 compares it before a byte is sent
            context = create_urllib3_context()
            context.check_hostname = False
            kwargs |= {"ssl_context": context, "assert_hostname": False, "assert_fingerprint": self._pin}
        super().init_poolmanager(*args, **kwargs)

    def build_connection_pool_key_attributes(self, request: Any, verify: Any, cert: Any = None) -> Any:
        host, pool = super().build_connection_pool_key_attributes(request, verify, cert)
        return (host, {"cert_reqs": "CERT_NONE"}) if self._pin else (host, pool)

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
        if not self._pin:
            super().cert_verify(conn, url, verify, cert)  # type: ignore[no-untyped-call]

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """Send once. Raises Refused, Denied, Unreachable, Broken; no exception carries the request."""
        self._guard(request)
        if self._accepted.is_set():
            return self._answer(request)
        came = time.monotonic()
        with self._first:  # several wrong passwords at once may lock the account: until one was taken, one at a time
            if self._silence[0] > came:  # whoever went ahead has waited for all
                raise Unreachable(self._silence[1])
            if not self._accepted.is_set():
                return self._answer(request)
        return self._answer(request)

    def _answer(self, request: requests.PreparedRequest) -> requests.Response:
        if self._denied:
            raise Denied(self._denied)
        started = time.monotonic()
        with self._places[request.method != "GET"]:
            response = self._once(request)
        path = urlsplit(request.url or "").path
        LOG.info(
            "%s %s %s %d %.0f ms",
            self._name,
            request.method,
            path,
            response.status_code,
            (time.monotonic() - started) * 1000,
        )
        if response.status_code == 401:
            self._denied = (
                f"{self._name} refuses the credentials (401). Nothing more is sent with them, "
                "so that the account is not locked. Enter them again."
            )
            raise Denied(self._denied)
        if response.is_redirect:
            raise Broken(f"{self._name} answers with a redirect, which is not followed.")
        if response.status_code < 300:
            self._accepted.set()
        return response

    def _once(self, request: requests.PreparedRequest) -> requests.Response:
        """One exchange. What went wrong is raised outside of `except`: the libraries' errors hold the request, and with
        it the password, and would stay reachable as the context of ours."""
        began = time.monotonic()
        try:
            response = super().send(request, stream=True, timeout=TIMEOUTS, verify=True, proxies={})
            body = bytearray()
            for chunk in response.iter_content(1 << 16):
                body += chunk
                if len(body) > CAP:
                    response.close()
                    raise Broken(f"{self._name} answers with more than {CAP >> 20} MiB; the rest was not read.")
            response._content = bytes(body)
            return response
        except (requests.RequestException, HTTPError, OSError) as error:
            another, cause = "ingerprint" in repr(error), _cause(error)
        if another:
            raise Refused(self._changed(request.url or ""))
        text = f"{self._name} gives no complete answer ({cause})."
        if time.monotonic() - began > PATIENT:
            self._silence = (time.monotonic(), text)
        raise Unreachable(text)

    def _changed(self, url: str) -> str:
        shown = tls.probe(url)
        return (
            f"{self._name} shows another certificate than the one that was accepted. Nothing was sent to it. "
            f"Accepted: {self._pin}. Shown now: {shown.fingerprint}. If the certificate was renewed, compare "
            "the new fingerprint on the system itself and accept it for this connection."
        )


def _cause(error: BaseException) -> str:
    """The innermost kind of failure, in words, without addresses or headers."""
    text = repr(error)
    for mark, words in (
        ("ConnectTimeout", f"no connection within {TIMEOUTS[0]:g} s"),
        ("ReadTimeout", f"nothing came for {TIMEOUTS[1]:g} s"),
        ("Read timed out", f"nothing came for {TIMEOUTS[1]:g} s"),
        ("Connection refused", "connection refused"),
        ("CERTIFICATE_VERIFY_FAILED", "its certificate is not signed by an authority this machine trusts"),
        ("NameResolution", "its name cannot be resolved"),
        ("IncompleteRead", "the answer ended early"),
    ):
        if mark in text:
            return words
    return "the connection was cut"


def session(name: str, url: str, pin: str, guard: Guard) -> requests.Session:
    """A session for one system; environment proxies and CA bundles are not looked at."""
    made = requests.Session()
    made.trust_env = False
    made.max_redirects = 0
    made.adapters.clear()
    wire = Wire(name, pin, guard)
    made.mount(url, wire)  # where netapp-ontap would mount its own
    made.mount(f"{urlsplit(url).scheme}://", wire)  # whatever requests makes of the host's name
    return made
