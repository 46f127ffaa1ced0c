"""The last page of every wizard: what will happen, in which order, with which requests, and what it means."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from vscdesktop.domain.units import count, moment
from vscdesktop.plans.model import Phase
from vscdesktop.ui.flows.flow import PLAN
from vscdesktop.ui.flows.prepared import Prepared, Room
from vscdesktop.ui.flows.requests import curl
from vscdesktop.ui.flows.telling import ONLY_LOOKS, Line, head, lines
from vscdesktop.ui.pages.objects.columns import TICKS, ink
from vscdesktop.ui.theme.tokens import Space
from vscdesktop.ui.widgets.buttons import button
from vscdesktop.ui.widgets.card import Card
from vscdesktop.ui.widgets.choose import Segmented
from vscdesktop.ui.widgets.facts import facts
from vscdesktop.ui.widgets.layout import box, column, row, rule, scroll
from vscdesktop.ui.widgets.meters import Bar
from vscdesktop.ui.widgets.swap import clear
from vscdesktop.ui.widgets.text import Text
from vscdesktop.ui.wizards.plan_line import PlanLine
from vscdesktop.ui.wizards.refused import sign, statement
from vscdesktop.ui.wizards.shell import Page, Wizard

SIGNS = {
    Phase.PREPARE: ("restore", "ok.solid"),
    Phase.COMMIT: ("arrow-right", "warn.solid"),
    Phase.FINISH: ("check", "text3"),
}
MORE = {
    ("restore", Phase.PREPARE): "if one fails, all of them are undone, last first",
    ("restore", Phase.COMMIT): "the way back is the before-point",
    ("backup", Phase.PREPARE): "if one fails, all of them are undone, last first",
    ("delete", Phase.COMMIT): "a deleted point cannot be brought back",
}


class PlannedWizard(Wizard):
    """A wizard that ends with its plan."""

    def page(self, stage: str) -> Page:
        if stage != PLAN or self.flow.prepared is None:
            raise AssertionError(stage)  # a stage without a page
        return PlanPage(self, self.flow.prepared)


class PlanPage(Page):
    """Steps at the left, consequences at the right; each scrolls by itself, so that they stay side by side."""

    def __init__(self, wizard: Wizard, prepared: Prepared) -> None:
        super().__init__()
        self.wizard, self.prepared = wizard, prepared
        steps = count(len(prepared.plan.steps), "step")
        acts = row(
            button("Copy as curl", "link", on=self.copy), button("Save plan…", "link", on=self.save), gap=Space.M
        )
        self.card = Card(steps, f"made {moment(prepared.made)[11:]} UTC", box(acts), gap=0)
        self.detail = Segmented(("Summary", "Every step"), 0, small=True, name="How much of the plan is shown")
        self.detail.picked.connect(lambda _: self.show_lines())
        words = f"{prepared.looks} of them only look"
        again = button("Make it again", "link", on=wizard.again, name="Make the plan again")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        how = row(self.detail, gap=Space.M)
        how.addWidget(Text(words, "small", 3, elide=True), 1)
        how.addWidget(again)
        self.card.add(Space.XS, how, Space.XS, self._lines, None)
        side = box(column(*_aside(prepared), None, gap=Space.M, pad=(4, 0, 12, 0)))
        self.area = scroll(box(column(self.card, pad=(0, 0, 12, 0))), "Plan")
        both = row(gap=0, pad=(24, 8, 12, 16))
        both.addWidget(self.area, 5)
        both.addWidget(scroll(side, "Consequences"), 3)
        self.setLayout(both)
        self.show_lines()

    def show_lines(self) -> None:
        """Summed up, or every step by itself."""
        clear(self._lines)
        every = self.detail.current() == 1
        found = lines(self.prepared.plan, self.prepared.calls, every)
        for phase, group in found.items():
            self._lines.addWidget(self._phase(phase, head(phase, group)))
            for i, line in enumerate(group):
                if i:
                    self._lines.addWidget(rule())
                self._lines.addWidget(self._line(line))
        self.first = self.findChildren(PlanLine)[0].head

    def _phase(self, phase: Phase, words: str) -> QWidget:
        icon, token = SIGNS[phase] if words != ONLY_LOOKS else ("info", "unknown.solid")
        more = MORE.get((self.prepared.plan.kind, phase), "") if words != ONLY_LOOKS else ""
        line = row(sign(icon, token, words), Text(words, "small-strong", 2), Space.XS, gap=2)
        line.addWidget(Text(more, "small", 3, elide=True), 1)
        return box(column(line, rule(), gap=4, pad=(0, 10, 0, 0)))

    def _line(self, line: Line) -> PlanLine:
        return PlanLine(line, self.prepared)

    def copy(self) -> None:
        QGuiApplication.clipboard().setText(curl(self.prepared))
        requests = count(sum(map(len, self.prepared.calls.values())), "request")
        self.wizard.tell(f"{requests} copied. Addresses, users and secrets are left out.")

    def save(self) -> None:
        """Exactly the plan that would run, so that its hash is the file's."""
        plan = self.prepared.plan
        name, _ = QFileDialog.getSaveFileName(self, "Save plan", f"plan-{plan.id}.json", "JSON (*.json)")
        if not name:
            return
        try:
            Path(name).write_text(plan.encoded(), encoding="utf-8")
        except OSError as error:
            self.wizard.tell(f"The plan could not be saved: {error.strerror}.")
        else:
            self.wizard.tell(f"The plan was saved as {Path(name).name}.")


def _aside(prepared: Prepared) -> list[QWidget]:
    found: list[QWidget] = [Card("What is touched", gap=6).add(_touched(prepared))]
    fate = Card("What happens to the data", gap=Space.S)
    for icon, token, word, texts in (
        ("warn", "warn.solid", "Lost", prepared.plan.lost),
        ("protect", "protected.solid", "Kept", prepared.plan.kept),
    ):
        for text in texts:
            fate.add(statement(icon, token, word, text))
    found.append(fate)
    if prepared.room:
        space = Card("Space", gap=Space.M).add(*(_room(r) for r in prepared.room))
        if any(r.more > 0 for r in prepared.room):
            words = "For the metadata of the clones. After that a copy grows by what changes in the live disk."
            space.add(Text(words, "small", 3, wrap=True))
        found.append(space)
    return found


def _touched(prepared: Prepared) -> QVBoxLayout:
    return facts([(label, Text(value, wrap=True)) for label, value in prepared.touched], 104)


def _room(room: Room) -> QWidget:
    """Two bars in one: what is used, and what comes or goes."""
    low, high = sorted((room.before, room.after))
    token = ink(int(100 * room.after))
    now, then = f"{room.before:.1%} now", f"{room.after:.1%} after"
    bar = Bar(((low, token), (high - low, "text3")), f"{room.volume.name}: {now}, {then}", TICKS)
    name = row(gap=Space.S)
    name.addWidget(Text(room.volume.name, elide=True), 1)
    name.addWidget(Text(f"about {room.change}", "body-strong"))
    return box(
        column(
            name,
            bar,
            row(Text(now, "small", 3), None, Text(then, "small", 3)),
            gap=3,
        )
    )
