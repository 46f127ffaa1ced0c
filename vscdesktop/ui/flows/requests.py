"""The exact requests of a plan: as they are read, and as curl commands that can be pasted into a shell.

Names of tenants stand in sentences and paths. In a comment a line break would end it, and what follows would be run:
so no control character leaves this module unescaped, and everything behind a command is quoted.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from textwrap import indent
from urllib.parse import urlencode

from vscdesktop.domain.calls import Call
from vscdesktop.plans.model import Plan, Step
from vscdesktop.ui.flows.prepared import Prepared

PLAN_ITSELF = "{0.plan}"
UUID = re.compile(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
FILE = "application/octet-stream"
HEAD = """\
# {title}
# Plan {id}. The requests alone: the looks between them, and what undoes them, are not in here.
# {{n.name}} stands for what step n finds out, and must be replaced. plan.json is what “Save plan…” writes.
"""
SIGNED = "# CloudStack: SIGNATURE is the HMAC-SHA1 of the parameters, sorted and in lower case, with the secret key."


def plain(text: str) -> str:
    """On one line, without anything a terminal would act on."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def is_cloud(call: Call) -> bool:
    """CloudStack's requests are commands, ONTAP's are paths."""
    return not call.path.startswith("/")


def brief(call: Call) -> str:
    """A request on one line, its ids cut short: to see what it is. `full` has all of it."""
    return UUID.sub(lambda m: f"{m[0][:8]}…", _line(call))


def _line(call: Call) -> str:
    query = f"?{urlencode(call.query)}" if call.query else ""
    if is_cloud(call):
        return " ".join((call.path, *(f"{k}={v}" for k, v in call.query.items())))
    body = f"  {json.dumps(call.body, ensure_ascii=False)}" if call.body is not None else ""
    upload = "  (a small file)" if call.upload is not None else ""
    return f"{call.method} /api{call.path}{query}{body}{upload}"


def full(call: Call) -> str:
    """A request with everything that is sent."""
    if is_cloud(call):
        return "\n".join((f"POST command={call.path}", *(f"     {k}={v}" for k, v in call.query.items())))
    query = f"?{urlencode(call.query)}" if call.query else ""
    found = [f"{call.method} /api{call.path}{query}"]
    if call.body is not None:
        found.append(json.dumps(call.body, ensure_ascii=False, indent=1))
    if call.upload is not None:
        found.append("(this plan, as JSON)" if call.upload == PLAN_ITSELF else call.upload)
    return "\n".join(found)


def looked_at(step: Step) -> str:
    """What a step that sends nothing compares, as it was planned."""
    found = []
    for name, value in step.args.items():
        try:
            parsed = json.loads(value)
        except ValueError:
            parsed = value
        if isinstance(parsed, dict):
            found += [f"{k} = {v}".replace("; ", "\n    ") for k, v in parsed.items()]
        elif isinstance(parsed, list):
            found += [f"{name}: {' '.join(map(str, row)) if isinstance(row, list) else row}" for row in parsed]
        else:
            found.append(f"{name}: {value}")
    return "\n".join(("only looks:", *found))


def listed(steps: Iterable[Step], calls: Mapping[int, Sequence[Call]]) -> str:
    """Every step with all it sends, or with what it looks at."""
    parts = []
    for step in steps:
        parts.append(f"{step.n}  {step.says}")
        parts += [indent(text, "    ") for text in [full(call) for call in calls[step.n]] or [looked_at(step)]]
    return "\n".join(parts)


def curl(prepared: Prepared) -> str:
    """Every request as a command for a shell. No secret and no address is in it: they are variables."""
    plan, variables = prepared.plan, _variables(prepared)
    parts = [HEAD.format(title=plain(plan.title), id=plan.id)]
    parts += [*_settings(prepared, variables), ""]
    for step in plan.steps:
        calls = prepared.calls[step.n]
        if calls:
            parts.append(f"# {step.n}  {plain(step.says)}")
            parts += [_command(call, variables[call.home]) for call in calls]
    return "\n".join(parts) + "\n"


def _variables(prepared: Prepared) -> dict[str, str]:
    """connection id -> the name of its shell variables."""
    found: dict[str, str] = {}
    for call in _calls(prepared.plan, prepared.calls):
        kind = "CLOUDSTACK" if is_cloud(call) else "ONTAP"
        others = sum(name.startswith(kind) for name in found.values())
        if call.home not in found:
            found[call.home] = f"{kind}{others + 1 if others else ''}"
    return found


def _calls(plan: Plan, calls: Mapping[int, Sequence[Call]]) -> Iterator[Call]:
    for step in plan.steps:
        yield from calls[step.n]


def _settings(prepared: Prepared, variables: Mapping[str, str]) -> Iterator[str]:
    for home, name in variables.items():
        whose = plain(prepared.systems.get(home, home))
        if name.startswith("ONTAP"):
            yield f"{name}=https://HOST {name}_USER=USER  # {whose}; curl asks for the password"
        else:
            yield f"{name}=https://HOST/client/api {name}_KEY=KEY  # {whose}"
            yield SIGNED


def _command(call: Call, name: str) -> str:
    if is_cloud(call):
        fields = {"command": call.path, **call.query, "response": "json"}
        data = " ".join(f"--data-urlencode {shlex.quote(f'{k}={v}')}" for k, v in fields.items())
        return (
            f'curl -X POST "${name}" {data} --data-urlencode "apiKey=${name}_KEY" '
            f'--data-urlencode "signature=$SIGNATURE"'
        )
    query = f"?{urlencode(call.query)}" if call.query else ""
    start = f'curl -g -X {call.method} -u "${name}_USER" "${name}"{shlex.quote(f"/api{call.path}{query}")}'
    if call.body is not None:
        body = shlex.quote(json.dumps(call.body, ensure_ascii=False))
        return f"{start} -H 'Content-Type: application/json' --data-raw {body}"
    if call.upload is None:
        return start
    if call.upload == PLAN_ITSELF:
        return f"{start} -F 'data=@plan.json;filename=data;type={FILE}'"
    return f"printf %s {shlex.quote(call.upload)} | {start} -F 'data=@-;filename=data;type={FILE}'"
