"""The shape of a finding, and where its one action leads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vscdesktop.domain.inventory import Gap, Lens
from vscdesktop.domain.keys import Key
from vscdesktop.plans.model import Plan, State
from vscdesktop.plans.work import STOPPED
from vscdesktop.services.marks import Status

UNPROTECTED = "kind:instance protection:none"  # as a filter


@dataclass(frozen=True)
class Object:
    """One thing of the inventory."""

    key: Key


@dataclass(frozen=True)
class Look:
    """The inventory behind a filter."""

    filter: str
    lens: Lens = Lens.CLOUD


@dataclass(frozen=True)
class Way:
    """A connection, by its id."""

    home: str


@dataclass(frozen=True)
class Connect:
    """Connecting a system of a kind."""

    kind: str


@dataclass(frozen=True)
class Again:
    """Look once more: at a plan that waits, or at everything."""

    plan: Plan | None = None


Where = Object | Look | Way | Connect | Again


@dataclass(frozen=True)
class Finding:
    status: Status
    fact: str
    consequence: str
    action: str  # the words on its button
    where: Where


def stopped(state: State, reason: str) -> bool:
    """Was a plan undone because somebody asked for that? Then it needs nobody."""
    return state is State.UNDONE and reason.endswith(STOPPED)


def listed(names: Sequence[str], most: int = 3) -> str:
    """ "a, b, c and 4 more"."""
    shown, more = names[:most], len(names) - most
    if more > 0:
        return f"{', '.join(shown)} and {more} more"
    return " and ".join(filter(None, (", ".join(shown[:-1]), *shown[-1:])))


def shared(gaps: Iterable[Gap]) -> dict[str, str]:
    """Each reason once, with all that was not read for it: "nodes, LIFs and volumes"."""
    found: dict[str, list[str]] = {}
    for gap in gaps:
        found.setdefault(gap.reason, []).append(gap.what)
    return {reason: listed(what, len(what)) for reason, what in found.items()}
