"""Conditions read plainly, one entity at a time (rulings 7, 15-18, 20, 45-47).

Values are what the world holds: text, numbers, booleans, lists of text, and instants (dates as
their midnight UTC); ``None`` is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from engine.conditions.model import (
    NEGATIONS,
    OPERATORS,
    AllOf,
    AnyOf,
    Attribute,
    Comparison,
    Condition,
    EventHistory,
    FieldConstraint,
    HasBuyingGroup,
    InList,
    MemberOfBuyingGroup,
    Not,
    Operator,
    PeopleOfAccount,
    Quantifier,
    RoleInAccount,
    Scalar,
    Scope,
    ValueType,
)
from tests.oracle.local_time import instant_of
from tests.oracle.world import PERSON_ROLES, Event, Value, World

DAY = 86_400_000_000


def holds(condition: Condition, world: World, scope: Scope, key: str, at: int) -> bool:
    """Whether a condition holds for an entity at an instant, in the state as it is now."""
    match condition:
        case AllOf():
            return all(holds(part, world, scope, key, at) for part in condition.conditions)
        case AnyOf():
            return any(holds(part, world, scope, key, at) for part in condition.conditions)
        case Not():
            return not holds(condition.condition, world, scope, key, at)
        case Attribute():
            kind = world.type_of(scope, condition.attribute)
            value = world.value(scope, key, condition.attribute)
            return compares(condition, value, kind, at, is_key(condition.attribute))
        case RoleInAccount():
            return compares(
                condition, world.value(scope, key, PERSON_ROLES), ValueType.STRINGS, at, False
            )
        case EventHistory():
            return history(condition, world, key, at)
        case InList():
            return (key in world.members(scope, condition.list)) == condition.member
        case PeopleOfAccount():
            found = [
                person
                for person in world.synced_people(key)
                if holds(condition.condition, world, Scope.PERSON, person, at)
            ]
            return quantified(condition.quantifier, condition.count, len(found))
        case HasBuyingGroup() | MemberOfBuyingGroup():
            return False  # no group exists (ruling 20)


def quantified(quantifier: Quantifier, wanted: int, count: int) -> bool:
    """Whether a number of people is the number asked for."""
    match quantifier:
        case Quantifier.ANY:
            return count > 0
        case Quantifier.NO:
            return count == 0
        case Quantifier.AT_LEAST:
            return count >= wanted
        case Quantifier.AT_MOST:
            return count <= wanted
        case Quantifier.EXACTLY:
            return count == wanted


def history(condition: EventHistory, world: World, person: str, at: int) -> bool:
    """Ruling 7: events with timestamp <= t, in a look-back of n days those of (t - n x 24 h, t]."""
    count = 0
    for event in world.events_of_person(person):
        if event.type != condition.event_type or event.time > at:
            continue
        days = condition.look_back_days
        if days is not None and event.time <= at - days * DAY:
            continue
        if meets(condition.constraints, world, event, at):
            count += 1
    return (count < condition.at_least) if condition.inactive else (count >= condition.at_least)


def meets(constraints: tuple[FieldConstraint, ...], world: World, event: Event, at: int) -> bool:
    """Whether an event meets all constraints on its fields."""
    return all(
        compares(
            constraint,
            event.fields.get(constraint.field),
            world.type_of_field(constraint.field),
            at,
            is_key(constraint.field),
        )
        for constraint in constraints
    )


def is_key(path: str) -> bool:
    """Keys compare exactly (rulings 16, 46)."""
    return path.endswith(".sourceKey")


def compares(comparison: Comparison, value: Value, kind: ValueType, at: int, exactly: bool) -> bool:
    """Whether a value compares as said. A negative comparison is the complement (ruling 15)."""
    positive = NEGATIONS.get(comparison.operator)
    if positive is not None:
        return not _positive(positive, comparison, value, kind, at, exactly)
    return _positive(comparison.operator, comparison, value, kind, at, exactly)


def _positive(
    operator: Operator,
    comparison: Comparison,
    value: Value,
    kind: ValueType,
    at: int,
    exactly: bool,
) -> bool:
    if operator is Operator.IS_ANY:
        return True
    if value is None:
        return False
    if operator is Operator.IS_NOT_EMPTY:
        return True
    if operator not in OPERATORS[kind]:
        return False
    if isinstance(value, list):  # some item equals (ruling 45)
        one = Operator.IS if operator is Operator.CONTAINS else operator
        return any(_text(one, comparison, item, exactly) for item in value)
    if isinstance(value, str):
        return _text(operator, comparison, value, exactly)
    if isinstance(value, bool):
        return isinstance(comparison.value, bool) and value == comparison.value
    if kind in (ValueType.DATE, ValueType.TIMESTAMP):
        if operator in (Operator.IN_LAST_DAYS, Operator.IN_NEXT_DAYS):
            return _days(operator, comparison.value, int(value), at)
        moments = [_moment(one) for one in comparison.values]
        return _order(operator, value, _moment(comparison.value), moments)
    numbers = [_number(one) for one in comparison.values]
    return _order(operator, value, _number(comparison.value), numbers)


def _text(operator: Operator, comparison: Comparison, value: str, exactly: bool) -> bool:
    def read(text: str) -> str:
        return text if exactly else text.casefold()

    if operator is Operator.IS_ONE_OF:
        return read(value) in [read(one) for one in comparison.values if isinstance(one, str)]
    if not isinstance(comparison.value, str):
        return False
    have, want = read(value), read(comparison.value)
    match operator:
        case Operator.IS:
            return have == want
        case Operator.CONTAINS:
            return want in have
        case Operator.STARTS_WITH:
            return have.startswith(want)
        case Operator.ENDS_WITH:
            return have.endswith(want)
        case _:
            raise AssertionError(operator)


def _order(
    operator: Operator, value: float, one: float | None, several: Sequence[float | None]
) -> bool:
    if operator is Operator.IS_ONE_OF:
        return value in [item for item in several if item is not None]
    if operator is Operator.BETWEEN:
        if len(several) != 2:
            return False
        low, high = several
        return low is not None and high is not None and low <= value <= high
    if one is None:
        return False
    match operator:
        case Operator.IS:
            return value == one
        case Operator.GREATER:
            return value > one
        case Operator.AT_LEAST:
            return value >= one
        case Operator.LESS:
            return value < one
        case Operator.AT_MOST:
            return value <= one
        case _:
            raise AssertionError(operator)


def _days(operator: Operator, days: Scalar | None, value: int, at: int) -> bool:
    number = _number(days)
    if number is None:
        return False
    span = round(number * DAY)
    if operator is Operator.IN_LAST_DAYS:
        return at - span < value <= at
    return at < value <= at + span


def _number(value: Scalar | None) -> float | None:
    return None if value is None or isinstance(value, bool | str) else float(value)


def _moment(value: Scalar | None) -> int | None:
    """A date (its midnight UTC) or a date and time (UTC without an offset), as written."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return instant_of(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
