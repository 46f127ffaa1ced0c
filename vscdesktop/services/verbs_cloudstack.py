"""The verbs that change CloudStack: stop and start an instance."""

import time

from vscdesktop.domain.calls import Call
from vscdesktop.domain.errors import Problem, Rejected, Unreachable
from vscdesktop.plans.model import Args, Learnt, Seen
from vscdesktop.plans.work import Ticket
from vscdesktop.services.facts import one_instance
from vscdesktop.services.systems import Systems

SETTLE = 120.0  # seconds that an instance may be between two states before we say so
ABSENCE = 90.0  # seconds for which a host may still believe that a name is absent (NFS caches absence too)


class _Power:
    check = False
    good_for = 0.0
    tidies = False
    name: str
    command: str
    wanted: str

    def __init__(self, systems: Systems) -> None:
        self.systems = systems

    def calls(self, args: Args) -> tuple[Call, ...]:
        return (Call(args["home"], "POST", self.command, {"id": args["instance"]}),)

    def act(self, args: Args, ticket: Ticket) -> Learnt:
        self.systems.cloud(args["home"]).send(self.calls(args)[0], ticket.wait)
        return {}

    def seen(self, args: Args) -> tuple[Seen, Learnt]:
        """Waits for an instance that is between two states."""
        end = time.monotonic() + SETTLE
        while True:
            state = one_instance(self.systems, args["home"], args["instance"]).state
            if state == self.wanted:
                return Seen.DONE, {}
            if state in ("Running", "Stopped"):
                return Seen.NOT_DONE, {}
            if time.monotonic() > end:
                return Seen.UNCLEAR, {"text": f"The instance has been {state} for {SETTLE:.0f} s."}
            time.sleep(0.2)


class InstanceStop(_Power):
    name = "instance.stop"
    command = "stopVirtualMachine"
    wanted = "Stopped"

    def reverse(self, args: Args) -> tuple[str, Args] | None:
        return "instance.start", args


class InstanceStart(_Power):
    name = "instance.start"
    command = "startVirtualMachine"
    wanted = "Running"

    def act(self, args: Args, ticket: Ticket) -> Learnt:
        """Try again for a while: a host that looked for a disk while it was away still believes it is."""
        end, last = time.monotonic() + ABSENCE, None
        while time.monotonic() < end:
            try:
                return super().act(args, ticket)
            except Rejected as error:
                last = error
            ticket.wait(5.0)
            try:
                if self.seen(args)[0] is Seen.DONE:
                    return {}
            except Unreachable:
                continue
        raise last or Problem("The instance could not be started.")

    def reverse(self, _args: Args) -> tuple[str, Args] | None:
        return None
