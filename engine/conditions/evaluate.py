"""Conditions evaluated over columns as of an instant: one flag a row, no loop over entities.

Meaning: domain sections 2, 3.2 and 5, rulings 7, 15-18, 20, 45-47.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np

from engine.conditions.columns import Bools, Columns, Instants, Rows
from engine.conditions.compare import Selection, matches, missing_column
from engine.conditions.history import event_counts
from engine.conditions.model import (
    ACCOUNT_ONLY,
    PERSON_ONLY,
    AllOf,
    AnyOf,
    Attribute,
    Comparison,
    Condition,
    EventHistory,
    HasBuyingGroup,
    InList,
    MemberOfBuyingGroup,
    Not,
    PeopleOfAccount,
    Quantifier,
    RoleInAccount,
    Scope,
)
from engine.conditions.segments import Ints, expand

__all__ = ["PERSON_ROLES", "BuyingGroupColumns", "count_people", "enough", "evaluate", "matches"]

PERSON_ROLES = "personRoles"
"""The person attribute that "role in account" compares."""


@runtime_checkable
class BuyingGroupColumns(Protocol):
    """Columns that know buying groups as well. Without them no group exists (ruling 20)."""

    def in_buying_group(
        self, condition: HasBuyingGroup | MemberOfBuyingGroup, rows: Rows, at: int | Instants
    ) -> Bools:
        """Which rows have (or are members of) a group that meets all constraints."""
        ...


def evaluate(
    condition: Condition, columns: Columns, scope: Scope, rows: Rows, at: int | Instants
) -> Bools:
    """Where the condition holds: one flag a row of ``rows``, whoever these are.

    ``at``: the instant, one for all or one a row. A filter that is about the other scope never
    holds; an unknown attribute is missing everywhere; nobody is in an unknown list.
    """
    return _evaluate(
        _Question(columns, scope, rows, at, _is_everyone(columns, scope, rows)), condition
    )


def count_people(
    condition: PeopleOfAccount, columns: Columns, accounts: Rows, at: int | Instants
) -> tuple[Ints, Ints, Bools]:
    """The people of accounts who take part: their places in ``accounts``, their rows, and who of
    them meets the condition inside."""
    offsets = columns.people_offsets()
    lo, hi = offsets[:-1][accounts], offsets[1:][accounts]
    place, people = expand(lo, hi)
    taking_part = columns.takes_part(Scope.PERSON)[people]
    if not taking_part.all():
        place, people = place[taking_part], people[taking_part]
    instants = at[place] if isinstance(at, np.ndarray) else at
    return place, people, evaluate(condition.condition, columns, Scope.PERSON, people, instants)


@dataclass(frozen=True)
class _Question:
    """Whom a condition is asked about, and when. ``everyone``: ``rows`` is every row in order."""

    columns: Columns
    scope: Scope
    rows: Rows
    at: int | Instants
    everyone: bool

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def selection(self) -> Selection:
        return slice(None) if self.everyone else self.rows

    def only(self, places: Ints) -> _Question:
        at = self.at[places] if isinstance(self.at, np.ndarray) else self.at
        return _Question(self.columns, self.scope, self.rows[places], at, everyone=False)

    def flags(self, value: bool) -> Bools:
        return np.full(len(self), value)


def _is_everyone(columns: Columns, scope: Scope, rows: Rows) -> bool:
    if scope is Scope.ACCOUNT:
        count = len(columns.people_offsets()) - 1
    else:
        count = len(columns.takes_part(Scope.PERSON))
    return (
        len(rows) == count
        and count > 0
        and int(rows[0]) == 0
        and int(rows[-1]) == count - 1
        and bool((np.diff(rows) == 1).all())
    )


def _evaluate(asked: _Question, condition: Condition) -> Bools:
    if isinstance(condition, PERSON_ONLY if asked.scope is Scope.ACCOUNT else ACCOUNT_ONLY):
        return asked.flags(False)
    match condition:
        case AllOf():
            return _combined(asked, condition.conditions, decided_by=False)
        case AnyOf():
            return _combined(asked, condition.conditions, decided_by=True)
        case Not():
            return ~_evaluate(asked, condition.condition)
        case Attribute():
            return _attribute(asked, condition.attribute, condition)
        case RoleInAccount():
            return _attribute(asked, PERSON_ROLES, condition)
        case EventHistory():
            counts = event_counts(condition, asked.columns, asked.rows, asked.at)
            return (counts >= condition.at_least) ^ condition.inactive
        case InList():
            return _in_list(asked, condition)
        case PeopleOfAccount():
            return _people_of_account(asked, condition)
        case HasBuyingGroup() | MemberOfBuyingGroup():
            if isinstance(asked.columns, BuyingGroupColumns):
                return asked.columns.in_buying_group(condition, asked.rows, asked.at)
            return asked.flags(False)


def _combined(asked: _Question, conditions: Sequence[Condition], *, decided_by: bool) -> Bools:
    """All (decided by a False) or any (by a True): the cheap ones first, and the dear ones only
    for the rows that are still open."""
    answer = asked.flags(not decided_by)
    for condition in sorted(conditions, key=_cost):
        rest = np.flatnonzero(answer != decided_by)
        if not len(rest):
            break
        if 2 * len(rest) > len(asked):
            found = _evaluate(asked, condition)
            answer = answer | found if decided_by else answer & found
        else:
            answer[rest] = _evaluate(asked.only(rest), condition)
    return answer


def _cost(condition: Condition) -> int:
    match condition:
        case AllOf() | AnyOf():
            return max(map(_cost, condition.conditions), default=0)
        case Not():
            return _cost(condition.condition)
        case HasBuyingGroup() | MemberOfBuyingGroup():
            return 1
        case EventHistory():
            return 2
        case PeopleOfAccount():
            return 3 + _cost(condition.condition)
        case _:
            return 0


def _attribute(asked: _Question, path: str, comparison: Comparison) -> Bools:
    column = asked.columns.attribute(asked.scope, path)
    if column is None:
        column, selection = missing_column(len(asked)), slice(None)
        return matches(comparison, column, selection, asked.at)
    return matches(comparison, column, asked.selection, asked.at)


def _in_list(asked: _Question, condition: InList) -> Bools:
    members = asked.columns.members(asked.scope, condition.list)
    if members is None:
        return asked.flags(not condition.member)
    found = members[asked.selection]
    return found.copy() if condition.member else ~found


def _people_of_account(asked: _Question, condition: PeopleOfAccount) -> Bools:
    place, _, meets = count_people(condition, asked.columns, asked.rows, asked.at)
    return enough(condition, np.bincount(place[meets], minlength=len(asked)))


def enough(condition: PeopleOfAccount, counts: Ints) -> Bools:
    """Whether so many people of an account that meet the condition inside are as many as asked."""
    return _ENOUGH[condition.quantifier](counts, condition.count)


_ENOUGH: dict[Quantifier, Callable[[Ints, int], Bools]] = {
    Quantifier.ANY: lambda counts, _: np.greater(counts, 0),
    Quantifier.NO: lambda counts, _: np.equal(counts, 0),
    Quantifier.AT_LEAST: np.greater_equal,
    Quantifier.AT_MOST: np.less_equal,
    Quantifier.EXACTLY: np.equal,
}
