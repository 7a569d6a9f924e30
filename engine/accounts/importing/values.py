"""Cells of a file as values of a type, and which of them are none."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from engine.accounts.encoding import MANY_VALUES, POLARS_TYPES
from engine.accounts.importing import instants
from engine.accounts.importing.mapping import Rule
from engine.accounts.importing.report import Reason
from engine.conditions.model import ValueType

_BAD = {
    ValueType.STRING: Reason.BAD_TEXT,
    ValueType.STRINGS: Reason.BAD_TEXT,
    ValueType.INTEGER: Reason.BAD_NUMBER,
    ValueType.NUMBER: Reason.BAD_NUMBER,
    ValueType.BOOLEAN: Reason.BAD_BOOLEAN,
    ValueType.DATE: Reason.BAD_DATE,
    ValueType.TIMESTAMP: Reason.BAD_TIMESTAMP,
}
_TRUE = ("true", "yes", "y", "t", "1", "1.0")
_FALSE = ("false", "no", "n", "f", "0", "0.0")
_CURRENCY_BEFORE = r"^([+-]?)\s*(?:[A-Z]{3}\s*|[A-Z]{0,2}[$€£¥]\s*)"
_CURRENCY_AFTER = r"\s*(?:[€$£¥]|[A-Z]{3})$"
"""A sign, or the code of ISO 4217: ``$1,200``, ``R$ 1.200,50``, ``USD 1,200``, ``1200 €``."""
_GROUPS = " '’\u00a0\u202f"
"""What may stand between groups of three digits beside a comma or a point."""
_EXACT = 2**53
"""Whole numbers beyond are not told apart by the arrays that conditions read."""


@dataclass(frozen=True)
class Read:
    """Values of a column; ``bad`` marks cells that hold something that is no such value (None
    where all are good), and ``reason`` says what they are."""

    values: pl.Series
    bad: pl.Series | None
    reason: Reason


def read(cells: pl.Series, kind: ValueType, rule: Rule, time_zone: str) -> Read:
    """Cells, texts or typed ones, as values of a type. Blank texts are missing values."""
    if cells.dtype == pl.Null:
        cells = cells.cast(pl.String)
    if isinstance(cells.dtype, pl.Categorical | pl.Enum):
        cells = cells.cast(pl.String)
    if kind is ValueType.STRING:
        return _texts(cells)
    if kind is ValueType.STRINGS:
        return _strings(cells, rule)
    if cells.dtype == pl.String and kind is ValueType.TIMESTAMP:
        values = instants.timestamps(cells, rule, time_zone)
        if values.null_count() == cells.null_count():
            return Read(values, None, _BAD[kind])
        return _told(values, values.is_null() & blank_as_missing(cells).is_not_null(), kind)
    if cells.dtype == pl.String:
        texts = blank_as_missing(cells).str.strip_chars()
        values = _of_texts(texts, kind, rule)
        return _told(values, values.is_null() & texts.is_not_null(), kind)
    values = _of_typed(cells, kind, rule, time_zone)
    return _told(values, values.is_null() & ~_missing(cells), kind)


def as_text(cells: pl.Series) -> pl.Series:
    """Cells as texts: whole numbers without a point, blank ones missing."""
    if cells.dtype == pl.String:
        return blank_as_missing(cells)
    if isinstance(cells.dtype, pl.List):
        return blank_as_missing(cells.cast(pl.List(pl.String)).list.join(";"))
    if cells.dtype.is_float():
        cells = cells.fill_nan(None)
        whole = cells.cast(pl.Int64, strict=False)
        if whole.null_count() == cells.null_count() and bool((whole == cells).all()):
            cells = whole
    if isinstance(cells.dtype, pl.Datetime):
        return cells.dt.to_string("%Y-%m-%dT%H:%M:%S%.f")
    return cells.cast(pl.String)


def compact(values: pl.Series) -> pl.Series:
    """Texts by dictionary where they repeat."""
    if values.dtype != pl.String or values.n_unique() > MANY_VALUES:
        return values
    return values.cast(pl.Categorical)


def read_compact(cells: pl.Series) -> Read:
    """Cells as texts, by dictionary where they are; what they are is looked at once for each."""
    if not isinstance(cells.dtype, pl.Categorical):
        return _texts(cells)
    distinct = _texts(cells.drop_nulls().unique().cast(pl.String))
    if distinct.bad is None and not distinct.values.has_nulls():
        return Read(cells, None, distinct.reason)
    return _texts(cells.cast(pl.String))


def _texts(cells: pl.Series) -> Read:
    texts = as_text(cells)
    return _told(texts, texts.str.contains("\0", literal=True), ValueType.STRING)


def blank_as_missing(texts: pl.Series) -> pl.Series:
    """Texts of nothing but white space are missing (ruling 45)."""
    blank = (texts.str.strip_chars() == "").fill_null(value=False)
    return texts.set(blank, None) if blank.any() else texts


def _told(values: pl.Series, bad: pl.Series, kind: ValueType) -> Read:
    bad = bad.fill_null(value=False)
    return Read(values, bad if bad.any() else None, _BAD[kind])


def _missing(cells: pl.Series) -> pl.Series:
    return cells.is_null() | cells.is_nan() if cells.dtype.is_float() else cells.is_null()


def _strings(cells: pl.Series, rule: Rule) -> Read:
    if isinstance(cells.dtype, pl.List):
        lists = cells.cast(pl.List(pl.String))
    else:
        texts = as_text(cells)
        lists = texts.str.split(rule.separator)
    trimmed = lists.list.eval(pl.element().str.strip_chars())
    lists = trimmed.list.eval(pl.element().filter(pl.element() != "").unique(maintain_order=True))
    lists = lists.set(lists.list.len() == 0, None) if (lists.list.len() == 0).any() else lists
    bad = lists.list.eval(pl.element().str.contains("\0", literal=True)).list.any()
    return _told(lists, bad, ValueType.STRINGS)


def _of_texts(texts: pl.Series, kind: ValueType, rule: Rule) -> pl.Series:
    if kind is ValueType.DATE:
        return instants.dates(texts, rule)
    if kind is ValueType.BOOLEAN:
        lower = texts.str.to_lowercase()
        known = lower.is_in([*_TRUE, *_FALSE])
        return lower.is_in(_TRUE).set(~known.fill_null(value=False), None)
    numbers = _numbers(texts, rule.decimal_comma)
    return _whole(numbers) if kind is ValueType.INTEGER else numbers


def _numbers(texts: pl.Series, decimal_comma: bool) -> pl.Series:
    """Numbers, perhaps with a currency before or after, and with groups of three digits."""
    if not decimal_comma:
        found = _finite(texts.cast(pl.Float64, strict=False))
        if found.null_count() == texts.null_count():
            return found
    point, sign = (",", r"\.") if decimal_comma else (r"\.", ",")
    group = f"[{sign}{_GROUPS}]"
    bare = texts.str.replace(_CURRENCY_BEFORE, "${1}").str.replace(_CURRENCY_AFTER, "")
    fits = bare.str.contains(
        rf"^[+-]?(\d+|\d{{1,3}}({group}\d{{3}})+)({point}\d*)?([eE][+-]?\d+)?$"
    )
    cleaned = bare.str.replace_all(group, "").str.replace(point, ".")
    return _finite(cleaned.set(~fits.fill_null(value=False), None).cast(pl.Float64, strict=False))


def _finite(numbers: pl.Series) -> pl.Series:
    odd = ~numbers.is_finite().fill_null(value=True)
    return numbers.set(odd, None) if odd.any() else numbers


def _whole(numbers: pl.Series) -> pl.Series:
    whole = (numbers == numbers.round()) & numbers.is_between(-_EXACT, _EXACT)
    fits = whole.fill_null(value=False)
    return numbers.set(~fits, None).cast(pl.Int64)


def _of_typed(cells: pl.Series, kind: ValueType, rule: Rule, time_zone: str) -> pl.Series:
    dtype = cells.dtype
    nothing = pl.Series(cells.name, [None], dtype=POLARS_TYPES[kind]).new_from_index(0, len(cells))
    time_zone = rule.time_zone or time_zone
    if kind is ValueType.TIMESTAMP:
        return _instant(cells, rule, time_zone, nothing)
    if kind is ValueType.DATE:
        temporal = isinstance(dtype, pl.Date | pl.Datetime)
        return cells.dt.date() if temporal else nothing
    if kind is ValueType.BOOLEAN:
        if dtype == pl.Boolean:
            return cells
        if dtype.is_numeric():
            known = cells.is_in([0, 1]).fill_null(value=False)
            return (cells == 1).set(~known, None)
        return nothing
    if not dtype.is_numeric():
        return nothing
    numbers = cells.cast(pl.Float64)
    return _whole(_finite(numbers)) if kind is ValueType.INTEGER else _finite(numbers)


def _instant(cells: pl.Series, rule: Rule, time_zone: str, nothing: pl.Series) -> pl.Series:
    dtype = cells.dtype
    if isinstance(dtype, pl.Date):
        return instants.in_zone(cells.cast(pl.Datetime("us")), time_zone)
    if isinstance(dtype, pl.Datetime):
        exact = cells.dt.cast_time_unit("us")
        if dtype.time_zone is None:
            return instants.in_zone(exact, time_zone)
        utc = exact.dt.convert_time_zone("UTC")
        inside = utc.is_between(instants.EARLIEST, instants.LATEST).fill_null(value=False)
        return utc if inside.all() else utc.set(~inside, None)
    return instants.scaled(cells, rule) if dtype.is_numeric() else nothing
