"""The connection wizard: which system, its certificate, an account, a test, a name. Nothing is changed there."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from vscdesktop.domain.errors import Problem
from vscdesktop.store import settings
from vscdesktop.ui.context import Context
from vscdesktop.ui.flows.connect import ACCOUNT, CERTIFICATE, NAME, TEST, WHERE, ConnectFlow
from vscdesktop.ui.wizards.connect_pages import AccountPage, CertificatePage, NamePage, TestPage, WherePage
from vscdesktop.ui.wizards.shell import Page, Wizard

PAGES = {
    WHERE.id: WherePage,
    CERTIFICATE.id: CertificatePage,
    ACCOUNT.id: AccountPage,
    TEST.id: TestPage,
    NAME.id: NamePage,
}


class ConnectWizard(Wizard):
    flow: ConnectFlow

    def __init__(self, window: QWidget, context: Context, subject: object = None, _option: object = None) -> None:
        """`subject`: the kind of system that is asked for first; any, when there is none."""
        desk = context.desk
        look = desk.links.look
        kind = subject if subject in (settings.ONTAP, settings.CLOUDSTACK) else settings.CLOUDSTACK
        super().__init__(window, context, ConnectFlow(desk.links, desk.connections, look, str(kind)))

    def page(self, stage: str) -> Page:
        made: Page = PAGES[stage](self)
        return made

    def _start(self) -> None:
        if not (self.flow.last and self.flow.may_go()):
            return
        reading = self.flow.saving()
        number = reading.number
        self._show(self._loading(reading.says))
        self.context.bridge.do(reading.work, lambda _: self._saved(number), lambda p: self._not_saved(number, p), self)

    def _saved(self, number: int) -> None:
        if self.flow.landed(number, None):
            made = self.flow.made()
            self.accept()
            self.context.looked.emit(self.context.desk.links.look)
            self.context.said.emit("ok", f"{made.name} is connected", "It is being read now.")
            self.context.reopen()

    def _not_saved(self, number: int, problem: Problem) -> None:
        self._failed(number, problem)
