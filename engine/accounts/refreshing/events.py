"""Events of two datasets as those of one: what both know is there once.

The same event has the same person, type, instant and fields. A field that only one of the
datasets has for a type is not compared; where it is the newer one, the events that are known get
its values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from engine.accounts.dataset import Dataset
from engine.accounts.encoding import MANY_VALUES
from engine.accounts.fields import Field
from engine.accounts.refreshing.changes import EventChanges
from engine.accounts.refreshing.kinds import as_kind, known_as
from engine.background import Work

WINDOW = 8_000_000
"""Events that are compared at once, which bounds memory."""
_ROW = "\0row"


@dataclass(frozen=True)
class MergedEvents:
    """``frames``: the events of every type, whose ``person`` is a row of the merged people, old
    ones first; ``same``: the types whose events are just as they were."""

    frames: dict[str, pl.DataFrame]
    same: frozenset[str]
    changes: EventChanges


def merged_events(
    old: Dataset,
    newer: Dataset,
    places: NDArray[np.int32],
    known_fields: Mapping[str, Field],
    work: Work,
) -> MergedEvents:
    """The events of both. ``places``: the row of each person of the newer dataset among the
    merged people, where the people of the first stay in their rows."""
    frames: dict[str, pl.DataFrame] = {}
    same, added, known, filled = set(), {}, 0, 0
    types = sorted(old.event_tables.keys() | newer.event_tables.keys())
    for number, kind in enumerate(types):
        work.at(number / len(types))
        own = _typed(old, kind, known_fields)
        theirs = _typed(newer, kind, known_fields)
        if theirs is None and own is not None:
            frames[kind] = own
        elif theirs is not None:
            theirs = theirs.with_columns(pl.Series("person", places[theirs["person"].to_numpy()]))
            share = work.part(number / len(types), (number + 1) / len(types))
            found = _merged(theirs.clear() if own is None else own, theirs, share)
            frames[kind] = found.frame
            known += theirs.height - found.added
            filled += found.filled
            if found.added:
                added[kind] = found.added
        if own is not None and frames[kind].equals(old.event_tables[kind].frame):
            same.add(kind)
    work.at(1)
    changes = EventChanges(added=sum(added.values()), known=known, filled=filled, types=added)
    return MergedEvents(frames, frozenset(same), changes)


def _typed(dataset: Dataset, kind: str, known: Mapping[str, Field]) -> pl.DataFrame | None:
    """The events of a type with the types that their fields have in both."""
    table = dataset.event_tables.get(kind)
    if table is None:
        return None
    return table.frame.with_columns(
        as_kind(table.frame[name], known_as(name, known).type) for name in table.frame.columns[2:]
    )


@dataclass(frozen=True)
class _Merged:
    frame: pl.DataFrame
    added: int
    filled: int


def _merged(own: pl.DataFrame, theirs: pl.DataFrame, work: Work) -> _Merged:
    """The events of one type."""
    own, theirs = _speaking_alike(own, theirs)
    more = [name for name in theirs.columns if name not in own.columns]
    added, filled = [], []
    windows = -(-(own.height + theirs.height) // WINDOW)
    for place, (mine, other) in enumerate(_windows(own, theirs, windows)):
        work.at(place / (windows + 1))
        new, values = _compared(mine, other, more)
        added.append(new)
        filled.append(values)
    new = pl.concat(added)
    whole = own
    count = 0
    if more:
        values = pl.concat(filled)
        count = values.height
        whole = own.with_row_index(_ROW).join(values, on=_ROW, how="left", maintain_order="left")
        whole = whole.drop(_ROW)
    if new.height:
        whole = pl.concat([whole, new], how="diagonal")
    return _Merged(whole, new.height, count)


def _windows(
    own: pl.DataFrame, theirs: pl.DataFrame, count: int
) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """Both tables in at most so many pieces, each with all events of some people."""
    own = own.with_row_index(_ROW)
    if count <= 1:
        yield own, theirs
        return
    people = np.concatenate([own["person"].to_numpy(), theirs["person"].to_numpy()])
    ends = np.unique(np.quantile(people, np.arange(1, count) / count).astype(np.int32))
    for start, end in zip([None, *ends], [*ends, None], strict=True):
        inside = pl.lit(value=True)
        if start is not None:
            inside &= pl.col("person") >= int(start)
        if end is not None:
            inside &= pl.col("person") < int(end)
        yield own.filter(inside), theirs.filter(inside)


def _compared(
    own: pl.DataFrame, theirs: pl.DataFrame, more: list[str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The events that are new, each once, in their order; and for the known ones of the first
    table (by ``_ROW``) the values of the fields ``more``, which it lacks."""
    common = [name for name in own.columns if name in theirs.columns]
    new = theirs.join(own, on=common, how="anti", nulls_equal=True)
    if not more:
        return _once(new), own.select(_ROW).clear()
    known = _once(theirs.join(own, on=common, how="semi", nulls_equal=True))
    # Of newer events that are alike but for the fields that are lacking, the first was known.
    first = known.unique(common, keep="first", maintain_order=True)
    others = known.join(first, on=known.columns, how="anti", nulls_equal=True)
    values = (
        own.unique(common, keep="first", maintain_order=True)
        .join(first, on=common, how="inner", nulls_equal=True)
        .filter(pl.any_horizontal(pl.col(name).is_not_null() for name in more))
        .select(_ROW, *more)
    )
    return _once(pl.concat([new, others])), values


def _once(events: pl.DataFrame) -> pl.DataFrame:
    return events.unique(keep="first", maintain_order=True)


def _speaking_alike(own: pl.DataFrame, theirs: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Both tables with their texts held in the same way."""
    kinds: dict[str, pl.DataType] = {}
    for name in own.columns:
        if name in theirs.columns and own[name].dtype != theirs[name].dtype:
            both = [_values(frame[name]) for frame in (own, theirs)]
            values = pl.concat(both).unique().sort()
            kinds[name] = pl.String() if len(values) > MANY_VALUES else pl.Enum(values)
    if not kinds:
        return own, theirs
    return own.cast(pl.Schema(kinds)), theirs.cast(pl.Schema(kinds))


def _values(texts: pl.Series) -> pl.Series:
    """The distinct values that a text column may have."""
    if isinstance(texts.dtype, pl.Enum):
        return texts.dtype.categories.alias(texts.name)
    return texts.drop_nulls().unique()
