"""What is wrong with a derived attribute, before it is evaluated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from engine.accounts.derived.model import (
    ENTITY_OF,
    OF_A_FIELD,
    Aggregate,
    DerivedAttribute,
    Over,
    field_types,
    is_conditional,
)
from engine.accounts.fields import Entity
from engine.accounts.names import CatalogueNames
from engine.conditions.check import Finding, Known, check, check_comparison
from engine.conditions.model import Scope, ValueType
from resources.catalogue import msg


class KnownFields(Known, Protocol):
    """What exists, the fields of every table among it."""

    def field_type(self, entity: Entity, path: str) -> ValueType | None:
        """The type of a field of a table; None where there is no such field."""
        ...


def check_derived(
    definition: DerivedAttribute, known: KnownFields, names: CatalogueNames
) -> tuple[Finding, ...]:
    """Everything wrong with a definition, in the order of its fields. What its kind does not use
    (constraints over people, say) is not looked at."""
    return tuple(_check(definition, known, names))


def _check(
    definition: DerivedAttribute, known: KnownFields, names: CatalogueNames
) -> Iterator[Finding]:
    if definition.over is Over.EVENTS:
        yield from _event_type(definition, known)
    if definition.aggregate in OF_A_FIELD:
        yield from _field(definition, known, names)
    if definition.over is not Over.PEOPLE:
        yield from _constraints(definition, known, names)
    if definition.over is not Over.OPPORTUNITIES and definition.people is not None:
        for found in check(definition.people, Scope.PERSON, known, names):
            yield Finding(found.message, ("people", *found.place), found.blocking)
    if definition.aggregate is Aggregate.SHARE and not is_conditional(definition):
        yield Finding(msg("derived.check.whole"), ("aggregate",), blocking=False)


def _event_type(definition: DerivedAttribute, known: KnownFields) -> Iterator[Finding]:
    if not definition.event_type:
        yield Finding(msg("conditions.check.no_event_type"), ("event_type",))
    elif not known.event_type_exists(definition.event_type):
        message = msg("conditions.check.unknown_event_type", event_type=definition.event_type)
        yield Finding(message, ("event_type",))


def _field(
    definition: DerivedAttribute, known: KnownFields, names: CatalogueNames
) -> Iterator[Finding]:
    place = ("field",)
    if not definition.field:
        yield Finding(msg(f"derived.check.no_field.{definition.aggregate}"), place)
        return
    entity = ENTITY_OF[definition.over]
    kind = known.field_type(entity, definition.field)
    if kind is None:
        key = f"derived.check.unknown_field.{definition.over}"
        yield Finding(msg(key, field=definition.field), place)
    elif kind not in field_types(definition.over, definition.aggregate):
        message = msg(
            f"derived.check.field_type.{definition.aggregate}",
            field=names.field(entity, definition.field),
            kind=msg(f"conditions.type.{kind}"),
        )
        yield Finding(message, place)


def _constraints(
    definition: DerivedAttribute, known: KnownFields, names: CatalogueNames
) -> Iterator[Finding]:
    entity = ENTITY_OF[definition.over]
    for number, constraint in enumerate(definition.constraints):
        place = ("constraints", number)
        kind = known.field_type(entity, constraint.field)
        if kind is None:
            key = f"derived.check.unknown_field.{definition.over}"
            yield Finding(msg(key, field=constraint.field), (*place, "field"))
        else:
            name = names.field(entity, constraint.field)
            yield from check_comparison(constraint, kind, name, place)
