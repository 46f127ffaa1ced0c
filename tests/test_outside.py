"""A real process in a real window, driven from outside as a new user would."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

OUTSIDE = Path(__file__).with_name("outside.py")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="X11 and AT-SPI are Linux's")


@pytest.fixture
def display() -> Iterator[str]:
    """An X server of its own."""
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-screen", "0", "1600x1000x24", "-nolisten", "tcp", "-noreset"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    yield f":{server.stdout.readline().strip()}"
    server.terminate()
    server.wait(10)
    server.stdout.close()


@pytest.mark.parametrize("hand", ["keyboard", "mouse"])
def test_a_new_user_gets_from_the_first_start_to_a_restore(
    display: str, hand: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    command = [
        "dbus-run-session",
        "--",
        "/usr/bin/python3",
        str(OUTSIDE),
        sys.executable,
        str(tmp_path / "profile"),
        hand,
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240)
    told = json.loads(done.stdout.splitlines()[-1]) if done.stdout else {}
    print(told)
    assert told.get("ok"), f"{told} {done.stderr[-2000:]}"
