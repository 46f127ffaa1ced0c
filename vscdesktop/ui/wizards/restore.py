"""The restore wizard: point, options, plan."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

from PySide6.QtWidgets import QWidget

from vscdesktop.domain.keys import Key
from vscdesktop.ui.context import Context
from vscdesktop.ui.flows.points import View
from vscdesktop.ui.flows.restore import OPTIONS, POINT, RestoreFlow
from vscdesktop.ui.pages.points import Points
from vscdesktop.ui.plans import Anew
from vscdesktop.ui.theme.tokens import Space
from vscdesktop.ui.widgets.buttons import button
from vscdesktop.ui.widgets.card import Card, TableCard
from vscdesktop.ui.widgets.layout import box, column, row, scroll
from vscdesktop.ui.widgets.states import Banner, EmptyState
from vscdesktop.ui.widgets.text import Text
from vscdesktop.ui.wizards.choice import Choices
from vscdesktop.ui.wizards.plan_view import PlannedWizard
from vscdesktop.ui.wizards.refused import statement
from vscdesktop.ui.wizards.shell import Page


class RestoreWizard(PlannedWizard):
    flow: RestoreFlow

    def __init__(self, window: QWidget, context: Context, subject: object, option: object = None) -> None:
        """`subject`: the instance's Key; `option`: the id of a point, or None for the newest."""
        flow = RestoreFlow(context.desk, cast(Key, subject), str(option or "latest"))
        super().__init__(window, context, flow)

    def anew(self) -> Anew:
        return "restore", self.flow.subject, self.flow.point.id if self.flow.point else None

    def page(self, stage: str) -> Page:
        if stage == POINT:
            return PointPage(self) if self.flow.points else NoPoints(self)
        if stage == OPTIONS:
            return OptionsPage(self)
        return super().page(stage)

    def again(self) -> None:
        self.flow.read_again()
        super().again()

    def back_up(self) -> None:
        """There is nothing to go back to: make a first point instead."""
        self.reject()
        self.context.back_up(self.flow.subject)


class PointPage(Page):
    def __init__(self, wizard: RestoreWizard) -> None:
        super().__init__()
        self.wizard, self.points = wizard, Points(self)
        p = self.points
        body = column(row(p.kinds, None, p.words, gap=Space.M), p.timeline, p.legend, gap=Space.S, pad=(24, 8, 24, 16))
        body.addWidget(TableCard(p.table), 1)
        self.setLayout(body)
        p.show_points(wizard.flow.points, wizard.flow.point)
        p.chosen.connect(self._choose)
        p.opened.connect(lambda _: wizard.go_on())
        self.first = p.table

    def _choose(self, view: View | None) -> None:
        self.wizard.flow.choose(view)
        self.wizard.refresh()


class NoPoints(Page):
    def __init__(self, wizard: RestoreWizard) -> None:
        super().__init__()
        name = wizard.flow.target
        self.first = button(f"Back up {name}…", "primary", "backup", on=wizard.back_up)
        words = f"{name} has not been backed up yet, so there is nothing it could go back to."
        self.setLayout(column(EmptyState("protect", "No restore points yet", words, self.first)))


class OptionsPage(Page):
    """What happens to the instance, what happens to its data. Sensible choices are made already."""

    def __init__(self, wizard: RestoreWizard) -> None:
        super().__init__()
        self.wizard, flow = wizard, wizard.flow
        left = column(self._before(flow), self._data(flow), None, gap=Space.L)
        after = self._after(flow)
        right = column(Card("After the restore", gap=Space.S).add(after), None, gap=Space.L)
        body = row(gap=Space.L)
        body.addLayout(left, 11)
        body.addLayout(right, 10)
        fact, more = flow.stopping()
        parts = [Banner("warn", fact, more)] if flow.running else []
        whole = box(column(*parts, body, None, gap=Space.L, pad=(24, 8, 24, 16)))
        self.setLayout(column(scroll(whole, "Options")))
        self.first = after.first

    @staticmethod
    def _before(flow: RestoreFlow) -> Card:
        fact, more = flow.stopping()
        title = f"Stop {flow.target} now" if flow.running else "The instance stays stopped"
        if flow.running:
            more = (
                "Its disks are replaced only while it is stopped, so the plan stops it first, after everything that "
                "can be prepared. To shut it down from inside instead, cancel, do that, and come back."
            )
        else:
            more = f"{fact} {more}"
        return Card("Before the disks are replaced", gap=Space.S).add(
            Text(title, "body-strong"), Text(more, "small", 2, wrap=True)
        )

    @staticmethod
    def _data(flow: RestoreFlow) -> Card:
        card = Card("What happens to the data", gap=Space.M)
        for icon, token, word, text in (
            ("restore", "info.solid", "Comes back", f"The state of {flow.choice(POINT)} comes back: {flow.holding()}."),
            ("warn", "warn.solid", "Lost", flow.losing(datetime.now(UTC))),
            ("protect", "protected.solid", "Kept", flow.keeping()),
        ):
            card.add(statement(icon, token, word, text))
        return card

    def _after(self, flow: RestoreFlow) -> Choices:
        name = flow.target
        again = " again" if flow.running else ""
        start = f"Start {name}{again}", "When every disk is in place and looked at. CloudStack chooses the host."
        leave = "Leave it stopped", "Look at it first, and start it by hand."
        return Choices((start, leave), 0 if flow.start else 1, self._pick)

    def _pick(self, which: int) -> None:
        self.wizard.flow.start = which == 0
        self.wizard.refresh()
