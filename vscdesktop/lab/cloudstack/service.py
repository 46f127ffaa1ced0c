"""The two doors of CloudStack: the signed API, and the integration port that asks nobody who he is."""

from collections.abc import Callable
from functools import partial

from vscdesktop.lab.cloudstack import acts, browse, engine
from vscdesktop.lab.cloudstack.engine import Call, Refused
from vscdesktop.lab.cloudstack.signature import Keys
from vscdesktop.lab.cloudstack.tables import LISTS, rows
from vscdesktop.lab.http import Answer, Request, Service
from vscdesktop.lab.world import Row, World

SPECIAL: dict[str, Callable[[World, Call], Row]] = {
    "listCapabilities": browse.capabilities,
    "listConfigurations": browse.configurations,
    "listTemplates": browse.templates,
    "listStoragePools": browse.pools,
    "listStoragePoolObjects": browse.objects,
    "queryAsyncJobResult": acts.query,
    "startVirtualMachine": acts.start,
    "stopVirtualMachine": acts.stop,
}


def service(world: World, api_key: str, secret_key: str, signed: bool) -> Service:
    """The API for one port; unsigned it is the integration port."""
    keys = Keys(api_key, secret_key) if signed else None
    name = "cloudstack" if signed else "integration"
    return Service(name, partial(_answer, world, keys), partial(_mutates, world), lambda r: Call.of(r).command)


def _answer(world: World, keys: Keys | None, request: Request) -> Answer:
    if keys is not None and not (request.path + "/").startswith("/client/api/"):
        return Answer(301, b"", {"Location": "/client/"})
    if request.method not in ("GET", "POST"):
        return Answer(200 if request.method in ("HEAD", "OPTIONS") else 405)
    call = Call.of(request)
    try:
        envelope = engine.admit(call, keys)
        engine.check(world, call)
        if not call.json:
            raise Refused(430, "This lab answers in JSON only: add response=json")
        body = SPECIAL.get(call.command, engine.listing)(world, call)
        return engine.render(call, 200, envelope, body, {} if keys else {"Connection": "close"})
    except Refused as refused:
        return engine.refusal(call, refused)


def _mutates(world: World, request: Request) -> str:
    call = Call.of(request)
    if call.command not in acts.CHANGES:
        return ""
    row = rows(world, "virtualmachine").get(call.params.get("id", ""), {})
    return f"{call.command} {row.get('name', '?')}"


assert {*LISTS, *SPECIAL} == set(engine.SCHEMA), "a command without data, or data without a command"
