"""Start the lab: a world, its doors on 127.0.0.1, and one JSON line that says where they are.

{"ontap": [{"name", "url", "user", "password", "certificate"}], "cloudstack": {"url", "api_key", "secret_key"},
 "integration": url, only when asked for, "control": {"url", "token"}}
"""

import argparse
import json
import os
import secrets
import signal
import ssl
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from vscdesktop.lab import certificate, control, small
from vscdesktop.lab.cloudstack.service import service as cloudstack
from vscdesktop.lab.cloudstack.signature import Keys
from vscdesktop.lab.faults import Faults
from vscdesktop.lab.http import Door
from vscdesktop.lab.ontap.service import service as ontap
from vscdesktop.lab.record import Recorder
from vscdesktop.lab.world import World

WORLDS: dict[str, Callable[[World], None]] = {"small": small.build}


def _secret(variable: str) -> str:
    """From the environment, so that none must stand in a process list, else a new one."""
    return os.environ.get(variable) or secrets.token_urlsafe(24)


@dataclass
class Options:
    """A port of 0 is any free one; without certificate and key a pair is made; the seed decides all ids."""

    world: str = "small"
    seed: int = 1
    factor: float = 1.0
    ontap_port: int = 0
    cloudstack_port: int = 0
    integration_port: int | None = None
    control_port: int = 0
    certificate: Path | None = None
    key: Path | None = None
    user: str = "admin"
    password: str = field(default_factory=lambda: _secret("VSC_LAB_PASSWORD"))
    api_key: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    secret_key: str = field(default_factory=lambda: _secret("VSC_LAB_SECRET_KEY"))
    record: Path | None = None
    until_eof: bool = False


class Lab:
    """The lab in this process, as a context manager; `told` is what the JSON line says."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.world, self.faults = World(options.seed, options.factor), Faults()
        self.token = secrets.token_urlsafe(24)

    def __enter__(self) -> "Lab":
        o = self.options
        self._folder = tempfile.TemporaryDirectory(prefix="vsc-lab-")
        pem, key = (o.certificate, o.key) if o.certificate and o.key else certificate.make(Path(self._folder.name))
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(pem, key)
        WORLDS[o.world](self.world)
        recorder = Recorder(o.record) if o.record else None
        array = Door(o.ontap_port, ontap(self.world, o.user, o.password), self.world, self.faults, recorder, tls)
        served = cloudstack(self.world, Keys(o.api_key, o.secret_key))
        cloud = Door(o.cloudstack_port, served, self.world, self.faults, recorder)
        inside = control.door(o.control_port, self.world, self.faults, self.token)
        self.doors = [array, cloud, inside]
        if o.integration_port is not None:
            unsigned = cloudstack(self.world, None)
            self.doors.append(Door(o.integration_port, unsigned, self.world, self.faults, recorder))
        for door in self.doors:
            door.start()
        name = next(iter(self.world.state.ontap["cluster"].values()))["name"]
        user = {"user": o.user, "password": o.password, "certificate": str(pem)}
        keys = {"api_key": o.api_key, "secret_key": o.secret_key}
        self.told: dict[str, Any] = {
            "ontap": [{"name": name, "url": f"https://127.0.0.1:{array.port}", **user}],
            "cloudstack": {"url": f"http://127.0.0.1:{cloud.port}/client/api", **keys},
            "control": {"url": f"http://127.0.0.1:{inside.port}", "token": self.token},
        }
        if o.integration_port is not None:
            self.told["integration"] = f"http://127.0.0.1:{self.doors[-1].port}/client/api"
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.faults.reset()  # lets go of held requests
        for door in self.doors:
            door.shutdown()
            door.server_close()
        self._folder.cleanup()


def run(options: Options) -> None:
    """Serve until SIGTERM, SIGINT or, if asked, the end of standard input."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave)
    with Lab(options) as lab:
        print(json.dumps(lab.told), flush=True)
        if options.until_eof:
            sys.stdin.buffer.read()
        while not options.until_eof:
            time.sleep(3600)


def _leave(_number: int, _frame: object) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):  # clean up in peace
        signal.signal(number, signal.SIG_IGN)
    raise SystemExit(0)


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser("lab", description="A data centre in a box, on loopback.")
    default = Options()
    parser.add_argument("--world", choices=sorted(WORLDS), default=default.world)
    parser.add_argument("--factor", type=float, default=default.factor, help="how much shorter every wait is")
    parser.add_argument("--seed", type=int, default=default.seed, help="equal seeds give equal ids")
    for door in ("ontap", "cloudstack", "control"):
        parser.add_argument(f"--{door}-port", type=int, default=0)
    parser.add_argument("--integration-port", type=int, help="CloudStack's unsigned port; off unless it is given")
    parser.add_argument("--certificate", type=Path, metavar="PEM", help="with --key; else a pair is made")
    parser.add_argument("--key", type=Path, metavar="PEM")
    parser.add_argument("--user", default=default.user)
    parser.add_argument("--password", default=default.password, help="or VSC_LAB_PASSWORD; else a new one")
    parser.add_argument("--api-key", default=default.api_key)
    parser.add_argument("--secret-key", default=default.secret_key, help="or VSC_LAB_SECRET_KEY; else a new one")
    parser.add_argument("--record", type=Path, metavar="DIR", help="keep every exchange as JSON lines")
    parser.add_argument("--until-eof", action="store_true", help="end when standard input does")
    run(Options(**vars(parser.parse_args(argv))))


if __name__ == "__main__":
    main()
