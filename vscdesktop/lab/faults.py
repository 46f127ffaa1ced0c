"""Faults on purpose: cut or hold a request before or after its effect, answer something else, and count.

A rule is data:
  {"server": "ontap" | "cloudstack" | absent (any), "match": regular expression on "METHOD path" or the
   command, "mutating": true (only changes), "nth": 1 (the first that matches since the rule was set), "times": 1
   (how many from there; -1 = all), "when": "before" | "after", "do": "cut" | "hold" | "answer" | "truncate" | "delay",
   "status", "body", "repeat" (how often), "type", "headers" (of "answer"), "bytes" (of "truncate"),
   "seconds" (of "delay")}
A held request waits until it is released: before its effect it can still happen or be dropped, after it only the
answer is missing.
"""

import re
import threading
import time
from collections.abc import Mapping
from typing import Any

Raw = tuple[int, bytes, Mapping[str, str]]


class Cut(Exception):
    """The connection ends here, without an answer."""


class Faults:
    def __init__(self) -> None:
        self._lock = threading.Condition()
        self._rules: list[dict[str, Any]] = []
        self._held: dict[int, dict[str, Any]] = {}
        self._next = 0
        self.reset()

    def reset(self) -> None:
        """Forget rules and counts; whatever is held is dropped."""
        with self._lock:
            self._rules = []
            self.trace: list[dict[str, str]] = []
            self.requests: dict[str, int] = {}
            for held in self._waiting():
                held["verdict"] = "drop"
            self._lock.notify_all()

    def set(self, rule: dict[str, Any]) -> None:
        with self._lock:
            self._rules.append({"nth": 1, "times": 1, "when": "before", "seen": 0, **rule})

    def held(self, wait: float = 0) -> list[dict[str, Any]]:
        """Requests that are held now; waits up to `wait` seconds for the first."""
        end = time.monotonic() + wait
        with self._lock:
            while not (now := self._waiting()) and (left := end - time.monotonic()) > 0:
                self._lock.wait(left)
            return [{k: v for k, v in h.items() if k != "verdict"} for h in now]

    def _waiting(self) -> list[dict[str, Any]]:
        return [h for h in self._held.values() if not h["verdict"]]

    def release(self, drop: bool = False) -> int:
        """Let every held request go on, or cut it where it stands."""
        with self._lock:
            for held in (let := self._waiting()):
                held["verdict"] = "drop" if drop else "go"
            self._lock.notify_all()
            return len(let)

    def enter(self, server: str, called: str, change: str) -> "Passing":
        """Count a request and find the rule that meets it."""
        name = change or called
        with self._lock:
            self.requests[server] = self.requests.get(server, 0) + 1
            if change:
                self.trace.append({"server": server, "change": change})
            for rule in self._rules:
                if rule.get("server", server) != server or (rule.get("mutating") and not change):
                    continue
                if not re.search(rule.get("match", ""), name):
                    continue
                rule["seen"] += 1
                past = rule["seen"] - rule["nth"]
                if past >= 0 and (rule["times"] < 0 or past < rule["times"]):
                    return Passing(self, rule, name)
        return Passing(self, None, name)

    def hold(self, name: str, when: str) -> None:
        with self._lock:
            self._next += 1
            ticket = self._next
            self._held[ticket] = {"id": ticket, "request": name, "when": when, "verdict": ""}
            self._lock.notify_all()
            while not self._held[ticket]["verdict"]:
                self._lock.wait()
            verdict = self._held.pop(ticket)["verdict"]
            self._lock.notify_all()
        if verdict == "drop":
            raise Cut


class Passing:
    """One request on its way through the rule that meets it, if any."""

    def __init__(self, faults: Faults, rule: dict[str, Any] | None, name: str) -> None:
        self._faults, self._rule, self._name = faults, rule, name

    def before(self) -> Raw | None:
        """Raise, wait, or give the answer that comes instead of the effect."""
        return self._do(self._rule) if self._rule and self._rule["when"] == "before" else None

    def after(self, answer: Raw) -> Raw:
        rule = self._rule
        if rule is None or rule["when"] != "after":
            return answer
        if rule["do"] == "truncate":  # announces all, sends a part, and goes
            head = {**answer[2], "Content-Length": str(len(answer[1]))}
            return answer[0], answer[1][: rule["bytes"]], head
        return self._do(rule) or answer

    def _do(self, rule: dict[str, Any]) -> Raw | None:
        if rule["do"] == "cut":
            raise Cut
        if rule["do"] == "hold":
            self._faults.hold(self._name, rule["when"])
        elif rule["do"] == "delay":
            time.sleep(rule["seconds"])
        elif rule["do"] == "answer":
            headers = {"Content-Type": rule.get("type", "text/html"), **rule.get("headers", {})}
            return rule.get("status", 200), str(rule.get("body", "")).encode() * rule.get("repeat", 1), headers
        return None
