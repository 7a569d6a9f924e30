"""A condition as a sentence: nested messages, each a whole pattern of the catalogue."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from engine.conditions.columns import Columns
from engine.conditions.compare import depends_on_instant
from engine.conditions.model import (
    AllOf,
    AnyOf,
    Attribute,
    Comparison,
    Condition,
    EventHistory,
    GroupFilter,
    HasBuyingGroup,
    InList,
    MemberOfBuyingGroup,
    Not,
    Operator,
    PeopleOfAccount,
    RoleInAccount,
    Scalar,
    Scope,
)
from resources.catalogue import Message, Param, msg

Text = str | Message
"""A name to be shown as it is, or one that is said in the reader's language."""


class Names(Protocol):
    """What the things that conditions refer to by path or id are called by people."""

    def attribute(self, scope: Scope, path: str) -> Text:
        """The label of an attribute."""
        ...

    def event_type(self, name: str) -> Text:
        """The label of an event type."""
        ...

    def event_field(self, event_type: str, field: str) -> Text:
        """The label of a field of an event."""
        ...

    def list(self, scope: Scope, list_id: str) -> Text:
        """The name of an account list or a people list."""
        ...

    def solution_interest(self, interest_id: str) -> Text:
        """The name of a solution interest."""
        ...

    def entity(self, columns: Columns, scope: Scope, row: int) -> Text:
        """What an account or a person is called, its key where it has no name."""
        ...


def sentence(condition: Condition, scope: Scope, names: Names) -> Message:
    """The condition in words that stand alone: they begin with a capital."""
    return msg("conditions.alone", phrase=phrase(condition, scope, names))


def phrase(condition: Condition, scope: Scope, names: Names) -> Message:
    """The condition in words, as a part of a sentence."""
    match condition:
        case AllOf():
            return _combined("all", condition.conditions, scope, names)
        case AnyOf():
            return _combined("any", condition.conditions, scope, names)
        case Not():
            return msg("conditions.not", inner=phrase(condition.condition, scope, names))
        case Attribute():
            return compared(names.attribute(scope, condition.attribute), condition)
        case RoleInAccount():
            return compared(msg("conditions.role_in_account"), condition)
        case EventHistory():
            return _history(condition, names)
        case InList():
            key = "conditions.in_list" if condition.member else "conditions.not_in_list"
            return msg(key, list=names.list(scope, condition.list))
        case PeopleOfAccount():
            return _people(condition, names)
        case HasBuyingGroup():
            return _group("has_group", condition, names)
        case MemberOfBuyingGroup():
            return _group("member_of_group", condition, names)


def compared(name: Text, comparison: Comparison) -> Message:
    """A comparison of the thing called ``name`` in words."""
    operator = comparison.operator
    if depends_on_instant(comparison):
        days = comparison.value if isinstance(comparison.value, int | float) else "…"
        return msg(f"conditions.compare.{operator}", name=name, days=days)
    if operator in (Operator.IS_ONE_OF, Operator.IS_NOT_ONE_OF):
        several: tuple[Param, ...] = tuple(map(value_words, comparison.values))
        return msg(f"conditions.compare.{operator}", name=name, values=several or value_words(None))
    if operator in (Operator.BETWEEN, Operator.NOT_BETWEEN):
        low, high = (*comparison.values, None, None)[:2]
        return msg(
            f"conditions.compare.{operator}",
            name=name,
            low=value_words(low),
            high=value_words(high),
        )
    # Only dates and times are ordered and written as text: they come "after", not "greater".
    table = "compare"
    if isinstance(comparison.value, str) and operator in _ORDERED:
        table = "compare_time"
    return msg(f"conditions.{table}.{operator}", name=name, value=value_words(comparison.value))


_ORDERED = (Operator.GREATER, Operator.AT_LEAST, Operator.LESS, Operator.AT_MOST)


def value_words(value: Scalar | None) -> Param:
    """A value as written in a condition: texts in quotes, the rest as itself."""
    if value is None:
        return msg("conditions.value.unset")
    if isinstance(value, str) and not re.match(r"\d{4}-\d\d-\d\d", value):
        return msg("conditions.value.text", text=value)
    return value


def _combined(kind: str, conditions: Sequence[Condition], scope: Scope, names: Names) -> Message:
    if not conditions:
        return msg(f"conditions.{kind}.none.{scope}")
    if len(conditions) == 1:
        return phrase(conditions[0], scope, names)
    parts = tuple(_as_part(condition, scope, names) for condition in conditions)
    return msg(f"conditions.{kind}.of", parts=parts)


def _as_part(condition: Condition, scope: Scope, names: Names) -> Message:
    """A condition inside another: in brackets where it could be taken for its end."""
    inner = phrase(condition, scope, names)
    if inner.key.startswith(("conditions.all.of", "conditions.any.of", "conditions.people_where")):
        return msg("conditions.brackets", inner=inner)
    return inner


def _history(condition: EventHistory, names: Names) -> Message:
    params: dict[str, Param] = {
        "event": names.event_type(condition.event_type),
        "count": condition.at_least,
    }
    form = "plain"
    if condition.look_back_days is not None:
        form = "recent"
        params["window"] = msg("conditions.window", count=condition.look_back_days)
    if condition.constraints:
        form += "_where"
        params["constraints"] = tuple(
            compared(names.event_field(condition.event_type, item.field), item)
            for item in condition.constraints
        )
    kind = "inactive" if condition.inactive else "active"
    return msg(f"conditions.history.{kind}.{form}", **params)


def _people(condition: PeopleOfAccount, names: Names) -> Message:
    if condition.condition == AllOf():
        return msg(f"conditions.people.{condition.quantifier}", count=condition.count)
    return msg(
        f"conditions.people_where.{condition.quantifier}",
        count=condition.count,
        inner=_as_part(condition.condition, Scope.PERSON, names),
    )


def _group(kind: str, condition: HasBuyingGroup | MemberOfBuyingGroup, names: Names) -> Message:
    constraints = _group_constraints(condition, names)
    if not constraints:
        return msg(f"conditions.{kind}.any")
    return msg(f"conditions.{kind}.where", constraints=constraints)


def _group_constraints(condition: GroupFilter, names: Names) -> tuple[Message, ...]:
    found = []
    if condition.solution_interest is not None:
        interest = names.solution_interest(condition.solution_interest)
        found.append(msg("conditions.group.solution_interest", interest=interest))
    for field in ("stage", "status", "completeness", "engagement"):
        comparison: Comparison | None = getattr(condition, field)
        if comparison is not None:
            found.append(compared(msg(f"conditions.group.{field}"), comparison))
    if condition.role is not None:
        found.append(msg("conditions.group.role", role=condition.role))
    if condition.is_removed is not None:
        key = "removed" if condition.is_removed else "present"
        found.append(msg(f"conditions.group.{key}"))
    if isinstance(condition, HasBuyingGroup):
        found += [
            msg(
                f"conditions.group.people_in_role.{item.quantifier}",
                count=item.count,
                role=item.role,
            )
            for item in condition.people_in_role
        ]
    return tuple(found)
