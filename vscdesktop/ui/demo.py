"""demo: the window on the built-in lab. Without a display it does the main job through that same window, offscreen,
tells what it does and keeps pictures of it."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QPushButton, QWidget

    from vscdesktop.ui.shell.window import Window

INSTANCE = "app-01"  # stopped, three disks on two volumes
PATIENCE = 60.0  # seconds for one step of the story
NO_WINDOW = """There is no display, so this was done offscreen, in the very window you would see.
To see it: run this on a desktop, or over `ssh -X`, or under Xvfb (xvfb-run ./packaging/run demo)."""


def demo(arguments: Sequence[str], display: bool) -> int:
    """Open the window on a lab in a throw-away profile; answers the exit code."""
    parser = ArgumentParser("vscdesktop demo", description="The window on the built-in lab, in a throw-away profile.")
    parser.add_argument("--json", action="store_true", help="without the window: do the main job, print the figures")
    parser.add_argument("--pictures", metavar="DIR", help="where the pictures go when there is no display")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="vscdesktop-demo-", ignore_cleanup_errors=True) as folder:
        if display:
            return _shown(folder)
        os.environ.setdefault("QT_QPA_PLATFORM", f"offscreen:configfile={_screen(folder)}")
        pictures = Path(options.pictures or tempfile.mkdtemp(prefix="vscdesktop-pictures-"))
        return Story(folder, pictures).tell()


def _screen(folder: str) -> Path:
    """A screen for Qt's offscreen platform; its own is too small for a wizard."""
    one = {
        "name": "screen",
        "x": 0,
        "y": 0,
        "width": 1600,
        "height": 1000,
        "logicalDpi": 96,
        "logicalBaseDpi": 96,
        "dpr": 1,
    }
    path = Path(folder) / "screen.json"
    path.write_text(json.dumps({"screens": [one]}))
    return path


def _shown(folder: str) -> int:
    from vscdesktop.store import paths, settings
    from vscdesktop.ui import app

    place = paths.profile(folder)
    running, window = app.application(settings.look(place.settings)), app.build(place)
    window.show()
    press(window, "Start the demo lab")
    return running.exec()


def buttons(place: QWidget) -> Iterator[QPushButton]:
    """The buttons that can be seen and pressed."""
    from PySide6.QtWidgets import QPushButton

    return (b for b in place.findChildren(QPushButton) if b.isVisible() and b.isEnabled())


def press(place: QWidget, words: str) -> None:
    """Press the button that says so, as a person would."""
    found = next((b for b in buttons(place) if b.text().replace("&&", "&").startswith(words)), None)
    if found is None:
        raise LookupError(f"There is no button “{words}” to press.")
    found.click()


class Story:
    def __init__(self, folder: str, pictures: Path) -> None:
        from vscdesktop.store import paths, settings
        from vscdesktop.ui import app

        place = paths.profile(folder)
        pictures.mkdir(parents=True, exist_ok=True)
        self.pictures, self.begun = pictures, time.monotonic()
        self.app = app.application(settings.look(place.settings))
        self.window: Window = app.build(place)
        self.window.resize(1440, 900)
        self.window.show()

    def tell(self) -> int:
        """The main job; answers the exit code."""
        try:
            good = self._story()
        except (LookupError, TimeoutError) as trouble:
            self._picture("trouble")
            print(f"The demo stopped: {trouble}", file=sys.stderr)
            good = False
        finally:
            self.window.context.desk.close()
            self.window.context.desk.links.close()
        seconds = time.monotonic() - self.begun
        print(f"{'All of it worked' if good else 'It did NOT work'}, in the lab, in {seconds:.0f} s.")
        print(f"Pictures: {self.pictures}\n{NO_WINDOW}")
        return 0 if good else 1

    def _story(self) -> bool:
        from vscdesktop.services.survey import find_instance

        context = self.window.context
        self._picture("welcome")
        self._say("1. First run: the door to the built-in lab.")
        press(self.window, "Start the demo lab")
        self._until(lambda: context.inventory is not None, "the lab was not read")
        assert context.inventory is not None
        self._picture("overview")
        key = find_instance(context.inventory, INSTANCE)
        context.go("inventory", key)
        self._until(lambda: self._can("Back up now"), "the page of the instance did not open")
        self._picture("instance")
        at_backup = self._hashes()
        self._say(f"2. Back up {INSTANCE}: ONTAP file clones, no data is copied.")
        self._wizard("Back up now", "backup")
        self._say("3. Its guest overwrites parts of all its disks.")
        self._control("POST", f"/instances/{INSTANCE}/write", {})
        after_guest = self._hashes()
        self._say("4. Restore it in place.")
        self._wizard("Restore", "restore")
        self.window.show_tasks()
        self._picture("tasks")
        context.go("protect", key)
        self._wait(1.5)
        self._picture("restore-points")
        restored = self._hashes() == at_backup
        self._say(f"   Every disk holds what it held at the backup: {'yes' if restored else 'NO'}.")
        return restored and all(after_guest[d] != at_backup[d] for d in at_backup)

    def _wizard(self, opens: str, name: str) -> None:
        """Go through a wizard by its buttons, and wait until its plan has ended."""
        from PySide6.QtWidgets import QDialog

        ended: list[object] = []
        self.window.context.plans.ended.connect(lambda *_: ended.append(True))
        press(self.window, opens)
        stage = 0
        while not ended:
            dialog = next((d for d in self.window.findChildren(QDialog) if d.isVisible()), None)
            if dialog is not None:
                self._until(lambda d=dialog: self._onward(d) is not None, f"the {name} wizard does not go on")  # type: ignore[misc]
                stage += 1
                self._picture(f"{name}-{stage}")
                onward = self._onward(dialog)
                assert onward is not None
                onward.click()
            self._until(lambda: bool(ended) or self._dialog() is not None, f"the {name} did not end")
        self._say(f"   {self.window.context.plans.tasks[0].plan.title}: {self.window.context.plans.tasks[0].state}.")

    def _dialog(self) -> QWidget | None:
        from PySide6.QtWidgets import QDialog

        return next((d for d in self.window.findChildren(QDialog) if d.isVisible()), None)

    def _onward(self, dialog: QWidget) -> QPushButton | None:
        """The primary button of a wizard: the next stage, or the act."""
        return next((b for b in buttons(dialog) if b.property("kind") in ("primary", "danger")), None)

    def _can(self, words: str) -> bool:
        return any(b.text().startswith(words) for b in buttons(self.window))

    # -- small things ----------------------------------------------------------------------------
    def _say(self, text: str) -> None:
        print(text, flush=True)

    def _hashes(self) -> dict[str, str]:
        return {d["name"]: d["sha256"] for d in self._control("GET", f"/disks?instance={INSTANCE}")}

    def _control(self, method: str, path: str, body: object = None) -> list[dict[str, str]]:
        from vscdesktop.labs import Control

        told = self.window.context.desk.links.told
        found: list[dict[str, str]] = Control(told["control"]["url"], told["control"]["token"])(method, path, body)
        return found

    def _picture(self, name: str) -> None:
        self._wait(0.4)
        shown = self._dialog() or self.window
        number = len(list(self.pictures.glob("*.png"))) + 1
        shown.grab().save(str(self.pictures / f"{number:02}-{name}.png"))

    def _until(self, true: Callable[[], bool], trouble: str) -> None:
        end = time.monotonic() + PATIENCE
        while not true():
            if time.monotonic() > end:
                raise TimeoutError(trouble)
            self._wait(0.05)

    @staticmethod
    def _wait(seconds: float) -> None:
        from PySide6.QtCore import QEventLoop, QTimer

        loop = QEventLoop()
        QTimer.singleShot(round(seconds * 1000), loop.quit)
        loop.exec()
