"""The fields of an account and the three places its secret may be kept in; for the wizard and for entering it again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from vscdesktop.store.settings import ONTAP
from vscdesktop.ui.flows.account import COMMAND, PLACES, Account
from vscdesktop.ui.theme.tokens import Space, px
from vscdesktop.ui.widgets.layout import column, row
from vscdesktop.ui.widgets.text import Text
from vscdesktop.ui.wizards.choice import Choices

FIELDS = {
    "user": ("User", "admin"),
    "password": ("Password", ""),
    "api_key": ("API key", ""),
    "secret_key": ("Secret key", ""),
    "command": ("Program", "pass show ontap/admin"),
}
SECRET = ("password", "secret_key")


class AccountForm(QWidget):
    """Writes what is typed into an Account and tells of it."""

    def __init__(
        self, account: Account, then: Callable[[], None], *, ask_user: bool = True, choose: bool = True
    ) -> None:
        """`ask_user`: also who; `choose`: also where the secret is kept."""
        super().__init__()
        self._account, self._then, self._ask_user = account, then, ask_user
        self.fields: dict[str, QLineEdit] = {}
        self._rows: dict[str, QWidget] = {}
        lines = QVBoxLayout()
        lines.setSpacing(Space.S)
        for name in FIELDS:
            self._rows[name] = self._row(name)
            lines.addWidget(self._rows[name])
        whole = column(lines, gap=Space.L)
        if choose:
            places = list(PLACES)
            self.places = Choices(list(PLACES.values()), places.index(account.place), self._place)
            whole.addLayout(column(Text("Where its secret is kept", "small-strong", 2), self.places, gap=Space.S))
        self.setLayout(whole)
        self._show()

    @property
    def first(self) -> QLineEdit:
        """The first field that is asked and empty, else the first one."""
        asked = [f for name, f in self.fields.items() if not self._rows[name].isHidden()]
        return next((f for f in asked if not f.text()), asked[0])

    def reload(self) -> None:
        """The fields as the account has them now."""
        for name, field in self.fields.items():
            field.setText(getattr(self._account, name))

    def _row(self, name: str) -> QWidget:
        label, hint = FIELDS[name]
        field = QLineEdit(getattr(self._account, name))
        field.setPlaceholderText(hint)
        field.setAccessibleName(label)
        if name in SECRET:
            field.setEchoMode(QLineEdit.EchoMode.Password)
        field.textChanged.connect(partial(self._type, name))
        self.fields[name] = field
        words = Text(label, "body", 3)
        words.setFixedWidth(px(96))
        words.setBuddy(field)
        line = row(words, gap=Space.S)
        line.addWidget(field, 1)
        made = QWidget()
        made.setLayout(line)
        return made

    def _type(self, name: str, text: str) -> None:
        setattr(self._account, name, text)
        self._then()

    def _place(self, which: int) -> None:
        self._account.place = list(PLACES)[which]
        self._show()
        self._then()

    def _show(self) -> None:
        """Only what this kind of account and this place ask for."""
        printed, ontap = self._account.place == COMMAND, self._account.kind == ONTAP
        asked = {
            "user": ontap and self._ask_user,
            "password": ontap and not printed,
            "api_key": not ontap and not printed,
            "secret_key": not ontap and not printed,
            "command": printed,
        }
        for name, shown in asked.items():
            self._rows[name].setVisible(shown)
