"""The control port, and what it shows of hosts, guests and files."""

import json
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import which
from typing import Any

import pytest

from vscdesktop.lab import certificate
from vscdesktop.lab.serve import Lab, Options

Control = Callable[..., Any]


@pytest.fixture
def lab() -> Iterator[Lab]:
    with Lab(Options(factor=10)) as running:
        yield running


@pytest.fixture
def control(lab: Lab) -> Control:
    return caller(lab.told["control"])


def caller(at: dict[str, str]) -> Control:
    def call(what: str, token: str = at["token"], **body: Any) -> Any:
        method, path = what.split(" ")
        data = json.dumps(body).encode() if method == "POST" else None
        if method == "GET" and body:
            path += "?" + urllib.parse.urlencode(body)
        asked = urllib.request.Request(at["url"] + path, data, {"Authorization": f"Bearer {token}"}, method=method)
        try:
            with urllib.request.urlopen(asked) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.loads(error.read())["error"]

    return call


def until(control: Control, name: str, state: str) -> dict[str, Any]:
    for _ in range(200):
        shown: dict[str, Any] = control(f"GET /instances/{name}")
        if shown["state"] == state:
            return shown
        time.sleep(0.02)
    raise AssertionError(f"{name} does not become {state}: {shown}")


def test_a_wrong_token_and_an_unknown_call_are_told_so(control: Control) -> None:
    assert control("GET /trace", token="guess")[0] == 401
    assert control("GET /nothing") == (404, "there is no call GET /nothing")
    assert control("GET /instances/nobody") == (400, "there is no instance nobody")
    assert control("POST /export", volume="cs_gold")[0] == 400


def test_every_running_guest_stamps_one_generation_over_all_its_disks(control: Control) -> None:
    until(control, "web-01", "Running")
    time.sleep(0.3)
    disks = control("GET /disks", instance="web-01")
    assert len({d["generation"] for d in disks}) == 1
    assert disks[0]["generation"] > 0
    assert [d["volume"] for d in disks] == ["cs_gold", "cs_gold", "cs_shared", "cs_shared"]
    assert disks[2]["path"].startswith("silver/")
    assert disks[0]["backing"].startswith("/mnt/")


def test_a_held_start_on_a_cached_name_opens_the_old_inode_until_it_is_deleted(control: Control) -> None:
    top, other, _ = control("GET /disks", instance="app-01")
    name = top["path"]
    assert control("POST /hosts/kvm-a-1/names", volume="cs_gold", look=[name]) == {name: top["inode"]}
    control("POST /volumes/cs_gold/rename", path=name, to="parked")
    control("POST /volumes/cs_gold/rename", path=other["path"], to=name)
    control("POST /instances/app-01/start", host="kvm-a-1", hold=True)
    assert control("POST /instances/app-01/open")["inode"] == top["inode"]  # by the name the host remembers
    control("POST /instances/app-01/stop", force=True)
    control("POST /volumes/cs_gold/delete", path="parked")
    control("POST /instances/app-01/start", host="kvm-a-1", hold=True)
    assert control("POST /instances/app-01/open")["inode"] == other["inode"]


def test_a_start_opens_disk_by_disk_down_each_chain_and_fails_on_a_missing_file(control: Control) -> None:
    root, data, silver = control("GET /disks", instance="app-01")
    shown = control("POST /instances/app-01/start", host="kvm-a-2", hold=True)
    assert (shown["state"], shown["host"], shown["opened"]) == ("Starting", "kvm-a-2", [])
    opened = [control("POST /instances/app-01/open")["path"] for _ in range(3)]
    assert opened == [root["path"], root["backing"].rsplit("/", 1)[-1], data["path"]]
    control("POST /volumes/cs_shared/delete", path=silver["path"])
    assert control("POST /instances/app-01/open") == {"missing": True}
    shown = control("GET /instances/app-01")
    assert (shown["state"], shown["opened"]) == ("Stopped", [])
    assert control("POST /instances/app-01/open")[0] == 400
    control("POST /volumes/cs_shared/put", path=silver["path"], text="")
    control("POST /instances/app-01/start")  # the host still believes that it is missing, and it is no image either
    until(control, "app-01", "Starting")
    until(control, "app-01", "Stopped")


def test_a_guest_whose_file_is_gone_loses_its_writes_and_others_do_not(control: Control) -> None:
    root, data = control("GET /disks", instance="db-01")
    control("POST /volumes/cs_gold/delete", path=root["path"])
    shown = control("POST /instances/db-01/write")
    assert shown["lost_writes"] >= 1
    assert [(o["alive"], o["path"]) for o in shown["opened"] if o["path"] == root["path"]] == [(False, root["path"])]
    assert control("GET /disks", instance="db-01")[0] == {
        "exists": False, "id": root["id"], "name": root["name"], "path": root["path"], "volume": "cs_gold",
    }  # fmt: skip
    assert control("GET /disks", instance="db-01")[1]["generation"] == shown["generation"]
    assert data["inode"] in [o["inode"] for o in shown["opened"]]


def test_a_template_nobody_uses_is_marked_and_removed_a_look_later(control: Control) -> None:
    base = control("GET /disks", instance="plugin-01")[0]["backing"].rsplit("/", 1)[-1]
    control("POST /instances/plugin-01/destroy")
    control("POST /clock", jump=70)
    assert control("GET /files", volume="plugin1") == [base]
    control("POST /configuration", name="storage.template.cleanup.enabled", value="false")
    control("POST /clock", jump=70)
    assert control("GET /files", volume="plugin1") == [base]
    control("POST /configuration", name="storage.template.cleanup.enabled", value="true")
    control("POST /clock", jump=70)
    assert control("GET /files", volume="plugin1") == []


@pytest.mark.skipif(which("qemu-img") is None, reason="needs qemu-img")
@pytest.mark.parametrize("name", ["app-01", "snapped-01", "foreign-01", "big-01", "nas-01"])
def test_exported_images_satisfy_qemu(control: Control, tmp_path: Path, name: str) -> None:
    for disk in control("GET /disks", instance=name):
        told = control("POST /export", volume=disk["volume"], path=disk["path"], to=str(tmp_path))
        assert len(told["chain"]) == len(told["backing"]) + 1
        for image, base in zip(told["chain"], [*told["chain"][1:], ""], strict=True):
            rebase = ["qemu-img", "rebase", "-u", "-f", "qcow2", "-F", "qcow2", "-b", base, image]
            subprocess.run(rebase if base else ["true"], check=True)
        for image in told["chain"]:
            subprocess.run(["qemu-img", "check", "-q", "-f", "qcow2", image], check=True)


def test_a_world_comes_back_as_it_was_saved(control: Control) -> None:
    control("POST /world/save", name="before")
    before = control("GET /disks", instance="test-01")
    control("POST /instances/test-01/write")
    assert control("GET /disks", instance="test-01")[0]["generation"] == 1
    control("POST /instances/test-01/destroy")
    control("POST /world/restore", name="before")
    assert control("GET /disks", instance="test-01") == before


def test_space_can_be_filled_and_rows_edited(control: Control) -> None:
    assert control("POST /volumes/cs_gold/fill", available=4096 * 3)["available"] == 4096 * 3
    assert control("POST /volumes/cs_gold/fill", available=1 << 40)["available"] == 1 << 40
    control("POST /edit", server="cloudstack", table="host", name="kvm-b-1", set={"state": "Down"})
    shown = control("POST /edit", server="cloudstack", table="host", name="kvm-b-1", unset=["lastpinged"])
    assert shown["state"] == "Down" and "lastpinged" not in shown


def test_a_held_request_is_seen_and_let_go_while_the_world_goes_on(lab: Lab, control: Control) -> None:
    control("POST /faults", server="cloudstack", match="^listZones$", do="hold", when="after")
    ask = threading.Thread(target=lambda: swallow(lab.told["cloudstack"]["url"] + "?command=listZones&response=json"))
    ask.start()
    (held,) = control("GET /faults/held", wait=5)
    assert held["when"] == "after"
    assert control("GET /trace")["requests"] == {"cloudstack": 1}
    assert control("POST /faults/release") == {"released": 1}
    assert control("GET /faults/held") == []
    ask.join(5)
    assert not ask.is_alive()


def swallow(url: str) -> None:
    try:
        urllib.request.urlopen(url).close()
    except urllib.error.HTTPError as error:
        error.close()


def test_the_process_says_where_it_is_and_ends_when_its_parent_does(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "vscdesktop.lab.serve", "--until-eof", "--record", str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout and process.stdin
        told = json.loads(process.stdout.readline())
        assert caller(told["control"])("GET /trace")["blocks_copied"] == 0
        assert Path(told["ontap"][0]["certificate"]).is_file()
        process.stdin.close()
        assert process.wait(10) == 0
    assert not Path(told["ontap"][0]["certificate"]).exists()


def test_ports_seed_and_certificate_can_be_chosen(tmp_path: Path) -> None:
    pem, key = certificate.make(tmp_path)
    told = []
    for seed in (5, 5, 6):
        with Lab(Options(seed=seed, integration_port=0, certificate=pem, key=key)) as lab:
            assert lab.told["ontap"][0]["certificate"] == str(pem)
            url = f"{lab.told['integration']}?command=listZones&response=json"
            with urllib.request.urlopen(url) as answer:  # unsigned, as a system on the management network asks
                told.append(json.load(answer)["listzonesresponse"]["zone"][0]["id"])
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(f"{lab.told['integration']}?command=destroyEverything&response=json")
            assert refused.value.code == 432
            refused.value.close()
    assert told[0] == told[1] != told[2]
