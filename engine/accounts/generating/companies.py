"""Companies: the accounts of generated data."""

from __future__ import annotations

import numpy as np
import polars as pl

from engine.accounts import fields as f
from engine.accounts.fields import Field
from engine.accounts.generating.drawing import (
    Codes,
    choose,
    holed,
    indices,
    numbered,
    occurrence,
    slug,
    word_by,
    words,
)
from engine.accounts.generating.settings import GeneratorSettings
from engine.accounts.generating.words import (
    FIRST_WORDS,
    INDUSTRIES,
    LAST_NAMES,
    LEGAL_FORMS,
    PLACES,
    SECOND_WORDS,
    STREETS,
)
from engine.conditions.model import ValueType

SEGMENTS = ("Small business", "Mid-market", "Enterprise")
SEGMENT = "segment"
CUSTOMER_SINCE = "customerSince"
REVENUE = "accountOrganization.annualRevenue.amount"
EMPLOYEES = "accountOrganization.numberOfEmployees"
INDUSTRY = "accountOrganization.industry"
WEBSITE = "accountOrganization.website"
COUNTRY = "accountBillingAddress.country"
STATE = "accountBillingAddress.state"
CITY = "accountBillingAddress.city"

CUSTOM_FIELDS = (
    Field(path=SEGMENT, label="Segment", type=ValueType.STRING, custom=True),
    Field(path=CUSTOMER_SINCE, label="Customer since", type=ValueType.DATE, custom=True),
)

_SHARES = (0.55, 0.33, 0.12)
_REVENUES = (9e6, 160e6, 2.6e9)
_SOURCES = ("CRM", "Marketo Engage", "Web form", "Trade show")


def companies(settings: GeneratorSettings) -> pl.DataFrame:
    """The accounts, sorted by key, with XDM columns and those of ``CUSTOM_FIELDS``."""
    rng = np.random.default_rng([settings.seed, 1])
    count, dirt = settings.accounts, settings.dirt
    segment = choose(rng, _SHARES, count)
    industry = choose(rng, [item.share for item in INDUSTRIES], count)
    place = choose(rng, [item.share for item in PLACES], count)
    revenue, employees = _size(rng, segment, industry)
    name, domain = _names(rng, industry, place)
    key = keys("A", count)
    return pl.DataFrame(
        {
            f.ACCOUNT_KEY: key,
            f.ACCOUNT_NAME: holed(
                rng, holed(rng, _untidy(rng, name, 0.01 * dirt), 0.006 * dirt), 0.003 * dirt, "  "
            ),
            REVENUE: holed(rng, pl.Series(revenue), 0.03 * dirt),
            EMPLOYEES: holed(rng, pl.Series(employees), 0.04 * dirt),
            INDUSTRY: holed(
                rng,
                _untidy(rng, words([item.name for item in INDUSTRIES], industry), 0.004 * dirt),
                0.015 * dirt,
            ),
            "accountOrganization.SICCode": word_by(
                rng, [item.sic for item in INDUSTRIES], industry
            ),
            WEBSITE: holed(rng, domain, 0.02 * dirt),
            "accountBillingAddress.street1": _streets(rng, count),
            CITY: words([item.city for item in PLACES], place),
            STATE: holed(rng, words([item.state for item in PLACES], place), 0.03 * dirt),
            "accountBillingAddress.region": words([item.region for item in PLACES], place),
            "accountBillingAddress.postalCode": numbered(
                words([item.postal_code for item in PLACES], place), rng
            ),
            COUNTRY: holed(rng, words([item.country for item in PLACES], place), 0.01 * dirt),
            "accountPhone.number": phones(rng, place),
            "accountSourceType": words(_SOURCES, choose(rng, (50, 25, 15, 10), count)),
            "accountParentKey.sourceKey": _parents(rng, key, segment),
            SEGMENT: words(SEGMENTS, segment),
            CUSTOMER_SINCE: _customer_since(rng, settings),
        }
    )


def keys(letter: str, count: int) -> pl.Series:
    """Keys that sort as they are numbered."""
    width = max(6, len(str(count)))
    frame = pl.select(n=pl.int_range(1, count + 1))
    return frame.select(pl.lit(letter) + pl.col("n").cast(pl.String).str.zfill(width)).to_series()


def phones(rng: np.random.Generator, place: Codes) -> pl.Series:
    """Phone numbers of places, with a part that is not given to anyone."""
    numbers = [f"{item.dialling} 555 01{number:02}" for item in PLACES for number in range(100)]
    return words(numbers, place * 100 + rng.integers(0, 100, len(place)))


def _size(
    rng: np.random.Generator, segment: Codes, industry: Codes
) -> tuple[np.ndarray, np.ndarray]:
    """Annual revenue (log-normal in each segment, three digits) and the employees it takes."""
    median = np.array(_REVENUES)[segment]
    median *= np.array([item.revenue for item in INDUSTRIES])[industry]
    revenue = median * rng.lognormal(0, 0.75, len(segment))
    digits = 10.0 ** (np.floor(np.log10(revenue)) - 2)
    revenue = np.rint(revenue / digits) * digits
    each = np.array([item.revenue_per_employee for item in INDUSTRIES])[industry]
    employees = revenue / each * rng.lognormal(0, 0.35, len(segment))
    return revenue, np.maximum(np.rint(employees), 2).astype(np.int64)


def _names(rng: np.random.Generator, industry: Codes, place: Codes) -> tuple[pl.Series, pl.Series]:
    """Names and web domains. Domains end in ``.example``, which belongs to nobody, and differ."""
    count = len(industry)
    countries = list(LEGAL_FORMS)
    country = np.array([countries.index(item.country) for item in PLACES])[place]

    def last_names() -> pl.Series:
        return words(LAST_NAMES, rng.integers(0, len(LAST_NAMES), count))

    frame = pl.DataFrame(
        {
            "form": choose(rng, (58, 22, 10, 10), count),
            "first": words(FIRST_WORDS, rng.integers(0, len(FIRST_WORDS), count)),
            "second": words(SECOND_WORDS, rng.integers(0, len(SECOND_WORDS), count)),
            "family": last_names(),
            "other": last_names(),
            "noun": word_by(rng, [item.nouns for item in INDUSTRIES], industry),
            "legal": word_by(rng, list(LEGAL_FORMS.values()), country),
            "city": words([item.city for item in PLACES], place),
        }
    )
    stem = (
        pl.when(pl.col("form") == 0)
        .then(pl.col("first") + pl.col("second") + " " + pl.col("noun"))
        .when(pl.col("form") == 1)
        .then(pl.col("family") + " " + pl.col("noun"))
        .when(pl.col("form") == 2)
        .then(pl.col("family") + " & " + pl.col("other"))
        .otherwise(pl.col("city") + " " + pl.col("first") + " " + pl.col("noun"))
    )
    name = (stem + " " + pl.col("legal")).str.strip_chars_end()
    frame = frame.select("city", name=name, slug=slug(frame.select(stem).to_series()))
    named = pl.when(_again(frame["name"]) > 0).then(pl.col("name") + " " + pl.col("city"))
    again = _again(frame["slug"])
    number = pl.when(again > 0).then((again + 1).cast(pl.String)).otherwise(pl.lit(""))
    return (
        frame.select(named.otherwise("name")).to_series(),
        frame.select(pl.col("slug") + number + ".example").to_series(),
    )


def _again(texts: pl.Series) -> pl.Series:
    """How often each text came before."""
    return pl.Series(occurrence(texts.rank("dense").to_numpy().astype(np.int64)))


def _untidy(rng: np.random.Generator, texts: pl.Series, share: float) -> pl.Series:
    """A space at the end of some, as people leave it."""
    spaces = words(("", " "), (rng.random(len(texts)) < share).astype(np.int64))
    return texts + spaces


def _streets(rng: np.random.Generator, count: int) -> pl.Series:
    number = pl.Series(rng.integers(1, 2_000, count)).cast(pl.String)
    return number + " " + words(STREETS, rng.integers(0, len(STREETS), count))


def _parents(rng: np.random.Generator, key: pl.Series, segment: Codes) -> pl.Series:
    """One in thirty accounts belongs to a large one."""
    large = np.flatnonzero(segment == len(SEGMENTS) - 1)
    parent = np.full(len(key), -1)
    if len(large):
        child = np.flatnonzero((rng.random(len(key)) < 1 / 30) & (segment < len(SEGMENTS) - 1))
        parent[child] = rng.choice(large, len(child))
    return key.gather(indices(parent))


def _customer_since(rng: np.random.Generator, settings: GeneratorSettings) -> pl.Series:
    """The day on which one in five became a customer, in the nine years before the window."""
    days = np.datetime64(settings.start, "D") - rng.integers(1, 3_300, settings.accounts)
    return pl.Series(days).set(pl.Series(rng.random(settings.accounts) > 0.2), None)
