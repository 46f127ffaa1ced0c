"""Times as ONTAP writes them: the cluster's local time with its offset, never Z."""

from datetime import datetime, timedelta, timezone

ZONE = "Africa/Johannesburg"  # no summer time, so its offset needs no zone database, which Windows lacks
OFFSET = timezone(timedelta(hours=2))


def local(seconds: float) -> str:
    """Seconds since 1970 as "2026-01-31T14:05:09+02:00"."""
    return datetime.fromtimestamp(int(seconds), OFFSET).isoformat()
