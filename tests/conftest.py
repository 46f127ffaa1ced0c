"""The lab runs in a process of its own, as it does for users; tests reach into it through its control port alone."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import HURRY, Bench, Site

SWEEP, RECORDING = "test_sweep", "test_recording"


@pytest.fixture(scope="session")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the exchanges of the whole run are kept, for the checks at its end."""
    return tmp_path_factory.mktemp("recording")


@pytest.fixture(scope="session")
def shared_bench(recording: Path) -> Iterator[Bench]:
    with Bench("--record", str(recording)) as bench:
        yield bench


@pytest.fixture
def bench(shared_bench: Bench) -> Bench:
    """The recorded lab, fresh."""
    shared_bench.fresh()
    return shared_bench


@pytest.fixture
def brisk(bench: Bench) -> Iterator[None]:
    """The recorded lab in a still greater hurry, for tests that wait for nothing in between."""
    bench.control("POST", "/clock", {"factor": 8 * HURRY})
    yield
    bench.control("POST", "/clock", {"factor": HURRY})


@pytest.fixture(scope="session")
def shared_rough() -> Iterator[Bench]:
    with Bench() as bench:
        yield bench


@pytest.fixture
def rough(shared_rough: Bench) -> Bench:
    """A lab that is not recorded, fresh: for answers that no real system would give."""
    shared_rough.fresh()
    return shared_rough


@pytest.fixture
def site(bench: Bench, tmp_path: Path) -> Iterator[Site]:
    """A workstation connected to the recorded lab."""
    with bench.site(tmp_path / "profile") as found:
        yield found


@pytest.fixture
def rough_site(rough: Bench, tmp_path: Path) -> Iterator[Site]:
    with rough.site(tmp_path / "profile") as found:
        yield found


@pytest.fixture(scope="session", autouse=True)
def sweeping(request: pytest.FixtureRequest) -> "Iterator[subprocess.Popen[str] | None]":
    """The failure sweep goes on beside the tests before it, with a lab of its own."""
    if not any(SWEEP in item.nodeid for item in request.session.items):
        yield None
        return
    command = [sys.executable, "-m", "tests.sweep", "short"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        yield process
        process.send_signal(signal.SIGINT)  # it has ended, but when the tests were given up


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The sweep is waited for late, it takes its time; the checks of the recording judge what all others made."""
    items.sort(key=lambda item: (RECORDING in item.nodeid, SWEEP in item.nodeid))


@pytest.fixture(scope="session")
def shared() -> Path:
    """Recordings and checkers of real systems, where they are; skips where they are not."""
    folder = os.environ.get("VSCDESKTOP_SHARED")
    if not folder:
        pytest.skip("VSCDESKTOP_SHARED names no folder with recordings of real systems")
    return Path(folder)
