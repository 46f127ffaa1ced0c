"""Secrets: in the operating system's keyring, or in this process only. Never on disk, never in clear."""

import importlib
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from vscdesktop.domain.errors import Refused
from vscdesktop.domain.secret import Secret

T = TypeVar("T")
LIMIT = 5.0  # seconds for one call: a locked keyring may wait for a prompt that nobody sees
SERVICE = "vscdesktop"
# Only these are asked, by class: configuration and environment can make `keyring` load a plain-text or a
# forgetful backend, or foreign code.
BACKENDS = {
    "linux": ("keyring.backends.SecretService", "keyring.backends.kwallet", "keyring.backends.libsecret"),
    "win32": ("keyring.backends.Windows",),
    "darwin": ("keyring.backends.macOS",),
}
CLASSES = ("Keyring", "DBusKeyring", "WinVaultKeyring")


class Shut(Refused):
    """The keyring did not answer, or said no. `reason` is that alone, the text adds what the command line can do."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"{reason} Unlock it, or use --secret-command or --secret session.")
        self.reason = reason


class Keyring:
    def __init__(self, platform: str = sys.platform) -> None:
        self._platform = platform

    def get(self, connection: str) -> Secret | None:
        """The secret of a connection, None when there is none. Raises Refused when the keyring cannot answer."""
        found = self._call(lambda backend: backend.get_password(SERVICE, connection))
        return Secret(found) if found is not None else None

    def set(self, connection: str, secret: Secret) -> None:
        self._call(lambda backend: backend.set_password(SERVICE, connection, secret.reveal()))

    def delete(self, connection: str) -> None:
        if self.get(connection) is not None:
            self._call(lambda backend: backend.delete_password(SERVICE, connection))

    def _call(self, use: Callable[[Any], T]) -> T:
        return limited(lambda: use(self._backend()))

    def _backend(self) -> Any:
        for module in BACKENDS.get(self._platform, ()):
            try:
                loaded = importlib.import_module(module)
                kind = next(getattr(loaded, c) for c in CLASSES if hasattr(loaded, c))
                if kind.viable:
                    return kind()
            except (ImportError, RuntimeError, StopIteration):
                continue
        raise Refused("There is no keyring on this machine that secrets may be kept in.")


def limited(use: Callable[[], T]) -> T:
    """Call in a thread of its own, for 5 s at most. Raises Shut with the reason."""
    result: list[T] = []
    trouble: list[BaseException] = []

    def run() -> None:
        try:
            result.append(use())
        except Exception as error:  # noqa: BLE001 - a backend may raise anything; it is told, not lost
            trouble.append(error)

    worker = threading.Thread(target=run, daemon=True)
    worker.start()
    worker.join(LIMIT)
    if worker.is_alive():
        raise Shut(f"The keyring has not answered for {LIMIT:.0f} s; perhaps it waits to be unlocked.")
    if trouble:
        if isinstance(trouble[0], Refused):
            raise Shut(str(trouble[0]))
        raise Shut(f"The keyring says no ({type(trouble[0]).__name__}).")
    return result[0]


def from_command(command: Sequence[str]) -> Secret:
    """What a program prints, without its last newline. No shell is involved. Raises Refused."""
    trouble = ""
    try:
        done = subprocess.run(list(command), capture_output=True, timeout=30, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        trouble = type(error).__name__
    if trouble:  # raised out here: the error holds what was printed, and would stay reachable as the context of ours
        raise Refused(f"The secret command {command[0]} did not work ({trouble}).")
    text = done.stdout.decode("utf-8", "replace").rstrip("\r\n")
    if not text:
        raise Refused(f"The secret command {command[0]} printed nothing.")
    return Secret(text)
