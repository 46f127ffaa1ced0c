"""How every endpoint answers: routing, reads of tables, checks of what a change was sent."""

import base64
import json
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

from vscdesktop.lab.files import Refused
from vscdesktop.lab.http import Answer, Request
from vscdesktop.lab.ontap.errors import NO_ENTRY, Refusal, bad_value, because
from vscdesktop.lab.ontap.model import Act, Call, Table, flat
from vscdesktop.lab.ontap.query import Filter, Selection, filters, values
from vscdesktop.lab.ontap.schema import endpoints
from vscdesktop.lab.world import Row, World

MAXIMUM = 10_000  # records of a page when nobody says
COMMON = {"fields", "max_records", "start"}


class Engine:
    def __init__(self, world: World, tables: Iterable[Table], acts: Iterable[Act]) -> None:
        self._world = world
        self._tables = {t.path: t for t in tables}
        self._acts = {(a.method, a.path, a.single): a for a in acts}
        paths = {*self._tables, *(a.path for a in self._acts.values())}
        self._served = [endpoints()[path] for path in paths]

    def call(self, request: Request) -> Call:
        """Find what a request is for."""
        for endpoint in self._served:
            if (found := endpoint.match(request.path)) is not None:
                return Call(self._world, request, endpoint, *found)
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
        except (Refusal, Refused) as said:
            refusal = because(said) if isinstance(said, Refused) else said
            return Answer.json(refusal.status, refusal.body())


# -- reading -----------------------------------------------------------------------------------------
def _is_one(call: Call, table: Table) -> bool:
    return not call.endpoint.keys or (call.single and not table.listed)


def _one(call: Call, table: Table) -> Answer:
    """One record; without `fields` it shows all but the expensive."""
    key = call.endpoint.keys[0] if call.endpoint.keys else ""
    filters(call.endpoint, call.request.query, COMMON)  # for its refusals: one record needs no filter
    asked = call.request.params.get("fields") or "*"
    selection = Selection.of(call.endpoint, asked, table.always)
    for row in table.all(call):
        if not key or values(row, key) == [call.keys[key]]:
            return Answer.json(200, _shown(call, table, row, selection))
    raise Refusal(NO_ENTRY, "uuid")


def _many(call: Call, table: Table) -> Answer:
    params, endpoint = call.request.params, call.endpoint
    wanted = filters(endpoint, call.request.query, COMMON | table.parameters)
    bare = "*" if table.whole and call.says(table.whole) else ",".join(table.bare)
    always = (*table.always, *(f.name for f in wanted))  # what was asked by comes back
    selection = Selection.of(endpoint, params.get("fields") or bare, always)
    rows = sorted(table.all(call), key=lambda row: _place(table, row))
    tops = {f.name.partition(".")[0] for f in wanted}
    if wanted:  # reads only what the filters need
        rows = [r for r in rows if (probe := table.record(call.world, r, tops.__contains__)) and _fit(wanted, probe)]
    start, size = _start(call, table, rows), _page_size(params)
    page = rows[start : start + size]
    body: Row = {"records": [_shown(call, table, row, selection) for row in page], "num_records": len(page)}
    if start + size < len(rows):
        body["_links"] = {"next": {"href": _next(call, table, page[-1])}}
    return Answer.json(200, body)


def _fit(wanted: list[Filter], record: Row) -> bool:
    return all(f.fits(record) for f in wanted)


def _page_size(params: dict[str, str]) -> int:
    text = params.get("max_records", str(MAXIMUM))
    if not text.isdigit() or int(text) == 0:
        raise bad_value("max_records", text, "integer")
    return int(text)


def _place(table: Table, row: Row) -> str:
    return "".join(map(str, values(row, table.order)))


def _next(call: Call, table: Table, last: Row) -> str:
    """A cursor says after which record the page ended, so that changes in between repeat and drop nothing."""
    cursor = base64.urlsafe_b64encode(_place(table, last).encode()).decode()
    query = [(k, v) for k, v in call.request.query if k != "start"]
    return f"{call.request.path}?{urlencode([*query, ('start', cursor)], safe='*|,', quote_via=quote)}"


def _start(call: Call, table: Table, rows: list[Row]) -> int:
    text = call.request.params.get("start")
    if text is None:
        return 0
    try:
        after = base64.urlsafe_b64decode(text).decode()
    except ValueError:
        raise bad_value("start", text, "cursor") from None
    return bisect_right(rows, after, key=lambda row: _place(table, row))


def _shown(call: Call, table: Table, row: Row, selection: Selection) -> Row:
    record = selection.prune(table.record(call.world, row, selection.touches))
    accept = call.request.headers.get("accept", "")
    if "application/json" not in accept and not table.listed:  # NetApp's library looks for the link of what it made
        place = call.request.path.rstrip("/")
        keys = () if call.single else (quote(values(row, key)[0], safe="") for key in call.endpoint.keys)
        record["_links"] = {"self": {"href": "/".join([place, *keys])}}
    return record


# -- changes -----------------------------------------------------------------------------------------
def _checked(call: Call, act: Act) -> Call:
    """The call with its body, after what the framework checks before any effect."""
    for name, value in call.request.query:
        if (name, value) != ("return_timeout", "0") and name not in act.parameters:  # nothing here waits
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
