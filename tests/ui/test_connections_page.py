"""Connections: what each one is and may read, and that nothing is accepted, kept or forgotten by accident."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.desks import connected
from tests.support import Bench
from tests.ui.reach import nameless
from tests.ui.shots import shots
from vscdesktop.domain.keys import Key, Kind
from vscdesktop.domain.secret import Secret
from vscdesktop.store import settings
from vscdesktop.store.paths import profile
from vscdesktop.ui.bridge import Bridge
from vscdesktop.ui.context import Context
from vscdesktop.ui.desk import Desk
from vscdesktop.ui.pages.connections import ConnectionsPage
from vscdesktop.ui.views.cell import CELL, Cell
from vscdesktop.ui.widgets.dialog import Dialog
from vscdesktop.ui.widgets.states import Banner, EmptyState
from vscdesktop.ui.widgets.text import Text
from vscdesktop.ui.wizards.certificate import Changed, Trust
from vscdesktop.ui.wizards.remove import EndLab, Remove
from vscdesktop.ui.wizards.secrets import SecretsDialog

SOON = 20_000
OLD = "8f2c41d07a1e4c1e" * 4


def page_of(qtbot: QtBot, context: Context) -> ConnectionsPage:
    """In a window that outlives its dialogs, as the real one does: qtbot itself keeps no reference."""
    page = ConnectionsPage(context)
    qtbot.addWidget(page, before_close_func=lambda _: page.hide())
    page.resize(1356, 818)
    page.show()
    return page


def cells(page: ConnectionsPage, row: int) -> list[Cell]:
    return [page.model.data(page.model.index(row, c), CELL) for c in range(page.model.columnCount())]


def seen(qtbot: QtBot, page: ConnectionsPage) -> None:
    """Until every connection was looked at."""
    links = page.context.desk.links
    qtbot.waitUntil(lambda: set(links.checked) == {c.id for c in links.every}, timeout=SOON)
    qtbot.waitUntil(lambda: not page.context.bridge.busy, timeout=SOON)


def button(widget: QWidget, name: str) -> QAbstractButton:
    found = [b for b in widget.findChildren(QAbstractButton) if b.accessibleName() == name]
    assert len(found) == 1, [b.accessibleName() for b in widget.findChildren(QAbstractButton)]
    return found[0]


def words(widget: QWidget) -> list[str]:
    return [t.text() for t in widget.findChildren(Text) if t.text() and t.isVisibleTo(widget)]


@pytest.fixture
def rough_desk(rough: Bench, tmp_path: Path) -> Iterator[Desk]:
    desk = connected(rough, tmp_path / "profile")
    yield desk
    desk.close()


def test_every_connection_tells_what_it_is(qtbot: QtBot, qapp: QApplication, window_context: Context) -> None:
    page = page_of(qtbot, window_context)
    seen(qtbot, page)
    name, version, state, until, secret, answer = cells(page, 0)
    assert (name.text, version.text, state.text, state.dot) == ("lab-ontap", "ONTAP 9.16.1", "Connected", "ok")
    assert until.text.startswith("20") and secret.text == "This window only" and answer.text.endswith(" ms")
    assert cells(page, 1)[3] == Cell("not encrypted", tone="warn")
    assert page.note.text() == "1 cloud, 1 ONTAP cluster"
    shots(qapp, page, "connections")


def test_the_rights_of_the_chosen_one_are_listed(qtbot: QtBot, window_context: Context) -> None:
    page = page_of(qtbot, window_context)
    seen(qtbot, page)
    assert {"Volumes", "Files", "Jobs"} <= set(words(page.card))
    page.view.selectRow(1)
    assert {"Instances", "Disks", "Settings"} <= set(words(page.card))


def test_a_missing_right_is_named_with_what_it_costs(
    qtbot: QtBot, qapp: QApplication, rough: Bench, rough_desk: Desk
) -> None:
    body = '{"listhostsresponse":{"errorcode":432,"errortext":"not available for user"}}'
    rough.control(
        "POST", "/faults",
        {"server": "cloudstack", "match": "^listHosts$", "times": -1, "do": "answer", "status": 432, "body": body},
    )  # fmt: skip
    context = Context(rough_desk, Bridge())
    page = page_of(qtbot, context)
    context.open()
    seen(qtbot, page)
    page.view.selectRow(1)
    assert (cells(page, 1)[2].text, cells(page, 1)[2].dot) == ("1 right missing", "warn")
    assert "hosts are not shown" in words(page.card)
    assert any("lacks listHosts" in w for w in words(page.card))
    shots(qapp, page, "connections-missing-right")


def test_another_certificate_is_a_full_stop(qtbot: QtBot, qapp: QApplication, rough: Bench, rough_desk: Desk) -> None:
    first, *rest = rough_desk.connections
    settings.save(rough_desk.profile.settings, [replace(first, pin=OLD), *rest])
    context = Context(rough_desk, Bridge())
    page = page_of(qtbot, context)
    context.open()
    seen(qtbot, page)
    assert (cells(page, 0)[2].text, cells(page, 0)[2].dot) == ("Another certificate", "critical")
    assert "ontap" not in rough.control("GET", "/trace")["requests"]
    button(page.card, "Compare…").click()
    dialog = page.findChild(Changed)
    assert dialog is not None
    assert dialog.stay.isDefault() and dialog.stay.text() == "Keep disconnected"
    shown = " ".join(words(dialog))
    assert "8F 2C 41 D0  7A 1E 4C 1E" in shown
    shots(qapp, dialog, "certificate-changed", resize=False)
    dialog.stay.click()
    assert rough_desk.connections[0].pin == OLD


def test_a_new_certificate_is_trusted_only_after_the_tick(
    qtbot: QtBot, qapp: QApplication, rough: Bench, rough_desk: Desk
) -> None:
    first, *rest = rough_desk.connections
    settings.save(rough_desk.profile.settings, [replace(first, pin=OLD), *rest])
    context = Context(rough_desk, Bridge())
    page = page_of(qtbot, context)
    context.open()
    seen(qtbot, page)
    button(page.card, "Compare…").click()
    changed = page.findChild(Changed)
    assert changed is not None
    changed.insist.click()
    trust = page.findChild(Trust)
    assert trust is not None and not trust.trust.isEnabled()
    shots(qapp, trust, "certificate-trust", resize=False)
    button(trust, "I compared the fingerprint with the one on the system itself").click()
    assert trust.trust.isEnabled()
    with qtbot.waitSignal(context.read, timeout=SOON):
        trust.trust.click()
    assert rough_desk.connections[0].pin == first.pin
    seen(qtbot, page)
    assert cells(page, 0)[2].text == "Connected"


def test_a_refused_secret_is_asked_for_again_and_tried_once(
    qtbot: QtBot, qapp: QApplication, rough: Bench, rough_desk: Desk
) -> None:
    right = rough_desk.secrets["ontap"].reveal()
    rough_desk.secrets["ontap"] = Secret("wrong")
    context = Context(rough_desk, Bridge())
    page = page_of(qtbot, context)
    with qtbot.waitSignal(context.read, timeout=SOON):
        context.open()
    seen(qtbot, page)
    assert cells(page, 0)[2].text == "Refused"
    refused = rough.control("GET", "/trace")["requests"]["ontap"]
    assert refused == 1  # one attempt: neither the other reads nor the look at the connection sent it again
    shots(qapp, page, "connections-refused")
    with qtbot.waitSignal(context.wizard) as asked:
        button(page.card, "Enter its secret again…").click()
    assert asked.args is not None
    dialog = SecretsDialog(page, context, asked.args[1])
    dialog.open()
    field = dialog.forms["ontap"].fields["password"]
    field.setText("wrong again")
    dialog.go.click()
    qtbot.waitUntil(lambda: bool(dialog.troubles["ontap"].text()), timeout=SOON)
    assert rough.control("GET", "/trace")["requests"]["ontap"] == refused + 1
    assert field.text() == "" and not dialog.go.isEnabled() and dialog.isVisible()
    shots(qapp, dialog, "secret-again", resize=False)
    field.setText(right)
    with qtbot.waitSignal(context.read, timeout=SOON):
        dialog.go.click()
    assert context.inventory is not None and not context.inventory.gaps


def test_secrets_that_are_kept_nowhere_are_asked_for_at_the_start(
    qtbot: QtBot, qapp: QApplication, bench: Bench, tmp_path: Path
) -> None:
    desk = connected(bench, tmp_path)
    known = dict(desk.secrets)
    desk.secrets.clear()
    context = Context(desk, Bridge())
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(1100, 700)
    host.show()
    with qtbot.waitSignal(context.wanting) as asked:
        context.open()
    assert asked.args is not None
    dialog = SecretsDialog(host, context, asked.args[0])
    dialog.open()
    shots(qapp, dialog, "secrets-start", resize=False)
    shown = [name for form in dialog.forms.values() for name, f in form.fields.items() if f.isVisible()]
    assert shown == ["password", "api_key", "secret_key"]
    key, secret = known["cloud"].reveal().split("\n")
    for home, name, text in (
        ("ontap", "password", known["ontap"].reveal()), ("cloud", "api_key", key), ("cloud", "secret_key", secret)
    ):  # fmt: skip
        assert not dialog.go.isEnabled()
        dialog.forms[home].fields[name].setText(text)
    with qtbot.waitSignal(context.read, timeout=SOON):
        dialog.go.click()
    assert desk.secrets == known
    qtbot.waitUntil(lambda: not context.bridge.busy, timeout=SOON)
    desk.close()


def test_not_now_leaves_words_and_a_way_back(qtbot: QtBot, bench: Bench, tmp_path: Path) -> None:
    desk = connected(bench, tmp_path)
    desk.secrets.clear()
    context = Context(desk, Bridge())
    host = QWidget()
    qtbot.addWidget(host)
    host.show()
    dialog = SecretsDialog(host, context, desk.wanting())
    dialog.open()
    with qtbot.waitSignal(context.unread) as told:
        dialog.reject()
    assert told.args is not None and "have not been entered" in told.args[0]
    with qtbot.waitSignal(context.wanting):
        context.refresh()


def test_removing_asks_once_and_says_what_stays(qtbot: QtBot, qapp: QApplication, window_context: Context) -> None:
    page = page_of(qtbot, window_context)
    seen(qtbot, page)
    button(page.card, "Remove… lab-ontap").click()
    dialog = page.findChild(Remove)
    assert dialog is not None and any("restore points stay" in w for w in words(dialog))
    shots(qapp, dialog, "connection-remove", resize=False)
    dialog.cancel.click()
    assert len(window_context.desk.connections) == 2
    button(page.card, "Remove… lab-ontap").click()
    again = next(d for d in page.findChildren(Remove) if d.isVisible())
    with qtbot.waitSignal(window_context.read, timeout=SOON):
        again.go.click()
    assert [c.id for c in window_context.desk.connections] == ["cloud"]
    assert "ontap" not in window_context.desk.secrets


def test_the_built_in_lab_is_ended_not_removed(qtbot: QtBot, qapp: QApplication, window_context: Context) -> None:
    desk = window_context.desk
    rows = [replace(c, secret=settings.LAB) for c in desk.connections]
    settings.save(desk.profile.settings, rows)
    page = page_of(qtbot, window_context)
    assert cells(page, 0)[4].text == "The lab itself"
    button(page.card, "End the lab… lab-ontap").click()
    dialog = page.findChild(EndLab)
    assert dialog is not None
    shots(qapp, dialog, "lab-end", resize=False)
    with qtbot.waitSignal(window_context.going, timeout=SOON) as went:
        dialog.go.click()
    assert went.args == ["welcome", None] and desk.connections == []


def test_without_connections_the_page_says_what_they_are_for(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    context = Context(Desk(profile(str(tmp_path))), Bridge())
    page = page_of(qtbot, context)
    state = page.findChild(EmptyState)
    assert state is not None and state.isVisible() and not page.view.isVisible()
    with qtbot.waitSignal(context.wizard):
        button(state, "Connect my cloud…").click()
    shots(qapp, page, "connections-empty")


def test_a_finding_leads_to_its_connection(qtbot: QtBot, window_context: Context) -> None:
    page = page_of(qtbot, window_context)
    page.show_key(Key(Kind.ARRAY, "cloud", "cloud"))
    assert page.view.currentIndex().row() == 1


def test_everything_can_be_reached_and_has_a_name(qtbot: QtBot, window_context: Context) -> None:
    page = page_of(qtbot, window_context)
    seen(qtbot, page)
    assert nameless(page) == []
    assert not page.findChildren(Banner) and not page.findChildren(Dialog)
