"""The wire guard, judged by the bytes that real libraries put on the wire: what was not announced never leaves."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from netapp_ontap import resources

from tests.support import Bench, Site
from vscdesktop.clients.guard import Blocked, allow
from vscdesktop.clients.http import Wire, session
from vscdesktop.clients.ontap.client import Ontap
from vscdesktop.domain.calls import Call

VOLUME, SNAPSHOT = "5d1a0a58-8a2f-4b5e-9b6f-0c1d2e3f4a5b", "0b7a4c7e-1f2d-4e3c-8b9a-7c6d5e4f3a2b"
FILES, SNAPSHOTS = f"/storage/volumes/{VOLUME}/files", f"/storage/volumes/{VOLUME}/snapshots"
CLONE = {"volume": {"uuid": VOLUME}, "source_path": "a", "destination_path": "b", "autodelete": False}


@pytest.fixture
def array(rough_site: Site) -> Iterator[Ontap]:
    """A client whose requests are counted: none may arrive."""
    client = rough_site.app.systems.array("ontap")
    yield client
    assert "ontap" not in rough_site.bench.control("GET", "/trace")["requests"]


@pytest.mark.parametrize(
    "act",
    [
        lambda: resources.Snapshot(VOLUME, name="x").delete(),  # sends DELETE on all snapshots
        lambda: resources.Snapshot.delete_collection(VOLUME, name=""),
        lambda: resources.Snapshot.delete_collection(VOLUME),
        lambda: resources.Snapshot.patch_collection({"comment": "x"}, VOLUME),
        lambda: resources.Snapshot(VOLUME, uuid="").delete(),
        lambda: resources.Volume(uuid="").delete(),  # sends DELETE /api/storage/volumes/
        lambda: resources.Volume(uuid=VOLUME).delete(),
        lambda: resources.Volume.delete_collection(name="cs_gold"),
        lambda: resources.Volume(uuid=VOLUME, size=1).patch(),
        lambda: resources.Snapshot(VOLUME, uuid=SNAPSHOT).delete(),  # a form we use, but no step is under way
        lambda: resources.Snapshot(VOLUME, name="x").post(),
        lambda: resources.FileInfo(VOLUME, path="a/b").delete(),
        lambda: resources.FileInfo(VOLUME, path="a").delete(recurse=True),
        lambda: resources.FileInfo(VOLUME, path="").delete(recurse=True),
        lambda: resources.FileClone(volume={"uuid": VOLUME}, source_path="a", destination_path="b").post(),
    ],
)
def test_what_netapps_own_library_would_send_never_leaves(array: Ontap, act: Callable[[], object]) -> None:
    with array._connection, pytest.raises(Blocked):
        act()


# (what is under way, what is sent)
DROP = Call("ontap", "DELETE", f"{SNAPSHOTS}/{SNAPSHOT}")
DELETE = Call("ontap", "DELETE", f"{FILES}/a%2Fb")
RENAME = Call("ontap", "PATCH", f"{FILES}/a", body={"path": "b"})
PUT = Call("ontap", "POST", f"{FILES}/a", {"overwrite": "false", "byte_offset": "0"}, upload="lease")
COPY = Call("ontap", "POST", "/storage/file/clone", body=CLONE)
RECURSIVE = Call("ontap", "DELETE", f"{FILES}/a", {"recurse": "true"})
WHOLE = Call("ontap", "DELETE", f"/storage/volumes/{VOLUME}")


@pytest.mark.parametrize(
    ("active", "sent"),
    [
        (DROP, Call("ontap", "DELETE", SNAPSHOTS)),
        (DROP, Call("ontap", "DELETE", f"{SNAPSHOTS}/{SNAPSHOT[:-1]}")),
        (DROP, Call("ontap", "DELETE", f"{SNAPSHOTS}/{SNAPSHOT.upper()}")),
        (DROP, Call("ontap", "DELETE", f"{SNAPSHOTS}/{VOLUME}")),
        (DROP, Call("ontap", "DELETE", f"{SNAPSHOTS}/{SNAPSHOT}", {"force": "true"})),
        (DROP, Call("ontap", "DELETE", f"{SNAPSHOTS}/{SNAPSHOT}", {"return_timeout": "0"})),
        (DROP, Call("ontap", "PUT", f"{SNAPSHOTS}/{SNAPSHOT}")),
        (DELETE, Call("ontap", "DELETE", f"{FILES}/a%2Fb", {"recurse": "True"})),
        (DELETE, Call("ontap", "DELETE", f"{FILES}/a%2Fb", {"RECURSE": ""})),
        (RECURSIVE, RECURSIVE),
        (DELETE, Call("ontap", "DELETE", f"{FILES}/a")),
        (DELETE, Call("ontap", "DELETE", f"{FILES}/")),
        (DELETE, Call("ontap", "DELETE", f"{FILES}/a%2Fb/c")),
        (DELETE, Call("ontap", "POST", f"{FILES}/a%2Fb")),
        (Call("other", "DELETE", f"{FILES}/a%2Fb"), DELETE),
        (RENAME, Call("ontap", "PATCH", f"{FILES}/a", body={"path": "c"})),
        (RENAME, Call("ontap", "PATCH", f"{FILES}/a", body={"path": "b", "size": 0})),
        (RENAME, Call("ontap", "PATCH", f"{FILES}/a")),
        (PUT, Call("ontap", "POST", f"{FILES}/a", {"overwrite": "true", "byte_offset": "0"}, upload="lease")),
        (PUT, Call("ontap", "POST", f"{FILES}/a", {"overwrite": "false"}, upload="lease")),
        (PUT, Call("ontap", "POST", f"{FILES}/a", {"overwrite": "false", "byte_offset": "0"}, upload="another")),
        (COPY, Call("ontap", "POST", "/storage/file/clone", body={**CLONE, "overwrite_destination": True})),
        (COPY, Call("ontap", "POST", "/storage/file/clone", body={**CLONE, "destination_path": "c"})),
        (WHOLE, WHOLE),
    ],
)  # fmt: skip
def test_a_step_sends_its_own_requests_and_no_other(array: Ontap, active: Call, sent: Call) -> None:
    with allow((active,)), pytest.raises(Blocked):
        array.send(sent, lambda _: None)


def test_the_announced_request_does_leave(rough: Bench, rough_site: Site) -> None:
    array = rough_site.app.systems.array("ontap")
    for call in (DROP, DELETE, RENAME, PUT, COPY):
        with allow((call,)), pytest.raises(Exception, match=r"volume|entry"):  # the lab has no such volume
            array.send(call, lambda _: None)
    assert len(rough.changes()) == 5


STOP = Call("cloud", "POST", "stopVirtualMachine", {"id": VOLUME})


@pytest.mark.parametrize(
    ("active", "command", "query"),
    [
        ((), "stopVirtualMachine", {"id": VOLUME}),
        ((STOP,), "stopVirtualMachine", {"id": SNAPSHOT}),
        ((STOP,), "stopVirtualMachine", {"id": VOLUME, "forced": "true"}),
        ((STOP,), "startVirtualMachine", {"id": VOLUME}),
        ((STOP,), "destroyVirtualMachine", {"id": VOLUME}),
        ((Call("cloud", "POST", "destroyVirtualMachine", {"id": VOLUME}),), "destroyVirtualMachine", {"id": VOLUME}),
        ((Call("other", "POST", "stopVirtualMachine", {"id": VOLUME}),), "stopVirtualMachine", {"id": VOLUME}),
        ((), "updateVolume", {"id": VOLUME, "path": "x"}),
        ((), "listen", {}),
        ((), "", {}),
    ],
)
def test_a_cloud_is_asked_for_nothing_but_what_was_announced(
    rough_site: Site, active: tuple[Call, ...], command: str, query: dict[str, str]
) -> None:
    with allow(active), pytest.raises(Blocked):
        rough_site.app.systems.cloud("cloud").send(Call("cloud", "POST", command, query), lambda _: None)
    trace: dict[str, Any] = rough_site.bench.control("GET", "/trace")
    assert ("cloudstack" not in trace["requests"], trace["changes"]) == (True, [])


def test_a_command_in_the_address_never_leaves(rough_site: Site) -> None:
    stack = rough_site.app.systems.cloud("cloud")
    with pytest.raises(Blocked):
        stack._session.post(f"{stack._url}?command=destroyVirtualMachine&id={VOLUME}", data={"command": "listZones"})
    with pytest.raises(Blocked):
        stack._session.get(f"{stack._url}?command=destroyVirtualMachine&id={VOLUME}")
    assert rough_site.bench.control("GET", "/trace")["requests"] == {}


def test_an_announcement_ends_with_its_step(array: Ontap) -> None:
    with allow((DELETE,)):
        pass
    with pytest.raises(Blocked, match=r"belongs to no step under way\. Nothing was sent\."):
        array.send(DELETE, lambda _: None)


@pytest.mark.parametrize("host", ["b\u00fccher.example", "HOST.example", "[FE80::1]:8443", "127.0.0.1"])
def test_no_name_of_a_host_leads_past_the_guard(host: str) -> None:
    made = session("x", f"https://{host}", "00" * 32, lambda _: None)
    for path in ("/api/cluster", "/api/storage/volumes/x"):
        request = made.prepare_request(requests.Request("DELETE", f"https://{host}{path}"))
        assert isinstance(made.get_adapter(request.url or ""), Wire)
    with pytest.raises(requests.exceptions.InvalidSchema):
        made.get(f"http://{host}/")  # another way than the one that was accepted
