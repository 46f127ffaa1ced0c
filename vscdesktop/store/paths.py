"""Where a profile's files are. The only place that knows how platforms differ in this."""

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs


@dataclass(frozen=True)
class Profile:
    """Everything this program keeps, in one folder that only its user may read."""

    folder: Path

    @property
    def settings(self) -> Path:
        return self.folder / "settings.toml"

    @property
    def journal(self) -> Path:
        return self.folder / "journal.sqlite"

    @property
    def log(self) -> Path:
        return self.folder / "vscdesktop.log"

    def lock(self, plan: str) -> Path:
        """The file whose lock says that a living process runs this plan."""
        return self.folder / "running" / f"{plan}.lock"


def profile(folder: str | None = None) -> Profile:
    """The profile in `folder`, or the user's own; made when it is not there yet."""
    path = Path(folder) if folder else platformdirs.user_data_path("vscdesktop", appauthor=False)
    (path / "running").mkdir(parents=True, exist_ok=True, mode=0o700)
    if os.name == "posix":
        path.chmod(0o700)
    return Profile(path.resolve())
