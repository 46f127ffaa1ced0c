"""A person at the window, from outside: run by the system's Python inside a display and a D-Bus session of its own.

    /usr/bin/python3 outside.py PYTHON PROFILE keyboard|mouse

Goes from the first start to the first restore, seeing only what AT-SPI shows and doing only what a keyboard or a
mouse can. Prints one JSON line: presses, clicks and seconds. Nothing of the program is imported here.
"""

import json
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

PATIENCE = 60.0
ENDS = ("done", "done, with residue")
done = {"presses": 0, "clicks": 0}


def keys(*names):
    for name in names:
        subprocess.run(["xdotool", "key", "--clearmodifiers", name], check=True)
        done["presses"] += 1


def write(text):
    subprocess.run(["xdotool", "type", "--delay", "20", text], check=True)
    done["presses"] += len(text)


def walk(node, depth=40):
    try:
        yield node
        for i in range(min(node.get_child_count(), 300) if depth else 0):
            child = node.get_child_at_index(i)
            if child is not None and child.get_state_set().contains(Atspi.StateType.VISIBLE):
                yield from walk(child, depth - 1)
    except gi.repository.GLib.Error:
        return  # gone while it was looked at


def program():
    desktop = Atspi.get_desktop(0)
    for i in range(desktop.get_child_count()):
        app = desktop.get_child_at_index(i)
        if app is not None and app.get_name() in ("vscdesktop", "VSC Desktop"):
            return app
    return None


def active():
    """The window that has the keyboard."""
    app = program()
    windows = [app.get_child_at_index(i) for i in range(app.get_child_count())] if app else []
    return next((w for w in reversed(windows) if w and w.get_state_set().contains(Atspi.StateType.ACTIVE)), None)


def seen(words, role=None):
    """The first thing in the active window whose name begins so and that can be used."""
    window = active()
    for node in walk(window) if window else ():
        states = node.get_state_set()
        usable = states.contains(Atspi.StateType.SHOWING) and states.contains(Atspi.StateType.SENSITIVE)
        if usable and (node.get_name() or "").startswith(words) and role in (None, node.get_role()):
            return node
    return None


def button(words):
    return seen(words, Atspi.Role.PUSH_BUTTON)


def until(what, words):
    end = time.monotonic() + PATIENCE
    while not (found := what()):
        if time.monotonic() > end:
            raise TimeoutError(words)
        time.sleep(0.1)
    return found


def focused():
    window = active()
    for node in walk(window) if window else ():
        if node.get_state_set().contains(Atspi.StateType.FOCUSED):
            return node.get_name() or ""
    return ""


def by_keyboard(words):
    """Tab until it has the focus, then press it."""
    until(lambda: button(words), f"“{words}” is not to be seen")
    for _ in range(80):
        if focused().startswith(words):
            keys("space")
            return
        keys("Tab")
        time.sleep(0.05)
    raise TimeoutError(f"Tab does not lead to “{words}”")


def by_mouse(words):
    node = until(lambda: button(words), f"“{words}” is not to be seen")
    place = node.get_extents(Atspi.CoordType.SCREEN)
    x, y = place.x + place.width // 2, place.y + place.height // 2
    subprocess.run(["xdotool", "mousemove", str(x), str(y), "click", "1"], check=True)
    done["clicks"] += 1


def ended(profile, plans):
    try:
        rows = sqlite3.connect(f"file:{profile}/journal.sqlite?mode=ro", uri=True).execute("SELECT state FROM plan")
        states = [state for (state,) in rows]
    except sqlite3.Error:
        return False
    return len(states) == plans and all(state in ENDS for state in states)


def job(profile, use, hand):
    """First run to first restore; typed is only what is looked for."""
    use("Start the demo lab")
    until(lambda: seen("What needs me"), "the overview does not come")
    keys("ctrl+k")
    until(lambda: seen("Search objects and actions"), "the finder does not open")
    write("app-01")
    time.sleep(0.5)
    keys("Return")
    onward = (lambda _: keys("Return")) if hand == "keyboard" else use
    use("Back up now")
    until(lambda: button("Show plan"), "the wizard does not open")
    onward("Show plan")
    use("Back up app-01")
    until(lambda: ended(profile, 1), "the backup does not end")
    use("Restore…")
    until(lambda: seen("Choose a restore point"), "the points do not come")
    until(lambda: button("Next"), "no point can be chosen")
    onward("Next")
    until(lambda: button("Show plan"), "the options do not come")
    onward("Show plan")
    until(lambda: button("Restore app-01"), "the plan does not come")
    use("Restore app-01")
    until(lambda: ended(profile, 2), "the restore does not end")


def main():
    python, profile, hand = sys.argv[1:4]
    os.environ |= {"QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1", "QT_QPA_PLATFORM": "xcb"}
    manager = subprocess.Popen(["openbox"])
    begun = time.monotonic()
    window = subprocess.Popen([python, "-m", "vscdesktop", "window", "--profile", profile])
    try:
        until(lambda: seen("Start the demo lab"), "the window does not come")
        done["seconds_to_window"] = round(time.monotonic() - begun, 2)
        job(Path(profile), by_keyboard if hand == "keyboard" else by_mouse, hand)
        done["seconds"] = round(time.monotonic() - begun, 2)
        print(json.dumps({"ok": True, "by": hand, **done}))
    except TimeoutError as trouble:
        here = [n.get_name() for n in walk(active()) if n.get_name()][:60] if active() else []
        print(json.dumps({"ok": False, "by": hand, "trouble": str(trouble), "focus": focused(), "seen": here}))
    finally:
        window.terminate()
        window.wait(20)
        manager.terminate()
        manager.wait(20)


main()
