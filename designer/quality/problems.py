"""What was found in the data, by table: what it means, its rows, and a way to mend it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from designer.quality.told import ENTITY_ICONS, entity_name, type_name
from designer.widgets.basics import Elided, Scroll, button
from designer.widgets.look import clear, label, look, spaced
from designer.widgets.numbers import day, share, whole
from designer.widgets.themed import set_icon
from designer.widgets.words import words
from engine.accounts.fields import Entity
from engine.accounts.quality.values import Check, Quality, TypeSpan, Weight
from resources.catalogue import say

COUNT, ROWS, MEND = 96, 92, 92
"""How wide the columns at the right are, in pixels."""

_SIGNS = {
    Weight.PROBLEM: ("warning", "warning"),
    Weight.FACT: ("info", "ink3"),
    Weight.GOOD: ("ok", "ok"),
}


class Line(QFrame):
    """One thing that was found."""

    rows_wanted = Signal(str)
    mend_wanted = Signal(str)

    def __init__(self, check: Check, of: int, *, can_mend: bool) -> None:
        super().__init__()
        look(self, "row")
        self.check = check
        title, why = say(check.title), say(check.why)
        sign = QLabel()
        set_icon(sign, *_SIGNS[check.weight], 16)
        texts = QVBoxLayout()
        spaced(texts)
        texts.addWidget(Elided(title))
        about = Elided(why, "hint")
        texts.addWidget(about)
        numbers = QVBoxLayout()
        spaced(numbers)
        right = Qt.AlignmentFlag.AlignRight
        for each in (label(whole(check.count), "number"), label(_of(check, of), "hint")):
            each.setAlignment(right)
            each.setFixedWidth(COUNT)
            numbers.addWidget(each)
        self.rows = button(
            words("quality.show_rows"), "link", clicked=partial(self.rows_wanted.emit, check.key)
        )
        self.rows.setFixedWidth(ROWS)
        self.rows.setAccessibleName(words("quality.show_rows_of", what=title, count=check.count))
        self.mend: QPushButton | None = None
        line = QHBoxLayout(self)
        spaced(line, (2, 2, 2, 2), 3)
        line.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(texts, 1)
        line.addLayout(numbers)
        line.addWidget(self.rows)
        if check.fix is None or not can_mend:
            line.addSpacing(MEND + line.spacing())
            return
        self.mend = button(
            words("quality.mend"), "plain", clicked=partial(self.mend_wanted.emit, check.fix)
        )
        self.mend.setFixedWidth(MEND)
        self.mend.setAccessibleName(words("quality.mend_what", what=title))
        line.addWidget(self.mend)


def _of(check: Check, of: int) -> str:
    """How many that is, of all; or of how many they are duplicates."""
    if check.groups is not None:
        return words("quality.of_groups", count=check.groups)
    return share(check.count, of)


class ProblemsView(Scroll):
    """A group for each table: what had better be mended, what is good to know, and what was
    looked for in vain."""

    rows_wanted = Signal(str)
    """The key of a rule."""
    mend_wanted = Signal(str)
    """A fix by name."""
    type_wanted = Signal(str)
    """An event type, whose events are to be shown."""

    def __init__(self) -> None:
        content = QWidget()
        super().__init__(content, "page")
        self.setAccessibleName(words("quality.problems"))
        self.lines: list[Line] = []
        self.types: dict[str, QPushButton] = {}
        """The way to the events of each type."""
        self._column = QVBoxLayout(content)
        spaced(self._column, (0, 0, 2, 2), 4)

    def show_quality(self, quality: Quality, *, can_mend: bool) -> None:
        """Show what was found. ``can_mend``: whether the data may be changed."""
        clear(self._column)
        self.lines, self.types = [], {}
        for entity in ENTITY_ICONS:
            checks = [check for check in quality.checks if check.entity is entity]
            if quality.sizes[entity]:
                self._column.addWidget(
                    self._group(entity, checks, quality.sizes[entity], can_mend=can_mend)
                )
        if quality.spans:
            self._column.addWidget(self._types(quality.spans))
        self._column.addStretch(1)

    def _types(self, spans: Sequence[TypeSpan]) -> QFrame:
        """How many events of each type there are, and from when to when."""
        made = look(QFrame(), "card")
        grid = QGridLayout(made)
        spaced(grid, (5, 3, 5, 3), 1)
        grid.setHorizontalSpacing(24)
        grid.setColumnStretch(3, 1)
        grid.addWidget(label(words("quality.types"), "heading"), 0, 0, 1, 4)
        for place, span in enumerate(spans, 1):
            name = type_name(span.event_type)
            link = button(name, "link", clicked=partial(self.type_wanted.emit, span.event_type))
            said = words("quality.show_rows_of", what=name, count=span.count)
            link.setAccessibleName(said)
            count = label(whole(span.count), "number")
            count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            when = words("quality.from_to", low=day(span.first), high=day(span.last))
            grid.addWidget(link, place, 0, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(count, place, 1)
            grid.addWidget(label(when, "summary"), place, 2)
            self.types[span.event_type] = link
        return made

    def _group(self, entity: Entity, checks: list[Check], of: int, *, can_mend: bool) -> QFrame:
        made = look(QFrame(), "card")
        column = QVBoxLayout(made)
        spaced(column, (3, 2, 3, 2), 0)
        picture = QLabel()
        set_icon(picture, ENTITY_ICONS[entity], "ink2", 16)
        head = QHBoxLayout()
        spaced(head, (2, 1, 2, 1), 2)
        head.addWidget(picture)
        head.addWidget(label(entity_name(entity), "heading"))
        head.addWidget(label(whole(of), "hint"))
        head.addStretch(1)
        column.addLayout(head)
        order = list(Weight)
        found = sorted((c for c in checks if c.count), key=lambda check: order.index(check.weight))
        for check in found:
            line = Line(check, of, can_mend=can_mend)
            line.rows_wanted.connect(self.rows_wanted)
            line.mend_wanted.connect(self.mend_wanted)
            self.lines.append(line)
            column.addWidget(line)
        vain = [check for check in checks if not check.count and check.weight is not Weight.GOOD]
        if vain:
            column.addWidget(_in_vain(vain))
        return made


def _in_vain(checks: list[Check]) -> QWidget:
    """What was looked for and not found."""
    made = QWidget()
    line = QHBoxLayout(made)
    spaced(line, (2, 2, 2, 2), 3)
    sign = QLabel()
    set_icon(sign, "ok", "ok", 16)
    line.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
    names = tuple(say(check.title)[:1].lower() + say(check.title)[1:] for check in checks)
    line.addWidget(label(words("quality.in_vain", what=names), "summary", wrap=True), 1)
    return made
