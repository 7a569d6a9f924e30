"""Drawing many values at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

Codes = NDArray[np.int64]
Floats = NDArray[np.float64]


def choose(rng: np.random.Generator, shares: ArrayLike, count: int) -> Codes:
    """``count`` indices of ``shares``, drawn by share (shares need not add up to 1)."""
    edges = np.cumsum(np.asarray(shares, np.float64))
    found: Codes = np.searchsorted(edges, rng.random(count) * edges[-1], side="right")
    return np.minimum(found, len(edges) - 1)


def choose_by(rng: np.random.Generator, shares: Sequence[Sequence[float]], groups: Codes) -> Codes:
    """For every row an index of its group's shares."""
    table = np.cumsum(np.array(shares, np.float64), axis=1)
    table /= table[:, -1:]
    drawn = rng.random(len(groups))
    found = np.zeros(len(groups), np.int64)
    for level in range(table.shape[1] - 1):
        found += drawn >= table[groups, level]
    return found


def indices(codes: Codes) -> pl.Series:
    """Indices as polars takes them; below zero is null."""
    return pl.Series(codes).set(pl.Series(codes < 0), None)


def words(values: Sequence[str], codes: Codes) -> pl.Series:
    """The values at some indices; an index below zero is null."""
    return pl.Series(values, dtype=pl.String).gather(indices(codes))


def word_by(rng: np.random.Generator, values: Sequence[Sequence[str]], groups: Codes) -> pl.Series:
    """For every row one of its group's values, each as likely as the others."""
    counts = np.array([len(group) for group in values])
    starts = np.concatenate(([0], np.cumsum(counts)[:-1]))
    flat = [value for group in values for value in group]
    return words(flat, starts[groups] + (rng.random(len(groups)) * counts[groups]).astype(np.int64))


def holed(
    rng: np.random.Generator, series: pl.Series, share: float, hole: str | None = None
) -> pl.Series:
    """The series with ``hole`` in a share of its rows."""
    return series.set(pl.Series(rng.random(len(series)) < share), hole)


def numbered(pattern: pl.Series, rng: np.random.Generator) -> pl.Series:
    """Every ``#`` replaced by a digit and every ``@`` by a letter."""
    letters = "ABCDEFGHJKLMNPRSTUVWXYZ"
    for sign, signs in (("#", "0123456789"), ("@", letters)):
        while (left := pattern.str.contains(sign, literal=True)).any():
            drawn = words(list(signs), rng.integers(0, len(signs), len(pattern)))
            frame = pl.DataFrame({"pattern": pattern, "drawn": drawn, "left": left})
            pattern = frame.select(
                pl.when("left")
                .then(pl.col("pattern").str.replace(sign, pl.col("drawn"), literal=True))
                .otherwise("pattern")
            )["pattern"]
    return pattern


def occurrence(codes: Codes) -> Codes:
    """For each row how often its code came before."""
    order = np.argsort(codes, kind="stable")
    ordered = codes[order]
    starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    runs = np.repeat(starts, np.diff(np.append(starts, len(codes))))
    found = np.empty(len(codes), np.int64)
    found[order] = np.arange(len(codes)) - runs
    return found


def slug(texts: pl.Series) -> pl.Series:
    """Texts as they stand in web and e-mail addresses: small ASCII letters and digits only."""
    plain = texts.str.normalize("NFKD").str.to_lowercase()
    return plain.str.replace_all("[^a-z0-9]+", "")
