"""Opportunities of accounts."""

from __future__ import annotations

import numpy as np
import polars as pl

from engine.accounts import fields as f
from engine.accounts.generating import offers
from engine.accounts.generating.block import repeated
from engine.accounts.generating.companies import keys
from engine.accounts.generating.drawing import choose, words
from engine.accounts.generating.settings import GeneratorSettings
from engine.accounts.generating.traits import Traits

_STAGES = (
    "Discovery",
    "Qualification",
    "Field trial",
    "Proposal",
    "Negotiation",
    "Closed won",
    "Closed lost",
)
_SHARES = (20, 16, 14, 12, 8, 14, 16)
_WON, _LOST = 5, 6
_AMOUNTS = np.array([18e3, 75e3, 320e3])


def deals(accounts: pl.DataFrame, traits: Traits, settings: GeneratorSettings) -> pl.DataFrame:
    """Some for accounts in the market, few for others; amounts by segment. Open ones are expected
    to close after the window, closed ones closed within it."""
    rng = np.random.default_rng([settings.seed, 7])
    chance = np.where(np.isnan(traits.burst), 0.12, 0.9)
    account, _ = repeated(rng.poisson(chance))
    count = len(account)
    stage = choose(rng, _SHARES, count)
    closed = stage >= _WON
    days = (settings.end - settings.start).days
    start = np.datetime64(settings.start, "D")
    closes = np.where(closed, rng.integers(0, days, count), days + rng.integers(5, 150, count))
    amount = _AMOUNTS[traits.segment[account]] * rng.lognormal(0, 0.6, count)
    dates = pl.Series(start + closes.astype("timedelta64[D]"))
    solution = words(offers.THEMES, rng.integers(0, len(offers.THEMES), count))
    return pl.DataFrame(
        {
            f.OPPORTUNITY_KEY: keys("O", count),
            f.OPPORTUNITY_ACCOUNT: accounts[f.ACCOUNT_KEY].gather(account),
            "opportunityName": solution + " " + pl.Series(2000 + np.arange(count)).cast(pl.String),
            "opportunityStage": words(_STAGES, stage),
            "opportunityAmount.amount": np.rint(amount / 500) * 500,
            "expectedCloseDate": dates,
            "actualCloseDate": dates.set(pl.Series(~closed), None),
            "isClosed": closed,
            "isWon": stage == _WON,
        }
    )
