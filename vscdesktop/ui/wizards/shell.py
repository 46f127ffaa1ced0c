"""The frame of every wizard: steps at the left, one stage at a time, and buttons that never surprise.

Enter goes on and never presses the last button, unless the focus was put on it; Esc cancels; Back keeps every choice.
What a stage must read is read on a worker thread, and what a rule refuses stands where the button would be.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from vscdesktop.domain.errors import Problem
from vscdesktop.ui.context import Context
from vscdesktop.ui.flows.flow import Stages
from vscdesktop.ui.plans import Anew
from vscdesktop.ui.theme.tokens import Size, Space, px
from vscdesktop.ui.widgets.buttons import button
from vscdesktop.ui.widgets.dialog import Dialog
from vscdesktop.ui.widgets.layout import box, column, row, rule
from vscdesktop.ui.widgets.states import EmptyState, Skeleton
from vscdesktop.ui.widgets.swap import clear
from vscdesktop.ui.widgets.text import Text, tip
from vscdesktop.ui.wizards.refused import Refused, Sentence
from vscdesktop.ui.wizards.steps import Steps

MARGIN = 48  # of the window around a wizard
MOST_ACT = 320  # of the words on the last button
ROOMY = 900  # so wide that the words of the steps leave a plan enough
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
CHOOSERS = (QRadioButton, QCheckBox)  # they choose with the space bar; Enter goes on from them


class Page(QWidget):
    """What a stage shows. `first`: the widget that gets the focus."""

    first: QWidget | None = None


class Wizard(Dialog):
    def __init__(self, window: QWidget, context: Context, flow: Stages) -> None:
        top = window.window()
        size = (min(Size.DIALOG_W, top.width() - MARGIN), min(Size.DIALOG_H, top.height() - MARGIN))
        super().__init__(window, f"{flow.title} {flow.target}", size=size)
        self.context, self.flow = context, flow
        self._note = ""
        self._build()
        self.steps.wanted.connect(self._to)

    def page(self, stage: str) -> Page:
        """Make the page of a stage; what it needs has been read."""
        raise NotImplementedError

    def anew(self) -> Anew | None:
        """The same wizard again, for a plan that came too late."""
        return None

    # -- frame ---------------------------------------------------------------------------------
    def _build(self) -> None:
        clear(self.body)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        flow = self.flow
        name = Text(flow.about, "body", 3, elide=True)
        top = row(Text(flow.title, "subtitle"), gap=Space.S, pad=(px(20), 0, px(20), 0))
        top.addWidget(name, 1)
        self.steps = Steps(flow)
        self.heading, self.hint = Text("", "title"), Text("", "body", 2, wrap=True)
        self._place = QVBoxLayout()
        page = column(column(self.heading, self.hint, gap=2, pad=(24, 18, 24, 8)), self._place, gap=0)
        page.setStretch(1, 1)
        middle = row(self.steps, page, gap=0)
        middle.setStretch(1, 1)
        self.add(box(top, fixed_h=px(52)), rule())
        self.add(middle, stretch=1)
        self._feet()

    def _feet(self) -> None:
        self.note = Text("", "small", 3, elide=True)
        self.ask = Text("", "body", 2, wrap=True)
        self.ask.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # a name is no word to break
        self.typed = QLineEdit()
        self.typed.setFixedWidth(px(170))
        self.typed.textChanged.connect(self._type)
        self.cancel = button("Cancel", "ghost", on=self.reject)
        self.back = button("Back", on=self._back)
        self.next = button("Next", "primary", on=self._next)
        self.act = button(self.flow.act, "danger" if self.flow.destroys else "primary", on=self._start)
        self.why = Sentence()
        line = row(self.typed, gap=Space.S)
        line.addWidget(self.note, 1)
        for made in (self.cancel, self.back, self.next, self.act):
            line.addWidget(made)
        line.addWidget(self.why, 1)
        self.body.addWidget(rule())
        self.body.addWidget(box(column(self.ask, line, gap=Space.S, pad=(24, 12, 20, 12))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.steps.shorten(self.width() < px(ROOMY))

    def open(self) -> None:
        self.enter()
        super().open()

    # -- stages --------------------------------------------------------------------------------
    def enter(self) -> None:
        """Show the present stage: at once, or after what it needs was read."""
        self._note = ""
        self.typed.clear()
        reading = self.flow.reading()
        if reading is None:
            self._show(self.page(self.flow.stage.id))
            return
        self._show(self._loading(reading.says))
        number = reading.number
        self.context.bridge.do(
            reading.work, lambda value: self._landed(number, value), lambda error: self._failed(number, error), self
        )

    def _landed(self, number: int, value: object) -> None:
        if self.flow.landed(number, value):
            self._show(self.page(self.flow.stage.id))

    def _failed(self, number: int, problem: Problem) -> None:
        if not self.flow.failed(number, problem):
            return
        again = button("Make the plan again" if self.flow.refusals and self.flow.last else "Read again", "", "refresh")
        again.clicked.connect(self.again)
        if self.flow.refusals:
            self._show(Refused(self.flow.refusals, again))
        elif self.flow.problem:
            self._show(_trouble(self.flow.problem, again))
        else:
            self.enter()  # the flow went back to where it can be mended

    def again(self) -> None:
        """Ask the present stage's question anew."""
        self.enter()

    def _show(self, page: QWidget) -> None:
        clear(self._place)
        self._place.addWidget(page, 1)
        page.show()  # at once: what is not shown takes no focus
        self.refresh()
        first = self.typed if self.typed.isVisibleTo(self) else getattr(page, "first", None)
        (first or self.cancel).setFocus(Qt.FocusReason.OtherFocusReason)

    @staticmethod
    def _loading(says: str) -> Page:
        """It takes the focus itself, so that a second Enter does nothing while the first one is answered."""
        page = Page()
        page.setLayout(column(Text(says, "body", 3), Skeleton(7), None, gap=Space.M, pad=(24, 8, 24, 16)))
        page.setAccessibleName(says)
        page.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        page.first = page
        return page

    # -- what can be done now ------------------------------------------------------------------
    def refresh(self) -> None:
        """Words and buttons as the flow has them now; whoever changes a choice calls it."""
        flow = self.flow
        self.steps.show_flow()
        self.heading.setText(flow.stage.title)
        self.hint.setText(flow.stage.hint)
        why = flow.why_not()
        self.why.show_reasons(why, planned=flow.prepared is not None or not flow.last)
        asks = bool(flow.confirm) and flow.prepared is not None and not why
        self.ask.setText(f"{flow.because}: type {flow.confirm} to go on" if asks else "")
        self.typed.setAccessibleName(f"Type {flow.confirm} to confirm" if asks else "")
        self.note.setText("" if why else self._note or flow.note)
        for widget, shown in (
            (self.ask, asks),
            (self.typed, asks),
            (self.why, bool(why)),
            (self.back, flow.at > 0),
            (self.next, not flow.last and not why),
            (self.act, flow.last and not why),
        ):
            widget.setVisible(shown)
        self.next.setText(flow.onward)
        self.next.setAccessibleName(self.next.text())
        self._name_act(flow.act)
        self.next.setEnabled(flow.may_go())
        self.act.setEnabled(flow.may_go())
        self.next.setDefault(not flow.last)

    def _name_act(self, words: str) -> None:
        """The last button stays inside the dialog, however long a name is; in full it is told beside it."""
        shown = self.act.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, px(MOST_ACT))
        self.act.setText(shown.replace("&", "&&"))
        self.act.setAccessibleName(words)
        self.act.setToolTip(tip(words) if shown != words else "")

    def tell(self, words: str) -> None:
        """A sentence beside the buttons, until the next stage."""
        self._note = words
        self.refresh()

    def _type(self, text: str) -> None:
        self.flow.typed = text
        self.act.setEnabled(self.flow.may_go())

    # -- buttons -------------------------------------------------------------------------------
    def go_on(self) -> None:
        """What Enter does: the next stage, and nothing at the last one."""
        self._next()

    def _next(self) -> None:
        if not self.flow.last and self.flow.may_go():
            self.flow.forward()
            self.enter()

    def _back(self) -> None:
        self.flow.back()
        self.enter()

    def _to(self, step: int) -> None:
        while self.flow.at > step:
            self.flow.back()
        self.enter()

    def _start(self) -> None:
        prepared = self.flow.prepared
        if self.flow.last and self.flow.may_go() and prepared is not None:
            self.accept()
            self.context.plans.start(prepared.plan, self.anew())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter on a button presses that button, not another one; a key that is held presses nothing."""
        focus = self.focusWidget()
        if event.key() in ENTER and isinstance(focus, QAbstractButton) and not isinstance(focus, CHOOSERS):
            if not event.isAutoRepeat():
                focus.click()
        else:
            super().keyPressEvent(event)


def _trouble(problem: str, again: QPushButton) -> Page:
    page = Page()
    text = f"{problem} Nothing was changed."
    page.setLayout(column(EmptyState("offline", "This could not be read", text, again, key="critical")))
    page.first = again
    return page
