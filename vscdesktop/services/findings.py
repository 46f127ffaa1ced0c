"""What needs a person: each a fact, its consequence, and one thing that can be done about it. Pure; worst first."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from vscdesktop.domain import refusals
from vscdesktop.domain.array import Node
from vscdesktop.domain.inventory import Gap, Inventory
from vscdesktop.domain.keys import Key
from vscdesktop.domain.units import count
from vscdesktop.plans.journal import Entry
from vscdesktop.plans.model import State
from vscdesktop.services.finding_things import of_things
from vscdesktop.services.finding_words import (
    UNPROTECTED,
    Again,
    Connect,
    Finding,
    Look,
    Object,
    Way,
    Where,
    listed,
    stopped,
)
from vscdesktop.services.marks import WORSE, Status
from vscdesktop.store.settings import CLOUDSTACK, ONTAP, Connection

SOON = timedelta(days=30)  # a certificate that ends within this is told of
RECENT = timedelta(days=1)  # a plan that failed longer ago is history
ENDED_BADLY = {
    State.UNDONE: "failed and was undone",
    State.REFUSED: "was refused",
    State.RESIDUE: "left something over",
}
CAUSES = {  # words of the clients that say why nothing is known of a whole system
    "shows another certificate": "Nothing is sent to it until the new one was compared and accepted.",
    "refuses the credentials": "{parts} of it could not be read. Nothing more is sent until they are entered again.",
    "gives no complete answer": "{reason} Nothing on it is backed up or restored until it answers.",
}
_SHORT = {"gives no complete answer": "does not answer"}


@dataclass(frozen=True)
class Known:
    """All that findings are made of."""

    inventory: Inventory
    points: Mapping[str, datetime] | None  # instance -> its newest point; None: they could not be read
    connections: Sequence[Connection] = ()
    entries: Sequence[Entry] = ()  # the journal, newest first
    certificates: Mapping[str, datetime] = field(default_factory=dict)  # connection -> when its certificate ends
    now: datetime = field(default_factory=lambda: datetime.now(UTC))


Rule = Callable[[Known], Iterator[Finding]]


def findings(known: Known) -> list[Finding]:
    rules: tuple[Rule, ...] = (_plans, _gaps, _missing, _clocks, _things, _unprotected, _failed, _certificates)
    found = [finding for rule in rules for finding in rule(known)]
    return sorted(found, key=lambda f: -WORSE[f.status])  # stable: within a status as the rules come


def _things(known: Known) -> Iterator[Finding]:
    return of_things(known.inventory)


# -- connections -------------------------------------------------------------------------------
def _gaps(known: Known) -> Iterator[Finding]:
    """Parts that were not read for the same cause are one finding."""
    names = {c.id: c.name for c in known.connections}
    causes: dict[tuple[str, str], list[Gap]] = {}
    for gap in known.inventory.gaps:
        cause = next((c for c in CAUSES if c in gap.reason), gap.reason)
        causes.setdefault((gap.home, cause), []).append(gap)
    for (home, cause), gaps in causes.items():
        name, what = names.get(home, home), ", ".join(g.what for g in gaps)
        if cause in CAUSES:
            more = CAUSES[cause].format(reason=gaps[0].reason, parts=count(len(gaps), "part"))
            action = "Compare…" if "certificate" in cause else "Open connection"
            yield Finding(Status.CRITICAL, f"{name} {_SHORT.get(cause, cause)}", more, action, Way(home))
        else:
            more = cause.removeprefix(f"{name}: ")
            yield Finding(Status.WARN, f"{name}: {what} could not be read", more, "Open connection", Way(home))


def _missing(known: Known) -> Iterator[Finding]:
    kinds = {c.kind for c in known.connections}
    if kinds == {CLOUDSTACK}:
        more = "Instances and disks are shown; nothing can be backed up or restored without their storage."
        yield Finding(Status.WARN, "No ONTAP cluster is connected", more, "Connect ONTAP…", Connect(ONTAP))
    if kinds == {ONTAP}:
        more = "Volumes are shown; which instances lie on them is known only to CloudStack."
        yield Finding(Status.WARN, "No CloudStack is connected", more, "Connect CloudStack…", Connect(CLOUDSTACK))


def _certificates(known: Known) -> Iterator[Finding]:
    for c in known.connections:
        ends = known.certificates.get(c.id)
        if ends is None or ends - known.now > SOON:
            continue
        days = (ends - known.now).days
        says = f"expires in {count(days, 'day')}" if ends > known.now else f"expired on {ends:%Y-%m-%d}"
        more = "It is pinned, so the connection goes on working; a renewed one must be compared and accepted."
        yield Finding(Status.WARN, f"Certificate of {c.name} {says}", more, "Open connection", Way(c.id))


def _clocks(known: Known) -> Iterator[Finding]:
    for thing in known.inventory.things.values():
        if isinstance(thing, Node) and (words := refusals.clock([thing])):
            says = "is off" if thing.date else "could not be read"
            more = f"{words} Nothing on it is backed up."
            yield Finding(Status.WARN, f"The clock of {thing.name} {says}", more, "Show node", Object(thing.key))


# -- plans -------------------------------------------------------------------------------------
def _plans(known: Known) -> Iterator[Finding]:
    for entry in known.entries:
        if entry.state is State.WAITING:
            yield Finding(
                Status.CRITICAL, f"{entry.plan.title} waits for you", entry.reason, "Look again", Again(entry.plan)
            )


def _failed(known: Known) -> Iterator[Finding]:
    """The last plan of a kind for an object, if it ended badly not long ago. One that was stopped says nothing."""
    seen: set[tuple[str, Key]] = set()
    for entry in known.entries:
        about = entry.plan.kind, entry.plan.subject
        if about in seen or stopped(entry.state, entry.reason):
            continue
        seen.add(about)
        words = ENDED_BADLY.get(entry.state)
        if words and known.now - datetime.fromisoformat(entry.created) < RECENT:
            target: Where = Object(entry.plan.subject) if entry.plan.subject in known.inventory.things else Look("")
            action = "Show instance" if isinstance(target, Object) else "Show inventory"
            yield Finding(Status.WARN, f"{entry.plan.title}: {words}", entry.reason, action, target)


# -- protection --------------------------------------------------------------------------------
def _unprotected(known: Known) -> Iterator[Finding]:
    every = sorted(known.inventory.instances(), key=lambda i: i.name)
    if known.points is None:
        more = "Whether anything is protected is not known until they can be."
        yield Finding(Status.CRITICAL, "Restore points could not be read", more, "Read again", Again())
        return
    without = [i for i in every if i.key.id not in known.points]
    if not without:
        return
    of = f" of {len(every)}" if len(without) < len(every) else ""
    have = "has" if len(without) == 1 else "have"
    fact = f"{len(without)}{of} {'instance' if len(without) == 1 and not of else 'instances'} {have} no restore point"
    more = f"Nothing brings them back if they are lost: {listed([i.name for i in without])}."
    yield Finding(Status.WARN, fact, more, "Show instances", Look(UNPROTECTED))
