"""The scripts that start everything, and the lock they install from."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
PACKAGING = ROOT / "packaging"
LOCK = (PACKAGING / "requirements.lock").read_text(encoding="utf-8")
PINNED = {
    match["name"]: match["version"]
    for match in re.finditer(r"^(?P<name>[a-z0-9-]+)==(?P<version>[^ \\]+)", LOCK, re.MULTILINE)
}


def requirements() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]


@pytest.mark.parametrize("wanted", requirements())
def test_the_lock_holds_what_the_project_asks_for(wanted: str) -> None:
    requirement = Requirement(wanted)
    name = re.sub(r"[-_.]+", "-", requirement.name).lower()
    assert name in PINNED, "packaging/lock has to be run"
    assert requirement.specifier.contains(PINNED[name]), "packaging/lock has to be run"


def test_every_line_of_the_lock_is_a_pin_with_hashes() -> None:
    body = "".join(line for line in LOCK.splitlines(keepends=True) if not line.startswith("#"))
    entries = re.split(r"\n(?=\S)", body.strip())
    assert len(entries) == len(PINNED)
    for entry in entries:
        pin, *hashes = re.split(r" \\\n    ", entry)
        assert re.fullmatch(r"[a-z0-9-]+==\S+( ; [^\\]+)?", pin)
        assert hashes
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", each) for each in hashes)
    assert "://" not in LOCK


@pytest.mark.parametrize("script", ["packaging/run", "packaging/lock", ".ci/run"])
def test_scripts_can_be_read_by_their_shell(script: str) -> None:
    path = ROOT / script
    shell = shutil.which(path.read_text(encoding="utf-8").splitlines()[0].split("/")[-1].split()[-1])
    if shell is None:
        pytest.skip("no such shell here")
    assert path.stat().st_mode & 0o111
    subprocess.run([shell, "-n", path], check=True)


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["--help"]])
def test_a_wrong_verb_is_told_the_right_ones(arguments: list[str]) -> None:
    if shutil.which("sh") is None:
        pytest.skip("no POSIX shell here")
    run = subprocess.run(["sh", PACKAGING / "run", *arguments], capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert run.stdout == ""
    for verb in ("demo", "test", "vscdesktop"):
        assert re.search(rf"^  {verb}\t\S", run.stderr, re.MULTILINE)
        assert f'"%verb%"=="{verb}"' in (PACKAGING / "run.cmd").read_text(encoding="utf-8")
