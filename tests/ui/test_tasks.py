"""The task pane: what a plan did step by step, why something was sent again, and every request word for word."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.support import Bench
from tests.ui.house import House, house
from tests.ui.shots import shots
from vscdesktop.plans.model import State
from vscdesktop.plans.work import STOPPED
from vscdesktop.ui.shell.requests import Requests
from vscdesktop.ui.shell.tasks import cells
from vscdesktop.ui.widgets.code import Code
from vscdesktop.ui.widgets.states import Toast

INSTANCE = "app-01"  # stopped, three disks in two pools on two volumes


@pytest.fixture
def home(qtbot: QtBot, rough: Bench, tmp_path: Path) -> Iterator[House]:
    with house(qtbot, rough, tmp_path / "profile") as made:
        yield made


def test_each_step_says_how_long_it_took_and_why_it_was_sent_again(qapp: QApplication, home: House) -> None:
    rule = {"do": "cut", "server": "ontap", "when": "before", "match": "^POST .*/snapshots", "times": 1}
    home.control("POST", "/faults", rule)
    home.begin(home.backup_plan(INSTANCE))
    task = home.ends()
    assert task.state is State.DONE, task.reason
    assert task.took.keys() == {s.n for s in task.plan.steps}
    assert task.ended is not None
    assert 0 < sum(task.took.values()) <= (task.ended - task.begun).total_seconds() + 0.1
    (again,) = task.notes
    assert task.plan.step(again).verb == "snapshot.make" and "no complete answer" in task.notes[again]
    home.window.show_tasks()
    for toast in home.window.findChildren(Toast):
        toast.closed.emit()
        toast.hide()
    home.button("Copy report", home.window.pane).click()
    assert f", {task.took[again]:.1f} s: {task.notes[again]}" in QApplication.clipboard().text()
    shots(qapp, home.window, "tasks-done")


def test_a_failure_says_what_happened_and_what_the_state_is_now(qapp: QApplication, home: House) -> None:
    plan = home.backup_plan(INSTANCE)
    home.control("POST", "/volumes/cs_gold/fill", {"available": 0})
    home.begin(plan)
    task = home.ends()
    assert task.state in (State.UNDONE, State.REFUSED)
    assert home.window.pane.isVisible()
    assert task.reason in home.words(home.window.pane)
    shots(qapp, home.window, "tasks-failed")


def test_a_stop_that_was_asked_for_is_no_failure(qapp: QApplication, home: House) -> None:
    home.begin(home.backup_plan(INSTANCE), "^POST .*/snapshots ")
    home.window.show_tasks()
    home.button("Stop and undo", home.window.pane).click()
    home.window.show_tasks()
    home.release()
    task = home.ends()
    assert task.state is State.UNDONE and task.reason.endswith(STOPPED)
    state = cells(task)[1]
    assert (state.text, state.dot, state.tone) == ("Stopped, undone", "unknown", "")
    assert not home.window.pane.isVisible() and "need" not in home.words(home.window.line)
    home.until(lambda: home.context.summary is not None and bool(home.context.summary.happened))
    assert home.context.summary is not None
    assert not [f for f in home.context.summary.findings if "undone" in f.fact]
    home.quiet()
    assert "Stopped, undone" in home.words() and "Failed, undone" not in home.words()  # what happened, on the overview
    home.window.show_tasks()
    shots(qapp, home.window, "tasks-stopped")


def test_the_requests_of_a_plan_are_those_that_were_sent(qapp: QApplication, home: House) -> None:
    begun = len(home.away(home.bench.changes))
    home.begin(home.backup_plan(INSTANCE))
    task = home.ends()
    assert task.state is State.DONE
    home.window.show_tasks()
    home.button("Requests…", home.window.pane).click()
    home.until(lambda: bool(home.window.findChildren(Requests)))
    (dialog,) = home.window.findChildren(Requests)
    (code,) = dialog.findChildren(Code)
    text = unquote(code.toPlainText())
    assert not re.search(r"\{[1-9]\d*\.", text)  # everything that was found out stands in its place
    sent = home.away(home.bench.changes)[begun:]
    dropped = {s for s in sent if s.startswith("DELETE") and "/snapshots/" in s}  # by name there: its id is looked up
    assert len(dropped) == text.count("{snapshot:") == 2
    files = [unquote(s.split()[-1]).rpartition("/files/")[2] for s in sent if s not in dropped]
    assert len(files) > 10 and [path for path in files if path not in text] == []
    shots(qapp, dialog, "requests", resize=False)
    dialog.accept()
