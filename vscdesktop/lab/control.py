"""The control port: what a test needs to know of the lab, and to do to it, apart from both APIs.

JSON over HTTP with `Authorization: Bearer TOKEN`; CALLS below is the list. A body that does not fit answers
400 with a sentence. Nothing here is recorded, counted or met by fault rules.
"""

import hmac
import json
import re
from collections.abc import Callable, Iterable
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
    if "factor" in a.body:
        a.world.clock.factor = float(a.body["factor"])
    a.world.clock.jump(float(a.body.get("jump", 0)))
    a.world.catch_up()
    return {"now": a.world.clock.now(), "factor": a.world.clock.factor}


def save(a: Asked) -> Any:
    a.world.save(a.body["name"])
    return {}


def restore(a: Asked) -> Any:
    a.world.restore(a.body["name"])
    return {}


def set_fault(a: Asked) -> Any:
    a.faults.set(a.body)
    return {}


def reset_faults(a: Asked) -> Any:
    a.faults.reset()
    return {}


def held_faults(a: Asked) -> Any:
    return a.faults.held(float(a.query.get("wait", 0)))


def release_faults(a: Asked) -> Any:
    return {"released": a.faults.release(bool(a.body.get("drop", False)))}


def trace(a: Asked) -> Any:
    copied = sum(v.blocks_copied for v in a.world.state.volumes.values())
    return {"requests": a.faults.requests, "changes": a.faults.trace, "blocks_copied": copied}


def disks(a: Asked) -> Any:
    return inspection.disks(a.world, a.instance["id"])


def file(a: Asked) -> Any:
    return inspection.file(a.volume, a.query["path"])


def files(a: Asked) -> Any:
    return [path for path, _ in a.volume.walk()]


def space(a: Asked) -> Any:
    v = a.volume
    figures = {"size": v.size, "used": v.used, "available": v.available, "metadata": v.metadata}
    return {**figures, "blocks_copied": v.blocks_copied}


def export(a: Asked) -> Any:
    return inspection.export(a.volume, a.body["path"], Path(a.body["to"]))


def start(a: Asked) -> Any:
    """Another user starts the instance; held, it opens nothing until it is told to."""
    wanted = a.body.get("host", "")
    host = a.host(wanted) if wanted else ""
    job = acts.submit(a.world, "start", a.instance["id"], host, bool(a.body.get("hold", False)))
    a.world.catch_up()
    return {"jobid": job, **inspection.instance(a.world, a.instance)}


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
        return inspection.instance(a.world, a.instance)
    job = acts.submit(a.world, "stop", a.instance["id"])
    return {"jobid": job, **inspection.instance(a.world, a.instance)}


def write(a: Asked) -> Any:
    hosts.write(a.world, a.instance["id"])
    return inspection.instance(a.world, a.instance)


def destroy(a: Asked) -> Any:
    acts.expunge(a.world, a.instance["id"])
    return {}


def show(a: Asked) -> Any:
    return inspection.instance(a.world, a.instance)


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


def delete(a: Asked) -> Any:
    a.volume.delete(a.body["path"])
    return {}


def rename(a: Asked) -> Any:
    """As NFS renames: an existing target goes."""
    if a.volume.find(a.body["to"]):
        a.volume.delete(a.body["to"])
    a.volume.rename(a.body["path"], a.body["to"])
    return {}


def put(a: Asked) -> Any:
    a.volume.put(a.body["path"], str(a.body.get("text", "")).encode(), overwrite=True)
    return {}


def edit(a: Asked) -> Any:
    """Change a row behind the servers' backs."""
    state = a.world.state.cloud if a.body["server"] == "cloudstack" else a.world.state.ontap
    table, wanted = state[a.body["table"]], a.body.get("id") or a.body["name"]
    row = table.get(wanted) or one((r for r in table.values() if r.get("name") == wanted), f"row {wanted}")
    row.update(a.body.get("set", {}))
    for name in a.body.get("unset", []):
        row.pop(name, None)
    return {k: v for k, v in row.items() if not k.startswith("_")}


def configuration(a: Asked) -> Any:
    setting = rows(a.world, "configuration")[a.body["name"]]
    if cluster := a.body.get("clusterid"):
        setting["_values"][cluster] = str(a.body["value"])
    else:
        setting["value"] = str(a.body["value"])
    return {}


CALLS: dict[str, Callable[[Asked], Any]] = {
    "POST /clock": clock,  # {"factor": 10} | {"jump": seconds}
    "POST /world/save": save,  # {"name"}
    "POST /world/restore": restore,  # {"name"}
    "POST /faults": set_fault,  # a rule of faults.py
    "DELETE /faults": reset_faults,
    "GET /faults/held": held_faults,  # ?wait=seconds
    "POST /faults/release": release_faults,  # {"drop": false}
    "GET /trace": trace,
    "GET /disks": disks,  # ?instance=NAME
    "GET /file": file,  # ?volume=NAME&path=P
    "GET /files": files,  # ?volume=NAME
    "GET /volume": space,  # ?volume=NAME
    "POST /export": export,  # {"volume", "path", "to": directory}
    "POST /instances/*/start": start,  # {"host": NAME, "hold": true}
    "POST /instances/*/open": open_file,
    "POST /instances/*/stop": stop,  # {"force": true}
    "POST /instances/*/write": write,
    "POST /instances/*/destroy": destroy,
    "GET /instances/*": show,
    "POST /hosts/*/names": names,  # {"volume", "look": [paths], "forget": true}
    "POST /volumes/*/fill": fill,  # {"available": bytes}
    "POST /volumes/*/delete": delete,  # {"path"}
    "POST /volumes/*/rename": rename,  # {"path", "to"}
    "POST /volumes/*/put": put,  # {"path", "text"}
    "POST /edit": edit,  # {"server", "table", "id" or "name", "set": {}, "unset": []}
    "POST /configuration": configuration,  # {"name", "value", "clusterid"}
}
UNLOCKED = {reset_faults, held_faults, release_faults}  # they wait for requests that need the world


def door(port: int, world: World, faults: Faults, token: str) -> Door:
    """The port; it has no faults of its own, and takes the world's lock only for calls that need it."""

    def answer(request: Request) -> Answer:
        if not hmac.compare_digest(request.headers.get("authorization", ""), f"Bearer {token}"):
            return Answer.json(401, {"error": "this is the control port: it wants its token"})
        call, name = _route(request)
        if call is None:
            return Answer.json(404, {"error": f"there is no call {request.method} {request.path}"})
        try:
            asked = Asked(world, faults, name, request.params, json.loads(request.body or b"{}"))
            if call in UNLOCKED:
                return Answer.json(200, call(asked))
            with world.lock:
                world.catch_up()
                return Answer.json(200, call(asked))
        except KeyError as missing:
            return Answer.json(400, {"error": f"there is no {missing}"})
        except (ValueError, Refused) as wrong:
            return Answer.json(400, {"error": str(wrong)})

    made = Door(port, Service("control", answer, lambda _: ""), world, faults, None)
    made.RequestHandlerClass = _Handler
    return made


class _Handler(Handler):
    def _answer(self, request: Request) -> Answer:
        return self.server.service.answer(request)


def _route(request: Request) -> tuple[Callable[[Asked], Any] | None, str]:
    for pattern, call in CALLS.items():
        method, _, path = pattern.partition(" ")
        found = re.fullmatch(path.replace("*", "([^/]+)"), request.path)
        if found and method == request.method:
            return call, unquote(found[1]) if found.groups() else ""
    return None, ""
