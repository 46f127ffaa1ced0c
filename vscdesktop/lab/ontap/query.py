"""What a request asks for: `fields`, filters, `order_by`.

Source: NetApp's ONTAP automation documentation, "Input variables controlling an API request".
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cmp_to_key
from typing import Any

from vscdesktop.lab.ontap.errors import Refusal, bad_value
from vscdesktop.lab.ontap.schema import Endpoint
from vscdesktop.lab.world import Row

UNITS = {"": 1, "B": 1, "KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30, "TB": 1 << 40, "PB": 1 << 50}


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
    def of(endpoint: Endpoint, text: str, always: Iterable[str], lenient: bool) -> "Selection":
        """From the value of `fields`; a name the endpoint does not give is refused unless `lenient`."""
        names = [n.strip().removesuffix(".*") for n in text.replace("-", "_").split(",") if n.strip()]
        for name in names:
            if name not in ("*", "**") and not endpoint.gives(name) and not lenient:
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
    """One `field=expression`: a|b, !a, a..b, <a, <=a, >a, >=a, *part*, null."""

    name: str
    kind: str
    expression: str

    def fits(self, record: Row) -> bool:
        return self._fits(values(record, self.name), self.expression)

    def _fits(self, found: Sequence[Any], text: str) -> bool:
        if text.startswith("!"):
            return not self._fits(found, text[1:])
        if text == "null":
            return not found
        return any(self._one(v, part) for part in text.split("|") for v in found)

    def _one(self, value: Any, text: str) -> bool:
        compared = re.match(r"(<=|>=|<|>)(.+)", text)
        if compared:
            sign, bound = compared.groups()
            order = self._compare(value, bound)
            return {"<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0}[sign]
        low, dots, high = text.partition("..")
        if dots and low and high:
            return self._compare(value, low) >= 0 and self._compare(value, high) <= 0
        if "*" in text:
            return re.fullmatch(".*".join(map(re.escape, text.split("*"))), str(value)) is not None
        return self._compare(value, text) == 0

    def _compare(self, value: Any, text: str) -> int:
        mine, theirs = self._typed(value), self._typed(text)
        return int(mine > theirs) - int(mine < theirs)

    def _typed(self, value: Any) -> Any:
        text = str(value)
        try:
            if self.kind in ("integer", "number"):
                amount, unit = re.fullmatch(r"(-?[\d.]+)\s*([A-Za-z]*)", text).groups()  # type: ignore[union-attr]
                return float(amount) * UNITS[unit.upper()]
            if self.kind == "boolean":
                return {"true": True, "false": False}[text.lower()]
            if self.kind == "datetime":
                return datetime.fromisoformat(text)
        except (AttributeError, KeyError, ValueError):
            raise bad_value(self.name, text, self.kind) from None
        return text


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
        found.append(Filter(name, endpoint.kind(name) if name in endpoint.fields else "string", expression))
    return found


def order_names(endpoint: Endpoint, text: str) -> list[tuple[str, bool]]:
    """[(field, downwards)] of an `order_by` such as "space.size desc,name"."""
    out = []
    for part in filter(None, (p.strip() for p in text.split(","))):
        name, _, direction = part.partition(" ")
        if not endpoint.gives(name) or direction not in ("", "asc", "desc"):
            raise bad_value("order_by", part, "field,...")
        out.append((name, direction == "desc"))
    return out


def ordered(records: list[Row], names: Iterable[tuple[str, bool]]) -> list[Row]:
    """Sorted by several fields, what is absent last."""

    def compare(a: Row, b: Row) -> int:
        for name, down in names:
            left, right = values(a, name), values(b, name)
            if left and right and left[0] != right[0]:
                return (-1 if left[0] < right[0] else 1) * (-1 if down else 1)
            if bool(left) != bool(right):
                return -1 if left else 1
        return 0

    names = list(names)
    return sorted(records, key=cmp_to_key(compare)) if names else records
