"""The failure sweep: every changing request of a backup, a restore and a tidy, cut and killed, and recovered from.

    python -m tests.sweep            every request of recovery is killed once more
    python -m tests.sweep short      only the first and the last one, on one processor: beside the tests

Made from the plans themselves: the plan runs once to count its requests and steps, then once for each of them and
each kind of failure. A new step is covered by being there. Each worker has a lab of its own.
"""

import os
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

from tests.support import Bench, Site
from vscdesktop.domain import points
from vscdesktop.plans.model import Plan, State
from vscdesktop.plans.runner import Patience
from vscdesktop.plans.work import Ticket
from vscdesktop.services import leftovers, prune

INSTANCE = "app-01"  # three disks in two pools on two volumes, one on a template
HURRY = 400
PATIENCE = Patience(answer=5.0, between=0.01)
ENDS = (State.DONE, State.RESIDUE, State.UNDONE, State.REFUSED)
VOLUMES = ("cs_gold", "cs_shared", "plugin1")
JOBS = ("backup", "restore", "tidy")
FAILURES = ("cut before", "cut after", "kill before", "kill after", "kill between")
OTHER, DAY = "plugin-01", 90_000  # an instance in another pool; seconds: a day and an hour


@dataclass(frozen=True)
class Case:
    job: str  # one of JOBS
    failure: str  # one of FAILURES
    n: int  # of the changing request, or of the step after which it is killed


@dataclass
class Tally:
    runs: Counter[tuple[str, str]] = field(default_factory=Counter)  # (job, failure)
    again: Counter[tuple[str, str]] = field(default_factory=Counter)  # runs that were killed a second time
    ends: Counter[tuple[str, str, str]] = field(default_factory=Counter)  # (job, failure, end state)
    wrong: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        self.runs += other.runs
        self.again += other.again
        self.ends += other.ends
        self.wrong += other.wrong


class Range:
    """One lab, one workstation's folder, and the two plans that are run over and over."""

    def __init__(self, bench: Bench, folder: Path) -> None:
        self.bench, self.folder = bench, folder
        self.plans: dict[str, Plan] = {}
        self.at_start: dict[str, dict[str, str]] = {}
        self.goal: dict[str, dict[str, str]] = {}
        self.copies: dict[str, dict[str, str]] = {}
        with self.site() as site:
            self._begin("backup", site.backup_plan(INSTANCE))
            site.run(self.plans["backup"])
            bench.write(INSTANCE)
            self._begin("restore", site.restore_plan(INSTANCE))
            self.goal["restore"] = site.copies(site.manifest(INSTANCE))
            self._begin("tidy", self._left(site))
            site.run(self.plans["tidy"])
            self.copies["tidy"] = self._kept()  # what must stay
        self.goal |= {job: self.at_start[job] for job in ("backup", "tidy")}

    def _left(self, site: Site) -> Plan:
        """A clone that nobody needs, and a point of a workstation that died just before its manifest."""
        site.backup(OTHER)
        site.run(prune.plan(site.app.systems, site.key(OTHER).home, site.points(OTHER)[0]))

        def die(what: str, n: int, of: int, text: str) -> None:
            if what == "step" and text.startswith("Put the manifest"):
                raise KeyboardInterrupt

        with self.bench.site(self.folder.with_name("other"), PATIENCE) as other, suppress(KeyboardInterrupt):
            other.run(other.backup_plan(INSTANCE), die)
        self.bench.control("POST", "/clock", {"jump": DAY})
        plan = leftovers.scan(site.app.systems, site.inventory(), site.app.journal.history()).plan
        assert plan and {"base.unused", "point.unfinished"} <= {s.verb for s in plan.steps}
        return plan

    def _begin(self, job: str, plan: Plan) -> None:
        self.plans[job] = plan
        self.bench.control("POST", "/world/save", {"name": job})
        self.at_start[job] = self.bench.hashes(INSTANCE)
        self.copies[job] = self._kept()

    def _kept(self) -> dict[str, str]:
        """Content of every copy of every complete point, and of the bases."""
        found = {}
        for volume in VOLUMES:
            paths = self.bench.files(volume)
            whole = {p.rsplit("/", 1)[0] for p in paths if p.endswith(("/manifest.json", "/part.json"))}
            for path in paths:
                if path.rsplit("/", 1)[0] in whole or "/.vsc/base/" in f"/{path}":
                    found[f"{volume}/{path}"] = self.bench.file(volume, path)["sha256"]
        return found

    def site(self) -> AbstractContextManager[Site]:
        return self.bench.site(self.folder, PATIENCE)

    # -- one case ------------------------------------------------------------------------------
    def reset(self, world: str, profile: Path | None = None) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        if profile:
            shutil.copytree(profile, self.folder)
        self.bench.control("DELETE", "/faults")
        self.bench.control("POST", "/world/restore", {"name": world})

    def count(self, job: str) -> int:
        """How many changing requests the plan sends."""
        self.reset(job)
        with self.site() as site:
            site.run(self.plans[job])
        return len(self.bench.changes())

    def case(self, case: Case, tally: Tally, every: bool) -> None:
        kind = (case.job, case.failure)
        self.reset(case.job)
        tally.runs[kind] += 1
        do, when = case.failure.split()
        if do == "cut":
            self._rule("cut", when, case.n)
            with self.site() as site:
                site.run(self.plans[case.job])
            self._judge(case, tally, str(case))
            return
        self._child(case, when)
        crashed = self.folder.with_name("crashed")
        shutil.rmtree(crashed, ignore_errors=True)
        shutil.copytree(self.folder, crashed)
        self.bench.control("POST", "/world/save", {"name": "crashed"})
        requests = self._recover(case, tally, str(case))
        for n in range(1, requests + 1) if every else sorted({1, requests} - {0}):
            self.reset("crashed", crashed)
            tally.again[kind] += 1
            self._killed("after", n, recover=True)
            self._recover(case, tally, f"{case}, killed again at request {n} of its recovery")

    def _rule(self, do: str, when: str, n: int) -> None:
        self.bench.control("POST", "/faults", {"do": do, "when": when, "nth": n, "mutating": True})

    def _child(self, case: Case, when: str) -> None:
        if when != "between":
            self._killed(when, case.n, job=case.job)
            return

        def watch(what: str, n: int, *_: object) -> None:
            if what == "done" and n == case.n:
                os.kill(os.getpid(), signal.SIGKILL)

        pid = os.fork()
        if not pid:
            with self.site() as site:
                site.run(self.plans[case.job], watch)
            os._exit(0)
        os.waitpid(pid, 0)

    def _killed(self, when: str, n: int, job: str = "", recover: bool = False) -> None:
        """Kill a process for real while the lab holds its n-th changing request."""
        self._rule("hold", when, n)
        pid = os.fork()
        if not pid:
            with self.site() as site:
                if recover:
                    site.app.recover(Ticket())
                else:
                    site.run(self.plans[job])
            os._exit(0)
        while not self.bench.control("GET", "/faults/held?wait=0.2"):
            if os.waitpid(pid, os.WNOHANG)[0]:
                return  # it came to its end without that many requests
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        self.bench.control("POST", "/faults/release", {"drop": True})

    def _recover(self, case: Case, tally: Tally, words: str) -> int:
        """Start the program again; answers how many changing requests that took."""
        self.bench.control("DELETE", "/faults")
        with self.site() as site:
            site.app.recover(Ticket())
        sent = len(self.bench.changes())
        self._judge(case, tally, words)
        return sent

    # -- what must hold ------------------------------------------------------------------------
    def _judge(self, case: Case, tally: Tally, words: str) -> None:
        with self.site() as site:
            if case.job == "tidy":  # what was put back looks new
                self.bench.control("POST", "/clock", {"jump": DAY})
            entry = site.app.journal.entry(self.plans[case.job].id)
            report = leftovers.scan(site.app.systems, site.inventory(), site.app.journal.history())
            state = entry.state if entry else None
            tally.ends[case.job, case.failure, str(state)] += 1
            wrong = [] if state in ENDS else [f"ends {state}: {entry.reason if entry else 'no journal'}"]
            found = self.bench.hashes(INSTANCE)
            done = state in (State.DONE, State.RESIDUE)
            if found != (self.goal if done else self.at_start)[case.job]:
                wrong.append(f"disks are neither whole nor as {state} says")
            kept = self._kept()
            wrong += [f"{p} has changed" for p, h in self.copies[case.job].items() if kept.get(p) != h]
            told = " ".join(f"{i.where} {i.advice}" for i in report.items)
            loose = self._loose()
            wrong += [
                f"{p} is left over, and check says nothing of it" for p in loose if p.split("/", 1)[0] not in told
            ]
            if report.plan and (loose or case.job == "tidy"):
                site.run(report.plan)
                wrong += [f"{p} stays after tidying" for p in self._loose()]
            every = [p for v in VOLUMES for p in self.bench.files(v)]
            wrong += [f"{p} stays aside" for p in every if f"/{points.ASIDE}" in p or f"/{points.GONE}" in p]
        tally.wrong += [f"{words}: {w}" for w in wrong]

    def _loose(self) -> list[str]:
        """Paths of ours that belong to no complete point, as `<top of the path inside .vsc>/...`."""
        found = []
        for volume in VOLUMES:
            paths = self.bench.files(volume)
            whole = {p.rsplit("/", 1)[0] for p in paths if p.endswith(("/manifest.json", "/part.json"))}
            for path in paths:
                inside = path.partition(".vsc/")[2]
                incomplete = inside.startswith("points/") and inside.count("/") == 3
                if inside.startswith(("op/", "lease/")) or (incomplete and path.rsplit("/", 1)[0] not in whole):
                    found.append(inside)
        return found


def cases(counts: dict[str, tuple[int, int]]) -> list[Case]:
    """Every case; `counts`: of each job, its changing requests and its steps."""
    *of_requests, of_steps = FAILURES
    every = [Case(j, f, n) for j in JOBS for n in range(1, counts[j][0] + 1) for f in of_requests]
    return every + [Case(j, of_steps, n) for j in JOBS for n in range(1, counts[j][1])]


def work(part: int, of: int, every: bool) -> Tally:
    """One worker's share."""
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="vsc-sweep-") as folder, Bench(factor=HURRY) as bench:
        place = Range(bench, Path(folder) / "profile")
        counts = {job: (place.count(job), len(place.plans[job].steps)) for job in JOBS}
        for case in cases(counts)[part::of]:
            place.case(case, tally, every)
    return tally


def campaign(every: bool, workers: int) -> Tally:
    """The whole sweep over so many labs."""
    total = Tally()
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for tally in pool.map(work, range(workers), [workers] * workers, [every] * workers):
            total.add(tally)
    return total


def table(total: Tally, seconds: float) -> str:
    """The figures, a line for each job and failure."""
    lines = [f"{'job':9}{'failure':14}{'runs':>6}{'killed again':>14}  ends"]
    for job, failure in sorted(total.runs):
        ends = Counter({e: n for (j, f, e), n in total.ends.items() if (j, f) == (job, failure)})
        words = ", ".join(f"{e} {n}" for e, n in ends.most_common())
        lines.append(f"{job:9}{failure:14}{total.runs[job, failure]:6}{total.again[job, failure]:14}  {words}")
    runs, again = sum(total.runs.values()), sum(total.again.values())
    lines.append(f"{runs + again} runs in {seconds:.0f} s, {len(total.wrong)} violations")
    return "\n".join(lines)


def main(*words: str) -> int:
    begun, short = time.monotonic(), words == ("short",)
    total = campaign(every=not short, workers=1 if short else 2)
    print(table(total, time.monotonic() - begun))
    for line in total.wrong:
        print(line)
    return 1 if total.wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
