"""The control port: what a test needs to know of the lab, and to do to it, apart from both APIs.

JSON over HTTP with `Authorization: Bearer TOKEN`; CALLS below is the list. A body that does not fit answers
400 with a sentence. Nothing here is recorded, counted or met by fault rules.
"""

import hmac
import json
import re
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote

from vscdesktop.lab import hosts, inspection
from vscdesktop.lab.cloudstack import acts
from vscdesktop.lab.cloudstack.tables import rows
from vscdesktop.lab.faults import Faults
from vscdesktop.lab.files import Refused, Volume
from vscdesktop.lab.http import Answer, Door, Handler, Request, Service
from vscdesktop.lab.world import Row, World

T = TypeVar("T")


@dataclass(frozen=True)
class Asked:
    """One call: the name in its path, its query, its body."""

    world: World
    faults: Faults
    name: str
    query: dict[str, str]
    body: Row

    @property
    def volume(self) -> Volume:
        """The volume the path, the query or the body names."""
        wanted = self.name or self.query.get("volume") or self.body["volume"]
        return one((v for v in self.world.state.volumes.values() if v.name == wanted), f"volume {wanted}")

    @property
    def instance(self) -> Row:
        wanted = self.name or self.query["instance"]
        found = (v for v in rows(self.world, "virtualmachine").values() if v["name"] == wanted)
        return one(found, f"instance {wanted}")

    def host(self, name: str) -> str:
        """The id of the host of this name."""
        return one((i for i, h in rows(self.world, "host").items() if h["name"] == name), f"host {name}")


def one(found: Iterable[T], what: str) -> T:
    """The first, or a sentence."""
    for item in found:
        return item
    raise ValueError(f"there is no {what}")


def clock(a: Asked) -> Any:
    a.world.clock.factor = float(a.body.get("factor", a.world.clock.factor))
    a.world.clock.jump(float(a.body.get("jump", 0)))
    a.world.catch_up()
    return {"now": a.world.clock.now(), "factor": a.world.clock.factor}


def trace(a: Asked) -> Any:
    copied = sum(v.blocks_copied for v in a.world.state.volumes.values())
    return {"requests": a.faults.requests, "changes": a.faults.trace, "blocks_copied": copied}


def space(a: Asked) -> Any:
    return {name: getattr(a.volume, name) for name in ("size", "used", "available", "metadata", "blocks_copied")}


def show(a: Asked) -> Any:
    return inspection.instance(a.world, a.instance)


def start(a: Asked) -> Any:
    """Another user starts the instance; held, it opens nothing until it is told to."""
    wanted = a.body.get("host", "")
    host = a.host(wanted) if wanted else ""
    job = acts.submit(a.world, "start", a.instance["id"], host, bool(a.body.get("hold", False)))
    a.world.catch_up()
    return {"jobid": job, **show(a)}


def open_file(a: Asked) -> Any:
    """A held start opens its next file."""
    vm = a.instance
    if not hosts.guest(a.world, vm["id"])["todo"]:
        raise ValueError(f"{vm['name']} has no file left to open")
    handle = hosts.open_next(a.world, vm["id"])
    a.world.catch_up()
    return inspection.opened(a.world, handle) if handle else {"missing": True}


def stop(a: Asked) -> Any:
    if a.body.get("force"):
        acts.power_off(a.world, a.instance["id"])
        return show(a)
    return {"jobid": acts.submit(a.world, "stop", a.instance["id"]), **show(a)}


def write(a: Asked) -> Any:
    hosts.write(a.world, a.instance["id"])
    return show(a)


def names(a: Asked) -> Any:
    """A host looks names up (and trusts them for a minute), or forgets those of a volume."""
    host, volume = a.host(a.name), replace(a, name="").volume.uuid
    if a.body.get("forget"):
        for key in [k for k in a.world.state.names if k[:2] == (host, volume)]:
            del a.world.state.names[key]
    return {path: hosts.resolve(a.world, host, volume, path) for path in a.body.get("look", [])}


def fill(a: Asked) -> Any:
    """Somebody else uses so much that this is left; may also give room back that was taken this way."""
    a.volume.ballast = max(a.volume.ballast + a.volume.available - int(a.body["available"]), 0)
    return space(a)


def rename(a: Asked) -> None:
    """As NFS renames: an existing target goes."""
    if a.volume.find(a.body["to"]):
        a.volume.delete(a.body["to"])
    a.volume.rename(a.body["path"], a.body["to"])


def put(a: Asked) -> None:
    a.volume.put(a.body["path"], str(a.body.get("text", "")).encode(), overwrite=True)


def edit(a: Asked) -> Any:
    """Change a row behind the servers' backs."""
    state = a.world.state.cloud if a.body["server"] == "cloudstack" else a.world.state.ontap
    table, wanted = state[a.body["table"]], a.body.get("id") or a.body["name"]
    row = table.get(wanted) or one((r for r in table.values() if r.get("name") == wanted), f"row {wanted}")
    row.update(a.body.get("set", {}))
    for name in a.body.get("unset", []):
        row.pop(name, None)
    return {k: v for k, v in row.items() if not k.startswith("_")}


def configuration(a: Asked) -> None:
    setting = rows(a.world, "configuration")[a.body["name"]]
    if cluster := a.body.get("clusterid"):
        setting["_values"][cluster] = str(a.body["value"])
    else:
        setting["value"] = str(a.body["value"])


CALLS: dict[str, Callable[[Asked], Any]] = {
    "POST /clock": clock,  # {"factor": 10} | {"jump": seconds}
    "POST /world/save": lambda a: a.world.save(a.body["name"]),  # {"name"}
    "POST /world/restore": lambda a: a.world.restore(a.body["name"]),  # {"name"}
    "POST /faults": lambda a: a.faults.set(a.body),  # a rule of faults.py
    "DELETE /faults": lambda a: a.faults.reset(),
    "GET /faults/held": lambda a: a.faults.held(float(a.query.get("wait", 0))),  # ?wait=seconds
    "POST /faults/release": lambda a: {"released": a.faults.release(a.body.get("drop", False))},  # {"drop": false}
    "GET /trace": trace,
    "GET /disks": lambda a: inspection.disks(a.world, a.instance["id"]),  # ?instance=NAME
    "GET /file": lambda a: inspection.file(a.volume, a.query["path"]),  # ?volume=NAME&path=P
    "GET /files": lambda a: [path for path, _ in a.volume.walk()],  # ?volume=NAME
    "GET /volume": space,  # ?volume=NAME
    "POST /export": lambda a: inspection.export(a.volume, a.body["path"], Path(a.body["to"])),  # and {"volume"}
    "POST /instances/*/start": start,  # {"host": NAME, "hold": true}
    "POST /instances/*/open": open_file,
    "POST /instances/*/stop": stop,  # {"force": true}
    "POST /instances/*/write": write,
    "POST /instances/*/destroy": lambda a: acts.expunge(a.world, a.instance["id"]),
    "GET /instances/*": show,
    "POST /hosts/*/names": names,  # {"volume", "look": [paths], "forget": true}
    "POST /volumes/*/fill": fill,  # {"available": bytes}
    "POST /volumes/*/delete": lambda a: a.volume.delete(a.body["path"]),  # {"path"}
    "POST /volumes/*/rename": rename,  # {"path", "to"}
    "POST /volumes/*/put": put,  # {"path", "text"}
    "POST /edit": edit,  # {"server", "table", "id" or "name", "set": {}, "unset": []}
    "POST /configuration": configuration,  # {"name", "value", "clusterid"}
}
UNLOCKED = {"DELETE /faults", "GET /faults/held", "POST /faults/release"}  # they wait for requests that need the world


def door(port: int, world: World, faults: Faults, token: str) -> Door:
    """The port; it has no faults of its own, and takes the world's lock only for calls that need it."""

    def answer(request: Request) -> Answer:
        if not hmac.compare_digest(request.headers.get("authorization", ""), f"Bearer {token}"):
            return Answer.json(401, {"error": "this is the control port: it wants its token"})
        called, name = _route(request)
        if not called:
            return Answer.json(404, {"error": f"there is no call {request.method} {request.path}"})
        try:
            asked = Asked(world, faults, name, request.params, json.loads(request.body or b"{}"))
            with nullcontext() if called in UNLOCKED else world.lock:
                if called not in UNLOCKED:
                    world.catch_up()
                said = CALLS[called](asked)
            return Answer.json(200, {} if said is None else said)
        except KeyError as missing:
            return Answer.json(400, {"error": f"there is no {missing}"})
        except (ValueError, Refused, OSError) as wrong:
            return Answer.json(400, {"error": str(wrong)})

    made = Door(port, Service("control", answer, lambda _: ""), world, faults, None)
    made.RequestHandlerClass = _Handler
    return made


class _Handler(Handler):
    def _answer(self, request: Request) -> Answer:
        return self.server.service.answer(request)


def _route(request: Request) -> tuple[str, str]:
    """The call a request is for, and the name in its path."""
    for pattern in CALLS:
        found = re.fullmatch(pattern.replace("*", "([^/]+)"), f"{request.method} {request.path}")
        if found:
            return pattern, unquote(found[1]) if found.groups() else ""
    return "", ""
