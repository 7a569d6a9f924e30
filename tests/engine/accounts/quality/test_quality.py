"""What is found in a dataset, counted by hand and by a plain reading."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from engine.accounts import fields as f
from engine.accounts.dataset import build_dataset
from engine.accounts.fields import STANDARD_FIELDS, Entity
from engine.accounts.quality import texts
from engine.accounts.quality.quality import quality
from engine.accounts.quality.rules import RULES
from engine.accounts.quality.values import Quality, Weight
from engine.accounts.rowset import event_starts
from engine.background import Work
from engine.errors import Cancelled
from resources.catalogue import sentences
from tests.engine.accounts.quality.data import (
    BOUNCED,
    COUNTRY,
    MAILING,
    NOW,
    OPENED,
    PERSON_COUNTRY,
    REVENUE,
    SENT,
    WEBSITE,
    flawed,
)

ROWS = {
    # Accounts a1 to a6 are rows 0 to 5.
    "accounts_without_name": [4, 5],  # white space, missing
    "accounts_same": [],  # a1 and a2 differ
    "accounts_same_domain": [0, 1],  # acme.com; bolt.de is alone, "n/a" is no host
    "accounts_same_name": [0, 1, 2, 3],  # acme twice, bolt twice
    "accounts_parent_unknown": [2],  # zz; an empty key is missing
    "accounts_without_people": [3, 4, 5],
    "accounts_spaces": [3, 4],  # " Bolt  Co. "; white space as the name of a5, no text in a6
    "accounts_country": [0, 2],  # USA, germany
    "accounts_country_unknown": [3],  # Korea may be two
    # People p1 to p8 are rows 0 to 7.
    "people_reachable": [0, 1],  # p3 blocked, p4 opted out, p5 malformed, p6 none, p7 no account
    "people_without_email": [5, 7],
    "people_email_malformed": [4],
    "people_without_account": [6, 7],
    "people_same": [0, 1],  # p3 and p4 belong to different accounts
    "people_same_email": [0, 1, 2, 3],
    "people_opted_out": [3, 6],
    "people_bad_status": [2, 6],
    "people_bounced": [0],
    "people_suspended": [3],
    "people_consent_email": [4],
    "people_consent_sms": [],
    "people_consent_whatsapp": [],
    "people_spaces": [2, 5],  # the role "Buyer "; nothing but white space in p6
    "people_email_case": [0],  # a capital before the @ stays
    "people_country": [],
    "people_country_unknown": [],
    # Events: bounced 0; opened 1 to 5 by account and time: p1 day 1 and day 3, p2, p3, p7;
    # sent 6 to 8: p1 day 2, day 4, p4; visit 9.
    "events_future": [8],
    "events_too_early": [0],
    "events_out_of_order": [0, 1],  # the bounce of 1999 as well
    "events_without_cause": [3, 5],
    "events_without_account": [5],
    "events_spaces": [4, 5],  # " " of p3, "Autumn " of p7
    "opportunities_without_account": [1],
    "opportunities_spaces": [0],
}
GROUPS = {
    "accounts_same": 0,
    "accounts_same_domain": 1,
    "accounts_same_name": 2,
    "people_same": 1,
    "people_same_email": 2,
}


@pytest.fixture(scope="module")
def found() -> Quality:
    return quality(flawed(), NOW)


def test_every_rule_by_hand(found: Quality) -> None:
    data = flawed()
    assert event_starts(data) == {BOUNCED: 0, OPENED: 1, SENT: 6, "web.visit": 9}
    assert {check.key: check.rows(data).rows.tolist() for check in found.checks} == ROWS
    assert {check.key: check.count for check in found.checks} == {
        key: len(rows) for key, rows in ROWS.items()
    }
    assert {check.key: check.groups for check in found.checks if check.groups is not None} == GROUPS


def test_every_rule_is_told_in_words(found: Quality) -> None:
    known = sentences()
    for check in found.checks:
        assert check.title.key in known
        assert check.why.key in known
    assert {rule.key for rule in RULES} == ROWS.keys()


def test_problems_are_what_had_better_not_be(found: Quality) -> None:
    keys = {check.key for check in found.problems}
    assert "people_email_malformed" in keys
    assert "people_opted_out" not in keys  # something to know
    assert "people_reachable" not in keys  # something good
    assert "accounts_same" not in keys  # found nothing
    assert all(check.weight is Weight.PROBLEM and check.count for check in found.problems)


def test_rows_say_what_they_are(found: Quality) -> None:
    rows = found.check("people_email_malformed").rows(flawed())
    assert rows.entity is Entity.PERSON
    assert str(rows.title) == "People whose e-mail address can't be right"
    assert rows.fields == (f.EMAIL,)


def test_fields_by_hand(found: Quality) -> None:
    by = {(each.entity, each.field.path): each for each in found.fields}
    data = flawed()
    name = by[Entity.ACCOUNT, f.ACCOUNT_NAME]
    assert (name.rows, name.filled, name.distinct, name.share) == (6, 4, 4, 4 / 6)
    assert name.missing(data).rows.tolist() == [4, 5]
    revenue = by[Entity.ACCOUNT, REVENUE]
    # 100, 200, 300, 300; "not a number" is missing.
    assert (revenue.filled, revenue.distinct) == (4, 3)
    assert revenue.values == ((300.0, 2), (100.0, 1), (200.0, 1))
    assert revenue.missing(data).rows.tolist() == [3, 4]
    assert revenue.having(data, 300.0).rows.tolist() == [2, 5]
    assert revenue.spread is not None
    # Of four values 5 % and 25 % are reached by the first, 50 % by the second.
    assert revenue.spread.quantiles == (100.0, 100.0, 100.0, 200.0, 300.0, 300.0, 300.0)
    roles = by[Entity.PERSON, f.PERSON_ROLES]
    # p1, p2 and p3 have roles; an empty list, a list of white space and none are missing.
    assert (roles.filled, roles.rows) == (3, 8)
    assert roles.values == (("Buyer", 2), ("Buyer ", 1), ("User", 1))
    assert roles.missing(data).rows.tolist() == [3, 4, 5, 6, 7]
    assert roles.having(data, "Buyer").rows.tolist() == [0, 1]
    suspended = by[Entity.PERSON, f.MARKETING_SUSPENDED]
    assert suspended.values == ((False, 2), (True, 1))
    assert suspended.having(data, True).rows.tolist() == [3]
    born = by[Entity.PERSON, "person.birthDate"]
    assert born.having(data, dt.date(1980, 1, 5)).rows.tolist() == [0, 1]
    assert born.spread is not None
    # 126 months are too many bars, 42 quarters too, so years: 1980 to 1990.
    assert [bar.low for bar in born.spread.bins] == [dt.date(y, 1, 1) for y in range(1980, 1991)]
    assert [bar.count for bar in born.spread.bins] == [2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]
    assert born.within(data, 10).rows.tolist() == [3]
    mailing = by[Entity.EVENT, MAILING]
    # The visit carries no mailing; of nine one is white space.
    assert (mailing.rows, mailing.filled) == (9, 8)
    assert mailing.values == (("Spring", 7), ("Autumn ", 1))
    assert mailing.missing(data).rows.tolist() == [4]
    assert mailing.having(data, "Autumn ").rows.tolist() == [5]
    types = by[Entity.EVENT, f.EVENT_TYPE]
    assert types.values == ((OPENED, 5), (SENT, 3), (BOUNCED, 1), ("web.visit", 1))
    assert types.having(data, SENT).rows.tolist() == [6, 7, 8]
    rank = by[Entity.OPPORTUNITY, "rank"]
    assert rank.field.custom is False
    assert rank.spread is not None
    assert [(bar.low, bar.high, bar.count) for bar in rank.spread.bins] == [(1, 2, 1), (2, 3, 1)]
    lengths = by[Entity.PERSON, f.EMAIL_CONSENT].lengths
    assert lengths is not None  # y, y, N, n and "maybe" of five letters
    assert lengths.quantiles == (1, 1, 1, 1, 1, 5, 5)


def test_time_by_hand(found: Quality) -> None:
    assert [(span.event_type, span.count) for span in found.spans] == [
        (OPENED, 5),
        (SENT, 3),
        (BOUNCED, 1),
        ("web.visit", 1),
    ]
    assert found.spans[0].first == dt.datetime(2025, 3, 1, tzinfo=dt.UTC)
    assert found.spans[0].last == dt.datetime(2025, 3, 3, tzinfo=dt.UTC)
    months = dict(found.months)
    assert len(found.months) == 12 * 25 + 7  # December 1999 to June 2025
    assert months[dt.date(1999, 12, 1)] == 1
    assert months[dt.date(2025, 3, 1)] == 7
    assert months[dt.date(2025, 5, 1)] == 0
    assert sum(months.values()) == 10


def test_nothing_at_all() -> None:
    accounts = pl.DataFrame({f.ACCOUNT_KEY: []}, schema={f.ACCOUNT_KEY: pl.String})
    people = pl.DataFrame({f.PERSON_KEY: []}, schema={f.PERSON_KEY: pl.String})
    data = build_dataset("nothing", accounts, people, {})
    found = quality(data, NOW)
    assert all(check.count == 0 for check in found.checks)
    assert all(len(check.rows(data).rows) == 0 for check in found.checks)
    assert all(each.share == 0 and each.values == () for each in found.fields)
    assert (found.spans, found.months) == ((), ())


def test_can_be_cancelled_and_tells_how_far_it_is() -> None:
    told: list[float] = []

    def progress(fraction: float, doing: object) -> None:
        told.append(fraction)

    quality(flawed(), NOW, Work(progress))
    assert told == sorted(told)
    assert told[-1] == 1.0
    with pytest.raises(Cancelled):
        quality(flawed(), NOW, Work(progress, lambda: len(told) > 20))


@pytest.mark.parametrize(
    ("website", "host"),
    [
        ("acme.com", "acme.com"),
        (" HTTPS://WWW.Acme.com/about?x=1#y ", "acme.com"),
        ("//acme.com.", "acme.com"),
        ("http://user:pw@www2.acme.co.uk:8080/", "acme.co.uk"),
        ("acme.com:8080", "acme.com"),
        ("shop.acme.com", "shop.acme.com"),
        ("n/a", None),
        ("-", None),
        (".", None),
        ("", None),
        (None, None),
    ],
)
def test_hosts(website: str | None, host: str | None) -> None:
    frame = pl.DataFrame({"x": [website]}, schema={"x": pl.String})
    assert frame.select(texts.host(pl.col("x"))).item() == host


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Acme, Inc.", "acme"),
        ("ACME Co., Ltd.", "acme"),
        ("Acme S.A.", "acme"),
        ("Macy’s", "macys"),
        ("Smith & Sons", "smith and sons"),
        ("AG", "ag"),
        ("Vacinc", "vacinc"),
        ("São  Paulo Ltda", "são paulo"),
        ("…", None),
        (None, None),
    ],
)
def test_names_of_companies(name: str | None, plain: str | None) -> None:
    frame = pl.DataFrame({"x": [name]}, schema={"x": pl.String})
    assert frame.select(texts.company(pl.col("x"))).item() == plain


@pytest.mark.parametrize(
    ("email", "wrong"),
    [
        ("a@b.com", False),
        (" a.b+c@sub.b-c.co.uk ", False),
        ("o'neil@b.com", False),
        ("jürgen@müller.de", False),
        ("a@b", True),
        ("a@@b.com", True),
        ("a b@c.com", True),
        ("a@b..com", True),
        (".a@b.com", True),
        ("a.@b.com", True),
        ("@b.com", True),
        ("a@-b.com", True),
        ("a@b.123", True),
        ("Ann <a@b.com>", True),
        ("", False),  # missing, which is another matter
        (None, False),
    ],
)
def test_malformed_addresses(email: str | None, wrong: bool) -> None:
    frame = pl.DataFrame({"x": [email]}, schema={"x": pl.String})
    assert frame.select(texts.is_malformed(pl.col("x")).fill_null(value=False)).item() is wrong


def test_of_two_shared_fields_the_first_tells_the_mailing() -> None:
    # One mailing key under two names: the key counts, so the opening has its sending.
    key = "directMarketing.mailingKey.sourceKey"
    events = pl.DataFrame(
        {
            f.EVENT_TYPE: [SENT, OPENED],
            f.EVENT_TIMESTAMP: [dt.datetime(2025, 1, 2), dt.datetime(2025, 1, 1)],  # noqa: DTZ001
            f.EVENT_PERSON: ["p", "p"],
            MAILING: ["Spring", "Spring, renamed"],
            key: ["m1", "m1"],
        }
    ).with_columns(pl.col(f.EVENT_TIMESTAMP).dt.replace_time_zone("UTC"))
    accounts = pl.DataFrame({f.ACCOUNT_KEY: ["a"]})
    people = pl.DataFrame({f.PERSON_KEY: ["p"], f.PERSON_ACCOUNT: ["a"]})
    found = quality(build_dataset("x", accounts, people, events), NOW)
    assert found.check("events_out_of_order").count == 1
    assert found.check("events_without_cause").count == 0


def test_every_standard_field_can_be_measured() -> None:
    data = flawed()
    there = {(each.entity, each.field.path) for each in quality(data, NOW).fields}
    assert (Entity.ACCOUNT, WEBSITE) in there
    assert (Entity.ACCOUNT, COUNTRY) in there
    assert (Entity.PERSON, PERSON_COUNTRY) not in there  # the data have no such field
    known = {(entity, each.path) for entity, all_ in STANDARD_FIELDS.items() for each in all_}
    assert there - known == {(Entity.OPPORTUNITY, "rank")}
