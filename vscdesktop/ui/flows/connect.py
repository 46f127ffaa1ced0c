"""Connecting a system: where it is, whether it is the right one, who we are there, what that account may read, and
what it is called here. Nothing is kept before the last button.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from vscdesktop.domain.errors import Denied, Problem, Refused
from vscdesktop.domain.secret import Secret
from vscdesktop.domain.units import count
from vscdesktop.store.secrets import Shut
from vscdesktop.store.settings import CLOUDSTACK, LAB, ONTAP, Connection, Look
from vscdesktop.ui.flows.account import COMMAND, KEYRING, Account
from vscdesktop.ui.flows.flow import Reading, Stage, Stages

if TYPE_CHECKING:
    from vscdesktop.clients.tls import Certificate
    from vscdesktop.services.connections import Health

SYSTEMS = {CLOUDSTACK: "CloudStack", ONTAP: "ONTAP"}
API = "/client/api"
OPEN = "Not encrypted: whoever is on the way can read what the cloud answers. Requests are signed, not hidden."
WHERE = Stage("system", "System", "Which system?", "The address is all that is needed to look at its certificate.")
CERTIFICATE = Stage("certificate", "Certificate", "Is this really it?", "Nothing has been sent to it yet.")
ACCOUNT = Stage("account", "Account", "Which account?", "It is tried once, with the next page.")
TEST = Stage("test", "Test", "What this account may read", "One small request for each thing. Nothing is changed.")
NAME = Stage("name", "Name", "What is it called here?", "The name stands in lists and in messages.")


class Ways(Protocol):
    """What the flow asks of the outside; on worker threads. Raises Problem."""

    def certificate(self, url: str) -> Certificate: ...
    def test(self, made: Connection, secret: Secret) -> tuple[str, Health]: ...
    def printed(self, command: tuple[str, ...]) -> Secret: ...
    def unlocked(self, ident: str) -> None: ...
    def keep(self, made: Connection, secret: Secret | None = None) -> None: ...
    def show(self, name: str, kind: str, read_only: bool) -> None: ...


@dataclass(frozen=True)
class Tested:
    ident: str
    health: Health
    secret: Secret


def understood(kind: str, text: str) -> str:
    """The address that a person means by what was typed: https unless said otherwise, CloudStack's API at its place."""
    text = text.strip()
    url = text if "://" in text else f"https://{text}"
    bare = url.rstrip("/")
    try:
        path = urlsplit(bare).path
    except ValueError:
        return url
    if kind == CLOUDSTACK and path in ("", "/client"):
        return bare.removesuffix("/client") + API
    return bare


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


class ConnectFlow(Stages):
    title = "Connect"
    stages: tuple[Stage, ...] = (WHERE, CERTIFICATE, ACCOUNT, TEST, NAME)

    def __init__(self, ways: Ways, known: list[Connection], look: Look, kind: str = CLOUDSTACK) -> None:
        """`known`: the connections there are; the first of a person's own names the whole set."""
        super().__init__()
        self._ways, self._known = ways, known
        self.first = all(c.secret == LAB for c in known)
        self.kind, self.address = kind, ""
        self.certificate: Certificate | None = None
        self.compared = False
        self.account = Account(kind)
        self.tested: Tested | None = None
        self.name = ""
        shown = Look(read_only=True) if self.first else look
        self.set_name, self.set_kind, self.read_only = shown.name, shown.kind, shown.read_only
        self.trouble = ""  # what was wrong with what was typed
        self.done = False

    # -- stages --------------------------------------------------------------------------------
    @property
    def target(self) -> str:
        return "a system"

    def choice(self, stage: str) -> str:
        """What was chosen on a stage, for the list of steps."""
        tested = self.tested
        return {
            WHERE.id: f"{SYSTEMS[self.kind]}, {self.host}" if self.host else "",
            CERTIFICATE.id: "compared" if self.compared else "",
            ACCOUNT.id: (self.account.user or "API key") if self.account.complete else "",
            TEST.id: self.verdict if tested else "",
            NAME.id: self.name,
        }[stage]

    def complete(self) -> bool:
        return self._has(self.stage)

    def _has(self, stage: Stage) -> bool:
        """Is everything there that a stage asks for?"""
        return {
            WHERE.id: lambda: bool(self.address.strip()) and not self.address_trouble,
            CERTIFICATE.id: lambda: self.certificate is not None and self.compared,
            ACCOUNT.id: lambda: self.account.complete,
            TEST.id: lambda: self.tested is not None,
            NAME.id: lambda: bool(self.name.strip()) and not self.name_trouble and bool(self.set_name.strip()),
        }[stage.id]()

    def _enter(self, at: int) -> None:
        super()._enter(at)
        self.trouble = ""
        if self.last and not self.name:
            self.name = self._proposal()

    @property
    def act(self) -> str:
        return f"Connect {self.name.strip() or self.host}"

    @property
    def note(self) -> str:
        if self.stage is CERTIFICATE:
            return "From then on only this certificate is accepted."
        return "Nothing is kept before the last step."

    # -- where ---------------------------------------------------------------------------------
    def choose(self, kind: str) -> None:
        self.kind, self.account = kind, Account(kind, place=self.account.place)
        self._forget()

    def enter_address(self, text: str) -> None:
        self.address = text
        self._forget()

    def _forget(self) -> None:
        """Another system: nothing that was seen of the one before holds."""
        self.certificate, self.compared, self.tested, self.name = None, False, None, ""
        self.stages = (WHERE, CERTIFICATE, ACCOUNT, TEST, NAME) if self.encrypted else (WHERE, ACCOUNT, TEST, NAME)

    def typed_in(self) -> None:
        """Another account than the one that was tested."""
        self.tested, self.trouble = None, ""

    @property
    def url(self) -> str:
        return understood(self.kind, self.address)

    @property
    def host(self) -> str:
        if not self.address.strip() or self.address_trouble:
            return ""
        return _host(self.url)

    @property
    def encrypted(self) -> bool:
        return not self.url.startswith("http:")

    @property
    def address_trouble(self) -> str:
        """What is wrong with the address; "" while none is typed."""
        if not self.address.strip():
            return ""
        return self.made().trouble

    def made(self) -> Connection:
        """The connection as it stands now."""
        pin = self.certificate.fingerprint if self.certificate and self.encrypted else ""
        user = self.account.user.strip() if self.kind == ONTAP else ""
        ident = self.tested.ident if self.tested else ""
        name = self.name.strip() or _host(self.url) or self.url
        return Connection(ident, self.kind, name, self.url, user, pin, self.account.place, self.account.words)

    # -- what it is called ---------------------------------------------------------------------
    def _proposal(self) -> str:
        name = (self.tested.health.name if self.tested else "") or self.host
        taken = {c.name for c in self._known}
        return next(n for n in (name, *(f"{name} {i}" for i in range(2, 99))) if n not in taken)

    @property
    def name_trouble(self) -> str:
        name = self.name.strip()
        return f"There is a connection called {name} already." if any(c.name == name for c in self._known) else ""

    def mark(self, kind: str) -> None:
        """Production starts read-only: changing it is allowed on purpose, not by leaving a switch as it was."""
        self.set_kind, self.read_only = kind, kind == "production"

    # -- reading -------------------------------------------------------------------------------
    def _needs(self) -> tuple[str, Callable[[], Any]] | None:
        if self.stage is CERTIFICATE and self.certificate is None:
            url = self.url
            return f"Looking at the certificate of {self.host}", lambda: self._ways.certificate(url)
        if self.stage is TEST and self.tested is None:
            return f"Asking {self.host}", self._test
        return None

    def saving(self) -> Reading:
        """The last button."""
        made, tested = self.made(), self.tested
        assert tested is not None  # the stages come in order

        def save() -> None:
            self._ways.keep(made, tested.secret)
            if self.first:
                self._ways.show(self.set_name.strip(), self.set_kind, self.read_only)

        self._asked += 1
        self.busy = True
        return Reading(self._asked, f"Keeping {made.name}", save)

    def _test(self) -> Tested:
        secret = self.account.secret(self._ways.printed)
        ident, health = self._ways.test(self.made(), secret)
        if self.account.place == KEYRING:
            self._ways.unlocked(ident)
        return Tested(ident, health, secret)

    def take(self, value: Any) -> None:
        if self.last:
            self.done = True
            self.account = Account(self.kind)
        elif isinstance(value, Tested):
            same = next((c for c in self._known if c.id == value.ident), None)
            if same is None:
                self.tested = value
            else:
                self.refusals = (f"{self.url} is the system of the connection {same.name}. It is connected already.",)
        else:
            self.certificate = value

    def failed(self, number: int, problem: Problem) -> bool:
        """What can be mended where it was typed leads back there, once; everything else may be asked again."""
        if not super().failed(number, Problem(str(problem))):
            return False
        if isinstance(problem, Denied):
            self._again(str(problem))
            self.account.forget()
        elif isinstance(problem, Shut):
            self._again(f"{problem.reason} Choose one of the other two ways, or open the keyring and go on.")
        elif self.stage is TEST and self.account.place == COMMAND and isinstance(problem, Refused):
            self._again(str(problem))
        return True

    def why_not(self) -> tuple[str, ...]:
        """Never where the button would be: what is refused here stands on the page."""
        return ()

    def _again(self, trouble: str) -> None:
        """Back at the account, with the words of what was wrong there."""
        self._enter(self.stages.index(ACCOUNT))
        self.tested, self.trouble = None, trouble

    @property
    def verdict(self) -> str:
        """What the test says, in a few words."""
        if self.tested is None:
            return ""
        lacking = len(self.tested.health.lacking)
        return f"{count(lacking, 'right')} missing" if lacking else "everything it needs"
