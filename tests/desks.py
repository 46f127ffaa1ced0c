"""Desks on a lab: what the window works with, without the window."""

from pathlib import Path

from tests.support import SOON, Bench
from vscdesktop import app, labs
from vscdesktop.store import settings
from vscdesktop.store.paths import profile
from vscdesktop.ui.desk import Desk


def connected(bench: Bench, folder: Path, kind: str = "demo", *, read_only: bool = False) -> Desk:
    """A desk on a profile that is connected to a lab, its secrets entered; nothing is read yet."""
    place, ways = profile(str(folder)), labs.ways(bench.told)
    settings.save(place.settings, [row for row, _ in ways])
    settings.save_look(place.settings, settings.Look("Lab", kind, read_only))
    desk = Desk(place)
    desk.secrets.update({row.id: secret for row, secret in ways})
    return desk


def opened(bench: Bench, folder: Path, kind: str = "demo", *, read_only: bool = False) -> Desk:
    """The same, connected and read once, in a hurry."""
    desk = connected(bench, folder, kind, read_only=read_only)
    desk._app = app.build(desk.profile, desk.links.ask, SOON)
    desk.refresh()
    return desk
