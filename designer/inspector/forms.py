"""Forms built from models: a row for every field, an editor by the field's type."""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Callable, Mapping
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel
from PySide6.QtWidgets import QVBoxLayout

from designer.conditions import suggestions
from designer.conditions.comparison import ComparisonEditor
from designer.conditions.constraints import ConstraintsEditor
from designer.conditions.vocabulary import ENTITIES
from designer.inspector.around import Around
from designer.inspector.conditionfield import ConditionEditor
from designer.inspector.fields import (
    FormField,
    choice_label,
    choices,
    form_fields,
    item_type,
)
from designer.inspector.references import (
    AttributeEditor,
    AudienceEditor,
    EventTypeEditor,
    OneOfEditor,
    ReferenceEditor,
    role_options,
    stage_options,
)
from designer.inspector.rows import FieldRow, OptionalEditor
from designer.inspector.timing import DateEditor, TimingEditor
from designer.widgets.editor import (
    ChoiceEditor,
    Editor,
    IntegerEditor,
    LongTextEditor,
    MomentEditor,
    SwitchEditor,
    TextEditor,
    TimeEditor,
)
from designer.widgets.look import clear, spaced
from designer.widgets.times import DurationEditor, WeekdaysEditor, ZoneEditor
from designer.widgets.values import value_editor
from designer.widgets.words import first_of, words
from engine.conditions.model import (
    AllOf,
    Comparison,
    FieldConstraint,
    Scope,
    ValueType,
)
from engine.journey.model import Channel
from engine.journey.timing import Duration, Timing, Weekday

SIBLINGS = {
    "value": "attribute",
    "new": "attribute",
    "previous": "attribute",
    "constraints": "event_type",
    "role": "solution_interest",
    "stage": "solution_interest",
}
"""Fields whose editor depends on the value of another field of the same model."""

LONG_TEXTS = ("description", "prompt", "text")
CHANNELS = {"send_sms": Channel.SMS, "send_whatsapp": Channel.WHATSAPP}


class ModelForm(Editor):
    """A form over a model: its fields from top to bottom; ``names`` limits it to some of them."""

    def __init__(
        self, model: type[BaseModel], around: Around, names: tuple[str, ...] | None = None
    ) -> None:
        super().__init__()
        self._around = around
        self._value: Any = None
        self.rows: dict[str, FieldRow] = {}
        self._depends: dict[str, Any] = {}
        self._fields = {
            field.name: field
            for field in form_fields(model)
            if names is None or field.name in names
        }
        self._column = QVBoxLayout(self)
        spaced(self._column, 0, 4)
        self.last_edited = ""

    def show_value(self, value: Any) -> None:
        self._value = value
        wanted = {
            name: getattr(value, SIBLINGS[name], None) for name in self._fields if name in SIBLINGS
        }
        if not self.rows or wanted != self._depends:
            self._depends = wanted
            self._build()
        for name, each in self.rows.items():
            each.editor.show_value(getattr(value, name))

    def _build(self) -> None:
        clear(self._column)
        self.rows = {}
        for name, field in self._fields.items():
            editor = editor_for(field, self._around, self._value)
            is_switch = isinstance(editor, SwitchEditor | OptionalEditor)
            made = FieldRow("" if is_switch else field.label, editor, field.help, explain=True)
            editor.edited.connect(lambda value, path, name=name: self._edited(name, value, path))
            self._column.addWidget(made)
            self.rows[name] = made
        if self.rows:
            self.setFocusProxy(next(iter(self.rows.values())).editor)

    def _edited(self, name: str, value: Any, path: str) -> None:
        self.last_edited = name
        changed = self._value.model_copy(update={name: value})
        self.show_value(changed)
        self.edited.emit(changed, path and f"{name}.{path}")

    def show_problems(self, problems: Mapping[str, str]) -> None:
        for name, each in self.rows.items():
            below = {
                path.removeprefix(f"{name}."): sentence
                for path, sentence in problems.items()
                if path.startswith(f"{name}.")
            }
            each.editor.show_problems(below)
            inside = "" if below_is_shown(each.editor) else next(iter(below.values()), "")
            each.show_problem(problems.get(name, "") or inside)

    def focus_on(self, path: str) -> None:
        name, _, rest = path.partition(".")
        if name in self.rows:
            self.rows[name].editor.focus_on(rest)


def below_is_shown(editor: Editor) -> bool:
    """Whether an editor shows the problems of what is inside it itself."""
    return type(editor).show_problems is not Editor.show_problems


def editor_for(field: FormField, around: Around, value: Any) -> Editor:
    """The editor of a field of a model; ``value`` is the model as it is now."""
    made = _by_name(field, around, value) or _by_type(field, around)
    if made is None:
        raise TypeError(f"no editor for {field.model}.{field.name}: {field.type}")
    if field.optional and _stands_alone(field):
        return OptionalEditor(field.label, made, _default(field))
    return made


def _stands_alone(field: FormField) -> bool:
    """Whether "nothing" is shown by a switch that is off, not within the editor itself."""
    kind = field.type
    dated = get_origin(kind) in (Union, types.UnionType) and dt.datetime in get_args(kind)
    model = isinstance(kind, type) and issubclass(kind, BaseModel)
    return dated or model


def _default(field: FormField) -> Any:
    if field.type is Timing:
        return Timing(duration=Duration())
    if isinstance(field.type, type) and issubclass(field.type, BaseModel):
        return field.type()
    return (dt.datetime.now(dt.UTC) + dt.timedelta(days=90)).date()


def _by_name(field: FormField, around: Around, value: Any) -> Editor | None:
    """Editors of fields that mean more than their type says."""
    reference = field.reference
    if reference is not None:
        if reference.kind == "audiences":
            return AudienceEditor(around, reference)
        return ReferenceEditor(around, reference, CHANNELS.get(field.model))
    if field.name == "time_zone":
        return ZoneEditor()
    scope = Scope.ACCOUNT if "account" in field.model else Scope.PERSON
    if field.name == "attribute":
        return AttributeEditor(around, ENTITIES[scope])
    if field.name == "event_type":
        return EventTypeEditor(around)
    if item_type(field.type) is FieldConstraint:
        return ConstraintsEditor(around.vocabulary, value.event_type or "")
    if field.name == "role":
        none = words("reference.any_role") if field.model.endswith("_group") else ""
        return OneOfEditor(
            role_options(around, value.solution_interest),
            words("reference.choose.role"),
            none if "from_group" not in field.model and field.model != "assign_to_group" else "",
        )
    if field.name == "stage":
        stages = stage_options(around, value.solution_interest)
        return OneOfEditor(stages, words("reference.choose.stage"))
    if field.name == "value" and hasattr(value, "attribute"):
        return _attribute_value(around, scope, value.attribute)
    if field.type is Comparison:
        return _comparison(field, around, scope, value)
    return None


def _attribute_value(around: Around, scope: Scope, path: str | None) -> Editor:
    known = around.vocabulary.field(ENTITIES[scope], path or "")
    return value_editor(
        known.type, lambda: suggestions.of_scope(around.dataset, scope).values(path or "")
    )


def _comparison(field: FormField, around: Around, scope: Scope, value: Any) -> Editor:
    """The new or the previous value of what a trigger is about."""
    path = getattr(value, "attribute", None)
    if path is not None:
        known = around.vocabulary.field(ENTITIES[scope], path)
        return ComparisonEditor(
            known.type, lambda: suggestions.of_scope(around.dataset, scope).values(path)
        )
    scores = ("completeness" in field.model) or ("engagement" in field.model)
    return ComparisonEditor(ValueType.NUMBER if scores else ValueType.STRING)


def _by_type(field: FormField, around: Around) -> Editor | None:
    kind = field.type
    if options := choices(kind):
        named = [(one, choice_label(one)) for one in options]
        if not field.optional:
            return ChoiceEditor(named)
        anything = first_of(f"label.{field.model} {field.name} none", "reference.anything")
        return ChoiceEditor([(None, anything), *named])
    if isinstance(kind, type) and kind in SIMPLE:
        return SIMPLE[kind](field, around)
    if item_type(kind) is Weekday:
        return WeekdaysEditor()
    if _is_condition(kind):
        return ConditionEditor(around, field.label, optional=field.optional)
    if get_origin(kind) in (Union, types.UnionType) and dt.datetime in get_args(kind):
        return DateEditor()
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return ModelForm(kind, around)
    return None


SIMPLE: dict[type, Callable[[FormField, Around], Editor]] = {
    bool: lambda field, _: SwitchEditor(field.label),
    int: lambda field, _: IntegerEditor(*field.bounds),
    str: lambda field, _: LongTextEditor() if field.name in LONG_TEXTS else TextEditor(),
    Duration: lambda _, __: DurationEditor(),
    Timing: lambda _, around: TimingEditor(around.document.journey.settings.time_zone),
    dt.time: lambda _, __: TimeEditor(),
    dt.datetime: lambda _, __: MomentEditor(),
}
"""Editors that the type alone decides."""


def _is_condition(kind: Any) -> bool:
    """Whether a type is the union of all conditions."""
    inner = get_args(kind)[0] if get_origin(kind) is not None and get_args(kind) else kind
    return AllOf in get_args(kind) or AllOf in get_args(inner)
