"""Every component in every state on one page: what the tests of the look judge, and what a person can look at."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QProgressBar,
    QRadioButton,
    QSpinBox,
    QTabBar,
    QWidget,
)

from vscdesktop.ui.theme.icons import icon
from vscdesktop.ui.theme.tokens import TYPE, Size, Space, px
from vscdesktop.ui.views.cell import CELL, Cell
from vscdesktop.ui.views.table import Table, table
from vscdesktop.ui.views.tree import Tree
from vscdesktop.ui.widgets.buttons import button, tool, wide
from vscdesktop.ui.widgets.card import Card, TableCard
from vscdesktop.ui.widgets.choose import Segmented, Switch
from vscdesktop.ui.widgets.facts import facts
from vscdesktop.ui.widgets.layout import Adaptive, Plan, box, column, row, rule
from vscdesktop.ui.widgets.marks import Badge, Dot, Fold
from vscdesktop.ui.widgets.meters import Bar, Donut, legend
from vscdesktop.ui.widgets.states import Banner, EmptyState, Skeleton, Toast
from vscdesktop.ui.widgets.text import Text

Index = QModelIndex | QPersistentModelIndex
BADGES = (
    ("Running", "ok", "ok"),
    ("Stopped", "unknown", "stop"),
    ("At risk", "warn", "shield-alert"),
    ("Unprotected", "unknown", "shield-off"),
    ("Protected", "protected", "protect"),
    ("Failed, undone", "critical", "critical"),
    ("Starting", "info", "refresh"),
)
HEADS = ("Disk", "Type", "Size", "Written", "Latency", "State")
DISKS = (
    (Cell("ROOT-4411", icon="disk", strong=True), "Root", 80, 61.4, Cell("0.6 ms", right=True), ("Running", "ok")),
    (Cell("DATA-4412", icon="disk", strong=True), "Data", 400, 352, Cell("1.9 ms", right=True), ("At risk", "warn")),
    (Cell("DATA-4413 with a name that fits nowhere", icon="disk", strong=True), "Data, log", 160, 38.1, Cell(), None),
)


class Disks(QAbstractTableModel):
    """A small table that sorts by size."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[tuple[Any, ...]] = list(DISKS)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(HEADS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        name, kind, size, written, latency, state = self.rows[index.row()]
        cells = (
            name,
            Cell(kind, level=2),
            Cell(f"{size} GiB", right=True),
            Cell(f"{written} GiB", bar=((written / size, "series.0"),), marks=(0.8,)),
            latency,
            Cell(badge=state),
        )
        cell = cells[index.column()]
        if role == CELL:
            return cell
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.text
        return cell.spoken if role == Qt.ItemDataRole.AccessibleTextRole else None

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and way == Qt.Orientation.Horizontal:
            return HEADS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section in (2, 4):
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.layoutAboutToBeChanged.emit()
        key = {0: lambda r: r[0].text, 2: lambda r: r[2]}.get(column, lambda r: r[3])
        self.rows.sort(key=key, reverse=order == Qt.SortOrder.DescendingOrder)
        self.layoutChanged.emit()


def disks(fit: bool = True) -> Table:
    model = Disks()
    made = table(
        model, (180, 90, 90, 200, 90, 100), "Disks", drop=(4, 1), fit=fit, sort=(2, Qt.SortOrder.DescendingOrder)
    )
    model.setParent(made)
    return made


def two_line() -> Table:
    model = QStandardItemModel(0, 2)
    model.setHorizontalHeaderLabels(["Storage VM", "State"])
    for name, sub, dot in (
        ("svm_cloud01", "NFS, 10.20.0.11", "ok"),
        ("svm_cloud02", "no interface answers", "critical"),
    ):
        first, second = QStandardItem(name), QStandardItem("state")
        first.setData(Cell(name, sub=sub, icon="svm", dot=dot, strong=True), CELL)
        second.setData(Cell("answers" if dot == "ok" else "silent", tone=dot), CELL)
        model.appendRow([first, second])
    made = table(model, (220, 90), "Storage VMs", row_height=Size.ROW_TWO_LINE, fit=True)
    model.setParent(made)
    made.selectRow(1)
    return made


def tree() -> Tree:
    spec: Sequence[Any] = (
        (Cell("Frankfurt", sub="186", icon="cloud", dot="critical", strong=True), (
            (Cell("fra1", sub="186", icon="zone", dot="critical"), (
                (Cell("db-prod-01", icon="instance", dot="ok", shield="protected"), ()),
                (Cell("erp-app-01", icon="instance", dot="warn", shield="warn"), ()),
                (Cell("mail-01", icon="instance", dot="unknown", shield="unknown"), ()),
                (Cell("a-name-that-does-not-fit-into-the-tree", sub="1.50 TiB", icon="volume", dot="critical"), ()),
            )),
        )),
    )  # fmt: skip
    model = QStandardItemModel()

    def grow(parent: QStandardItem, nodes: Sequence[Any]) -> None:
        for cell, kids in nodes:
            item = QStandardItem(cell.text)
            item.setData(cell, CELL)
            parent.appendRow(item)
            grow(item, kids)

    grow(model.invisibleRootItem(), spec)
    made = Tree(model, "Inventory")
    model.setParent(made)
    made.expandAll()
    made.setCurrentIndex(model.index(0, 0, model.index(0, 0, model.index(0, 0))))
    made.setFixedHeight(6 * Size.ROW_COMPACT)
    return made


def buttons() -> QWidget:
    off, off_plain = button("Not now", "primary"), button("Not now")
    for made in (off, off_plain):
        made.setEnabled(False)
    checked = button("Pinned", icon_name="pin")
    checked.setCheckable(True)
    checked.setChecked(True)
    line = (
        button("Restore db-prod-01…", "primary", "restore"),
        button("Restore…", "", "restore"),
        button("Cancel", "ghost"),
        button("Destroy pool", "danger"),
        button("Open topology", "link"),
        button("Read again", "", "refresh", small=True),
        off,
        off_plain,
        checked,
        tool("refresh", "Refresh now (F5)"),
        None,
    )
    return box(row(*line, gap=Space.M))


def fields() -> QWidget:
    field, bad, dead = QLineEdit("gold-4"), QLineEdit("gold 4!"), QLineEdit("fixed")
    bad.setProperty("invalid", True)
    dead.setEnabled(False)
    search = QLineEdit()
    search.setPlaceholderText("Filter")
    search.addAction(icon("search", "text3"), QLineEdit.ActionPosition.LeadingPosition)
    combo, spin = QComboBox(), QSpinBox()
    combo.addItems(["8.00 TiB"])
    names = (
        (field, "Pool name"),
        (bad, "Pool name"),
        (dead, "Pool name"),
        (search, "Filter"),
        (combo, "Size"),
        (spin, "Count"),
    )
    for made, name in names:
        made.setAccessibleName(name)
        made.setFixedWidth(px(112))
    wrong = Text("Use letters, digits, - and _", "small", "critical")
    return box(row(field, bad, wrong, dead, search, combo, spin, None, gap=Space.S))


def choices() -> QWidget:
    made: list[QWidget] = [
        Segmented(("Cloud", "Storage"), 0, small=True, name="Lens"),
        Segmented(("Day", "Week", "Month"), 1),
    ]
    for on, text in ((True, "Thin"), (False, "Compressed")):
        check = QCheckBox(text)
        check.setChecked(on)
        check.setAccessibleName(text)
        made.append(check)
    half = QCheckBox("Some")
    half.setTristate(True)
    half.setCheckState(Qt.CheckState.PartiallyChecked)
    radio, other = QRadioButton("In place"), QRadioButton("As a new instance")
    radio.setChecked(True)
    dead = Switch("Fixed", True)
    dead.setEnabled(False)
    made += [half, radio, other, Switch("Locked", True), Switch("Quiet"), dead]
    for widget in (half, radio, other):
        widget.setAccessibleName(widget.text())
    return box(row(*made, None, gap=Space.M))


def controls() -> Card:
    tabs = QTabBar()
    tabs.setAccessibleName("Tabs")
    tabs.setExpanding(False)
    for text in ("Overview", "Protection", "Activity"):
        tabs.addTab(text)
    progress = QProgressBar()
    progress.setRange(0, 100)
    progress.setValue(62)
    progress.setAccessibleName("62 percent")
    badges = [Badge(*badge) for badge in BADGES]
    dots: list[QWidget] = []
    for key in ("ok", "warn", "critical", "unknown", "crash", "fs"):
        dots += [Dot(key, key), Text(key, "small", 2)]
    types = [Text(role, role) for role in TYPE]
    levels = [Text(f"level {level}", level=level) for level in (1, 2, 3, "accent", "ok", "warn", "critical", "info")]
    return Card("Controls", gap=Space.M).add(
        buttons(), fields(), choices(), tabs, progress, row(*badges, None, gap=Space.S), row(*dots, None, gap=6),
        row(*types, None, gap=Space.M), row(*levels, None, gap=Space.M),
    )  # fmt: skip


def states() -> QWidget:
    load = Card("Restore points", "reading from ontap-fra-a").add(
        Skeleton(4, 36, after=0), None, row(Text("12,400 of 56,000 read", "small", 3), None, button("Stop", "link"))
    )
    empty = Card("Protection groups").add(
        EmptyState("protect", "No groups yet", "A group is a set of instances backed up together, at one moment.",
                   button("Create group…", "primary", "plus"), button("Learn from the lab", "ghost"))
    )  # fmt: skip
    silent = Card("Volumes of ontap-ams-a").add(
        EmptyState("offline", "ontap-ams-a does not answer",
                   "No answer on 10.30.0.5 port 443 within 5 s, three times since 13:58. Other connections work.",
                   button("Try now", "", "refresh"), key="critical", detail="connect timeout")
    )  # fmt: skip
    wide_plan, narrow = Plan(True, (0, 1), (1, 1), (2, 1)), Plan(False, (0, 0), (1, 0), (2, 0))
    return Adaptive([load, empty, silent], wide_plan, narrow, 900)


def content() -> QWidget:
    details = facts(
        [
            ("Group", "Database servers"),
            ("Policy", "Every 15 min, keep 96; daily, keep 14; weekly, keep 8; monthly, keep 12; yearly, keep 3"),
            ("Instance ID", Text("9f2c41d0-7a1e-4c1e-9a2f-000000000000", "mono", elide=True)),
            ("State", Badge("Running", "ok", "ok")),
        ],
        label_w=92,
    )
    protection = Card("Protection", "as of 14:05", button("Change…", "link"), gap=Space.M).add(
        row(
            Donut(((212, "ok.solid"), (30, "warn.solid"), (6, "critical.solid")), "212", "of 248 in time"),
            legend((("ok.solid", "In time", "212"), ("warn.solid", "Late", "30"), ("critical.solid", "Missed", "6"))),
            gap=Space.XL,
        ),
        Bar(((0.62, "series.0"), (0.2, "protected.solid")), "82 percent used", marks=(0.8, 0.9)),
        None,
    )
    side = box(column(tree(), None), fixed_w=Size.TREE)
    nothing = Donut((), "0", "instances", size=116)
    info = Card("Details").add(details, rule(), row(nothing, None), None)
    fold = Fold(*(Badge(*badge) for badge in BADGES))
    folded = Card("Badges that fit", gap=Space.S).add(fold, wide(button("Show plan", "primary")), None)
    return box(
        column(
            row(TableCard(disks()), TableCard(two_line()), gap=Space.L),
            row(side, protection, info, folded, gap=Space.L),
            gap=Space.L,
        )
    )


class Gallery(QWidget):
    def __init__(self) -> None:
        super().__init__()
        failed = Banner(
            "critical", "ontap-ams-a does not answer.", "Trying again in 24 s.", button("Show details", small=True)
        )
        stale = Banner("warn", "You are looking at a snapshot file.", "Everything can be read, nothing can be changed.")
        toast = Toast("ok", "web-prod-03 is back", "State of 10:00, running again after 19 s", button("Open", "link"))
        parts = (failed, stale, controls(), content(), states(), row(toast, None))
        self.setLayout(column(*parts, gap=Space.L, pad=(24, 24, 24, 24)))
        self.setAutoFillBackground(True)
        self.resize(self.sizeHint().expandedTo(QSize(1300, 900)))
