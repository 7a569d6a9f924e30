"""The list of problems: always true, never in the way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from designer.widgets.basics import Elided, Scroll, button
from designer.widgets.clickable import Clickable
from designer.widgets.look import clear, label, spaced
from designer.widgets.themed import set_icon
from designer.widgets.words import words
from engine.journey.describe import title
from engine.journey.model import Journey
from resources.catalogue import say

if TYPE_CHECKING:
    from engine.journey.rules import Problem


def counted(problems: Sequence[Problem]) -> str:
    """How many there are of each severity: ``1 error, 2 warnings``; empty for none."""
    errors = sum(str(problem.severity) == "error" for problem in problems)
    counts = (("errors", errors), ("warnings", len(problems) - errors))
    return ", ".join(words(f"problems.{name}", count=count) for name, count in counts if count)


def problems_title(problems: Sequence[Problem]) -> str:
    """The title of the tab that lists them."""
    counts = counted(problems)
    return words("problems.counted", counts=counts) if counts else words("problems.title")


class ProblemRow(Clickable):
    """One problem: how grave, where, what to do; and the button that mends it."""

    fix_wanted = Signal()

    def __init__(self, problem: Problem, where: str) -> None:
        super().__init__("row")
        sentence = say(problem.message)
        severity = str(problem.severity)
        self.setAccessibleName(words(f"problems.say.{severity}", where=where, sentence=sentence))
        sign = QLabel()
        set_icon(sign, severity, severity, 16)
        sign.setToolTip(words(f"problems.{severity}"))
        line = QHBoxLayout(self)
        spaced(line, (4, 1, 3, 1), 2)
        line.addWidget(sign, 0, Qt.AlignmentFlag.AlignVCenter)
        place = Elided(where, "heading")
        place.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        place.setFixedWidth(180)
        line.addWidget(place)
        line.addWidget(label(sentence, "body", wrap=True), 1)
        if problem.fix is not None:
            line.addWidget(button(say(problem.fix.label), clicked=self.fix_wanted.emit))
        self.setMinimumHeight(36)


class ProblemsPanel(QWidget):
    """All problems of a journey, the grave ones first."""

    chosen = Signal(object, object)
    """The node and the field of a problem that was clicked; either may be None."""
    fix_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[ProblemRow] = []
        self._shown: tuple[Problem, ...] | None = None
        content = QWidget()
        self._rows = QVBoxLayout(content)
        spaced(self._rows)
        column = QVBoxLayout(self)
        spaced(column)
        column.addWidget(Scroll(content))

    def show_problems(self, problems: Sequence[Problem], journey: Journey) -> None:
        """Show the problems of a journey."""
        clear(self._rows)
        self.rows = []
        for problem in problems:
            node = journey.by_id.get(problem.node or "")
            where = journey.name if node is None else say(title(node))
            made = ProblemRow(problem, where)
            made.opened.connect(lambda p=problem: self.chosen.emit(p.node, p.field))
            made.fix_wanted.connect(lambda p=problem: self.fix_wanted.emit(p))
            self._rows.addWidget(made)
            self.rows.append(made)
        if not problems:
            line = QHBoxLayout()
            spaced(line, (4, 3, 4, 3), 2)
            sign = QLabel()
            set_icon(sign, "ok", "ok", 16)
            line.addWidget(sign)
            line.addWidget(label(words("problems.none"), "secondary"))
            line.addStretch(1)
            self._rows.addLayout(line)
        self._rows.addStretch(1)
