"""Who belongs to audiences and lists in a dataset as it was loaded, before any journey."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from engine.accounts import fields as f
from engine.accounts.audiences import Audience, EntityList, ListKind
from engine.accounts.dataset import Dataset
from engine.accounts.derived.evaluation import DerivedColumns
from engine.accounts.derived.model import DerivedAttribute
from engine.accounts.snapshot import Snapshot
from engine.conditions.columns import Bools, Column, Rows
from engine.conditions.evaluate import evaluate
from engine.conditions.memo import Memo
from engine.conditions.model import AllOf, Condition, Scope

KEYS = {Scope.ACCOUNT: f.ACCOUNT_KEY, Scope.PERSON: f.PERSON_KEY}
"""The column of the keys that lists hold."""
_memos: dict[int, Memo] = {}
"""The answers of filters, by identity of the dataset."""


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


def _memo(dataset: Dataset) -> Memo:
    found = _memos.get(id(dataset))
    if found is None:
        found = _memos[id(dataset)] = Memo(data_end(dataset))
        weakref.finalize(dataset, _memos.pop, id(dataset), None)
    return found


def forget(dataset: Dataset) -> None:
    """Forget the answers that have been kept for a dataset: to measure what finding them takes."""
    _memos.pop(id(dataset), None)


class _Members(Mapping[tuple[Scope, str], Bools]):
    """The members of lists by scope and id, found when they are asked for.

    A dynamic list is not to refer to another (ruling 18); one that does finds nobody there.
    """

    def __init__(
        self,
        dataset: Dataset,
        lists: Iterable[EntityList],
        derived: tuple[DerivedAttribute, ...],
    ) -> None:
        self._dataset = dataset
        self._derived = derived
        self._lists = {(item.scope, item.id): item for item in lists}
        self._found: dict[tuple[Scope, str], Bools] = {}

    def __getitem__(self, key: tuple[Scope, str]) -> Bools:
        item = self._lists[key]
        if key not in self._found:  # two threads may find the same at the same time
            self._found[key] = self._find(item)
        return self._found[key]

    def __iter__(self) -> Iterator[tuple[Scope, str]]:
        return iter(self._lists)

    def __len__(self) -> int:
        return len(self._lists)

    def _find(self, item: EntityList) -> Bools:
        if item.kind is ListKind.STATIC:
            return with_keys(self._dataset, item.scope, item.members)
        static = (one for one in self._lists.values() if one.kind is ListKind.STATIC)
        alone = Membership(self._dataset, static, self._derived)
        return alone.matching(item.condition or AllOf(), item.scope)


class Membership:
    """A dataset, its lists and its derived attributes, asked who belongs where. Any thread may
    ask."""

    def __init__(
        self,
        dataset: Dataset,
        lists: Iterable[EntityList] = (),
        derived: Iterable[DerivedAttribute] = (),
    ) -> None:
        self.dataset = dataset
        self._memo = _memo(dataset)
        definitions = tuple(derived)
        members = _Members(dataset, lists, definitions)
        plain = Snapshot(dataset, members)
        columns = DerivedColumns(definitions, plain, dataset, self._memo.at)
        self._state = Snapshot(dataset, members, columns)

    def matching(
        self,
        condition: Condition,
        scope: Scope,
        between: Callable[[], object] = lambda: None,
    ) -> Bools:
        """One flag a row of the scope: takes part and meets the condition. ``between`` is called
        before each filter and may raise, to stop the work."""
        met = self._memo.flags(condition, self._state, scope, between)
        return met & self.dataset.takes_part(scope)

    def count(
        self,
        condition: Condition,
        scope: Scope,
        between: Callable[[], object] = lambda: None,
    ) -> Count:
        """How many of those that take part match."""
        taking_part = self.dataset.takes_part(scope)
        total = int(np.count_nonzero(taking_part))
        found = self.matching(condition, scope, between)
        return Count(int(np.count_nonzero(found)), total, len(found) - total)

    def meets(self, condition: Condition, scope: Scope, rows: Rows | None = None) -> Bools:
        """Where a condition holds, of those that take no part too: one flag a row of ``rows``
        (None: of the scope)."""
        if rows is None:
            return self._memo.flags(condition, self._state, scope)
        return evaluate(condition, self._state, scope, rows, self._memo.at)

    def attribute(self, scope: Scope, path: str) -> Column | None:
        """The values of an attribute, a derived one too; None where there is none."""
        return self._state.attribute(scope, path)

    def members(self, item: Audience | EntityList) -> Bools:
        """Who belongs to an audience or a list: one flag a row of its scope."""
        if isinstance(item, EntityList) and item.kind is ListKind.STATIC:
            return with_keys(self.dataset, item.scope, item.members)
        if isinstance(item, EntityList):
            found = self._state.members(item.scope, item.id)
            if found is not None:
                return found
        return self.matching(item.condition or AllOf(), item.scope)


def with_keys(dataset: Dataset, scope: Scope, keys: Iterable[str]) -> Bools:
    """The rows with these keys: one flag a row."""
    frame = dataset.accounts if scope is Scope.ACCOUNT else dataset.people
    return frame[KEYS[scope]].is_in(list(keys)).to_numpy()
