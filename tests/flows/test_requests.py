"""What is copied as curl sends what the plan sends, holds no secret, and cannot be made to run anything else."""

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support import Site
from vscdesktop.domain.calls import Call
from vscdesktop.plans.model import Plan, Step
from vscdesktop.ui.flows import requests
from vscdesktop.ui.flows.prepared import Prepared

FAKE = """\
curl() { for a in "$@"; do printf '%s\\0' "$a"; done; printf 'END\\0'; if [ ! -t 0 ]; then cat > /dev/null; fi; }
PRINTED=""
"""


def prepared(plan: Plan, calls: dict[int, list[Call]], names: dict[str, str]) -> Prepared:
    return Prepared(plan, calls, names, (), (), datetime.now(UTC))


def sent(text: str, folder: Path) -> list[list[str]]:
    """The arguments of each curl that a shell really starts."""
    script = folder / "pasted.sh"
    script.write_text(FAKE + text, encoding="utf-8")
    run = subprocess.run(["bash", str(script)], capture_output=True, check=True, stdin=subprocess.DEVNULL, cwd=folder)
    assert run.stderr == b""
    words = run.stdout.decode().split("\0")[:-1]
    found: list[list[str]] = [[]]
    for word in words:
        if word == "END":
            found.append([])
        else:
            found[-1].append(word)
    return found[:-1]


def one(call: Call, says: str = "Do it", system: str = "lab") -> str:
    plan = Plan("p1", "backup", "Back up x", None, (Step(1, "v", {}, says),))  # type: ignore[arg-type]
    return requests.curl(prepared(plan, {1: [call]}, {"o": system}))


NASTY = [
    "O'Brien's \"<b>Büro</b>\" & Söhne ☃",
    "$(touch owned) `touch owned` ; touch owned",
    "line\ntouch owned\n",
    "back\\slash\r\ttab !! %s {1,2} [a-z] @file",
]


@pytest.mark.parametrize("name", NASTY)
def test_whatever_a_name_holds_arrives_as_it_is_and_runs_nothing(name: str, tmp_path: Path) -> None:
    body = {"name": name, "comment": f"x{name}"}
    call = Call("o", "POST", "/storage/volumes/u/files/a%2Fb", {"q": name}, body)
    (args,) = sent(one(call, name, name), tmp_path)
    assert json.loads(args[args.index("--data-raw") + 1]) == body
    (text,) = (a for a in args if a.startswith("https://"))
    assert text.startswith("https://HOST/api/storage/volumes/u/files/a%2Fb?q=")
    (form,) = sent(one(Call("o", "POST", "command", {"name": name}), name, name), tmp_path)
    assert f"name={name}" in form
    assert not (tmp_path / "owned").exists()


@pytest.mark.parametrize("name", NASTY)
def test_a_small_file_is_sent_byte_by_byte(name: str, tmp_path: Path) -> None:
    text = one(Call("o", "POST", "/f", {}, upload=name), name)
    caught = tmp_path / "caught"
    text = text.replace("| curl", f"| tee '{caught}' | curl")
    sent(text, tmp_path)
    assert caught.read_bytes().decode() == name


def test_a_whole_restore_is_one_command_a_request(site: Site, tmp_path: Path) -> None:
    site.backup("quote-01")
    plan = site.restore_plan("quote-01", start=True)
    calls = {s.n: list(site.app.runner.calls(s)) for s in plan.steps}
    text = requests.curl(prepared(plan, calls, {}))
    assert len(sent(text, tmp_path)) == sum(map(len, calls.values()))
    assert requests.PLAN_ITSELF not in text


def test_no_address_and_no_secret_is_in_it(site: Site) -> None:
    plan = site.backup_plan("app-01")
    text = requests.curl(prepared(plan, {s.n: list(site.app.runner.calls(s)) for s in plan.steps}, {}))
    told = site.bench.told
    array, cloud = told["ontap"][0], told["cloudstack"]
    for secret in (array["password"], array["url"], cloud["api_key"], cloud["secret_key"], cloud["url"]):
        assert secret not in text
    assert "https://HOST" in text
    assert "ONTAP_USER=USER" in text


def test_a_request_reads_with_everything_that_is_sent() -> None:
    call = Call("o", "POST", "/f", {"overwrite": "true"}, upload="{}")
    assert requests.full(call) == "POST /api/f?overwrite=true\n{}"
    assert requests.full(Call("c", "POST", "stopVirtualMachine", {"id": "1"})) == (
        "POST command=stopVirtualMachine\n     id=1"
    )
    assert requests.brief(Call("o", "PATCH", "/f", {}, {"path": "b"})) == 'PATCH /api/f  {"path": "b"}'
