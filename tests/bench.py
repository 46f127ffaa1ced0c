"""What the inventory costs at 100,000 objects, as ratios to a floor measured in the same run; then the whole window.

    python -m tests.bench [objects] [rounds]

All figures are processor time of the interface thread; nothing here asserts, machines differ.
"""

import gc
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QSortFilterProxyModel, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QApplication, QTreeView, QTreeWidget, QTreeWidgetItem

from tests.ui import generate
from vscdesktop.domain import cloud
from vscdesktop.domain.inventory import Inventory, Lens
from vscdesktop.domain.keys import Key
from vscdesktop.domain.units import size
from vscdesktop.services import glance
from vscdesktop.services.browse import Browse
from vscdesktop.ui.models.keeper import Keeper
from vscdesktop.ui.models.rows import Column, RowsModel
from vscdesktop.ui.models.tree import TreeModel
from vscdesktop.ui.theme.install import install
from vscdesktop.ui.views.cell import CELL, Cell
from vscdesktop.ui.views.table import table
from vscdesktop.ui.views.tree import Tree

WIDE, HIGH = 300, 900
INSTANCES = 4  # how deep they stand in the cloud lens; a fifth of all rows, so that every disk is in sight
WORDS = ("web-0012", "root-77", "tenant 42")
KEYS = ("w", "web", "db-00123", "tenant 5 db", "w1201", "10.10.1", "zzzz")
COLUMNS = (
    Column[cloud.Disk]("Name", lambda d: Cell(d.name, icon="disk"), lambda d: d.name),
    Column[cloud.Disk]("Size", lambda d: Cell(size(d.size), right=True), lambda d: d.size, right=True),
)


@dataclass(frozen=True)
class Line:
    """`ours` over `floor`; `goal` is the largest ratio that is good enough."""

    what: str
    against: str
    goal: str
    ours: Callable[[], float]
    floor: Callable[[], float]


def cost(work: Callable[[], object]) -> float:
    gc.collect()
    began = time.thread_time()
    kept = work()
    spent = time.thread_time() - began
    del kept
    return spent


def painted(view: QAbstractItemView) -> None:
    """What is pending is done, and the rows in sight are drawn."""
    QApplication.processEvents()
    view.viewport().repaint()


def p95(costs: Iterable[float]) -> float:
    ordered = sorted(costs)
    return ordered[int(len(ordered) * 0.95)]


class Bench:
    def __init__(self, objects: int) -> None:
        self.old = generate.inventory(objects)
        self.new = generate.changed(self.old)
        self.points = generate.points(self.old)
        began = time.thread_time()
        self.browse = Browse(self.old, self.points)
        self.ready = time.thread_time() - began
        self.next = Browse(self.new, self.points)
        self.disks = [[t for t in i.things.values() if isinstance(t, cloud.Disk)] for i in (self.old, self.new)]
        self.names = [thing.name.casefold() for thing in self.old.things.values()]

    # -- trees ---------------------------------------------------------------------------------
    def tree(self, browse: Browse) -> tuple[Tree, TreeModel]:
        model = TreeModel()
        model.show(browse, Lens.CLOUD)
        view = Tree(model)
        model.setParent(view)
        view.resize(WIDE, HIGH)
        return view, model

    def first_paint(self) -> float:
        def work() -> Tree:
            view, model = self.tree(self.browse)
            Keeper(view, model)
            view.show()
            painted(view)
            return view

        return cost(work)

    def standard_items(self) -> float:
        """The same rows and cells in Qt's ready-made model."""

        def work() -> Tree:
            model, view = QStandardItemModel(), Tree()
            model.setParent(view)
            items: dict[Key | None, QStandardItem] = {None: model.invisibleRootItem()}
            for parent, key in _rows(self.old):
                node = glance.node(self.browse, Lens.CLOUD, key, generate.NOW)
                items[key] = QStandardItem(node.name)
                items[key].setData(Cell(node.name, sub=node.right, icon=node.icon, dot=node.mark.status), CELL)
                items[parent].appendRow(items[key])
            view.setModel(model)
            view.resize(WIDE, HIGH)
            view.show()
            painted(view)
            return view

        return cost(work)

    def repaint(self) -> float:
        view, _ = self.tree(self.browse)
        return self._scrolled(view)

    def widget_repaint(self) -> float:
        """Items that live in C++, in Qt's own look: a name and nothing else."""
        view = QTreeWidget()
        view.setHeaderHidden(True)
        view.setUniformRowHeights(True)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        items: dict[Key | None, QTreeWidgetItem] = {None: view.invisibleRootItem()}
        for parent, key in _rows(self.old):
            items[key] = QTreeWidgetItem([self.old.things[key].name])
            items[parent].addChild(items[key])
        view.resize(WIDE, HIGH)
        return self._scrolled(view)

    def _scrolled(self, view: QTreeView) -> float:
        view.expandToDepth(INSTANCES)
        view.show()
        painted(view)
        bar = view.verticalScrollBar()

        def step(n: int) -> float:
            bar.setValue(bar.maximum() * (37 * n % 120) // 120)
            return cost(view.viewport().repaint)

        gc.disable()
        found = p95(step(n) for n in range(60))
        gc.enable()
        return found

    # -- filter ----------------------------------------------------------------------------------
    def filtered(self) -> float:
        view, model = self.tree(self.browse)
        Keeper(view, model)
        view.show()
        painted(view)
        return self._typed(view, model.filter)

    def proxy(self) -> float:
        """Qt's own recursive filter over the same model."""
        _, model = self.tree(self.browse)
        proxy, view = QSortFilterProxyModel(), Tree()
        proxy.setRecursiveFilteringEnabled(True)
        proxy.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        proxy.setSourceModel(model)
        view.setModel(proxy)
        view.resize(WIDE, HIGH)
        view.show()
        painted(view)
        found = self._typed(view, proxy.setFilterFixedString)
        view.setModel(None)
        return found

    def _typed(self, view: Tree, typed: Callable[[str], None]) -> float:
        def key(word: str) -> None:
            typed(word)
            painted(view)

        return statistics.median(cost(lambda word=word: key(word)) for word in WORDS)  # type: ignore[misc]

    # -- refresh ---------------------------------------------------------------------------------
    def updated(self) -> float:
        view, model = self.tree(self.browse)
        Keeper(view, model)
        return self._refreshed(view, lambda: model.update(self.next))

    def reset(self) -> float:
        """A new model under the view, everything opened again."""
        view, model = self.tree(self.browse)

        def again() -> None:
            model.show(self.next, Lens.CLOUD)
            view.expandToDepth(INSTANCES)

        return self._refreshed(view, again)

    def _refreshed(self, view: Tree, refresh: Callable[[], None]) -> float:
        view.expandToDepth(INSTANCES)
        view.show()
        painted(view)

        def work() -> None:
            refresh()
            painted(view)

        return cost(work)

    def listed(self) -> float:
        model = RowsModel(COLUMNS, lambda disk: disk.key)
        model.show(self.disks[0])
        view = table(model, [200, 90], "Disks")
        view.resize(WIDE, HIGH)
        view.show()
        view.selectRow(5)
        painted(view)

        def work() -> None:
            model.show(self.disks[1])
            painted(view)

        return cost(work)

    # -- finder ----------------------------------------------------------------------------------
    def found(self) -> float:
        return sum(cost(lambda text=text: self.browse.search.objects(text)) for text in KEYS)  # type: ignore[misc]

    def scan(self) -> float:
        """One look at every name."""
        return sum(cost(lambda text=text: [n for n in self.names if text in n]) for text in KEYS)  # type: ignore[misc]

    def lines(self) -> Iterator[Line]:
        yield Line("tree: build and first paint", "QStandardItemModel", "1/25", self.first_paint, self.standard_items)
        yield Line("tree: full repaint, p95", "QTreeWidget", "1.7", self.repaint, self.widget_repaint)
        yield Line("filter: key to paint", "recursive proxy", "1/8", self.filtered, self.proxy)
        yield Line("refresh: 1 % changed, all open", "reset, opened again", "1.2", self.updated, self.reset)
        yield Line("refresh: 1 % changed, a long table", "reset of a tree", "0.2", self.listed, self.reset)
        yield Line(f"finder: {len(KEYS)} keys to lists", "one scan of names each", "-", self.found, self.scan)


def _rows(inventory: Inventory) -> Iterator[tuple[Key | None, Key]]:
    """Parent and child, parents first."""
    todo: list[Key | None] = [None]
    for parent in todo:
        below = inventory.children[Lens.CLOUD].get(parent, ())
        yield from ((parent, key) for key in below)
        todo += below


def main(objects: int = 100_000, rounds: int = 3) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication([])
    install(app, "light")
    bench = Bench(objects)
    print(f"{len(bench.old.things):,} objects, made ready on a worker in {bench.ready:.2f} s of processor time")
    lines = list(bench.lines())
    costs: dict[str, list[tuple[float, float]]] = {line.what: [] for line in lines}
    for _ in range(rounds):
        for line in lines:
            costs[line.what].append((line.ours(), line.floor()))
    print(f"{'':36}{'ms':>9}{'floor ms':>10}{'ratio':>9}{'goal':>7}  floor")
    for line in lines:
        ours, floor = (statistics.median(pair[n] for pair in costs[line.what]) for n in range(2))
        ratio = f"{ours / floor:.2f}" if ours * 4 > floor else f"1/{floor / ours:.1f}"
        print(f"{line.what:36}{ours * 1e3:9.1f}{floor * 1e3:10.1f}{ratio:>9}{line.goal:>7}  {line.against}")

    subprocess.run([sys.executable, "-m", "tests.bench_window"], check=True)  # it needs an application of its own


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
