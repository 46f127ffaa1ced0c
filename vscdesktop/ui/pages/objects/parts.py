"""Small parts that several tabs of an object share."""

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from vscdesktop.ui.widgets.buttons import Act, button
from vscdesktop.ui.widgets.layout import column
from vscdesktop.ui.widgets.states import Banner

V = TypeVar("V")


class Replaced(QWidget, Generic[V]):
    """Draws a value with `draw`, anew only when it is another one: nothing flickers, and the focus stays."""

    def __init__(self, draw: Callable[[V], QWidget]) -> None:
        super().__init__()
        self._draw = draw
        self._value: V | None = None
        self._shown: QWidget | None = None
        self._place: QVBoxLayout = column(gap=0)
        self.setLayout(self._place)

    def show_value(self, value: V) -> None:
        if self._shown is not None and value == self._value:
            return
        if self._shown is not None:
            self._shown.hide()
            self._shown.deleteLater()
        self._value, self._shown = value, self._draw(value)
        self._place.addWidget(self._shown)


class Refusal(Replaced[tuple[str, ...]]):
    """Why an instance is not backed up or restored; takes no room when nothing speaks against it.

    `why` is asked again at each of `when`.
    """

    def __init__(self, why: Callable[[], tuple[str, ...]], *when: SignalInstance) -> None:
        super().__init__(self._banner)
        self._why = why
        for signal in when:
            signal.connect(self.show_refusals)  # a bound method: it ends with this widget
        self.show_refusals()

    def show_refusals(self) -> None:
        found = self._why()
        self.show_value(found)
        self.setVisible(bool(found))

    @staticmethod
    def _banner(found: tuple[str, ...]) -> QWidget:
        return Banner("warn", "No backup, no restore", " ".join(found))


def link_to(text: str, on: Act) -> QPushButton:
    return button(text, "link", on=on)
