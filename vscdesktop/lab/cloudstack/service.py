"""CloudStack's API: signed, or on the integration port, which asks nobody who he is."""

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
    "listStoragePoolObjects": browse.objects,
    "queryAsyncJobResult": acts.query,
    "startVirtualMachine": acts.start,
    "stopVirtualMachine": acts.stop,
}


def service(world: World, keys: Keys | None) -> Service:
    """The API of one port; without keys it is the integration port."""
    answer = partial(_answer, world, keys)
    return Service(
        "cloudstack" if keys else "integration", answer, partial(_mutates, world), lambda r: Call.of(r).command
    )


def _answer(world: World, keys: Keys | None, request: Request) -> Answer:
    if keys is not None and not (request.path + "/").startswith("/client/api/"):
        return Answer(301, b"", {"Location": "/client/"})
    if request.method not in ("GET", "POST"):
        return Answer(405)
    call = Call.of(request)
    try:
        engine.check(world, call, keys)
        body = SPECIAL.get(call.command, engine.listing)(world, call)
        return engine.answered(200, call.command.lower() + "response", body)
    except Refused as refused:
        return engine.refusal(call, refused)


def _mutates(world: World, request: Request) -> str:
    call = Call.of(request)
    if call.command not in acts.CHANGES:
        return ""
    row = rows(world, "virtualmachine").get(call.params.get("id", ""), {})
    return f"{call.command} {row.get('name', '?')}"


assert {*LISTS, *SPECIAL} == set(engine.SCHEMA), "a command without data, or data without a command"
