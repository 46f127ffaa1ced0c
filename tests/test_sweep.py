"""Kill and cut everywhere: see tests/sweep.py for what is done and what must hold."""

import re
import subprocess
from itertools import product

from tests import sweep


def test_no_kill_and_no_cut_loses_mixes_or_forgets_anything(sweeping: "subprocess.Popen[str]") -> None:
    said, _ = sweeping.communicate()
    print(said)
    assert sweeping.returncode == 0, said
    for job, failure in product(sweep.JOBS, sweep.FAILURES):
        assert re.search(rf"^{job} +{failure} +[1-9]", said, re.MULTILINE), (job, failure)
