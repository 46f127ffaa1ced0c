"""The window's library keeps count: PySide6 6.12.0 on Python 3.11 loses a reference to True and None at each call,
until the process aborts."""

import os
import sys

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROUNDS, NOISE = 300, 50  # the defect loses 300 and more; other threads move the counts by a few


class Sender(QObject):
    sent = Signal(bool)


def test_no_reference_to_true_or_none_is_lost(qtbot: QtBot) -> None:
    label, sender = QLabel(), Sender()
    qtbot.addWidget(label)
    received: list[bool] = []
    sender.sent.connect(received.append)
    before = sys.getrefcount(True), sys.getrefcount(None)
    for number in range(ROUNDS):
        label.setText(str(number))
        sender.sent.emit(True)
        QCoreApplication.processEvents()
    received_true = len(received)
    received.clear()
    lost = before[0] - sys.getrefcount(True), before[1] - sys.getrefcount(None)
    assert received_true == ROUNDS
    assert max(lost) < NOISE
