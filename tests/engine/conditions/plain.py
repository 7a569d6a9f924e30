"""A world of a few accounts and people in plain Python values, and conditions answered one entity
at a time, read off the rulings. Slow and obvious: what the vectorised evaluation is compared with.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from engine.conditions.model import (
    NEGATIONS,
    OPERATORS,
    AllOf,
    AnyOf,
    Attribute,
    Comparison,
    Condition,
    EventHistory,
    InList,
    Not,
    Operator,
    PeopleOfAccount,
    Quantifier,
    RoleInAccount,
    Scope,
    ValueType,
)

Value = str | int | float | bool | date | datetime | list[str] | None
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass
class Event:
    kind: str
    at: int
    fields: dict[str, Value] = field(default_factory=dict)


@dataclass
class Person:
    key: str
    account: str | None
    email: str | None
    values: dict[str, Value] = field(default_factory=dict)
    roles: list[str] | None = None
    events: list[Event] = field(default_factory=list)


@dataclass
class Account:
    key: str
    name: str | None
    values: dict[str, Value] = field(default_factory=dict)


@dataclass
class World:
    """``types`` of the custom attributes (of both scopes) and of event fields, by name."""

    accounts: list[Account]
    people: list[Person]
    types: dict[str, ValueType]
    lists: dict[tuple[Scope, str], set[str]] = field(default_factory=dict)


def micros(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)


def is_missing(value: Value) -> bool:
    """Ruling 45: absent, null, blank text, an empty list (blank items are no items)."""
    if isinstance(value, list):
        return all(not item.strip() for item in value)
    return value is None or (isinstance(value, str) and not value.strip())


def holds(condition: Condition, world: World, entity: Account | Person, at: int) -> bool:
    match condition:
        case AllOf():
            return all(holds(part, world, entity, at) for part in condition.conditions)
        case AnyOf():
            return any(holds(part, world, entity, at) for part in condition.conditions)
        case Not():
            return not holds(condition.condition, world, entity, at)
        case Attribute():
            kind, value = attribute(world, entity, condition.attribute)
            exactly = condition.attribute.endswith(".sourceKey")
            return compares(condition, kind, value, at, exactly=exactly)
        case RoleInAccount():
            assert isinstance(entity, Person)
            return compares(condition, ValueType.STRINGS, entity.roles, at)
        case EventHistory():
            assert isinstance(entity, Person)
            count = sum(counted(condition, world, event, at) for event in entity.events)
            return (count >= condition.at_least) != condition.inactive
        case InList():
            scope = Scope.ACCOUNT if isinstance(entity, Account) else Scope.PERSON
            members = world.lists.get((scope, condition.list), set())
            return (entity.key in members) == condition.member
        case PeopleOfAccount():
            count = 0
            for person in world.people:
                if person.account == entity.key and not is_missing(person.email):
                    count += holds(condition.condition, world, person, at)
            return {
                Quantifier.ANY: count > 0,
                Quantifier.NO: count == 0,
                Quantifier.AT_LEAST: count >= condition.count,
                Quantifier.AT_MOST: count <= condition.count,
                Quantifier.EXACTLY: count == condition.count,
            }[condition.quantifier]
        case _:
            return False  # no buying group exists (ruling 20)


def counted(condition: EventHistory, world: World, event: Event, at: int) -> bool:
    """Ruling 7: (t - n x 24 h, t]."""
    if event.kind != condition.event_type or event.at > at:
        return False
    days = condition.look_back_days
    if days is not None and event.at <= at - days * 24 * 3600 * 1_000_000:
        return False
    return all(
        compares(
            item,
            world.types.get(item.field, ValueType.STRING),
            event.fields.get(item.field),
            at,
            exactly=item.field.endswith(".sourceKey"),
        )
        for item in condition.constraints
    )


def attribute(world: World, entity: Account | Person, path: str) -> tuple[ValueType, Value]:
    if path == "accountKey.sourceKey" and isinstance(entity, Account):
        return ValueType.STRING, entity.key
    if path == "accountName" and isinstance(entity, Account):
        return ValueType.STRING, entity.name
    if path == "workEmail.address" and isinstance(entity, Person):
        return ValueType.STRING, entity.email
    return world.types.get(path, ValueType.STRING), entity.values.get(path)


def compares(
    comparison: Comparison, kind: ValueType, value: Value, at: int, *, exactly: bool = False
) -> bool:
    operator = comparison.operator
    if operator in NEGATIONS:
        positive = comparison.model_copy(update={"operator": NEGATIONS[operator]})
        return not compares(positive, kind, value, at, exactly=exactly)
    if operator is Operator.IS_ANY:
        return True
    if is_missing(value):
        return False
    if operator is Operator.IS_NOT_EMPTY:
        return True
    if operator not in OPERATORS[kind]:
        return False
    if isinstance(value, list):
        one = Operator.IS if operator is Operator.CONTAINS else operator
        like = comparison.model_copy(update={"operator": one})
        items = [item for item in value if item.strip()]
        return any(compares(like, ValueType.STRING, item, at, exactly=exactly) for item in items)
    actual = comparable(value, kind, exactly)
    if operator in (Operator.IN_LAST_DAYS, Operator.IN_NEXT_DAYS):
        return in_days(operator, comparison.value, actual, at)
    several = [written(item, kind, exactly) for item in comparison.values]
    if operator is Operator.IS_ONE_OF:
        return any(item is not None and item == actual for item in several)
    if operator is Operator.BETWEEN:
        if len(several) != 2 or None in several:
            return False
        return bool(several[0] <= actual <= several[1])
    wanted = written(comparison.value, kind, exactly)
    return wanted is not None and bool(ORDINARY[operator](actual, wanted))


def in_days(operator: Operator, days: Value, actual: int, at: int) -> bool:
    """(t - n x 24 h, t] or (t, t + n x 24 h]."""
    if not isinstance(days, int | float) or isinstance(days, bool):
        return False
    span = round(days * 24 * 3600 * 1_000_000)
    if operator is Operator.IN_LAST_DAYS:
        return at - span < actual <= at
    return at < actual <= at + span


ORDINARY: dict[Operator, Callable[..., Any]] = {
    Operator.IS: lambda actual, wanted: actual == wanted,
    Operator.CONTAINS: lambda actual, wanted: wanted in actual,
    Operator.STARTS_WITH: lambda actual, wanted: actual.startswith(wanted),
    Operator.ENDS_WITH: lambda actual, wanted: actual.endswith(wanted),
    Operator.GREATER: lambda actual, wanted: actual > wanted,
    Operator.AT_LEAST: lambda actual, wanted: actual >= wanted,
    Operator.LESS: lambda actual, wanted: actual < wanted,
    Operator.AT_MOST: lambda actual, wanted: actual <= wanted,
}


def comparable(value: Any, kind: ValueType, exactly: bool) -> Any:
    """An entity's value, not missing: folded text, an instant for dates and times."""
    if kind is ValueType.STRING:
        return value if exactly else value.casefold()
    if kind is ValueType.DATE:
        return micros(datetime(value.year, value.month, value.day, tzinfo=UTC))
    return micros(value) if kind is ValueType.TIMESTAMP else value


def written(value: Any, kind: ValueType, exactly: bool) -> Any:
    """A value as a condition has it, None where it is not one of this type."""
    if kind is ValueType.BOOLEAN or isinstance(value, bool):
        return value if kind is ValueType.BOOLEAN and isinstance(value, bool) else None
    if kind in (ValueType.INTEGER, ValueType.NUMBER):
        return value if isinstance(value, int | float) else None
    if kind is ValueType.STRING and isinstance(value, str):
        return value if exactly else value.casefold()
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return micros(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
