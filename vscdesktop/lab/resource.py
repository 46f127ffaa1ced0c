"""Find the lab's data: beside the package in a source tree, inside it in an installed wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).parents[1]


def read(name: str) -> bytes:
    """The bytes of `resources/lab/NAME`."""
    for base in (_PACKAGE / "_resources", _PACKAGE.parent / "resources"):
        if (path := base / "lab" / name).is_file():
            return path.read_bytes()
    raise FileNotFoundError(f"resources/lab/{name}")
