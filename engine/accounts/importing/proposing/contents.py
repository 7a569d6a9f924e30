"""What the values of a column look like."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

import polars as pl

from engine.accounts.importing.proposing.names import folded
from engine.accounts.importing.values import as_text
from resources import read_text

LOOKED_AT = 2_000
"""Values of a column that are looked at: enough to know what they are."""
NUMBER = (
    r"^[-+]?(?:[A-Z]{3}\s|[A-Z]{0,2}[$€£¥]\s?)?\d[\d.,'’\s\u00a0\u202f]*"
    r"(?:\s?[$€£¥%]|\s[A-Z]{3})?$"
)
"""A number, with groups of digits and a currency perhaps."""
_PATTERNS = {
    "email": r"^[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]{2,}$",
    "url": r"(?i)^(?:https?://|www\.)\S+$",
    "domain": r"(?i)^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$",
    "date": (
        r"^(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2,4}"
        r"|(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
        r"|\d{1,2}[- ]\p{L}{3,9}\.?[- ]\d{2,4}|\p{L}{3,9}\.? \d{1,2},? \d{4})"
        r"(?:[T, ]+\d{1,2}:\d{2}.*)?$"
    ),
    "epoch": r"^1\d{9}(?:\d{3})?(?:\.\d+)?$",
    "number": NUMBER,
    "boolean": r"(?i)^(?:true|false|yes|no|y|n|ja|nein|oui|non|si|sim|0|1)$",
    "phone": r"^\+?[\d\s()./-]{7,22}(?:\s?(?:x|ext\.?)\s?\d{1,6})?$",
}
_MOST_COUNTRIES = 300
"""There aren't more, whatever their spelling."""
_TEXT = pl.col("text")
_SHARES = {kind: _TEXT.str.contains(pattern).mean() for kind, pattern in _PATTERNS.items()} | {
    # Numbers alone are no telephone numbers, dates neither.
    "phone": (
        _TEXT.str.contains(r"[+() ./-]")
        & ~_TEXT.str.contains(_PATTERNS["date"])
        & _TEXT.str.contains(_PATTERNS["phone"])
    ).mean(),
    "key": (_TEXT.str.contains(r"^\S{1,64}$") & ~_TEXT.str.contains("@", literal=True)).mean(),
}


@dataclass(frozen=True)
class Content:
    """The shares of a column's values (0 to 1) that look like each kind; ``filled`` is the share
    of rows that have one, ``distinct`` the share of these that are different."""

    shares: dict[str, float]
    filled: float
    distinct: float
    count: int

    def share(self, kind: str) -> float:
        """How much of the column is of a kind. Keys are different texts or numbers without spaces
        inside; text is what is nothing else."""
        if kind == "key":
            return self.shares["key"] if self.distinct > _KEY else 0
        return self.shares.get(kind, 0)


_KEY = 0.98


def content_of(cells: pl.Series) -> Content:
    """What the values of a column look like."""
    dtype = cells.dtype
    given = as_text(cells)
    texts = given.drop_nulls().head(LOOKED_AT)
    count = len(texts)
    if not count:
        return Content({}, 0, 0, 0)
    looked = texts.alias("text").to_frame().select(pl.col("text").str.strip_chars())
    found = looked.select(**_SHARES, distinct=pl.col("text").n_unique()).row(0, named=True)
    distinct = found.pop("distinct")
    shares = {kind: float(share or 0) for kind, share in found.items()}
    shares["country"] = _countries(looked["text"]) if distinct <= _MOST_COUNTRIES else 0.0
    if isinstance(dtype, pl.Date | pl.Datetime):
        shares["date"] = 1.0
    if dtype == pl.Boolean:
        shares["boolean"] = 1.0
    shares["text"] = 1 - max(shares[kind] for kind in ("email", "url", "date", "number"))
    filled = 1 - given.null_count() / len(given)
    return Content(shares, filled, distinct / count, count)


def _countries(texts: pl.Series) -> float:
    """The share of texts that are countries."""
    counts = texts.value_counts()
    known = [folded(text) in countries() for text in counts[texts.name]]
    return int(counts["count"].filter(pl.Series(known, dtype=pl.Boolean)).sum()) / len(texts)


@cache
def countries() -> frozenset[str]:
    """The names and codes of countries, folded."""
    known = tomllib.loads(read_text("countries.toml"))
    return frozenset(folded(word) for name, others in known.items() for word in (name, *others))
