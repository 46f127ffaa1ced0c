"""What a backup costs: the same few requests whatever the size of a disk, no copied block, metadata as reckoned.

The figures are printed: `pytest -rP tests/test_cost.py` shows them.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.support import Bench, Site
from vscdesktop.domain.errors import Refused
from vscdesktop.domain.units import size
from vscdesktop.plans.model import State
from vscdesktop.services.room import SPARE, metadata
from vscdesktop.services.survey import survey

pytestmark = pytest.mark.usefixtures("brisk")
GOOD = (State.DONE, State.RESIDUE)
NAMES = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{8}T\d{6}Z[-_][0-9a-f]{8}")
SMALL, LARGE = "DATA-1G", "DATA-1T"
FIGURES = ("size", "alone", "source", "copy", "before", "after")
COLUMNS = (
    "",
    "file size",
    "unique: source",
    "then",
    "its copy",
    "volume metadata",
    "then",
    "changing requests",
    "reads",
)


class Asked:
    """The requests a recording has grown by: (method, what they were for), ids and times of names left out."""

    def __init__(self, recording: Path) -> None:
        self._files = [recording / "ontap.jsonl", recording / "cloudstack.jsonl"]
        self._begun = [len(self._lines(f)) for f in self._files]

    def kinds(self) -> Counter[str]:
        grown = (line for f, begun in zip(self._files, self._begun, strict=True) for line in self._lines(f)[begun:])
        return Counter(self._kind(json.loads(line)) for line in grown)

    def _kind(self, exchange: dict[str, Any]) -> str:
        form = (exchange["request_body"] or {}).get("form", {}) if exchange["path"].endswith("/client/api") else {}
        return f"{exchange['method']} {NAMES.sub('{}', exchange['path'])} {form.get('command', '')}".strip()

    def _lines(self, file: Path) -> list[str]:
        return file.read_text("utf-8").splitlines() if file.exists() else []


def back_up_alone(site: Site, recording: Path, disk: str) -> tuple[Counter[str], Counter[str], dict[str, Any]]:
    """Back up one disk in a fresh world: changes, reads, and what it cost."""
    bench = site.bench
    bench.fresh()
    (source,) = (d for d in bench.control("GET", "/disks?instance=big-01") if d["name"] == disk)
    before, plan = bench.control("GET", "/volume?volume=cs_gold"), site.backup_plan("big-01", disk)
    asked = Asked(recording)
    assert site.run(plan).state in GOOD
    kinds = asked.kinds()
    after = bench.control("GET", "/volume?volume=cs_gold")
    (copied,) = site.manifest("big-01").disks
    copy = bench.file("cs_gold", copied.copy)
    assert copy["sha256"] == source["sha256"]
    reads = Counter(
        {k: n for k, n in kinds.items() if k.startswith(("GET", "POST /client")) and "/cluster/jobs/" not in k}
    )
    changes = Counter({k: n for k, n in kinds.items() if not k.startswith("GET")}) - reads
    drop = "DELETE /api/storage/volumes/{}/snapshots/{}"
    assert changes[drop] >= 1
    changes[drop] = 1  # asked again while the snapshot is busy
    cost = {
        "size": source["size"],
        "alone": source["unique_bytes"],
        "source": bench.file("cs_gold", source["path"])["unique_bytes"],
        "copy": copy["unique_bytes"],
        "before": before["metadata"],
        "after": after["metadata"],
        "copied": after["blocks_copied"] + bench.control("GET", "/trace")["blocks_copied"],
        "grown": after["used"] - before["used"] - (after["metadata"] - before["metadata"]),
    }
    return changes, reads, cost


def test_a_terabyte_takes_the_same_requests_as_a_gigabyte_and_copies_nothing(site: Site, recording: Path) -> None:
    small, large = (back_up_alone(site, recording, disk) for disk in (SMALL, LARGE))
    rows = [
        (name, *(size(cost[k]) for k in FIGURES), str(changes.total()), str(reads.total()))
        for name, (changes, reads, cost) in zip((SMALL, LARGE), (small, large), strict=True)
    ]
    widths = [max(map(len, column)) for column in zip(COLUMNS, *rows, strict=True)]
    print(
        *("  ".join(cell.rjust(w) for cell, w in zip(row, widths, strict=True)) for row in (COLUMNS, *rows)), sep="\n"
    )
    assert small[0] == large[0], "changes"
    assert small[1] == large[1], "reads"
    assert large[2]["size"] > 1000 * small[2]["size"] > 1000 << 30
    for _, _, cost in (small, large):
        assert (cost["copied"], cost["source"], cost["copy"]) == (0, 0, 0), "every block is shared"
        assert cost["alone"] > 0
        assert cost["grown"] < 1 << 16, "beside metadata, only the manifest"


def metadata_of(bench: Bench, volumes: Iterable[str]) -> dict[str, int]:
    return {v: bench.control("GET", f"/volume?volume={v}")["metadata"] for v in volumes}


def foretold(site: Site, name: str, clones: int, bases: int) -> dict[str, int]:
    """What the product reckons with, by volume."""
    need: dict[str, int] = {}
    for view in survey(site.app.systems, site.inventory(), site.key(name)).disks:
        at = view.volume.name
        need[at] = need.get(at, SPARE) + metadata(view, clones, bases)
    return need


@pytest.mark.parametrize("name", ["app-01", "big-01"])
def test_no_more_metadata_is_charged_than_was_reckoned_with(site: Site, name: str) -> None:
    reckoned = foretold(site, name, clones=1, bases=1)
    for what, plan in (("backed up", site.backup_plan), ("restored", site.restore_plan)):
        before = metadata_of(site.bench, reckoned)
        assert site.run(plan(name)).state in GOOD
        after = metadata_of(site.bench, reckoned)
        for volume, need in reckoned.items():
            charged = after[volume] - before[volume]
            print(f"{name} {what}, {volume}: {size(charged)} charged, {size(need)} reckoned with")
            assert 0 < charged <= need
        reckoned = foretold(site, name, clones=2, bases=2)


def test_a_plan_that_does_not_fit_is_refused_before_anything_is_made(site: Site) -> None:
    bench, gib = site.bench, 1 << 30
    assert site.backup("big-01").state in GOOD
    bench.control("POST", "/volumes/cs_gold/fill", {"available": gib})
    for plan in (site.backup_plan, site.restore_plan):
        with pytest.raises(Refused, match=r"the plan needs about .* GiB for clone metadata"):
            plan("big-01")
    (lost,) = (d for d in bench.control("GET", "/disks?instance=big-01") if d["name"] == LARGE)
    bench.control("POST", "/volumes/cs_gold/delete", {"path": lost["path"]})
    bench.control("POST", "/volumes/cs_gold/fill", {"available": gib})
    with pytest.raises(Refused, match=r"the plan needs about .* GiB for clone metadata"):
        site.restore_plan("big-01")  # the disk is gone, its copy is as large as ever
