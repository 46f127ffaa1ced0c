"""Start the window: painted first, everything else behind it."""

from __future__ import annotations

import faulthandler
import logging
import os
import signal
import sys
import threading
from types import TracebackType
from typing import TYPE_CHECKING, NoReturn

from PySide6.QtCore import Qt, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QMessageBox

from vscdesktop.domain.errors import Problem
from vscdesktop.store import settings
from vscdesktop.store.paths import Profile, profile
from vscdesktop.ui.bridge import Bridge
from vscdesktop.ui.context import Context
from vscdesktop.ui.desk import Desk
from vscdesktop.ui.shell.crash import Crashes
from vscdesktop.ui.shell.single import Single
from vscdesktop.ui.shell.window import Window
from vscdesktop.ui.theme.install import install

if TYPE_CHECKING:
    from vscdesktop.plans.runner import Patience

LOG = logging.getLogger("vscdesktop.window")
HIDDEN = 2000  # milliseconds after which a window that was not painted is taken for minimised


def main(folder: str | None = None) -> int:
    """Open the window of a profile, and end the process with it. A second start raises the first: that answers 0."""
    place = profile(folder)
    try:
        look, trouble = settings.look(place.settings), None
    except Problem as problem:
        look, trouble = settings.Look(), problem
    app = application(look)
    single = Single(place)
    if not single.first():
        return 0
    try:
        if trouble is not None:
            raise trouble
        window = build(place)
    except Problem as problem:
        return _cannot_start(problem)
    single.called.connect(window.come_forward)
    window.show()
    open_when_painted(window)
    code = app.exec()
    single.leave()
    return end(code)


def end(code: int) -> NoReturn:
    """At once: threads may still ask systems that do not answer. Plans have ended, and all that counts is on disk."""
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # a program without a console has none
            stream.flush()
    os._exit(code)


def application(look: settings.Look) -> QApplication:
    """The one QApplication, with our look: its text size holds until the next start, its theme may change."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("vscdesktop")
    app.setApplicationDisplayName("VSC Desktop")
    app.setDesktopFileName("vscdesktop")
    install(app, look.theme, look.text)
    qInstallMessageHandler(_from_qt)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return app


def build(place: Profile, patience: Patience | None = None) -> Window:
    """A window on a profile, not shown yet."""
    context = Context(Desk(place, patience), Bridge())
    context.desk.links.tidy()
    window = Window(context)
    _catch(window, place)
    return window


def open_when_painted(window: Window) -> None:
    """Connect, and with that import the SDKs, once the window is there; one that starts hidden is not waited for."""
    timer = QTimer(window, singleShot=True, interval=HIDDEN)
    timer.timeout.connect(window.context.open)
    window.painted.connect(lambda: timer.start(0))
    timer.start()


def _catch(window: Window, place: Profile) -> None:
    """What nobody expected is shown, kept in the log, and the program lives on."""
    faults = (place.folder / "fault.log").open("a")
    faulthandler.enable(faults)  # a crash below Python leaves its trace there
    window.faults = faults
    crashed, crashes = window.context.bridge.crashed, Crashes(window, window.news.show_banner)

    def show(error: BaseException) -> None:
        from vscdesktop.store.log import keep

        text = crashes.show(error)
        keep(place)
        LOG.error("unexpected: %s", text)
        print(text, file=sys.stderr)

    def hook(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt):
            QApplication.quit()
        else:
            crashed.emit(error)

    def thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            crashed.emit(args.exc_value)

    crashed.connect(show, Qt.ConnectionType.QueuedConnection)  # from whatever thread, and never within a repaint
    sys.excepthook = hook
    threading.excepthook = thread


def _cannot_start(problem: Problem) -> int:
    """Before there is a window: in the words of the problem, on the screen and where it was started."""
    print(problem, file=sys.stderr)
    box = QMessageBox(QMessageBox.Icon.Critical, "VSC Desktop", str(problem))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.exec()
    return 1


def _from_qt(kind: QtMsgType, _where: object, text: str) -> None:
    level = {QtMsgType.QtDebugMsg: logging.DEBUG, QtMsgType.QtInfoMsg: logging.INFO}.get(kind, logging.WARNING)
    LOG.log(level, "Qt: %s", text)
