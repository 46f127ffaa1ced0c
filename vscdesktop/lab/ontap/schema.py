"""The endpoints as NetApp's client library knows them: fields, types, keys (resources/lab/ontap.json)."""

import functools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from vscdesktop.lab.resource import read


@dataclass(frozen=True)
class Endpoint:
    path: str  # below /api, such as "/storage/volumes/{volume.uuid}/snapshots"
    keys: tuple[str, ...]  # what names one record; () where there is only one, such as /cluster
    fields: Mapping[str, str]  # dotted name -> "TYPE ACCESS", access of g(et), c(reate), m(odify)
    expensive: tuple[str, ...]  # only when asked for by name
    filters: tuple[str, ...]  # query names that are no fields

    def kind(self, name: str) -> str:
        return self.fields[name].split(" ")[0]

    def gives(self, name: str) -> bool:
        """May `name` stand in `fields`?"""
        return "g" in self.fields.get(name, "").partition(" ")[2]

    def takes(self, name: str, method: str) -> bool:
        """May a POST or PATCH body hold `name`?"""
        return {"POST": "c", "PATCH": "m"}[method] in self.fields.get(name, "").partition(" ")[2]

    @functools.cached_property
    def parameters(self) -> tuple[str, ...]:
        return tuple(re.findall(r"{(.+?)}", self.path))

    @functools.cached_property
    def pattern(self) -> re.Pattern[str]:
        """Of this path with or without the keys of one record; what is encoded stays one part."""
        head = re.sub(r"\\{.+?\\}", "([^/]+)", re.escape(self.path))
        tail = "(?:" + "/([^/]+)" * len(self.keys) + ")?" if self.keys else ""
        return re.compile(f"/api{head}{tail}/?")

    def match(self, path: str) -> tuple[dict[str, str], bool] | None:
        """(values of the path, does it name one record), for a path as it was sent.

        Percent codes are decoded (%2F %2E %20); "+" is a plus, as it is in every path.
        """
        found = self.pattern.fullmatch(path)
        if found is None:
            return None
        values = [unquote(v) for v in found.groups() if v is not None]
        names = (*self.parameters, *self.keys)
        return dict(zip(names, values, strict=False)), len(values) > len(self.parameters)


@functools.cache
def endpoints() -> Mapping[str, Endpoint]:
    data = json.loads(read("ontap.json"))["endpoints"]
    return {
        path: Endpoint(path, tuple(e["keys"]), e["fields"], tuple(e["expensive"]), tuple(e["filters"]))
        for path, e in data.items()
    }
