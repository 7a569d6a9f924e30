"""What fields are filled with, against a plain reading of their values."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from engine.accounts import fields as f
from engine.accounts.dataset import Dataset, build_dataset
from engine.accounts.fields import Entity, Field
from engine.accounts.quality.measure import measure
from engine.accounts.quality.values import QUANTILES
from engine.conditions.model import ValueType

NUMBERS = st.one_of(
    st.none(),
    st.floats(allow_nan=True, allow_infinity=True),
    st.floats(-10, 10),
    st.integers(0, 10**9).map(float),
)


def _data_of(kind: ValueType, values: list[object], dtype: pl.DataType) -> tuple[Dataset, Field]:
    field = Field(path="x", label="X", type=kind, custom=True)
    accounts = pl.DataFrame(
        {
            f.ACCOUNT_KEY: [f"{number:04}" for number in range(len(values))],
            "x": pl.Series(values, dtype=dtype),
        }
    )
    people = pl.DataFrame({f.PERSON_KEY: []}, schema={f.PERSON_KEY: pl.String})
    return build_dataset("x", accounts, people, {}, None, {Entity.ACCOUNT: (field,)}), field


@given(st.lists(NUMBERS, max_size=40))
def test_numbers_as_a_plain_reading_counts_them(values: list[float | None]) -> None:
    data, field = _data_of(ValueType.NUMBER, list(values), pl.Float64())
    found = measure(data, Entity.ACCOUNT, field)
    known = sorted(value for value in values if value is not None and value == value)
    assert found.filled == len(known)
    assert found.distinct == len({*known})
    assert sum(count for _, count in found.values) == len(known)
    if not known:
        assert found.spread is None
        return
    assert found.spread is not None
    for percent, quantile in zip(QUANTILES, found.spread.quantiles, strict=True):
        # The smallest value that at least so many do not exceed.
        enough = [v for v in known if 100 * sum(w <= v for w in known) >= percent * len(known)]
        assert quantile == min(enough)
    finite = [value for value in known if np.isfinite(value)]
    assert sum(bar.count for bar in found.spread.bins) == len(finite)
    for place, bar in enumerate(found.spread.bins):
        rows = found.within(data, place).rows
        assert len(rows) == bar.count
        assert all(bar.low <= values[row] <= bar.high for row in rows)
    edges = [bar.low for bar in found.spread.bins]
    assert edges == sorted({*edges})


WHOLE = st.one_of(st.none(), st.integers(-5, 60), st.integers(0, 10**12))


@given(st.lists(WHOLE, max_size=40))
def test_whole_numbers_have_bins_that_lead_to_their_rows(values: list[int | None]) -> None:
    data, field = _data_of(ValueType.INTEGER, list(values), pl.Int64())
    found = measure(data, Entity.ACCOUNT, field)
    bins = () if found.spread is None else found.spread.bins
    assert sum(bar.count for bar in bins) == sum(value is not None for value in values)
    for place, bar in enumerate(bins):
        rows = found.within(data, place).rows
        assert len(rows) == bar.count
        if len(bins) > 1:  # whole numbers never lie on the upper edge of the last bar
            assert all(bar.low <= values[row] < bar.high for row in rows)


DAYS = st.one_of(
    st.none(),
    st.dates(),
    st.dates(dt.date(2024, 1, 1), dt.date(2024, 3, 1)),
    st.dates(dt.date(2020, 1, 1), dt.date(2025, 1, 1)),
)


@given(st.lists(DAYS, max_size=30))
def test_days_as_a_plain_reading_counts_them(values: list[dt.date | None]) -> None:
    data, field = _data_of(ValueType.DATE, list(values), pl.Date())
    found = measure(data, Entity.ACCOUNT, field)
    known = [value for value in values if value is not None]
    assert found.filled == len(known)
    assert dict(found.values) == dict(Counter(known))
    bins = () if found.spread is None else found.spread.bins
    assert len(bins) <= 41
    assert sum(bar.count for bar in bins) == len(known)
    for place, bar in enumerate(bins):
        rows = found.within(data, place).rows
        assert len(rows) == bar.count
        assert all(bar.low <= values[row] <= bar.high for row in rows)


TEXTS = st.one_of(st.none(), st.sampled_from(["", " ", "a", "b", "a ", "ä"]), st.text(max_size=3))


@given(st.lists(TEXTS, max_size=30))
def test_texts_as_a_plain_reading_counts_them(values: list[str | None]) -> None:
    data, field = _data_of(ValueType.STRING, list(values), pl.String())
    found = measure(data, Entity.ACCOUNT, field)
    # Missing is nothing but white space, as polars (Unicode's White_Space) sees it.
    blank = pl.Series(values, dtype=pl.String).str.strip_chars().fill_null("") == ""
    known = Counter(v for v, gone in zip(values, blank, strict=True) if not gone and v is not None)
    assert dict(found.values) == dict(known)
    assert found.filled == known.total()
    assert found.missing(data).rows.tolist() == blank.arg_true().to_list()
    for value, count in found.values:
        rows = found.having(data, value).rows
        assert len(rows) == count
        assert {values[row] for row in rows} == {value}
