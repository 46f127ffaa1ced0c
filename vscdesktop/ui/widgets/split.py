"""Two parts with a line between them that can be dragged. One of them keeps its size, from one start to the next."""

from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from vscdesktop.ui.memory import keep_length, length

AFTER = 300  # milliseconds after the last move before it is written down


class Split(QSplitter):
    """`fixed`: the part, 0 or 1, that keeps the size it was dragged to, or else its usual one. A window that is too
    small for that leaves `least` to the other part, and one that is large enough again gives the size back."""

    def __init__(
        self, way: Qt.Orientation, parts: tuple[QWidget, QWidget], fixed: int, usual: int, least: int, kept: QSettings
    ) -> None:
        super().__init__(way)
        self._fixed, self._least, self._kept = fixed, least, kept
        for part in parts:
            self.addWidget(part)
        self.setChildrenCollapsible(False)
        self.setStretchFactor(1 - fixed, 1)
        self.name = parts[fixed].objectName()
        self.wanted = length(kept, self.name, usual)
        self._writing = QTimer(self, singleShot=True, interval=AFTER)
        self._writing.timeout.connect(self._write)
        self.splitterMoved.connect(self._moved)

    def arrange(self) -> None:
        """The size that is wanted, as far as there is room."""
        across = self.orientation() == Qt.Orientation.Horizontal
        whole, fixed = self.width() if across else self.height(), self.widget(self._fixed)
        if fixed is None or fixed.isHidden():
            return
        most = fixed.maximumWidth() if across else fixed.maximumHeight()
        size = max(1, min(self.wanted, most, whole - self._least))
        self.setSizes([size, whole - size] if self._fixed == 0 else [whole - size, size])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def hideEvent(self, event: QHideEvent) -> None:
        if self._writing.isActive():
            self._write()
        super().hideEvent(event)

    def _moved(self) -> None:
        self.wanted = self.sizes()[self._fixed]
        self._writing.start()

    def _write(self) -> None:
        self._writing.stop()
        keep_length(self._kept, self.name, self.wanted)
