"""Read everything, in parallel, into one linked inventory. What cannot be read becomes a gap, with words."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from vscdesktop.domain import array, cloud
from vscdesktop.domain.errors import Problem
from vscdesktop.domain.inventory import Gap, Inventory, Thing
from vscdesktop.domain.keys import Key
from vscdesktop.domain.lenses import assemble
from vscdesktop.domain.links import Link, Linker
from vscdesktop.services import read_array, read_cloud
from vscdesktop.services.systems import Systems

Read = Callable[[], Iterable[Thing]]


def refresh(systems: Systems) -> Inventory:
    """One look at all connected systems."""
    reads: list[tuple[str, str, Read]] = []
    for home, client in systems.arrays.items():
        reads += [(home, what, read) for what, read in read_array.reads(client)]
    for home, stack in systems.clouds.items():
        reads += [(home, what, read) for what, read in read_cloud.reads(stack)]
    gaps: list[Gap] = []
    things: dict[Key, Thing] = {}

    def run(item: tuple[str, str, Read]) -> tuple[list[Thing], Gap | None]:
        home, what, read = item
        try:
            return list(read()), None
        except Problem as error:
            return [], Gap(home, what, str(error))

    with ThreadPoolExecutor(max_workers=8) as pool:
        for found, gap in pool.map(run, reads):
            things |= {thing.key: thing for thing in found}
            gaps += [gap] if gap else []
    return assemble(datetime.now(UTC), things, _links(things), tuple(gaps))


def _links(things: dict[Key, Thing]) -> dict[Key, Link]:
    linker = Linker(
        (t for t in things.values() if isinstance(t, array.Lif)),
        (t for t in things.values() if isinstance(t, array.Volume)),
    )
    links = {k: linker.pool(t) for k, t in things.items() if isinstance(t, cloud.Pool)}
    return links | {k: linker.store(t) for k, t in things.items() if isinstance(t, cloud.Store)}
