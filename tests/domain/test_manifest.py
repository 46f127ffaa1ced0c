"""A manifest says what it was told, and nothing else passes for one."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vscdesktop.domain import manifest as mf

COPY = mf.Copy(
    "d1", 'ROOT "1" <b>ü</b>', "ROOT", 0, "p1", "gold", "v1", "cs_gold", "svm", "silver", "file",
    ".vsc/points/i/t/0.qcow2", 123, 10 << 30, mf.Backing("base", "/mnt/p1/base", ".vsc/base/base.00", 7, "00"),
)  # fmt: skip
WHOLE = mf.Manifest(
    "i1", "web-01", "Büro", "acme/research", "Stopped", "2026-11-24T13:30:00+00:00", "on request",
    (mf.Taken("v1", 1000, 1100),), (COPY,),
)  # fmt: skip


def test_what_is_written_is_read_back() -> None:
    assert mf.decode(mf.encode(WHOLE)) == WHOLE


def test_numbers_that_are_not_known_yet_stand_as_names() -> None:
    raw = json.loads(mf.encode(WHOLE, {"disks.0.size": "{7.size}", "snapshots.0.sent": "{3.sent}"}))
    assert raw["disks"][0]["size"] == "{7.size}" and raw["snapshots"][0]["sent"] == "{3.sent}"


@given(st.text() | st.dictionaries(st.text(), st.integers() | st.none() | st.lists(st.text())).map(json.dumps))
def test_anything_else_is_no_manifest(text: str) -> None:
    assert mf.decode(text) is None


@given(st.integers(0, len(mf.encode(WHOLE)) - 2))
def test_half_a_manifest_is_none(length: int) -> None:
    assert mf.decode(mf.encode(WHOLE)[:length]) is None


@pytest.mark.parametrize("path", ["../x", "a/../../b", "/etc/passwd"])
def test_a_path_that_leads_out_of_the_pool_is_refused(path: str) -> None:
    assert mf.decode(mf.encode(replace(WHOLE, disks=(replace(COPY, copy=path),)))) is None


def test_the_label_claims_only_what_was_measured() -> None:
    two = (mf.Taken("v1", 1000, 1100), mf.Taken("v2", 1120, 1300))
    assert WHOLE.label == "stopped while it was taken, disks at one instant, same volume"
    running = replace(WHOLE, state="Running", snapshots=two)
    assert running.label == "crash-consistent, disks at most 300 ms apart, 2 volumes"
    unknown = replace(running, snapshots=(two[0], mf.Taken("v2", 0, 0)))
    assert "not known" in unknown.label
