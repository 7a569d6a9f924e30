"""Events by account and time, as plain sorting has them, however far apart times are."""

from __future__ import annotations

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from engine.accounts.ordering import in_order

NEAR = st.integers(0, 3)
FAR = st.integers(-(2**60), 2**60)  # too far apart for one number of 63 bits with an account


@given(st.lists(st.tuples(st.integers(0, 2**31 - 1) | NEAR, FAR | NEAR), max_size=30))
def test_rows_are_sorted_and_equal_ones_stay_in_order(rows: list[tuple[int, int]]) -> None:
    frame = pl.DataFrame({"row": pl.int_range(len(rows), eager=True)})
    account = np.array([account for account, _ in rows], np.int32)
    times = np.array([time for _, time in rows], np.int64)
    found = in_order(frame, account, times)["row"].to_list()
    assert found == sorted(range(len(rows)), key=lambda row: rows[row])


def test_a_year_of_many_accounts() -> None:
    random = np.random.default_rng(1)
    account = random.integers(0, 50_000, 10_000).astype(np.int32)
    times = random.integers(0, 366 * 86_400, 10_000) * 1_000_000
    frame = pl.DataFrame({"row": pl.int_range(10_000, eager=True)})
    assert in_order(frame, account, times)["row"].to_list() == np.lexsort((times, account)).tolist()
