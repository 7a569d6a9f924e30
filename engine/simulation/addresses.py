"""A number for each e-mail address, by which deduplication knows it again (rulings 34, 46)."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from engine.conditions.columns import fold


@dataclass(frozen=True)
class Addresses:
    """The addresses that people have or have had: the first place of the same address, whatever
    its case, is its number, and stays it for the whole run."""

    texts: pl.Series = field(default_factory=lambda: pl.Series(dtype=pl.String, values=[]))
    numbers: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))

    def of(self, categories: pl.Series) -> Addresses:
        """With the categories of a column, which begin with those that are known: a column that
        changes keeps its categories and has new ones behind them."""
        fresh = categories[len(self.texts) :]
        if fresh.is_empty():
            return self
        texts = pl.concat([self.texts, fold(fresh)])
        if self.texts.is_empty():
            return Addresses(texts, _first_places(texts))
        first = [texts.index_of(text) for text in texts[len(self.texts) :]]
        return Addresses(texts, np.concatenate((self.numbers, np.array(first, np.int32))))


def _first_places(texts: pl.Series) -> NDArray[np.int32]:
    """For each text the first place where it stands."""
    if texts.n_unique() == len(texts):
        return np.arange(len(texts), dtype=np.int32)
    places = texts.to_frame("text").with_row_index("place")
    first = places.select(pl.col("place").min().over("text").cast(pl.Int32))
    return first.to_series().to_numpy()
