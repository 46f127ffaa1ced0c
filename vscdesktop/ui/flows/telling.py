"""How a plan reads: phases, lines that hold several steps of a kind, and whether each can be undone.

A plan of an instance with many disks has hundreds of steps of which many are alike. Summed up, neighbours that do the
same to different things become one line, and what only looks belongs to the line it looks at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from vscdesktop.domain.calls import Call
from vscdesktop.plans.model import Phase, Plan, Step

HEADS = {
    Phase.PREPARE: "These steps can be undone",
    Phase.COMMIT: "From here only forward",
    Phase.FINISH: "And then",
}
NAMED = 4  # names that a line spells out
ONLY_LOOKS = "These steps only look"
READS = ("Reads only", "unknown")
NO_WAY_BACK = ("Cannot be undone", "warn")
ONWARD = ("Only forward", "unknown")
UNDO = {
    "instance.stop": "Undo: start it",
    "lease.take": "Undo: give it back",
    "file.rename": "Undo: rename back",
    "file.aside": "Undo: rename back",
    "snapshot.make": "Undo: drop it",
}
TIDIES = ("snapshot.drop", "dir.drop", "lease.drop", "file.delete", "file.back")


@dataclass(frozen=True)
class Line:
    """One line of a plan."""

    steps: tuple[Step, ...]
    says: str
    undo: str
    status: str
    acts: int  # how many of its steps change something

    @property
    def numbers(self) -> str:
        first, last = self.steps[0].n, self.steps[-1].n
        return str(first) if first == last else f"{first}–{last}"

    @property
    def phase(self) -> Phase:
        return self.steps[0].phase

    @property
    def looks(self) -> int:
        """Steps in it that only look, beside those that change something."""
        return len(self.steps) - self.acts if self.acts else 0


def lines(plan: Plan, calls: Mapping[int, Sequence[Call]], every: bool = False) -> dict[Phase, list[Line]]:
    """The lines of each phase that has steps. `every`: one line a step."""
    found: dict[Phase, list[Line]] = {}
    folders = _folders(plan)
    for step in plan.steps:
        words, status = undo(plan.kind, step, not calls[step.n], folders)
        line = Line((step,), step.says, words, status, int(bool(calls[step.n])))
        of_phase = found.setdefault(step.phase, [])
        if every or not of_phase or (more := _joined(of_phase[-1], line)) is None:
            of_phase.append(line)
        else:
            of_phase[-1] = more
    return found


def head(phase: Phase, group: Sequence[Line]) -> str:
    """What is said over the lines of a phase."""
    return HEADS[phase] if any(line.acts for line in group) else ONLY_LOOKS


def _joined(line: Line, new: Line) -> Line | None:
    """Both as one line, None when they are two."""
    if not new.acts:
        return replace(line, steps=(*line.steps, *new.steps))
    if not line.acts:
        return None
    says = line.says if _put_in_place(line.steps[-1], new.steps[0]) else _same(line, new)
    if says is None:
        return None
    return replace(line, steps=(*line.steps, *new.steps), says=says, acts=line.acts + 1)


def _put_in_place(last: Step, new: Step) -> bool:
    """Written under another name and then renamed: that is one thing."""
    return last.verb == "file.put" and new.verb == "file.rename" and last.args["path"] == new.args["source"]


def _same(line: Line, new: Line) -> str | None:
    """The sentence of a line with one more step in it, None when that does something else."""
    first, step = line.steps[0], new.steps[0]
    if first.verb != step.verb or line.undo != new.undo:
        return None
    return _sentence([*(s.says for s in line.steps if s.verb == first.verb), step.says])


def _sentence(every: Sequence[str]) -> str | None:
    """One sentence for several that differ in one place; None when they have too little in common."""
    words = [text.split() for text in every]
    shortest = min(map(len, words))
    head = _common(words, shortest)
    tail = _common([w[::-1] for w in words], shortest - head)
    if head == shortest or not head or head + tail < 2:
        return every[0] if len(set(every)) == 1 else None
    middles = [" ".join(w[head : len(w) - tail]) for w in words]
    names = [m for m in middles if m]
    if len(names) != len(middles):
        return None
    end = " ".join(words[0][len(words[0]) - tail :] if tail else [])
    comma = names[-1][-1] if names[-1][-1] in ",:" else ""
    listed = _list([n.rstrip(",:") if comma else n for n in names]) + comma
    return " ".join(filter(None, (" ".join(words[0][:head]), listed, end)))


def _common(words: Sequence[Sequence[str]], limit: int) -> int:
    """How many words all begin with."""
    return next((i for i in range(limit) if len({w[i] for w in words}) > 1), limit)


def _list(names: Sequence[str]) -> str:
    if len(names) > NAMED + 1:
        return f"{', '.join(names[:NAMED])} and {len(names) - NAMED} more"
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _folders(plan: Plan) -> frozenset[str]:
    """The folders that this plan makes for itself, and removes with what is in them when it is undone."""
    return frozenset(s.args["path"] for s in plan.steps if s.verb == "dir.make" and "names" in s.args)


def undo(kind: str, step: Step, looks: bool, folders: Iterable[str] = ()) -> tuple[str, str]:
    """Whether a step can be undone, in a few words, and the status these have."""
    if looks:
        return READS
    if step.phase is Phase.COMMIT:
        return ONWARD if kind == "backup" else NO_WAY_BACK
    if step.phase is Phase.FINISH:
        return ("Tidies up", "unknown") if step.verb in TIDIES else ONWARD
    if step.sealed:
        return "Undo, until it is complete", "ok"
    if step.verb in UNDO:
        return UNDO[step.verb], "ok"
    if step.verb == "dir.make":
        return ("Undo: remove it", "ok") if "names" in step.args else ("Stays, and is used again", "unknown")
    target = step.args.get("target", step.args.get("path", ""))
    if target.rpartition("/")[0] in folders:
        return "Undo: goes with its folder", "ok"
    return "Stays, and is used again", "unknown"
