"""The operating system's keyring: absent, locked, hanging, foreign, and working."""

import fcntl
import io
import os
import pty
import shlex
import shutil
import subprocess
import sys
import termios
import threading
import types
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.support import Bench, Workstation
from vscdesktop.domain.errors import Refused
from vscdesktop.store import secrets, settings
from vscdesktop.store.settings import Connection

ADVICE = "Unlock it, or use --secret-command or --secret session."
ABSENT = f"There is no keyring on this machine that secrets may be kept in. {ADVICE}"
UNLOCK = 'printf %s "$KEYRING_PASSWORD" | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1'
real = pytest.mark.skipif(
    not (shutil.which("gnome-keyring-daemon") and shutil.which("dbus-run-session")),
    reason="gnome-keyring and dbus are not installed",
)


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Callable[..., str | None]], None]]:
    """Puts a backend with this `get_password` in the place of the real ones."""

    def put(get: Callable[..., str | None]) -> None:
        module = types.ModuleType("injected_keyring")
        module.Keyring = type("Keyring", (), {"viable": True, "get_password": staticmethod(get)})  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "injected_keyring", module)
        monkeypatch.setitem(secrets.BACKENDS, "linux", ("injected_keyring",))

    yield put


def test_a_keyring_that_hangs_is_given_up_after_five_seconds(
    backend: Callable[[Callable[..., str | None]], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert secrets.LIMIT == 5
    monkeypatch.setattr(secrets, "LIMIT", 1.0)
    answered = threading.Event()
    backend(lambda *_: str(answered.wait(30)))
    with pytest.raises(Refused) as caught:
        secrets.Keyring("linux").get("x")
    answered.set()
    assert str(caught.value) == f"The keyring has not answered for 1 s; perhaps it waits to be unlocked. {ADVICE}"


def test_what_a_keyring_says_no_with_is_not_repeated(backend: Callable[[Callable[..., str | None]], None]) -> None:
    def locked(*_: str) -> str:
        raise RuntimeError("the password was hunter2")

    backend(locked)
    with pytest.raises(Refused) as caught:
        secrets.Keyring("linux").get("x")
    assert str(caught.value) == f"The keyring says no (RuntimeError). {ADVICE}"


# -- the real one --------------------------------------------------------------------------------
@pytest.fixture
def alone(tmp_path: Path) -> dict[str, str]:
    """The environment of a user without any session."""
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    kept = {k: v for k, v in os.environ.items() if k in ("PATH", "LANG", "LC_ALL", "PYTHONPATH")}
    return {**kept, "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(runtime), "KEYRING_PASSWORD": "ci"}


@pytest.fixture
def desk(tmp_path: Path) -> Workstation:
    """A workstation whose one connection has its secret in the keyring."""
    (tmp_path / "profile").mkdir()
    row = Connection("o-1", "ontap", "lab", "https://127.0.0.1:1", "admin", "00" * 32)
    settings.save(tmp_path / "profile" / "settings.toml", [row])
    return Workstation(tmp_path / "profile")


def ends(process: "subprocess.Popen[str]") -> tuple[int, str]:
    out, err = process.communicate(timeout=30)
    return process.returncode, out + err


def test_without_a_keyring_a_secret_is_not_to_be_had_from_it(desk: Workstation, alone: dict[str, str]) -> None:
    assert ends(desk.spawn("connections", "test", "lab", env=alone)) == (3, f"{ABSENT}\n")


@pytest.mark.parametrize("kind", ["null.Keyring", "fail.Keyring", "chainer.ChainerBackend"])
def test_a_backend_that_environment_or_settings_name_is_not_used(
    desk: Workstation, alone: dict[str, str], tmp_path: Path, kind: str
) -> None:
    (tmp_path / "config" / "python_keyring").mkdir(parents=True)
    where = tmp_path / "config" / "python_keyring" / "keyringrc.cfg"
    where.write_text(f"[backend]\ndefault-keyring=keyring.backends.{kind}\nkeyring-path={tmp_path}\n")
    named = {"PYTHON_KEYRING_BACKEND": f"keyring.backends.{kind}", "XDG_CONFIG_HOME": str(tmp_path / "config")}
    assert ends(desk.spawn("connections", "test", "lab", env=alone | named)) == (3, f"{ABSENT}\n")


@real
def test_a_locked_keyring_is_told(desk: Workstation, alone: dict[str, str]) -> None:
    command = ["dbus-run-session", "--", *desk.command("connections", "test", "lab")]
    done = subprocess.run(command, env=alone, capture_output=True, text=True, timeout=30, stdin=subprocess.DEVNULL)
    assert done.returncode == 3
    assert done.stderr.splitlines()[-1] in (
        f"The keyring says no ({k}). {ADVICE}" for k in ("KeyringLocked", "InitError")
    )


def typed(command: list[str], text: str, env: dict[str, str]) -> tuple[str, int]:
    """Run at a terminal of its own, where a person types `text` when asked for a password; what is seen there."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=env, start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    with suppress(OSError):  # when nobody is at the other end any more
        while part := os.read(ours, 4096):
            shown += part
            if part.endswith(b"password: "):
                os.write(ours, text.encode() + b"\n")
    os.close(ours)
    return shown.decode(), process.wait(30)


@real
def test_a_password_typed_once_is_kept_by_the_keyring_and_by_nothing_else(
    rough: Bench, alone: dict[str, str], tmp_path: Path
) -> None:
    array, desk = rough.told["ontap"][0], Workstation(tmp_path / "profile")
    told = ("--url", array["url"], "--user", array["user"], "--certificate", array["certificate"])
    add, test, remove = (
        shlex.join(desk.command("connections", *words))
        for words in (("add-ontap", "lab", *told), ("test", "lab"), ("remove", "lab"))
    )
    script = f"{UNLOCK}; {add} && {test} && {remove} && ! {test}"
    shown, code = typed(["dbus-run-session", "--", "sh", "-c", script], array["password"], alone)
    assert code == 0, shown
    assert shown.count("lab: cluster lab-ontap, ") == 2
    assert array["password"] not in shown
    assert "There is no connection called lab." in shown
    stored = [p for p in tmp_path.rglob("*") if p.is_file() and array["password"].encode() in p.read_bytes()]
    assert stored == []  # the keyring's own file is encrypted


# -- no keyring wanted ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (["false"], "The secret command false did not work (CalledProcessError)."),
        (["true"], "The secret command true printed nothing."),
        (["no-such-program"], "The secret command no-such-program did not work (FileNotFoundError)."),
        (["sh", "-c", "echo hunter2; exit 1"], "The secret command sh did not work (CalledProcessError)."),
    ],
)
def test_a_secret_command_that_does_not_work_is_told_without_its_output(
    desk: Workstation, command: list[str], reason: str
) -> None:
    said = desk.run("connections", "add-cloudstack", "c", "--url", "http://127.0.0.1:1", "--secret-command", *command)
    assert (said.code, said.out, said.err) == (3, "", f"{reason}\n")


def test_a_secret_command_gives_what_it_prints_without_its_last_line_end_and_without_a_shell() -> None:
    assert secrets.from_command(["printf", "a b\nc~$(id)\r\n"]).reveal() == "a b\nc~$(id)"


def test_a_secret_of_this_session_only_needs_a_person(desk: Workstation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("hunter2\nhunter2\n"))
    said = desk.run("connections", "add-cloudstack", "c", "--url", "http://127.0.0.1:1", "--secret", "session")
    assert (said.code, said.out) == (3, "")
    assert said.err == "The secret of c is asked each time, and this is no terminal. Use --secret-command.\n"
