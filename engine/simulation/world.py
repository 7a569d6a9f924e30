"""The state that a run changes: attributes, lists, memberships, scores and added events.

One :class:`World` is shared by all journeys of a run. It implements the ``Columns`` protocol, so
conditions read it as they read a dataset. Arrays of the dataset are copied when first changed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from engine.accounts.dataset import TAKES_PART_BY, Dataset, column_of
from engine.conditions.columns import (
    Bools,
    Column,
    EventBlock,
    Instants,
    Rows,
    TextColumn,
    empty_column,
)
from engine.conditions.model import Scope, ValueType
from engine.simulation.addresses import Addresses
from engine.simulation.values import Typed, put, value_at

Key = tuple[Scope, str]
_K = TypeVar("_K")
_T = TypeVar("_T")


@dataclass
class _Added:
    """Events of one type that actions added, in order of processing."""

    account: list[NDArray[np.int32]] = field(default_factory=list)
    person: list[NDArray[np.int32]] = field(default_factory=list)
    timestamp: list[Instants] = field(default_factory=list)
    fields: dict[str, list[pl.Series]] = field(default_factory=dict)
    block: EventBlock | None = None
    serial: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    """The place in the order of processing of each event of ``block``."""


class World:
    """What journeys see and change while they run."""

    def __init__(self, dataset: Dataset, new_attributes: dict[Key, ValueType]) -> None:
        """``new_attributes``: what actions write that the dataset does not know, and its type."""
        self.dataset = dataset
        self.lists: dict[Key, Bools] = {}
        self.added_count = 0
        self.addresses = Addresses()
        """Every e-mail address seen so far."""
        self._new = new_attributes
        self._changed: dict[Key, Column] = {}
        self._parts: dict[Scope, Bools] = {}
        self._added: dict[str, _Added] = {}
        self._marks: dict[tuple[str, ...], Bools] = {}
        self._scores: dict[str, NDArray[np.int64]] = {}
        self._derived: dict[tuple[str, ...], Any] = {}

    # What conditions read.

    def height(self, scope: Scope) -> int:
        """How many accounts or people there are."""
        frame = self.dataset.accounts if scope is Scope.ACCOUNT else self.dataset.people
        return frame.height

    def attribute(self, scope: Scope, path: str) -> Column | None:
        """The values now."""
        key = (scope, path)
        if key not in self._changed and key in self._new:
            self._changed[key] = empty_column(self._new[key], self.height(scope))
        return self._changed.get(key) or self.dataset.attribute(scope, path)

    def people_offsets(self) -> NDArray[np.int64]:
        """Where each account's people start."""
        return self.dataset.offsets

    def takes_part(self, scope: Scope) -> Bools:
        """Who takes part now (ruling 13)."""
        column = self._changed.get((scope, TAKES_PART_BY[scope]))
        if not isinstance(column, TextColumn):
            return self.dataset.takes_part(scope)
        if scope not in self._parts:
            self._parts[scope] = column.codes >= 0
        return self._parts[scope]

    def events(self, event_type: str) -> Sequence[EventBlock]:
        """The loaded events, then the added ones."""
        loaded, added = self.dataset.events_of(event_type), self.added(event_type)
        return tuple(block for block in (loaded, added) if block is not None)

    def members(self, scope: Scope, list_id: str) -> Bools | None:
        """Who is in a list now."""
        return self.lists.get((scope, list_id))

    def derived(self, key: tuple[str, ...], make: Callable[[], _T]) -> _T:
        """Something made from the people's attributes, kept until one of them changes."""
        if key not in self._derived:
            self._derived[key] = make()
        found: _T = self._derived[key]
        return found

    # What actions change.

    def set_attribute(self, scope: Scope, path: str, rows: Rows, value: Typed) -> None:
        """Give rows a value of an attribute."""
        column = self.attribute(scope, path)
        assert column is not None  # noqa: S101 - the plan has made sure
        own = (scope, path) in self._changed
        self._changed[scope, path] = put(column, rows, value, copy=not own)
        self._parts.pop(scope, None)
        if scope is Scope.PERSON:
            self._derived.clear()

    def set_derived(self, path: str, column: Column) -> None:
        """Give all accounts their values of a derived attribute until the next daily cycle."""
        self._changed[Scope.ACCOUNT, path] = column

    def texts_at(self, scope: Scope, path: str, rows: Rows) -> pl.Series:
        """The canonical text of some rows' values."""
        column = self.attribute(scope, path)
        assert column is not None  # noqa: S101 - the plan has made sure
        return value_at(column, rows)

    def set_members(self, scope: Scope, list_id: str, rows: Rows, member: bool) -> Bools:
        """Put rows into a list or take them out; answers for which rows that changed something."""
        return self._set_flags(self.lists, (scope, list_id), scope, rows, member)

    def mark(self, scope: Scope, name: tuple[str, ...], rows: Rows, member: bool) -> Bools:
        """The same for memberships outside: destinations, external audiences, Marketo lists."""
        return self._set_flags(self._marks, (scope, *name), scope, rows, member)

    def _set_flags(
        self, flags: dict[_K, Bools], key: _K, scope: Scope, rows: Rows, member: bool
    ) -> Bools:
        if key not in flags:
            flags[key] = np.zeros(self.height(scope), np.bool_)
        changed: Bools = flags[key][rows] != member
        now = flags[key].copy()
        now[rows] = member
        flags[key] = now
        return changed

    def change_score(
        self, name: str, people: Rows, change: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Change a lead score; answers the scores before and after."""
        if name not in self._scores:
            self._scores[name] = np.zeros(self.height(Scope.PERSON), np.int64)
        before = self._scores[name][people]
        self._scores[name][people] = before + change
        return before, before + change

    def add_events(
        self,
        event_type: str,
        accounts: Rows,
        people: Rows | None,
        at: Instants,
        fields: dict[str, str | pl.Series | None],
    ) -> None:
        """Add events (ruling 25); ``people`` None: account events; fields all text."""
        count = len(at)
        if not count:
            return
        added = self._added.setdefault(event_type, _Added())
        person = np.full(count, -1) if people is None else people
        added.account.append(np.asarray(accounts, np.int32))
        added.person.append(np.asarray(person, np.int32))
        added.timestamp.append(np.asarray(at, np.int64))
        for name, value in fields.items():
            texts = (
                value
                if isinstance(value, pl.Series)
                else pl.repeat(value, count, dtype=pl.String, eager=True)
            )
            added.fields.setdefault(name, []).append(texts)
        added.block = None
        self.added_count += count

    def added(self, event_type: str) -> EventBlock | None:
        """The added events of a type in canonical order; None where there are none."""
        added = self._added.get(event_type)
        if added is None:
            return None
        if added.block is None:
            account = np.concatenate(added.account)
            timestamp = np.concatenate(added.timestamp)
            # People without an account come last, as in the dataset.
            last = np.where(account < 0, self.height(Scope.ACCOUNT), account)
            added.serial = np.lexsort((timestamp, last))
            counts = np.bincount(account[account >= 0], minlength=self.height(Scope.ACCOUNT))
            added.block = EventBlock(
                event_type=event_type,
                account=account[added.serial],
                person=np.concatenate(added.person)[added.serial],
                timestamp=timestamp[added.serial],
                offsets=np.concatenate(([0], np.cumsum(counts))).astype(np.int64),
                fields={
                    name: _text_column(pl.concat(parts)[added.serial])
                    for name, parts in added.fields.items()
                },
            )
        return added.block

    def serials(self, block: EventBlock, events: NDArray[np.int64]) -> NDArray[np.int64]:
        """What names some events of a block for good: the place in the loaded events, or after
        them in the order in which events were added."""
        added = self._added.get(block.event_type)
        if added is None or block is not added.block:
            return events
        loaded = self.dataset.events_of(block.event_type)
        return added.serial[events] + (0 if loaded is None else len(loaded))


def _text_column(texts: pl.Series) -> TextColumn:
    column = column_of(texts, ValueType.STRING)
    assert isinstance(column, TextColumn)  # noqa: S101 - asked for a string
    return column
