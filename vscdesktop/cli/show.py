"""How plans, results and progress are printed."""

import json
import sys
from collections.abc import Mapping
from typing import Any

from vscdesktop.cli.codes import Code
from vscdesktop.domain.calls import Call
from vscdesktop.plans.model import Plan, Result, State
from vscdesktop.plans.runner import Runner
from vscdesktop.plans.work import Observer

ENDS = {
    State.DONE: Code.DONE,
    State.RESIDUE: Code.RESIDUE,
    State.UNDONE: Code.FAILED,
    State.REFUSED: Code.REFUSED,
    State.WAITING: Code.WAITING,
}
HEADS = {"prepare": "These steps can be undone", "commit": "From here only forward", "finish": "And then"}
WORDS = {
    State.DONE: "Done.",
    State.RESIDUE: "Done. Something is left over; `check` finds it and tidies up:",
    State.UNDONE: "It failed, and everything was undone:",
    State.REFUSED: "Refused. What had been prepared for it was undone:",
    State.WAITING: "Stopped half-way, waiting for you. Nothing is mixed, and nothing is lost:",
}
LEFT = "It failed. What it had done was undone, but for what is named last:"


def plain(text: str) -> str:
    """Text of a server or tenant without control characters, for a terminal."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def out(value: Mapping[str, Any]) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=1)
    print("".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in text))


def request(call: Call) -> str:
    """One request as it goes out."""
    query = "&".join(f"{k}={v}" for k, v in call.query.items())
    body = f" {json.dumps(call.body, ensure_ascii=False)}" if call.body is not None else ""
    upload = f" (file of {len(call.upload)} characters)" if call.upload is not None else ""
    return f"{call.method} {call.path}{'?' + query if query else ''}{body}{upload}"


def plan_json(plan: Plan, runner: Runner) -> dict[str, Any]:
    return {
        "plan": plan.id,
        "title": plan.title,
        "hash": plan.hash,
        "steps": [
            {"n": s.n, "phase": s.phase, "says": s.says, "calls": [request(c) for c in runner.calls(s)]}
            for s in plan.steps
        ],
        "lost": list(plan.lost),
        "kept": list(plan.kept),
    }


def show_plan(plan: Plan, runner: Runner, exact: bool) -> None:
    print(plain(plan.title))
    phase = ""
    for step in plan.steps:
        if step.phase != phase:
            phase = step.phase
            print(f"  {HEADS[phase]}:")
        print(f"  {step.n:3} {plain(step.says)}")
        for call in runner.calls(step) if exact else ():
            print(f"        {plain(request(call))}")
    for head, texts in (("Lost", plan.lost), ("Kept", plan.kept)):
        for text in texts:
            print(f"  {head}: {plain(text)}")


def progress() -> Observer:
    """One line a step: rewritten on a terminal, plain lines elsewhere."""
    live = sys.stderr.isatty()

    def watch(what: str, n: int, of: int, text: str) -> None:
        marks = {"step": "…", "done": "✓", "retry": "again:", "undo": "undo:", "residue": "left over:"}
        if what == "step" and not live:
            return
        line = f"{n:3}/{of} {marks[what]} {plain(text)}"
        print(f"\r\x1b[K{line}" if live else line, end="" if what == "step" else "\n", file=sys.stderr, flush=True)

    return watch


def show_result(result: Result, as_json: bool, **more: Any) -> Code:
    """Print the end of a plan; answers its exit code."""
    code = ENDS[result.state]
    if as_json:
        out(result_json(result) | more)
        return code
    print(LEFT if result.residue and result.state in (State.UNDONE, State.REFUSED) else WORDS[result.state])
    for line in filter(None, (result.reason, *result.residue)):
        print(f"  {plain(line)}")
    for key, value in more.items():
        print(f"  {key}: {value}")
    return code


def result_json(result: Result) -> dict[str, Any]:
    ok = result.state in (State.DONE, State.RESIDUE)
    return {
        "ok": ok,
        "plan": result.plan,
        "state": result.state,
        "reason": result.reason,
        "residue": list(result.residue),
    }
