"""Images of the lab as qemu-img sees them: exported under their own names, chains as their heads name them."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from typing import Any

import pytest

from tests.support import Bench, Site
from vscdesktop.domain.manifest import Manifest

needs_qemu = pytest.mark.skipif(which("qemu-img") is None, reason="needs qemu-img")


@dataclass(frozen=True)
class Image:
    """An exported image with its backing files, the topmost first; nothing in them is changed."""

    chain: tuple[Path, ...]

    @property
    def name(self) -> str:
        """As qemu takes it: every file of the chain by its exported path, whatever the heads name."""
        described: dict[str, Any] | None = None
        for path in reversed(self.chain):
            file = {"driver": "file", "filename": str(path)}
            described = {"driver": "qcow2", "file": file, "backing": described}
        return "json:" + json.dumps(described)

    def check(self) -> int:
        """0 clean, 2 corrupt, 3 clean but with clusters that leaked."""
        return _qemu("check", "-q", self.name).returncode

    def backing(self) -> str:
        """The backing file as the head names it, "" for none; read by qemu."""
        shown = _qemu("info", "--output=json", Image(self.chain[:1]).name)
        found: str = json.loads(shown.stdout).get("backing-filename", "")
        return found

    def reads_as(self, other: "Image") -> bool:
        """Would a guest read the same bytes?"""
        done = _qemu("compare", "-q", self.name, other.name)
        assert done.returncode in (0, 1), done.stderr
        return done.returncode == 0


def _qemu(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["qemu-img", *words], capture_output=True, text=True, check=False)


def export(bench: Bench, folder: Path, volume: str, path: str) -> Image:
    told = bench.control("POST", "/export", {"volume": volume, "path": path, "to": str(folder)})
    return Image(tuple(map(Path, told["chain"])))


def live(site: Site, name: str, folder: Path) -> dict[str, Image]:
    """The live disks of an instance by their names."""
    found = site.bench.control("GET", f"/disks?instance={name}")
    return {d["name"]: export(site.bench, folder, d["volume"], d["path"]) for d in found}


def copies(site: Site, manifest: Manifest, folder: Path) -> dict[str, Image]:
    """The copies of a restore point by the names of their disks; equal file names in different pools stay apart."""
    return {
        d.name: export(site.bench, folder / d.id, d.volume_name, "/".join(filter(None, (d.directory, d.copy))))
        for d in manifest.disks
    }
