"""What is different between two looks at the same systems."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from vscdesktop.domain.inventory import Inventory, Lens, Thing
from vscdesktop.domain.keys import Key


@dataclass(frozen=True)
class Changes:
    things: Mapping[Key, Thing | None] = field(default_factory=dict)  # as they are now; None: gone
    children: Mapping[Lens, Mapping[Key | None, tuple[Key, ...]]] = field(default_factory=dict)  # the new lists

    @property
    def gone(self) -> frozenset[Key]:
        return frozenset(key for key, thing in self.things.items() if thing is None)

    def moved(self, lens: Lens) -> bool:
        """Are there other rows than before, or the same in another order?"""
        return bool(self.children.get(lens))

    def __bool__(self) -> bool:
        return bool(self.things) or any(self.children.values())


def diff(old: Inventory, new: Inventory) -> Changes:
    """Work for a worker thread: it compares everything once."""
    before, after = old.things, new.things
    things: dict[Key, Thing | None] = {key: None for key in before if key not in after}
    for key, thing in after.items():
        was = before.get(key)
        if was is not thing and was != thing:
            things[key] = thing
    children = {}
    for lens in Lens:
        was_below, now_below = old.children.get(lens, {}), new.children.get(lens, {})
        lists = {parent: keys for parent, keys in now_below.items() if was_below.get(parent) != keys}
        children[lens] = lists | {parent: () for parent in was_below if parent not in now_below}
    return Changes(things, children)
