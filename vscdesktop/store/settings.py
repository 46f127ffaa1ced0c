"""Settings: the connections, in a TOML file that people can read. No secret is ever in it."""

import os
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import tomli_w

from vscdesktop.domain.errors import Refused

ONTAP, CLOUDSTACK = "ontap", "cloudstack"
LAB = "lab"
_UNREADABLE = "The settings in {} cannot be read ({}). Mend or move the file away."


@dataclass(frozen=True)
class Look:
    """What a set of connections is called and of which kind it is: production, test or demo."""

    name: str = "My cloud"
    kind: str = "production"
    read_only: bool = False
    theme: str = "system"
    text: int = 13  # pixels of body text


@dataclass(frozen=True)
class Connection:
    """`secret`: "keyring", "session" (asked each time), or "command" with the argument list that prints it.

    "lab": it belongs to the built-in lab that a window has started, and is gone with it.
    """

    id: str
    kind: str
    name: str
    url: str
    user: str = ""
    pin: str = ""  # SHA-256 of the accepted certificate
    secret: str = "keyring"  # noqa: S105 - the name of a place
    command: tuple[str, ...] = ()

    @property
    def trouble(self) -> str:
        """Why its address is none that can be asked; "" when it is one."""
        try:
            parts = urlsplit(self.url)
            host = (parts.hostname or "").encode("idna")
            odd = parts.port == 0 or parts.query or parts.fragment or "@" in parts.netloc
        except ValueError:
            return f"{self.url} is no address."
        if self.kind == ONTAP and parts.scheme != "https":
            return "ONTAP is reached by https only."
        if parts.scheme not in ("http", "https") or not host or odd:
            return f"{self.url} is no address: it must be http(s)://server/path, without anything else."
        return ""


def load(path: Path) -> list[Connection]:
    """The connections. Raises Refused when the file cannot be understood."""
    try:
        rows = _read(path).get("connection", [])
        found = [Connection(**{**row, "command": tuple(row.get("command", ()))}) for row in rows]
        if wrong := next(filter(None, (c.trouble for c in found)), ""):
            raise TypeError(wrong)
        return found
    except (tomllib.TOMLDecodeError, TypeError, AttributeError, UnicodeDecodeError) as error:
        raise Refused(_UNREADABLE.format(path, error)) from None


def look(path: Path) -> Look:
    """How this set of connections shows itself, and whether it may change anything."""
    try:
        return Look(**_read(path).get("look", {}))
    except (tomllib.TOMLDecodeError, TypeError, UnicodeDecodeError) as error:
        raise Refused(_UNREADABLE.format(path, error)) from None


def save(path: Path, connections: list[Connection]) -> None:
    """Replace the connections; everything else in the file stays."""
    _write(path, {**_read(path), "connection": [asdict(c) for c in connections]})


def save_look(path: Path, shown: Look) -> None:
    _write(path, {**_read(path), "look": asdict(shown)})


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8")) if path.exists() else {"version": 1}


def _write(path: Path, document: dict[str, Any]) -> None:
    """Replace the file in one step; a crash leaves the old or the new one."""
    writing = path.with_suffix(".new")
    with open(writing, "w", encoding="utf-8", opener=_private) as out:
        out.write(tomli_w.dumps(document))
        out.flush()
        os.fsync(out.fileno())
    writing.replace(path)


def _private(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)
