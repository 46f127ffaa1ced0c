"""Flows are tested on a lab, without a display and without Qt."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desks import opened
from tests.support import Bench
from vscdesktop.ui.desk import Desk


@pytest.fixture
def desk(bench: Bench, tmp_path: Path) -> Iterator[Desk]:
    """A desk of a demo profile, read once."""
    made = opened(bench, tmp_path / "profile")
    yield made
    made.close()
