"""Which starts are tried while an instance is restored (see tests/range_of_starts.py).

python -m tests.starts [PART OF]    every step, every subset of names, every interleaving of PATTERNS
tests/test_name_cache.py            every step, with the decisive ones
"""

import re
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import chain, combinations
from pathlib import Path

from tests.range_of_starts import Case, Range, Tally
from tests.support import Bench
from vscdesktop.plans.model import Plan, Step

ALL, NONE, FIRST = frozenset(range(4)), frozenset[int](), frozenset({0, 1})
ONE_A_STEP, TWO_THEN_LATE, AT_ONCE = (0, 1, 2, 3), (0, 0), (0, 0, 0, 0)  # what is not named is opened at the end
PATTERNS = (ONE_A_STEP, TWO_THEN_LATE, AT_ONCE, (0,), (0, 2, 4, 6), (0, 0, 0), (1, 1, 4), (2, 5))


def decisive(place: Range) -> list[Case]:
    """Every step; the more the closer it is to the deletes and the last renames."""
    found = []
    for n in range(place.first, len(place.plan.steps) + 1):
        patterns = [(ALL, ONE_A_STEP), (FIRST, TWO_THEN_LATE), (NONE, AT_ONCE)]
        near = place.hidden <= n <= place.hidden + 4
        found += [Case(n, *p) for p in (patterns if near else patterns[n % 3 :][:1])]
        found += [Case(n, ALL, ONE_A_STEP, missed=True)] if place.hidden < n and n % 4 == 0 else []
    return found


def every(place: Range) -> list[Case]:
    names = [frozenset(s) for s in chain.from_iterable(combinations(range(4), k) for k in range(5))]
    steps = range(place.first, len(place.plan.steps) + 1)
    found = [Case(n, s, p) for n in steps for s in names for p in PATTERNS]
    return found + [Case(n, s, p, True) for n in steps if n > place.hidden for s in names[1:] for p in PATTERNS[:3]]


def without(plan: Plan, drop: Callable[[Step], bool], looks: Sequence[int] = ()) -> Plan:
    """The same plan without some steps, and without the reliance on the checks `looks`."""
    kept = [s for s in plan.steps if not drop(s)]
    number = {s.n: i for i, s in enumerate(kept, 1)} | {0: 0}

    def moved(step: Step) -> Step:
        args = {k: re.sub(r"\{(\d+)\.", lambda m: f"{{{number[int(m[1])]}.", v) for k, v in step.args.items()}
        look = 0 if step.looks in looks else number.get(step.looks, 0)
        return replace(
            step, n=number[step.n], args=args, holds=number[step.holds], looks=look, sealed=number[step.sealed]
        )

    return replace(plan, steps=tuple(moved(s) for s in kept))


def main() -> int:
    part, of = map(int, sys.argv[1:3]) if len(sys.argv) > 2 else (0, 1)  # a worker's share
    begun, tally = time.monotonic(), Tally()
    folder = Path(tempfile.mkdtemp(prefix="vsc-starts-"))
    with Bench() as bench, bench.site(folder / "profile") as site:
        place = Range(bench, site, folder)
        cases = every(place)[part::of]
        for case in cases:
            place.case(case, tally)
    for line in tally.wrong:
        print(line)
    ends = ", ".join(f"{state} {n}" for state, n in tally.ends.most_common())
    print(f"{len(cases)} starts in {time.monotonic() - begun:.0f} s: {ends}; {len(tally.wrong)} violations")
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
