"""One comparison with one column (rulings 15, 16, 45, 46)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from math import inf, isfinite

import numpy as np
import polars as pl
from numpy.typing import NDArray

from engine.conditions.columns import (
    MISSING_INSTANT,
    BooleanColumn,
    Bools,
    Column,
    InstantColumn,
    Instants,
    NumberColumn,
    Rows,
    StringsColumn,
    TextColumn,
    fold,
)
from engine.conditions.model import (
    NEGATIONS,
    OPERATORS,
    Attribute,
    Comparison,
    FieldConstraint,
    Operator,
    Scalar,
)
from engine.conditions.segments import expand

Selection = Rows | slice
"""Rows of a column; ``slice(None)`` is every row, without a copy."""

DAY = 86_400_000_000
"""24 hours in microseconds."""
_LONGEST = 2**62
"""Microseconds of the longest span of days; longer ones would leave the range of instants."""

_ORDERS: dict[Operator, Callable[..., Bools]] = {
    Operator.IS: np.equal,
    Operator.GREATER: np.greater,
    Operator.AT_LEAST: np.greater_equal,
    Operator.LESS: np.less,
    Operator.AT_MOST: np.less_equal,
}
_DAYS = (Operator.IN_LAST_DAYS, Operator.IN_NEXT_DAYS)


def matches(comparison: Comparison, column: Column, rows: Selection, at: int | Instants) -> Bools:
    """Where the column's values compare as said: one flag a row of ``rows``.

    ``at`` is the instant that ``in_last_days`` and ``in_next_days`` count from, one for all or one
    a row. A positive comparison never holds for a missing value, for a value of another type or
    for an operator that the type does not have; a negative one is its exact complement.
    """
    positive = NEGATIONS.get(comparison.operator)
    if positive is None:
        return _holds(comparison.operator, comparison, column, rows, at)
    return ~_holds(positive, comparison, column, rows, at)


def holds_for_missing(operator: Operator) -> bool:
    """Whether a comparison with this operator holds for a missing value."""
    return operator in NEGATIONS or operator is Operator.IS_ANY


def missing_column(length: int) -> TextColumn:
    """A column of nothing but missing values: what an unknown attribute or field is."""
    return TextColumn(
        np.broadcast_to(np.int32(-1), (length,)), pl.Series(dtype=pl.String, values=[])
    )


def compares_exactly(comparison: Comparison) -> bool:
    """Whether case counts: in keys, that is paths that end in ``.sourceKey`` (ruling 46)."""
    if isinstance(comparison, Attribute):
        return comparison.attribute.endswith(".sourceKey")
    return isinstance(comparison, FieldConstraint) and comparison.field.endswith(".sourceKey")


def depends_on_instant(comparison: Comparison) -> bool:
    """Whether the answer depends on the instant of evaluation."""
    return NEGATIONS.get(comparison.operator, comparison.operator) in _DAYS


@lru_cache(maxsize=4096)
def parse_instant(text: str) -> int | None:
    """The instant of an ISO 8601 date (its midnight UTC) or date and time (UTC where it has no
    offset), in microseconds; None where it is neither."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def _holds(
    operator: Operator, comparison: Comparison, column: Column, rows: Selection, at: int | Instants
) -> Bools:
    """A positive comparison."""
    count = len(column) if isinstance(rows, slice) else len(rows)
    if operator is Operator.IS_ANY:
        return np.ones(count, dtype=np.bool_)
    if operator is Operator.IS_NOT_EMPTY:
        return present(column, rows)
    found: Bools | None = None
    if operator in OPERATORS[column.type]:
        match column:
            case TextColumn():
                found = _coded(operator, comparison, column, column.codes[rows])
            case StringsColumn():
                found = _strings(operator, comparison, column, rows)
            case NumberColumn():
                found = _ordered(operator, column.values[rows], *_read(comparison, number_of))
            case BooleanColumn():
                if isinstance(comparison.value, bool):
                    found = np.equal(column.values[rows], comparison.value)
            case InstantColumn():
                found = _instant(operator, comparison, column, rows, at)
    return np.zeros(count, dtype=np.bool_) if found is None else found


def present(column: Column, rows: Selection) -> Bools:
    """Where the column has a value."""
    match column:
        case TextColumn():
            return column.codes[rows] >= 0
        case NumberColumn():
            return ~np.isnan(column.values[rows])
        case BooleanColumn():
            return column.values[rows] >= 0
        case InstantColumn():
            return np.not_equal(column.values[rows], MISSING_INSTANT)
        case StringsColumn():
            filled: Bools = np.diff(column.offsets)[rows] > 0
            return filled


def _strings(
    operator: Operator, comparison: Comparison, column: StringsColumn, rows: Selection
) -> Bools | None:
    """Some item equals (ruling 45)."""
    lo, hi = column.offsets[:-1][rows], column.offsets[1:][rows]
    row, item = expand(lo, hi)
    one = Operator.IS if operator is Operator.CONTAINS else operator
    hits = _coded(one, comparison, column, column.codes[item])
    if hits is None:
        return None
    found = np.zeros(len(lo), dtype=np.bool_)
    found[row[hits]] = True
    return found


def _coded(
    operator: Operator,
    comparison: Comparison,
    column: TextColumn | StringsColumn,
    codes: NDArray[np.int32],
) -> Bools | None:
    """Compare the texts behind codes: each category once, or, where there are fewer codes than
    categories, only the texts that are asked for."""
    exactly = compares_exactly(comparison)
    test = _text_test(operator, comparison, exactly)
    if test is None:
        return None
    if len(codes) < len(column.categories):
        texts = column.categories.gather(np.maximum(codes, 0))
        return test(texts if exactly else fold(texts)).to_numpy() & (codes >= 0)
    hits = test(column.categories if exactly else column.folded).to_numpy()
    return np.append(hits, False)[codes]  # code -1 reads the last: missing


def _text_test(
    operator: Operator, comparison: Comparison, exactly: bool
) -> Callable[[pl.Series], pl.Series] | None:
    """The comparison as a question to a series of texts; None where it never holds."""
    if operator is Operator.IS_ONE_OF:
        texts = [text for text in comparison.values if isinstance(text, str)]
        several = pl.Series(
            [text if exactly else text.casefold() for text in texts], dtype=pl.String
        )
        return (lambda found: found.is_in(several.implode())) if texts else None
    if not isinstance(comparison.value, str):
        return None
    wanted = comparison.value if exactly else comparison.value.casefold()
    match operator:
        case Operator.CONTAINS:
            return lambda found: found.str.contains(wanted, literal=True)
        case Operator.STARTS_WITH:
            return lambda found: found.str.starts_with(wanted)
        case Operator.ENDS_WITH:
            return lambda found: found.str.ends_with(wanted)
        case _:
            return lambda found: found == wanted


def _instant(
    operator: Operator,
    comparison: Comparison,
    column: InstantColumn,
    rows: Selection,
    at: int | Instants,
) -> Bools | None:
    values = column.values[rows]
    if operator in _DAYS:
        days = number_of(comparison.value)
        if days is None or not isfinite(days):
            return None
        span = max(min(round(days * DAY), _LONGEST), -_LONGEST)
        if operator is Operator.IN_LAST_DAYS:
            return (values > at - span) & (values <= at)
        return (values > at) & (values <= at + span)
    found = _ordered(operator, values, *_read(comparison, _moment))
    if found is not None and operator in (Operator.LESS, Operator.AT_MOST):
        found &= values != MISSING_INSTANT
    return found


def _ordered(
    operator: Operator,
    values: NDArray[np.float64] | Instants,
    one: float | None,
    several: Sequence[float | None],
) -> Bools | None:
    """Compare numbers or instants; what cannot be read as one of them never holds."""
    if operator is Operator.IS_ONE_OF:
        return np.isin(values, [value for value in several if value is not None])
    if operator is Operator.BETWEEN:
        if len(several) != 2 or several[0] is None or several[1] is None:
            return None
        return (values >= several[0]) & (values <= several[1])
    return None if one is None else _ORDERS[operator](values, one)


def _read(
    comparison: Comparison, reader: Callable[[Scalar | None], float | None]
) -> tuple[float | None, tuple[float | None, ...]]:
    return reader(comparison.value), tuple(reader(value) for value in comparison.values)


def number_of(value: Scalar | None) -> float | None:
    """A written number; None where it is something else."""
    if value is None or isinstance(value, bool | str):
        return None
    try:
        return float(value)
    except OverflowError:  # an integer beyond all numbers
        return inf if value > 0 else -inf


def _moment(value: Scalar | None) -> int | None:
    return parse_instant(value) if isinstance(value, str) else None
