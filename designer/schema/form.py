"""The form of a derived attribute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from designer.conditions.constraints import ConstraintsEditor, OpportunityConstraintsEditor
from designer.conditions.vocabulary import Vocabulary
from designer.inspector.rows import FieldRow, OptionalEditor
from designer.schema.people import PeopleEditor
from designer.widgets.combo import Combo
from designer.widgets.editor import ChoiceEditor, Editor, IntegerEditor, TextEditor
from designer.widgets.look import clear, spaced
from designer.widgets.words import words
from engine.accounts import fields as f
from engine.accounts.derived.model import (
    ENTITY_OF,
    OF_A_FIELD,
    Aggregate,
    DerivedAttribute,
    Over,
    aggregates,
    field_types,
)
from engine.accounts.fields import Entity, Field
from engine.conditions.check import Finding

MOST_DAYS = 36_500
MONTH = 30
_UNROLLED = {Entity.EVENT: (f.EVENT_TYPE,)}
"""Fields that are the same wherever a definition looks."""


class PathEditor(Editor):
    """One of some named things, by its path; one that is not among them stays as it is."""

    def __init__(self, placeholder: str) -> None:
        super().__init__()
        self._paths: list[str] = []
        self._value: str | None = None
        self.combo = Combo()
        self.combo.setPlaceholderText(placeholder)
        self._placeholder = placeholder
        self.combo.activated.connect(self._chosen)
        self.hold(self.combo)

    def offer(self, things: Sequence[tuple[str, str]]) -> None:
        """Offer other things: paths and labels."""
        if [path for path, _ in things] != self._paths or not self.combo.count():
            self._paths = [path for path, _ in things]
            self.combo.clear()
            self.combo.addItems([label for _, label in things])
        self.show_value(self._value)

    def show_value(self, value: Any) -> None:
        self._value = value
        known = value in self._paths
        self.combo.setCurrentIndex(self._paths.index(value) if known else -1)
        self.combo.setPlaceholderText(value or self._placeholder)

    def _chosen(self, place: int) -> None:
        self._value = self._paths[place]
        self.edited.emit(self._value, "")


class DerivedForm(QWidget):
    """Edits a definition; what its kind does not need is not shown, and kept."""

    edited = Signal(object, str)
    """The changed definition, and what is being typed in (see ``Editor.edited``)."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        self.vocabulary = vocabulary
        self.definition: DerivedAttribute | None = None
        self._constraints: Editor | None = None
        self._constraints_of: tuple[Over, str | None] | None = None
        self.over = ChoiceEditor([(over, words(f"derived.over.{over}")) for over in Over])
        self.event_type = PathEditor(words("derived.choose_event"))
        types = sorted(vocabulary.event_types, key=lambda kind: kind.label.casefold())
        self.event_type.offer([(kind.name, kind.label) for kind in types])
        self.aggregate = PathEditor("")
        self.field = PathEditor(words("derived.choose_field"))
        self.days = OptionalEditor(
            words("derived.limited"),
            IntegerEditor(1, MOST_DAYS, suffix=words("condition.days_suffix")),
            MONTH,
        )
        self.people = PeopleEditor(vocabulary)
        self.about = TextEditor(words("derived.about_placeholder"))
        self.where = QWidget()
        self._where = QVBoxLayout(self.where)
        spaced(self._where)
        self.rows: dict[str, FieldRow] = {}
        column = QVBoxLayout(self)
        spaced(column, 0, 4)
        for name, editor in (
            ("over", self.over),
            ("event_type", self.event_type),
            ("aggregate", self.aggregate),
            ("field", self.field),
            ("look_back_days", self.days),
        ):
            self._add(column, name, editor)
        column.addWidget(self.where)
        self._add(column, "people", self.people)
        self._add(column, "description", self.about)
        column.addStretch(1)

    def _add(self, column: QVBoxLayout, name: str, editor: Editor) -> None:
        row = FieldRow(words(f"derived.field.{name}"), editor, words(f"derived.help.{name}"))
        editor.edited.connect(lambda value, path: self._changed(name, value, path))
        self.rows[name] = row
        column.addWidget(row)

    # --- showing ---

    def show_definition(self, definition: DerivedAttribute) -> None:
        """Show a definition without telling ``edited``."""
        self.definition = definition
        over, events = definition.over, definition.over is Over.EVENTS
        self.over.show_value(over)
        self.event_type.show_value(definition.event_type)
        offered = aggregates(over)
        self.aggregate.offer([(str(each), words(f"derived.how.{each}")) for each in offered])
        self.aggregate.show_value(str(definition.aggregate))
        self.field.offer([(one.path, one.label) for one in self.fields()])
        self.field.show_value(definition.field)
        self.days.show_value(definition.look_back_days)
        self.people.show_value(definition.people)
        self.about.show_value(definition.description)
        self.rows["event_type"].setVisible(events)
        self.rows["look_back_days"].setVisible(events)
        self.rows["field"].setVisible(definition.aggregate in OF_A_FIELD)
        self.rows["people"].setVisible(over is not Over.OPPORTUNITIES)
        self._show_constraints(definition)

    def fields(self) -> tuple[Field, ...]:
        """The fields that can be rolled up as the definition says."""
        definition = self.definition
        if definition is None or definition.aggregate not in OF_A_FIELD:
            return ()
        known = self.vocabulary
        entity = ENTITY_OF[definition.over]
        found = known.fields(entity)
        if entity is Entity.EVENT:
            own = (known.field(entity, path) for path in (f.EVENT_TIMESTAMP, f.EVENT_PERSON))
            found = (*own, *known.event_fields(definition.event_type))
        allowed = field_types(definition.over, definition.aggregate)
        left_out = _UNROLLED.get(entity, ())
        return tuple(one for one in found if one.type in allowed and one.path not in left_out)

    def _show_constraints(self, definition: DerivedAttribute) -> None:
        about = (definition.over, definition.event_type)
        if definition.over is not Over.EVENTS:
            about = (definition.over, None)
        if about != self._constraints_of:
            self._constraints_of = about
            clear(self._where)
            self._constraints = self._constraints_editor(definition)
            if self._constraints is not None:
                self._add(self._where, "constraints", self._constraints)
        self.where.setVisible(self._constraints is not None)
        if self._constraints is not None:
            self._constraints.show_value(definition.constraints)

    def _constraints_editor(self, definition: DerivedAttribute) -> Editor | None:
        if definition.over is Over.OPPORTUNITIES:
            return OpportunityConstraintsEditor(self.vocabulary)
        if definition.over is Over.EVENTS and definition.event_type:
            return ConstraintsEditor(self.vocabulary, definition.event_type)
        return None

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Say beside each field what is wrong with it."""
        found: Mapping[str, str] = {
            str(one.place[0]): str(one.message) for one in reversed(findings)
        }
        for name, row in self.rows.items():
            row.show_problem(found.get(name, ""))

    # --- editing ---

    def _changed(self, name: str, value: Any, path: str) -> None:
        before = self.definition
        if before is None:
            return
        if name == "aggregate":
            value = Aggregate(value)
        update: dict[str, Any] = {name: value}
        if name in ("over", "event_type") and value != getattr(before, name):
            update |= {"constraints": (), "field": None}
        if name == "over" and before.aggregate not in aggregates(value):
            update["aggregate"] = Aggregate.COUNT
        after = before.model_copy(update=update)
        self.show_definition(after)
        fitting = {one.path for one in self.fields()}
        if name == "aggregate" and after.field not in fitting:
            after = after.model_copy(update={"field": None})
            self.show_definition(after)
        self.edited.emit(after, path and f"{name} {path}")
