"""Every request of a plan, to be read and copied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from vscdesktop.domain.calls import Call
from vscdesktop.plans.model import Plan
from vscdesktop.ui.flows.requests import listed
from vscdesktop.ui.theme.tokens import px
from vscdesktop.ui.widgets.buttons import button
from vscdesktop.ui.widgets.code import CodeBox
from vscdesktop.ui.widgets.dialog import Dialog

SENTENCE = "In this order. What a step is going to find out stands as {3.inode}: what step 3 learns, until it is done."


class Requests(Dialog):
    def __init__(self, parent: QWidget, plan: Plan, calls: Mapping[int, Sequence[Call]]) -> None:
        super().__init__(parent, f"Requests of “{plan.title}”", SENTENCE, (px(860), px(600)))
        text = listed(plan.steps, calls)
        close = button("Close", "primary", on=self.accept)
        copy = button("Copy", "", "copy", on=lambda: QGuiApplication.clipboard().setText(text))
        self.add(CodeBox(text, "Requests"), None).foot(f"plan {plan.id}", None, copy, close, default=close)
