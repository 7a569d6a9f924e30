"""The editor of constraints on fields, all of which must hold: of events, of opportunities."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout

from designer.conditions import suggestions
from designer.conditions.comparison import ComparisonEditor, update_comparison
from designer.conditions.suggestions import Source
from designer.conditions.vocabulary import Vocabulary, first_operator
from designer.widgets.basics import Elided, button, icon_button
from designer.widgets.editor import Editor
from designer.widgets.look import clear, look, spaced
from designer.widgets.words import words
from engine.accounts.fields import Entity, Field
from engine.conditions.model import Comparison, FieldConstraint, Operator, ValueType


class FieldConstraints(Editor):
    """Constraints on some fields. ``fields``: those on offer; ``source`` finds a field's values
    in the loaded data, to be offered while typing."""

    def __init__(self, fields: Sequence[Field], source: Source) -> None:
        super().__init__()
        self._fields = tuple(fields)
        self._source = source
        self._constraints: tuple[FieldConstraint, ...] = ()
        self._shape: tuple[str, ...] | None = None
        self._editors: list[ComparisonEditor] = []
        column = QVBoxLayout(self)
        spaced(column, 0, 2)
        self._rows = QVBoxLayout()
        spaced(self._rows, 0, 2)
        column.addLayout(self._rows)
        self.add = button(words("condition.add_constraint"), "link", clicked=self._add_menu)
        self.add.setVisible(bool(self._fields))
        line = QHBoxLayout()
        line.addWidget(self.add)
        line.addStretch(1)
        column.addLayout(line)
        self.setFocusProxy(self.add)

    def show_value(self, value: Sequence[FieldConstraint]) -> None:
        self._constraints = tuple(value)
        shape = tuple(item.field for item in self._constraints)
        if shape != self._shape:
            self._shape = shape
            self._rebuild()
        for editor, constraint in zip(self._editors, self._constraints, strict=True):
            editor.show_value(constraint)

    def _rebuild(self) -> None:
        clear(self._rows)
        self._editors = []
        for place, constraint in enumerate(self._constraints):
            known = self._field(constraint.field)
            card = look(QFrame(), "inset")
            column = QVBoxLayout(card)
            spaced(column, 2, 1)
            head = QHBoxLayout()
            head.addWidget(Elided(known.label, "secondary"), 1)
            remove = icon_button("close", words("condition.remove", name=known.label))
            remove.clicked.connect(partial(self._remove, place))
            head.addWidget(remove)
            column.addLayout(head)
            editor = ComparisonEditor(
                known.type,
                partial(self._source.values, known.path),
                partial(self._source.span, known.path),
            )
            editor.setAccessibleName(known.label)
            editor.edited.connect(partial(self._changed, place))
            column.addWidget(editor)
            self._rows.addWidget(card)
            self._editors.append(editor)

    def _field(self, path: str) -> Field:
        found = next((item for item in self._fields if item.path == path), None)
        return found or Field(path=path, label=path, type=ValueType.STRING, custom=True)

    def _add_menu(self) -> None:
        menu = QMenu(self)
        for item in self._fields:
            menu.addAction(item.label).triggered.connect(partial(self._insert, item))
        menu.popup(self.add.mapToGlobal(self.add.rect().bottomLeft()))

    def _insert(self, item: Field, _checked: bool = False) -> None:
        start = Operator.IS if item.type is ValueType.STRING else first_operator(item.type)
        self._tell((*self._constraints, FieldConstraint(field=item.path, operator=start)))
        self._editors[-1].setFocus()

    def _remove(self, place: int, _checked: bool = False) -> None:
        self._tell((*self._constraints[:place], *self._constraints[place + 1 :]))

    def _changed(self, place: int, comparison: Comparison, path: str) -> None:
        constraints = list(self._constraints)
        constraints[place] = update_comparison(constraints[place], comparison)
        self._tell(tuple(constraints), path and f"{place} {path}")

    def _tell(self, constraints: tuple[FieldConstraint, ...], path: str = "") -> None:
        self.show_value(constraints)
        self.edited.emit(constraints, path)


class ConstraintsEditor(FieldConstraints):
    """Constraints on the fields of an event type, with the loaded values on offer."""

    def __init__(self, vocabulary: Vocabulary, event_type: str) -> None:
        source = suggestions.of_events(vocabulary.dataset, event_type)
        super().__init__(vocabulary.event_fields(event_type), source)


class OpportunityConstraintsEditor(FieldConstraints):
    """Constraints on the fields of opportunities, with the loaded values on offer."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        source = suggestions.of_opportunities(vocabulary.dataset)
        super().__init__(vocabulary.fields(Entity.OPPORTUNITY), source)
