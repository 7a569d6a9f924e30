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
    passes: Callable[..., NDArray[np.bool_]],
) -> Ints:
    """Binary search in all segments side by side: how many values pass, in powers of two from the
    greatest down, with the same few operations on whole arrays for each power."""
    found = np.array(lo, dtype=np.int64)
    end = np.asarray(hi)
    longest = int((end - found).max(initial=0))
    step = 1 << longest.bit_length() >> 1
    while step:
        probe = found + step
        inside = probe <= end
        probe -= 1
        np.minimum(probe, len(values) - 1, out=probe)
        inside &= passes(values[probe], bounds)
        np.add(found, step, out=found, where=inside)
        step >>= 1
    return found
