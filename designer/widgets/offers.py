"""Values on offer while somebody types: many, with how often each occurs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from engine.conditions.columns import fold


@dataclass(frozen=True, eq=False)
class Offers:
    """Distinct values, the most frequent first, and how often each occurs; -1: not counted."""

    values: pl.Series
    counts: NDArray[np.int64]
    folded: pl.Series
    """The values with case folded."""

    def __len__(self) -> int:
        return len(self.values)

    @classmethod
    def of(cls, values: Sequence[str]) -> Offers:
        """Values in this order, not counted."""
        texts = pl.Series(values, dtype=pl.String)
        return cls(texts, np.full(len(values), -1, np.int64), fold(texts))

    def matching(self, text: str) -> NDArray[np.int64]:
        """The places of the values that have the text, whatever its case: those that begin with
        it first, each part by frequency."""
        wanted = text.strip().casefold()
        if not wanted:
            return np.arange(len(self.values))
        begins = self.folded.str.starts_with(wanted).to_numpy()
        has = self.folded.str.contains(wanted, literal=True).to_numpy()
        return np.concatenate((np.flatnonzero(begins), np.flatnonzero(has & ~begins)))


NOTHING = Offers.of(())
Suggest = Callable[[], Offers]
"""Finds the values on offer; it may take a while and is called on a thread of its own."""


def nothing() -> Offers:
    """No values."""
    return NOTHING
