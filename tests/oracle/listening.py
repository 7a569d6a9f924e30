"""Listen for an event, read from section 3.2 and rulings 7, 13, 21-23, 25, 50."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from engine.accounts.fields import (
    ACCOUNT_CHANGED,
    ACCOUNT_MOMENT,
    CHANGED_ATTRIBUTE,
    CHANGED_NEW,
    CHANGED_PREVIOUS,
    MOMENT_TYPE,
    PERSON_CHANGED,
)
from engine.conditions.model import NEGATIONS, Comparison, Operator, Scope, ValueType
from engine.journey.nodes import ListenNode
from engine.journey.triggers import (
    AccountChangedTrigger,
    AccountMomentTrigger,
    ExperienceEventTrigger,
    PersonChangedTrigger,
    Trigger,
)
from tests.oracle.conditions import compares, holds, is_key, meets
from tests.oracle.local_time import instant_of
from tests.oracle.world import Event, Value, World


@dataclass
class Hearing:
    """What a listen has made of events: each is judged once, whoever waits for it (ruling 50)."""

    judged: dict[int, bool] = field(default_factory=dict)


@dataclass(frozen=True, order=True)
class Match:
    """The event that moves the entity on: its instant, its trigger, and whose event it was."""

    time: int
    trigger: int
    person: str | None = field(compare=False)


def first_match(
    node: ListenNode,
    hearing: Hearing,
    world: World,
    account: str | None,
    people: Sequence[str],
    after: int,
    until: int,
    before: int,
) -> Match | None:
    """The first match strictly after ``after``, not later than ``until``, and before ``before``.

    ``account``: whose account events are heard, None for nobody's. ``people``: whose events.
    """
    events = [event for person in people for event in world.events_of_person(person)]
    if account is not None:
        events += world.events_of_account(account)
    events.sort(key=lambda event: (event.time, event.number))
    heard = [
        event
        for event in events
        if after < event.time <= until
        and event.time < before
        and counts(event, hearing, node, world)
    ]
    matches = []
    for index, trigger in enumerate(node.triggers):
        own = [event for event in heard if triggers(trigger, event, world)]
        if len(own) >= trigger.at_least:
            deciding = own[trigger.at_least - 1]
            matches.append(Match(deciding.time, index, deciding.person))
    return min(matches, default=None)  # at the same instant the trigger higher in the list wins


def counts(event: Event, hearing: Hearing, node: ListenNode, world: World) -> bool:
    """Whether the one whose event it is takes part (ruling 13) and, for people, passes the filters
    at the event's instant (ruling 22); decided once."""
    if event.number not in hearing.judged:
        if event.person is None:
            judged = event.account is not None and world.takes_part(Scope.ACCOUNT, event.account)
        else:
            judged = world.takes_part(Scope.PERSON, event.person) and (
                node.filters is None
                or holds(node.filters, world, Scope.PERSON, event.person, event.time)
            )
        hearing.judged[event.number] = judged
    return hearing.judged[event.number]


def triggers(trigger: Trigger, event: Event, world: World) -> bool:
    """Whether an event is of the kind that a trigger listens for, and meets its constraints."""
    match trigger:
        case AccountMomentTrigger():
            kind = trigger.moment_type
            return (
                event.person is None
                and event.type == ACCOUNT_MOMENT
                and (kind is None or event.fields[MOMENT_TYPE] == kind.value)
            )
        case AccountChangedTrigger():
            return (
                event.person is None
                and event.type == ACCOUNT_CHANGED
                and changed(trigger, event, Scope.ACCOUNT, world)
            )
        case PersonChangedTrigger():
            return (
                event.person is not None
                and event.type == PERSON_CHANGED
                and changed(trigger, event, Scope.PERSON, world)
            )
        case ExperienceEventTrigger():
            return (
                event.person is not None
                and event.type == trigger.event_type
                and meets(trigger.constraints, world, event, event.time)
            )
        case _:
            return False  # no buying group exists, so none of its events happens


def changed(
    trigger: AccountChangedTrigger | PersonChangedTrigger, event: Event, scope: Scope, world: World
) -> bool:
    """Whether the attribute changed, from and to values as asked for."""
    path = trigger.attribute
    if path is None or event.fields.get(CHANGED_ATTRIBUTE) != path:
        return False
    kind = world.type_of(scope, path)

    def fits(comparison: Comparison | None, field_: str) -> bool:
        if comparison is None:
            return True
        value = as_type(event.fields.get(field_), kind)
        if isinstance(value, str) and kind is not ValueType.STRING:
            return there(comparison.operator)
        return compares(comparison, value, kind, event.time, is_key(path))

    return fits(trigger.new, CHANGED_NEW) and fits(trigger.previous, CHANGED_PREVIOUS)


def there(operator: Operator) -> bool:
    """What holds of a value that is not missing and is of no type to compare (ruling 15)."""
    positive = NEGATIONS.get(operator, operator)
    return (positive in (Operator.IS_ANY, Operator.IS_NOT_EMPTY)) == (positive is operator)


def as_type(value: Value, kind: ValueType) -> Value:
    """The text of a change event as a value of the attribute's type; as it is where it is none."""
    if not isinstance(value, str):
        return value
    try:
        match kind:
            case ValueType.NUMBER | ValueType.INTEGER:
                return float(value)
            case ValueType.BOOLEAN:
                return {"true": True, "false": False}[value]
            case ValueType.DATE | ValueType.TIMESTAMP:
                moment = datetime.fromisoformat(value)
                return instant_of(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
            case ValueType.STRINGS:
                return [value]
            case _:
                return value
    except (KeyError, ValueError):
        return value
