"""What the window keeps of its shape from one start to the next; nothing of it matters when it is lost."""

from pathlib import Path

from PySide6.QtCore import QSettings


def memory(folder: Path) -> QSettings:
    """Of the profile in this folder. Every part of the window that asks shares one file."""
    return QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)


def length(kept: QSettings, name: str, usual: int) -> int:
    """A number of pixels as it was kept; `usual` where there is none that makes sense."""
    try:
        found = int(str(kept.value(f"lengths/{name}", usual)))
    except ValueError:
        return usual
    return found if found > 0 else usual


def keep_length(kept: QSettings, name: str, pixels: int) -> None:
    kept.setValue(f"lengths/{name}", pixels)
