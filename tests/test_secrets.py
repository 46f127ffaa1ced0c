"""No secret ever stands anywhere: not in a file, an output, an error, a process list."""

import base64
import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from traceback import TracebackException

import pytest

from tests.support import Bench, Workstation, commanded
from vscdesktop import app
from vscdesktop.clients.cloudstack import client as cloud
from vscdesktop.clients.ontap import client as ontap
from vscdesktop.clients.ontap.wire import Cluster
from vscdesktop.domain.errors import Problem, Refused
from vscdesktop.domain.secret import Secret
from vscdesktop.services.refresh import refresh
from vscdesktop.store.paths import profile
from vscdesktop.store.secrets import from_command

PASSWORD, API_KEY, SECRET_KEY = "canary-Password-3fa1", "canary-Api-Key-77c0", "canary-Secret-Key-b12e"
BASIC = base64.b64encode(f"admin:{PASSWORD}".encode()).decode()
CANARIES = (PASSWORD, API_KEY, SECRET_KEY, BASIC)


@pytest.fixture(scope="module")
def lab() -> Iterator[Bench]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VSC_LAB_PASSWORD", PASSWORD)
        patch.setenv("VSC_LAB_SECRET_KEY", SECRET_KEY)
        bench = Bench("--api-key", API_KEY).__enter__()
    yield bench
    bench.__exit__(None, None, None)


@pytest.fixture
def desk(lab: Bench, tmp_path: Path) -> Workstation:
    lab.fresh()
    return commanded(lab, tmp_path)


def found(text: str | bytes) -> list[str]:
    """The canaries in a text."""
    whole = text if isinstance(text, bytes) else text.encode()
    return [c for c in CANARIES if c.encode() in whole]


def on_disk(desk: Workstation) -> list[tuple[str, list[str]]]:
    files = [p for p in desk.profile.rglob("*") if p.is_file()]
    assert len(files) >= 3  # settings, log, journal
    return [(p.name, sung) for p in files if (sung := found(p.read_bytes()))]


def test_the_canaries_sing_when_they_are_there(lab: Bench, desk: Workstation) -> None:
    """Else all of the following would prove nothing."""
    told = lab.told["ontap"][0]["password"], lab.told["cloudstack"]["api_key"], lab.told["cloudstack"]["secret_key"]
    assert told == (PASSWORD, API_KEY, SECRET_KEY)
    assert desk.run("inventory").code == 0
    (desk.profile / "leak").write_text(f"{SECRET_KEY} Basic {BASIC}")
    assert on_disk(desk) == [("leak", [SECRET_KEY, BASIC])]


def test_no_command_prints_or_keeps_a_secret(lab: Bench, desk: Workstation, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)  # of every library
    for words, code in (
        (("connections", "list"), 0),
        (("connections", "list", "--json"), 0),
        (("connections", "test", "lab cloud", "--json"), 0),
        (("inventory", "--json"), 0),
        (("backup", "app-01", "--dry-run", "--json"), 0),
        (("backup", "app-01", "--yes"), 0),
        (("restore", "app-01", "--dry-run"), 0),
        (("restore", "app-01", "--dry-run", "--json"), 0),
        (("restore", "app-01", "--yes"), 0),
        (("backup", "foreign-01", "--yes", "--json"), 3),
        (("check",), 0),
    ):
        said = desk.run(*words)
        assert said.code == code, said.err
        assert found(said.out + said.err) == []
    lab.control("POST", "/faults", {"do": "answer", "status": 401, "times": -1})
    assert found(desk.run("inventory").err) == []
    settings = desk.profile / "settings.toml"
    text = re.sub('pin = "[0-9a-f]+"', f'pin = "{"00" * 32}"', settings.read_text())
    settings.write_text(text.replace(lab.told["cloudstack"]["url"], "http://127.0.0.1:1"))
    said = desk.run("inventory", "--json")
    assert ("another certificate" in said.out, "connection refused" in said.out) == (True, True)
    assert found(said.out + said.err) == []
    assert found(caplog.text) == []
    assert on_disk(desk) == []


def test_a_process_at_work_shows_no_secret_to_its_neighbours(lab: Bench, desk: Workstation) -> None:
    lab.control("POST", "/faults", {"match": "POST .*/snapshots", "do": "hold"})
    process = desk.spawn("backup", "app-01", "--yes")
    try:
        assert lab.control("GET", "/faults/held?wait=20")
        running = Path(f"/proc/{process.pid}")
        for name in ("cmdline", "environ"):
            assert found((running / name).read_bytes()) == []
        assert on_disk(desk) == []  # the journal's write-ahead log included
        assert (desk.profile / "journal.sqlite-wal").exists()
        assert desk.profile.stat().st_mode & 0o077 == 0
    finally:
        lab.control("POST", "/faults/release", {})
        out, err = process.communicate(timeout=30)
    assert process.returncode == 0, err
    assert found(out + err) == []


# -- in memory -----------------------------------------------------------------------------------
def clients(lab: Bench, pin: str = "") -> tuple[ontap.Ontap, cloud.CloudStack]:
    array, stack = lab.told["ontap"][0], lab.told["cloudstack"]
    one = ontap.Ontap("o", "lab-ontap", array["url"], "admin", Secret(PASSWORD), pin)
    return one, cloud.CloudStack("c", "lab cloud", stack["url"], Secret(API_KEY), Secret(SECRET_KEY), "")


def unreachable(lab: Bench) -> tuple[ontap.Ontap, cloud.CloudStack]:
    one = ontap.Ontap("o", "o", "https://127.0.0.1:1", "admin", Secret(PASSWORD), "")
    return one, cloud.CloudStack("c", "c", "http://127.0.0.1:1", Secret(API_KEY), Secret(SECRET_KEY), "")


def test_what_is_printed_of_an_object_shows_no_secret(desk: Workstation) -> None:
    built = app.build(profile(str(desk.profile)), lambda _: Secret(PASSWORD))
    shown = [built, built.connections, built.systems, vars(built.systems), refresh(built.systems)]
    every: list[ontap.Ontap | cloud.CloudStack] = [*built.systems.arrays.values(), *built.systems.clouds.values()]
    for client in every:
        shown += [client, vars(client), client._session]
    built.close()
    assert found(repr(shown)) == []
    assert str(Secret(PASSWORD)) == "Secret(***)"


@pytest.mark.parametrize(
    "make", [clients, lambda lab: clients(lab, "00" * 32), unreachable], ids=["html", "pin", "gone"]
)
def test_an_error_holds_no_secret_however_deep_one_looks(
    lab: Bench, make: Callable[[Bench], tuple[ontap.Ontap, cloud.CloudStack]]
) -> None:
    lab.fresh()
    lab.control("POST", "/faults", {"do": "answer", "body": "<html>", "times": -1})
    array, stack = make(lab)
    for ask in (lambda: array.one("/cluster", Cluster), lambda: stack.rows("listZones", "zone", Cluster)):
        with pytest.raises(Problem) as caught:
            ask()
        assert found("".join(TracebackException.from_exception(caught.value).format())) == []
        locals_too = "".join(TracebackException.from_exception(caught.value, capture_locals=True).format())
        assert set(found(locals_too)) <= {API_KEY}  # the name of an account, in a frame of the library
        link: BaseException | None = caught.value
        while link is not None:
            assert found(repr((link, vars(link)))) == []
            assert not hasattr(link, "request")
            link = link.__cause__ or link.__context__


def test_what_a_secret_command_printed_before_it_failed_is_not_kept_in_the_error() -> None:
    with pytest.raises(Refused) as raised:
        from_command(["sh", "-c", "echo canary; exit 1"])
    assert raised.value.__context__ is None and raised.value.__cause__ is None
