"""ISO 8601 at full speed: the very instants that Python reads, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.accounts.importing import iso_times
from engine.accounts.importing.instants import _in_any_form, timestamps
from engine.accounts.importing.iso_times import read
from engine.accounts.importing.mapping import Rule

MOMENTS = st.datetimes(datetime(1900, 1, 2), datetime(2199, 12, 30, 23, 59, 59))  # noqa: DTZ001
OFFSETS = st.integers(-14 * 60 - 59, 14 * 60 + 59).map(lambda minutes: timedelta(minutes=minutes))


@st.composite
def written(draw: st.DrawFn) -> tuple[str, datetime, bool]:
    """A text, the moment that it says, and whether it says an offset."""
    moment = draw(MOMENTS)
    day = moment.strftime("%Y-%m-%d") if moment.year >= 1000 else ""
    precision = draw(st.sampled_from(["day", "minute", "second", "fraction"]))
    if precision == "day":
        return day, datetime(moment.year, moment.month, moment.day), False  # noqa: DTZ001
    moment = moment.replace(microsecond=moment.microsecond if precision == "fraction" else 0)
    text = day + draw(st.sampled_from("T ")) + moment.strftime("%H:%M")
    if precision == "minute":
        moment = moment.replace(second=0)
    else:
        text += moment.strftime(":%S")
    if precision == "fraction":
        digits = draw(st.integers(1, 6))
        shown = f"{moment.microsecond:06}"[:digits]
        moment = moment.replace(microsecond=int(shown.ljust(6, "0")))
        text += f".{shown}"
    style = draw(st.sampled_from(["", "Z", "+hhmm", "+hh:mm"]))
    if not style:
        return text, moment, False
    if style == "Z":
        return text + "Z", moment, True
    offset = draw(OFFSETS)
    hours, minutes = divmod(abs(offset) // timedelta(minutes=1), 60)
    sign = "-" if offset < timedelta(0) else "+"
    text += f"{sign}{hours:02}{':' if ':' in style else ''}{minutes:02}"
    return text, moment - offset, True


@settings(max_examples=200, deadline=None)
@given(st.lists(st.none() | written(), min_size=1, max_size=6))
def test_what_is_written_is_read(cases: list[tuple[str, datetime, bool] | None]) -> None:
    found = read(pl.Series([case and case[0] for case in cases], dtype=pl.String))
    assert found.instants.to_list() == [case[1] if case and case[2] else None for case in cases]
    assert found.local.to_list() == [case[1] if case and not case[2] else None for case in cases]


NEARLY = st.one_of(
    written().map(lambda case: case[0]),
    st.from_regex(r"(19|20|21|22)\d\d-[01]\d-[0-3]\d", fullmatch=True),
    st.from_regex(
        r"2\d\d\d-[01]\d-[0-3]\d[T ][0-2]\d:[0-6]\d(:[0-6]\d(\.\d{1,9})?)?([Zz]|[+-][01]\d:?\d\d)?",
        fullmatch=True,
    ),
    st.sampled_from(["", " ", "1735689600", "1/2/2025", "2025-01-01T00:00:60Z", "2025-02-29"]),
    st.text(max_size=24),
)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.none() | NEARLY, min_size=1, max_size=8),
    st.sampled_from(["UTC", "Europe/Berlin"]),
    st.booleans(),
)
def test_full_speed_and_all_forms_agree(
    texts: list[str | None], zone: str, day_first: bool
) -> None:
    rule = Rule(column="t", day_first=day_first)
    column = pl.Series(texts, dtype=pl.String)
    by_form = _in_any_form(column.str.strip_chars(), rule, zone)
    inside = by_form.is_between(datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC))
    expected = by_form.set(~inside.fill_null(value=False), None)
    assert timestamps(column, rule, zone).to_list() == expected.to_list()


@pytest.mark.parametrize(
    "text",
    [
        *("2025-02-29", "2025-13-01", "2025-00-10", "2025-01-00", "1899-12-31", "2200-01-01"),
        *("2025-01-01T24:00", "2025-01-01T00:60", "2025-01-01T00:00:60", "2025-01-01t00:00"),
        *("2025-01-01T00:00+15:00", "2025-01-01T00:00+01:60", "2025-01-01Z", "2025-1-1"),
        *("2025-01-01T00:00:00.", "2025-01-01T00:00.5", "2025-01-01T00:00:00.1234567"),
        *("2025-01-01X00:00", "2025-01-01T0:00", " 2025-01-01", "2025-01-01 ", "２０25-01-01", "é"),
    ],
)
def test_what_is_in_doubt_is_left(text: str) -> None:
    found = read(pl.Series([text, "2025-01-01"]))
    assert found.instants.to_list() == [None, None]
    assert found.local.to_list() == [None, datetime(2025, 1, 1)]  # noqa: DTZ001


def test_leap_days_and_many_lots() -> None:
    # More rows than are read at once, each a day on: 29 February 1904 is among them.
    start = datetime(1900, 1, 1, tzinfo=UTC)
    days = [start + timedelta(days=number) for number in range(2 * iso_times._ROWS + 5)]
    column = pl.Series([day.strftime("%Y-%m-%dT00:00:00Z") for day in days])
    assert timestamps(column, Rule(column="t"), "UTC").to_list() == days


def test_many_lengths_are_left() -> None:
    texts = [f"2025-01-01{' ' * number}" for number in range(9)]
    assert read(pl.Series(texts)).local.null_count() == 9


def test_several_shapes_of_one_length() -> None:
    # 21 letters each: nothing that is known, two local times, and an instant.
    texts = ["x" * 21, "2025-01-01T00:00:00.5", "2025-01-01T02:00+0100", "2025-01-01 00:00:01.5"]
    found = read(pl.Series(texts))
    half = timedelta(microseconds=500_000)
    start = datetime(2025, 1, 1)  # noqa: DTZ001
    assert found.local.to_list() == [None, start + half, None, start + 3 * half]
    assert found.instants.to_list() == [None, None, start + timedelta(hours=1), None]
