"""Settings: the connections, in a TOML file that people can read. No secret is ever in it."""

import os
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path

import tomli_w

from vscdesktop.domain.errors import Refused

ONTAP, CLOUDSTACK = "ontap", "cloudstack"


@dataclass(frozen=True)
class Connection:
    """`secret`: "keyring", "session" (asked each time), or "command" with the argument list that prints it."""

    id: str
    kind: str
    name: str
    url: str
    user: str = ""
    pin: str = ""  # SHA-256 of the accepted certificate
    secret: str = "keyring"  # noqa: S105 - the name of a place
    command: tuple[str, ...] = ()


def load(path: Path) -> list[Connection]:
    """The connections. Raises Refused when the file cannot be understood."""
    if not path.exists():
        return []
    try:
        rows = tomllib.loads(path.read_text("utf-8")).get("connection", [])
        return [Connection(**{**row, "command": tuple(row.get("command", ()))}) for row in rows]
    except (tomllib.TOMLDecodeError, TypeError, AttributeError, UnicodeDecodeError) as error:
        raise Refused(f"The settings in {path} cannot be read ({error}). Mend or move the file away.") from None


def save(path: Path, connections: list[Connection]) -> None:
    """Replace the file in one step; a crash leaves the old or the new one."""
    text = tomli_w.dumps({"version": 1, "connection": [asdict(c) for c in connections]})
    writing = path.with_suffix(".new")
    with open(writing, "w", encoding="utf-8", opener=_private) as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    writing.replace(path)


def _private(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)
