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


def joined(blocks: Sequence[Block]) -> Block:
    """Blocks with the same columns, of one file and in its order, as one."""
    if len(blocks) == 1:
        return blocks[0]
    return Block(
        pl.concat([block.frame for block in blocks], rechunk=True),
        pl.concat([block.rows for block in blocks], rechunk=True),
        _marks(blocks, [block.crowded for block in blocks]),
        _marks(blocks, [block.short for block in blocks]),
    )


def cut(block: Block, start: int, rows: int) -> Block:
    """So many rows of a block."""
    crowded, short = block.crowded, block.short
    return Block(
        block.frame.slice(start, rows),
        block.rows.slice(start, rows),
        None if crowded is None else crowded.slice(start, rows),
        None if short is None else short.slice(start, rows),
    )


def _marks(blocks: Sequence[Block], found: Sequence[pl.Series | None]) -> pl.Series | None:
    if all(marks is None for marks in found):
        return None
    nothing = pl.Series([False])
    return pl.concat(
        [
            nothing.new_from_index(0, len(block.rows)) if marks is None else marks
            for block, marks in zip(blocks, found, strict=True)
        ]
    )


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
