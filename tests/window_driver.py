"""A window in a process of its own, so that it can be killed: run with `python -m tests.window_driver`.

    PROFILE restore NAME   open it, and restore the instance from its latest point
    PROFILE look           open it, until everything was read and nothing is under way; tell what it shows, and close it
    PROFILE hasty          open it, and close it while everything is read
    PROFILE stay           start it as a user does, and stay

Each line it prints is JSON.
"""

import json
import os
import sys
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from tests.support import SOON
from vscdesktop.domain.errors import Problem
from vscdesktop.plans.model import Plan
from vscdesktop.services import catalog
from vscdesktop.services.survey import find_instance
from vscdesktop.store import settings
from vscdesktop.store.paths import profile
from vscdesktop.ui import app
from vscdesktop.ui.shell.window import Window
from vscdesktop.ui.widgets.states import Banner
from vscdesktop.ui.widgets.text import Text


def tell(**what: object) -> None:
    print(json.dumps(what), flush=True)


def restore(window: Window, name: str) -> None:
    """By the window's own way, once everything was read."""
    context, desk = window.context, window.context.desk

    def plan() -> Plan:
        assert desk.inventory is not None
        key = find_instance(desk.inventory, name)
        return desk.plan_restore(key, catalog.pick(desk.points_of(key), "latest")[1], False, False)

    def start(made: Plan) -> None:
        tell(plan=made.id)
        context.plans.start(made)

    def failed(problem: Problem) -> None:
        tell(problem=str(problem))

    def read(old: object, _: object) -> None:
        if old is None:
            context.bridge.do(plan, start, failed, window)

    context.read.connect(read)


def look(window: Window) -> None:
    """Without holding its event loop up: what is under way has to go on."""
    context = window.context

    def resting() -> None:
        if context.inventory is None or context.bridge.busy or any(t.live for t in context.plans.tasks):
            return
        timer.stop()
        banners = [b for b in window.news.findChildren(Banner) if b.isVisible()]
        tell(
            banners=[b.accessibleName() for b in banners],
            cut=[t.text() for b in banners for t in b.findChildren(Text) if t.shown() != t.text()],
            tasks={t.plan.id: str(t.state) for t in context.plans.tasks},
        )
        window.close()

    timer = QTimer(window, interval=200)
    timer.timeout.connect(resting)
    timer.start()


def stay(folder: str) -> int:
    come_forward: Callable[[Window], None] = Window.come_forward

    def raised(window: Window) -> None:
        come_forward(window)
        tell(raised=window.isVisible())

    Window.come_forward = raised  # type: ignore[method-assign, assignment]
    opened = app.open_when_painted

    def painted(window: Window) -> None:
        window.painted.connect(lambda: tell(painted=True))
        opened(window)

    app.open_when_painted = painted
    return app.main(folder)


def main(folder: str, what: str, *names: str) -> None:
    if what == "stay":
        sys.exit(stay(folder))
    place = profile(folder)
    running = app.application(settings.look(place.settings))
    assert isinstance(running, QApplication)
    window = app.build(place, SOON)
    if what == "restore":
        restore(window, *names)
    elif what == "look":
        look(window)
    else:
        window.context.reading.connect(lambda on: QTimer.singleShot(100, window, window.close) if on else None)
    app.open_when_painted(window)
    window.show()
    app.end(running.exec())


if __name__ == "__main__":
    main(*sys.argv[1:])
