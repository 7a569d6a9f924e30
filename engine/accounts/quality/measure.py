"""How well fields are filled, and with what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from engine.accounts.dataset import Dataset
from engine.accounts.fields import Entity, Field
from engine.accounts.quality.bins import day_edges, number_edges
from engine.accounts.quality.finding import is_text, parts_of, present
from engine.accounts.quality.values import QUANTILES, Bin, FieldQuality, Spread, Value
from engine.conditions.model import ValueType

TOP = 50
"""How many frequent values are kept of each field."""

_ORDERED = (ValueType.NUMBER, ValueType.INTEGER, ValueType.DATE, ValueType.TIMESTAMP)
_DAY = 86_400_000_000
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def measure(dataset: Dataset, entity: Entity, field: Field) -> FieldQuality:
    """Everything about one field that the data have."""
    series = [part.series for part in parts_of(dataset, entity, field.path)]
    counts = _of_ordered(series) if field.type in _ORDERED else _counts(series)
    if field.type is ValueType.STRINGS:
        filled = sum(int(present(each).sum()) for each in series)
    else:
        filled = int(counts["count"].sum())
    spread = lengths = None
    if counts.height and is_text(field):
        lengths = _spread_of_numbers(
            counts.group_by(pl.col("value").str.len_chars())
            .agg(pl.col("count").sum())
            .sort("value")
        )
    elif counts.height and field.type in _ORDERED:
        numbers = field.type in (ValueType.NUMBER, ValueType.INTEGER)
        spread = _spread_of_numbers(counts) if numbers else _spread_of_time(counts)
    return FieldQuality(
        entity=entity,
        field=field,
        rows=sum(len(each) for each in series),
        filled=filled,
        distinct=counts.height,
        values=tuple(_most_frequent(counts).iter_rows()),
        spread=spread,
        lengths=lengths,
    )


def _counts(columns: Sequence[pl.Series]) -> pl.DataFrame:
    """The distinct values that are not missing, and how often each occurs."""
    parts = []
    for series in columns:
        if isinstance(series.dtype, pl.List):
            series = series.explode(keep_nulls=False, empty_as_null=False)
        part = series.alias("value").to_frame().group_by("value").len("count")
        part = part.with_columns(pl.col("count").cast(pl.Int64)).drop_nulls("value")
        if isinstance(series.dtype, pl.Enum):
            part = part.with_columns(pl.col("value").cast(pl.String))
        if part["value"].dtype == pl.String:
            part = part.filter(pl.col("value").str.strip_chars().str.len_bytes() > 0)
        parts.append(part)
    whole = pl.concat(parts)
    return whole if len(parts) == 1 else whole.group_by("value").agg(pl.col("count").sum())


def _of_ordered(columns: Sequence[pl.Series]) -> pl.DataFrame:
    """As :func:`_counts`, of numbers, days or moments, in ascending order."""
    values = pl.concat([series.alias("value") for series in columns]).drop_nulls()
    if values.dtype.is_float():
        values = values.drop_nans()
    values = values.sort()
    starts = np.flatnonzero((values != values.shift(1)).fill_null(value=True).to_numpy())
    often = np.diff(starts, append=len(values))
    return pl.DataFrame({"value": values.gather(starts), "count": often.astype(np.int64)})


def _most_frequent(counts: pl.DataFrame) -> pl.DataFrame:
    """The first ``TOP`` values by how often they occur, then by value."""
    if counts.height > TOP:
        least = counts["count"].top_k(TOP).min()
        more, ties = counts.filter(pl.col("count") > least), counts.filter(count=least)
        counts = pl.concat([more, ties.bottom_k(TOP - more.height, by="value")])
    return counts.sort(["count", "value"], descending=[True, False])


def _spread_of_numbers(ordered: pl.DataFrame) -> Spread:
    """How numbers in ascending order lie. Those without an end have no bin, but are the smallest
    or the largest."""
    values, often = ordered["value"].to_numpy(), ordered["count"].to_numpy()
    finite = np.isfinite(values)
    places = _quantile_places(often)
    quantiles = tuple(values[places].tolist())
    if not finite.any():
        return Spread(quantiles, ())
    values, often = values[finite], often[finite]
    whole = ordered["value"].dtype.is_integer()
    middle = values[_quantile_places(often)].astype(np.float64)
    edges = number_edges(middle, whole=whole)
    inside = _fill(np.array(edges), values, often)
    return Spread(quantiles, _bins(edges, inside))


def _spread_of_time(ordered: pl.DataFrame) -> Spread:
    """How days or moments in ascending order lie, in bins of whole days, weeks, months, quarters
    or years."""
    days = ordered["value"].dtype == pl.Date
    values = ordered["value"].cast(pl.Datetime("us")).to_physical().to_numpy()
    often = ordered["count"].to_numpy()
    places = _quantile_places(often)
    quantiles = tuple(ordered["value"].gather(places).to_list())
    edges = day_edges(_date(int(values[0])), _date(int(values[-1])))
    instants = np.array([(edge - _EPOCH.date()).days for edge in edges], np.int64) * _DAY
    inside = _fill(instants, values, often)
    ends: Sequence[Value] = edges
    if not days:
        ends = [dt.datetime.combine(edge, dt.time(), dt.UTC) for edge in edges]
    return Spread(quantiles, _bins(ends, inside))


def _date(instant: int) -> dt.date:
    return (_EPOCH + dt.timedelta(days=instant // _DAY)).date()


def _quantile_places(often: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where each of ``QUANTILES`` lies among values in ascending order that occur so often."""
    reached = np.cumsum(often)
    total = int(reached[-1])
    needed = [max(-(-percent * total // 100), 1) for percent in QUANTILES]
    return np.searchsorted(reached, needed).astype(np.int64)


def _fill(
    edges: NDArray[np.generic], values: NDArray[np.generic], often: NDArray[np.int64]
) -> NDArray[np.int64]:
    """How many values each bin between two edges has; the last bin has its upper edge too."""
    if len(edges) == 1:
        return np.array([often.sum()])
    bins = len(edges) - 1
    place = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, bins - 1)
    return np.bincount(place, weights=often, minlength=bins).astype(np.int64)


def _bins(edges: Sequence[Value], counts: NDArray[np.int64]) -> tuple[Bin, ...]:
    """A single edge is a bin of that one value."""
    lows, highs = (edges, edges) if len(edges) == 1 else (edges[:-1], edges[1:])
    found = zip(lows, highs, counts.tolist(), strict=True)
    return tuple(Bin(low, high, count) for low, high, count in found)
