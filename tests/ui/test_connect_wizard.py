"""Connecting the lab as a person connects a real one: typed, compared, tried, named, kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.support import Bench
from tests.ui.shots import shots
from vscdesktop.store import secrets, settings
from vscdesktop.store.paths import profile
from vscdesktop.ui.bridge import Bridge
from vscdesktop.ui.context import Context
from vscdesktop.ui.desk import Desk
from vscdesktop.ui.flows.account import SESSION
from vscdesktop.ui.wizards.connect import ConnectWizard
from vscdesktop.ui.wizards.connect_pages import AccountPage, CertificatePage, NamePage, TestPage, WherePage
from vscdesktop.ui.wizards.refused import Refused

SOON = 20_000


class Sitting:
    """A window without connections, and the wizard over it."""

    def __init__(self, qtbot: QtBot, bench: Bench, folder: Path, kind: str) -> None:
        self.qtbot, self.told = qtbot, bench.told
        self.context = Context(Desk(profile(str(folder))), Bridge())
        self.host = QWidget()
        self.host.resize(1440, 900)
        self.host.show()
        self.wizard = ConnectWizard(self.host, self.context, kind)
        self.wizard.open()
        self.wizard.resize(1080, 744)

    def page(self, kind: type[QWidget]) -> QWidget:
        """The page of a stage, once it is there."""
        found: list[QWidget] = []

        def there() -> bool:
            found[:] = [w for w in self.wizard.findChildren(kind) if w.isVisible()]
            return len(found) == 1

        self.qtbot.waitUntil(there, timeout=SOON)
        return found[0]

    def next(self) -> None:
        assert self.wizard.next.isEnabled()
        self.wizard.next.click()

    def where(self, address: str) -> None:
        page = self.page(WherePage)
        assert isinstance(page, WherePage)
        page.address.setText(address)
        self.next()

    def compare(self) -> None:
        page = self.page(CertificatePage)
        assert isinstance(page, CertificatePage) and not self.wizard.next.isEnabled()
        page.compared.tick.click()
        self.next()

    def account(self, place: int = 1, **fields: str) -> None:
        page = self.page(AccountPage)
        assert isinstance(page, AccountPage)
        page.form.places.choices[place].radio.click()
        for name, text in fields.items():
            page.form.fields[name].setText(text)
        self.next()

    def end(self) -> None:
        self.qtbot.waitUntil(lambda: not self.context.bridge.busy, timeout=SOON)
        self.context.desk.close()
        self.host.close()
        self.host.deleteLater()


@pytest.fixture
def ontap(qtbot: QtBot, rough: Bench, tmp_path: Path) -> Iterator[Sitting]:
    made = Sitting(qtbot, rough, tmp_path, settings.ONTAP)
    yield made
    made.end()


@pytest.fixture
def cloud(qtbot: QtBot, rough: Bench, tmp_path: Path) -> Iterator[Sitting]:
    made = Sitting(qtbot, rough, tmp_path, settings.CLOUDSTACK)
    yield made
    made.end()


def test_an_ontap_cluster_is_connected_and_read(qtbot: QtBot, qapp: QApplication, ontap: Sitting) -> None:
    array, wizard, context = ontap.told["ontap"][0], ontap.wizard, ontap.context
    page = ontap.page(WherePage)
    assert isinstance(page, WherePage) and wizard.focusWidget() is page.address
    shots(qapp, wizard, "connect-where", resize=False)
    ontap.where(array["url"].removeprefix("https://"))
    ontap.page(CertificatePage)
    shots(qapp, wizard, "connect-certificate", resize=False)
    ontap.compare()
    ontap.page(AccountPage)
    shots(qapp, wizard, "connect-account", resize=False)
    ontap.account(user=array["user"], password=array["password"])
    ontap.page(TestPage)
    shots(qapp, wizard, "connect-test", resize=False)
    ontap.next()
    name = ontap.page(NamePage)
    assert isinstance(name, NamePage) and name.name.text() == "lab-ontap" and name.read_only.isChecked()
    shots(qapp, wizard, "connect-name", resize=False)
    assert wizard.act.text() == "Connect lab-ontap" and context.desk.connections == []
    name.kinds.pick(1)
    with qtbot.waitSignal(context.read, timeout=SOON):
        wizard.act.click()
    (made,) = context.desk.connections
    assert (made.name, made.secret, made.id[:2], len(made.pin)) == ("lab-ontap", SESSION, "o-", 64)
    look = context.desk.links.look
    assert (look.kind, look.read_only) == ("test", False)
    written = (context.desk.profile.settings).read_text("utf-8")
    assert array["password"] not in written


def test_a_cloud_without_encryption_says_so_and_needs_no_certificate(qapp: QApplication, cloud: Sitting) -> None:
    page = cloud.page(WherePage)
    assert isinstance(page, WherePage) and not page.open.isVisible()
    page.address.setText(cloud.told["cloudstack"]["url"].removesuffix("/client/api"))
    assert page.open.isVisible() and page.echo.text() == f"Asked at {cloud.told['cloudstack']['url']}"
    shots(qapp, cloud.wizard, "connect-not-encrypted", resize=False)
    cloud.next()
    cloud.account(api_key=cloud.told["cloudstack"]["api_key"], secret_key=cloud.told["cloudstack"]["secret_key"])
    cloud.page(TestPage)
    assert cloud.wizard.flow.tested is not None and not cloud.wizard.flow.tested.health.lacking


def test_a_wrong_password_is_sent_once_and_the_field_is_there_again(
    qapp: QApplication, rough: Bench, ontap: Sitting
) -> None:
    ontap.where(ontap.told["ontap"][0]["url"])
    ontap.compare()
    ontap.account(user="admin", password="wrong")
    ontap.qtbot.waitUntil(lambda: bool(ontap.wizard.flow.trouble), timeout=SOON)
    page = ontap.page(AccountPage)
    assert isinstance(page, AccountPage)
    assert "refuses the credentials" in page.trouble.text()
    assert page.form.fields["password"].text() == "" and page.form.fields["user"].text() == "admin"
    assert rough.control("GET", "/trace")["requests"]["ontap"] == 1
    shots(qapp, ontap.wizard, "connect-account-again", resize=False)


def test_without_a_keyring_the_other_two_ways_stand_there(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, ontap: Sitting
) -> None:
    monkeypatch.setattr(secrets, "BACKENDS", {})
    ontap.where(ontap.told["ontap"][0]["url"])
    ontap.compare()
    ontap.account(0, user="admin", password=ontap.told["ontap"][0]["password"])
    ontap.qtbot.waitUntil(lambda: bool(ontap.wizard.flow.trouble), timeout=SOON)
    page = ontap.page(AccountPage)
    assert isinstance(page, AccountPage) and page.trouble.text().startswith("There is no keyring on this machine")
    assert "--secret" not in page.trouble.text()
    shots(qapp, ontap.wizard, "connect-no-keyring", resize=False)
    page.form.places.choices[1].radio.click()
    ontap.next()
    ontap.page(TestPage)


def test_a_system_that_does_not_answer_can_be_asked_again(qapp: QApplication, rough: Bench, ontap: Sitting) -> None:
    ontap.where("127.0.0.1:1")
    ontap.qtbot.waitUntil(lambda: bool(ontap.wizard.flow.problem), timeout=SOON)
    assert "127.0.0.1:1 shows no certificate" in ontap.wizard.flow.problem
    assert not ontap.wizard.next.isEnabled()
    shots(qapp, ontap.wizard, "connect-no-answer", resize=False)
    ontap.wizard.back.click()
    ontap.where(ontap.told["ontap"][0]["url"])
    ontap.page(CertificatePage)


def test_the_same_system_is_refused_in_words(qtbot: QtBot, qapp: QApplication, ontap: Sitting) -> None:
    array, wizard = ontap.told["ontap"][0], ontap.wizard
    made = settings.Connection("o-cd613e30", settings.ONTAP, "there already", "https://elsewhere", "admin")
    wizard.flow._known = [made]
    ontap.where(array["url"])
    ontap.compare()
    ontap.account(user=array["user"], password=array["password"])
    ontap.page(Refused)
    assert "is the system of the connection there already" in wizard.flow.refusals[0]
    shots(qapp, wizard, "connect-same", resize=False)
    assert not wizard.next.isVisible() or not wizard.next.isEnabled()


def test_enter_goes_on_and_never_presses_the_last_button(qtbot: QtBot, ontap: Sitting) -> None:
    array, wizard = ontap.told["ontap"][0], ontap.wizard
    page = ontap.page(WherePage)
    assert isinstance(page, WherePage)
    page.address.setText(array["url"])
    QTest.keyClick(page.address, Qt.Key.Key_Return)
    ontap.compare()
    ontap.account(user=array["user"], password=array["password"])
    ontap.page(TestPage)
    ontap.next()
    name = ontap.page(NamePage)
    assert isinstance(name, NamePage)
    QTest.keyClick(name.name, Qt.Key.Key_Return)
    qtbot.wait(200)
    assert wizard.isVisible() and ontap.context.desk.connections == []


def test_cancel_keeps_nothing(ontap: Sitting) -> None:
    ontap.where(ontap.told["ontap"][0]["url"])
    ontap.compare()
    ontap.wizard.cancel.click()
    assert ontap.context.desk.connections == [] and not ontap.context.desk.secrets
