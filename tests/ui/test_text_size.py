"""A larger text size: chosen before the window is made, so it is looked at in a process of its own."""

import subprocess
import sys

SCRIPT = """
import os
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtWidgets import QApplication
app = QApplication([])
from vscdesktop.ui.theme.install import install
install(app, "light", text_px=18)
from tests.ui.gallery import Gallery
from tests.ui.test_look import clipped
from vscdesktop.ui.theme.tokens import Size
page = Gallery()
page.show()
print(app.font().pixelSize(), Size.ROW, clipped(page))
"""


def test_a_larger_text_size_reaches_everything_and_clips_nothing() -> None:
    run = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert run.stdout.split("\n")[0] == "18 50 []"
