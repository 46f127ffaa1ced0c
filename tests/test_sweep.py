"""Kill and cut everywhere: see tests/sweep.py for what is done and what must hold."""

import time

from tests import sweep


def test_no_kill_and_no_cut_loses_mixes_or_forgets_anything() -> None:
    begun = time.monotonic()
    total = sweep.campaign(every=False)
    print(sweep.table(total, time.monotonic() - begun))
    assert not total.wrong
    assert {job for job, _ in total.runs} == set(sweep.JOBS)
    assert {failure for _, failure in total.runs} >= {
        "cut before",
        "cut after",
        "kill before",
        "kill after",
        "kill between",
    }
