"""Values of many items, each of one account, made one value an account: no loop over accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from engine.accounts.derived.model import Aggregate
from engine.conditions.columns import (
    MISSING_INSTANT,
    BooleanColumn,
    Column,
    InstantColumn,
    Instants,
    NumberColumn,
    Rows,
    TextColumn,
    empty_column,
)
from engine.conditions.compare import present
from engine.conditions.model import ValueType
from engine.conditions.segments import Ints


@dataclass(frozen=True)
class Items:
    """Items with a value: the account row and the value of each, and, of events, the instant.
    ``values`` has as many rows as there are items and no missing one."""

    accounts: Rows
    values: Column
    instants: Instants | None = None

    @classmethod
    def of(
        cls, accounts: Rows, column: Column, rows: Rows, instants: Instants | None = None
    ) -> Items:
        """The items at ``rows`` of a column that have a value there."""
        there = np.flatnonzero(present(column, rows))
        if len(there) < len(rows):
            accounts, rows = accounts[there], rows[there]
            instants = None if instants is None else instants[there]
        return cls(accounts, _taken(column, rows), instants)


def counted(accounts: Rows, height: int) -> Ints:
    """How many items each of ``height`` accounts has."""
    return np.bincount(accounts, minlength=height)


def rolled_up(
    aggregate: Aggregate,
    parts: Sequence[Items],
    kind: ValueType,
    height: int,
    *,
    exactly: bool = False,
) -> Column:
    """One value an account. ``kind``: the type of the values; ``exactly``: case tells texts
    apart (in keys, ruling 46). A sum and a number of distinct values are 0 over nothing, the
    rest is missing (ruling 17)."""
    if aggregate is Aggregate.DISTINCT:
        return NumberColumn(_distinct(parts, height, exactly=exactly), ValueType.INTEGER)
    if aggregate is Aggregate.SUM:
        sums = np.zeros(height)
        for part in parts:
            sums += np.bincount(part.accounts, _numbers(part.values), minlength=height)
        return NumberColumn(sums, kind)
    if aggregate is Aggregate.LATEST and any(part.instants is not None for part in parts):
        return _latest(parts, kind, height)
    least = aggregate is Aggregate.MIN
    column = empty_column(kind, height)
    if isinstance(column, NumberColumn):
        found = np.full(height, np.inf if least else -np.inf)
        for part in parts:
            (np.minimum if least else np.maximum).at(found, part.accounts, _numbers(part.values))
        return NumberColumn(np.where(_nothing(parts, height), np.nan, found), kind)
    limits = np.iinfo(np.int64)
    ends = np.full(height, limits.max if least else limits.min)
    for part in parts:
        instants = part.values.values  # type: ignore[union-attr]
        (np.minimum if least else np.maximum).at(ends, part.accounts, instants)
    return InstantColumn(np.where(_nothing(parts, height), MISSING_INSTANT, ends), kind)


def _nothing(parts: Sequence[Items], height: int) -> NDArray[np.bool_]:
    """Which accounts have no item."""
    nothing = np.ones(height, np.bool_)
    for part in parts:
        nothing[part.accounts] = False
    return nothing


def _latest(parts: Sequence[Items], kind: ValueType, height: int) -> Column:
    """The value of the newest item; of several at one instant that of the last. The items of a
    part are in the order of time in each account; only those of several parts need sorting."""
    accounts = np.concatenate([part.accounts for part in parts])
    order = np.arange(len(accounts))
    if len(parts) > 1:
        instants = np.concatenate([part.instants for part in parts if part.instants is not None])
        order = np.argsort(instants, kind="stable")
    newest = np.full(height, -1, np.int64)
    newest[accounts[order]] = order  # of several for one account the last stays
    return _taken(_joined([part.values for part in parts], kind), newest)


def _distinct(parts: Sequence[Items], height: int, *, exactly: bool) -> NDArray[np.float64]:
    """How many different values each account has; texts regardless of case (ruling 16)."""
    if not parts:
        return np.zeros(height)
    accounts = np.concatenate([part.accounts for part in parts]).astype(np.int64)
    codes, count = _codes([part.values for part in parts], exactly=exactly)
    pairs = np.unique(accounts * max(count, 1) + codes)
    return np.bincount(pairs // max(count, 1), minlength=height).astype(np.float64)


def _codes(columns: Sequence[Column], *, exactly: bool) -> tuple[Ints, int]:
    """A number for each value, the same for the same value, and how many numbers there are."""
    if isinstance(columns[0], TextColumn):
        if exactly and len(columns) == 1:
            return columns[0].codes.astype(np.int64), len(columns[0].categories)
        texts = [column for column in columns if isinstance(column, TextColumn)]
        names = pl.concat([each.categories if exactly else each.folded for each in texts])
        same = names.rank("dense").fill_null(0).cast(pl.Int64).to_numpy()
        starts = np.cumsum([0, *(len(each.categories) for each in texts)])
        places = [each.codes + start for each, start in zip(texts, starts, strict=False)]
        return same[np.concatenate(places)], len(names) + 1
    values = np.concatenate([column.values for column in columns])  # type: ignore[union-attr]
    found, codes = np.unique(values, return_inverse=True)
    return codes, len(found)


def _numbers(column: Column) -> NDArray[np.float64]:
    return column.values if isinstance(column, NumberColumn) else np.empty(0)


def _taken(column: Column, rows: Rows) -> Column:
    """The values at some rows; missing at row -1."""
    if isinstance(column, TextColumn):
        return TextColumn(np.append(column.codes, np.int32(-1))[rows], column.categories)
    if isinstance(column, NumberColumn):
        return NumberColumn(np.append(column.values, np.nan)[rows], column.type)
    if isinstance(column, BooleanColumn):
        return BooleanColumn(np.append(column.values, np.int8(-1))[rows])
    if isinstance(column, InstantColumn):
        return InstantColumn(np.append(column.values, MISSING_INSTANT)[rows], column.type)
    raise TypeError("lists of texts are not rolled up")


def _joined(columns: Sequence[Column], kind: ValueType) -> Column:
    """Columns of one type, one after another."""
    if len(columns) == 1:
        return columns[0]
    if kind is ValueType.STRING:
        texts = [column for column in columns if isinstance(column, TextColumn)]
        starts = np.cumsum([0, *(len(each.categories) for each in texts)])
        codes = [
            np.where(each.codes < 0, -1, each.codes + start)
            for each, start in zip(texts, starts, strict=False)
        ]
        return TextColumn(
            np.concatenate(codes).astype(np.int32), pl.concat([each.categories for each in texts])
        )
    values = np.concatenate([column.values for column in columns])  # type: ignore[union-attr]
    if kind is ValueType.BOOLEAN:
        return BooleanColumn(values)
    if kind in (ValueType.DATE, ValueType.TIMESTAMP):
        return InstantColumn(values, kind)
    return NumberColumn(values, kind)
