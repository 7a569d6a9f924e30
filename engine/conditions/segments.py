"""Questions about segments of a sorted array, all answered at once.

A query is a segment ``[lo, hi)`` of an array that is sorted within every segment, and a bound.
Queries may name the same segment again and again, in any order.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Numbers = NDArray[np.int64] | NDArray[np.float64]


def first_after(lo: Ints, hi: Ints, values: Numbers, bounds: Numbers | int) -> Ints:
    """The first index in ``[lo, hi)`` whose value is greater than the bound; ``hi`` if none is.

    ``bounds``: one a query, or one for all.
    """
    return _search(lo, hi, values, bounds, np.less_equal)


def first_at_or_after(lo: Ints, hi: Ints, values: Numbers, bounds: Numbers | int) -> Ints:
    """The first index in ``[lo, hi)`` whose value is at least the bound; ``hi`` if none is."""
    return _search(lo, hi, values, bounds, np.less)


def count_at_most(lo: Ints, hi: Ints, values: Numbers, bounds: Numbers | int) -> Ints:
    """How many values of each segment are not greater than the bound."""
    return first_after(lo, hi, values, bounds) - lo


def expand(lo: Ints, hi: Ints) -> tuple[Ints, Ints]:
    """All indices of the segments, one segment after another: ``(query, index)``, of equal
    length, where ``query`` is the place of the segment that the index belongs to."""
    lengths = hi - lo
    query = np.repeat(np.arange(len(lo)), lengths)
    before = np.cumsum(lengths) - lengths  # how many indices stand before the segment's own
    return query, np.arange(len(query)) + np.repeat(lo - before, lengths)


def _search(
    lo: Ints,
    hi: Ints,
    values: Numbers,
    bounds: Numbers | int,
    passes: Callable[[Numbers, Numbers], NDArray[np.bool_]],
) -> Ints:
    """Binary search in all segments side by side: one round halves every segment that is open."""
    found = np.array(lo, dtype=np.int64)
    length = np.asarray(hi, dtype=np.int64) - found
    left = np.flatnonzero(length > 0)
    start, length, bound = found[left], length[left], np.broadcast_to(bounds, found.shape)[left]
    while len(left):
        half = length >> 1
        right = passes(values[start + half], bound)
        start = np.where(right, start + half + 1, start)
        length = np.where(right, length - half - 1, half)
        done = length == 0
        if done.any():
            found[left[done]] = start[done]
            rest = ~done
            left, start, length, bound = left[rest], start[rest], length[rest], bound[rest]
    return found
