"""The settings of one filter of a condition, by what the filter is about."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from designer.conditions import suggestions
from designer.conditions.comparison import ComparisonEditor, update_comparison
from designer.conditions.constraints import ConstraintsEditor
from designer.conditions.groupfilter import GroupFilterEditor
from designer.conditions.suggestions import Source
from designer.conditions.vocabulary import Vocabulary
from designer.widgets.combo import Combo
from designer.widgets.editor import ChoiceEditor, Editor, IntegerEditor
from designer.widgets.look import label, spaced
from designer.widgets.words import words
from engine.accounts import fields as f
from engine.conditions.model import (
    Attribute,
    Comparison,
    Condition,
    EventHistory,
    HasBuyingGroup,
    InList,
    MemberOfBuyingGroup,
    RoleInAccount,
    Scope,
    ValueType,
)


class AttributeEditor(Editor):
    """An attribute, or the roles in the account: one comparison."""

    def __init__(self, kind: ValueType, source: Source, path: str) -> None:
        super().__init__()
        self._model: Comparison | None = None
        self.comparison = ComparisonEditor(
            kind, partial(source.values, path), partial(source.span, path)
        )
        self.comparison.edited.connect(self._changed)
        self.hold(self.comparison)

    def show_value(self, value: Any) -> None:
        self._model = value
        self.comparison.show_value(value)

    def _changed(self, comparison: Comparison, path: str) -> None:
        if self._model is not None:
            self._model = update_comparison(self._model, comparison)
            self.edited.emit(self._model, path)


class ListEditor(Editor):
    """Is, or is not, a member of a list."""

    def __init__(self, vocabulary: Vocabulary, scope: Scope) -> None:
        super().__init__()
        self._model: InList | None = None
        self.member = ChoiceEditor(
            ((True, words("condition.member")), (False, words("condition.not_member")))
        )
        self.member.edited.connect(lambda value, _: self._emit(member=value))
        self._names = {item.id: item.name for item in vocabulary.lists(scope)}
        self._ids = [item.id for item in vocabulary.live_lists(scope)]
        self.lists = Combo()
        self.lists.setAccessibleName(words(f"filter.list.{scope}"))
        self.lists.addItems([self._names[id_] for id_ in self._ids])
        self.lists.activated.connect(lambda index: self._emit(list=self._ids[index]))
        self.hold(self.member, self.lists)

    def show_value(self, value: Any) -> None:
        self._model = value
        self.member.show_value(value.member)
        index = self._ids.index(value.list) if value.list in self._ids else -1
        self.lists.setCurrentIndex(index)
        self.lists.setPlaceholderText(self._names.get(value.list, value.list))

    def _emit(self, **update: Any) -> None:
        if self._model is not None:
            self._model = self._model.model_copy(update=update)
            self.edited.emit(self._model, "")


class HistoryEditor(Editor):
    """How often an event happened, in which days, with which fields; or that it did not."""

    def __init__(self, vocabulary: Vocabulary, event_type: str) -> None:
        super().__init__()
        self._model: EventHistory | None = None
        self.happened = ChoiceEditor(
            ((False, words("condition.happened")), (True, words("condition.did_not_happen")))
        )
        self.at_least = IntegerEditor(1, 1_000_000)
        self.recent = ChoiceEditor(
            ((False, words("condition.ever")), (True, words("condition.in_last")))
        )
        self.days = IntegerEditor(1, 36_500, suffix=words("condition.days_suffix"))
        self.constraints = ConstraintsEditor(vocabulary, event_type)
        self.times = label("", "secondary")
        self.happened.edited.connect(lambda value, _: self._emit("", inactive=value))
        self.at_least.edited.connect(lambda value, path: self._emit(path, at_least=value))
        self.recent.edited.connect(
            lambda value, _: self._emit("", look_back_days=30 if value else None)
        )
        self.days.edited.connect(lambda value, _: self._emit("days", look_back_days=value))
        self.constraints.edited.connect(
            lambda value, path: self._emit(path and f"constraints {path}", constraints=value)
        )
        column = QVBoxLayout(self)
        spaced(column, 0, 2)
        first = QHBoxLayout()
        spaced(first, 0, 2)
        first.addWidget(self.happened, 3)
        first.addWidget(label(words("condition.at_least"), "secondary"))
        first.addWidget(self.at_least, 1)
        first.addWidget(self.times)
        column.addLayout(first)
        second = QHBoxLayout()
        spaced(second, 0, 2)
        second.addWidget(self.recent, 3)
        second.addWidget(self.days, 2)
        column.addLayout(second)
        column.addWidget(self.constraints)
        self.setFocusProxy(self.happened)

    def show_value(self, value: Any) -> None:
        self._model = value
        self.happened.show_value(value.inactive)
        self.at_least.show_value(value.at_least)
        self.times.setText(words("condition.times", count=value.at_least))
        recent = value.look_back_days is not None
        self.recent.show_value(recent)
        self.days.setVisible(recent)
        if recent:
            self.days.show_value(value.look_back_days)
        self.constraints.show_value(value.constraints)

    def _emit(self, path: str, **update: Any) -> None:
        if self._model is not None:
            changed = self._model.model_copy(update=update)
            self.show_value(changed)
            self.edited.emit(changed, path)


def filter_editor(condition: Condition, scope: Scope, vocabulary: Vocabulary) -> Editor:
    """The editor of a condition that has no conditions inside."""
    match condition:
        case Attribute(attribute=path):
            kind = vocabulary.attribute(scope, path).type
            return AttributeEditor(kind, suggestions.of_scope(vocabulary.dataset, scope), path)
        case RoleInAccount():
            source = suggestions.of_scope(vocabulary.dataset, scope)
            return AttributeEditor(ValueType.STRINGS, source, f.PERSON_ROLES)
        case EventHistory(event_type=event_type):
            return HistoryEditor(vocabulary, event_type)
        case InList():
            return ListEditor(vocabulary, scope)
        case HasBuyingGroup() | MemberOfBuyingGroup():
            return GroupFilterEditor(vocabulary, type(condition))
        case _:
            raise TypeError(f"{condition.type} is a group, not a filter")


def filter_title(condition: Condition, scope: Scope, vocabulary: Vocabulary) -> str:
    """What a filter is about."""
    match condition:
        case Attribute(attribute=path):
            return str(vocabulary.names.attribute(scope, path))
        case RoleInAccount():
            return words("filter.role_in_account")
        case EventHistory(event_type=event_type):
            return str(vocabulary.names.event_type(event_type))
        case InList():
            return words(f"filter.list.{scope}")
        case HasBuyingGroup():
            return words("filter.has_buying_group")
        case _:
            return words("filter.member_of_buying_group")
