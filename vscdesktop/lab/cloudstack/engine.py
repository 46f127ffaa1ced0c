"""CloudStack's API as a protocol: who asks, what for, with which parameters, and how lists and errors look.

Generic over `resources/lab/cloudstack.json` and the tables.  Codes, texts and the order of the checks are
those of a recorded 4.23 server: unknown command, signature, parameters, state.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from vscdesktop.lab.cloudstack.signature import Keys
from vscdesktop.lab.cloudstack.tables import DATA, LISTS, TABLES, look, rows, table_of
from vscdesktop.lab.http import Answer, Request
from vscdesktop.lab.resource import read
from vscdesktop.lab.world import Row, World

SCHEMA: dict[str, dict[str, Any]] = json.loads(read("cloudstack.json"))
UNRESOLVED = (
    "invalid value. Invalid parameter {} value={} due to incorrect long value format, or entity does not exist or "
    "due to incorrect parameter annotation for the field in api cmd class."
)
UNKNOWN = (
    "The given command '{}' either does not exist, is not available for user, or not available from ip address "
    "'127.0.0.1'."
)
DENIED = "unable to verify user credentials and/or request signature"
# parameters that say how to list, not what: each is looked at elsewhere
SHAPING = {"page", "pagesize", "listall", "projectid", "details", "templatefilter"}
DETAIL_WORDS = "all, group, nics, stats, secgrp, tmpl, servoff, diskoff, backoff, iso, volume, min, affgrp, vnfnics"


class Refused(Exception):
    """An error answer: HTTP status (= errorcode), CloudStack's own code, text."""

    def __init__(self, status: int, text: str, own: int | None = 9999) -> None:
        super().__init__(text)
        self.status, self.text, self.own = status, text, own


@dataclass(frozen=True)
class Call:
    """One request after reading: parameter names in lower case, as CloudStack compares them."""

    command: str
    params: dict[str, str]
    pairs: tuple[tuple[str, str], ...]

    @staticmethod
    def of(request: Request) -> "Call":
        pairs = list(request.query)
        if "x-www-form-urlencoded" in request.headers.get("content-type", ""):
            pairs += parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True)
        first = dict(reversed(pairs))  # of equal names Java's servlet takes the first
        params = {name.lower(): value for name, value in first.items()}
        return Call(params.get("command", ""), params, tuple(first.items()))


def check(world: World, call: Call, keys: Keys | None) -> None:
    """Who asks (without keys, nobody is asked), every parameter as its type, every id as something that exists."""
    if keys is None and call.command not in SCHEMA:
        raise Refused(432, UNKNOWN.format(call.command or None))
    if keys is not None and (call.command not in SCHEMA or not keys.accept(call.pairs)):
        raise Refused(401, DENIED, None)
    if call.params.get("response", "").lower() != "json":
        raise Refused(430, "This lab answers in JSON only: add response=json")
    failed = f"Unable to execute API command {call.command.lower()} due to "
    for name, kind in SCHEMA[call.command]["params"].items():
        if name not in call.params:
            if kind.endswith("required"):
                raise Refused(431, f"{failed}missing parameter {name}")
            continue
        value = call.params[name]
        if kind == "integer" and not re.fullmatch(r"-?\d+", value):
            raise Refused(431, f"{failed}invalid value {value} for parameter {name}")
        if "uuid" in kind and not (name == "projectid" and value == "-1"):
            for one in value.split(",") if kind.startswith("list") else [value]:
                _exists(world, call, name, one, failed)


def _exists(world: World, call: Call, name: str, value: str, failed: str) -> None:
    if not value:
        raise Refused(431, f"Invalid value provided for API arg: {name}", 4350)
    own = {"listStoragePoolObjects": "storagepool"}.get(call.command) or LISTS.get(call.command, "virtualmachine")
    if value not in rows(world, own if name in ("id", "ids") else table_of(name)):
        raise Refused(431, failed + UNRESOLVED.format(name, value))


def page_of(world: World, call: Call) -> slice:
    """Which rows of a list are asked for."""
    limit = int(rows(world, "configuration")["default.page.size"]["value"])
    page, size = call.params.get("page"), call.params.get("pagesize")
    if size is None and page is None:
        return slice(0, limit)
    if page is None:
        raise Refused(431, '"page" parameter is required when "pagesize" is specified')
    if size is None:
        raise Refused(431, '"pagesize" parameter is required when "page" is specified')
    if int(size) > limit:
        raise Refused(431, f"Page size can't exceed max allowed page size value: {limit}", 4350)
    first = (max(int(page), 1) - 1) * int(size)
    return slice(first, first + int(size))


def listing(world: World, call: Call) -> Row:
    """The answer to a list command: {} when nothing fits, else the total and the rows of the page."""
    table = LISTS[call.command]
    found = list(_found(world, call, table))
    asked = page_of(world, call)
    shown = [answer(world, table, call.command, row) for row in found[asked]]
    if call.command == "listVirtualMachines":
        shown = [_trimmed(row, call.params.get("details", "all")) for row in shown]
    if not found or not (shown or TABLES[table].tail):
        return {}
    return {"count": len(found), **({SCHEMA[call.command]["key"]: shown} if shown else {})}


def answer(world: World, table: str, command: str, row: Row) -> Row:
    """A row as this command shows it; what it does not have is left out."""
    fields = ((name, look(world, table, row, name)) for name in SCHEMA[command]["fields"])
    return {name: value for name, value in fields if value is not None}


def _trimmed(row: Row, details: str) -> Row:
    """With "min", a row without the fields that come only when they are asked for."""
    if details == "all":
        return row
    if details != "min":  # other words are real ones, but nobody here asks by them
        text = "The details parameter contains a non permitted value. The allowed values are"
        raise Refused(431, f"{text} [{DETAIL_WORDS}]", 4350)
    return {name: value for name, value in row.items() if name not in DATA["details"]}


def _found(world: World, call: Call, table: str) -> Iterator[Row]:
    """Rows that the caller may see, asked for, and that fit every filter."""
    tests = list(_filters(call, table))
    for row in rows(world, table).values():
        if TABLES[table].owned and not _visible(call, row):
            continue
        if all(_fits(look(world, table, row, name), wanted, part) for name, wanted, part in tests):
            yield row


def _filters(call: Call, table: str) -> Iterator[tuple[str, list[str], bool]]:
    """(field, wanted values, a part is enough) of every filtering parameter."""
    if "ids" in call.params and "id" in call.params:
        raise Refused(431, "Specify either id or ids but not both parameters", 4350)
    known = SCHEMA[call.command]
    for name, value in call.params.items():
        kind = known["params"].get(name)
        if kind is None or name in SHAPING or (name, table) == ("clusterid", "configuration"):
            continue
        field = "id" if name == "ids" else TABLES[table].filters.get(name, name)
        if field not in known["fields"] and not field.startswith("_"):
            if kind == "boolean" and value.lower() == "false":
                continue  # a flag that changes nothing
            raise Refused(530, f"This lab does not know how {call.command} filters by {name}")
        yield field, value.split(",") if kind.startswith("list") else [value], name in TABLES[table].parts


def _fits(value: Any, wanted: list[str], part: bool) -> bool:
    """As MySQL compares: without regard to case; a list of held values fits by one of them."""
    if isinstance(value, list):
        return any(one in value for one in wanted)
    held = str(value if value is not None else "").casefold()
    return any(one.casefold() in held if part else one.casefold() == held for one in wanted)


def _visible(call: Call, row: Row) -> bool:
    """What a root administrator sees: without listall only his own (AccountManagerImpl)."""
    project, asked = row.get("projectid"), call.params.get("projectid")
    everything = call.params.get("listall", "").lower() == "true"
    if asked not in (None, "-1"):
        return bool(project == asked)
    if asked == "-1":
        return bool(project) or everything
    return "id" in call.params or (not project and (everything or bool(row["account"] == "admin")))


def refusal(call: Call, refused: Refused) -> Answer:
    envelope = call.command.lower() + "response" if call.command in SCHEMA else "errorresponse"
    body: Row = {"uuidList": [], "errorcode": refused.status}
    if refused.own is not None:
        body["cserrorcode"] = refused.own
    body["errortext"] = refused.text
    return answered(refused.status, "null" if not call.command else envelope, body)


def answered(status: int, envelope: str, body: Row) -> Answer:
    return Answer.json(status, {envelope: body}, kind="application/json;charset=utf-8")
