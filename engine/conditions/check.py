"""What is wrong with a condition, before it is evaluated: findings, each with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from engine.conditions.compare import parse_instant
from engine.conditions.model import (
    ACCOUNT_ONLY,
    DERIVED,
    NEGATIONS,
    OPERATORS,
    PERSON_ONLY,
    AllOf,
    AnyOf,
    Attribute,
    Comparison,
    Condition,
    EventHistory,
    GroupFilter,
    InList,
    Not,
    Operator,
    PeopleOfAccount,
    RoleInAccount,
    Scalar,
    Scope,
    ValueType,
)
from engine.conditions.sentence import Names, Text
from resources.catalogue import Message, msg

Place = tuple[str | int, ...]
"""The way into a condition by field names and positions, such as ``("conditions", 0, "value")``."""


class ListState(StrEnum):
    """What a condition may find under a list's id."""

    STATIC = "static"
    DYNAMIC = "dynamic"
    DRAFT = "draft"
    """Not Live, so not offered (domain section 1)."""


class Known(Protocol):
    """What exists. A type of None: there is no such thing."""

    def attribute_type(self, scope: Scope, path: str) -> ValueType | None:
        """The type of an attribute."""
        ...

    def event_type_exists(self, name: str) -> bool:
        """Whether an event type is known, from the catalogue or from data."""
        ...

    def event_field_type(self, event_type: str, field: str) -> ValueType | None:
        """The type of an event's field."""
        ...

    def list_state(self, scope: Scope, list_id: str) -> ListState | None:
        """What an account list or people list is; None where there is none."""
        ...


@dataclass(frozen=True)
class Finding:
    """Something wrong: ``blocking`` where the condition is unfinished or names what does not
    exist; else it is a warning, because it has a meaning, if hardly the wanted one."""

    message: Message
    place: Place
    blocking: bool = True


def check(
    condition: Condition,
    scope: Scope,
    known: Known,
    names: Names,
    *,
    in_dynamic_list: bool = False,
) -> tuple[Finding, ...]:
    """Everything wrong with a condition, outside first.

    ``in_dynamic_list``: the condition is itself that of a dynamic list, which may not refer to
    another dynamic list (ruling 18).
    """
    return tuple(_Check(known, names, in_dynamic_list).condition(condition, scope, ()))


def check_comparison(
    comparison: Comparison, kind: ValueType, name: Text, place: Place = ()
) -> tuple[Finding, ...]:
    """What is wrong with a comparison with a value of type ``kind`` that is called ``name``."""
    return tuple(_comparison(comparison, kind, name, place))


@dataclass(frozen=True)
class _Check:
    known: Known
    names: Names
    in_dynamic_list: bool

    def condition(self, condition: Condition, scope: Scope, place: Place) -> Iterator[Finding]:
        if isinstance(condition, PERSON_ONLY if scope is Scope.ACCOUNT else ACCOUNT_ONLY):
            wrong = "only_people" if scope is Scope.ACCOUNT else "only_accounts"
            what = msg(f"conditions.filter.{condition.type}")
            yield Finding(msg(f"conditions.check.{wrong}", filter=what), place)
            return
        match condition:
            case AllOf() | AnyOf():
                for number, inner in enumerate(condition.conditions):
                    yield from self.condition(inner, scope, (*place, "conditions", number))
            case Not():
                yield from self.condition(condition.condition, scope, (*place, "condition"))
            case PeopleOfAccount():
                inner_place = (*place, "condition")
                yield from self.condition(condition.condition, Scope.PERSON, inner_place)
            case Attribute():
                yield from self._attribute(condition, scope, place)
            case RoleInAccount():
                name = msg("conditions.role_in_account")
                yield from _comparison(condition, ValueType.STRINGS, name, place)
            case EventHistory():
                yield from self._history(condition, place)
            case InList():
                yield from self._list(condition, scope, place)
            case GroupFilter():
                yield from _group(condition, place)

    def _attribute(self, condition: Attribute, scope: Scope, place: Place) -> Iterator[Finding]:
        place_of_path = (*place, "attribute")
        if not condition.attribute:
            yield Finding(msg("conditions.check.no_attribute"), place_of_path)
            return
        kind = self.known.attribute_type(scope, condition.attribute)
        if kind is None and scope is Scope.ACCOUNT and condition.attribute.startswith(DERIVED):
            id_ = condition.attribute.removeprefix(DERIVED)
            yield Finding(msg("derived.check.unknown", name=id_), place_of_path)
            return
        if kind is None:
            key = f"conditions.check.unknown_attribute.{scope}"
            yield Finding(msg(key, attribute=condition.attribute), place_of_path)
            return
        name = self.names.attribute(scope, condition.attribute)
        yield from _comparison(condition, kind, name, place)

    def _history(self, condition: EventHistory, place: Place) -> Iterator[Finding]:
        if not condition.event_type:
            yield Finding(msg("conditions.check.no_event_type"), (*place, "event_type"))
            return
        if not self.known.event_type_exists(condition.event_type):
            message = msg("conditions.check.unknown_event_type", event_type=condition.event_type)
            yield Finding(message, (*place, "event_type"))
            return
        for number, constraint in enumerate(condition.constraints):
            inner_place = (*place, "constraints", number)
            kind = self.known.event_field_type(condition.event_type, constraint.field)
            if kind is None:
                message = msg(
                    "conditions.check.unknown_field",
                    field=constraint.field,
                    event=self.names.event_type(condition.event_type),
                )
                yield Finding(message, (*inner_place, "field"))
            else:
                name = self.names.event_field(condition.event_type, constraint.field)
                yield from _comparison(constraint, kind, name, inner_place)

    def _list(self, condition: InList, scope: Scope, place: Place) -> Iterator[Finding]:
        place = (*place, "list")
        if not condition.list:
            yield Finding(msg("conditions.check.no_list"), place)
            return
        state = self.known.list_state(scope, condition.list)
        name = self.names.list(scope, condition.list)
        if state is None:
            yield Finding(msg(f"conditions.check.unknown_list.{scope}", list=name), place)
        elif state is ListState.DRAFT:
            yield Finding(msg("conditions.check.draft_list", list=name), place)
        elif state is ListState.DYNAMIC and self.in_dynamic_list:
            yield Finding(msg("conditions.check.dynamic_list", list=name), place)


def _group(condition: GroupFilter, place: Place) -> Iterator[Finding]:
    kinds = {
        "stage": ValueType.STRING,
        "status": ValueType.STRING,
        "completeness": ValueType.NUMBER,
        "engagement": ValueType.NUMBER,
    }
    for field, kind in kinds.items():
        comparison: Comparison | None = getattr(condition, field)
        if comparison is not None:
            name = msg(f"conditions.group.{field}")
            yield from _comparison(comparison, kind, name, (*place, field))


def _comparison(
    comparison: Comparison, kind: ValueType, name: Text, place: Place
) -> Iterator[Finding]:
    operator = comparison.operator
    if operator not in OPERATORS[kind]:
        message = msg(
            "conditions.check.operator",
            name=name,
            operator=msg(f"conditions.operator.{operator}"),
            kind=msg(f"conditions.type.{kind}"),
        )
        yield Finding(message, (*place, "operator"), blocking=False)
        return
    positive = NEGATIONS.get(operator, operator)
    match positive:
        case Operator.IS_ANY | Operator.IS_NOT_EMPTY:
            return
        case Operator.IS_ONE_OF:
            yield from _several(comparison, kind, name, (*place, "values"))
        case Operator.BETWEEN:
            yield from _range(comparison, kind, name, (*place, "values"))
        case Operator.IN_LAST_DAYS | Operator.IN_NEXT_DAYS:
            yield from _days(comparison, name, (*place, "value"))
        case _:
            yield from _value(comparison.value, kind, name, (*place, "value"))


def _several(
    comparison: Comparison, kind: ValueType, name: Text, place: Place
) -> Iterator[Finding]:
    if not comparison.values:
        yield Finding(msg("conditions.check.no_values", name=name), place)
    for number, value in enumerate(comparison.values):
        yield from _value(value, kind, name, (*place, number))


def _range(comparison: Comparison, kind: ValueType, name: Text, place: Place) -> Iterator[Finding]:
    if len(comparison.values) != 2:
        yield Finding(msg("conditions.check.no_range", name=name), place)
        return
    wrong = list(_several(comparison, kind, name, place))
    yield from wrong
    if wrong:
        return
    low, high = (
        parse_instant(value) if isinstance(value, str) else value for value in comparison.values
    )
    if low is not None and high is not None and low > high:
        low_said, high_said = comparison.values
        message = msg("conditions.check.empty_range", name=name, low=low_said, high=high_said)
        yield Finding(message, place, blocking=False)


def _days(comparison: Comparison, name: Text, place: Place) -> Iterator[Finding]:
    days = comparison.value
    if isinstance(days, bool | str) or days is None or not days > 0:
        yield Finding(msg("conditions.check.days", name=name), place)


def _value(value: Scalar | None, kind: ValueType, name: Text, place: Place) -> Iterator[Finding]:
    """A value must be there and be one of the attribute's type."""
    if value is None or (isinstance(value, str) and not value.strip()):
        yield Finding(msg("conditions.check.no_value", name=name), place)
    elif kind in (ValueType.DATE, ValueType.TIMESTAMP):
        if not isinstance(value, str) or parse_instant(value) is None:
            message = msg("conditions.check.date", name=name, value=str(value))
            yield Finding(message, place)
    elif not isinstance(value, _WRITTEN_AS[kind]) or (
        isinstance(value, bool) and kind is not ValueType.BOOLEAN
    ):
        message = msg(f"conditions.check.value_type.{kind}", name=name, value=value)
        yield Finding(message, place, blocking=False)


_WRITTEN_AS: dict[ValueType, type | tuple[type, ...]] = {
    ValueType.STRING: str,
    ValueType.STRINGS: str,
    ValueType.BOOLEAN: bool,
    ValueType.INTEGER: (int, float),
    ValueType.NUMBER: (int, float),
}
