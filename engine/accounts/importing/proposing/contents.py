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
    "number": r"^[-+]?(?:[$€£¥]\s?)?\d[\d.,'\s]*(?:\s?[$€£¥%])?$",
    "boolean": r"(?i)^(?:true|false|yes|no|y|n|ja|nein|oui|non|si|sim|0|1)$",
    "phone": r"^\+?[\d\s()./-]{7,22}(?:\s?(?:x|ext\.?)\s?\d{1,6})?$",
}
_PHONE_SIGNS = r"[+() ./-]"


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
    texts = as_text(cells).drop_nulls().head(LOOKED_AT).str.strip_chars()
    filled = 1 - as_text(cells).null_count() / max(len(cells), 1)
    count = len(texts)
    if not count:
        return Content({}, 0, 0, 0)
    shares = {kind: _share(texts.str.contains(pattern)) for kind, pattern in _PATTERNS.items()}
    # Numbers alone are no telephone numbers, dates neither.
    signs = texts.str.contains(_PHONE_SIGNS) & ~texts.str.contains(_PATTERNS["date"])
    shares["phone"] = _share(signs & texts.str.contains(_PATTERNS["phone"]))
    shares["country"] = _share(
        texts.map_elements(folded, return_dtype=pl.String).is_in(countries())
    )
    shares["key"] = _share(
        texts.str.contains(r"^\S{1,64}$") & ~texts.str.contains("@", literal=True)
    )
    if isinstance(dtype, pl.Date | pl.Datetime):
        shares["date"] = 1.0
    if dtype == pl.Boolean:
        shares["boolean"] = 1.0
    plain = max(shares[kind] for kind in ("email", "url", "date", "number"))
    shares["text"] = 1 - plain
    return Content(shares, filled, texts.n_unique() / count, count)


@cache
def countries() -> frozenset[str]:
    """The names and codes of countries, folded."""
    known = tomllib.loads(read_text("countries.toml"))
    return frozenset(folded(word) for name, others in known.items() for word in (name, *others))


def _share(fits: pl.Series) -> float:
    return float(fits.fill_null(value=False).mean() or 0)  # type: ignore[arg-type]
