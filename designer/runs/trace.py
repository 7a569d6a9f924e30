"""The trace of an account as a timeline: every step, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from designer.inspector.panel import WIDTH, node_icon
from designer.pages.project import RunView
from designer.widgets.basics import Chip, Elided, Scroll, button, icon_button, row
from designer.widgets.listing import Tile
from designer.widgets.look import clear, label, look, spaced
from designer.widgets.numbers import lasting, moment
from designer.widgets.themed import color
from designer.widgets.words import words
from engine.accounts import fields as f
from engine.journey.describe import category, path_label, title
from resources.catalogue import capital, say

if TYPE_CHECKING:
    from engine.conditions.explain import Explanation
    from engine.simulation.trace import TraceStep


class _Rail(QWidget):
    """The line of the timeline beside a step."""

    def __init__(self, *, last: bool) -> None:
        super().__init__()
        self._last = last
        self.setFixedWidth(14)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            x = 6.5
            painter.setPen(QPen(color("line_strong"), 2))
            if not self._last:
                painter.drawLine(QPointF(x, 14), QPointF(x, self.height()))
            painter.setBrush(color("panel"))
            painter.setPen(QPen(color("accent"), 2))
            painter.drawEllipse(QRectF(x - 4, 8, 8, 8))


class Reasons(QWidget):
    """An explanation as an indented list: what was asked, whether it held, what it saw."""

    def __init__(self, explanation: Explanation) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        spaced(column, 0, 1)
        self._add(column, explanation, 0)

    def _add(self, column: QVBoxLayout, explanation: Explanation, depth: int) -> None:
        line = QHBoxLayout()
        spaced(line, (3 * depth, 0, 0, 0), 1)
        mark = "✓" if explanation.holds else "✗"
        sign = label(mark, "ok" if explanation.holds else "error")
        sign.setAccessibleName(words("trace.holds" if explanation.holds else "trace.fails"))
        sign.setAlignment(Qt.AlignmentFlag.AlignTop)
        sign.setFixedWidth(14)
        line.addWidget(sign)
        texts = QVBoxLayout()
        spaced(texts)
        said = capital(say(explanation.message))
        texts.addWidget(label(said, "summary", wrap=True))
        if explanation.seen is not None:
            texts.addWidget(label(say(explanation.seen), "hint", wrap=True))
        line.addLayout(texts, 1)
        column.addLayout(line)
        for part in explanation.parts:
            self._add(column, part, depth + 1)


class TracePanel(QWidget):
    """Everything that became of one account in a run."""

    closed = Signal()
    node_clicked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        look(self, "side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(WIDTH)
        self.name = Elided("", "title")
        self.about = Elided("", "hint")
        close = icon_button("close", words("trace.close"), self.closed.emit)
        names = QVBoxLayout()
        spaced(names)
        names.addWidget(self.name)
        names.addWidget(self.about)
        head = QHBoxLayout()
        spaced(head, (4, 4, 3, 3), 2)
        tile = Tile()
        tile.show_icon("account", "audience")
        head.addWidget(tile)
        head.addLayout(names, 1)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        content = QWidget()
        self._steps = QVBoxLayout(content)
        spaced(self._steps, (4, 1, 4, 4), 0)
        column = QVBoxLayout(self)
        spaced(column)
        column.addLayout(head)
        column.addWidget(Scroll(content), 1)

    def show_trace(self, run: RunView, account: int, steps: Sequence[TraceStep]) -> None:
        """Show the steps of an account (its row in the run's data)."""
        clear(self._steps)
        dataset = run.dataset
        if dataset is not None:
            name, key = (
                dataset.accounts[path][account] for path in (f.ACCOUNT_NAME, f.ACCOUNT_KEY)
            )
            self.name.setText(name or key)
            self.about.setText(key)
        several = len({step.entry for step in steps}) > 1
        entry = 0
        for number, step in enumerate(steps):
            if several and step.entry != entry:
                entry = step.entry
                self._steps.addWidget(label(words("trace.entry", number=entry), "section"))
            self._steps.addWidget(self._step(run, step, last=number == len(steps) - 1))
        self._steps.addStretch(1)

    def _step(self, run: RunView, step: TraceStep, *, last: bool) -> QWidget:
        node = run.journey.by_id[step.node]
        zone = run.result.settings.time_zone
        made = QWidget()
        across = QHBoxLayout(made)
        spaced(across, 0, 2)
        across.addWidget(_Rail(last=last))
        column = QVBoxLayout()
        spaced(column, (0, 0, 0, 4), 1)
        name = look(QPushButton(say(title(node))), "link")
        name.setCursor(Qt.CursorShape.PointingHandCursor)
        name.setToolTip(words("trace.show_node"))
        name.clicked.connect(lambda: self.node_clicked.emit(step.node))
        tile = Tile(22)
        tile.show_icon(node_icon(node), str(category(node)))
        column.addLayout(row(tile, name, None, spacing=1))
        stayed = "" if step.left is None else lasting((step.left - step.arrived).total_seconds())
        when = moment(step.arrived, zone)
        column.addWidget(label(" · ".join(filter(None, (when, stayed))), "hint", wrap=True))
        if step.person is not None and run.dataset is not None:
            column.addWidget(label(_person(run, step.person), "hint", wrap=True))
        column.addWidget(label(say(step.reason), "summary", wrap=True))
        column.addLayout(self._outcome(run, step))
        if step.details is not None:
            self._add_details(column, step.details)
        across.addLayout(column, 1)
        return made

    def _outcome(self, run: RunView, step: TraceStep) -> QHBoxLayout:
        node = run.journey.by_id[step.node]
        chips: list[QWidget | None] = []
        by = "" if step.path is None else say(path_label(node, step.path))
        if by:
            chips.append(Chip(by, "accent"))
        if step.ended is not None:
            tone = "ok" if step.ended == "completed" else "warning"
            chips.append(Chip(words(f"trace.ended.{step.ended}"), tone))
        elif step.left is None:
            chips.append(Chip(words("trace.here"), "accent"))
        return row(*chips, None, spacing=1)

    def _add_details(self, column: QVBoxLayout, details: Explanation) -> None:
        card = look(QFrame(), "inset")
        inner = QVBoxLayout(card)
        spaced(inner, 2)
        inner.addWidget(Reasons(details))
        card.hide()
        more = button(words("trace.why"), "link")

        def toggle() -> None:
            card.setVisible(card.isHidden())
            more.setText(words("trace.why" if card.isHidden() else "trace.less"))

        more.clicked.connect(toggle)
        column.addLayout(row(more, None))
        column.addWidget(card)


def _person(run: RunView, person: int) -> str:
    people = run.dataset.people if run.dataset is not None else None
    if people is None:
        return ""
    parts = [
        people[name][person]
        for name in ("person.name.firstName", "person.name.lastName")
        if name in people.columns
    ]
    return " ".join(part for part in parts if part) or str(people[f.PERSON_KEY][person])
