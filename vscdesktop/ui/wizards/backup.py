"""The backup wizard: what, plan."""

from __future__ import annotations

from typing import cast

from PySide6.QtWidgets import QWidget

from vscdesktop.domain.keys import Key
from vscdesktop.ui.context import Context
from vscdesktop.ui.flows.backup import WHAT, BackupFlow
from vscdesktop.ui.plans import Anew
from vscdesktop.ui.theme.tokens import Space
from vscdesktop.ui.widgets.card import Card
from vscdesktop.ui.widgets.layout import box, column, row, scroll
from vscdesktop.ui.wizards.choice import Choices
from vscdesktop.ui.wizards.plan_view import PlannedWizard
from vscdesktop.ui.wizards.refused import statement
from vscdesktop.ui.wizards.shell import Page

SINGLE = "A point of one disk keeps its copy. To restore an instance in place takes a point of all its disks."


class BackupWizard(PlannedWizard):
    flow: BackupFlow

    def __init__(self, window: QWidget, context: Context, subject: object, option: object = None) -> None:
        """`subject`: the instance's Key; `option`: the id of one disk, or None for all of them."""
        super().__init__(window, context, BackupFlow(context.desk, cast(Key, subject), str(option or "")))

    def anew(self) -> Anew:
        return "backup", self.flow.subject, self.flow.disk.key.id if self.flow.disk else None

    def page(self, stage: str) -> Page:
        if stage == WHAT:
            return WhatPage(self)
        return super().page(stage)


class WhatPage(Page):
    def __init__(self, wizard: BackupWizard) -> None:
        super().__init__()
        self.wizard, flow = wizard, wizard.flow
        whole = f"{flow.target} with all its disks", f"{flow.whole}. It can be restored in place."
        options = [whole, *((d.name, flow.describe(d)) for d in flow.disks)]
        current = 0 if flow.disk is None else 1 + flow.disks.index(flow.disk)
        self.choices = Choices(options, current, self._pick)
        how = Card("What you get", gap=Space.S)
        for icon, token, word, text in (
            ("info", "info.solid", "Consistency", flow.consistency),
            ("protect", "protected.solid", "Kept", "The point is kept until you delete it."),
            ("unknown", "unknown.solid", "Single disks", SINGLE),
        ):
            how.add(statement(icon, token, word, text))
        body = row(gap=Space.L, pad=(24, 8, 24, 16))
        body.addLayout(column(self.choices, None), 11)
        body.addLayout(column(how, None), 10)
        self.setLayout(column(scroll(box(body), "What is backed up")))
        self.first = self.choices.first

    def _pick(self, which: int) -> None:
        flow = self.wizard.flow
        flow.disk = flow.disks[which - 1] if which else None
        self.wizard.refresh()
