"""The lab's CloudStack, asked over HTTP the way its clients ask."""

import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import cs
import pytest

from vscdesktop.lab.cloudstack.signature import sign
from vscdesktop.lab.serve import Lab, Options

Row = dict[str, Any]


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with Lab(Options(factor=20)) as running:
        yield running


@pytest.fixture
def client(lab: Lab) -> cs.CloudStack:
    at = lab.told["cloudstack"]
    return cs.CloudStack(at["url"], at["api_key"], at["secret_key"], method="post", fetch_result=False)


class Raw:
    """Requests as no library sends them; (status, body) of each."""

    def __init__(self, lab: Lab) -> None:
        self.url = lab.told["cloudstack"]["url"]
        self.key, self.secret = lab.told["cloudstack"]["api_key"], lab.told["cloudstack"]["secret_key"]

    def __call__(self, command: str, signature: str = "", **params: str) -> tuple[int, Any]:
        pairs = {"command": command, "response": "json", "apiKey": self.key, **params}
        pairs = {k: v for k, v in pairs.items() if v is not None}
        pairs["signature"] = signature or sign(pairs.items(), self.secret)
        return get(f"{self.url}?{urllib.parse.urlencode(pairs, quote_via=urllib.parse.quote)}")


def get(url: str) -> tuple[int, Any]:
    try:
        with urllib.request.urlopen(url) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        with error:
            body = error.read()
            return error.code, json.loads(body) if body[:1] == b"{" else body.decode()


@pytest.fixture
def raw(lab: Lab) -> Raw:
    return Raw(lab)


def wait(client: cs.CloudStack, job: str) -> Row:
    for _ in range(200):
        answer: Row = client.queryAsyncJobResult(jobid=job)
        if answer["jobstatus"]:
            return answer
        time.sleep(0.02)
    raise AssertionError("the job does not end")


def named(client: cs.CloudStack, name: str) -> Row:
    row: Row = client.listVirtualMachines(name=name, listall=True, projectid="-1")["virtualmachine"][0]
    return row


def in_seconds(seconds: int) -> str:
    return (datetime.now(UTC) + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S+0000")


def test_tilde_and_star_are_signed_as_java_encodes_them(raw: Raw) -> None:
    assert raw("listZones", name="a~b*c d") == (200, {"listzonesresponse": {}})
    assert sign([("keyword", "~*")], "s") == sign([("KEYWORD", "~*")], "s") != sign([("keyword", "%7E*")], "s")


def test_a_request_that_has_expired_or_is_signed_by_another_is_refused(raw: Raw) -> None:
    refused = {"uuidList": [], "errorcode": 401}
    refused["errortext"] = "unable to verify user credentials and/or request signature"
    old = raw("listZones", signatureVersion="3", expires=in_seconds(-5))
    assert old == (401, {"listzonesresponse": refused})
    assert raw("listZones", signatureVersion="3", expires=in_seconds(60))[0] == 200
    assert raw("listZones", signatureVersion="3")[0] == 401
    assert raw("listZones", signature="bm9wZQ==")[0] == 401
    assert raw("listZones", apiKey="somebody")[0] == 401


def test_unknown_commands_are_401_as_if_the_signature_were_wrong(raw: Raw) -> None:
    assert raw("listzones") == raw("nothingLikeIt")
    assert raw("deployVirtualMachine")[1].keys() == {"errorresponse"}
    assert raw("")[1].keys() == {"null"}


def test_ids_that_lead_nowhere_and_missing_parameters_are_431(raw: Raw) -> None:
    for id, own, text in (
        ("00000000-0000-4000-8000-000000000000", 9999, "entity does not exist"),
        ("", 4350, "Invalid value provided for API arg: id"),
        ("☃", 9999, "value=☃"),
    ):
        status, body = raw("listVolumes", id=id)
        error = body["listvolumesresponse"]
        assert (status, error["errorcode"], error["cserrorcode"]) == (431, 431, own)
        assert text in error["errortext"]
    assert "missing parameter id" in raw("startVirtualMachine")[1]["startvirtualmachineresponse"]["errortext"]
    assert "missing parameter templatefilter" in raw("listTemplates")[1]["listtemplatesresponse"]["errortext"]


@pytest.mark.parametrize(
    ("page", "pagesize", "expected"),
    [
        (None, "5", '"page" parameter is required'),
        ("1", None, '"pagesize" parameter is required'),
        ("1", "501", "Page size can't exceed max allowed page size value: 500"),
        ("x", "1", "invalid value x for parameter page"),
    ],
)
def test_page_and_pagesize_come_together(raw: Raw, page: str, pagesize: str, expected: str) -> None:
    status, body = raw("listVolumes", page=page, pagesize=pagesize)
    assert status == 431
    assert expected in body["listvolumesresponse"]["errortext"]


def test_count_is_the_total_and_an_empty_list_is_an_empty_object(raw: Raw) -> None:
    body = raw("listHosts", page="2", pagesize="3")[1]["listhostsresponse"]
    assert (body["count"], len(body["host"])) == (4, 1)
    assert raw("listHosts", page="9", pagesize="3")[1] == {"listhostsresponse": {"count": 4}}
    assert raw("listVolumes", listall="true", page="9", pagesize="500")[1] == {"listvolumesresponse": {}}
    assert raw("listHosts", name="nobody")[1] == {"listhostsresponse": {}}
    assert raw("listHosts", page="1", pagesize="0")[1] == {"listhostsresponse": {"count": 4}}


def test_only_the_callers_own_items_are_seen_without_listall(client: cs.CloudStack) -> None:
    def names(**how: Any) -> set[str]:
        return {v["name"] for v in client.listVirtualMachines(fetch_list=True, **how)}

    assert "web-02" not in names()  # acme's
    assert "web-02" in names(listall=True)
    assert "proj-01" not in names(listall=True)
    assert names(projectid="-1") == {"proj-01"}
    assert {"proj-01", "web-02", "web-01"} <= names(listall=True, projectid="-1")


def test_a_list_comes_in_pages_and_a_filter_the_lab_does_not_know_is_refused(client: cs.CloudStack, raw: Raw) -> None:
    everything = client.listVolumes(fetch_list=True, listall=True, projectid="-1", page_size=7)
    assert len({v["id"] for v in everything}) == len(everything) > 30
    ids = [everything[0]["id"], everything[5]["id"]]
    assert len(client.listVolumes(ids=ids, listall=True)["volume"]) == 2
    assert raw("listVolumes", isencrypted="true")[0] == 530
    assert raw("listVolumes", isencrypted="false", nothingLikeIt="1")[0] == 200


def test_a_volume_shows_what_it_is_attached_to(client: cs.CloudStack) -> None:
    vm = named(client, "web-01")
    disks = client.listVolumes(virtualmachineid=vm["id"])["volume"]
    assert [(d["type"], d["storage"]) for d in disks] == [
        ("ROOT", "gold"), ("DATADISK", "gold"), ("DATADISK", "silver"), ("DATADISK", "silver"),
    ]  # fmt: skip
    assert all(d["path"] == d["id"] and d["vmstate"] == "Running" for d in disks)
    assert "_format" not in disks[0]
    moved = client.listVolumes(virtualmachineid=named(client, "web-02")["id"], listall=True)["volume"][0]
    assert moved["path"] != moved["id"]


def test_plugin_pool_shows_no_password(client: cs.CloudStack) -> None:
    (pool,) = client.listStoragePools(name="plugin")["storagepool"]
    assert pool["provider"] == "NetApp ONTAP"
    assert set(pool["details"]) == {"volumeUUID", "protocol", "exportPolicyName", "exportPolicyId"}


def test_pool_objects_are_the_files_of_its_directory(client: cs.CloudStack) -> None:
    (pool,) = client.listStoragePools(name="silver")["storagepool"]
    answer = client.listStoragePoolObjects(id=pool["id"], page=1, pagesize=500)
    rows = answer["datastoreobject"]
    assert answer["count"] == len(rows)
    volumes = client.listVolumes(storageid=pool["id"], listall=True)["volume"]
    assert {r["volumeid"] for r in rows if "volumeid" in r} == {v["id"] for v in volumes}
    assert {r["templatename"] for r in rows if "templateid" in r} == {"debian-12"}


def test_start_and_stop_are_jobs_whose_states_on_the_way_are_seen(client: cs.CloudStack) -> None:
    vm = named(client, "app-01")
    job = client.startVirtualMachine(id=vm["id"])["jobid"]
    shown = named(client, "app-01")
    assert (shown["jobid"], shown["jobstatus"]) == (job, 0)
    seen, state = set(), shown["state"]
    while not (answer := client.queryAsyncJobResult(jobid=job))["jobstatus"]:
        assert "jobresult" not in answer
        seen.add(state)  # read while the job was still pending
        time.sleep(0.01)
        state = named(client, "app-01")["state"]
    assert seen == {"Stopped", "Starting"}
    assert answer["jobresult"]["virtualmachine"]["state"] == "Running"
    assert "jobid" not in named(client, "app-01")
    again = wait(client, client.startVirtualMachine(id=vm["id"])["jobid"])
    assert (again["jobresultcode"], again["jobresult"]["errorcode"]) == (431, 431)
    first, second = (client.stopVirtualMachine(id=vm["id"])["jobid"] for _ in "ab")
    assert wait(client, second)["jobstatus"] == 1  # stopping what is stopped succeeds
    assert client.queryAsyncJobResult(jobid=first)["jobstatus"] == 1
    assert "hostid" not in named(client, "app-01")


def test_jobs_of_an_instance_wait_for_each_other(client: cs.CloudStack) -> None:
    vm = named(client, "busy-01")
    job = client.startVirtualMachine(id=vm["id"])["jobid"]
    time.sleep(0.3)
    assert client.queryAsyncJobResult(jobid=job)["jobstatus"] == 0
    assert named(client, "busy-01")["jobid"] == vm["jobid"] != job


def test_details_min_leaves_out_what_was_not_asked_for(client: cs.CloudStack, raw: Raw) -> None:
    (least,) = client.listVirtualMachines(name="web-01", details="min")["virtualmachine"]
    assert "memory" not in least and "templateid" not in least and least["nic"]
    assert raw("listVirtualMachines", details="bogus")[0] == 431


def test_settings_can_have_a_clusters_own_value(client: cs.CloudStack, lab: Lab) -> None:
    cluster = client.listClusters(name="kvm-b")["cluster"][0]["id"]
    name = "kvm.incremental.snapshot"
    lab.world.state.cloud["configuration"][name]["_values"][cluster] = "true"
    assert client.listConfigurations(name=name)["configuration"][0]["value"] == "false"
    (row,) = client.listConfigurations(name=name, clusterid=cluster)["configuration"]
    assert row["value"] == "true"
    assert client.listConfigurations(name="default.page.size", clusterid=cluster) == {}


def test_answers_are_json_only_and_say_so(raw: Raw) -> None:
    status, body = raw("listZones", response="xml")
    assert status == 430
    assert body["listzonesresponse"]["errortext"] == "This lab answers in JSON only: add response=json"
