"""Where an account or a person belongs now: audiences and lists, asked about one row only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from engine.accounts.audiences import Audience, EntityList, ListKind
from engine.accounts.membership import KEYS, Membership
from engine.conditions.model import AllOf, Condition, Scope


def meeting(
    membership: Membership, condition: Condition, scope: Scope, rows: Sequence[int]
) -> list[int]:
    """Which of some rows take part and meet a condition at the end of the data."""
    wanted = np.asarray(rows, dtype=np.int64)
    if not len(wanted):
        return []
    met = membership.meets(condition, scope, wanted)
    return [int(row) for row in wanted[met & membership.dataset.takes_part(scope)[wanted]]]


def belongs_to(
    membership: Membership,
    scope: Scope,
    row: int,
    audiences: Iterable[Audience],
    lists: Iterable[EntityList],
) -> tuple[list[Audience], list[EntityList]]:
    """The audiences and lists of a scope that a row is in, in the order given."""
    data = membership.dataset
    frame = data.accounts if scope is Scope.ACCOUNT else data.people
    key = frame[KEYS[scope]][row]

    def is_in(item: Audience | EntityList) -> bool:
        if isinstance(item, EntityList) and item.kind is ListKind.STATIC:
            return key in item.members
        return bool(meeting(membership, item.condition or AllOf(), scope, (row,)))

    return (
        [item for item in audiences if item.scope is scope and is_in(item)],
        [item for item in lists if item.scope is scope and is_in(item)],
    )
