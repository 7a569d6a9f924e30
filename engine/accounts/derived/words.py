"""A derived attribute in words: nested messages, each a whole pattern of the catalogue."""

from __future__ import annotations

from engine.accounts.derived.model import (
    ENTITY_OF,
    Aggregate,
    DerivedAttribute,
    Over,
    is_conditional,
)
from engine.accounts.names import CatalogueNames
from engine.conditions.model import AllOf, Scope
from engine.conditions.sentence import Text, compared, phrase
from resources.catalogue import Message, msg


def definition_sentence(definition: DerivedAttribute, names: CatalogueNames) -> Message:
    """What an attribute is, in words that stand alone: they begin with a capital."""
    return msg("conditions.alone", phrase=_phrase(definition, names))


def _phrase(definition: DerivedAttribute, names: CatalogueNames) -> Message:
    items = _where(definition, _all(definition, names), names)
    if definition.aggregate is Aggregate.SHARE:
        if not is_conditional(definition):
            items = msg("derived.items.unset")
        return msg("derived.aggregate.share", items=items, all=_all(definition, names))
    if definition.aggregate is Aggregate.COUNT:
        return msg("derived.aggregate.count", items=items)
    field: Text = msg("conditions.value.unset")
    if definition.field:
        field = names.field(ENTITY_OF[definition.over], definition.field)
    return msg(f"derived.aggregate.{definition.aggregate}", field=field, items=items)


def _all(definition: DerivedAttribute, names: CatalogueNames) -> Message:
    """The items among which a condition chooses."""
    if definition.over is not Over.EVENTS:
        return msg(f"derived.items.{definition.over}")
    event: Text = msg("conditions.value.unset")
    if definition.event_type:
        event = names.event_type(definition.event_type)
    if definition.look_back_days is None:
        return msg("derived.items.events", event=event)
    window = msg("conditions.window", count=definition.look_back_days)
    return msg("derived.items.recent_events", event=event, window=window)


def _where(definition: DerivedAttribute, items: Message, names: CatalogueNames) -> Message:
    if definition.constraints and definition.over is not Over.PEOPLE:
        entity = ENTITY_OF[definition.over]
        constraints = tuple(
            compared(names.field(entity, item.field), item) for item in definition.constraints
        )
        items = msg("derived.items.where", items=items, constraints=constraints)
    people = definition.people
    if people is None or people == AllOf() or definition.over is Over.OPPORTUNITIES:
        return items
    key = "by" if definition.over is Over.EVENTS else "who"
    return msg(f"derived.items.{key}", items=items, who=phrase(people, Scope.PERSON, names))
