"""Entering secrets again: those that are asked for each time, at the start, and one that was refused or is gone."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import replace
from typing import cast

from PySide6.QtWidgets import QWidget

from vscdesktop.domain.errors import Denied, Problem, Unreachable
from vscdesktop.store.secrets import Shut
from vscdesktop.store.settings import Connection
from vscdesktop.ui.context import Context
from vscdesktop.ui.flows.account import SESSION, Account
from vscdesktop.ui.theme.tokens import Space, px
from vscdesktop.ui.widgets.buttons import button
from vscdesktop.ui.widgets.dialog import Dialog
from vscdesktop.ui.widgets.layout import box, column, rule, scroll
from vscdesktop.ui.widgets.text import Text
from vscdesktop.ui.wizards.account_form import AccountForm

WHY = "Their secrets are kept nowhere. They are tried once, and live as long as this window."
AGAIN = "It is tried once, before it is kept."


class SecretsDialog(Dialog):
    """`subject`: the connections, one after the other in one dialog."""

    def __init__(self, window: QWidget, context: Context, subject: object, _option: object = None) -> None:
        asked = cast(list[Connection], subject)
        one = asked[0] if len(asked) == 1 else None
        self._at_start = at_start = all(c.secret == SESSION and c.id not in context.desk.secrets for c in asked)
        title = f"Enter the secret of {one.name}" if one else f"Enter the secrets of {len(asked)} connections"
        high = 300 if at_start and one else 520
        super().__init__(window, title, WHY if at_start else AGAIN, (px(600), px(high)))
        self.context, self._asked = context, asked
        self.accounts = {
            c.id: Account(c.kind, user=c.user, place=c.secret, command=shlex.join(c.command)) for c in asked
        }
        self.troubles = {c.id: Text("", "body", "critical", wrap=True) for c in asked}
        self.forms: dict[str, AccountForm] = {}
        self.go = button("Connect", "primary", on=self._try)
        parts: list[QWidget] = []
        for c in asked:
            if parts:
                parts.append(rule())
            parts += [Text(f"{c.name}, {c.url}", "body-strong"), self.troubles[c.id]]
            form = AccountForm(self.accounts[c.id], self._typed, ask_user=not at_start, choose=not at_start)
            self.forms[c.id] = form
            parts.append(form)
        inner = box(column(*parts, None, gap=Space.S, pad=(0, 0, Space.S, 0)))
        self.add(scroll(inner, "Secrets"), stretch=1)
        self.foot("", None, button("Not now", on=self.reject), self.go, default=self.go)
        self._typed()

    def open(self) -> None:
        super().open()
        self.forms[self._asked[0].id].first.setFocus()

    def _typed(self) -> None:
        self.go.setEnabled(all(a.complete for a in self.accounts.values()))

    def _try(self) -> None:
        self.go.setEnabled(False)
        for words in self.troubles.values():
            words.setText("")
        self._next(list(self._asked))

    def _next(self, left: list[Connection]) -> None:
        """One connection after the other; the first no ends it."""
        if not left:
            self.accept()
            self.context.reopen()
            return
        now, *rest = left
        account = self.accounts[now.id]
        made = replace(now, user=account.user.strip(), secret=account.place, command=account.words)
        self.context.bridge.do(
            self._work(made, account), lambda _: self._next(rest), lambda p: self._failed(now, p), self
        )

    def _work(self, made: Connection, account: Account) -> Callable[[], None]:
        links = self.context.desk.links

        def work() -> None:
            secret = account.secret(links.printed)
            try:
                links.test(made, secret)
            except Unreachable:
                if not self._at_start:  # whether it answers is seen when everything is read
                    raise
            links.keep(made, secret)

        return work

    def _failed(self, which: Connection, problem: Problem) -> None:
        """The words, and the field again: nothing is tried a second time by itself."""
        words = problem.reason if isinstance(problem, Shut) else str(problem)
        self.troubles[which.id].setText(words)
        if isinstance(problem, Denied):
            self.accounts[which.id].forget()
            self.forms[which.id].reload()
        self.forms[which.id].first.setFocus()
        self._typed()

    def reject(self) -> None:
        super().reject()
        if self._at_start:
            self.context.unread.emit("The secrets have not been entered, so nothing is read.")
