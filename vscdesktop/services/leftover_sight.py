"""What a look for leftovers sees and keeps: pools, the rules, what is told, and the steps that need nothing before."""

from collections.abc import Iterator
from dataclasses import dataclass

from vscdesktop.clients.ontap.wire import File
from vscdesktop.domain.inventory import Inventory
from vscdesktop.domain.keys import Key, Kind, Place
from vscdesktop.plans.journal import Entry
from vscdesktop.plans.model import Phase
from vscdesktop.services.draft import Draft
from vscdesktop.services.leftover_rules import Rules
from vscdesktop.services.look import text_of
from vscdesktop.services.survey import inventory_pools
from vscdesktop.services.systems import Systems

REMOVES = "`check --tidy` removes it"
PUTS_BACK = "A tidy that did not come to its end moved it aside: `check --tidy` puts it back"
ELSEWHERE = "Storage that is not connected or was not read belongs to it: nothing is removed here"
STRANGERS = "It also holds {}, which is not ours: nothing is removed here without a person"


@dataclass(frozen=True)
class Item:
    what: str
    where: str
    advice: str


class Sight:
    def __init__(self, systems: Systems, inventory: Inventory, entries: list[Entry]) -> None:
        self.systems, self.inventory, self.rules = systems, inventory, Rules(inventory, entries)
        self.pools = list(dict.fromkeys(place for _, place in inventory_pools(inventory)))
        self.items: list[Item] = []
        home = next(iter(systems.arrays), "")
        self.draft = Draft("tidy", "Remove what was left behind", Key(Kind.ARRAY, home, home))

    def tell(self, what: str, where: str, advice: str) -> None:
        self.items.append(Item(what, where, advice))

    def listing(self, place: Place) -> Iterator[File]:
        yield from self.systems.array(place.home).listing(place.volume, place.path) or ()

    def text(self, place: Place) -> str:
        return text_of(self.systems.array(place.home), place.volume, place.path) or ""

    def seen(self, volume: str, directory: str) -> bool:
        """Is this directory of a volume one of the pools that were looked at?"""
        return any((p.volume, p.path) == (volume, directory) for p in self.pools)

    def drop(self, says: str, place: Place, names: list[str]) -> None:
        self.draft.at("dir.drop", says, place, Phase.FINISH, names=",".join(names))

    def back(self, says: str, place: Place, to: Place) -> None:
        """Put back what a tidy moved aside. That is safe at any time: what it still deletes has another name."""
        args = {"home": place.home, "volume": place.volume, "source": place.path, "target": to.path}
        self.draft.add("file.back", says, args, Phase.FINISH)
