"""What matters of a company for its people and their behaviour, read from its account.

Accounts may be generated or real ones with any columns; what they do not say is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from engine.accounts import fields as f
from engine.accounts.generating import companies as c
from engine.accounts.generating.drawing import Codes, Floats, choose, slug
from engine.accounts.generating.words import INDUSTRIES, PLACES

ZONES = sorted({place.zone for place in PLACES})
_INDUSTRY_WORDS: tuple[tuple[str, str], ...] = (
    ("agri|farm|crop|seed|grain", "Agribusiness"),
    ("software|information|technology|communication", "Software"),
    ("health|pharma|biotech|medical", "Health care"),
    ("financ|bank|insur|real estate", "Financial services"),
    ("food|beverage|staples", "Food and beverage"),
    ("retail|discretionary", "Retail"),
    ("energy|utilit|oil", "Energy"),
    ("transport|logistic|freight", "Transport and logistics"),
    ("educat|universit", "Education"),
    ("industr|manufactur|material", "Manufacturing"),
)
_MID_MARKET, _ENTERPRISE = (50e6, 200), (1e9, 3_000)
_INTEREST_BY_SEGMENT = np.array([0.75, 1.15, 1.6])


@dataclass(frozen=True)
class Traits:
    """One row an account."""

    segment: Codes
    """Index of ``companies.SEGMENTS``."""
    industry: Codes
    """Index of ``words.INDUSTRIES``."""
    place: Codes
    """Index of ``words.PLACES``: the place, or one of the same country."""
    zone: Codes
    """Index of ``ZONES``."""
    domain: pl.Series
    interest: Floats
    """How much its people look at what is offered; the mean is about 1."""
    burst: Floats
    """The day of the window around which it is in the market to buy; NaN for most."""

    @property
    def sows(self) -> Codes:
        """1 for agriculture, else 0."""
        sows: Codes = (self.industry == 0).astype(np.int64)
        return sows


def traits_of(accounts: pl.DataFrame, seed: int, days: int) -> Traits:
    """The traits of accounts over a window of ``days``."""
    rng = np.random.default_rng([seed, 2])
    count = accounts.height
    segment, industry = _segment(rng, accounts), _industry(rng, accounts)
    place = _place(rng, accounts)
    zones = np.array([ZONES.index(item.zone) for item in PLACES])
    burst = np.where(rng.random(count) < 0.15, rng.uniform(0.1, 0.9, count) * days, np.nan)
    interest = rng.gamma(1.2, 1 / 1.2, count) * _INTEREST_BY_SEGMENT[segment]
    interest *= np.where(np.isnan(burst), 0.8, 2.6)
    return Traits(segment, industry, place, zones[place], _domain(accounts), interest, burst)


def _column(accounts: pl.DataFrame, path: str, kind: pl.DataType) -> pl.Series:
    if path in accounts.columns:
        return accounts[path].cast(kind)
    return pl.Series(path, [None] * accounts.height, dtype=kind)


def _segment(rng: np.random.Generator, accounts: pl.DataFrame) -> Codes:
    """By revenue, else by employees, else drawn."""
    revenue = _column(accounts, c.REVENUE, pl.Float64()).to_numpy()
    staff = _column(accounts, c.EMPLOYEES, pl.Float64()).to_numpy()
    drawn = choose(rng, (0.55, 0.33, 0.12), accounts.height)

    def parted(values: NDArray[np.float64], place: int) -> Codes:
        edges = [_MID_MARKET[place], _ENTERPRISE[place]]
        return np.searchsorted(edges, values, side="right").astype(np.int64)

    by_staff = np.where(np.isnan(staff), drawn, parted(staff, 1))
    return np.where(np.isnan(revenue), by_staff, parted(revenue, 0))


def _industry(rng: np.random.Generator, accounts: pl.DataFrame) -> Codes:
    """By the words in its name, else drawn."""
    texts = _column(accounts, c.INDUSTRY, pl.String()).str.to_lowercase()
    names = [item.name for item in INDUSTRIES]
    industry = choose(rng, [item.share for item in INDUSTRIES], accounts.height)
    for pattern, name in reversed(_INDUSTRY_WORDS):
        found = texts.str.contains(pattern).fill_null(value=False).to_numpy()
        industry[found] = names.index(name)
    return industry


def _place(rng: np.random.Generator, accounts: pl.DataFrame) -> Codes:
    """One of the places with the account's city, else of its state, else of its country, else in
    the United States."""
    place = np.full(accounts.height, -1)
    levels = ((c.CITY, "city"), (c.STATE, "state"), (c.COUNTRY, "country"), (c.STATE, "country"))
    for path, level in levels:
        texts = _column(accounts, path, pl.String()).str.strip_chars().to_numpy()
        values = [getattr(item, level) for item in PLACES]
        for value in sorted(set(values)):
            rows = np.flatnonzero((place < 0) & (texts == value))
            there = [index for index, item in enumerate(values) if item == value]
            place[rows] = rng.choice(there, len(rows))
    rows = np.flatnonzero(place < 0)
    home = [index for index, item in enumerate(PLACES) if item.country == "United States"]
    place[rows] = rng.choice(home, len(rows))
    return place


def _domain(accounts: pl.DataFrame) -> pl.Series:
    """The web domain, else one made of the name, else of the key."""
    website = _column(accounts, c.WEBSITE, pl.String()).str.to_lowercase()
    name = slug(_column(accounts, f.ACCOUNT_NAME, pl.String()))
    key = slug(accounts[f.ACCOUNT_KEY])
    frame = pl.DataFrame({"website": website, "name": name, "key": key})
    bare = pl.col("website").str.extract(r"^\s*(?:https?://)?(?:www\.)?([^/\s]+)")
    made = pl.when(pl.col("name") != "").then("name").otherwise("key") + ".example"
    return frame.select(pl.coalesce(bare, made))["website"]
