"""Find the fonts and icons: beside the package in a source tree, inside it in an installed wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).parents[2]


def folder(name: str) -> Path:
    """The folder `resources/NAME`."""
    for base in (_PACKAGE / "_resources", _PACKAGE.parent / "resources"):
        if (path := base / name).is_dir():
            return path
    raise FileNotFoundError(f"resources/{name}")
