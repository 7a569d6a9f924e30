"""The condition form: the groups, the sentence above them and the live count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from designer.background import Latest
from designer.conditions.groups import GroupEditor, entries
from designer.conditions.vocabulary import Vocabulary, filters
from designer.widgets.basics import Scroll
from designer.widgets.look import label, look, spaced
from designer.widgets.numbers import share, whole
from designer.widgets.palette import Palette
from designer.widgets.words import words
from engine.background import Work
from engine.conditions.model import AllOf, Condition, Scope
from engine.conditions.sentence import sentence

if TYPE_CHECKING:
    from designer.conditions.counting import Count
    from engine.accounts.dataset import Dataset
    from engine.accounts.snapshot import Snapshot

COUNT_AFTER = 60
"""Milliseconds after the last key: with the counting itself, well within a tenth of a second."""


@dataclass(frozen=True)
class Question:
    """What is to be counted: the whole condition, and the filters by their place."""

    condition: Condition
    scope: Scope
    parts: Mapping[tuple[int, ...], tuple[Condition, Scope]]


@dataclass(frozen=True)
class Counts:
    """The answer: the whole, and each filter alone."""

    whole: Count
    parts: Mapping[tuple[int, ...], Count]


class Counter:
    """Counts on one dataset; keeps the members of its lists from question to question."""

    def __init__(self, dataset: Dataset, vocabulary: Vocabulary) -> None:
        self._dataset = dataset
        self._lists = vocabulary.definitions.lists
        self._state: tuple[Snapshot, int] | None = None

    def answer(self, question: Question, work: Work) -> Counts:
        """Count, on any thread."""
        from designer.conditions import counting

        if self._state is None:
            end = counting.data_end(self._dataset)
            self._state = counting.snapshot(self._dataset, self._lists), end
        state, at = self._state
        total = counting.count(question.condition, question.scope, state, at)
        parts = {}
        for place, (condition, scope) in question.parts.items():
            work.at(0.5)
            parts[place] = counting.count(condition, scope, state, at)
        return Counts(total, parts)


class ConditionForm(QWidget):
    """Filters on offer at the left, the condition at the right, its sentence and count above."""

    edited = Signal(object, str)
    counted = Signal(object)
    """The :class:`Counts` of the condition as it is now."""

    def __init__(self, scope: Scope, vocabulary: Vocabulary, *, offers: bool = True) -> None:
        super().__init__()
        self.scope = scope
        self.condition: Condition = AllOf()
        self._vocabulary = vocabulary
        dataset = vocabulary.dataset
        self._counter = None if dataset is None else Counter(dataset, vocabulary)
        self._latest = Latest(self)
        self._latest.answered.connect(self._show_counts)
        self._places: dict[tuple[int, ...], QLabel] = {}
        self._timer = QTimer(self, interval=COUNT_AFTER, singleShot=True)
        self._timer.timeout.connect(self._ask)
        self.sentence = label("", "sentence", wrap=True)
        self.sentence.setAccessibleName(words("condition.sentence"))
        self.total = label("", "count")
        self.total.setAccessibleName(words("condition.count"))
        self.group = GroupEditor(scope, vocabulary)
        self.group.edited.connect(self._changed)

        line = QHBoxLayout(self)
        spaced(line, 0, 4)
        if offers:
            self.palette_ = Palette(
                entries(filters(vocabulary, scope)), words("condition.search"), folded=True
            )
            self.palette_.setFixedWidth(232)
            self.palette_.picked.connect(self.group.insert)
            line.addWidget(self.palette_)
        right = QVBoxLayout()
        spaced(right, 0, 3)
        head = look(QWidget(), "banner")
        banner = QVBoxLayout(head)
        spaced(banner, (3, 2, 3, 2), 1)
        banner.addWidget(self.sentence)
        banner.addWidget(self.total)
        right.addWidget(head)
        content = QWidget()
        column = QVBoxLayout(content)
        spaced(column, (0, 0, 2, 2), 2)
        column.addWidget(self.group)
        column.addStretch(1)
        right.addWidget(Scroll(content), 1)
        line.addLayout(right, 1)

    def show_condition(self, condition: Condition) -> None:
        """Show a condition; counting starts at once."""
        self.condition = condition
        self.group.show_value(condition)
        self._say()
        self._timer.start(0)

    def _changed(self, condition: Condition, path: str) -> None:
        self.condition = condition
        self._say()
        self._timer.start(COUNT_AFTER)
        self.edited.emit(condition, path)

    def _say(self) -> None:
        self.sentence.setText(str(sentence(self.condition, self.scope, self._vocabulary.names)))

    def _ask(self) -> None:
        leaves = list(self.group.leaves())
        self._places = {path: place for path, _, _, place in leaves if isinstance(place, QLabel)}
        if self._counter is None:
            self.total.setText(words("condition.no_data"))
            return
        parts = {path: (condition, scope) for path, condition, scope, _ in leaves}
        question = Question(self.condition, self.scope, parts)
        self._latest.ask(partial(self._counter.answer, question))

    def _show_counts(self, counts: Any) -> None:
        found: Count = counts.whole
        percent = share(found.matching, found.total)
        said = words(
            f"condition.counted.{self.scope}",
            matching=whole(found.matching),
            total=whole(found.total),
            share=percent,
        )
        if found.outside:
            key = f"condition.outside.{self.scope}"
            said = words(key, counted=said, count=found.outside)
        self.total.setText(said)
        for path, place in self._places.items():
            if path in counts.parts:
                place.setText(whole(counts.parts[path].matching))
        self.counted.emit(counts)
