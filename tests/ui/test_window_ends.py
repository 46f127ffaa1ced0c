"""How a window ends while a plan is under way, who is the first window, and what becomes of what nobody expected."""

import faulthandler
import os
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.support import Bench
from tests.ui.house import LATE, House, button, house, offered, words
from tests.ui.shots import shots
from vscdesktop.plans.model import Result, State
from vscdesktop.store import settings
from vscdesktop.store.paths import profile
from vscdesktop.ui import app
from vscdesktop.ui.shell.crash import Crash
from vscdesktop.ui.shell.leave import MAY, MAY_NOT, Leave
from vscdesktop.ui.shell.single import SILENT, Single
from vscdesktop.ui.shell.window import Window
from vscdesktop.ui.widgets.states import Banner

INSTANCE = "app-01"  # stopped, three disks in two pools on two volumes
EARLY, LATER = r"^POST .*/snapshots ", r"^DELETE .*/1\.old$"


@pytest.fixture
def home(qtbot: QtBot, rough: Bench, tmp_path: Path) -> Iterator[House]:
    with house(qtbot, rough, tmp_path / "profile") as made:
        yield made


def leaving(home: House) -> Leave:
    """Close the window; it asks instead."""
    home.window.close()
    assert home.window.isVisible()
    (dialog,) = home.window.findChildren(Leave)
    return dialog


# -- closing -------------------------------------------------------------------------------------
def test_a_plan_under_way_may_be_stopped_and_undone_before_the_window_closes(home: House, qapp: QApplication) -> None:
    before, plan = home.hashes(INSTANCE), home.backup_plan(INSTANCE)
    home.begin(plan, EARLY)
    dialog = leaving(home)
    home.until(lambda: MAY in home.words(dialog))
    shots(qapp, dialog, "leave", resize=False)
    home.button("Stop and undo, then close", dialog).click()
    assert home.window.isVisible()
    home.release()
    home.until(lambda: not home.window.isVisible())
    (task,) = home.desk.tasks()
    assert (task.plan, task.state) == (plan, State.UNDONE)
    assert home.away(lambda: home.bench.hashes(INSTANCE)) == before


def test_the_window_closes_when_its_plan_has_ended(home: House) -> None:
    home.back_up(INSTANCE)
    plan = home.restore_plan(INSTANCE)
    home.begin(plan, LATER)
    dialog = leaving(home)
    home.until(lambda: MAY_NOT in home.words(dialog))
    assert "Stop and undo, then close" not in [b.text() for b in offered(dialog)]
    home.button("Close when it has ended", dialog).click()
    home.until(lambda: bool(home.banners))
    assert home.banners == ["The window closes when its plans have ended. It stays open if one of them fails."]
    home.release()
    home.until(lambda: not home.window.isVisible())
    assert home.desk.tasks()[0].state is State.DONE


def test_the_window_may_be_kept(home: House) -> None:
    plan = home.backup_plan(INSTANCE)
    home.begin(plan, EARLY)
    home.button("Close when it has ended", leaving(home)).click()
    home.until(lambda: bool(home.banners))
    home.button("Keep the window", home.window.news).click()
    assert home.banners == []
    home.button("Keep the window", leaving(home)).click()
    home.release()
    assert home.ends().state is State.DONE
    assert home.window.isVisible()


def test_a_plan_that_does_not_end_well_keeps_the_window(home: House) -> None:
    plan = home.backup_plan(INSTANCE)
    home.begin(plan, EARLY)
    home.button("Close when it has ended", leaving(home)).click()
    home.control("POST", "/volumes/cs_gold/fill", {"available": 0})
    home.release()
    assert home.ends().state is State.UNDONE
    assert home.window.isVisible() and home.window.pane.isVisible()
    assert home.banners == []


def test_the_question_goes_when_the_plan_has_ended_meanwhile(home: House) -> None:
    home.begin(home.backup_plan(INSTANCE), EARLY)
    dialog = leaving(home)
    with home.qtbot.waitSignal(dialog.finished, timeout=LATE):
        home.release()
    assert home.ends().state is State.DONE and home.window.isVisible()


def test_a_plan_that_was_just_started_is_not_closed_over(home: House) -> None:
    home.context.plans.start(home.backup_plan(INSTANCE))
    leaving(home)  # at once: its thread may not have begun
    assert home.ends().state is State.DONE


def test_what_the_window_has_to_say_fits_into_it(home: House, qapp: QApplication) -> None:
    plan = home.backup_plan(INSTANCE)
    home.begin(plan, EARLY)
    home.until(lambda: home.context.plans.tasks == home.desk.tasks())
    waits = f"Look twice again: a start that began meanwhile may hold an old disk: {INSTANCE} is Starting, not Stopped."
    home.context.plans.recovered.emit([Result(plan.id, State.WAITING, waits)])
    silent = "gives no complete answer (no connection within 6 s)."
    home.context.unread.emit(f"lab-ontap {silent} lab cloud {silent}")
    home.button("Close when it has ended", leaving(home)).click()
    shots(qapp, home.window, "window-news")
    home.context.shut.emit("The keyring has not answered for 5 s; perhaps it waits to be unlocked.")
    home.window.show_tasks()
    shots(qapp, home.window, "window-shut")
    home.release()
    home.until(lambda: not home.window.isVisible())


# -- one window a profile ------------------------------------------------------------------------
def test_a_lock_of_a_dead_window_whose_number_another_process_has_is_taken(tmp_path: Path) -> None:
    name = Path(sys.executable).resolve().name
    (tmp_path / "window.lock").write_text(f"{os.getpid()}\n{name}\n{socket.gethostname()}\n\n\n")
    single = Single(profile(str(tmp_path)))
    assert single.first()
    single.leave()


def test_a_window_that_does_not_answer_is_not_pushed_aside(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = profile(str(tmp_path))
    first, second = Single(place), Single(place)
    assert first.first()
    first._server.close()
    assert not second.first()
    assert capsys.readouterr().err.strip() == SILENT
    first.leave()


def test_a_profile_far_down_can_still_be_called(qtbot: QtBot, tmp_path: Path) -> None:
    place = profile(str(tmp_path / ("deep" * 30)))
    first, second = Single(place), Single(place)
    assert first.first()
    told: list[bool] = []
    thread = threading.Thread(target=lambda: told.append(second.first()))
    with qtbot.waitSignal(first.called):
        thread.start()
    thread.join()
    assert told == [False]
    first.leave()


# -- what nobody expected --------------------------------------------------------------------------
@pytest.fixture
def caught(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    """A window as the program builds it, with its hooks; they are taken off again."""
    monkeypatch.setattr(faulthandler, "enable", lambda _: None)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    place = profile(str(tmp_path))
    settings.save(place.settings, [])
    window = app.build(place)
    window.show()
    yield window
    qtbot.waitUntil(lambda: not window.context.bridge.busy)
    window.close()
    window.deleteLater()


def in_a_slot(_: Window) -> None:
    QTimer.singleShot(0, fail)


def in_a_worker(window: Window) -> None:
    window.context.bridge.do(fail, lambda _: None, lambda _: None, window)


def in_a_thread(_: Window) -> None:
    threading.Thread(target=fail).start()


def fail() -> None:
    raise ZeroDivisionError("nobody expected this")


@pytest.mark.parametrize("where", [in_a_slot, in_a_worker, in_a_thread])
def test_what_nobody_expected_is_shown_and_the_window_lives(
    qtbot: QtBot, caught: Window, where: Callable[[Window], None], capsys: pytest.CaptureFixture[str]
) -> None:
    where(caught)
    qtbot.waitUntil(lambda: bool(caught.findChildren(Crash)), timeout=LATE)
    (dialog,) = caught.findChildren(Crash)
    where(caught)  # the same again is no second dialog
    qtbot.wait(100)
    assert len(caught.findChildren(Crash)) == 1
    assert "ZeroDivisionError: nobody expected this. The program goes on" in words(dialog)
    button("Copy report", dialog).click()
    report = QGuiApplication.clipboard().text()
    assert report.count("ZeroDivisionError: nobody expected this") == 1 and "in fail" in report
    assert "ZeroDivisionError" in caught.context.desk.profile.log.read_text()
    assert "ZeroDivisionError" in capsys.readouterr().err
    button("Close", dialog).click()
    qtbot.waitUntil(lambda: not caught.findChildren(Crash), timeout=LATE)
    caught.go("settings")
    assert caught.here[0] == "settings"


def banner(window: Window) -> str:
    return " ".join(b.accessibleName() for b in window.news.findChildren(Banner) if b.isVisible())


def test_the_same_again_is_counted_in_the_open_report(qtbot: QtBot, caught: Window) -> None:
    in_a_slot(caught)
    qtbot.waitUntil(lambda: bool(caught.findChildren(Crash)), timeout=LATE)
    (dialog,) = caught.findChildren(Crash)
    for _ in range(2):
        in_a_slot(caught)
    qtbot.waitUntil(lambda: "It happened 3 times." in words(dialog), timeout=LATE)
    assert banner(caught) == ""
    dialog.accept()


def test_the_same_again_is_told_after_its_report_was_closed_and_a_storm_opens_nothing(
    qtbot: QtBot, qapp: QApplication, caught: Window
) -> None:
    in_a_slot(caught)
    qtbot.waitUntil(lambda: bool(caught.findChildren(Crash)), timeout=LATE)
    caught.findChildren(Crash)[0].accept()
    qtbot.waitUntil(lambda: not caught.findChildren(Crash), timeout=LATE)
    for _ in range(30):
        in_a_slot(caught)
    told = "Something unexpected happened again. ZeroDivisionError, 30 times since its report was closed."
    qtbot.waitUntil(lambda: banner(caught) == told, timeout=LATE)
    assert not caught.findChildren(Crash)
    shots(qapp, caught, "window-crashed")
    button("Show report", caught.news).click()
    (dialog,) = caught.findChildren(Crash)
    assert "ZeroDivisionError: nobody expected this" in words(dialog)
    assert banner(caught) == ""
    dialog.accept()
    in_a_slot(caught)
    qtbot.waitUntil(lambda: "1 time since" in banner(caught), timeout=LATE)
