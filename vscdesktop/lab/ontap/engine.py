"""How every endpoint answers: routing, reads of tables, checks of what a change was sent."""

import base64
import json
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

from vscdesktop.lab.http import Answer, Request
from vscdesktop.lab.ontap.errors import NO_ENTRY, Refusal, bad_value
from vscdesktop.lab.ontap.model import Act, Call, Table, flat
from vscdesktop.lab.ontap.query import Filter, Selection, filters, order_names, ordered, values
from vscdesktop.lab.ontap.schema import endpoints
from vscdesktop.lab.world import Row, World

MAXIMUM = 10_000  # records of a page when nobody says
COMMON = {
    "fields",
    "max_records",
    "order_by",
    "return_records",
    "return_timeout",
    "ignore_unknown_fields",
    "start",
}
LINKED = {"svm": "/api/svm/svms/", "volume": "/api/storage/volumes/", "node": "/api/cluster/nodes/"}
LINKED["home_node"] = LINKED["node"]


class Engine:
    def __init__(self, world: World, tables: Iterable[Table], acts: Iterable[Act]) -> None:
        self._world = world
        self._tables = {t.path: t for t in tables}
        self._acts = {(a.method, a.path, a.single): a for a in acts}
        paths = {*self._tables, *(a.path for a in self._acts.values())}
        self._served = [endpoints()[path] for path in paths]

    def call(self, request: Request) -> Call:
        """Find what a request is for."""
        accept = request.headers.get("accept", "")
        hal = "application/json" not in accept or "application/hal+json" in accept
        for endpoint in self._served:
            if (found := endpoint.match(request.path)) is not None:
                return Call(self._world, request, endpoint, *found, hal)
        raise Refusal("no-api")

    def act(self, call: Call) -> Act | None:
        return self._acts.get((call.request.method, call.endpoint.path, call.single))

    def answer(self, request: Request) -> Answer:
        try:
            call = self.call(request)
            act, table = self.act(call), self._tables.get(call.endpoint.path)
            if act is not None:
                if request.method != "GET":
                    call = _checked(call, act)
                if (answer := act.run(call)) is not None:
                    return answer
            if request.method == "GET" and table is not None:
                return _one(call, table) if _is_one(call, table) else _many(call, table)
            raise Refusal("method")
        except Refusal as refusal:
            return Answer.json(refusal.status, refusal.body())


# -- reading -----------------------------------------------------------------------------------------
def _is_one(call: Call, table: Table) -> bool:
    return not call.endpoint.keys or (call.single and not table.listed)


def _one(call: Call, table: Table) -> Answer:
    """One record; without `fields` it shows all but the expensive."""
    key = call.endpoint.keys[0] if call.endpoint.keys else ""
    filters(call.endpoint, call.request.query, COMMON)  # for its refusals: one record needs no filter
    asked = call.request.params.get("fields") or "*"
    selection = Selection.of(call.endpoint, asked, table.always, _lenient(call))
    for row in table.all(call):
        if not key or values(row, key) == [call.keys[key]]:
            return call.answer(200, _shown(call, table, row, selection))
    raise Refusal(NO_ENTRY, "uuid")


def _many(call: Call, table: Table) -> Answer:
    params, endpoint = call.request.params, call.endpoint
    wanted = filters(endpoint, call.request.query, COMMON | table.parameters)
    order = order_names(endpoint, params.get("order_by", ""))
    bare = "*" if table.whole and call.says(table.whole) else ",".join(table.bare)
    always = (*table.always, *(f.name for f in wanted))  # what was asked by comes back
    selection = Selection.of(endpoint, params.get("fields") or bare, always, _lenient(call))
    rows = sorted(table.all(call), key=lambda row: _place(table, row))
    rows = _sifted(call, table, rows, wanted, order)
    if params.get("return_records", "true").lower() == "false":
        return call.answer(200, {"num_records": len(rows)})
    start, size = _start(call, table, rows, bool(order)), _page_size(params)
    page = rows[start : start + size]
    body: Row = {"records": [_shown(call, table, row, selection) for row in page], "num_records": len(page)}
    links: Row = {"self": {"href": call.request.target}} if call.hal else {}
    if start + size < len(rows):
        links["next"] = {"href": _next(call, table, page[-1], start + size, bool(order))}
    return call.answer(200, {**body, "_links": links} if links else body)


def _lenient(call: Call) -> bool:
    return call.says("ignore_unknown_fields")


def _sifted(
    call: Call, table: Table, rows: list[Row], wanted: list[Filter], order: list[tuple[str, bool]]
) -> list[Row]:
    """What fits, in order; reads only what that needs."""
    if not wanted and not order:
        return rows
    tops = {name.partition(".")[0] for name in (*(f.name for f in wanted), *(n for n, _ in order))}
    pairs = []
    for row in rows:
        probe = table.record(call.world, row, tops.__contains__)
        if all(f.fits(probe) for f in wanted):
            pairs.append({**probe, "_row": row})
    return [pair["_row"] for pair in ordered(pairs, order)]


def _page_size(params: dict[str, str]) -> int:
    text = params.get("max_records", str(MAXIMUM))
    if not text.isdigit() or int(text) == 0:
        raise bad_value("max_records", text, "integer")
    return int(text)


def _place(table: Table, row: Row) -> str:
    return "".join(map(str, values(row, table.order)))


def _next(call: Call, table: Table, last: Row, skip: int, moved: bool) -> str:
    """A cursor says after which record the page ended, so that changes in between repeat and drop nothing."""
    at = {"skip": skip} if moved else {"after": _place(table, last)}
    cursor = base64.urlsafe_b64encode(json.dumps(at).encode()).decode()
    query = [(k, v) for k, v in call.request.query if k != "start"]
    return f"{call.request.path}?{urlencode([*query, ('start', cursor)], safe='*|,', quote_via=quote)}"


def _start(call: Call, table: Table, rows: list[Row], moved: bool) -> int:
    text = call.request.params.get("start")
    if text is None:
        return 0
    try:
        cursor = json.loads(base64.urlsafe_b64decode(text))
        if moved:
            return int(cursor["skip"])
        return bisect_right(rows, str(cursor["after"]), key=lambda row: _place(table, row))
    except (ValueError, KeyError, TypeError):
        raise bad_value("start", text, "cursor") from None


def _shown(call: Call, table: Table, row: Row, selection: Selection) -> Row:
    record = selection.prune(table.record(call.world, row, selection.touches))
    if call.hal:
        _link(record)
        links = table.links(call, row) if table.links else {"self": {"href": _self(call, row)}}
        record["_links"] = links
    return record


def _self(call: Call, row: Row) -> str:
    path = call.endpoint.path
    for name in call.endpoint.parameters:
        path = path.replace("{" + name + "}", quote(call.keys[name], safe=""))
    return "/".join(["/api" + path, *(quote(values(row, key)[0], safe="") for key in call.endpoint.keys)])


def _link(record: Row) -> None:
    """Give known objects inside a record their link, where their uuid is shown; arrays never have any."""
    for name, value in record.items():
        if isinstance(value, dict):
            _link(value)
            if name in LINKED and "uuid" in value:
                value["_links"] = {"self": {"href": LINKED[name] + value["uuid"]}}


# -- changes -----------------------------------------------------------------------------------------
def _checked(call: Call, act: Act) -> Call:
    """The call with its body, after what the framework checks before any effect."""
    for name, value in call.request.query:
        if name == "return_timeout" and value in ("", "0"):
            continue  # nothing here waits: a request for more is refused, not ignored
        if name == "return_records" and value.lower() == "false":
            continue
        if name not in act.parameters:
            raise Refusal("unexpected", name=name)
    sent = {name.replace("-", "_"): value for name, value in flat(_body(call.request))}
    for name in sent:
        if name not in call.endpoint.fields:
            raise bad_value(name, name, "unknown field")
        if name not in act.settable or not call.endpoint.takes(name, call.request.method):
            raise Refusal("not-settable", name, field=name)
    for name in act.required:
        if sent.get(name) in (None, ""):
            raise Refusal("required", name, field=name)
    return replace(call, body=sent)


def _body(request: Request) -> Row:
    if not request.body or request.headers.get("content-type", "").startswith("multipart/"):
        return {}
    try:
        body: Any = json.loads(request.body)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise Refusal("bad-json")
    return body
