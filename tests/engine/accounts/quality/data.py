"""A small dataset in which something of everything is wrong, so that it can be counted by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl

from engine.accounts import fields as f
from engine.accounts.dataset import Dataset, build_dataset
from engine.accounts.fields import Entity, Field
from engine.conditions.model import ValueType

WEBSITE = "accountOrganization.website"
COUNTRY = "accountBillingAddress.country"
REVENUE = "accountOrganization.annualRevenue.amount"
PARENT = "accountParentKey.sourceKey"
PERSON_COUNTRY = "workAddress.country"
MAILING = "directMarketing.mailingName"
SENT, OPENED = "directMarketing.emailSent", "directMarketing.emailOpened"
BOUNCED = "directMarketing.emailBounced"
NOW = datetime(2025, 6, 1, tzinfo=UTC)


def day(number: int, hour: int = 0, month: int = 3) -> datetime:
    """A moment of spring 2025."""
    return datetime(2025, month, number, hour, tzinfo=UTC)


def flawed() -> Dataset:
    """Six accounts, eight people, ten events, two opportunities.

    Rows in canonical order: accounts a1 to a6; people p1 p2 p3 (a1), p4 p5 (a2), p6 (a3),
    p7 p8 (none).
    """
    accounts = pl.DataFrame(
        [
            # key, name, website, country, revenue, parent
            ("a1", "Acme, Inc.", "https://www.acme.com/about", "USA", 100.0, None),
            ("a2", "ACME", "acme.com", "United States", 200.0, "a1"),
            ("a3", "Bolt GmbH", "http://bolt.de:8080", "germany", 300.0, "zz"),
            ("a4", " Bolt  Co. ", "n/a", "Korea", None, ""),
            ("a5", "  ", None, " ", float("nan"), None),
            ("a6", None, "", None, 300.0, None),
        ],
        schema={
            f.ACCOUNT_KEY: pl.String,
            f.ACCOUNT_NAME: pl.String,
            WEBSITE: pl.String,
            COUNTRY: pl.String,
            REVENUE: pl.Float64,
            PARENT: pl.String,
        },
        orient="row",
    )
    people = pl.DataFrame(
        [
            # key, account, e-mail, status, suspended, consent, roles, birthday
            ("p1", "a1", "ann@ACME.com", "active", False, "y", ["Buyer"], date(1980, 1, 5)),
            ("p2", "a1", "Ann@acme.com", "active", False, "y", ["Buyer"], date(1980, 1, 5)),
            ("p3", "a1", "bob@acme.com", "Blocked", None, "", ["Buyer ", "User"], None),
            ("p4", "a2", "bob@acme.com", None, True, "N", None, date(1990, 7, 1)),
            ("p5", "a2", "cy at acme.com", None, None, "maybe", [], None),
            ("p6", "a3", " ", None, None, None, [" "], None),
            ("p7", None, "dee@bolt.de", "invalid", None, "n", None, None),
            ("p8", None, None, None, None, None, None, None),
        ],
        schema={
            f.PERSON_KEY: pl.String,
            f.PERSON_ACCOUNT: pl.String,
            f.EMAIL: pl.String,
            f.EMAIL_STATUS: pl.String,
            f.MARKETING_SUSPENDED: pl.Boolean,
            f.EMAIL_CONSENT: pl.String,
            f.PERSON_ROLES: pl.List(pl.String),
            "person.birthDate": pl.Date,
        },
        orient="row",
    )
    events = pl.DataFrame(
        [
            # type, moment, person, mailing
            (SENT, day(2), "p1", "Spring"),
            (SENT, day(4), "p1", "Spring"),
            (OPENED, day(1), "p1", "Spring"),  # before the first of two
            (OPENED, day(3), "p1", "Spring"),  # between them
            (OPENED, day(3), "p2", "Spring"),  # never sent to p2
            (OPENED, day(3), "p3", " "),  # about nothing that can be told
            (OPENED, day(3), "p7", "Autumn "),  # of nobody's account, never sent
            (BOUNCED, datetime(1999, 12, 31, tzinfo=UTC), "p1", "Spring"),  # and before it was sent
            (SENT, datetime(2025, 6, 1, 0, 0, 1, tzinfo=UTC), "p4", "Spring"),  # a second after now
            ("web.visit", day(5, month=4), "p1", None),
        ],
        schema={
            f.EVENT_TYPE: pl.String,
            f.EVENT_TIMESTAMP: pl.Datetime("us", "UTC"),
            f.EVENT_PERSON: pl.String,
            MAILING: pl.String,
        },
        orient="row",
    )
    opportunities = pl.DataFrame(
        {
            f.OPPORTUNITY_KEY: ["o1", "o2"],
            f.OPPORTUNITY_ACCOUNT: ["a1", None],
            "opportunityName": ["Deal  one", "Deal two"],
            "rank": [1, 2],
        }
    )
    custom = {Entity.OPPORTUNITY: (Field(path="rank", label="Rank", type=ValueType.INTEGER),)}
    return build_dataset("flawed", accounts, people, events, opportunities, custom)
