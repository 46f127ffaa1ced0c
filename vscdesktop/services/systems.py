"""The connected systems, by connection id."""

from collections.abc import Mapping

from vscdesktop.clients.cloudstack.client import CloudStack
from vscdesktop.clients.ontap.client import Ontap
from vscdesktop.domain.errors import Refused


class Systems:
    def __init__(self, arrays: Mapping[str, Ontap], clouds: Mapping[str, CloudStack]) -> None:
        self.arrays, self.clouds = dict(arrays), dict(clouds)

    def array(self, home: str) -> Ontap:
        """Raises Refused when there is no such connection."""
        if home not in self.arrays:
            raise Refused(f"ONTAP cluster {home} is not connected. Add its connection, then try again.")
        return self.arrays[home]

    def cloud(self, home: str) -> CloudStack:
        if home not in self.clouds:
            raise Refused(f"CloudStack {home} is not connected. Add its connection, then try again.")
        return self.clouds[home]

    def only(self, home: str) -> "Systems | None":
        """That one system, None when there is no such connection."""
        found = Systems(
            {k: v for k, v in self.arrays.items() if k == home}, {k: v for k, v in self.clouds.items() if k == home}
        )
        return found if found.arrays or found.clouds else None
