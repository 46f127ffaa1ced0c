"""Which page stands at which place, and which wizard does what: imported only when they are first opened."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from vscdesktop.ui.context import Context

PAGES = {
    "welcome": ("welcome", "WelcomePage"),
    "overview": ("overview", "OverviewPage"),
    "inventory": ("inventory", "InventoryPage"),
    "protect": ("protect", "ProtectPage"),
    "connections": ("connections", "ConnectionsPage"),
    "settings": ("settings", "SettingsPage"),
}
WIZARDS = {
    "backup": ("backup", "BackupWizard"),
    "restore": ("restore", "RestoreWizard"),
    "delete": ("delete", "DeleteWizard"),
    "connect": ("connect", "ConnectWizard"),
    "secrets": ("secrets", "SecretsDialog"),
}


def page(place: str, context: Context) -> QWidget:
    module, name = PAGES[place]
    made: QWidget = getattr(import_module(f"vscdesktop.ui.pages.{module}"), name)(context)
    made.setObjectName(f"page-{place}")
    return made


def open_wizard(window: QWidget, context: Context, kind: str, subject: object, option: object) -> None:
    """Every wizard is made from the window, the context, its subject and an option, and opens itself."""
    module, name = WIZARDS[kind]
    getattr(import_module(f"vscdesktop.ui.wizards.{module}"), name)(window, context, subject, option).open()
