"""How values are held: the polars types of attributes and fields, texts by dictionary, and the
array form that conditions read."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from engine.conditions.columns import (
    MISSING_INSTANT,
    BooleanColumn,
    Column,
    InstantColumn,
    NumberColumn,
    StringsColumn,
    TextColumn,
)
from engine.conditions.model import ValueType

POLARS_TYPES: dict[ValueType, pl.DataType] = {
    ValueType.STRING: pl.String(),
    ValueType.INTEGER: pl.Int64(),
    ValueType.NUMBER: pl.Float64(),
    ValueType.BOOLEAN: pl.Boolean(),
    ValueType.DATE: pl.Date(),
    ValueType.TIMESTAMP: pl.Datetime("us", "UTC"),
    ValueType.STRINGS: pl.List(pl.String()),
}


MANY_VALUES = 65_536


def encoded(series: pl.Series) -> pl.Series:
    """A text column as ``pl.Enum`` of its sorted distinct values, which takes a byte or two a row;
    as ``pl.String`` where it has more than ``MANY_VALUES`` of them."""
    values = series.drop_nulls().unique()
    if len(values) > MANY_VALUES:
        return series.cast(pl.String)
    kind = pl.Enum(values.cast(pl.String).sort())
    return series if series.dtype == kind else series.cast(kind)


def column_of(series: pl.Series, kind: ValueType) -> Column:
    """A polars column as the array form that conditions read (see ``conditions.columns``)."""
    if kind is ValueType.STRING:
        codes, categories = _coded(series)
        return TextColumn(codes, categories)
    if kind in (ValueType.NUMBER, ValueType.INTEGER):
        return NumberColumn(series.cast(pl.Float64).fill_null(float("nan")).to_numpy(), kind)
    if kind is ValueType.BOOLEAN:
        return BooleanColumn(series.cast(pl.Int8).fill_null(-1).to_numpy())
    if kind in (ValueType.DATE, ValueType.TIMESTAMP):
        instants = series.cast(pl.Datetime("us")).to_physical().fill_null(MISSING_INSTANT)
        return InstantColumn(instants.to_numpy(), kind)
    items = series.list.eval(pl.element().filter(pl.element().str.strip_chars() != "")).fill_null(
        []
    )
    codes, categories = _coded(items.explode(empty_as_null=False))
    lengths = items.list.len().to_numpy()
    return StringsColumn(
        np.concatenate(([0], np.cumsum(lengths))).astype(np.int64), codes, categories
    )


def _coded(series: pl.Series) -> tuple[NDArray[np.int32], pl.Series]:
    """Texts as codes into their distinct values; -1 for missing (ruling 45)."""
    if isinstance(series.dtype, pl.Enum):
        categories = series.dtype.categories
        codes = series.to_physical().cast(pl.Int32).fill_null(-1).to_numpy()
        blank = (categories.str.strip_chars() == "").to_numpy()
        if blank.any():
            codes = np.where(np.append(blank, False)[codes], -1, codes)
        return codes, categories
    texts = series.to_frame("text").select(
        pl.when(pl.col("text").str.strip_chars() != "").then(pl.col("text"))
    )
    categories = texts["text"].drop_nulls().unique(maintain_order=True)
    index = categories.to_frame("text").with_columns(code=pl.int_range(pl.len(), dtype=pl.Int32))
    found = texts.join(index, on="text", how="left", maintain_order="left")["code"]
    return found.fill_null(-1).to_numpy(), categories
