"""Rows in order of a column: the first few at once, all of them when there is time.

Every value becomes a number that sorts as it does; what is missing comes last, whichever way the
order goes. Texts are compared without case. Rows with equal values keep the order of the table.
"""

from __future__ import annotations

from typing import cast

import numpy as np
import polars as pl
from numpy.typing import NDArray

from engine.accounts.browsing.tables import Ints, Table
from engine.conditions.columns import (
    MISSING_INSTANT,
    BooleanColumn,
    Column,
    InstantColumn,
    NumberColumn,
    StringsColumn,
    TextColumn,
)

Keys = NDArray[np.int64] | NDArray[np.int32] | NDArray[np.float64]
Rows = NDArray[np.int64] | NDArray[np.uint32]

_LAST = np.iinfo(np.int64).max
_LAST_RANK = np.iinfo(np.int32).max
"""The keys of what is missing, among instants and among ranks; among numbers it is NaN."""
_FEW = 65_535
"""Keys below this are sorted digit by digit, which is many times faster."""


def keys(table: Table, path: str, rows: Rows | None, *, descending: bool) -> Keys:
    """A key for every row of ``rows`` (None: of the table) by which they sort."""
    found = table.found(path)
    ranks = _ranks([each.column for each in found])
    parts: list[Keys] = []
    for each, rank in zip(found, ranks, strict=True):
        own = _own_keys(each.column, rank)
        if each.rows is not None:
            own = cast("Keys", np.append(own, np.array([_last(own)], own.dtype)))[each.rows]
        parts.append(own)
    if len({part.dtype for part in parts}) > 1:  # a field that some event types lack
        parts = [_as_floats(part) for part in parts]
    if not parts:
        return np.empty(0, np.int64)
    whole: Keys = parts[0] if len(parts) == 1 else cast("Keys", np.concatenate(parts))
    if rows is not None:
        whole = whole[rows.astype(np.int64) - table.start]
    return _turned(whole) if descending else whole


def _own_keys(column: Column, rank: NDArray[np.int32]) -> Keys:
    match column:
        case TextColumn():
            return _with_last(rank)[column.codes]
        case StringsColumn():  # by their first item
            first = np.append(column.codes, np.int32(-1))[column.offsets[:-1]]
            empty = np.diff(column.offsets) == 0
            return _with_last(rank)[np.where(empty, -1, first)]
        case NumberColumn():
            return column.values
        case BooleanColumn():
            return np.array([0, 1, _LAST_RANK], np.int32)[column.values]
        case InstantColumn():
            missing = column.values == MISSING_INSTANT
            return np.where(missing, _LAST, column.values) if missing.any() else column.values


def _with_last(rank: NDArray[np.int32]) -> NDArray[np.int32]:
    """Ranks by code, and at -1 that of what is missing."""
    return np.append(rank, np.int32(_LAST_RANK))


def _last(keys: Keys) -> float:
    if keys.dtype == np.float64:
        return np.nan
    return _LAST if keys.dtype == np.int64 else _LAST_RANK


def _ranks(columns: list[Column]) -> list[NDArray[np.int32]]:
    """For each column of texts, the rank of each of its values among those of all columns."""
    empty = pl.Series(dtype=pl.String, values=[])
    texts = [
        each.categories.cast(pl.String) if isinstance(each, TextColumn | StringsColumn) else empty
        for each in columns
    ]
    if not texts:
        return []
    ranks = pl.concat(texts).str.to_lowercase().rank("dense").cast(pl.Int32).to_numpy()
    return np.split(ranks, np.cumsum([len(each) for each in texts])[:-1])


def _as_floats(part: Keys) -> Keys:
    if part.dtype == np.float64:
        return part
    return np.where(part == _last(part), np.nan, part.astype(np.float64))


def _turned(found: Keys) -> Keys:
    if found.dtype == np.float64:
        return -found
    turned = -found
    turned[found == _last(found)] = _last(found)
    return turned


def first(by: Keys, count: int) -> Ints:
    """The places of the ``count`` smallest keys, in order; equal ones as they stand."""
    if count >= len(by):
        return order(by).astype(np.int64)
    bound = np.partition(by, count - 1)[count - 1]
    if np.isnan(bound):
        below, level = np.flatnonzero(~np.isnan(by)), np.flatnonzero(np.isnan(by))
    else:
        below, level = np.flatnonzero(by < bound), np.flatnonzero(by == bound)
    below = below[np.argsort(by[below], kind="stable")]
    return np.concatenate((below, level[: count - len(below)]))


def order(by: Keys) -> Rows:
    """The places of all keys, in order; equal ones as they stand."""
    if by.dtype != np.float64 and len(by):
        small = _small(by)
        if small is not None:
            return np.argsort(small, kind="stable").astype(np.uint32)
    return np.argsort(by, kind="stable").astype(np.uint32)


def _small(by: Keys) -> NDArray[np.uint16] | None:
    """The keys as small numbers in the same order, where they lie close together."""
    present = by[by != _last(by)]
    if not len(present):
        return np.zeros(len(by), np.uint16)
    low, high = int(present.min()), int(present.max())
    if high - low >= _FEW:
        return None
    return np.where(by == _last(by), _FEW, by - low).astype(np.uint16)
