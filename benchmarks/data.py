"""The data of the reference journey: 5 people and 50 events an account over 90 days.

Made with NumPy in canonical order, so that a million accounts with fifty million events take
seconds.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks.reference import DAYS, INDUSTRY, REVENUE, START, TRACK
from engine.accounts import fields as f
from engine.accounts.dataset import Dataset, build_dataset
from engine.accounts.fields import Entity, Field
from engine.conditions.model import ValueType

PEOPLE = 5
EVENTS = 50
CUSTOM = {
    Entity.ACCOUNT: (Field(path=TRACK, label="Nurture track", type=ValueType.STRING, custom=True),)
}

_MAILING, _PAGE, _FORM, _LINK, _MOMENT = (
    "directMarketing.mailingName",
    "web.webPageDetails.name",
    "web.fillOutForm.webFormName",
    "web.webInteraction.linkURL",
    f.MOMENT_TYPE,
)
_KINDS: tuple[tuple[str, float, str, int], ...] = (
    ("directMarketing.emailSent", 0.14, _MAILING, 20),
    ("directMarketing.emailDelivered", 0.13, _MAILING, 20),
    ("directMarketing.emailOpened", 0.12, _MAILING, 20),
    ("directMarketing.emailClicked", 0.08, _MAILING, 20),
    ("web.webpagedetails.pageViews", 0.40, _PAGE, 60),
    ("web.webinteraction.linkClicks", 0.06, _LINK, 60),
    ("web.formFilledOut", 0.04, _FORM, 5),
    (f.INTERESTING_MOMENT, 0.03, _MOMENT, 3),
)
"""Event type, its share of all events, its field, and how many values the field has."""

_INDUSTRIES = ("Agriculture", "Food", "Software", "Banking", "Energy", "Health", "Retail", None)
_CONSENTS = ("y", "n", None)
_STATUSES = ("active", "invalid", "blocked", None)


def dataset(accounts: int, seed: int = 1) -> Dataset:
    """The reference data of ``accounts`` accounts; the same for the same seed."""
    random = np.random.default_rng(seed)
    return build_dataset(
        name=f"reference {accounts:,}",
        accounts=_accounts(random, accounts),
        people=_people(random, accounts),
        events=_events(random, accounts),
        custom=CUSTOM,
    )


def _accounts(random: np.random.Generator, accounts: int) -> pl.DataFrame:
    number = pl.int_range(accounts, eager=True).cast(pl.String).str.zfill(7)
    revenue = np.round(random.lognormal(19.0, 1.6, accounts), -3)  # median 180 million
    revenue[random.random(accounts) < 0.05] = np.nan
    return pl.DataFrame(
        {
            f.ACCOUNT_KEY: "A" + number,
            f.ACCOUNT_NAME: _some("Company " + number, random.random(accounts) < 0.99),
            REVENUE: pl.Series(revenue).fill_nan(None),
            INDUSTRY: _drawn(
                random, _INDUSTRIES, [0.1, 0.1, 0.2, 0.1, 0.1, 0.2, 0.17, 0.03], accounts
            ),
            TRACK: pl.repeat(None, accounts, dtype=pl.String, eager=True),
        }
    )


def _people(random: np.random.Generator, accounts: int) -> pl.DataFrame:
    people = accounts * PEOPLE
    row = pl.int_range(people, eager=True)
    number = row.cast(pl.String).str.zfill(8)
    return pl.DataFrame(
        {
            f.PERSON_KEY: "P" + number,
            f.PERSON_ACCOUNT: "A" + (row // PEOPLE).cast(pl.String).str.zfill(7),
            f.EMAIL: _some("p" + number + "@example.com", random.random(people) < 0.97),
            f.EMAIL_STATUS: _drawn(random, _STATUSES, [0.6, 0.02, 0.02, 0.36], people),
            f.EMAIL_CONSENT: _drawn(random, _CONSENTS, [0.3, 0.08, 0.62], people),
            f.MARKETING_SUSPENDED: random.random(people) < 0.02,
        }
    )


def _events(random: np.random.Generator, accounts: int) -> dict[str, pl.DataFrame]:
    start = int(START.timestamp())
    seconds = random.integers(start, start + DAYS * 86_400, (accounts, EVENTS), dtype=np.int64)
    seconds.sort(axis=1)
    times = seconds.reshape(-1)
    times *= 1_000_000
    edges = np.cumsum([share for _, share, _, _ in _KINDS])[:-1]
    kinds = np.searchsorted(edges, random.random(len(times))).astype(np.int8)
    people = random.integers(0, PEOPLE, len(times), dtype=np.int8)
    return {
        kind: _table(random, np.flatnonzero(kinds == place), times, people, field, values)
        for place, (kind, _, field, values) in enumerate(_KINDS)
    }


def _table(
    random: np.random.Generator,
    rows: NDArray[np.int64],
    times: NDArray[np.int64],
    people: NDArray[np.int8],
    field: str,
    values: int,
) -> pl.DataFrame:
    names = [f"{field.rsplit('.', 1)[-1]} {number}" for number in range(1, values + 1)]
    return pl.DataFrame(
        {
            "person": (rows // EVENTS * PEOPLE + people[rows]).astype(np.int32),
            f.EVENT_TIMESTAMP: pl.Series(times[rows]).cast(pl.Datetime("us", "UTC")),
            field: _drawn(random, names, [1 / values] * values, len(rows)),
        }
    )


def _some(values: pl.Series, present: NDArray[np.bool_]) -> pl.Series:
    return pl.select(pl.when(pl.Series(present)).then(values)).to_series()


def _drawn(
    random: np.random.Generator, values: Sequence[str | None], shares: Sequence[float], size: int
) -> pl.Series:
    codes = random.choice(len(values), size, p=shares).astype(np.uint32)
    return pl.Series(values, dtype=pl.String).gather(codes)
