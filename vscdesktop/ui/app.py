"""Start the window: painted first, everything else behind it."""

from __future__ import annotations

import faulthandler
import logging
import signal
import sys
import threading
import traceback
from types import TracebackType

from PySide6.QtCore import QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from vscdesktop.store import settings
from vscdesktop.store.paths import Profile, profile
from vscdesktop.ui.bridge import Bridge
from vscdesktop.ui.context import Context
from vscdesktop.ui.desk import Desk
from vscdesktop.ui.shell.crash import Crash
from vscdesktop.ui.shell.single import Single
from vscdesktop.ui.shell.window import Window
from vscdesktop.ui.theme.install import install

LOG = logging.getLogger("vscdesktop.window")


def main(folder: str | None = None) -> int:
    """Open the window of a profile; answers the exit code. A second start raises the first."""
    place = profile(folder)
    app = application(settings.look(place.settings))
    single = Single(place)
    if not single.first():
        return 0
    window = build(place)
    single.called.connect(window.come_forward)
    window.show()
    QTimer.singleShot(0, window, window.context.open)  # after the first paint
    return app.exec()


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


def build(place: Profile) -> Window:
    """A window on a profile, not shown yet."""
    context = Context(Desk(place), Bridge())
    context.desk.links.tidy()
    window = Window(context)
    _catch(window, place)
    return window


def _catch(window: Window, place: Profile) -> None:
    """What nobody expected is shown, kept in the log, and the program lives on."""
    faults = (place.folder / "fault.log").open("a")
    faulthandler.enable(faults)  # a crash below Python leaves its trace there
    window.faults = faults
    context = window.context

    def show(error: BaseException) -> None:
        text = "".join(traceback.format_exception(error))
        LOG.error("unexpected: %s", text)
        print(text, file=sys.stderr)
        Crash(window, error, text).open()

    def hook(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt):
            QApplication.quit()
        else:
            show(error)

    context.bridge.crashed.connect(show)
    sys.excepthook = hook
    threading.excepthook = lambda args: context.bridge.crashed.emit(args.exc_value)


def _from_qt(kind: QtMsgType, _where: object, text: str) -> None:
    level = {QtMsgType.QtDebugMsg: logging.DEBUG, QtMsgType.QtInfoMsg: logging.INFO}.get(kind, logging.WARNING)
    LOG.log(level, "Qt: %s", text)
