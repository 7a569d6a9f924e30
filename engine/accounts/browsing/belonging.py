"""Where an account or a person belongs now: audiences and lists, asked about one row only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from engine.accounts.audiences import Audience, EntityList, ListKind
from engine.accounts.browsing.finding import state_for
from engine.accounts.dataset import Dataset
from engine.accounts.membership import KEYS, data_end
from engine.conditions.evaluate import evaluate
from engine.conditions.model import AllOf, Condition, Scope


def meeting(
    dataset: Dataset,
    condition: Condition,
    scope: Scope,
    rows: Sequence[int],
    lists: Iterable[EntityList],
) -> list[int]:
    """Which of some rows take part and meet a condition at the end of the data."""
    wanted = np.asarray(rows, dtype=np.int64)
    if not len(wanted):
        return []
    state = state_for(dataset, condition, scope, lists)
    met = evaluate(condition, state, scope, wanted, data_end(dataset))
    return [int(row) for row in wanted[met & dataset.takes_part(scope)[wanted]]]


def belongs_to(
    dataset: Dataset,
    scope: Scope,
    row: int,
    audiences: Iterable[Audience],
    lists: Iterable[EntityList],
) -> tuple[list[Audience], list[EntityList]]:
    """The audiences and lists of a scope that a row is in, in the order given."""
    known = tuple(lists)
    frame = dataset.accounts if scope is Scope.ACCOUNT else dataset.people
    key = frame[KEYS[scope]][row]

    def is_in(item: Audience | EntityList) -> bool:
        if isinstance(item, EntityList) and item.kind is ListKind.STATIC:
            return key in item.members
        return bool(meeting(dataset, item.condition or AllOf(), scope, (row,), known))

    return (
        [item for item in audiences if item.scope is scope and is_in(item)],
        [item for item in known if item.scope is scope and is_in(item)],
    )
