"""Values that actions write: typed from what was drawn, put into columns, read back as text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import polars as pl

from engine.accounts.dataset import column_of
from engine.accounts.fields import canonical_text
from engine.conditions.columns import (
    MISSING_INSTANT,
    BooleanColumn,
    Column,
    InstantColumn,
    NumberColumn,
    Rows,
    StringsColumn,
    TextColumn,
    empty_column,
)
from engine.conditions.model import Scalar, ValueType

Typed = str | float | bool | int | None
"""A value as its column keeps it: text, float, bool, or an instant in microseconds."""

_NUMBERS = (ValueType.INTEGER, ValueType.NUMBER)
_INSTANTS = (ValueType.DATE, ValueType.TIMESTAMP)


def type_of(value: Scalar | None) -> ValueType:
    """The type of an attribute that is known only by a value that an action writes."""
    if isinstance(value, bool):
        return ValueType.BOOLEAN
    return ValueType.NUMBER if isinstance(value, int | float) else ValueType.STRING


def typed(value: Scalar | None, kind: ValueType) -> Typed:
    """A drawn value as the attribute's type keeps it; blank text is missing.

    Raises ``ValueError`` where it can't be one.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if kind in (ValueType.STRING, ValueType.STRINGS) and isinstance(value, str):
        return value
    if kind is ValueType.BOOLEAN and isinstance(value, bool):
        return value
    if kind in _NUMBERS and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if kind in _INSTANTS and isinstance(value, str):
        moment = datetime.fromisoformat(value)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        instant = round((moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1_000_000)
        return instant - instant % 86_400_000_000 if kind is ValueType.DATE else instant
    raise ValueError(f"{value!r} is no {kind}")


def put(column: Column, rows: Rows, value: Typed, *, copy: bool) -> Column:
    """The column with ``value`` at ``rows``; its arrays are reused unless ``copy``.

    Always a new column object, because evaluation caches by identity.
    """
    if isinstance(column, StringsColumn):
        return _put_list(column, rows, value)
    if isinstance(column, TextColumn):
        code, categories = _code(column.categories, value)
        codes = column.codes.copy() if copy else column.codes
        codes[rows] = code
        return TextColumn(codes, categories)
    values = column.values.copy() if copy else column.values
    if isinstance(column, NumberColumn):
        values[rows] = np.nan if value is None else value
    elif isinstance(column, BooleanColumn):
        values[rows] = -1 if value is None else value
    else:
        values[rows] = MISSING_INSTANT if value is None else value
    return replace(column, values=values)  # type: ignore[arg-type]


def _code(categories: pl.Series, value: Typed) -> tuple[int, pl.Series]:
    if value is None:
        return -1, categories
    found = categories.index_of(str(value))
    if found is not None:
        return found, categories
    return len(categories), pl.concat([categories, pl.Series([str(value)], dtype=pl.String)])


def _put_list(column: StringsColumn, rows: Rows, value: Typed) -> StringsColumn:
    """A list attribute set to text becomes the list of that one text."""
    code, categories = _code(column.categories, value)
    lengths = np.diff(column.offsets)
    keep = np.ones(len(lengths), np.bool_)
    keep[rows] = False
    kept = column.codes[np.repeat(keep, lengths)]
    lengths = np.where(keep, lengths, 0 if code < 0 else 1)
    offsets = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
    codes = np.full(offsets[-1], code, np.int32)
    codes[np.repeat(keep, lengths)] = kept
    return StringsColumn(offsets, codes, categories)


def value_at(column: Column, rows: Rows) -> pl.Series:
    """The canonical text of the values at ``rows`` (as ``accounts.fields.canonical_text``;
    dates and timestamps as ISO 8601, lists with a comma between); null where missing."""
    if isinstance(column, TextColumn):
        return _texts(TextColumn(column.codes[rows], column.categories))
    if isinstance(column, StringsColumn):
        texts = [
            ", ".join(column.categories.gather(column.codes[low:high])) or None
            for low, high in zip(column.offsets[rows], column.offsets[rows + 1], strict=True)
        ]
        return pl.Series(texts, dtype=pl.String)
    return _distinct_texts(column, rows)


def _distinct_texts(column: NumberColumn | BooleanColumn | InstantColumn, rows: Rows) -> pl.Series:
    """One text for each distinct value, given to all rows that have it."""
    values, inverse = np.unique(column.values[rows], return_inverse=True)
    texts = pl.Series([text_of(value, column.type) for value in values.tolist()], dtype=pl.String)
    return texts.gather(inverse)


def text_of(value: Typed, kind: ValueType) -> str | None:
    """One value of a column as canonical text."""
    if isinstance(value, str):
        return value
    if kind in _NUMBERS:
        return None if value is None or value != value else canonical_text(float(value))
    if kind is ValueType.BOOLEAN:
        return None if value is None or value < 0 else canonical_text(bool(value))
    if value is None or value == MISSING_INSTANT:
        return None
    moment = datetime.fromtimestamp(int(value) // 1_000_000, UTC)
    moment = moment.replace(microsecond=int(value) % 1_000_000)
    return moment.date().isoformat() if kind is ValueType.DATE else moment.isoformat()


def column_from_texts(column: TextColumn, kind: ValueType) -> Column:
    """Canonical texts read back as a column of a type; what can't be read is missing."""
    if kind is ValueType.STRINGS:
        return column_of(_texts(column).str.split(", "), kind)
    values = [read_text(text, kind) for text in column.categories]
    result = empty_column(kind, len(column))
    for code, value in enumerate(values):
        result = put(result, np.flatnonzero(column.codes == code), value, copy=False)
    return result


def _texts(column: TextColumn) -> pl.Series:
    codes = pl.Series(column.codes)
    return column.categories.gather(codes.set(codes < 0, None))


def read_text(text: str, kind: ValueType) -> Typed:
    """A canonical text as a value of a type; None where it can't be one."""
    try:
        if kind is ValueType.BOOLEAN:
            return {"true": True, "false": False}.get(text)
        return typed(float(text) if kind in _NUMBERS else text, kind)
    except ValueError:
        return None
