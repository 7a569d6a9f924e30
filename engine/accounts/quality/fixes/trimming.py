"""White space: none around a text, one space between two words."""

from __future__ import annotations

import polars as pl

from engine.accounts.dataset import Dataset
from engine.accounts.quality.fixes.cells import Rewriting
from engine.accounts.quality.fixes.fixed import Fixed
from engine.accounts.quality.values import Fix
from engine.background import Work

_DOUBLED = r"[\p{Zs}\t]{2,}"
"""Two or more spaces (of any width) or tabs; the ends of lines stay."""


def trim(dataset: Dataset, work: Work | None = None) -> Fixed:
    """Take the white space around texts away, and all but one of several spaces within. Texts of
    nothing but white space, which count as missing (ruling 45), become missing."""
    return Rewriting(dataset, Fix.TRIM, work).fixed(trimmed)


def trimmed(series: pl.Series) -> pl.Series:
    """A column of texts, or of lists of texts, without needless white space."""
    if isinstance(series.dtype, pl.List):
        return series.list.eval(_trimmed(pl.element()).drop_nulls())
    return series.to_frame().select(_trimmed(pl.first())).to_series()


def _trimmed(texts: pl.Expr) -> pl.Expr:
    bare = texts.str.strip_chars().str.replace_all(_DOUBLED, " ")
    keeps = (bare.str.len_bytes() > 0) | (texts.str.len_bytes() == 0)
    return pl.when(keeps).then(bare)


def is_untrimmed(texts: pl.Expr) -> pl.Expr:
    """Whether trimming would change a text."""
    around = texts.str.strip_chars().str.len_bytes() != texts.str.len_bytes()
    return around | texts.str.contains(_DOUBLED)
