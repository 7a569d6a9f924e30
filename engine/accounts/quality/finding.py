"""The columns of the fields of a dataset, and the rows behind a count of a field."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from engine.accounts import fields as f
from engine.accounts.dataset import Dataset
from engine.accounts.fields import Entity, Field
from engine.accounts.quality.values import FieldQuality, Value
from engine.accounts.rowset import RowSet, event_starts
from engine.conditions.columns import Bools
from engine.conditions.model import ValueType
from resources.catalogue import msg


@dataclass(frozen=True)
class Part:
    """A column of a field, or one of several: events have one a type. ``start``: the number that
    its first row has among the rows of the entity."""

    start: int
    series: pl.Series


def frame_of(dataset: Dataset, entity: Entity) -> pl.DataFrame:
    """The table of accounts, people or opportunities."""
    frames = {
        Entity.ACCOUNT: dataset.accounts,
        Entity.PERSON: dataset.people,
        Entity.OPPORTUNITY: dataset.opportunities,
    }
    return frames[entity]


def height_of(dataset: Dataset, entity: Entity) -> int:
    """How many rows an entity has."""
    if entity is Entity.EVENT:
        return sum(table.frame.height for table in dataset.event_tables.values())
    return frame_of(dataset, entity).height


def fields_in(dataset: Dataset, entity: Entity) -> tuple[Field, ...]:
    """The fields that the data have, in the order of the catalogue, custom ones last."""
    if entity is Entity.EVENT:
        tables = dataset.event_tables.values()
        there = {name for table in tables for name in table.frame.columns[1:]}
        there |= {f.EVENT_TYPE} if dataset.event_tables else set()
    else:
        there = set(frame_of(dataset, entity).columns)
    known = (*f.STANDARD_FIELDS[entity], *dataset.custom.get(entity, ()))
    return tuple(each for each in known if each.path in there)


def parts_of(dataset: Dataset, entity: Entity, path: str) -> Iterator[Part]:
    """The columns of a field. Of events, only the types that carry it have one."""
    if entity is not Entity.EVENT:
        yield Part(0, frame_of(dataset, entity)[path])
        return
    for name, start in event_starts(dataset).items():
        frame = dataset.event_tables[name].frame
        if path == f.EVENT_TYPE:
            kind = pl.Enum([name])
            yield Part(start, pl.repeat(name, frame.height, dtype=kind, eager=True))
        elif path in frame.columns:
            yield Part(start, frame[path])


def present(series: pl.Series) -> Bools:
    """Where a column has a value that is not missing (rulings 15 and 45)."""
    kind = series.dtype
    if isinstance(kind, pl.List):
        sound = series.list.eval(pl.element().str.strip_chars().str.len_bytes() > 0).list.any()
        return sound.fill_null(value=False).to_numpy()
    if isinstance(kind, pl.Enum):
        blank = kind.categories.str.strip_chars().str.len_bytes() == 0
        sound = series.is_not_null()
        if blank.any():
            sound &= ~series.is_in(kind.categories.filter(blank).cast(kind))
        return sound.fill_null(value=False).to_numpy()
    if kind == pl.String:
        return (series.str.strip_chars().str.len_bytes().fill_null(0) > 0).to_numpy()
    if kind.is_float():
        return (series.is_not_null() & series.is_not_nan().fill_null(value=False)).to_numpy()
    return series.is_not_null().to_numpy()


def rows_missing(dataset: Dataset, found: FieldQuality) -> RowSet:
    """The rows without a value of a field."""
    return _rows(dataset, found, "missing", lambda series: ~present(series))


def rows_having(dataset: Dataset, found: FieldQuality, value: Value) -> RowSet:
    """The rows with a value of a field."""

    def having(series: pl.Series) -> Bools:
        if isinstance(series.dtype, pl.List):
            hits = series.list.contains(value)
        elif isinstance(series.dtype, pl.Enum):
            known = value in series.dtype.categories
            hits = series == value if known else pl.repeat(False, len(series), eager=True)
        else:
            hits = series == pl.Series([value], dtype=series.dtype)
        return hits.fill_null(value=False).to_numpy()

    return _rows(dataset, found, "having", having, value)


def rows_within(dataset: Dataset, found: FieldQuality, place: int) -> RowSet:
    """The rows with a value in one of the bins of a field."""
    if found.spread is None:
        raise ValueError("only numbers, days and moments have bins")
    bins = found.spread.bins
    low, high = bins[place].low, bins[place].high

    def within(series: pl.Series) -> Bools:
        ends = pl.Series([low, high], dtype=_wide(series.dtype))
        values = series.cast(ends.dtype)
        inside = values >= ends[0]
        if place < len(bins) - 1:
            inside &= values < ends[1]
        elif series.dtype.is_float():
            inside &= values.is_finite()
        mask: Bools = inside.fill_null(value=False).to_numpy()
        return mask

    return _rows(dataset, found, "within", within, low, high)


def _wide(kind: pl.DataType) -> pl.DataType:
    """Bins of whole numbers may end between two of them."""
    return pl.Float64() if kind.is_integer() else kind


def _rows(
    dataset: Dataset,
    found: FieldQuality,
    key: str,
    holds: Callable[[pl.Series], Bools],
    *values: Value,
) -> RowSet:
    path = found.field.path
    pieces = [
        part.start + np.flatnonzero(holds(part.series))
        for part in parts_of(dataset, found.entity, path)
    ]
    rows = np.concatenate(pieces) if pieces else np.empty(0, np.int64)
    names = dict(zip(("value", "high"), values, strict=False))
    title = msg(f"quality.rows.{key}", field=found.field.label, **names)
    return RowSet(found.entity, rows.astype(np.int64), title, (path,))


def is_text(field: Field) -> bool:
    """Whether the values of a field are texts or lists of texts."""
    return field.type in (ValueType.STRING, ValueType.STRINGS)
