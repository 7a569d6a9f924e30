"""Derived account attributes over the drawn data."""

from __future__ import annotations

from engine.accounts.derived.model import (
    ENTITY_OF,
    OF_A_FIELD,
    Aggregate,
    DerivedAttribute,
    Over,
    field_types,
)
from engine.accounts.fields import ACCOUNT_CHANGED, ACCOUNT_MOMENT, EVENT_PERSON, EVENT_TIMESTAMP
from engine.conditions.model import FieldConstraint, Scope
from tests.oracle.drawn_conditions import comparison, condition
from tests.oracle.drawn_data import EVENT_FIELDS, OF_OPPORTUNITIES, PERSON_ATTRIBUTES, TYPES
from tests.oracle.drawn_times import Times


def derived_attributes(times: Times) -> tuple[DerivedAttribute, ...]:
    """None, one or two."""
    ids = ("rolled", "Über")[: times.dice.of((0, 1, 2, 1))]
    return tuple(_one(id_, times) for id_ in ids)


def _one(id_: str, times: Times) -> DerivedAttribute:
    dice = times.dice
    over = dice.of((Over.EVENTS, Over.PEOPLE, Over.EVENTS, Over.OPPORTUNITIES))
    aggregate = dice.of(tuple(Aggregate))
    kind = dice.of((*times.kinds, *times.kinds, ACCOUNT_MOMENT, ACCOUNT_CHANGED))
    paths: tuple[str, ...] = OF_OPPORTUNITIES
    if over is Over.PEOPLE:
        paths = PERSON_ATTRIBUTES
    elif over is Over.EVENTS:
        paths = (*EVENT_FIELDS.get(kind, ()), EVENT_TIMESTAMP, EVENT_PERSON)
    types = TYPES[ENTITY_OF[over]]
    fitting = [path for path in paths if types[path] in field_types(over, aggregate)]
    constraints: tuple[FieldConstraint, ...] = ()
    if over is not Over.PEOPLE and dice.chance(3):
        constraints = (_constraint(over, kind, times),)
    return DerivedAttribute(
        id=id_,
        name=id_,
        over=over,
        aggregate=aggregate,
        field=dice.of(fitting or paths) if aggregate in OF_A_FIELD else None,
        event_type=kind if over is Over.EVENTS else None,
        constraints=constraints,
        people=condition(Scope.PERSON, times) if dice.chance(2) else None,
        look_back_days=dice.of((None, 1, 2)) if over is Over.EVENTS else None,
    )


def _constraint(over: Over, kind: str, times: Times) -> FieldConstraint:
    of_events = EVENT_FIELDS.get(kind, (EVENT_PERSON,))
    path = times.dice.of(of_events if over is Over.EVENTS else OF_OPPORTUNITIES)
    found = comparison(path, TYPES[ENTITY_OF[over]][path], times)
    return FieldConstraint(
        field=path, operator=found.operator, value=found.value, values=found.values
    )
