"""The lab's ONTAP: what other people's programs and NetApp's documents say that it must do."""

import base64
import json
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import pytest

from vscdesktop.lab import files
from vscdesktop.lab.blocks import Map, Pattern
from vscdesktop.lab.faults import Faults
from vscdesktop.lab.http import Door, Request
from vscdesktop.lab.ontap import make
from vscdesktop.lab.ontap.engine import Engine
from vscdesktop.lab.ontap.model import Table
from vscdesktop.lab.ontap.service import service
from vscdesktop.lab.ontap.tables import TABLES
from vscdesktop.lab.world import World

GIB = 1 << 30
FORM = {"Content-Type": "multipart/form-data; boundary=B"}


class Array:
    """A small array and a client of it."""

    def __init__(self) -> None:
        self.world = world = World(seed=7, factor=10)
        make.cluster(world, "c1")
        for name in ("c1-01", "c1-02"):
            make.node(world, name)
        make.tier(world, "aggr1", "c1-01", 100 * GIB)
        make.svm(world, "svm1")
        make.lif(world, "svm1", "lif1", "192.0.2.10", "c1-01")
        self.volume = make.volume(world, "svm1", "pool1", 20 * GIB, "aggr1", "/pool1")
        self.faults = Faults()
        self.door = Door(0, service(world, "admin", "pässword"), world, self.faults, None)
        self.door.start()

    def ask(
        self, method: str, path: str, body: Any = None, user: str = "admin:pässword", **headers: str
    ) -> tuple[int, Any]:
        """(status, decoded JSON or bytes)"""
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        token = base64.b64encode(user.encode()).decode()
        connection = HTTPConnection("127.0.0.1", self.door.port)
        connection.request(method, "/api" + path, data, {"Authorization": f"Basic {token}", **headers})
        answer = connection.getresponse()
        raw = answer.read()
        connection.close()
        return answer.status, json.loads(raw) if "json" in (answer.getheader("Content-Type") or "") else raw

    def file(self, path: str) -> str:
        return f"/storage/volumes/{self.volume.uuid}/files/{quote(path, safe='')}"

    def code(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, str]:
        status, answer = self.ask(method, path, body, **headers)
        return status, answer["error"]["code"]

    def disk(self, path: str, size: int = GIB, seed: int = 1) -> files.Node:
        """A file of `size` bytes with one megabyte of guest data."""
        held = Map(65536, {n: Pattern(65536, seed, 0, n * 65536) for n in range(16)})
        return self.volume.place(path, held, size)

    def done(self, answer: Any) -> Any:
        """The job of a 202, when it has ended."""
        path = f"/cluster/jobs/{answer['job']['uuid']}"
        end = time.monotonic() + 5
        while (job := self.ask("GET", path)[1])["state"] == "running":
            assert time.monotonic() < end
            time.sleep(0.01)
        return job

    def clone(self, source: str, target: str, **more: Any) -> Any:
        body = {"volume": {"uuid": self.volume.uuid}, "source_path": source, "destination_path": target, **more}
        status, answer = self.ask("POST", "/storage/file/clone", body)
        assert status == 202
        return self.done(answer)

    def snapshot(self, name: str) -> Any:
        return self.done(self.ask("POST", f"/storage/volumes/{self.volume.uuid}/snapshots", {"name": name})[1])


@pytest.fixture
def array() -> Iterator[Array]:
    made = Array()
    yield made
    made.door.shutdown()
    made.door.server_close()


def test_another_password_is_refused_before_anything_is_read(array: Array) -> None:
    status, answer = array.ask("GET", "/nothing", user="admin:wrong")
    assert (status, answer["error"]["code"]) == (401, "6691623")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/protocols/nope", 404, "3"),
        ("GET", "/storage/volumes/00000000-0000-4000-8000-000000000000", 404, "4"),
        ("GET", "/storage/volumes?fields=name,nope", 400, "262197"),
        ("GET", "/storage/volumes?nope=1", 400, "262179"),
        ("PATCH", "/storage/volumes?name=pool1", 405, "3"),
        ("DELETE", "/storage/volumes/{v}/snapshots?name=*", 405, "3"),
        ("PATCH", "/storage/volumes/{v}/snapshots", 405, "3"),
        ("GET", "/storage/volumes/00000000-0000-4000-8000-000000000000/files", 404, "918235"),
        ("GET", "/storage/volumes/{v}/files/nope", 404, "6684674"),
        ("DELETE", "/storage/volumes/{v}/files/%2F", 400, "6488110"),
        ("DELETE", "/storage/volumes/{v}/files/a?recurse=true", 400, "262179"),
        ("DELETE", "/storage/volumes/{v}/files/a?return_timeout=15", 400, "262179"),
    ],
)
def test_what_is_not_served_is_refused_in_ontaps_words(
    array: Array, method: str, path: str, status: int, code: str
) -> None:
    assert array.code(method, path.replace("{v}", array.volume.uuid)) == (status, code)


def test_a_list_shows_only_what_was_asked_for(array: Array) -> None:
    _, bare = array.ask("GET", "/storage/volumes")
    assert set(bare["records"][0]) == {"uuid", "name", "_links"}
    _, some = array.ask("GET", "/storage/volumes?svm.name=svm1&fields=nas.path,space.used", Accept="application/json")
    assert set(some["records"][0]) == {"uuid", "name", "svm", "nas", "space"}
    assert some["records"][0]["svm"] == {"name": "svm1"}, "a filtered field comes back"
    assert "guarantee" not in array.ask("GET", "/storage/volumes?fields=*")[1]["records"][0], "expensive"
    assert array.ask("GET", "/storage/volumes?fields=**")[1]["records"][0]["guarantee"] == {"type": "none"}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("name=a*", ["a1", "a2"]),
        ("name=!a*", ["b", "d"]),
        ("name=a1|b", ["a1", "b"]),
        ("type=directory", ["d"]),
        ("is_empty=true&size=4096", ["d"]),
    ],
)
def test_queries(array: Array, query: str, names: list[str]) -> None:
    for name, size in (("a1", 1000), ("a2", 2000), ("b", 3000)):
        array.volume.put(name, b"x" * size)
    array.volume.mkdir("d")
    path = f"/storage/volumes/{array.volume.uuid}/files?{query.replace(' ', '%20')}"
    found = [r["name"] for r in array.ask("GET", path)[1]["records"] if not r["name"].startswith(".")]
    assert found == names


def test_pages_follow_each_other_while_names_come_and_go(array: Array) -> None:
    for n in range(25):
        array.volume.put(f"f{n:02}", b"")
    path, seen = f"/storage/volumes/{array.volume.uuid}/files?max_records=10&type=file", []
    while path:
        answer = array.ask("GET", path)[1]
        seen += [r["name"] for r in answer["records"]]
        array.volume.delete(seen[-1])
        path = answer.get("_links", {}).get("next", {}).get("href", "").removeprefix("/api")
    assert seen == [f"f{n:02}" for n in range(25)]


def test_nodes_tell_the_clusters_local_time(array: Array) -> None:
    array.world.clock.jump(3600)
    date = array.ask("GET", "/cluster/nodes?fields=date")[1]["records"][0]["date"]
    at = time.strptime(date.replace("+02:00", "+0200"), "%Y-%m-%dT%H:%M:%S%z")
    assert abs(time.mktime(at) - time.timezone - at.tm_gmtoff - array.world.clock.now()) < 5


def test_paths_are_one_part_and_a_plus_is_a_plus(array: Array) -> None:
    array.ask("POST", array.file("a b"), {"type": "directory", "unix_permissions": "0700"})
    array.volume.put("a b/c+d.txt", b"1")
    found = array.ask("GET", f"/storage/volumes/{array.volume.uuid}/files/a%20b%2Fc+d%2Etxt?return_metadata=true")
    assert found[1]["records"][0]["size"] == 1
    assert array.ask("GET", array.file("a b") + "?return_metadata=true")[1]["records"][0]["unix_permissions"] == 700
    assert array.ask("GET", f"/storage/volumes/{array.volume.uuid}/files/a%20b/c")[0] == 404


def test_an_upload_is_create_only_appends_by_default_and_cuts_nothing_off(array: Array) -> None:
    def upload(text: str, query: str) -> int:
        form = f'--B\r\nContent-Disposition: form-data; name="data"; filename="data"\r\n\r\n{text}\r\n--B--\r\n'
        return array.ask("POST", f"{array.file('m')}?{query}", form.encode(), **FORM)[0]

    def content() -> bytes:
        path = f"{array.file('m')}?byte_offset=0&length=1000"
        return (
            bytes(array.ask("GET", path, Accept="multipart/form-data")[1]).split(b"\r\n\r\n", 1)[1].split(b"\r\n--")[0]
        )

    assert upload("one\r\ntwo", "byte_offset=0") == 201
    assert content() == b"one\r\ntwo"
    assert upload("x", "byte_offset=0") == 409
    assert upload("X", "overwrite=true&byte_offset=0") == 201
    assert content() == b"Xne\r\ntwo"
    assert upload("!" * 5000, "overwrite=true") == 201
    assert content().startswith(b"Xne\r\ntwo!!!") and array.volume.get("m").size == 5008


def test_a_rename_answers_at_once_and_never_onto_another_name(array: Array) -> None:
    array.volume.mkdir("d")
    array.volume.put("a", b"1")
    array.volume.put("b", b"2")
    inode = array.volume.get("a").number
    assert array.code("PATCH", array.file("a"), {"path": "b"}) == (409, "6488082")
    assert array.code("PATCH", array.file("a"), {"path": "d"}) == (409, "6488083")
    assert array.code("PATCH", array.file("a"), {"path": "no/a"}) == (409, "6488082")
    assert array.code("PATCH", array.file("nope"), {"path": "c"}) == (404, "6684674")
    assert array.ask("PATCH", array.file("a"), {"path": "d/a"}) == (200, b"")
    assert array.volume.get("d/a").number == inode
    assert array.code("DELETE", array.file("d")) == (409, "131138")
    assert array.code("PATCH", array.file("d"), {"path": "d/e"}) == (409, "6488082"), "not into itself"


def test_deleting_a_large_file_is_a_job(array: Array) -> None:
    array.disk("big")
    array.disk("small", size=GIB - 1)
    assert array.ask("DELETE", array.file("small")) == (200, b"")
    status, answer = array.ask("DELETE", array.file("big"))
    assert status == 202 and array.volume.find("big") is not None
    assert array.done(answer)["state"] == "success" and array.volume.find("big") is None


def test_a_clone_shares_everything_and_happens_when_its_job_ends(array: Array) -> None:
    array.disk("a")
    before = array.volume.used
    body = {"volume.uuid": array.volume.uuid, "source_path": "a", "destination_path": "b"}
    status, answer = array.ask("POST", "/storage/file/clone", body)
    assert status == 202 and array.volume.find("b") is None
    job = array.done(answer)
    assert (job["state"], job["code"]) == ("success", 0)
    shown = array.ask("GET", array.file("b") + "?return_metadata=true&fields=unique_bytes,bytes_used,size")[1]
    assert {k: v for k, v in shown["records"][0].items() if k != "_links"} == {
        "path": "b",
        "name": "",
        "size": GIB,
        "bytes_used": 1 << 20,
        "unique_bytes": 0,
    }
    assert 0 < array.volume.used - before < 0.005 * GIB
    array.volume.delete("b")
    assert array.volume.used == before


def test_a_clone_that_cannot_be_made_says_so_in_its_job_except_without_a_directory(array: Array) -> None:
    array.disk("a")
    array.volume.mkdir("d")
    for source, target, code in (("nope", "b", 917864), ("a", "a", 13565952), ("a", "d", 13565952)):
        job = array.clone(source, target)
        assert (job["state"], job["code"], job["error"]["code"]) == ("failure", code, str(code))
    assert array.clone("a", "no/b")["state"] == "success" and array.volume.find("no") is None
    array.volume.ballast = array.volume.available
    assert "No space left on device" in array.clone("a", "b")["message"]
    absolute = {"volume": {"uuid": array.volume.uuid}, "source_path": "a", "destination_path": "/b"}
    assert array.code("POST", "/storage/file/clone", absolute) == (400, "917812")
    assert array.code("POST", "/storage/file/clone", {**absolute, "range": ["0:0:1"]}) == (400, "262196")


def test_a_snapshot_is_of_the_instant_its_job_runs_and_busy_after_a_clone(array: Array) -> None:
    array.volume.put("a", b"old")
    status, answer = array.ask("POST", f"/storage/volumes/{array.volume.uuid}/snapshots", {"name": "s"})
    array.volume.put("a", b"new", overwrite=True)
    assert status == 202 and array.done(answer)["state"] == "success"
    assert array.snapshot("s")["code"] == 525059
    assert array.volume.get(".snapshot/s/a").held.read(0, 3) == b"new"
    array.clone(".snapshot/s/a", "b")
    path = f"/storage/volumes/{array.volume.uuid}/snapshots"
    uuid = array.ask("GET", f"{path}?name=s")[1]["records"][0]["uuid"]
    load = array.ask("GET", "/storage/file/clone/split-loads?fields=load")[1]["records"]
    assert sum(r["load"]["current"] for r in load) == 3
    assert array.code("DELETE", f"{path}/{uuid}") == (409, "1638555")
    array.world.clock.jump(10)
    assert array.done(array.ask("DELETE", f"{path}/{uuid}")[1])["state"] == "success"
    assert array.code("GET", f"{path}/{uuid}") == (404, "4")


def test_a_job_is_forgotten_after_five_minutes(array: Array) -> None:
    _, answer = array.ask("POST", f"/storage/volumes/{array.volume.uuid}/snapshots", {"name": "s"})
    array.done(answer)
    array.world.clock.jump(301)
    assert array.code("GET", f"/cluster/jobs/{answer['job']['uuid']}") == (404, "4")


def test_an_offline_volume_keeps_its_files_to_itself(array: Array) -> None:
    array.world.state.ontap["volumes"][array.volume.uuid]["state"] = "offline"
    assert array.code("GET", array.file("/")) == (400, "917752")
    row = array.ask("GET", "/storage/volumes?fields=nas.path,space")[1]["records"][0]
    assert "nas" not in row and "used" not in row["space"]


def test_changes_are_named_in_the_trace(array: Array) -> None:
    array.volume.put("a", b"")
    array.ask("PATCH", array.file("a"), {"path": "b/c"})
    array.clone("a", "b")
    array.ask("GET", "/cluster")
    assert [t["change"] for t in array.faults.trace] == [
        "PATCH /storage/volumes/pool1/files/a -> b/c",
        "POST /storage/file/clone a -> b",
    ]


def test_a_saved_world_comes_back_with_its_jobs(array: Array) -> None:
    array.disk("a")
    body = {"volume": {"uuid": array.volume.uuid}, "source_path": "a", "destination_path": "b"}
    _, answer = array.ask("POST", "/storage/file/clone", body)
    array.world.save("x")
    array.done(answer)
    array.world.restore("x")
    volume = array.world.state.volumes[array.volume.uuid]
    assert volume.find("b") is None
    assert array.done(answer)["state"] == "success" and volume.find("b") is not None


def test_a_plain_resource_is_one_entry(array: Array) -> None:
    daily = {"uuid": "11111111-2222-4333-8444-555555555555", "name": "daily", "type": "cron"}
    engine = Engine(array.world, (Table("/cluster/schedules", constant=(daily,)),), ())

    def get(query: str) -> Any:
        accept = {"accept": "application/json"}
        path = f"/api/cluster/schedules{query}"
        parts = urlsplit(path)
        return json.loads(
            engine.answer(Request("GET", parts.path, tuple(parse_qsl(parts.query)), accept, b"", path)).body
        )

    assert get("?type=cron")["records"] == [daily]
    assert get("/" + daily["uuid"]) == daily
    assert get("?fields=nope")["error"]["code"] == "262197"


def test_every_served_table_is_known_to_the_schema_of_the_clients(array: Array) -> None:
    for table in TABLES:
        path = table.path.replace("{volume.uuid}", array.volume.uuid)
        assert array.ask("GET", f"{path}?fields=**")[0] == 200


def test_netapps_own_library_reads_and_clones(array: Array) -> None:
    from netapp_ontap import HostConnection
    from netapp_ontap.resources.file_clone import FileClone
    from netapp_ontap.resources.file_info import FileInfo
    from netapp_ontap.resources.snapshot import Snapshot
    from netapp_ontap.resources.volume import Volume

    there = HostConnection("127.0.0.1", "admin", "pässword".encode(), port=array.door.port, scheme="http")
    array.disk("a")
    volumes = list(Volume.get_collection(connection=there, fields="space,nas.path,svm", max_records=1))
    assert [(v.name, v.nas.path, v.svm.name, v.space.size) for v in volumes] == [("pool1", "/pool1", "svm1", 20 * GIB)]
    listed = FileInfo.get_collection(array.volume.uuid, "/", connection=there, fields="size,type", max_records=2)
    assert [(f.name, f.type) for f in listed][3:] == [("a", "file")]
    snapshot = Snapshot.from_dict({"name": "s", "volume": {"uuid": array.volume.uuid}})
    snapshot.set_connection(there)
    snapshot.post(poll_interval=0.05)
    assert snapshot.uuid == array.volume.snapshots["s"].uuid, "by the Location of the answer"
    clone = FileClone(source_path=".snapshot/s/a", destination_path="b")
    clone.volume = {"uuid": array.volume.uuid}
    clone.set_connection(there)
    clone.post(poll_interval=0.05)
    assert array.volume.get("b").held is array.volume.get("a").held
    there.session.close()
