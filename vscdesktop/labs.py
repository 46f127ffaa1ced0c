"""The built-in lab as a process of its own, for the window and the command line: it ends with whoever started it.

The product knows nothing of the lab's inside: it starts a program, reads the one line that says where its doors
are, and connects to them like to any other cloud. The connections are as short-lived as the process.
"""

import json
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from vscdesktop import app
from vscdesktop.domain.errors import Problem
from vscdesktop.domain.secret import Secret
from vscdesktop.services import connections
from vscdesktop.services.systems import Systems
from vscdesktop.store import settings

HURRY = 8  # the lab's jobs and waits are shortened by this
PATIENCE = 5.0  # seconds the process has to end by itself


class Lab:
    """A running lab. `told` is what it says when it is ready: addresses, accounts, its certificate."""

    def __init__(self, *options: str) -> None:
        """Start one; answers when it is ready. Raises Problem."""
        command = [sys.executable, "-m", "vscdesktop.cli.main", "lab", "--world", "small", "--until-eof", *options]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self.close()
            raise Problem("The lab did not start.")
        self.told: dict[str, Any] = json.loads(line)

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def close(self) -> None:
        """End it; everything in it is gone."""
        self._process.terminate()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()


class Control:
    """The lab's control port: what only somebody inside the data centre could know or do."""

    def __init__(self, url: str, token: str) -> None:
        self._address, self._token = urlsplit(url).netloc, token

    def __call__(self, method: str, path: str, body: object = None) -> Any:
        connection = HTTPConnection(self._address, timeout=60)
        with closing(connection):
            sent = None if body is None else json.dumps(body)
            connection.request(method, path, sent, {"Authorization": f"Bearer {self._token}"})
            answer = connection.getresponse()
            text = answer.read()
        if answer.status != 200:
            raise Problem(f"The lab says {answer.status} to {path}: {text.decode()}")
        return json.loads(text or b"null")


def ways(told: dict[str, Any], place: str = "session") -> list[tuple[settings.Connection, Secret]]:
    """A connection to each system of a lab, and its secret; `place` says where that is kept."""
    array, cloud = told["ontap"][0], told["cloudstack"]
    pin = connections.fingerprint(Path(array["certificate"]).read_text("utf-8"))
    return [
        (
            settings.Connection("ontap", settings.ONTAP, array["name"], array["url"], array["user"], pin, place),
            Secret(array["password"]),
        ),
        (
            settings.Connection("cloud", settings.CLOUDSTACK, "lab cloud", cloud["url"], secret=place),
            Secret(f"{cloud['api_key']}\n{cloud['secret_key']}"),
        ),
    ]


def introduced(told: dict[str, Any], place: str) -> list[tuple[settings.Connection, Secret]]:
    """The same under the ids that every connection has: those that come from the systems themselves."""
    found = []
    for row, secret in ways(told, place):
        systems = Systems({}, {})
        app.connect(systems, row, secret)
        found.append((replace(row, id=connections.identity(systems)), secret))
    return found
