"""Another user starts an instance while it is restored: on its old host, which still trusts names it looked up.

A case is a start after one step, names that the host trusts, and when the start opens its files one after another.
`Range` runs it and judges it. tests/starts.py says which cases there are.
"""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support import HURRY, Bench, Site
from vscdesktop.clients.guard import allow
from vscdesktop.plans.journal import Entry, Journal
from vscdesktop.plans.model import Plan, Result, State
from vscdesktop.plans.runner import Patience, Runner
from vscdesktop.plans.work import Lanes, Ticket
from vscdesktop.services.verbs import verbs

INSTANCE, HOST = "app-01", "kvm-a-1"  # three disks in two pools on two volumes, one of them on a template
GOOD = (State.DONE, State.RESIDUE)
BACK = (State.UNDONE, State.REFUSED)
PATIENCE = Patience(answer=2.0, between=0.01)
Place = tuple[str, str]  # volume, path
Change = Callable[[Plan], Plan]


@dataclass(frozen=True)
class Case:
    after: int  # the step after which the start begins
    names: frozenset[int]  # which of its files the host has looked up before, in the order of opening
    opens: tuple[int, ...]  # how many borders later each file is opened; what is left is opened at the end
    missed: bool = False  # the host looked when the disks were away, so it trusts that they are absent


@dataclass
class Tally:
    ends: Counter[State] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


class Quick(Ticket):
    def wait(self, seconds: float) -> None:
        time.sleep(min(seconds, 0.005))


class Range:
    """One plan that is run again and again, from two places in it."""

    def __init__(self, bench: Bench, site: Site, folder: Path, change: Change = lambda plan: plan) -> None:
        self.bench, self.site, self.folder, self.runs = bench, site, folder, 0
        assert site.backup(INSTANCE).state in GOOD
        bench.write(INSTANCE)
        self.old = bench.hashes(INSTANCE)
        self.new = site.copies(site.manifest(INSTANCE))
        self.plan = change(site.restore_plan(INSTANCE))
        self.first = next(s.n for s in self.plan.steps if s.verb == "instance.stopped")
        self.hidden = [s.n for s in self.plan.steps if s.args.get("target", "").endswith(".old")][-1]
        disks = bench.control("GET", f"/disks?instance={INSTANCE}")
        self.live: dict[str, Place] = {d["name"]: (d["volume"], d["path"]) for d in disks}
        base = bench.file(*self.live[disks[0]["name"]])["backing"].rsplit("/", 1)[1]
        root, *more = self.live.values()
        self.files: list[Place] = [root, (root[0], base), *more]  # as a start opens them
        self.kinds = {(p, bench.file(*p)["inode"]): "old" for p in self.live.values()}
        self.kinds[self.files[1], bench.file(*self.files[1])["inode"]] = "base"
        self.learnt = self._rehearse()
        self.late: set[frozenset[int]] = set()

    def _world(self, do: str, name: str) -> None:
        self.bench.control("POST", f"/world/{do}", {"name": name})

    def _rehearse(self) -> dict[int, Any]:
        """Run it once undisturbed: what each step learns, and the world before the first look."""

        def watch(what: str, n: int, *_: object) -> None:
            if what == "done" and n == self.first - 1:
                self._world("save", "early")

        journal = self._journal()
        assert self._runner(journal).run(self.plan, Quick(watch)).state in GOOD
        for place in self.live.values():
            self.kinds.setdefault((place, self.bench.file(*place)["inode"]), "new")
        return dict(self._entry(journal).done)

    def _entry(self, journal: Journal) -> Entry:
        return next(e for e in journal.history() if e.plan.id == self.plan.id)

    def _journal(self) -> Journal:
        self.runs += 1
        return Journal(self.folder / f"{self.runs}.sqlite")

    def _runner(self, journal: Journal) -> Runner:
        return Runner(verbs(self.site.app.systems), journal, Lanes(), allow, PATIENCE)

    def case(self, case: Case, tally: Tally) -> Result:
        """Run it; what was wrong stands in the tally."""
        found = _Seen(self, case)
        opened, journal = self._begin(case), self._journal()
        result = self._from(opened, journal, found.watch)
        found.finish()
        wrong = found.judge(result)
        wrong = wrong or (self._resume(journal) if result.state is State.WAITING else found.again(result))
        tally.ends[result.state] += 1
        tally.wrong += [f"{case} ends {result.state} ({result.reason}): {w}" for w in wrong]
        journal.close()
        return result

    def _begin(self, case: Case) -> int:
        """Bring the world to where the case begins, with the names looked up; answers the step to go on from."""
        names = frozenset() if case.missed else case.names
        if case.after <= self.hidden:
            self._world("restore", "early")
            self.look_up(names)
            return self.first
        if names not in self.late:  # the names are looked up while the old disks still have them

            def watch(what: str, n: int, *_: object) -> None:
                if what == "done" and n == self.hidden:
                    self._world("save", f"late {sorted(names)}")

            self._world("restore", "early")
            self.look_up(names)
            self._from(self.first, self._journal(), watch)
            self.late.add(names)
        self._world("restore", f"late {sorted(names)}")
        if case.missed:
            self.look_up(case.names)
        return self.hidden + 1

    def look_up(self, names: frozenset[int]) -> None:
        """The host looks names up, and trusts them for a minute of real time: longer than any case takes."""
        self.bench.control("POST", "/clock", {"factor": 1})
        for volume in {self.files[i][0] for i in names}:
            paths = [self.files[i][1] for i in names if self.files[i][0] == volume]
            self.bench.control("POST", f"/hosts/{HOST}/names", {"volume": volume, "look": paths})
        self.bench.control("POST", "/clock", {"factor": HURRY})

    def _from(self, opened: int, journal: Journal, watch: Callable[..., None]) -> Result:
        """Go on from a step as if all before it had been done by this very process."""
        journal.begin(self.plan)
        for n in range(1, opened):
            journal.intent(self.plan.id, n, "rehearsed")
            journal.done(self.plan.id, n, self.learnt[n])
        return self._runner(journal).recover(self._entry(journal), Quick(watch), forward=True)

    def _resume(self, journal: Journal) -> list[str]:
        """A plan that waits because somebody started the instance goes on once it is stopped."""
        kinds = {self.start_all()}
        self.bench.control("POST", f"/instances/{INSTANCE}/stop", {"force": True})
        result = self._runner(journal).recover(self._entry(journal), Quick(), forward=True)
        wrong = ["while it waits, the instance can run"] if kinds != {None} else []
        right = result.state in GOOD and self.bench.hashes(INSTANCE) == self.new
        return wrong + ([] if right else [f"it does not go on: {result.state} {result.reason}"])

    def start_all(self) -> str | None:
        """Start it once more on that host: the kind of all its files, "mixed", or None when it does not start."""
        self.bench.control("POST", f"/instances/{INSTANCE}/stop", {"force": True})
        self.bench.control("POST", f"/instances/{INSTANCE}/start", {"host": HOST, "hold": True})
        kinds = set()
        for place in self.files:
            answer = self.bench.control("POST", f"/instances/{INSTANCE}/open", {})
            if "missing" in answer:
                return None
            kinds.add(self.kinds.get((place, answer["inode"]), "foreign"))
        return "mixed" if len(kinds - {"base"}) != 1 else (kinds - {"base"}).pop()


class _Seen:
    """One start: driven from the runner's own thread at each border between two steps, and what it met."""

    def __init__(self, place: Range, case: Case) -> None:
        self.place, self.case, self.control = place, case, place.bench.control
        self.border, self.todo, self.ended = -1, list(case.opens), False  # ended: a file is missing, or it has all
        self.opened: list[tuple[Place, int]] = []

    def watch(self, what: str, n: int, *_: object) -> None:
        if what not in ("done", "residue", "undo"):
            return
        if self.border < 0 and what != "undo" and n == self.case.after:
            self.control("POST", f"/instances/{INSTANCE}/start", {"host": HOST, "hold": True})
            self.border = 0
        elif self.border >= 0:
            self.border += 1
        while self.border >= 0 and self.todo and self.todo[0] <= self.border:
            self.todo.pop(0)
            self._open()

    def _open(self) -> None:
        if not self.ended:
            place = self.place.files[len(self.opened)]
            answer = self.control("POST", f"/instances/{INSTANCE}/open", {})
            if "missing" not in answer:
                self.opened.append((place, answer["inode"]))
            self.ended = "missing" in answer or len(self.opened) == len(self.place.files)

    def finish(self) -> None:
        """The start opens what it has not opened yet."""
        while not self.ended:
            self._open()

    def judge(self, result: Result) -> list[str]:
        """What must hold at the end of a plan, whatever the start met."""
        bench, kinds = self.place.bench, self.place.kinds
        met = {kinds.get(opened, "foreign") for opened in self.opened} - {"base"}
        wrong = [f"one start met {sorted(met)}"] if len(met) > 1 or "foreign" in met else []
        guest = self.control("GET", f"/instances/{INSTANCE}")
        written = self.control("POST", f"/instances/{INSTANCE}/stop", {"force": True})["generation"]
        now = {place: bench.file(*place) for place in self.place.files}
        for (place, _), handle in zip(self.opened, guest["opened"], strict=False):
            if handle["alive"] and handle["inode"] != now[place].get("inode"):
                wrong.append(f"the guest runs on a hidden file instead of {place}")
            if not handle["alive"] and result.state is not State.WAITING:
                wrong.append(f"the guest of a plan that has ended lost {place}")
        disks = {n: now[p] for n, p in self.place.live.items() if now[p]["exists"]}
        there = {kinds.get((self.place.live[n], d["inode"]), "foreign") for n, d in disks.items()}
        kind = "new" if result.state in GOOD else "old" if result.state in BACK else ""
        content = {n: d["sha256"] for n, d in disks.items()}
        if there != ({kind} if kind else set()) or (not kind and result.state is not State.WAITING):
            wrong.append(f"the disks are {sorted(there)}")
        elif kind and written == 1 and content != (self.place.new if kind == "new" else self.place.old):
            wrong.append("other content, and nobody has written since")
        elif len({d["generation"] for d in disks.values()}) > 1 and written > 1:
            wrong.append("the guest wrote to some of its disks only")
        return wrong + self._before_point()

    def _before_point(self) -> list[str]:
        """The before-point, where it is complete, holds what the disks held before the restore."""
        steps, bench = self.place.plan.steps, self.place.bench
        (manifest,) = [s for s in steps if s.args.get("target", "").endswith("/manifest.json")]
        if not bench.file(self.place.files[0][0], manifest.args["target"])["exists"]:
            return []
        copies = {s.args["source"]: s.args["target"] for s in steps if s.verb == "file.clone"}
        snapshot = next(s.args["name"] for s in steps if s.verb == "snapshot.make")
        for name, (volume, path) in self.place.live.items():
            copy = bench.file(volume, copies[f".snapshot/{snapshot}/{path}"])
            if copy.get("sha256") != self.place.old[name]:
                return ["the before-point does not hold what was there before"]
        return []

    def again(self, result: Result) -> list[str]:
        """Started once more: from what the host trusts it gets one generation or nothing, afresh it starts."""
        expected = "new" if result.state in GOOD else "old"
        trusted = self.place.start_all()
        for volume in {p[0] for p in self.place.files}:
            self.control("POST", f"/hosts/{HOST}/names", {"volume": volume, "forget": True})
        fresh = self.place.start_all()
        return [] if trusted in (None, expected) and fresh == expected else [f"later starts meet {trusted}, {fresh}"]
