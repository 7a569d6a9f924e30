"""Timestamps and dates as files write them, read to instants.

Known forms: ISO 8601 with or without an offset, ``/`` or ``.`` between day, month and year, a
12-hour clock, Unix seconds, milliseconds and microseconds. What has no offset is local time of
the zone that was named, by the rule for gaps and folds (ruling 26).
"""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl

from engine.accounts.importing import iso_times
from engine.accounts.importing.mapping import Rule
from engine.accounts.zones import zone

_UTC = pl.Datetime("us", "UTC")
_LOCAL = pl.Datetime("us")
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
"""An instant outside is a mistake: no zone's clock is known there, and no campaign runs."""

_ISO = ("%Y-%m-%d",)
_MONTH_FIRST = ("%Y/%m/%d", "%m/%d/%Y", "%d.%m.%Y", "%m-%d-%Y")
_DAY_FIRST = ("%Y/%m/%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y")
_CLOCKS = ("%H:%M:%S%.f", "%H:%M", "%I:%M:%S %p", "%I:%M %p")
_OFFSET = r"^(.*:.*\d)\s*([Zz]|UTC|GMT|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?)$"
_LOOSE = (
    (r"^(\d{1,2}[/.-]\d{1,2}[/.-])([0-6]\d)($|\D)", "${1}20${2}${3}"),
    (r"^(\d{1,2}[/.-]\d{1,2}[/.-])([7-9]\d)($|\D)", "${1}19${2}${3}"),
    (r"^([\d/.-]+), ?(\d)", "${1} ${2}"),
    (r"(?i)(\d)([ap]m)$", "${1} ${2}"),
)
"""Years of two digits are those of 1970 to 2069; a comma may stand between day and clock."""
_UNITS = {"seconds": 1_000_000, "milliseconds": 1_000}
_BY_SIZE = ((1e8, 1e10, 1_000_000), (1e11, 1e13, 1_000), (1e14, 1e16, 1))
"""From and below which size a number counts in which unit, in microseconds: 1973 to 2200."""


def timestamps(texts: pl.Series, rule: Rule, time_zone: str) -> pl.Series:
    """Texts as instants; null where they are none."""
    if rule.epoch is not None:
        numbers = texts.str.strip_chars().cast(pl.Float64, strict=False)
        return _known(_times(numbers, _UNITS[rule.epoch]))
    named = rule.time_zone or time_zone
    if rule.date_format is not None:
        return _known(_formatted(texts.str.strip_chars(), rule.date_format, named))
    instants, local = iso_times.read(texts)
    found = instants.dt.replace_time_zone("UTC")
    if local.null_count() < len(local):
        found = found.zip_with(local.is_null(), in_zone(local, named))
    left = (found.is_null() & texts.is_not_null()).arg_true()
    if len(left):
        others = texts.gather(left).str.strip_chars()
        found = found.scatter(left, _in_any_form(others, rule, time_zone))
    return _known(found)


def _in_any_form(texts: pl.Series, rule: Rule, time_zone: str) -> pl.Series:
    """Texts without space around them as instants; null where they are none."""
    numeric = texts.str.contains(r"^-?\d{9,16}(\.\d+)?$").fill_null(value=False)
    if numeric.any():
        found = _others(texts.set(numeric, None), rule, time_zone)
        numbers = scaled(texts.set(~numeric, None).cast(pl.Float64, strict=False), rule)
        return found.zip_with(~numeric, numbers)
    return _others(texts, rule, time_zone)


def dates(texts: pl.Series, rule: Rule) -> pl.Series:
    """Texts without space around them as days; of a timestamp its own day counts."""
    if rule.date_format is not None:
        return _local(texts, (rule.date_format,)).dt.date()
    bare = texts.str.replace(_OFFSET, "${1}")
    return _in_forms(bare, rule.day_first).dt.date()


def in_zone(local: pl.Series, time_zone: str) -> pl.Series:
    """Local times of a zone as instants."""
    inside = local.is_between(EARLIEST.replace(tzinfo=None), LATEST.replace(tzinfo=None))
    local = local.set(~inside.fill_null(value=False), None)
    if time_zone == "UTC" or local.null_count() == len(local):
        return local.dt.replace_time_zone("UTC")
    times = local.to_physical()
    first, last = int(times.min()), int(times.max())  # type: ignore[arg-type]
    instants = zone(time_zone, first, last).instants(times.fill_null(first).to_numpy())
    return pl.Series(local.name, instants).cast(_UTC).set(local.is_null(), None)


def scaled(numbers: pl.Series, rule: Rule) -> pl.Series:
    """Numbers of a typed column as instants: in the mapping's unit, else seconds, milliseconds or
    microseconds since 1970 as each one's size says."""
    values = numbers.cast(pl.Float64)
    if rule.epoch is not None:
        return _known(_times(values, _UNITS[rule.epoch]))
    found = _times(values, 0).set(values.is_not_null(), None)
    for least, most, unit in _BY_SIZE:
        these = values.abs().is_between(least, most, closed="left").fill_null(value=False)
        if these.any():
            found = found.zip_with(~these, _times(values, unit))
    return _known(found)


def _known(instants: pl.Series) -> pl.Series:
    inside = instants.is_between(EARLIEST, LATEST).fill_null(value=False)
    return instants if inside.all() else instants.set(~inside, None)


def _times(values: pl.Series, unit: int) -> pl.Series:
    """Numbers of a unit in microseconds; below 2**53 they are exact."""
    moments = values * unit
    fits = (moments.abs() < 2**53).fill_null(value=False)
    return moments.set(~fits, None).round().cast(pl.Int64).cast(_UTC)


def _formatted(texts: pl.Series, form: str, time_zone: str) -> pl.Series:
    if "%z" in form or "%:z" in form or "%#z" in form:
        return texts.str.to_datetime(form, strict=False, time_unit="us", time_zone="UTC")
    return in_zone(_local(texts, (form,)), time_zone)


def _others(texts: pl.Series, rule: Rule, time_zone: str) -> pl.Series:
    named = rule.time_zone or time_zone
    with_offset = texts.str.contains(_OFFSET).fill_null(value=False)
    if not with_offset.any():
        return in_zone(_in_forms(texts, rule.day_first), named)
    groups = texts.str.extract_groups(_OFFSET).struct.unnest().rename({"1": "bare", "2": "offset"})
    shifted = _in_forms(groups["bare"], rule.day_first).dt.replace_time_zone("UTC")
    digits = groups["offset"].str.replace(":", "", literal=True)
    frame = pl.DataFrame([digits.alias("offset"), shifted.alias("shifted")])
    offset = pl.col("offset")
    minutes = (
        offset.str.slice(1, 2).cast(pl.Int64, strict=False) * 60
        + offset.str.slice(3, 2).cast(pl.Int64, strict=False).fill_null(0)
    ).fill_null(0)
    sign = pl.when(offset.str.starts_with("-")).then(-1).otherwise(1)
    instants = frame.select(
        pl.col("shifted") - pl.duration(minutes=minutes * sign, time_unit="us")
    ).to_series()
    if with_offset.all():
        return instants
    naive = in_zone(_in_forms(texts.set(with_offset, None), rule.day_first), named)
    return naive.zip_with(~with_offset, instants)


def _in_forms(texts: pl.Series, day_first: bool) -> pl.Series:
    texts = texts.str.replace(r"^(\d{4}-\d{1,2}-\d{1,2})[Tt]", "${1} ")
    for pattern, meant in _LOOSE:
        texts = texts.str.replace(pattern, meant)
    days = (*_ISO, *(_DAY_FIRST if day_first else _MONTH_FIRST))
    forms = tuple(f"{day} {clock}" for day in days for clock in _CLOCKS)
    bare = texts.str.contains(r"^[\d./-]+$").fill_null(value=False)
    if bare.any():
        texts = (texts + " 00:00").zip_with(bare, texts)
        forms = ("%Y-%m-%d %H:%M", *forms) if bare.all() else forms
    return _local(texts, forms)


def _local(texts: pl.Series, forms: tuple[str, ...]) -> pl.Series:
    """Each text by the first form that reads it; as long as one is left unread."""
    found = _by_form(texts, forms[0])
    for form in forms[1:]:
        left = (found.is_null() & texts.is_not_null()).arg_true()
        if not len(left):
            break
        found = found.scatter(left, _by_form(texts.gather(left), form))
    return found


def _by_form(texts: pl.Series, form: str) -> pl.Series:
    if "%H" in form or "%I" in form or "%T" in form or "%R" in form:
        return texts.str.to_datetime(form, strict=False, time_unit="us", exact=True)
    return texts.str.to_date(form, strict=False, exact=True).cast(_LOCAL)
