"""Who we are at a system, and where the secret of that is kept. No Qt, and nothing that outlives the window."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass

from vscdesktop.domain.secret import Secret
from vscdesktop.store.settings import ONTAP

KEYRING, SESSION, COMMAND = "keyring", "session", "command"
PLACES = {
    KEYRING: ("Keyring of this computer", "Kept by the operating system, for the next time too."),
    SESSION: ("This window only", "Asked for again each time the window is opened."),
    COMMAND: ("A program prints it", "A password safe, for instance. It is run without a shell."),
}


@dataclass
class Account:
    """What is typed; `kind` is that of the system."""

    kind: str
    user: str = ""
    password: str = ""
    api_key: str = ""
    secret_key: str = ""
    place: str = KEYRING
    command: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """The program and its arguments; nothing while a quotation mark is open."""
        if self.place != COMMAND:
            return ()
        try:
            return tuple(shlex.split(self.command))
        except ValueError:
            return ()

    @property
    def complete(self) -> bool:
        if self.kind == ONTAP and not self.user.strip():
            return False
        if self.place == COMMAND:
            return bool(self.words)
        return bool(self.password if self.kind == ONTAP else self.api_key.strip() and self.secret_key.strip())

    def secret(self, printed: Callable[[tuple[str, ...]], Secret]) -> Secret:
        """The secret, typed or printed; on a worker thread. Raises Problem."""
        if self.place == COMMAND:
            return printed(self.words)
        if self.kind == ONTAP:
            return Secret(self.password)
        return Secret(f"{self.api_key.strip()}\n{self.secret_key.strip()}")

    def forget(self) -> None:
        """After a no: what was typed is not tried again."""
        self.password = self.secret_key = ""
