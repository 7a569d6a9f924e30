"""Editors of a comparison: an operator in words and the values it needs."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from math import isnan
from typing import Any, TypeVar

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from designer.background import Job, while_alive
from designer.conditions.suggestions import Span
from designer.widgets.combo import Combo
from designer.widgets.editor import Editor, IntegerEditor
from designer.widgets.look import clear, label, spaced
from designer.widgets.numbers import day, plain
from designer.widgets.offers import Suggest, nothing
from designer.widgets.values import ValuesEditor, first_value, value_editor
from designer.widgets.words import first_of, words
from engine.conditions.compare import number_of
from engine.conditions.model import OPERATORS, Comparison, Operator, Scalar, ValueType

TIMES = (ValueType.DATE, ValueType.TIMESTAMP)
NUMBERS = (ValueType.INTEGER, ValueType.NUMBER)
C = TypeVar("C", bound=Comparison)
MOST_DAYS = 36_500
FindSpan = Callable[[], Span | None]


class Needs(Enum):
    """What an operator compares with."""

    NOTHING = 0
    ONE = 1
    TWO = 2
    SEVERAL = 3
    DAYS = 4


def needs(operator: Operator) -> Needs:
    """What an operator compares with."""
    name = operator.value
    if operator in (Operator.IS_ANY, Operator.IS_EMPTY, Operator.IS_NOT_EMPTY):
        return Needs.NOTHING
    if name.endswith("between"):
        return Needs.TWO
    if name.endswith("one_of"):
        return Needs.SEVERAL
    return Needs.DAYS if name.endswith("_days") else Needs.ONE


def operator_words(operator: Operator, kind: ValueType) -> str:
    """An operator as people say it for values of a type."""
    family = "time" if kind in TIMES else "list" if kind is ValueType.STRINGS else "value"
    return first_of(f"operator.{family} {operator}", f"operator.{operator}")


def with_operator(comparison: Comparison, operator: Operator, kind: ValueType) -> Comparison:
    """The comparison with another operator, keeping of its values what the operator can use."""
    before, after = needs(comparison.operator), needs(operator)
    if before is after:
        return comparison.model_copy(update={"operator": operator})
    known: tuple[Scalar, ...] = comparison.values
    if comparison.value is not None and before is not Needs.DAYS:
        known = (comparison.value,)
    if before is Needs.DAYS:
        known = ()
    value: Scalar | None = None
    values: tuple[Scalar, ...] = ()
    if after is Needs.ONE:
        value = known[0] if known else first_value(kind)
    elif after is Needs.DAYS:
        value = 30
    elif after is Needs.SEVERAL:
        values = known
    elif after is Needs.TWO:
        start = known or tuple(filter(None, (first_value(kind),))) or (0,)
        values = (start[0], start[-1])
    return comparison.model_copy(update={"operator": operator, "value": value, "values": values})


def _days(value: Scalar | None) -> int:
    """A number of days that can be shown; none for what a hand has written instead of one."""
    number = number_of(value)
    return 0 if number is None or isnan(number) else int(min(max(number, 0), MOST_DAYS))


def update_comparison(model: C, comparison: Comparison) -> C:
    """A model that is a comparison, with another's operator and values."""
    names = ("operator", "value", "values")
    return model.model_copy(update={name: getattr(comparison, name) for name in names})


class ComparisonEditor(Editor):
    """An operator and its values; works on any model that is a ``Comparison``.

    ``suggest`` and ``spans`` find the values and the smallest and largest value of the loaded
    data; they are called on another thread.
    """

    def __init__(
        self, kind: ValueType, suggest: Suggest = nothing, spans: FindSpan | None = None
    ) -> None:
        super().__init__()
        self._kind = kind
        self._suggest = suggest
        self._comparison: Comparison | None = None
        self._shape: Needs | None = None
        self._values: list[Editor] = []
        said = {operator_words(item, kind): item for item in reversed(OPERATORS[kind])}
        # Of two that mean the same (ruling 45) the first is enough.
        self._operators = [item for item in OPERATORS[kind] if item in said.values()]
        self.operator = Combo()
        self.operator.setAccessibleName(words("condition.operator"))
        self.operator.addItems([operator_words(item, kind) for item in self._operators])
        self.operator.activated.connect(self._choose)
        self._column = QVBoxLayout(self)
        spaced(self._column, 0, 2)
        self._line = QHBoxLayout()
        spaced(self._line, 0, 2)
        self._line.addWidget(self.operator, 2)
        self._column.addLayout(self._line)
        self._several = QVBoxLayout()
        spaced(self._several)
        self._column.addLayout(self._several)
        self.span = label("", "hint")
        self.span.hide()
        self._column.addWidget(self.span)
        self.setFocusProxy(self.operator)
        if spans is not None and kind in (*NUMBERS, *TIMES):
            job = Job(lambda _: spans())
            job.done.connect(while_alive(self, self._show_span))
            job.start()

    def _show_span(self, found: Any) -> None:
        """Say from where to where the loaded values go."""
        if found is None:
            return
        low, high = map(day if self._kind in TIMES else plain, found)
        self.span.setText(words("suggest.span", low=low, high=high))
        self.span.setVisible(self._shape in (Needs.ONE, Needs.TWO, Needs.SEVERAL))

    def show_value(self, value: Any) -> None:
        self._comparison = value
        operator: Operator = value.operator
        if operator not in self._operators:  # kept as it was written, though it never holds
            self._operators.append(operator)
            self.operator.addItem(operator_words(operator, self._kind))
        self.operator.setCurrentIndex(self._operators.index(operator))
        if needs(operator) is not self._shape:
            self._rebuild(needs(operator))
        if self._shape is Needs.DAYS:
            self._values[0].show_value(_days(value.value))
        elif self._shape is Needs.ONE:
            self._values[0].show_value(value.value)
        elif self._shape is Needs.TWO:
            for editor, one in zip(self._values, (*value.values, None, None), strict=False):
                editor.show_value(one)
        elif self._shape is Needs.SEVERAL:
            self._values[0].show_value(value.values)

    def _rebuild(self, shape: Needs) -> None:
        self._shape = shape
        while self._line.count() > 1:
            item = self._line.takeAt(1)
            if item is not None and (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        clear(self._several)
        self.span.setVisible(
            bool(self.span.text()) and shape in (Needs.ONE, Needs.TWO, Needs.SEVERAL)
        )
        self._values = []
        if shape is Needs.NOTHING:
            return
        if shape is Needs.SEVERAL:
            several = ValuesEditor(self._kind, self._suggest)
            several.edited.connect(lambda values, _: self._emit(values=values))
            self._values = [several]
            self._several.addWidget(several)
            return
        if shape is Needs.DAYS:
            days: Editor = IntegerEditor(0, MOST_DAYS, suffix=words("condition.days_suffix"))
            self._values = [days]
        else:
            count = 2 if shape is Needs.TWO else 1
            self._values = [value_editor(self._kind, self._suggest) for _ in range(count)]
        for place, editor in enumerate(self._values):
            if place:
                self._line.addWidget(label(words("condition.and"), "secondary"))
            editor.edited.connect(lambda value, path, place=place: self._typed(place, value, path))
            self._line.addWidget(editor, 3)

    def _choose(self, index: int) -> None:
        if self._comparison is not None:
            changed = with_operator(self._comparison, self._operators[index], self._kind)
            self.show_value(changed)
            self.edited.emit(changed, "")

    def _typed(self, place: int, value: Scalar | None, path: str) -> None:
        if self._comparison is None:
            return
        if self._shape is Needs.TWO:
            pair = [*self._comparison.values, 0, 0][:2]
            pair[place] = 0 if value is None else value
            self._emit(values=tuple(pair), path=path and f"{place} {path}")
        else:
            self._emit(value=value, path=path)

    def _emit(self, path: str = "", **update: Any) -> None:
        if self._comparison is not None:
            self._comparison = self._comparison.model_copy(update=update)
            self.edited.emit(self._comparison, path)
