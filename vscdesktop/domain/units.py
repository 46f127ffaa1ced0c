"""How numbers and times are written for people, and in names."""

from datetime import UTC, datetime

STAMP = "%Y%m%dT%H%M%SZ"


def size(count: int) -> str:
    """Bytes with 1024-based units: "1.5 GiB", "812 B"."""
    value = float(count)
    for unit in ("B", "KiB", "MiB", "GiB", "TiB"):
        if abs(value) < 1023.5 or unit == "TiB":
            return f"{value:.0f} {unit}" if unit == "B" or value >= 100 else f"{value:.3g} {unit}"
        value /= 1024
    raise AssertionError


def count(number: int, noun: str) -> str:
    """ "1 disk", "3 disks"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def stamp(at: datetime) -> str:
    """A UTC time as it stands in names: 20261124T133000Z."""
    return at.astimezone(UTC).strftime(STAMP)


def unstamp(text: str) -> datetime | None:
    """The time of a name, or None when it is none."""
    try:
        return datetime.strptime(text, STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


def when(at: datetime) -> str:
    """A UTC time for people: 2026-11-24 13:30:00 UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def moment(at: datetime) -> str:
    """The same without its zone, for a column whose head names UTC: 2026-11-24 13:30:00."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def ago(at: datetime, now: datetime) -> str:
    """An age for people: "7 min ago", hours up to 48, then days."""
    minutes = int((now - at).total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min ago"
    return f"{minutes // 60} h ago" if minutes < 48 * 60 else f"{minutes // (24 * 60)} days ago"
