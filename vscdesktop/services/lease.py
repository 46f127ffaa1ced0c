"""Leases: who changes an instance right now. One create-only file per instance, never renewed, no time-out."""

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Lease:
    plan: str
    title: str
    workstation: str
    user: str
    since: str  # for people, UTC

    def encode(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


def decode(text: str) -> Lease | None:
    """None when it cannot be read: then it is held by somebody we cannot name."""
    try:
        return Lease(**{k: str(v) for k, v in json.loads(text).items()})
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None


def held(text: str) -> str:
    """Who holds it and since when, in a sentence."""
    lease = decode(text)
    if lease is None:
        return "The lease of this instance cannot be read, so somebody holds it. Look at it with `check`."
    return (
        f"{lease.user} on {lease.workstation} holds this instance since {lease.since} ({lease.title}, plan "
        f"{lease.plan}). Wait until it has ended, or take it over with `check --take-over {lease.plan}`."
    )
