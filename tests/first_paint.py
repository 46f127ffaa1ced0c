"""From a fresh interpreter to the first paint, and what was imported until then: `python -m tests.first_paint WHAT`.

    bare              a QWidget
    PROFILE           the window on that profile

Prints one JSON line: seconds since the interpreter was started, and the packages that were imported.
"""

import json
import os
import sys
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
STARTED = "VSCDESKTOP_STARTED"  # of the environment: when the interpreter was started
HEAVY = ("asyncio", "cryptography", "cs", "http", "keyring", "netapp_ontap", "requests", "ssl", "urllib3")


def bare() -> float:
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QWidget

    class Window(QWidget):
        def paintEvent(self, _event: QPaintEvent) -> None:
            QApplication.exit()

    app = QApplication([])
    window = Window()
    window.resize(1440, 900)
    window.show()
    app.exec()
    return time.time()


def ours(folder: str) -> float:
    from PySide6.QtWidgets import QApplication

    from vscdesktop.store import settings
    from vscdesktop.store.paths import profile
    from vscdesktop.ui import app

    place = profile(folder)
    running = app.application(settings.look(place.settings))
    window = app.build(place)
    window.painted.connect(QApplication.exit)
    window.show()
    running.exec()
    return time.time()


def main(what: str) -> None:
    painted = bare() if what == "bare" else ours(what)
    loaded = sorted(name for name in HEAVY if name in sys.modules)
    print(json.dumps({"seconds": painted - float(os.environ.get(STARTED, painted)), "loaded": loaded}))
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
