"""Where the bars of a histogram begin and end: at numbers and days that people would choose."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from itertools import pairwise

BARS = 16
"""About how many bars a histogram has."""
MOST_BARS = 40

_SKEWED = 50
"""Where the largest number is so many times the median, bars of one width would show nothing."""


def number_edges(quantiles: Sequence[float], *, whole: bool) -> list[float]:
    """The ascending edges of bars that hold all numbers, by their quantiles (see ``QUANTILES``):
    round numbers at one distance, or by 1, 2 and 5 times powers of ten where the numbers are
    skewed. One edge where there is only one number. ``whole``: of whole numbers, whose last edge
    is beyond the last of them."""
    low, high = float(quantiles[0]), float(quantiles[-1])
    if low == high:
        return [low]
    middle = float(quantiles[len(quantiles) // 2])
    if low >= 0 and middle > 0 and high > _SKEWED * middle:
        edges = _powers(low, high, float(quantiles[1]) or middle / 1000, whole=whole)
        if len(edges) - 1 <= MOST_BARS:
            return edges
    step = _round_up((high - low) / BARS)
    if whole:
        step = max(1.0, float(math.ceil(step)))
    first = math.floor(low / step)
    last = math.floor(high / step) + 1 if whole else math.ceil(high / step)
    edges = [float(f"{place * step:.12g}") for place in range(first, last + 1)]
    edges[0] = min(edges[0], low)
    edges[-1] = max(edges[-1], high)
    sound = [edges[0], *(after for before, after in pairwise(edges) if after > before)]
    return sound if len(sound) > 1 else [low, high]


def _powers(low: float, high: float, from_: float, *, whole: bool) -> list[float]:
    """1, 2 and 5 times powers of ten from about ``from_`` on; below it one bar."""
    exponent = math.floor(math.log10(from_))
    edges: list[float] = []
    while not edges or edges[-1] < high or (whole and edges[-1] == high):
        edges.extend(factor * 10.0**exponent for factor in (1, 2, 5))
        exponent += 1
    if whole:
        edges = [edge for edge in edges if edge >= 1]
    edges = [edge for edge in edges if edge > low]
    end = next(place for place, edge in enumerate(edges) if edge > high or edge == high)
    if whole and edges[end] == high:
        end += 1
    start = 0.0 if low < edges[0] else low
    return [start, *edges[: end + 1]]


def _round_up(step: float) -> float:
    """The next of 1, 2, 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(step))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= step * (1 - 1e-9))


def day_edges(first: dt.date, last: dt.date) -> list[dt.date]:
    """The first days of the bars that hold all days from ``first`` to ``last``, and the end of
    the last one: days, weeks, months, quarters or years, whichever give few enough bars."""
    span = (last - first).days
    if span <= MOST_BARS:
        return [_day(first, number) for number in range(span + 2)]
    if span <= 7 * (MOST_BARS - 10):
        monday = _day(first, -first.weekday())
        return [_day(monday, 7 * number) for number in range((last - monday).days // 7 + 2)]
    for months in (1, 3, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12000):
        start, end = _month(first) // months, _month(last) // months
        if end - start < MOST_BARS:
            edges = [_first_day(number * months) for number in range(start, end + 2)]
            return [edges[0], *(after for before, after in pairwise(edges) if after > before)]
    raise AssertionError("a calendar of ten thousand years is covered above")


def _day(day: dt.date, more: int) -> dt.date:
    """So many days later (or earlier), as far as the calendar goes."""
    number = min(max(day.toordinal() + more, dt.date.min.toordinal()), dt.date.max.toordinal())
    return dt.date.fromordinal(number)


def _month(day: dt.date) -> int:
    return 12 * day.year + day.month - 1


def _first_day(month: int) -> dt.date:
    year = month // 12
    if year < 1:
        return dt.date.min
    return dt.date.max if year > 9999 else dt.date(year, month % 12 + 1, 1)
