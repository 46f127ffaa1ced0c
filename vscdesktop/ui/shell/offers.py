"""What the finder offers wherever one is; imported when it is opened first."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from vscdesktop.domain.errors import Problem
from vscdesktop.ui.context import Context
from vscdesktop.ui.pages.settings import THEMES
from vscdesktop.ui.shell.finder import Action
from vscdesktop.ui.shell.rail import PLACES
from vscdesktop.ui.theme.hub import theme

if TYPE_CHECKING:
    from vscdesktop.ui.shell.window import Window


def offers(window: Window) -> list[Action]:
    context, pause = window.context, window.header.pause
    reading = "Go on reading every 60 s" if context.paused else "Pause reading"
    found = [Action(f"Go to {text}", place, icon, partial(window.go, place)) for place, (icon, text) in PLACES.items()]
    found += [
        Action("Read everything now", "refresh reload F5", "refresh", context.refresh),
        Action(reading, "pause resume refresh", "play" if context.paused else "pause", pause.toggle),
        Action("Show tasks", "jobs Ctrl J", "jobs", window.enter_tasks),
        Action("Add a connection…", "connect cloud ontap cloudstack", "plus", lambda: context.connect_to(None)),
    ]
    if not context.desk.connections:
        found.append(Action("Start the demo lab", "built-in look around try", "play", context.start_lab))
    found += [
        Action(f"Theme: {text}", "look colours appearance", "settings", partial(show_theme, context, name))
        for name, text in THEMES.items()
    ]
    return found


def show_theme(context: Context, name: str) -> None:
    """At once, and kept; the settings page hears of it."""
    app, links = QApplication.instance(), context.desk.links
    assert isinstance(app, QApplication)  # there is a window
    theme.apply(app, name)

    def failed(problem: Problem) -> None:
        context.said.emit("critical", "The settings could not be kept", str(problem))

    context.bridge.do(
        lambda: links.keep_look(lambda: replace(links.look, theme=name)),
        lambda _: context.looked.emit(links.look),
        failed,
        context,
    )
