"""One request that changes something, as data: shown, journalled, guarded and sent from the same record."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Body = Mapping[str, object]  # JSON


@dataclass(frozen=True)
class Call:
    """`path` is ONTAP's path below /api, file paths already encoded; for CloudStack it is the command."""

    home: str
    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: Body | None = None
    upload: str | None = None  # the text of a small file, sent as multipart
