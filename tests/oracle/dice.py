"""Choices for the strategies: plain functions that choose by bytes which Hypothesis draws.

One draw for a whole example keeps several hundred choices quick; a zero byte is the first and
simplest choice, so examples still shrink.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Throws; the first of several choices is the simplest, and the one when bytes run out."""

    def __init__(self, throws: bytes) -> None:
        self._throws = iter(throws)

    def _below(self, count: int) -> int:
        return next(self._throws, 0) % count

    def number(self, low: int, high: int) -> int:
        """A number, both ends included."""
        return low + self._below(high - low + 1)

    def of(self, choices: Sequence[T]) -> T:
        """One of the choices; one that stands there twice comes twice as often."""
        return choices[self._below(len(choices))]

    def chance(self, one_in: int) -> bool:
        """True once in so many times."""
        return self._below(one_in) == one_in - 1

    def several(self, choices: Sequence[T], low: int, high: int) -> list[T]:
        """Different choices, between ``low`` and ``high`` of them, in any order."""
        left = list(dict.fromkeys(choices))
        wanted = min(self.number(low, high), len(left))
        return [left.pop(self._below(len(left))) for _ in range(wanted)]
