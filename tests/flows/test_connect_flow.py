"""Connecting a system, without a display and without a network."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from vscdesktop.clients.tls import Certificate
from vscdesktop.domain.errors import Denied, Problem, Refused, Unreachable
from vscdesktop.domain.secret import Secret
from vscdesktop.services.connections import Health, Right
from vscdesktop.store.secrets import Shut
from vscdesktop.store.settings import CLOUDSTACK, LAB, ONTAP, Connection, Look
from vscdesktop.ui.flows.account import COMMAND, KEYRING, SESSION
from vscdesktop.ui.flows.connect import ACCOUNT, CERTIFICATE, NAME, TEST, WHERE, ConnectFlow, understood

NOW = datetime(2026, 11, 24, 14, 5, tzinfo=UTC)
FINGER = "3b910ec47fa25d18" * 4
SHOWN = Certificate(FINGER, "CN=ontap-dr-a", "CN=ontap-dr-a", NOW, NOW + timedelta(days=700))
RIGHTS = (Right("Volumes", "nothing is shown"), Right("Jobs", "no backup", "not allowed (code 6)"))
HEALTH = Health("ONTAP", "9.16.1", "ontap-dr-a", 0.006, RIGHTS, NOW)


@dataclass
class World:
    """What the flow asks, and what it is told."""

    ident: str = "o-12345678"
    no: dict[str, Problem] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    secrets: list[Secret] = field(default_factory=list)
    kept: list[tuple[Connection, Secret | None]] = field(default_factory=list)
    shown: list[tuple[str, str, bool]] = field(default_factory=list)

    def _say(self, what: str, answer: Any) -> Any:
        self.asked.append(what)
        if what in self.no:
            raise self.no[what]
        return answer

    def certificate(self, url: str) -> Certificate:
        found: Certificate = self._say("certificate", SHOWN)
        return found

    def test(self, made: Connection, secret: Secret) -> tuple[str, Health]:
        self.secrets.append(secret)
        found: tuple[str, Health] = self._say("test", (self.ident, HEALTH))
        return found

    def printed(self, command: tuple[str, ...]) -> Secret:
        found: Secret = self._say(" ".join(command), Secret("from the safe"))
        return found

    def unlocked(self, ident: str) -> None:
        self._say("keyring", None)

    def keep(self, made: Connection, secret: Secret | None = None) -> None:
        self._say("keep", None)
        self.kept.append((made, secret))

    def show(self, name: str, kind: str, read_only: bool) -> None:
        self.shown.append((name, kind, read_only))


def read(flow: ConnectFlow) -> None:
    """What a wizard does when a stage is shown."""
    reading = flow.reading()
    if reading is not None:
        assert flow.busy and not flow.may_go()
        try:
            flow.landed(reading.number, reading.work())
        except Problem as problem:
            flow.failed(reading.number, problem)


def on(flow: ConnectFlow) -> None:
    assert flow.may_go(), f"{flow.stage.id}: {flow.problem}"
    flow.forward()
    read(flow)


def at_account(world: World, *known: Connection) -> ConnectFlow:
    flow = ConnectFlow(world, list(known), Look(), ONTAP)
    flow.enter_address("10.90.0.5")
    on(flow)
    flow.compared = True
    on(flow)
    assert flow.stage is ACCOUNT
    return flow


def after_test(world: World, *known: Connection) -> ConnectFlow:
    flow = at_account(world, *known)
    flow.account.user, flow.account.password = "vsc", "secret"
    flow.typed_in()
    on(flow)
    return flow


def save(flow: ConnectFlow) -> None:
    reading = flow.saving()
    try:
        flow.landed(reading.number, reading.work())
    except Problem as problem:
        flow.failed(reading.number, problem)


@pytest.mark.parametrize(
    ("kind", "typed", "meant"),
    [
        (ONTAP, "10.20.0.5", "https://10.20.0.5"),
        (ONTAP, " cluster1.example.net/ ", "https://cluster1.example.net"),
        (CLOUDSTACK, "cloud.example.net", "https://cloud.example.net/client/api"),
        (CLOUDSTACK, "http://cloud:8080", "http://cloud:8080/client/api"),
        (CLOUDSTACK, "https://cloud/client/", "https://cloud/client/api"),
        (CLOUDSTACK, "https://cloud/elsewhere/api", "https://cloud/elsewhere/api"),
    ],
)
def test_an_address_is_understood_as_people_write_it(kind: str, typed: str, meant: str) -> None:
    assert understood(kind, typed) == meant


@pytest.mark.parametrize("typed", ["https://", "ftp://x", "https://user@host", "https://host?x=1", "http://[half"])
def test_an_address_that_is_none_is_refused_in_words(typed: str) -> None:
    flow = ConnectFlow(World(), [], Look())
    flow.enter_address(typed)
    assert flow.address_trouble and not flow.may_go()


def test_ontap_is_never_asked_without_encryption() -> None:
    flow = ConnectFlow(World(), [], Look(), ONTAP)
    flow.enter_address("http://10.20.0.5")
    assert "https" in flow.address_trouble and not flow.may_go()


def test_without_encryption_there_is_no_certificate_to_compare() -> None:
    flow = ConnectFlow(World(), [], Look(), CLOUDSTACK)
    flow.enter_address("http://cloud:8080")
    assert not flow.encrypted
    assert [s.id for s in flow.stages] == [s.id for s in (WHERE, ACCOUNT, TEST, NAME)]
    flow.enter_address("cloud")
    assert CERTIFICATE in flow.stages


def test_nothing_but_the_certificate_is_asked_before_somebody_compared_it() -> None:
    world = World()
    flow = ConnectFlow(world, [], Look(), ONTAP)
    flow.enter_address("10.90.0.5")
    on(flow)
    assert flow.stage is CERTIFICATE and flow.certificate == SHOWN
    assert not flow.may_go()
    flow.compared = True
    assert flow.may_go()
    assert world.asked == ["certificate"]


def test_the_compared_certificate_is_the_one_that_is_pinned() -> None:
    world = World()
    flow = after_test(world)
    on(flow)
    save(flow)
    assert [made.pin for made, _ in world.kept] == [FINGER]


def test_another_address_forgets_what_was_seen_of_the_first() -> None:
    flow = after_test(World())
    while flow.at:
        flow.back()
    flow.enter_address("10.90.0.6")
    assert (flow.certificate, flow.compared, flow.tested) == (None, False, None)


def test_back_keeps_every_choice() -> None:
    flow = after_test(World())
    flow.back()
    assert (flow.account.user, flow.account.password, flow.compared) == ("vsc", "secret", True)


def test_a_wrong_password_is_tried_once_and_asked_for_again() -> None:
    world = World(no={"test": Denied("ontap refuses the credentials (401).")})
    flow = after_test(world)
    assert world.asked.count("test") == 1
    assert flow.stage is ACCOUNT and "refuses the credentials" in flow.trouble
    assert flow.account.user == "vsc" and not flow.account.password
    read(flow)
    assert world.asked.count("test") == 1 and not flow.may_go()


def test_no_answer_can_be_tried_again_without_typing() -> None:
    world = World(no={"test": Unreachable("ontap gives no complete answer.")})
    flow = after_test(world)
    assert flow.stage is TEST and flow.problem and not flow.may_go()
    world.no.clear()
    read(flow)
    assert flow.tested is not None and flow.may_go()


@pytest.mark.parametrize("reason", ["There is no keyring on this machine.", "The keyring has not answered for 5 s."])
def test_a_keyring_that_does_not_answer_leads_to_the_other_two_ways(reason: str) -> None:
    world = World(no={"keyring": Shut(reason)})
    flow = after_test(world)
    assert flow.stage is ACCOUNT and flow.trouble.startswith(reason)
    assert "--secret" not in flow.trouble
    assert flow.account.password == "secret"
    flow.account.place = SESSION
    flow.typed_in()
    on(flow)
    assert flow.tested is not None and world.asked.count("keyring") == 1


def test_a_keyring_that_shuts_at_the_end_loses_nothing() -> None:
    world = World(no={"keep": Shut("The keyring says no.")})
    flow = after_test(world)
    on(flow)
    save(flow)
    assert not flow.done and flow.stage is ACCOUNT and flow.trouble.startswith("The keyring says no.")


def test_a_program_prints_the_secret_and_only_its_words_are_kept() -> None:
    world = World()
    flow = at_account(world)
    flow.account.user, flow.account.place, flow.account.command = "vsc", COMMAND, "pass show 'ontap dr'"
    flow.typed_in()
    on(flow)
    assert world.secrets == [Secret("from the safe")]
    on(flow)
    save(flow)
    made, _ = world.kept[0]
    assert (made.secret, made.command) == (COMMAND, ("pass", "show", "ontap dr"))


def test_a_program_that_fails_is_told_where_it_was_typed() -> None:
    world = World(no={"pass x": Refused("The secret command pass did not work.")})
    flow = at_account(world)
    flow.account.user, flow.account.place, flow.account.command = "vsc", COMMAND, "pass x"
    flow.typed_in()
    on(flow)
    assert flow.stage is ACCOUNT and "did not work" in flow.trouble and "test" not in world.asked


def test_the_same_system_is_not_connected_twice() -> None:
    known = Connection("o-12345678", ONTAP, "dr", "https://dr.example.net")
    flow = after_test(World(), known)
    assert flow.refusals == ("https://10.90.0.5 is the system of the connection dr. It is connected already.",)
    assert not flow.may_go()


def test_missing_rights_do_not_forbid_the_connection() -> None:
    flow = after_test(World())
    assert flow.choice(TEST.id) == "1 right missing"
    assert flow.may_go()


def test_the_name_is_what_the_system_calls_itself_and_never_one_that_is_taken() -> None:
    known = Connection("o-other", ONTAP, "ontap-dr-a", "https://other.example.net")
    flow = after_test(World(), known)
    on(flow)
    assert flow.name == "ontap-dr-a 2"
    flow.name = "ontap-dr-a"
    assert flow.name_trouble and not flow.may_go()


def test_the_first_connection_names_the_set_and_production_starts_read_only() -> None:
    world = World()
    flow = after_test(world)
    on(flow)
    seen = [flow.read_only]
    for kind in ("test", "production"):
        flow.mark(kind)
        seen.append(flow.read_only)
    assert flow.first and seen == [True, False, True]
    flow.set_name = "Nimbus"
    save(flow)
    assert world.shown == [("Nimbus", "production", True)]


def test_a_second_connection_belongs_to_the_set_that_is_there() -> None:
    world = World()
    flow = after_test(world, Connection("c-1", CLOUDSTACK, "cloud", "https://cloud/client/api"))
    on(flow)
    save(flow)
    assert not flow.first and world.shown == []


def test_a_connection_of_ones_own_beside_the_lab_does_not_stay_a_demo() -> None:
    lab = Connection("c-1", CLOUDSTACK, "lab cloud", "http://127.0.0.1:1/client/api", secret=LAB)
    flow = ConnectFlow(World(), [lab], Look("Built-in lab", "demo"), ONTAP)
    assert (flow.first, flow.set_kind, flow.read_only) == (True, "production", True)


def test_nothing_is_kept_before_the_last_button_and_no_secret_after_it() -> None:
    world = World()
    flow = after_test(world)
    on(flow)
    assert flow.stage is NAME and world.kept == []
    save(flow)
    assert flow.done and world.kept == [(world.kept[0][0], Secret("secret"))]
    assert not flow.account.password


def test_an_answer_that_comes_late_is_dropped() -> None:
    flow = at_account(World())
    flow.account.user, flow.account.password = "vsc", "secret"
    flow.forward()
    reading = flow.reading()
    assert reading is not None
    flow.back()
    assert not flow.landed(reading.number, reading.work())
    assert flow.tested is None and flow.stage is ACCOUNT


def test_the_keyring_is_the_way_unless_another_is_chosen() -> None:
    assert ConnectFlow(World(), [], Look()).account.place == KEYRING
