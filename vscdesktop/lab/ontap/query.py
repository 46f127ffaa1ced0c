"""What a request asks for: `fields` and filters.

Source: NetApp's ONTAP automation documentation, "Input variables controlling an API request".
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from vscdesktop.lab.ontap.errors import Refusal, bad_value
from vscdesktop.lab.ontap.schema import Endpoint
from vscdesktop.lab.world import Row


def values(record: Row, name: str) -> list[Any]:
    """Everything a record holds under a dotted name; arrays give each of their elements."""
    found: list[Any] = [record]
    for part in name.split("."):
        inside = [f[part] for f in found if isinstance(f, dict) and f.get(part) is not None]
        found = [e for f in inside for e in (f if isinstance(f, list) else [f])]
    return found


@dataclass(frozen=True)
class Selection:
    """The fields to show: those named with all below them; "*" is all but the expensive, "**" is all."""

    endpoint: Endpoint
    names: tuple[str, ...]
    _takes: dict[str, bool] = field(default_factory=dict)  # found out once: a list asks for each record
    _touches: dict[str, bool] = field(default_factory=dict)

    @staticmethod
    def of(endpoint: Endpoint, text: str, always: Iterable[str]) -> "Selection":
        """From the value of `fields`; a name the endpoint does not give is refused."""
        names = [n.strip().removesuffix(".*") for n in text.replace("-", "_").split(",") if n.strip()]
        for name in names:
            if name not in ("*", "**") and not endpoint.gives(name):
                raise bad_value("fields", name, "field,...")
        return Selection(endpoint, (*names, *always))

    def takes(self, name: str) -> bool:
        """Is a field shown?"""
        if name not in self._takes:
            self._takes[name] = self._named(name) or self._starred(name)
        return self._takes[name]

    def touches(self, name: str) -> bool:
        """Is an object shown, or anything in it?"""
        if name not in self._touches:
            inside = any(n in ("*", "**") or n.startswith(f"{name}.") for n in self.names)
            self._touches[name] = inside or self._named(name)
        return self._touches[name]

    def _named(self, name: str) -> bool:
        return any(name == n or name.startswith(f"{n}.") for n in self.names)

    def _starred(self, name: str) -> bool:
        if "**" in self.names:
            return True
        costly = (e.removesuffix(".*") for e in self.endpoint.expensive)
        return "*" in self.names and not any(name == c or name.startswith(f"{c}.") for c in costly)

    def prune(self, value: Row, prefix: str = "") -> Row:
        """The shown part of a record.  Absent is never null, and empty objects and arrays are not sent."""
        out: Row = {}
        for name, item in value.items():
            path = prefix + name
            shown: Any = item
            if isinstance(item, dict):
                shown = self.prune(item, f"{path}.")
            elif isinstance(item, list) and item and isinstance(item[0], dict):
                shown = [e for e in (self.prune(e, f"{path}.") for e in item) if e]
            elif not self.takes(path):
                continue
            if shown is not None and shown not in ({}, []):
                out[name] = shown
        return out


@dataclass(frozen=True)
class Filter:
    """One `field=expression`: a, a|b, !a, *part*.  What else ONTAP knows (ranges, <, >) is refused."""

    name: str
    expression: str

    def fits(self, record: Row) -> bool:
        return self._fits(values(record, self.name), self.expression)

    def _fits(self, found: Sequence[Any], text: str) -> bool:
        if text.startswith("!"):
            return not self._fits(found, text[1:])
        return any(self._one(v, part) for part in text.split("|") for v in found)

    def _one(self, value: Any, text: str) -> bool:
        shown = str(value).lower() if isinstance(value, bool) else str(value)
        return re.fullmatch(".*".join(map(re.escape, text.split("*"))), shown) is not None


def filters(endpoint: Endpoint, query: Iterable[tuple[str, str]], apart: Iterable[str]) -> list[Filter]:
    """The filters of a query, without the parameters named in `apart`.

    An object's name as a parameter means its `name`; hyphens work like underscores.
    """
    found = []
    for sent, expression in query:
        name = sent.replace("-", "_")
        if name in apart:
            continue
        if endpoint.fields.get(name, "").startswith("object") and endpoint.gives(f"{name}.name"):
            name += ".name"
        if not endpoint.gives(name) and name not in endpoint.filters:
            raise Refusal("unexpected", name=sent)
        if ".." in expression or expression[:1] in ("<", ">"):
            raise bad_value(name, expression, "text")
        found.append(Filter(name, expression))
    return found
