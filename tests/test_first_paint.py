"""The window is painted before anything is imported that only the connections need."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from vscdesktop.store import settings
from vscdesktop.store.paths import profile

ROWS = [
    settings.Connection("o-1", settings.ONTAP, "array", "https://127.0.0.1:1", "admin", "ab" * 32),
    settings.Connection("c-1", settings.CLOUDSTACK, "cloud", "http://127.0.0.1:1/client/api"),
]


@pytest.mark.parametrize("rows", [[], ROWS], ids=["first start", "connected"])
def test_the_first_paint_needs_no_library_of_the_connections(tmp_path: Path, rows: list[settings.Connection]) -> None:
    settings.save(profile(str(tmp_path)).settings, rows)
    command = [sys.executable, "-m", "tests.first_paint", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.stdout, done.stderr
    assert json.loads(done.stdout)["loaded"] == []


def test_the_measure_sees_what_is_imported() -> None:
    code = "import requests; from tests.first_paint import main; main('bare')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert "requests" in json.loads(done.stdout)["loaded"]
