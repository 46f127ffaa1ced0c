"""Find an object or an action by a few letters: what Ctrl+K asks at every key."""

import re
import string
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from enum import IntEnum
from itertools import accumulate, islice
from typing import NamedTuple

from vscdesktop.domain import array, cloud
from vscdesktop.domain.inventory import Inventory, Thing
from vscdesktop.domain.keys import Key, Kind

MOST = 50
HEAD = 3  # letters by which ids are filed; shorter ones are looked for in names alone
ORDER = (
    Kind.INSTANCE, Kind.POOL, Kind.VOLUME, Kind.HOST, Kind.SVM, Kind.ARRAY, Kind.ZONE, Kind.STORE, Kind.CLUSTER,
    Kind.TIER, Kind.NODE, Kind.POD, Kind.LIF, Kind.TEMPLATE, Kind.DISK,
)  # fmt: skip
_SPACES = str.maketrans(dict.fromkeys(string.punctuation, " "))


class Rank(IntEnum):
    EXACT = 0
    PREFIX = 1
    WORD = 2
    INSIDE = 3
    LETTERS = 4  # all of them, in this order


class Hit(NamedTuple):
    key: Key
    rank: Rank
    found: str  # the text that matched, when it is not the object's name


class Search:
    """Names in the order in which they win a draw: by kind, then the shorter, then by alphabet."""

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory
        self._texts: list[str] = []
        self._owners: list[Key] = []
        for text, key in _in_order(inventory):
            self._texts.append(text)
            self._owners.append(key)
        self._blob = "\n".join(self._texts)  # offsets of its lines beside it
        self._starts = list(accumulate((len(text) + 1 for text in self._texts), initial=0))
        self._spaced = [" " + text.translate(_SPACES) for text in self._texts]
        self._filed: dict[str, list[tuple[str, Key]]] = {}
        for key, thing in inventory.things.items():
            for text in _ids(key, thing):
                self._filed.setdefault(text[:HEAD].lower(), []).append((text, key))

    def objects(self, text: str) -> tuple[Hit, ...]:
        """The best, best first; none for an empty text."""
        wanted = " ".join(text.casefold().split())
        found: dict[Key, Hit] = {}
        if not wanted:
            return ()
        for rank, key, matched in self._ranked(wanted):
            if key not in found:
                found[key] = Hit(key, rank, matched)
                if len(found) == MOST:
                    break
        return tuple(found.values())

    def _ranked(self, wanted: str) -> Iterator[tuple[Rank, Key, str]]:
        texts, (first, *others) = self._texts, sorted(wanted.split(), key=len, reverse=True)
        inside = [n for n, text in enumerate(texts) if first in text]
        for word in others:
            inside = [n for n in inside if word in texts[n]]
        starts = [n for n in inside if texts[n].startswith(wanted)]
        yield from (self._hit(Rank.EXACT, n) for n in starts if texts[n] == wanted)
        yield from self._by_id(wanted)
        yield from (self._hit(Rank.PREFIX, n) for n in starts)
        begun, spaced = " " + wanted.translate(_SPACES), self._spaced
        yield from (self._hit(Rank.WORD, n) for n in inside if begun in spaced[n])
        yield from (self._hit(Rank.INSIDE, n) for n in inside)
        yield from self._letters(wanted.replace(" ", ""))

    def _hit(self, rank: Rank, number: int) -> tuple[Rank, Key, str]:
        key, text = self._owners[number], self._texts[number]
        return rank, key, "" if self._inventory.things[key].name.casefold() == text else text

    def _by_id(self, wanted: str) -> Iterator[tuple[Rank, Key, str]]:
        """Ids, file names and addresses are copied, not remembered: whole, or their beginning."""
        filed = self._filed.get(wanted[:HEAD], ()) if len(wanted) >= HEAD else ()
        found = [(text, key) for text, key in filed if text.lower().startswith(wanted)]
        yield from ((Rank.EXACT, key, text) for text, key in found if len(text) == len(wanted))
        yield from ((Rank.PREFIX, key, text) for text, key in found)

    def _letters(self, wanted: str) -> Iterator[tuple[Rank, Key, str]]:
        """Names that have all letters in this order, the closest together first."""
        if len(wanted) < 2:
            return
        spans = (m.span() for m in islice(_spread(wanted).finditer(self._blob), 20 * MOST))
        near = sorted((end - start, bisect_right(self._starts, start) - 1) for start, end in spans)
        yield from (self._hit(Rank.LETTERS, number) for _, number in near)


def _in_order(inventory: Inventory) -> Iterator[tuple[str, Key]]:
    """Every name, and every shown name that differs. Sorted in small parts: a sort lets no other thread run."""
    parts: dict[tuple[Kind, int], list[tuple[str, Key]]] = {}
    for key, thing in inventory.things.items():
        for name in {thing.name, thing.shown} if isinstance(thing, cloud.Instance) else (thing.name,):
            text = name.casefold().replace("\n", " ")
            parts.setdefault((key.kind, len(text)), []).append((text, key))
    for part in sorted(parts, key=lambda p: (ORDER.index(p[0]), p[1])):
        yield from sorted(parts[part])


def _ids(key: Key, thing: Thing) -> Iterator[str]:
    yield key.id
    match thing:
        case cloud.Disk() if thing.path and thing.path != key.id:
            yield thing.path
        case cloud.Host() | array.Lif() if thing.address:
            yield thing.address


def actions(text: str, known: Sequence[tuple[str, str]]) -> tuple[int, ...]:
    """Which of the actions (title, further words) match, best first; all of them for an empty text."""
    wanted = " ".join(text.casefold().split())
    ranks = ((_rank(wanted, title.casefold(), words.casefold()), n) for n, (title, words) in enumerate(known))
    return tuple(n for _, n in sorted((rank, n) for rank, n in ranks if rank is not None)[:MOST])


def _rank(wanted: str, title: str, words: str) -> Rank | None:
    if title.startswith(wanted):
        return Rank.EXACT if title == wanted else Rank.PREFIX
    parts, both = wanted.split(), f"{title} {words}"
    if all(re.search(rf"(?<![^\W_]){re.escape(part)}", both) for part in parts):
        return Rank.WORD
    if all(part in both for part in parts):
        return Rank.INSIDE
    return Rank.LETTERS if _spread(wanted.replace(" ", "")).search(title) else None


def _spread(letters: str) -> re.Pattern[str]:
    """All letters in order on one line; each gap stops at the next letter, so it never looks twice."""
    return re.compile("".join(
        re.escape(letter) if n == 0 else f"[^\n{re.escape(letter)}]*+{re.escape(letter)}"
        for n, letter in enumerate(letters)
    ))  # fmt: skip
