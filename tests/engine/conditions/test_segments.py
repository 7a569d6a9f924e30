"""Segments of sorted arrays: worked examples, and agreement with a plain search."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.conditions.segments import count_at_most, expand, first_after, first_at_or_after

VALUES = np.array([10, 20, 20, 30, 5, 7])  # two segments: 10 20 20 30 and 5 7


def test_first_after_and_first_at_or_after() -> None:
    lo, hi = np.array([0, 0, 0, 4, 4, 2]), np.array([4, 4, 4, 6, 6, 2])
    bounds = np.array([20, 9, 30, 5, 7, 0])
    # After 20 comes 30 (place 3); after 9 the first; after 30 none: the segment's end.
    # In the second segment 7 (place 5) is after 5, none after 7. The last segment is empty.
    assert first_after(lo, hi, VALUES, bounds).tolist() == [3, 0, 4, 5, 6, 2]
    assert first_at_or_after(lo, hi, VALUES, bounds).tolist() == [1, 0, 3, 4, 5, 2]
    assert count_at_most(lo, hi, VALUES, bounds).tolist() == [3, 0, 4, 1, 2, 0]


def test_one_bound_for_all_and_no_queries() -> None:
    lo, hi = np.array([0, 4]), np.array([4, 6])
    assert count_at_most(lo, hi, VALUES, 10).tolist() == [1, 2]
    nothing = np.empty(0, dtype=np.int64)
    assert first_after(nothing, nothing, VALUES, nothing).tolist() == []
    assert first_after(np.array([0]), np.array([0]), nothing, 1).tolist() == [0]


def test_expand_keeps_the_order_of_the_queries() -> None:
    query, index = expand(np.array([4, 0, 2, 0]), np.array([6, 0, 3, 2]))
    assert query.tolist() == [0, 0, 2, 3, 3]
    assert index.tolist() == [4, 5, 2, 0, 1]
    query, index = expand(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))
    assert (query.tolist(), index.tolist()) == ([], [])


@st.composite
def queries(draw: st.DrawFn) -> tuple[list[list[int]], list[tuple[int, int]]]:
    segments = draw(st.lists(st.lists(st.integers(0, 9), max_size=17).map(sorted), min_size=1))
    place = st.integers(0, len(segments) - 1)
    return segments, draw(st.lists(st.tuples(place, st.integers(-1, 10)), max_size=20))


@given(queries())
def test_agrees_with_a_plain_search(asked: tuple[list[list[int]], list[tuple[int, int]]]) -> None:
    segments, questions = asked
    starts = np.cumsum([0, *map(len, segments)])
    values = np.array([value for segment in segments for value in segment], dtype=np.int64)
    places = np.array([place for place, _ in questions], dtype=np.int64)
    bounds = np.array([bound for _, bound in questions], dtype=np.int64)
    lo, hi = starts[places], starts[places + 1]
    after = [starts[place] + bisect_right(segments[place], bound) for place, bound in questions]
    since = [starts[place] + bisect_left(segments[place], bound) for place, bound in questions]
    assert first_after(lo, hi, values, bounds).tolist() == after
    assert first_at_or_after(lo, hi, values, bounds).tolist() == since
    query, index = expand(lo, hi)
    wanted = [(n, i) for n, (a, b) in enumerate(zip(lo, hi, strict=True)) for i in range(a, b)]
    assert list(zip(query.tolist(), index.tolist(), strict=True)) == wanted
