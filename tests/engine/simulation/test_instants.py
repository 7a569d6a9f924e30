"""Arrays of instants that are often all the same, and their order."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.simulation.instants import after_one_another, at_most, chosen, only, order_by, same

SMALL = st.integers(-3, 3)


@given(st.lists(st.tuples(SMALL, st.integers(0, 4)), max_size=40))
def test_the_order_is_by_instant_then_key_then_place(rows: list[tuple[int, int]]) -> None:
    instants = np.array([instant for instant, _ in rows], np.int64)
    keys = np.array([key for _, key in rows], np.int32)
    by_hand = sorted(range(len(rows)), key=lambda place: (*rows[place], place))
    assert order_by(instants, keys).tolist() == by_hand


@given(st.lists(st.integers(0, 5), max_size=20))
def test_of_equal_instants_the_keys_decide(keys: list[int]) -> None:
    order = order_by(same(7, len(keys)), np.array(keys, np.int32))
    assert order.tolist() == sorted(range(len(keys)), key=lambda place: (keys[place], place))


def test_the_order_of_the_farthest_instants_and_keys() -> None:
    # Nothing overflows: never (the largest instant) comes last, the largest row after row 0.
    never, largest = np.iinfo(np.int64).max, np.iinfo(np.int32).max
    instants = np.array([never, 0, np.iinfo(np.int64).min, never])
    keys = np.array([largest, largest, largest, 0], np.int32)
    assert order_by(instants, keys).tolist() == [2, 1, 3, 0]


def test_one_value_for_all_stays_one_value() -> None:
    one = same(5, 3)
    assert only(one)
    assert only(chosen(one, np.array([True, False, True]), 2))
    assert only(at_most(one, 4))
    assert at_most(one, 4).tolist() == [4, 4, 4]
    assert after_one_another([one, same(5, 2)]).tolist() == [5] * 5
    assert after_one_another([one, same(6, 2)]).tolist() == [5, 5, 5, 6, 6]
    assert after_one_another([]).tolist() == []
