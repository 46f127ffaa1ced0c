"""Doors that stand before a lab and can be shut: connections are cut and new ones refused, as when a system is off."""

import socket
import threading
from contextlib import suppress
from copy import deepcopy
from typing import Any, Self
from urllib.parse import urlsplit


class Gate:
    """Forwards one port. It keeps its own port over being shut and opened again."""

    def __init__(self, url: str) -> None:
        self.lead_to(url)
        self._pairs: list[socket.socket] = []
        self._lock = threading.Lock()
        self._door = socket.create_server(("127.0.0.1", 0))
        self._port: int = self._door.getsockname()[1]
        self.url = url.replace(f":{self._behind[1]}", f":{self._port}", 1)
        self._serve()

    def _serve(self) -> None:
        threading.Thread(target=self._take, args=(self._door,), daemon=True).start()

    def _take(self, door: socket.socket) -> None:
        while True:
            try:
                ours, _ = door.accept()
                theirs = socket.create_connection(self._behind)
            except OSError:
                return
            with self._lock:
                self._pairs += [ours, theirs]
            for one, other in ((ours, theirs), (theirs, ours)):
                threading.Thread(target=self._pump, args=(one, other), daemon=True).start()

    @staticmethod
    def _pump(one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):  # when it is shut
            while part := one.recv(1 << 16):
                other.sendall(part)
            other.shutdown(socket.SHUT_WR)

    def lead_to(self, url: str) -> None:
        """Another system answers behind it from now on."""
        parts = urlsplit(url)
        self._behind = (parts.hostname or "", parts.port or 0)

    def shut(self) -> None:
        self._door.shutdown(socket.SHUT_RDWR)  # wakes who waits in accept
        self._door.close()
        with self._lock:
            pairs, self._pairs = self._pairs, []
        for one in pairs:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def open(self) -> None:
        self._door = socket.create_server(("127.0.0.1", self._port))
        self._serve()


class Gates:
    """Before both systems of a lab; `told` is what the lab says, with our doors in it."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.told = deepcopy(told)
        self.array, self.cloud = Gate(told["ontap"][0]["url"]), Gate(told["cloudstack"]["url"])
        self.told["ontap"][0]["url"], self.told["cloudstack"]["url"] = self.array.url, self.cloud.url

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for gate in (self.array, self.cloud):
            if gate._door.fileno() >= 0:
                gate.shut()

    def shut(self) -> None:
        self.array.shut()
        self.cloud.shut()

    def open(self) -> None:
        self.array.open()
        self.cloud.open()
