"""How many of the loaded accounts or people a condition matches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from engine.accounts import fields as f
from engine.accounts.audiences import EntityList, ListKind
from engine.accounts.snapshot import Snapshot
from engine.conditions.columns import Bools
from engine.conditions.evaluate import evaluate
from engine.conditions.model import Condition, Scope

if TYPE_CHECKING:
    from engine.accounts.dataset import Dataset

KEYS = {Scope.ACCOUNT: f.ACCOUNT_KEY, Scope.PERSON: f.PERSON_KEY}


@dataclass(frozen=True)
class Count:
    """How many match, of how many that take part; ``outside`` are those that take none."""

    matching: int
    total: int
    outside: int


def data_end(dataset: Dataset) -> int:
    """The instant conditions are counted as of: the last loaded event's, or now without events."""
    ends = [
        int(table.frame["timestamp"].to_physical().max())  # type: ignore[arg-type]
        for table in dataset.event_tables.values()
    ]
    return max(ends, default=int(datetime.now(UTC).timestamp() * 1_000_000))


def snapshot(dataset: Dataset, lists: tuple[EntityList, ...]) -> Snapshot:
    """The dataset with the members of its lists: static ones by key, dynamic ones by condition."""
    members: dict[tuple[Scope, str], Bools] = {}
    for item in lists:
        if item.kind is ListKind.STATIC:
            frame = dataset.accounts if item.scope is Scope.ACCOUNT else dataset.people
            keys = frame[KEYS[item.scope]]
            members[item.scope, item.id] = keys.is_in(list(item.members)).to_numpy()
    bare = Snapshot(dataset, dict(members))
    at = data_end(dataset)
    for item in lists:
        if item.kind is ListKind.DYNAMIC and item.condition is not None:
            members[item.scope, item.id] = matching(item.condition, item.scope, bare, at)
    return Snapshot(dataset, members)


def matching(condition: Condition, scope: Scope, state: Snapshot, at: int) -> Bools:
    """One flag a row of the scope: takes part and meets the condition."""
    takes_part = state.takes_part(scope)
    rows = np.flatnonzero(takes_part).astype(np.int64)
    found = np.zeros(len(takes_part), dtype=np.bool_)
    found[rows] = evaluate(condition, state, scope, rows, at)
    return found


def count(condition: Condition, scope: Scope, state: Snapshot, at: int) -> Count:
    """How many of those that take part match."""
    flags = matching(condition, scope, state, at)
    total = int(state.takes_part(scope).sum())
    return Count(int(flags.sum()), total, len(flags) - total)
