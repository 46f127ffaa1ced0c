"""What the window does with connections, and with the built-in lab: on worker threads, without Qt.

Like the desk it imports what pulls in the SDKs when that is first used.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from vscdesktop.domain.errors import Problem, Refused
from vscdesktop.domain.secret import Secret
from vscdesktop.store import settings

if TYPE_CHECKING:
    from vscdesktop.clients.tls import Certificate
    from vscdesktop.labs import Lab
    from vscdesktop.services.connections import Health
    from vscdesktop.services.systems import Systems
    from vscdesktop.store.paths import Profile

LAB_LOOK = settings.Look("Built-in lab", "demo")


@dataclass(frozen=True)
class Checked:
    """What is known of one connection: an answer, or the words of what went wrong; and the certificate it shows."""

    health: Health | None = None
    trouble: str = ""
    certificate: Certificate | None = None
    changed: bool = False  # it shows another certificate than the one that was accepted

    @property
    def ends(self) -> datetime | None:
        return self.certificate.ends if self.certificate else None


class Links:
    """The connections of one profile. Methods raise Problem."""

    def __init__(self, profile: Profile, secrets: dict[str, Secret]) -> None:
        """`secrets`: those that live as long as the window; shared with who connects."""
        self._profile, self._secrets = profile, secrets
        self._lab: Lab | None = None
        self._lock = threading.Lock()  # of the settings file
        self.checked: dict[str, Checked] = {}  # connection -> what was last seen of it
        self.lost = False  # the lab of an earlier window was still in the profile

    @property
    def every(self) -> list[settings.Connection]:
        return settings.load(self._profile.settings)

    # -- one system ------------------------------------------------------------------------------
    def certificate(self, url: str) -> Certificate:
        """What the server shows; nothing is sent to it."""
        from vscdesktop.services import connections

        return connections.certificate(url)

    def test(self, made: settings.Connection, secret: Secret) -> tuple[str, Health]:
        """The id of the system behind a connection, and what it answers; one attempt with that secret."""
        from vscdesktop.services import connections

        alone = self._alone(made, secret)
        return connections.identity(alone), connections.health(alone)

    def check(self, made: settings.Connection, live: Systems | None = None) -> Checked:
        """Look at a connection as it is: its certificate first, and only behind the accepted one the system.

        `live`: clients that are in use. One whose credentials were refused sends nothing more, and says so.
        """
        found = self._look(made, live)
        self.checked[made.id] = found
        return found

    def _look(self, made: settings.Connection, live: Systems | None) -> Checked:
        from vscdesktop.services import connections

        shown = None
        try:
            if made.pin:
                shown = self.certificate(made.url)
                if shown.fingerprint != made.pin:
                    return Checked(None, "It shows another certificate than the accepted one.", shown, changed=True)
            alone = live.only(made.id) if live else None
            return Checked(connections.health(alone or self._alone(made, self.secret_of(made))), "", shown)
        except Problem as problem:
            return Checked(None, str(problem), shown)

    @staticmethod
    def _alone(made: settings.Connection, secret: Secret) -> Systems:
        from vscdesktop import app
        from vscdesktop.services.systems import Systems

        systems = Systems({}, {})
        app.connect(systems, made, secret)
        return systems

    # -- secrets -------------------------------------------------------------------------------
    def secret_of(self, made: settings.Connection) -> Secret:
        from vscdesktop import app
        from vscdesktop.store.secrets import Keyring

        return app.secret_of(made, Keyring(), self.ask)

    def ask(self, made: settings.Connection) -> Secret:
        """A secret that lives as long as the window."""
        if made.id not in self._secrets:
            raise Refused(f"The secret of {made.name} has not been entered.")
        return self._secrets[made.id]

    def printed(self, command: tuple[str, ...]) -> Secret:
        """What a program prints."""
        from vscdesktop.store.secrets import from_command

        return from_command(command)

    def unlocked(self, ident: str) -> None:
        """Does the keyring answer? Raises Shut with the reason when it does not."""
        from vscdesktop.store.secrets import Keyring

        Keyring().get(ident)

    # -- the profile -----------------------------------------------------------------------------
    def keep(self, made: settings.Connection, secret: Secret | None = None) -> None:
        """Add a connection, or put it in the place of the one with its id; its secret goes to its place."""
        from vscdesktop.store.secrets import Keyring

        if secret is not None and made.secret == "keyring":  # noqa: S105 - the name of a place
            Keyring().set(made.id, secret)
        elif secret is not None and made.secret == "session":  # noqa: S105
            self._secrets[made.id] = secret
        with self._lock:
            rows = self.every
            at = next((i for i, row in enumerate(rows) if row.id == made.id), len(rows))
            settings.save(self._profile.settings, [*rows[:at], made, *rows[at + 1 :]])

    def remove(self, made: settings.Connection) -> str:
        """Forget a connection and its secret; answers what could not be forgotten. Its system is untouched."""
        from vscdesktop.store.secrets import Keyring, Shut

        left = ""
        if made.secret == "keyring":  # noqa: S105
            try:
                Keyring().delete(made.id)
            except Shut as shut:
                left = f"Its secret is still in the keyring. {shut.reason}"
        self._secrets.pop(made.id, None)
        self.checked.pop(made.id, None)
        with self._lock:
            settings.save(self._profile.settings, [row for row in self.every if row.id != made.id])
        return left

    # -- the built-in lab --------------------------------------------------------------------------
    def start_lab(self) -> None:
        """Start the lab and connect to it; another one that ran before is forgotten."""
        from vscdesktop import labs

        self.forget_lab()
        self.lost = False
        running = labs.Lab("--factor", str(labs.HURRY))
        try:
            found = labs.introduced(running.told, settings.LAB)
        except Problem:
            running.close()
            raise
        self._lab = running
        self._secrets |= {row.id: secret for row, secret in found}
        with self._lock:
            alone = not self.every
            settings.save(self._profile.settings, [*self.every, *(row for row, _ in found)])
        if alone:
            self.show(LAB_LOOK.name, LAB_LOOK.kind, read_only=False)

    def tidy(self) -> None:
        """Before the window is shown: a lab ends with its window, however that ended."""
        self.lost = self.forget_lab()

    def forget_lab(self) -> bool:
        """End a lab of ours and take the connections of any lab out of the profile; answers whether there were any."""
        if self._lab is not None:
            self._lab.close()
            self._lab = None
        with self._lock:
            rows = self.every
            left = [row for row in rows if row.secret != settings.LAB]
            if len(left) == len(rows):
                return False
            settings.save(self._profile.settings, left)
        look = self.look
        if (look.name, look.kind) == (LAB_LOOK.name, LAB_LOOK.kind):
            fresh = settings.Look()
            self.show(fresh.name, fresh.kind, fresh.read_only)
        return True

    @property
    def told(self) -> dict[str, Any]:
        """What the lab of this window said when it was ready; empty without one."""
        return self._lab.told if self._lab is not None else {}

    @property
    def lab_gone(self) -> bool:
        """Has the lab of this window ended by itself?"""
        return self._lab is not None and not self._lab.alive

    def show(self, name: str, kind: str, read_only: bool) -> None:
        """What this set of connections is called and may do; the rest of its look stays."""
        self.keep_look(lambda: replace(self.look, name=name, kind=kind, read_only=read_only))

    @property
    def look(self) -> settings.Look:
        return settings.look(self._profile.settings)

    def keep_look(self, shown: Callable[[], settings.Look]) -> None:
        """`shown` is asked when it is written: of two changes in a hurry the later one stays."""
        with self._lock:
            settings.save_look(self._profile.settings, shown())

    def close(self) -> None:
        if self._lab is not None:
            self.forget_lab()
