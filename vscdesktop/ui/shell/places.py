"""Which page stands at which place, and which wizard does what: imported when the window is painted, or when asked."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from vscdesktop.domain.cloud import Disk
from vscdesktop.domain.keys import Key, Kind

if TYPE_CHECKING:
    from vscdesktop.domain.inventory import Inventory
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


def prepare() -> None:
    """On a worker thread: so that none has to be imported at the moment when somebody opens it."""
    for module, _ in PAGES.values():
        import_module(f"vscdesktop.ui.pages.{module}")
    for module, _ in WIZARDS.values():
        import_module(f"vscdesktop.ui.wizards.{module}")


def page(place: str, context: Context) -> QWidget:
    module, name = PAGES[place]
    made: QWidget = getattr(import_module(f"vscdesktop.ui.pages.{module}"), name)(context)
    made.setObjectName(f"page-{place}")
    return made


def owner(inventory: Inventory | None, key: Key) -> Key:
    """Whose page tells what was done to this: of a disk its instance."""
    thing = inventory.things.get(key) if inventory else None
    return thing.instance if isinstance(thing, Disk) and thing.instance else key


def open_activity(shown: QWidget) -> None:
    """On the inventory: what was done to the instance that is shown, if it is one and still there."""
    from vscdesktop.ui.pages.inventory import InventoryPage
    from vscdesktop.ui.pages.objects.page import ACTIVITY

    opened = shown.page if isinstance(shown, InventoryPage) else None
    if opened is not None and opened.subject.key.kind is Kind.INSTANCE:
        opened.open_tab(ACTIVITY)


def open_wizard(window: QWidget, context: Context, kind: str, subject: object, option: object) -> None:
    """Every wizard is made from the window, the context, its subject and an option, and opens itself."""
    module, name = WIZARDS[kind]
    getattr(import_module(f"vscdesktop.ui.wizards.{module}"), name)(window, context, subject, option).open()
