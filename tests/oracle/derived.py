"""Derived account attributes read plainly, one account at a time (rulings 7, 13, 16, 17, 44)."""

from __future__ import annotations

from dataclasses import dataclass

from engine.accounts.derived.model import Aggregate, DerivedAttribute, Over
from engine.accounts.fields import (
    EVENT_PERSON,
    EVENT_TIMESTAMP,
    OPPORTUNITY_ACCOUNT,
    Entity,
)
from engine.conditions.model import FieldConstraint, Scope, ValueType
from tests.oracle.conditions import DAY, compares, holds, is_key
from tests.oracle.world import Event, Value, World, plain

NUMBERS = (ValueType.INTEGER, ValueType.NUMBER)
INSTANTS = (ValueType.DATE, ValueType.TIMESTAMP)


@dataclass(frozen=True)
class Item:
    """A person, event or opportunity: whether it meets the condition, and its value."""

    meets: bool
    value: Value
    place: tuple[int, int] = (0, 0)
    """Of events: the instant, then the order of loading."""


def derived_value(definition: DerivedAttribute, world: World, account: str, at: int) -> Value:
    """The value of one account at an instant."""
    items = items_of(definition, world, account, at)
    met = [item for item in items if item.meets]
    if definition.aggregate is Aggregate.COUNT:
        return float(len(met))
    if definition.aggregate is Aggregate.SHARE:
        return len(met) / len(items) if items else None
    kind = type_of_field(definition, world)
    if definition.aggregate is Aggregate.DISTINCT:
        exactly = is_key(definition.field or "") or definition.field == EVENT_PERSON
        values = [item.value for item in met if kind is not ValueType.STRINGS]
        return float(len({same(value, exactly) for value in values if value is not None}))
    if definition.aggregate is Aggregate.LATEST and definition.over is Over.EVENTS:
        filled = [item for item in met if item.value is not None]
        filled = [] if kind is ValueType.STRINGS else filled
        return max(filled, key=lambda item: item.place).value if filled else None
    numbers = [
        item.value
        for item in met
        if isinstance(item.value, int | float) and not isinstance(item.value, bool)
    ]
    if definition.aggregate is Aggregate.SUM:
        return float(sum(numbers)) if kind in NUMBERS else 0.0
    if kind not in INSTANTS and (kind not in NUMBERS or definition.aggregate is Aggregate.LATEST):
        return None
    if not numbers:
        return None
    return min(numbers) if definition.aggregate is Aggregate.MIN else max(numbers)


def same(value: Value, exactly: bool) -> object:
    """What is equal for values that are the same: texts whatever their case (ruling 16)."""
    return value.casefold() if isinstance(value, str) and not exactly else value


def type_of_field(definition: DerivedAttribute, world: World) -> ValueType:
    """The type of the field that is rolled up."""
    path = definition.field or ""
    match definition.over:
        case Over.PEOPLE:
            return world.type_of(Scope.PERSON, path)
        case Over.EVENTS:
            return world.type_of_field(path)
        case Over.OPPORTUNITIES:
            return type_of_opportunity_field(world, path)


def derived_type(definition: DerivedAttribute, world: World) -> ValueType:
    """The type of the values."""
    match definition.aggregate:
        case Aggregate.COUNT | Aggregate.DISTINCT:
            return ValueType.INTEGER
        case Aggregate.SHARE:
            return ValueType.NUMBER
        case Aggregate.SUM:
            kind = type_of_field(definition, world)
            return kind if kind in NUMBERS else ValueType.NUMBER
        case _:
            return type_of_field(definition, world)


def type_of_opportunity_field(world: World, path: str) -> ValueType:
    """The type of a field of opportunities."""
    found = world.dataset.field(Entity.OPPORTUNITY, path)
    return ValueType.STRING if found is None else found.type


def items_of(definition: DerivedAttribute, world: World, account: str, at: int) -> list[Item]:
    """Everything of the account that may count, with who takes no part left out."""
    match definition.over:
        case Over.PEOPLE:
            return [
                Item(
                    met_by(definition, world, person, at),
                    world.value(Scope.PERSON, person, definition.field or ""),
                )
                for person in world.synced_people(account)
            ]
        case Over.EVENTS:
            events = [
                *world.events_of_account(account),
                *(
                    event
                    for person in world.synced_people(account)
                    for event in world.events_of_person(person)
                ),
            ]
            return [
                item_of(definition, world, event, at)
                for event in events
                if event.type == definition.event_type and counts(definition, event, at)
            ]
        case Over.OPPORTUNITIES:
            rows = world.dataset.opportunities.to_dicts()
            return [
                opportunity(definition, world, row, at)
                for row in rows
                if row[OPPORTUNITY_ACCOUNT] == account
            ]


def counts(definition: DerivedAttribute, event: Event, at: int) -> bool:
    """Ruling 7: (t - n x 24 h, t], or all up to t."""
    days = definition.look_back_days
    return event.time <= at and (days is None or event.time > at - days * DAY)


def item_of(definition: DerivedAttribute, world: World, event: Event, at: int) -> Item:
    """An event as an item. An event of the account itself was done by nobody."""
    meets = constrained(definition.constraints, event.fields, world, at)
    if definition.people is not None:
        meets = meets and event.person is not None and met_by(definition, world, event.person, at)
    value = event.fields.get(definition.field or "")
    if definition.field == EVENT_TIMESTAMP:
        value = event.time
    if definition.field == EVENT_PERSON:
        value = event.person
    return Item(meets, value, (event.time, event.number))


def opportunity(
    definition: DerivedAttribute, world: World, row: dict[str, object], at: int
) -> Item:
    """An opportunity as an item."""
    fields = {
        path: plain(value, type_of_opportunity_field(world, path)) for path, value in row.items()
    }
    meets = all(
        compares(
            one,
            fields.get(one.field),
            type_of_opportunity_field(world, one.field),
            at,
            is_key(one.field),
        )
        for one in definition.constraints
    )
    return Item(meets, fields.get(definition.field or ""))


def constrained(
    constraints: tuple[FieldConstraint, ...], fields: dict[str, Value], world: World, at: int
) -> bool:
    """Whether an event's fields meet all constraints."""
    return all(
        compares(one, fields.get(one.field), world.type_of_field(one.field), at, is_key(one.field))
        for one in constraints
    )


def met_by(definition: DerivedAttribute, world: World, person: str, at: int) -> bool:
    """Whether a person meets the condition about people."""
    return definition.people is None or holds(definition.people, world, Scope.PERSON, person, at)


def evaluate_derived(world: World, at: int) -> None:
    """All accounts get their values of all derived attributes, of the state as it is now."""
    found = {
        definition: {
            account: derived_value(definition, world, account, at)
            for account in world.values[Scope.ACCOUNT]
        }
        for definition in world.definitions.derived_attributes
    }
    for definition, values in found.items():
        world.derived_types[definition.path] = derived_type(definition, world)
        for account, value in values.items():
            world.values[Scope.ACCOUNT][account][definition.path] = value
