"""ISO 8601 as machines write it, by the million: ``2025-01-31T09:05:00.250Z`` and its kin.

Only what is beyond doubt is read here; all else is left to whoever knows more forms.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

_ROWS = 1 << 15
"""Rows at once, whose bytes stay near the processor."""
_MOST_LENGTHS = _MOST_SHAPES = 8
"""Different lengths in a column, and shapes of one length; what is beyond is left."""
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_SECOND = 1_000_000
_MINUTE, _HOUR, _DAY = 60 * _SECOND, 3_600 * _SECOND, 86_400 * _SECOND
_TO_THE_SECOND = 6

_Bytes = NDArray[np.uint8]
_Numbers = NDArray[np.int64]


def _month_table() -> tuple[_Numbers, _Numbers]:
    """The day since 1970 before each month starts, and how many days it has."""
    months = np.arange(f"{_FIRST_YEAR}-01", f"{_LAST_YEAR + 1}-02", dtype="datetime64[M]")
    starts = months.astype("datetime64[D]").astype(np.int64)
    return starts[:-1] - 1, np.diff(starts)


_BEFORE, _DAYS = _month_table()


class Found(NamedTuple):
    """Times as ``pl.Datetime("us")``, null where a text was not read: those of texts with an
    offset in UTC, and those without one as the clock shows them."""

    instants: pl.Series
    local: pl.Series


class _Shape(NamedTuple):
    """What a text of one length looks like: how precise it is, and where it has what."""

    clock: int
    """Digits of the time: 0, 4 or 6."""
    fraction: int
    """Digits behind the point."""
    offset: str
    """Nothing, ``Z``, or a plus sign for hours and minutes; these have a colon or not."""
    colon: bool


def read(texts: pl.Series) -> Found:
    """The times that texts say beyond doubt."""
    instants = np.zeros(len(texts), np.int64)
    local = np.zeros(len(texts), np.int64)
    is_instant, is_local = np.zeros((2, len(texts)), np.bool_)
    lengths = texts.str.len_bytes()
    distinct = lengths.drop_nulls().unique()
    for length in distinct if len(distinct) <= _MOST_LENGTHS else ():
        rows = (lengths == length).arg_true().to_numpy()
        for _ in range(_MOST_SHAPES):
            own = texts if len(rows) == len(texts) else texts.gather(rows)
            left = np.ones(len(rows), np.bool_)
            shape = _shape(str(own[0]))
            if shape is not None:
                times, good = _of_shape(own, int(length), shape)
                target, marks = (instants, is_instant) if shape.offset else (local, is_local)
                target[rows], marks[rows], left = times, good, ~good
            left[0] = False  # it had its turn
            rows = rows[left]
            if not len(rows):
                break
    return Found(_series(texts.name, instants, is_instant), _series(texts.name, local, is_local))


def _series(name: str, times: _Numbers, good: NDArray[np.bool_]) -> pl.Series:
    if not good.any():
        return pl.Series(name, [None], dtype=pl.Datetime("us")).new_from_index(0, len(times))
    found = pl.Series(name, times).cast(pl.Datetime("us"))
    return found if good.all() else found.set(pl.Series(~good), None)


def _shape(text: str) -> _Shape | None:
    """The shape of a text; None where it has none of these."""
    day, rest = text[:10], text[11:]
    if not text.isascii() or len(day) < 10 or text[10:11] not in ("", "T", " "):
        return None
    offset, colon = "", False
    if rest[-1:] == "Z":
        offset, rest = "Z", rest[:-1]
    elif rest[-6:-5] and rest[-6] in "+-":
        offset, colon, rest = "+", True, rest[:-6]
    elif rest[-5:-4] and rest[-5] in "+-":
        offset, rest = "+", rest[:-5]
    clock, point, fraction = rest.partition(".")
    digits = {0: 0, 5: 4, 8: 6}.get(len(clock))
    if digits is None or bool(digits) != bool(text[10:]) or len(fraction) > 6:
        return None
    if bool(point) != bool(fraction) or (point and digits != _TO_THE_SECOND):
        return None
    return _Shape(digits, len(fraction), offset, colon)


def _of_shape(texts: pl.Series, length: int, shape: _Shape) -> tuple[_Numbers, NDArray[np.bool_]]:
    """The times of texts of one length, in microseconds, and which have the shape."""
    array = texts.to_arrow(compat_level=pl.CompatLevel.oldest())
    offsets = np.frombuffer(array.buffers()[1], np.int64)
    start = int(offsets[array.offset])
    data = np.frombuffer(array.buffers()[2], np.uint8)[start : start + length * len(texts)]
    letters = data.reshape(len(texts), length)
    times, good = np.empty(len(texts), np.int64), np.empty(len(texts), np.bool_)
    for first in range(0, len(texts), _ROWS):
        part = slice(first, first + _ROWS)
        own = _Letters(np.ascontiguousarray(letters[part].T))
        times[part], good[part] = _times(own, shape), own.good
    return times, good


class _Letters:
    """Texts of one length, letter by letter: one row a place in the text. ``good`` marks those
    that were as expected so far."""

    def __init__(self, letters: _Bytes) -> None:
        self._letters, self._digits = letters, letters - ord("0")
        self.good = np.ones(letters.shape[1], np.bool_)

    def number(self, place: int, count: int, least: int = 0, most: int | None = None) -> _Numbers:
        """The number of so many digits at a place, which must be within limits."""
        value = np.zeros(len(self.good), np.int64)
        for digit in self._digits[place : place + count]:
            self.good &= digit <= 9
            value = value * 10 + digit
        if most is not None:
            self.good &= (value >= least) & (value <= most)
        return value

    def expect(self, place: int, *allowed: str) -> _Bytes:
        """The letters at a place, which must be one of those allowed."""
        here: _Bytes = self._letters[place]
        fits = here == ord(allowed[0])
        for other in allowed[1:]:
            fits |= here == ord(other)
        self.good &= fits
        return here


def _times(letters: _Letters, shape: _Shape) -> _Numbers:
    """The times of texts in microseconds, as far as they are good."""
    times = _days(letters) * _DAY
    if shape.clock:
        letters.expect(10, "T", " ")
        letters.expect(13, ":")
        times += letters.number(11, 2, most=23) * _HOUR + letters.number(14, 2, most=59) * _MINUTE
    place = 16
    if shape.clock == _TO_THE_SECOND:
        letters.expect(place, ":")
        times += letters.number(place + 1, 2, most=59) * _SECOND
        place += 3
    if shape.fraction:
        letters.expect(place, ".")
        times += letters.number(place + 1, shape.fraction) * 10 ** (6 - shape.fraction)
        place += 1 + shape.fraction
    if shape.offset == "Z":
        letters.expect(place, "Z")
    elif shape.offset:
        times -= _offsets(letters, place, shape.colon)
    return times


def _days(letters: _Letters) -> _Numbers:
    """The days since 1970."""
    year = letters.number(0, 4, least=_FIRST_YEAR, most=_LAST_YEAR)
    letters.expect(4, "-")
    month = letters.number(5, 2, least=1, most=12)
    letters.expect(7, "-")
    day = letters.number(8, 2, least=1, most=31)
    place = np.where(letters.good, (year - _FIRST_YEAR) * 12 + month - 1, 0)
    letters.good &= day <= _DAYS[place]
    return _BEFORE[place] + day


def _offsets(letters: _Letters, place: int, colon: bool) -> _Numbers:
    """What clocks are ahead of UTC, in microseconds."""
    sign = letters.expect(place, "+", "-")
    if colon:
        letters.expect(place + 3, ":")
    hours = letters.number(place + 1, 2, most=14)
    minutes = letters.number(place + 3 + colon, 2, most=59)
    ahead = hours * _HOUR + minutes * _MINUTE
    return np.where(sign == ord("-"), -ahead, ahead)
