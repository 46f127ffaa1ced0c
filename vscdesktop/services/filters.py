"""The filter over a tree: words of a name, and field:value. `-` in front leaves matches out.

web state:running -pool:bronze "old server" protection:none
"""

import re
from typing import NamedTuple

from vscdesktop.domain.errors import Problem

FIELDS = ("state", "kind", "pool", "zone", "host", "owner", "volume", "svm", "protection")
PROTECTION = ("none", "protected")
_TERM = re.compile(r'(-?+)(?:([a-zA-Z]+):)?+(?:"([^"]*)"|([^\s"]+))(?=\s|$)')


class Unclear(Problem):
    """A filter that cannot be understood."""


class Term(NamedTuple):
    field: str  # "" for words of a name
    value: str  # in one case
    leave_out: bool


def parse(text: str) -> tuple[Term, ...]:
    """The terms of a filter; all of them must hold. Raises Unclear."""
    terms, at = [], 0
    while rest := text[at:].lstrip():
        at = len(text) - len(rest)
        found = _TERM.match(text, at)
        if found is None:
            raise Unclear(_wrong(rest))
        minus, field, quoted, plain = found.groups()
        value = (plain if quoted is None else quoted).casefold()
        terms.append(_term((field or "").lower(), value, bool(minus)))
        at = found.end()
    return tuple(terms)


def _wrong(rest: str) -> str:
    if '"' in rest:
        odd = rest.count('"') % 2
        return "A quotation mark is missing." if odd else "Quotation marks go around a whole value."
    if rest.startswith("-"):
        return "Write what to leave out after the minus sign."
    return f"Write a value after {rest.split()[0]}"


def _term(field: str, value: str, leave_out: bool) -> Term:
    if field and field not in FIELDS:
        raise Unclear(f"There is no field {field}. Fields are {', '.join(FIELDS)}. Text with a colon goes in quotes.")
    if not value:
        raise Unclear("There is nothing between the quotation marks.")
    if field == "protection" and not any(known.startswith(value) for known in PROTECTION):
        raise Unclear("Protection is none or protected.")
    return Term(field, value, leave_out)
