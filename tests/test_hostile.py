"""Answers no real system gives: a sentence, no traceback, nothing changed by them."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.support import Bench, Site, Workstation, commanded
from vscdesktop.clients import http
from vscdesktop.plans.model import State

HTML, JSON = "<html><h1>Service</h1></html>", {"type": "application/json"}
EVIL = "\x1b[2J\x9b31m<b>Bob</b>\u202e\x07\r"
DEEP = f'{{"records": [{{"uuid": "a", "name": "b", "x": {"[" * 100_000}{"]" * 100_000}}}]}}'
NEXT = '{{"records": [], "_links": {{"next": {{"href": "{}"}}}}}}'
BOTH: list[tuple[str, dict[str, Any]]] = [
    ("a page with 200", {"body": HTML}),
    ("a page with 503", {"body": HTML, "status": 503}),
    ("half an answer", {"when": "after", "do": "truncate", "bytes": 20}),
    ("nothing", {"body": ""}),
    ("null", {"body": "null", **JSON}),
    ("nothing, as no content", {"status": 204}),
    ("a redirect", {"status": 302, "headers": {"Location": "http://127.0.0.1:9/client/api"}}),
    ("a redirect to nowhere", {"status": 302}),
    ("the depth of Python", {"body": DEEP, **JSON}),
    ("another encoding", {"body": '{"name": "\\ud800"}', **JSON}),
    ("an error without words", {"body": '{"error": null}', "status": 500, **JSON}),
]
ONTAP: list[tuple[str, dict[str, Any]]] = [
    ("null for a list", {"body": '{"records": null, "num_records": 2}', **JSON}),
    ("null for a record", {"body": '{"records": [null]}', **JSON}),
    ("a next page elsewhere", {"body": NEXT.format("https://evil.example/api/cluster"), **JSON}),
    ("a next page of a host", {"body": NEXT.format("//evil.example/api/cluster"), **JSON}),
    ("a next page in a circle", {"body": NEXT.format("/api/cluster/nodes?start.uuid=a"), **JSON}),
]
CLOUD: list[tuple[str, dict[str, Any]]] = [
    ("no envelope", {"body": "{}", **JSON}),
    ("another envelope", {"body": '{"listeventsresponse": {}}', **JSON}),
    ("two envelopes", {"body": '{"listzonesresponse": {}, "listpodsresponse": {}}', **JSON}),
    ("a list for an envelope", {"body": "[]", **JSON}),
]
CASES = [(s, n, r) for s in ("ontap", "cloudstack") for n, r in BOTH]
CASES += [("ontap", n, r) for n, r in ONTAP] + [("cloudstack", n, r) for n, r in CLOUD]


@pytest.fixture
def desk(rough: Bench, tmp_path: Path) -> Workstation:
    return commanded(rough, tmp_path)


def answer(bench: Bench, **rule: Any) -> None:
    bench.control("POST", "/faults", {"times": -1, "do": "answer", **rule})


@pytest.mark.parametrize(("server", "rule"), [(s, r) for s, _, r in CASES], ids=[f"{s}: {n}" for s, n, _ in CASES])
def test_an_answer_that_is_none_is_told_and_changes_nothing(
    rough: Bench, desk: Workstation, server: str, rule: dict[str, Any]
) -> None:
    kept = (desk.profile / "settings.toml").read_bytes()
    answer(rough, server=server, **rule)
    name = {"ontap": "lab-ontap", "cloudstack": "lab cloud"}[server]
    for command in ("inventory",), ("backup", "app-01", "--yes"), ("connections", "test", name):
        said = desk.run(*command)
        assert said.code in (1, 3)
        assert f"{name} " in said.err
        assert len(said.err) < 5000
    assert rough.changes() == []
    assert (desk.profile / "settings.toml").read_bytes() == kept


@pytest.mark.parametrize(("server", "what"), [("ontap", "cluster"), ("cloudstack", "zones")])
def test_an_answer_of_100_megabytes_is_not_read_to_its_end(
    rough: Bench, desk: Workstation, server: str, what: str
) -> None:
    answer(rough, server=server, body=" " * 1024, repeat=100 * 1024, times=1)
    said = desk.run("inventory")
    name = {"ontap": "lab-ontap", "cloudstack": "lab cloud"}[server]
    assert said.err == f"Not read: {what}. {name} answers with more than 64 MiB; the rest was not read.\n"


def test_an_empty_envelope_is_no_evidence_that_nothing_is_there(rough: Bench, desk: Workstation) -> None:
    answer(rough, server="cloudstack", match="^listVolumes$", body='{"listvolumesresponse": {}}', **JSON)
    said = desk.run("backup", "app-01", "--yes")
    assert (said.code, rough.changes(), said.err) == (3, [], "app-01 has no disks that could be read.\n")


def test_null_for_a_list_in_a_cloud_is_a_gap(rough: Bench, desk: Workstation) -> None:
    answer(rough, match="^listHosts$", body='{"listhostsresponse": {"count": 1, "host": null}}', **JSON)
    said = desk.run("inventory")
    assert (said.code, said.err) == (
        1,
        "Not read: hosts. lab cloud sends an answer that is not CloudStack's (Expected `array`, got `null`).\n",
    )


def test_lists_without_an_end_are_given_up(rough: Bench, desk: Workstation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vscdesktop.clients.cloudstack.client.PAGES", 5)
    body = '{"listzonesresponse": {"count": 1000000, "zone": [{"id": "a", "name": "b"}]}}'
    answer(rough, match="^listZones$", body=body, **JSON)
    assert "lab cloud names ever more pages of listZones." in desk.run("inventory").err


# -- names ---------------------------------------------------------------------------------------
def test_names_with_markup_and_control_characters_stay_text(rough: Bench, desk: Workstation) -> None:
    row = {"server": "cloudstack", "table": "virtualmachine", "name": "ci-01", "set": {"name": EVIL}}
    rough.control("POST", "/edit", row)
    rough.control("POST", "/edit", {**row, "name": EVIL, "set": {"hypervisor": EVIL, "displayname": EVIL}})
    rough.control("POST", "/edit", {**row, "table": "volume", "name": "ROOT-18", "set": {"name": EVIL}})
    rough.control("POST", "/edit", {"server": "ontap", "table": "cluster", "name": "lab-ontap", "set": {"name": EVIL}})
    for words in ("inventory",), ("backup", EVIL, "--yes"), ("connections", "test", "lab-ontap"):
        for more in (), ("--json",):
            said = desk.run(*words, *more)
            assert all(c.isprintable() for c in (said.out + said.err).replace("\n", "")), words
            assert "<b>Bob</b>" in said.out + said.err
            if more:
                assert json.dumps(EVIL)[1:-1] in said.out
    assert rough.changes() == []


def test_what_a_server_says_in_an_error_stays_text(rough: Bench, desk: Workstation) -> None:
    body = json.dumps({"error": {"message": EVIL, "code": "4"}})
    answer(rough, server="ontap", status=400, body=body, **JSON)
    said = desk.run("connections", "test", "lab-ontap")
    assert said.code == 1
    assert said.err == "lab-ontap: \ufffd[2J\ufffd31m<b>Bob</b>\ufffd\ufffd\ufffd (code 4)\n"


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_names_that_a_terminal_cannot_show_are_shown_as_it_can(rough: Bench, desk: Workstation, encoding: str) -> None:
    process = desk.spawn("inventory", env={**os.environ, "PYTHONIOENCODING": encoding}, encoding=encoding)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, "")
    assert "\\u65e5\\u672c" in out


# -- on the way ----------------------------------------------------------------------------------
ODD: list[tuple[str, dict[str, Any], State]] = [
    ("a page with 200 instead", {"body": HTML}, State.UNDONE),
    ("a page with 503 once", {"body": HTML, "status": 503, "times": 1}, State.DONE),
    ("a page with 503 for good", {"body": HTML, "status": 503}, State.UNDONE),
    ("a redirect", {"status": 307, "headers": {"Location": "http://127.0.0.1:9/"}}, State.UNDONE),
    ("success without effect", {"status": 202, "body": "{}", **JSON}, State.UNDONE),
    ("a page after its effect", {"body": HTML, "when": "after"}, State.DONE),
    ("half an answer after its effect", {"when": "after", "do": "truncate", "bytes": 3}, State.DONE),
    ("401 after its effect", {"status": 401, "body": "{}", "when": "after", "times": 1}, State.WAITING),
]


@pytest.mark.parametrize(("rule", "end"), [c[1:] for c in ODD], ids=[c[0] for c in ODD])
def test_what_a_change_is_answered_never_decides(rough_site: Site, rule: dict[str, Any], end: State) -> None:
    bench, plan, before = rough_site.bench, rough_site.backup_plan("ci-01"), rough_site.bench.hashes("ci-01")
    answer(bench, match="POST /storage/file/clone .*qcow2$", **rule)
    result = rough_site.run(plan)
    assert result.state is end, result
    assert bench.hashes("ci-01") == before
    if end is not State.WAITING:
        inside = [p.rpartition("/")[2] for p in bench.files("cs_gold") if p.startswith(".vsc/points/")]
        assert inside[2:] == (["0.qcow2", "manifest.json"] if end is State.DONE else [])


# -- slow ----------------------------------------------------------------------------------------
def test_a_slow_answer_is_waited_for_only_so_long(
    rough: Bench, desk: Workstation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "TIMEOUTS", (6.0, 0.3))
    monkeypatch.setattr(http, "PATIENT", 0.2)
    rough.control("DELETE", "/faults")  # from here on requests are counted
    rough.control("POST", "/faults", {"server": "ontap", "times": -1, "do": "delay", "seconds": 1.5})
    said = desk.run("inventory")
    assert said.err == (
        "Not read: cluster, nodes, local tiers, storage VMs, LIFs, volumes. lab-ontap gives no complete answer "
        "(nothing came for 0.3 s).\n"
    )
    assert said.code == 1
    assert rough.control("GET", "/trace")["requests"]["ontap"] == 1  # one has waited for all six


def test_a_slow_change_is_looked_at_not_sent_again(rough_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    plan, bench = rough_site.backup_plan("ci-01"), rough_site.bench
    monkeypatch.setattr(http, "TIMEOUTS", (6.0, 0.3))
    rule = {"match": "POST /storage/file/clone .*qcow2$", "when": "after", "do": "delay", "seconds": 1}
    bench.control("POST", "/faults", rule)
    assert rough_site.run(plan).state is State.DONE
    assert len([c for c in bench.changes() if c.startswith("POST /storage/file/clone")]) == 2  # its base and itself
