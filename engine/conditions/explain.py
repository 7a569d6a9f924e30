"""Why a condition holds or not for one account or person: made by the evaluator itself.

Every node of the explanation is the answer of :func:`engine.conditions.evaluate.evaluate` for that
one row, with the values that it read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from engine.conditions.columns import (
    BooleanColumn,
    Column,
    Columns,
    InstantColumn,
    NumberColumn,
    StringsColumn,
    TextColumn,
)
from engine.conditions.compare import present
from engine.conditions.evaluate import PERSON_ROLES, count_people, evaluate
from engine.conditions.history import event_instants
from engine.conditions.model import (
    AllOf,
    AnyOf,
    Attribute,
    Condition,
    EventHistory,
    InList,
    Not,
    PeopleOfAccount,
    RoleInAccount,
    Scope,
    ValueType,
)
from engine.conditions.sentence import Names, Text, compared, phrase, value_words
from resources.catalogue import Message, Param, msg

__all__ = ["Explanation", "Names", "Text", "compared", "explain", "phrase", "why"]

_NAMED = 5
"""How many people are named at most."""


@dataclass(frozen=True)
class Explanation:
    """A node of the explanation: ``message`` says the condition, ``seen`` the values that it read
    (None where they lie in the ``parts``)."""

    holds: bool
    message: Message
    seen: Message | None = None
    parts: tuple[Explanation, ...] = ()


def explain(
    condition: Condition, columns: Columns, scope: Scope, row: int, at: int, names: Names
) -> Explanation:
    """Why the condition holds or does not for one row at one instant."""
    rows = np.array([row])
    holds = bool(evaluate(condition, columns, scope, rows, at)[0])
    message = phrase(condition, scope, names)
    match condition:
        case AllOf(conditions=conditions) | AnyOf(conditions=conditions):
            inner = conditions
        case Not(condition=negated):
            inner = (negated,)
        case _:
            return Explanation(holds, message, _seen(condition, columns, scope, row, at, names))
    parts = tuple(explain(part, columns, scope, row, at, names) for part in inner)
    if isinstance(condition, AllOf | AnyOf) and len(parts) == 1:
        return parts[0]
    return Explanation(holds, message, None, parts)


def why(explanation: Explanation) -> Message:
    """The explanation in one sentence: the parts that decided, with the values they saw.

    Where all parts had to hold and some did not, only these; where one of several was enough, only
    those that held.
    """
    if explanation.parts:
        deciding = [part for part in explanation.parts if part.holds == explanation.holds]
        # The part of a "not" is the opposite of the whole.
        reasons = tuple(why(part) for part in deciding or explanation.parts)
        return reasons[0] if len(reasons) == 1 else msg("conditions.why.several", reasons=reasons)
    key = "holds" if explanation.holds else "fails"
    if explanation.seen is None:
        return msg(f"conditions.why.{key}", condition=explanation.message)
    return msg(f"conditions.why.{key}_seen", condition=explanation.message, seen=explanation.seen)


def _seen(
    condition: Condition, columns: Columns, scope: Scope, row: int, at: int, names: Names
) -> Message | None:
    match condition:
        case Attribute():
            return _value_seen(columns.attribute(scope, condition.attribute), row)
        case RoleInAccount() if scope is Scope.PERSON:
            return _value_seen(columns.attribute(scope, PERSON_ROLES), row)
        case EventHistory() if scope is Scope.PERSON:
            instants = event_instants(condition, columns, row, at)
            if not len(instants):
                return msg("conditions.seen.no_events")
            last = moment(int(instants[-1]))
            return msg("conditions.seen.events", count=len(instants), last=last)
        case InList():
            if columns.members(scope, condition.list) is None:
                return msg("conditions.seen.no_list")
            return None
        case PeopleOfAccount() if scope is Scope.ACCOUNT:
            return _people_seen(condition, columns, row, at, names)
        case _:
            return None


def _value_seen(column: Column | None, row: int) -> Message:
    value = None if column is None else value_of(column, row)
    if value is None:
        return msg("conditions.seen.empty")
    return msg("conditions.seen.value", value=value)


def _people_seen(
    condition: PeopleOfAccount, columns: Columns, row: int, at: int, names: Names
) -> Message:
    _, people, meets = count_people(condition, columns, np.array([row]), at)
    met = people[meets]
    if not len(people):
        return msg("conditions.seen.no_people")
    if not len(met):
        return msg("conditions.seen.none_of_people", count=len(people))
    called = tuple(names.entity(columns, Scope.PERSON, int(person)) for person in met[:_NAMED])
    key = "people" if len(met) <= _NAMED else "many_people"
    return msg(f"conditions.seen.{key}", met=len(met), count=len(people), names=called)


def value_of(column: Column, row: int) -> Param:
    """The value of one row as a message parameter; None where it is missing."""
    if not present(column, np.array([row]))[0]:
        return None
    match column:
        case TextColumn():
            return value_words(str(column.categories[int(column.codes[row])]))
        case NumberColumn():
            value = float(column.values[row])
            return int(value) if value.is_integer() else value
        case BooleanColumn():
            return bool(column.values[row])
        case InstantColumn():
            instant = moment(int(column.values[row]))
            return instant.date() if column.type is ValueType.DATE else instant
        case StringsColumn():
            codes = column.codes[column.offsets[row] : column.offsets[row + 1]]
            return tuple(value_words(str(column.categories[int(code)])) for code in codes)


def moment(instant: int) -> datetime:
    """Microseconds since 1970 as a date and time in UTC."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=instant)
