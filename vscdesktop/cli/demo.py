"""demo: a whole data centre and the main job, in a throw-away profile; says what it does in plain words."""

import tempfile
import time
from argparse import Namespace
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any
from urllib.parse import quote

from vscdesktop import app, labs
from vscdesktop.cli import show
from vscdesktop.cli.codes import Code
from vscdesktop.domain.errors import Problem
from vscdesktop.domain.manifest import Manifest
from vscdesktop.labs import Control
from vscdesktop.plans.model import Plan, Result, State
from vscdesktop.plans.runner import Patience
from vscdesktop.plans.work import Ticket
from vscdesktop.services import backup, catalog, restore
from vscdesktop.services.refresh import refresh
from vscdesktop.services.survey import find_instance
from vscdesktop.store import settings
from vscdesktop.store.paths import profile


@contextmanager
def lab(*options: str) -> Iterator[dict[str, Any]]:
    """The built-in lab in a process of its own; yields what it says when it is ready."""
    with closing(labs.Lab(*options)) as running:
        yield running.told


def build(told: dict[str, Any], folder: str, patience: Patience | None = None) -> app.App:
    """A profile that is connected to a lab; its secrets stay in this process."""
    place, ways = profile(folder), labs.ways(told)
    settings.save(place.settings, [row for row, _ in ways])
    secrets = {row.id: secret for row, secret in ways}
    return app.build(place, lambda c: secrets[c.id], patience)


class Story:
    def __init__(self, built: app.App, control: Control, name: str, quiet: bool) -> None:
        self.built, self.control, self.name, self.quiet = built, control, name, quiet
        self.seconds: dict[str, float] = {}

    def say(self, text: str) -> None:
        if not self.quiet:
            print(text, flush=True)

    @contextmanager
    def timed(self, what: str) -> Iterator[None]:
        begun = time.monotonic()
        yield
        self.seconds[what] = round(time.monotonic() - begun, 3)

    def hashes(self) -> dict[str, str]:
        return {d["name"]: d["sha256"] for d in self.control("GET", f"/disks?instance={quote(self.name)}")}

    def run(self, plan: Plan) -> Result:
        self.say(f"  The plan has {len(plan.steps)} steps; it touches {backup.describe(plan)}.")
        result = self.built.run(plan, Ticket(None if self.quiet else show.progress()))
        if result.state not in (State.DONE, State.RESIDUE):
            raise Problem(f"{plan.title}: {result.state}. {result.reason}")
        return result

    def tell(self) -> list[dict[str, str]]:
        """The whole story; answers the content of each disk at its four moments."""
        built, name = self.built, self.name
        with self.timed("inventory"):
            found = refresh(built.systems)
        key = find_instance(found, name)
        self.say(f"The cloud and its storage were read: {len(found.things)} objects, {len(found.gaps)} gaps.")
        self.say(f"1. Somebody switches {name} off, so that its disks can be compared byte for byte.")
        self.control("POST", f"/instances/{quote(name)}/stop", {"force": True})
        at_backup = self.hashes()
        self.say(f"2. Back up {name}: ONTAP file clones, no data is copied.")
        with self.timed("backup"):
            self.run(backup.plan(built.systems, found, key))
        self.say(f"3. {name} runs again and overwrites parts of all its disks.")
        self.control("POST", f"/instances/{quote(name)}/write", {})
        after_guest = self.hashes()
        self.say("4. Restore it in place.")
        with self.timed("restore"):
            found = refresh(built.systems)
            _, chosen = catalog.pick(catalog.of_instance(built.systems, found, key.id), "latest")
            self.run(restore.plan(built.systems, found, key, chosen))
        after_restore = self.hashes()
        _, before = catalog.pick(catalog.of_instance(built.systems, refresh(built.systems), key.id), "latest")
        before_point = self.copies(before)
        return [
            {
                "name": disk,
                "at_backup": at_backup[disk],
                "after_guest": after_guest[disk],
                "after_restore": after_restore[disk],
                "before_point": before_point[disk],
            }
            for disk in at_backup
        ]

    def copies(self, point: Manifest) -> dict[str, str]:
        """What the copies of a point hold."""
        found = {}
        for disk in point.disks:
            path = quote("/".join(filter(None, (disk.directory, disk.copy))))
            found[disk.name] = self.control("GET", f"/file?volume={disk.volume_name}&path={path}")["sha256"]
        return found


def good(disk: dict[str, str]) -> bool:
    """Did the job do what it is for?"""
    restored = disk["after_restore"] == disk["at_backup"] and disk["before_point"] == disk["after_guest"]
    return restored and disk["after_guest"] != disk["at_backup"]


def run(options: Namespace) -> int:
    begun = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="vscdesktop-demo-") as folder,
        lab("--factor", str(labs.HURRY)) as told,
        closing(build(told, options.profile or folder)) as built,
    ):
        control = Control(told["control"]["url"], told["control"]["token"])
        story = Story(built, control, options.instance, options.json)
        story.seconds["lab"] = round(time.monotonic() - begun, 3)
        disks = story.tell()
    ok = bool(disks) and all(map(good, disks))
    story.seconds["total"] = round(time.monotonic() - begun, 3)
    if options.json:
        show.out({"ok": ok, "seconds": story.seconds, "disks": disks})
        return Code.DONE if ok else Code.FAILED
    for disk in disks:
        mark = "as it was at the backup" if good(disk) else "NOT as it was at the backup"
        print(f"  {disk['name']}: {mark}; what it held before the restore is kept in a point of its own")
    head = "All of it worked" if ok else "It did NOT work"
    print(f"{head}, in the lab, in {story.seconds['total']:.1f} s (its waits are {labs.HURRY} times shorter).")
    return Code.DONE if ok else Code.FAILED
