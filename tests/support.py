"""A lab to work on, and workstations connected to it."""

import io
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote

from vscdesktop import app, labs
from vscdesktop.cli import demo
from vscdesktop.cli.main import main
from vscdesktop.domain.inventory import Inventory
from vscdesktop.domain.keys import Key
from vscdesktop.domain.manifest import Manifest
from vscdesktop.plans.model import Plan, Result
from vscdesktop.plans.runner import Patience
from vscdesktop.plans.work import Observer, Ticket
from vscdesktop.services import backup, catalog, restore
from vscdesktop.services.refresh import refresh
from vscdesktop.services.survey import find_instance

HURRY = 50  # jobs and waits of the lab are this much shorter
SOON = Patience(answer=5.0, between=0.05)


class Bench:
    """One lab process; `control` speaks with its control port."""

    def __init__(self, *options: str, factor: float = HURRY) -> None:
        self._stack, self._options = ExitStack(), (*options, "--factor", str(factor))

    def __enter__(self) -> "Bench":
        self.told: dict[str, Any] = self._stack.enter_context(demo.lab(*self._options))
        self.control = labs.Control(self.told["control"]["url"], self.told["control"]["token"])
        self.control("POST", "/world/save", {"name": "fresh"})
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def fresh(self) -> None:
        """The world as it began, no faults, counts at zero."""
        self.control("DELETE", "/faults")
        self.control("POST", "/world/restore", {"name": "fresh"})

    @contextmanager
    def site(self, folder: Path, patience: Patience = SOON) -> "Iterator[Site]":
        built = demo.build(self.told, str(folder), patience)
        try:
            yield Site(self, built)
        finally:
            built.close()

    # -- what only somebody inside the data centre knows -----------------------------------------
    def hashes(self, instance: str) -> dict[str, str]:
        """Content of each live disk of an instance by its name."""
        return {d["name"]: d["sha256"] for d in self.control("GET", f"/disks?instance={quote(instance)}")}

    def file(self, volume: str, path: str) -> dict[str, Any]:
        found: dict[str, Any] = self.control("GET", f"/file?volume={volume}&path={quote(path)}")
        return found

    def files(self, volume: str) -> list[str]:
        found: list[str] = self.control("GET", f"/files?volume={volume}")
        return found

    def write(self, instance: str) -> None:
        """Its guest writes one generation over all its disks."""
        self.control("POST", f"/instances/{quote(instance)}/write", {})

    def changes(self) -> list[str]:
        """The changing requests since the last reset."""
        return [c["change"] for c in self.control("GET", "/trace")["changes"]]


class Site:
    """One workstation: an app on a lab."""

    def __init__(self, bench: Bench, built: app.App) -> None:
        self.bench, self.app = bench, built

    def inventory(self) -> Inventory:
        return refresh(self.app.systems)

    def key(self, name: str) -> Key:
        return find_instance(self.inventory(), name)

    def backup_plan(self, name: str, disk: str = "") -> Plan:
        found = self.inventory()
        return backup.plan(self.app.systems, found, find_instance(found, name), disk)

    def points(self, name: str) -> list[catalog.Point]:
        found = self.inventory()
        return catalog.of_instance(self.app.systems, found, find_instance(found, name).id)

    def manifest(self, name: str, ident: str = "latest") -> Manifest:
        return catalog.pick(self.points(name), ident)[1]

    def restore_plan(self, name: str, ident: str = "latest", *, stop: bool = False, start: bool = False) -> Plan:
        found = self.inventory()
        chosen = self.manifest(name, ident)
        return restore.plan(self.app.systems, found, find_instance(found, name), chosen, stop=stop, start=start)

    def run(self, plan: Plan, watch: Observer | None = None) -> Result:
        return self.app.run(plan, Ticket(watch))

    def backup(self, name: str) -> Result:
        return self.run(self.backup_plan(name))

    def copies(self, manifest: Manifest) -> dict[str, str]:
        """Content of the copies of a point by the disk's name."""
        paths = {d.name: (d.volume_name, "/".join(filter(None, (d.directory, d.copy)))) for d in manifest.disks}
        return {name: self.bench.file(*place)["sha256"] for name, place in paths.items()}


@dataclass(frozen=True)
class Said:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str


class Workstation:
    """A profile that was set up by the user's own commands; its secrets are printed by `cat`."""

    def __init__(self, profile: Path) -> None:
        self.profile = profile

    def run(self, *words: str) -> Said:
        """One command in this process."""
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = main(self._words(words))
        return Said(code, out.getvalue(), err.getvalue())

    def spawn(self, *words: str, **how: Any) -> "subprocess.Popen[str]":
        """The same command as a process of its own."""
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(self.command(*words), text=True, **{**pipes, **how})

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "vscdesktop.cli.main", *self._words(words)]

    def _words(self, words: Sequence[str]) -> list[str]:
        """--profile stands behind the command: what follows --secret-command belongs to that."""
        return [words[0], "--profile", str(self.profile), *words[1:]]


def commanded(bench: Bench, folder: Path) -> Workstation:
    """A workstation connected to a lab as a user connects it."""
    array, cloud, place = bench.told["ontap"][0], bench.told["cloudstack"], Workstation(folder / "profile")
    (folder / "password").write_text(array["password"])
    (folder / "keys").write_text(f"{cloud['api_key']}\n{cloud['secret_key']}\n")
    pem, cat = ("--certificate", array["certificate"]), ("--secret-command", "cat")
    for words in (
        ("add-ontap", array["name"], "--url", array["url"], "--user", array["user"], *pem, *cat, f"{folder}/password"),
        ("add-cloudstack", "lab cloud", "--url", cloud["url"], *cat, f"{folder}/keys"),
    ):
        said = place.run("connections", *words)
        assert said.code == 0, said.err
    return place
