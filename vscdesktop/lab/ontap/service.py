"""The ONTAP port: who may ask, and how a change is called in the trace."""

import base64
import hmac
import json
from collections import defaultdict
from urllib.parse import unquote

from vscdesktop.lab.http import Answer, Request, Service
from vscdesktop.lab.ontap.acts import ACTS
from vscdesktop.lab.ontap.engine import Engine
from vscdesktop.lab.ontap.errors import Refusal
from vscdesktop.lab.ontap.model import flat
from vscdesktop.lab.ontap.tables import TABLES
from vscdesktop.lab.world import World


def service(world: World, user: str, password: str) -> Service:
    """Basic authentication with this user, on every request; its password is UTF-8."""
    engine = Engine(world, TABLES, ACTS)
    expected = base64.b64encode(f"{user}:{password}".encode())

    def answer(request: Request) -> Answer:
        scheme, _, sent = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "basic" or not hmac.compare_digest(sent.strip().encode(), expected):
            refusal = Refusal("unauthorized")
            challenge = {"WWW-Authenticate": 'Basic realm="Private Access"'}
            return Answer.json(refusal.status, refusal.body(), challenge)
        return engine.answer(request)

    return Service("ontap", answer, lambda request: _mutates(world, engine, request))


def _mutates(world: World, engine: Engine, request: Request) -> str:
    """ "PATCH /storage/volumes/NAME/files/a/b -> c/d": decoded, the volume by its name; "" for a read."""
    if request.method not in ("POST", "PATCH", "DELETE"):
        return ""
    path = unquote(request.path).removeprefix("/api")
    for uuid, row in list(world.state.ontap.get("volumes", {}).items()):
        path = path.replace(f"/{uuid}", f"/{row['name']}")
    try:
        act = engine.act(engine.call(request))
        body = defaultdict(str, {name.replace(".", "_"): v for name, v in flat(json.loads(request.body))})
    except (Refusal, ValueError, AttributeError):
        return f"{request.method} {path}"
    return f"{request.method} {path} {act.says.format_map(body) if act else ''}".rstrip()
