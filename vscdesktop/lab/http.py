"""Loopback HTTP for the lab: keep-alive, TLS, one thread a connection, faults and recording in one place."""

import json
import socket
import ssl
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from vscdesktop.lab.faults import Cut, Faults
from vscdesktop.lab.record import Recorder
from vscdesktop.lab.world import World


@dataclass(frozen=True)
class Request:
    method: str
    path: str  # as sent, still percent-encoded, without the query
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]  # names in lower case
    body: bytes
    target: str = ""  # path and query as sent

    @property
    def params(self) -> dict[str, str]:
        """The query as a mapping; the last of equal names wins."""
        return dict(self.query)


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @staticmethod
    def json(
        status: int, value: Any, headers: Mapping[str, str] | None = None, kind: str = "application/json"
    ) -> "Answer":
        return Answer(status, json.dumps(value, ensure_ascii=False).encode(), {"Content-Type": kind, **(headers or {})})


@dataclass(frozen=True)
class Service:
    """What one port serves: `answer` runs under the world's lock, after due events have happened."""

    name: str
    answer: Callable[[Request], Answer]
    mutates: Callable[[Request], str]  # "" for a read, else how the trace names this change
    called: Callable[[Request], str] = lambda request: f"{request.method} {request.path}"  # what fault rules match


class Door(ThreadingHTTPServer):
    """One listening port on loopback."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(
        self,
        port: int,
        service: Service,
        world: World,
        faults: Faults,
        recorder: Recorder | None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.service, self.world, self.faults, self.recorder, self.tls = service, world, faults, recorder, tls
        super().__init__(("127.0.0.1", port), Handler)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def start(self) -> None:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def finish_request(self, request: Any, client_address: Any) -> None:
        if self.tls is not None:  # the handshake belongs to the connection's own thread
            request.settimeout(10)
            request = self.tls.wrap_socket(request, server_side=True)
            request.settimeout(None)
        super().finish_request(request, client_address)
        if self.tls is not None:
            request.close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away, or does not like the certificate, is not a fault of the lab."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Door
    disable_nagle_algorithm = True
    wbufsize = -1

    def log_message(self, *_: Any) -> None:
        """The recorder keeps what matters."""

    def do_GET(self) -> None:
        started = time.time()
        try:
            length = int(self.headers.get("Content-Length") or 0)
            parts = urlsplit(self.path)
            request = Request(
                self.command,
                parts.path,
                tuple(parse_qsl(parts.query, keep_blank_values=True)),
                {k.lower(): v for k, v in self.headers.items()},
                self.rfile.read(length),
                self.path,
            )
            answer = self._answer(request)
        except Cut:
            self._drop()
            return
        if self.server.recorder is not None:
            self.server.recorder.write(self.server.service.name, request, answer, started)
        self._send(answer)

    do_POST = do_PATCH = do_DELETE = do_PUT = do_GET

    def _answer(self, request: Request) -> Answer:
        service, faults = self.server.service, self.server.faults
        change = service.mutates(request)
        passing = faults.enter(service.name, service.called(request), change)
        instead = passing.before()
        if instead is not None:
            return Answer(*instead)
        with self.server.world.lock:
            self.server.world.catch_up()
            answer = service.answer(request)
        return Answer(*passing.after((answer.status, answer.body, answer.headers)))

    def _send(self, answer: Answer) -> None:
        self.send_response_only(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if "Content-Length" not in answer.headers:
            self.send_header("Content-Length", str(len(answer.body)))
        elif int(answer.headers["Content-Length"]) > len(answer.body):
            self.close_connection = True  # announced more than it sends: a broken answer
        self.end_headers()
        self.wfile.write(answer.body)
        self.wfile.flush()

    def _drop(self) -> None:
        """End the connection without an answer, as a cut wire does."""
        self.close_connection = True
        self.connection.close() if isinstance(self.connection, ssl.SSLSocket) else self.connection.shutdown(
            socket.SHUT_RDWR
        )
