"""Last of all: what the lab answered in the whole run, held against what real systems answer.

Four checkers that nobody of the lab's makers wrote read the recording. Whatever they say stands in differences.txt
with its reason, or fails. Held are errors, warnings and differences, and what the checkers call notes of a rule and
gaps too: they are few, and each is a field or habit of real systems that the lab lacks on purpose. Not held are the
notes of CloudStack's shapes: values and rare fields that the recorded cloud happened to have, and this one not.
"""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

LIST = Path(__file__).with_name("differences.txt")
RULE = re.compile(r"(error|warning|note) +(\S+) +#\d+ (.+?): (.+?)(?:  \(x(\d+)\))?$")
ENDPOINT = re.compile(r"(/\S*): \d+ answers")
SHAPE = re.compile(r"  (error|warning|gap) +(.+?)(?:  \(x\d+\))?$")
LACKING = re.compile(r"(?:never there|missing in some records) \(.*?\): (.+)")
DIFFERENCE = re.compile(r"diff (\S+) +(\S+) +(.+)")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Finding(NamedTuple):
    judge: str
    what: str
    where: str
    which: str


def rules(judge: str, text: str) -> Iterator[Finding]:
    """Of both validate.py; checked against the sums they print."""
    told = 0
    for line in text.splitlines():
        if found := RULE.match(line):
            told += int(found[5] or 1)
            yield Finding(judge, found[1], found[3], f"{found[2]}: {found[4]}")
    sums = re.findall(r"(\d+) (?:errors|warnings|notes)", text)
    assert (len(sums), sum(map(int, sums))) == (3, told), text


def shapes(judge: str, text: str) -> Iterator[Finding]:
    """Of ONTAP's shapes.py: every lacking field on its own."""
    where, told = "", 0
    for line in text.splitlines():
        where = found[1] if (found := ENDPOINT.match(line)) else where
        if found := SHAPE.match(line):
            fields = lacking[1].split(", ") if (lacking := LACKING.match(found[2])) else [found[2]]
            told += len(fields)
            yield from (Finding(judge, found[1], where, field) for field in fields)
    sums = re.search(r"(\d+) errors, (\d+) warnings, (\d+) gap", text)
    assert sums and sum(map(int, sums.groups())) <= told, text  # the sums count repeated findings of a kind once


def differences(judge: str, text: str) -> Iterator[Finding]:
    """Of CloudStack's shapes.py."""
    found = [Finding(judge, m[2], m[1], m[3]) for line in text.splitlines() if (m := DIFFERENCE.match(line))]
    assert f": {len(found)} differences" in text, text
    yield from found


@dataclass(frozen=True)
class Judge:
    program: str
    words: tuple[str, ...]
    recording: str
    read: Callable[[str, str], Iterator[Finding]]


JUDGES = {
    "ontap-schema": Judge("schema/ontap/validate.py", (), "ontap.jsonl", rules),
    "ontap-shapes": Judge("data/ontap-answers/shapes.py", (), "ontap.jsonl", shapes),
    "cloudstack-schema": Judge("schema/cloudstack/validate.py", (), "cloudstack.jsonl", rules),
    "cloudstack-shapes": Judge("data/cloudstack-4.23/shapes.py", ("diff",), "cloudstack.jsonl", differences),
}


def listed() -> list[Finding]:
    lines = LIST.read_text("utf-8").splitlines()
    rows = [line.partition(" : ") for line in lines if line and not line.startswith("#")]
    assert all(reason.strip() for _, _, reason in rows), "each row has its reason"
    return [Finding(*row.split(" | ")) for row, _, _ in rows]


def covers(row: Finding, found: Finding) -> bool:
    return all(fnmatchcase(have, wanted) for have, wanted in zip(found, row, strict=True))


@cache
def asked(recording: Path) -> set[str]:
    """What was recorded: endpoints, changes as "METHOD endpoint", commands, and "command:job" of ended jobs."""
    names, jobs = set(), {}
    for line in recording.read_text("utf-8").splitlines():
        exchange = json.loads(line)
        body = exchange["response_body"]
        form = (exchange["request_body"] or {}).get("form") if isinstance(exchange["request_body"], dict) else None
        path = exchange["path"].removeprefix("/api")
        names |= {form.get("command", "")} if form else {path, f"{exchange['method']} {path}"}
        if form and isinstance(body, dict) and body:
            answer = next(iter(body.values()))
            if form.get("command") != "queryAsyncJobResult" and "jobid" in answer:
                jobs[answer["jobid"]] = form["command"]
            elif answer.get("jobstatus") == 1:
                names.add(f"{jobs.get(form['jobid'])}:job")
    return names


@pytest.fixture(params=JUDGES)
def judged(request: pytest.FixtureRequest, recording: Path, shared: Path) -> tuple[str, Path, list[Finding]]:
    """A checker, what it read and what it found."""
    judge = JUDGES[request.param]
    read = recording / judge.recording
    if not read.is_file():
        pytest.skip("nothing was recorded: run the other tests with this one")
    command = [sys.executable, str(shared / judge.program), *judge.words, str(read)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return request.param, read, list(judge.read(request.param, done.stdout))


def test_the_lab_answers_as_real_systems_do_but_for_listed_differences(
    judged: tuple[str, Path, list[Finding]],
) -> None:
    name, read, found = judged
    rows = [row for row in listed() if row.judge == name]
    print(f"{name}: {len(found)} findings, {len(rows)} rows")
    unlisted = [" ".join(f) for f in found if not any(covers(row, f) for row in rows)]
    assert unlisted == [], "not listed"
    idle = [row for row in rows if not any(covers(row, f) for f in found)]
    concerned = [row for row in idle if any(fnmatchcase(a, row.where) for a in asked(read))]
    assert [" ".join(row) for row in concerned] == [], "listed, but no longer so"
