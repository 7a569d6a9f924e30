"""The rows of a view as frames, piece by piece: for files, with the types that the columns have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl

from engine.accounts.browsing.tables import Ints, Table
from engine.accounts.browsing.view import View


def frames(view: View, paths: Sequence[str], size: int) -> Iterator[pl.DataFrame]:
    """All rows of a view in their order, ``size`` at a time: the columns ``paths``, named by them.
    One frame without rows where there are none."""
    whole = view.complete()
    kinds = kinds_of(view.table, paths)
    for start in range(0, max(len(whole), 1), size):
        yield frame_of(view.table, whole.rows(start, size), kinds)


def kinds_of(table: Table, paths: Sequence[str]) -> dict[str, pl.DataType]:
    """The type of each column; text where event types differ, and where texts are categories."""
    return {path: _kind(table, path) for path in paths}


def _kind(table: Table, path: str) -> pl.DataType:
    found = {table.column_type(part, path) for part in table.parts} - {pl.Null()}
    kinds = {_plain(kind) for kind in found}
    return kinds.pop() if len(kinds) == 1 else pl.String()


def _plain(kind: pl.DataType) -> pl.DataType:
    return pl.String() if isinstance(kind, (pl.Enum, pl.Categorical)) else kind


def frame_of(table: Table, rows: Ints, kinds: dict[str, pl.DataType]) -> pl.DataFrame:
    """Rows of a table in the order of ``rows``, with the columns and types of ``kinds``."""
    starts = np.array([part.start for part in table.parts], np.int64)
    places = np.searchsorted(starts, rows, side="right") - 1
    pieces, order = [], []
    for number in np.unique(places).tolist():
        here = np.flatnonzero(places == number)
        part = table.parts[number]
        columns = [
            _as(table.column_values(part, rows[here] - part.start, path), kind).alias(path)
            for path, kind in kinds.items()
        ]
        pieces.append(pl.DataFrame(columns))
        order.append(here)
    if not pieces:
        return pl.DataFrame(schema=kinds)
    found = pl.concat(pieces)
    return found if len(pieces) == 1 else found[np.argsort(np.concatenate(order))]


def _as(series: pl.Series, kind: pl.DataType) -> pl.Series:
    if isinstance(series.dtype, pl.List) and not isinstance(kind, pl.List):
        return series.cast(pl.List(pl.String)).list.join("; ", ignore_nulls=True)
    return series.cast(kind)
