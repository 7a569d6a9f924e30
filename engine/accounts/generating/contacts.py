"""People: the contacts of accounts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from engine.accounts import fields as f
from engine.accounts.fields import Field
from engine.accounts.generating.companies import keys, phones
from engine.accounts.generating.drawing import (
    Codes,
    Floats,
    choose,
    choose_by,
    holed,
    indices,
    occurrence,
    slug,
    word_by,
    words,
)
from engine.accounts.generating.jobs import (
    DEPARTMENTS,
    INTEREST_BY_DEPARTMENT,
    INTEREST_BY_LEVEL,
    LEVEL_SHARES,
    LEVELS,
    ROLES_BY_LEVEL,
    SPECIALIST_TITLES,
)
from engine.accounts.generating.settings import GeneratorSettings
from engine.accounts.generating.traits import Traits
from engine.accounts.generating.words import (
    FIRST_NAMES,
    INDUSTRIES,
    LAST_NAMES,
    PLACES,
)
from engine.conditions.model import ValueType

DEPARTMENT = "department"
CUSTOM_FIELDS = (Field(path=DEPARTMENT, label="Department", type=ValueType.STRING, custom=True),)
_PEOPLE_BY_SEGMENT = np.array([0.6, 1.25, 2.2])
_ANSWERS = np.array([0, -1, 1])
"""Yes, no answer, no, as indices of "y" and "n"."""
_STATUSES = ("New", "Engaged", "Working", "Nurturing", "Qualified", "Disqualified")
_STATUS_SHARES = ((50, 18, 10, 17, 1, 4), (25, 28, 17, 20, 7, 3), (10, 30, 28, 12, 18, 2))
_EMAIL_STATUSES = (
    "active",
    "pending_verification",
    "incomplete",
    "invalid",
    "blocked",
    "blacklisted",
)
_SUSPENSIONS = ("Asked by sales", "Legal hold", "Partner agreement")
_OPT_OUTS = ("Too many e-mails", "Not relevant", "Left the company")


@dataclass(frozen=True)
class Contacts:
    """People in the order of their accounts, and what drives their behaviour, a row each."""

    frame: pl.DataFrame
    account: Codes
    interest: Floats
    has_email: np.ndarray
    opted_out: np.ndarray
    bounces: np.ndarray


def contacts(accounts: pl.DataFrame, traits: Traits, settings: GeneratorSettings) -> Contacts:
    """The people of accounts."""
    rng = np.random.default_rng([settings.seed, 3])
    dirt = settings.dirt
    share = _PEOPLE_BY_SEGMENT[traits.segment]
    mean = settings.people_per_account * share / max(share.mean(), 1e-9)
    account = np.repeat(np.arange(accounts.height), rng.poisson(mean))
    count = len(account)
    shares = list(LEVEL_SHARES.values())
    level = choose_by(rng, shares, traits.segment[account])
    department = choose(rng, [item.share for item in DEPARTMENTS], count)
    interest = traits.interest[account] * rng.gamma(0.7, 1 / 0.7, count)
    interest *= np.array(INTEREST_BY_LEVEL)[level] * np.array(INTEREST_BY_DEPARTMENT)[department]

    first = rng.integers(0, len(FIRST_NAMES), count)
    last = rng.integers(0, len(LAST_NAMES), count)
    email = holed(rng, _emails(rng, traits, account, first, last, dirt), 0.04 * dirt)
    email_status = choose(rng, (93, 2 * dirt, 1.2 * dirt, 2.2 * dirt, dirt, 0.6 * dirt), count)
    consent = choose(rng, (55, 37, 8 * dirt), count)
    suspended = rng.random(count) < 0.012 * dirt
    place = traits.place[account]
    brazil = np.array([item.country == "Brazil" for item in PLACES])[place]
    frame = pl.DataFrame(
        {
            f.PERSON_KEY: keys("P", count),
            f.PERSON_ACCOUNT: accounts[f.ACCOUNT_KEY].gather(account),
            f.EMAIL: email,
            f.EMAIL_STATUS: words(_EMAIL_STATUSES, email_status),
            "person.name.firstName": holed(rng, words(FIRST_NAMES, first), 0.01 * dirt),
            "person.name.lastName": words(LAST_NAMES, last)
            + words(("", " "), choose(rng, (1 - 0.008 * dirt, 0.008 * dirt), count)),
            "person.name.courtesyTitle": words(("Dr.",), choose(rng, (6, 94), count) * -1),
            "extendedWorkDetails.jobTitle": holed(
                rng, _titles(rng, level, department, traits.industry[account]), 0.05 * dirt
            ),
            "workPhone.number": holed(rng, phones(rng, place), 0.35),
            f.MOBILE_PHONE: holed(rng, phones(rng, place), 0.6),
            "workAddress.country": words([item.country for item in PLACES], place),
            "b2b.personStatus": words(
                _STATUSES,
                choose_by(rng, _STATUS_SHARES, np.searchsorted([0.6, 2.0], interest)),
            ),
            f.MARKETING_SUSPENDED: pl.Series(suspended),
            "b2b.marketingSuspendedCause": words(
                _SUSPENSIONS, np.where(suspended, rng.integers(0, len(_SUSPENSIONS), count), -1)
            ),
            f.EMAIL_CONSENT: words(("y", "n"), _ANSWERS[consent]),
            "consents.marketing.email.reason": words(
                _OPT_OUTS, np.where(consent == 2, rng.integers(0, len(_OPT_OUTS), count), -1)
            ),
            f.SMS_CONSENT: words(("y", "n"), _ANSWERS[choose(rng, (14, 78, 8), count)]),
            f.WHATSAPP_CONSENT: words(
                ("y", "n"),
                _ANSWERS[choose_by(rng, ((6, 90, 4), (38, 56, 6)), brazil.astype(np.int64))],
            ),
            f.PERSON_ROLES: _roles(rng, level),
            DEPARTMENT: words([item.name for item in DEPARTMENTS], department),
        }
    )
    return Contacts(
        frame=frame,
        account=account,
        interest=interest,
        has_email=email.is_not_null().to_numpy(),
        opted_out=(consent == 2) | suspended,
        bounces=email_status >= 3,
    )


def _emails(
    rng: np.random.Generator, traits: Traits, account: Codes, first: Codes, last: Codes, dirt: float
) -> pl.Series:
    """first.last@domain, with a number where an account has two of a name. A few share the
    address of the office, a few stand in capitals."""
    frame = pl.DataFrame(
        {
            "office": rng.random(len(account)) < 0.006 * dirt,
            "capitals": rng.random(len(account)) < 0.01 * dirt,
            "first": words(slug(pl.Series(FIRST_NAMES)).to_list(), first),
            "last": words(slug(pl.Series(LAST_NAMES)).to_list(), last),
            "before": occurrence((account * len(FIRST_NAMES) + first) * len(LAST_NAMES) + last),
            "domain": traits.domain.gather(account),
        }
    )
    before = pl.col("before")
    number = pl.when(before > 0).then((before + 1).cast(pl.String)).otherwise(pl.lit(""))
    name = pl.col("first") + "." + pl.col("last") + number
    address = pl.when("office").then(pl.lit("office")).otherwise(name) + "@" + pl.col("domain")
    capitals = pl.when("capitals").then(address.str.to_uppercase()).otherwise(address)
    return frame.select(email=capitals).to_series()


def _titles(
    rng: np.random.Generator, level: Codes, department: Codes, industry: Codes
) -> pl.Series:
    """Titles by department and level; those of researching specialists by industry."""
    groups = [titles for item in DEPARTMENTS for titles in (*item.titles, ())]
    specialist = len(LEVELS) - 1
    for index, item in enumerate(DEPARTMENTS):
        found = SPECIALIST_TITLES.get(item.name, ())
        groups[index * len(LEVELS) + specialist] = found
    own = len(groups)
    groups += [item.specialists for item in INDUSTRIES]
    code = department * len(LEVELS) + level
    by_industry = np.array([not group for group in groups])[code]
    return word_by(rng, groups, np.where(by_industry, own + industry, code))


def _roles(rng: np.random.Generator, level: Codes) -> pl.Series:
    """Roles in the account by level; null where none is recorded."""
    choices = [roles for row in ROLES_BY_LEVEL for roles, _ in row]
    most = max(len(row) for row in ROLES_BY_LEVEL)
    starts = np.cumsum([0, *(len(row) for row in ROLES_BY_LEVEL)])[:-1]
    shares = [[*(share for _, share in row), *[0.0] * (most - len(row))] for row in ROLES_BY_LEVEL]
    table = [[*row, 1 - sum(row)] for row in shares]
    drawn = choose_by(rng, table, level)
    code = np.where(drawn == most, -1, starts[level] + drawn)
    return pl.Series([list(roles) for roles in choices]).gather(indices(code))
