"""Cells that hold several keys: the first is the account, the others are relations."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from engine.accounts.importing.values import as_text

FURTHER = "\0further"
"""A column beside the fields: the keys of further accounts, as a list."""


def first_key(cells: pl.Series, separator: str) -> pl.Series:
    """The first key of each cell; missing where there is none."""
    return _keys(cells, separator).list.first().alias(cells.name)


def further_keys(
    cells: pl.Series, separator: str, made: Callable[[pl.Series], pl.Series], after: int = 1
) -> pl.Series:
    """The keys of each cell after the first (or so many), as ``made`` makes keys of texts; null
    where there are none."""
    others = (
        _keys(cells, separator).list.slice(after).alias("key").to_frame().with_row_index("cell")
    )
    each = others.explode("key", empty_as_null=False, keep_nulls=False)
    keys = made(each["key"]).cast(pl.String).str.strip_chars()
    listed = (
        each.with_columns(keys.alias("key"))
        .filter(pl.col("key") != "")
        .group_by("cell", maintain_order=True)
        .agg("key")
    )
    whole = others.select("cell").join(listed, on="cell", how="left", maintain_order="left")
    return whole["key"].cast(pl.List(pl.String)).alias(FURTHER)


def _keys(cells: pl.Series, separator: str) -> pl.Series:
    parts = as_text(cells).str.split(separator)
    return parts.list.eval(pl.element().str.strip_chars()).list.eval(
        pl.element().filter(pl.element() != "")
    )
