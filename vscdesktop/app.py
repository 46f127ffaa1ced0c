"""The composition root: one function builds everything from a profile folder."""

from collections.abc import Callable
from dataclasses import dataclass, field

from vscdesktop.clients.cloudstack.client import CloudStack
from vscdesktop.clients.guard import allow
from vscdesktop.clients.ontap.client import Ontap
from vscdesktop.domain.errors import Refused
from vscdesktop.domain.secret import Secret
from vscdesktop.plans.journal import OPEN, Journal
from vscdesktop.plans.model import Plan, Result, State
from vscdesktop.plans.runner import Patience, Runner
from vscdesktop.plans.work import Lanes, Ticket
from vscdesktop.services.systems import Systems
from vscdesktop.services.takeover import Takeover
from vscdesktop.services.verbs import verbs
from vscdesktop.store import locks, log, settings
from vscdesktop.store.paths import Profile
from vscdesktop.store.secrets import Keyring, from_command

Ask = Callable[[settings.Connection], Secret]
READ_ONLY = "These connections are read-only: nothing is changed with them. See the settings."


@dataclass
class App:
    profile: Profile
    connections: list[settings.Connection]
    systems: Systems
    journal: Journal
    runner: Runner
    lanes: Lanes = field(default_factory=Lanes)

    def run(self, plan: Plan, ticket: Ticket) -> Result:
        """Carry a confirmed plan out; no other process of this profile will take it for abandoned."""
        if self.read_only:
            raise Refused(READ_ONLY)
        lock = locks.running(self.profile, plan.id)
        if lock is None:
            raise Refused(f"Plan {plan.id} is already running.")
        with lock:
            if self.journal.entry(plan.id):
                raise Refused(f"Plan {plan.id} was carried out before. Make a new one.")
            return self.runner.run(plan, ticket)

    def recover(self, ticket: Ticket, only: str = "", forward: bool = False) -> list[Result]:
        """Bring every open plan that no living process runs to an end; none while everything is read-only."""
        results = []
        for entry in [] if self.read_only else self.journal.open():
            lock = None if only and entry.plan.id != only else locks.running(self.profile, entry.plan.id)
            if lock is not None:
                with lock:  # whoever had it until now may have brought the plan further, or to its end
                    now = self.journal.entry(entry.plan.id)
                    if now is not None and now.state in OPEN:
                        results.append(self.runner.recover(now, ticket, forward))
        return results

    def take_over(self, taken: Takeover, ticket: Ticket) -> Result:
        """Break the lease of a workstation that is gone and bring its plan to an end, forward."""
        result = self.run(taken.breaking, ticket)
        if result.state not in (State.DONE, State.RESIDUE) or taken.adopted is None:
            return result
        lock = locks.running(self.profile, taken.adopted.id)
        assert lock is not None  # its id was made just now
        with lock:
            return self.runner.adopt(taken.adopted, ticket)

    @property
    def read_only(self) -> bool:
        return settings.look(self.profile.settings).read_only

    def close(self) -> None:
        self.journal.close()


def build(profile: Profile, ask: Ask, patience: Patience | None = None, before: App | None = None) -> App:
    """Everything for one profile. `ask` supplies secrets that are kept nowhere. Raises Problem.

    `before`: what this process had until now. Its plans may be under way, so journal and lanes stay the same.
    """
    log.keep(profile)
    connections = settings.load(profile.settings)
    keyring = Keyring()
    systems = Systems({}, {})
    for connection in connections:
        connect(systems, connection, secret_of(connection, keyring, ask))
    journal, lanes = (before.journal, before.lanes) if before else (Journal(profile.journal), Lanes())
    runner = Runner(verbs(systems), journal, lanes, allow, patience or Patience())
    return App(profile, connections, systems, journal, runner, lanes)


def secret_of(connection: settings.Connection, keyring: Keyring, ask: Ask) -> Secret:
    """The secret of a connection from where it is kept. Raises Refused."""
    if connection.secret == "command":  # noqa: S105 - the name of a place
        return from_command(connection.command)
    if connection.secret in ("session", settings.LAB):
        return ask(connection)
    found = keyring.get(connection.id)
    if found is None:
        raise Refused(f"The keyring holds no secret for {connection.name}. Add the connection again.")
    return found


def connect(systems: Systems, connection: settings.Connection, secret: Secret) -> None:
    """Make the client of one connection; nothing is sent yet."""
    c = connection
    if c.kind == settings.ONTAP:
        systems.arrays[c.id] = Ontap(c.id, c.name, c.url, c.user, secret, c.pin)
        return
    key, newline, secret_key = secret.reveal().partition("\n")
    if not newline:
        raise Refused(f"The secret of {c.name} must be two lines: API key, secret key.")
    systems.clouds[c.id] = CloudStack(c.id, c.name, c.url, Secret(key), Secret(secret_key), c.pin)
