"""Which events a trigger of a listen matches (domain section 3.2, rulings 15-16, 21, 24)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.accounts import fields as f
from engine.conditions.columns import Bools, Column, EventBlock, TextColumn
from engine.conditions.compare import matches, missing_column
from engine.conditions.model import Comparison, FieldConstraint, Operator, Scope, ValueType
from engine.journey import triggers as t
from engine.journey.actions import Context
from engine.simulation.values import column_from_texts
from engine.simulation.world import World

_SAID = {
    t.AccountMomentTrigger: f.ACCOUNT_MOMENT,
    t.AccountChangedTrigger: f.ACCOUNT_CHANGED,
    t.PersonChangedTrigger: f.PERSON_CHANGED,
}


def event_type_of(trigger: t.Trigger) -> str | None:
    """The type of the events that a trigger looks at; None for those of buying groups."""
    if isinstance(trigger, t.ExperienceEventTrigger):
        return trigger.event_type
    return _SAID.get(type(trigger))


def events_match(
    trigger: t.Trigger, world: World, block: EventBlock, events: NDArray[np.int64]
) -> Bools:
    """Which of some events of a block meet what the trigger asks of them.

    Whose they are is not asked here: filters, and who takes part, may change while an entry
    listens, and this may not.
    """
    of_person = block.person[events] >= 0
    good = of_person if trigger.context is Context.PEOPLE else ~of_person
    for column, comparison in _asked(trigger, world, block):
        good &= matches(comparison, column, events, block.timestamp[events])
    return good


def _asked(trigger: t.Trigger, world: World, block: EventBlock) -> list[tuple[Column, Comparison]]:
    if isinstance(trigger, t.ExperienceEventTrigger):
        return [(_field(block, item.field), item) for item in trigger.constraints]
    if isinstance(trigger, t.AccountMomentTrigger):
        if trigger.moment_type is None:
            return []
        return [(_field(block, f.MOMENT_TYPE), Comparison(value=str(trigger.moment_type)))]
    if isinstance(trigger, t.AccountChangedTrigger | t.PersonChangedTrigger):
        return _changed(trigger, world, block)
    return []


def _changed(
    trigger: t.AccountChangedTrigger | t.PersonChangedTrigger, world: World, block: EventBlock
) -> list[tuple[Column, Comparison]]:
    """The attribute by its exact path, and the values compared as the attribute's type."""
    account = isinstance(trigger, t.AccountChangedTrigger)
    attribute = world.attribute(Scope.ACCOUNT if account else Scope.PERSON, trigger.attribute or "")
    kind = ValueType.STRING if attribute is None else attribute.type
    path = FieldConstraint(field="exactly.sourceKey", value=trigger.attribute or "")
    asked: list[tuple[Column, Comparison]] = [(_field(block, f.CHANGED_ATTRIBUTE), path)]
    for field, comparison in (
        (f.CHANGED_NEW, trigger.new),
        (f.CHANGED_PREVIOUS, trigger.previous),
    ):
        if comparison is not None and comparison.operator is not Operator.IS_ANY:
            column = _field(block, field)
            # A text that is no value of the type compares with nothing, but it is there.
            there = comparison.operator in (Operator.IS_EMPTY, Operator.IS_NOT_EMPTY)
            asked.append((column if there else _as_type(column, kind), comparison))
    return asked


def _field(block: EventBlock, name: str) -> Column:
    return block.fields.get(name) or missing_column(len(block))


def _as_type(column: Column, kind: ValueType) -> Column:
    if not isinstance(column, TextColumn) or kind is ValueType.STRING:
        return column
    return column_from_texts(column, kind)
