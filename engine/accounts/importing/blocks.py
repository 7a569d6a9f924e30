"""A run of rows of a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

MOST_COLUMNS = 2_000
"""Of one file; far more than any export has."""


@dataclass(frozen=True)
class Block:
    """Rows of a file. ``rows`` are their numbers as a report says them; ``crowded`` marks rows
    with more cells than there are columns, ``short`` those with fewer (None where none is)."""

    frame: pl.DataFrame
    rows: pl.Series
    crowded: pl.Series | None = None
    short: pl.Series | None = None


def distinct_names(names: Sequence[str]) -> tuple[str, ...]:
    """Column names without space around them, none empty, no two the same."""
    taken: set[str] = set()
    found = []
    for number, given in enumerate(names, 1):
        name = stem = given.strip() or f"Column {number}"
        again = 2
        while name in taken:
            name, again = f"{stem} ({again})", again + 1
        taken.add(name)
        found.append(name)
    return tuple(found)
