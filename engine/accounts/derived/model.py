"""Derived account attributes as values (data specification, section 4)."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from pydantic import Field

from engine.accounts.fields import Entity
from engine.conditions.model import DERIVED, Condition, FieldConstraint, Model, ValueType


class Over(StrEnum):
    """What is rolled up."""

    PEOPLE = "people"
    EVENTS = "events"
    OPPORTUNITIES = "opportunities"


class Aggregate(StrEnum):
    """How several are made one."""

    COUNT = "count"
    SUM = "sum"
    MIN = "min"
    MAX = "max"
    LATEST = "latest"
    """Of events the value of the newest one that has a value; of dates the last."""
    DISTINCT = "distinct"
    SHARE = "share"
    """Those that meet the condition as a part of all, from 0 to 1."""


ENTITY_OF: dict[Over, Entity] = {
    Over.PEOPLE: Entity.PERSON,
    Over.EVENTS: Entity.EVENT,
    Over.OPPORTUNITIES: Entity.OPPORTUNITY,
}
"""Whose fields are rolled up."""

OF_A_FIELD = (Aggregate.SUM, Aggregate.MIN, Aggregate.MAX, Aggregate.LATEST, Aggregate.DISTINCT)
"""The aggregates that need a field."""

_NUMBERS = (ValueType.INTEGER, ValueType.NUMBER)
_INSTANTS = (ValueType.DATE, ValueType.TIMESTAMP)
_SINGLE = tuple(kind for kind in ValueType if kind is not ValueType.STRINGS)

TypeOf = Callable[[Entity, str], ValueType | None]
"""The type of a field; None where there is no such field."""


class DerivedAttribute(Model):
    """An account attribute that rolls up the account's people, events or opportunities.

    Who takes no part does not count (ruling 13). Over people, ``people`` says which of them;
    over events, ``event_type`` and ``constraints`` say which events and ``people`` who did them;
    over opportunities, ``constraints`` say which. A look-back of n days is ``(t - n x 24 h, t]``
    and for events only; without it all events up to t count (ruling 7). Conditions about people
    know no account attributes, so that no derived attribute can depend on another.
    """

    id: str = Field(min_length=1, max_length=200)
    name: str = Field(min_length=1, max_length=255)
    description: str = ""
    over: Over = Over.EVENTS
    aggregate: Aggregate = Aggregate.COUNT
    field: str | None = None
    event_type: str | None = None
    constraints: tuple[FieldConstraint, ...] = ()
    people: Condition | None = None
    look_back_days: int | None = Field(default=None, ge=1, le=36_500)

    @property
    def path(self) -> str:
        """Where conditions find it among the attributes of accounts."""
        return DERIVED + self.id


def derived_id(path: str) -> str | None:
    """The id in the path of a derived attribute; None for another path."""
    return path.removeprefix(DERIVED) if path.startswith(DERIVED) else None


def field_types(over: Over, aggregate: Aggregate) -> tuple[ValueType, ...]:
    """The types of fields that can be aggregated so; none where no field is needed."""
    match aggregate:
        case Aggregate.SUM:
            return _NUMBERS
        case Aggregate.MIN | Aggregate.MAX:
            return _NUMBERS + _INSTANTS
        case Aggregate.LATEST:
            return _SINGLE if over is Over.EVENTS else _INSTANTS
        case Aggregate.DISTINCT:
            return _SINGLE
        case _:
            return ()


def aggregates(over: Over) -> tuple[Aggregate, ...]:
    """The aggregates on offer."""
    return tuple(each for each in Aggregate if each not in OF_A_FIELD or field_types(over, each))


def type_of_field(definition: DerivedAttribute, type_of: TypeOf) -> ValueType | None:
    """The type of the field that is rolled up; None where it needs none or there is none."""
    if definition.aggregate not in OF_A_FIELD or not definition.field:
        return None
    return type_of(ENTITY_OF[definition.over], definition.field)


def result_type(definition: DerivedAttribute, type_of: TypeOf) -> ValueType:
    """The type of the values. Where the field is unknown, that of text, of which all are missing;
    a sum of it is a number."""
    match definition.aggregate:
        case Aggregate.COUNT | Aggregate.DISTINCT:
            return ValueType.INTEGER
        case Aggregate.SHARE:
            return ValueType.NUMBER
        case _:
            found = type_of_field(definition, type_of)
            if found in field_types(definition.over, definition.aggregate) and found is not None:
                return found
            summed = definition.aggregate is Aggregate.SUM
            return ValueType.NUMBER if summed else ValueType.STRING


def is_conditional(definition: DerivedAttribute) -> bool:
    """Whether not all are rolled up: the part that a share is taken of."""
    return bool(definition.constraints) or definition.people is not None
