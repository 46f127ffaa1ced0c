"""Delete a restore point: its plan, and nothing to choose."""

from __future__ import annotations

from typing import cast

from PySide6.QtWidgets import QWidget

from vscdesktop.domain.keys import Key
from vscdesktop.ui.context import Context
from vscdesktop.ui.flows.delete import DeleteFlow
from vscdesktop.ui.flows.points import View
from vscdesktop.ui.plans import Anew
from vscdesktop.ui.wizards.plan_view import PlannedWizard


class DeleteWizard(PlannedWizard):
    flow: DeleteFlow

    def __init__(self, window: QWidget, context: Context, subject: object, option: object) -> None:
        """`subject`: the instance's Key; `option`: the View of the point."""
        super().__init__(window, context, DeleteFlow(context.desk, cast(Key, subject), cast(View, option)))

    def anew(self) -> Anew:
        return "delete", self.flow.subject, self.flow.view
