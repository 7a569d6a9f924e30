"""What is mended: what it becomes, that nothing else changes, and that twice is once."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from engine.accounts import fields as f
from engine.accounts.audiences import EntityList
from engine.accounts.dataset import Dataset, build_dataset
from engine.accounts.fields import Entity
from engine.accounts.quality.finding import fields_in, parts_of
from engine.accounts.quality.fixes.apply import fixed
from engine.accounts.quality.fixes.countries import known_country
from engine.accounts.quality.fixes.fixed import EXAMPLES
from engine.accounts.quality.fixes.members import with_who_stays
from engine.accounts.quality.quality import quality
from engine.accounts.quality.values import Fix
from engine.background import Work
from engine.conditions.model import Scope
from engine.errors import Cancelled
from resources import read_text
from tests.engine.accounts.quality.data import (
    BOUNCED,
    COUNTRY,
    MAILING,
    NOW,
    OPENED,
    PARENT,
    SENT,
    day,
    flawed,
)


def column(dataset: Dataset, path: str, entity: Entity = Entity.ACCOUNT) -> list[object]:
    return [value for part in parts_of(dataset, entity, path) for value in part.series.to_list()]


def untouched(before: Dataset, after: Dataset, *but: str) -> None:
    """Everything is as it was but for some fields."""
    for entity in Entity:
        assert fields_in(after, entity) == fields_in(before, entity)
        for field in fields_in(before, entity):
            if field.path not in but:
                old, new = (column(each, field.path, entity) for each in (before, after))
                assert str(old) == str(new), field.path  # "not a number" equals itself so
    assert after.custom == before.custom
    assert after.name == before.name


def told(dataset: Dataset, fix: Fix) -> list[tuple[str, str, str, int]]:
    made = fixed(dataset, fix)
    return [(one.path, one.before, one.after, one.rows) for one in made.changes]


def test_trimming_by_hand() -> None:
    data = flawed()
    made = fixed(data, Fix.TRIM)
    assert column(made.dataset, f.ACCOUNT_NAME) == [
        "Acme, Inc.",
        "ACME",
        "Bolt GmbH",
        "Bolt Co.",
        None,  # nothing but white space is missing
        None,
    ]
    roles = column(made.dataset, f.PERSON_ROLES, Entity.PERSON)
    assert roles == [["Buyer"], ["Buyer"], ["Buyer", "User"], None, [], [], None, None]
    assert made.dataset.event_tables[OPENED].frame[MAILING].to_list() == [
        *("Spring", "Spring", "Spring"),
        *(None, "Autumn"),
    ]
    assert column(made.dataset, "opportunityName", Entity.OPPORTUNITY) == ["Deal one", "Deal two"]
    untouched(
        data,
        made.dataset,
        *(f.ACCOUNT_NAME, COUNTRY, f.EMAIL, f.PERSON_ROLES, MAILING, "opportunityName"),
    )
    # Two names, a country, an address, two lists of roles, two mailings, a deal.
    assert (made.total, made.kinds) == (9, 9)
    assert sum(one.rows for one in made.changes) == 9
    assert (f.ACCOUNT_NAME, " Bolt  Co. ", "Bolt Co.", 1) in told(data, Fix.TRIM)
    assert quality(made.dataset, NOW).check("accounts_spaces").count == 0


def test_keys_are_not_trimmed() -> None:
    data = build_dataset(
        "x",
        pl.DataFrame({f.ACCOUNT_KEY: [" a ", "b"], PARENT: [None, " a "]}),
        pl.DataFrame({f.PERSON_KEY: [" p "], f.PERSON_ACCOUNT: [" a "]}),
        {},
        pl.DataFrame({f.OPPORTUNITY_KEY: ["o "], f.OPPORTUNITY_ACCOUNT: [" a "]}),
    )
    assert fixed(data, Fix.TRIM).total == 0
    assert quality(data, NOW).check("accounts_spaces").count == 0


def test_roles_in_further_accounts_are_trimmed() -> None:
    relations = pl.DataFrame(
        {f.PERSON_KEY: ["p1"], f.PERSON_ACCOUNT: ["a2"], f.PERSON_ROLES: [[" User"]]}
    )
    made = fixed(replace(flawed(), relations=relations), Fix.TRIM)
    assert made.dataset.relations.rows() == [("p1", "a2", ["User"])]
    assert made.total == 10


def test_countries_by_hand() -> None:
    data = flawed()
    made = fixed(data, Fix.COUNTRIES)
    assert column(made.dataset, COUNTRY) == [
        *("United States", "United States", "Germany", "Korea", " ", None),
    ]
    untouched(data, made.dataset, COUNTRY)
    assert told(data, Fix.COUNTRIES) == [
        (COUNTRY, "USA", "United States", 1),
        (COUNTRY, "germany", "Germany", 1),
    ]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("USA", "United States"),
        ("U.S.", "United States"),
        (" the united  states of America ", "United States"),
        ("uk", "United Kingdom"),
        ("BRASIL", "Brazil"),
        ("Mexico", "Mexico"),
        ("MÉXICO", "Mexico"),
        ("Cote d'Ivoire", "Côte d’Ivoire"),
        ("Bosnia & Herzegovina", "Bosnia and Herzegovina"),
        ("Bahamas, The", "Bahamas"),
        ("de", "Germany"),
        ("Georgia", "Georgia"),
        ("Guinea", "Guinea"),
        ("Guinea-Bissau", "Guinea-Bissau"),
        ("Republic of Korea", "South Korea"),
        # What may mean several, or nothing, stays.
        ("Korea", None),
        ("Congo", None),
        ("America", None),
        ("Europe", None),
        ("", None),
    ],
)
def test_known_countries(written: str, name: str | None) -> None:
    assert known_country(written) == name


def test_the_table_of_countries_has_the_codes_of_each() -> None:
    table = tomllib.loads(read_text("countries.toml"))
    assert len(table) == 249  # the entries of ISO 3166-1
    for name, (two, three, *_) in table.items():
        assert re.fullmatch("[A-Z]{2}", two), name
        assert re.fullmatch("[A-Z]{3}", three), name
        assert known_country(name) == known_country(two.lower()) == known_country(three) == name


def test_one_name_of_a_country_is_known_as_itself() -> None:
    names = {known_country(code) for code in ("AD", "AFG", "SE", "zwe", "CIV", "tr")}
    assert names == {"Andorra", "Afghanistan", "Sweden", "Zimbabwe", "Côte d’Ivoire", "Türkiye"}
    for name in names:
        assert name is not None
        assert known_country(name) == name


def test_emails_by_hand() -> None:
    data = flawed()
    made = fixed(data, Fix.EMAILS)
    assert column(made.dataset, f.EMAIL, Entity.PERSON) == [
        "ann@acme.com",
        "Ann@acme.com",
        "bob@acme.com",
        "bob@acme.com",
        "cy at acme.com",
        " ",
        "dee@bolt.de",
        None,
    ]
    untouched(data, made.dataset, f.EMAIL)
    assert told(data, Fix.EMAILS) == [(f.EMAIL, "ann@ACME.com", "ann@acme.com", 1)]


def test_duplicates_by_hand() -> None:
    data = flawed()
    made = fixed(data, Fix.DUPLICATES)
    # p1 and p2 differ in nothing but the case of their address: p1 stays.
    keys = column(made.dataset, f.PERSON_KEY, Entity.PERSON)
    assert keys == ["p1", "p3", "p4", "p5", "p6", "p7", "p8"]
    assert column(made.dataset, f.EMAIL, Entity.PERSON)[0] == "ann@ACME.com"
    assert_frame_equal(made.dataset.accounts, data.accounts)
    assert_frame_equal(made.dataset.opportunities, data.opportunities)
    assert_frame_equal(made.dataset.people, data.people.filter(pl.col(f.PERSON_KEY) != "p2"))
    # The event of p2 belongs to p1 now.
    opened = made.dataset.event_tables[OPENED].frame
    assert [keys[row] for row in opened["person"].to_list()] == ["p1", "p1", "p1", "p3", "p7"]
    assert {name: table.frame.height for name, table in made.dataset.event_tables.items()} == {
        BOUNCED: 1,
        OPENED: 5,
        SENT: 3,
        "web.visit": 1,
    }
    (change,) = made.changes
    assert (change.entity, change.before, change.after) == (Entity.PERSON, "p2", "p1")
    assert change.about == "ann@ACME.com"
    assert made.moved == ((Entity.EVENT, 1),)
    assert (made.total, made.kinds) == (1, 1)


def people_of(*rows: tuple[str, str | None, str | None, str | None]) -> Dataset:
    """People of two accounts: key, account, address, title; each has opened an e-mail."""
    people = pl.DataFrame(
        list(rows),
        schema=[f.PERSON_KEY, f.PERSON_ACCOUNT, f.EMAIL, "extendedWorkDetails.jobTitle"],
        orient="row",
    ).cast(pl.String)
    events = pl.DataFrame(
        {
            f.EVENT_TYPE: [OPENED for _ in rows],
            f.EVENT_TIMESTAMP: [day(place + 1) for place in range(len(rows))],
            f.EVENT_PERSON: [row[0] for row in rows],
        }
    )
    return build_dataset("x", pl.DataFrame({f.ACCOUNT_KEY: ["a", "b"]}), people, events)


@pytest.mark.parametrize(
    ("rows", "left"),
    [
        # What is missing comes from the others, those with smaller keys first.
        (
            [
                ("p3", None, "x@y.com", "Chief"),
                ("p1", None, "X@y.com", None),
                ("p2", "a", "x@y.com", " "),
            ],
            [("p1", "a", "X@y.com", "Chief")],
        ),
        # Another account, another title: no.
        ([("p1", "a", "x@y.com", None), ("p2", "b", "x@y.com", None)], None),
        ([("p1", "a", "x@y.com", "Chief"), ("p2", "a", "x@y.com", "chief")], None),
        # One of three disagrees: only those that are equal in everything are merged.
        (
            [
                ("p1", "a", "x@y.com", "Chief"),
                ("p2", "a", "x@y.com", "Chief"),
                ("p3", "a", "x@y.com", "Clerk"),
            ],
            [("p1", "a", "x@y.com", "Chief"), ("p3", "a", "x@y.com", "Clerk")],
        ),
        # Without an address nobody knows who they are.
        ([("p1", "a", None, "Chief"), ("p2", "a", None, "Chief")], None),
        ([("p1", "a", " ", "Chief"), ("p2", "a", " ", "Chief")], None),
    ],
)
def test_which_people_are_merged(
    rows: list[tuple[str, str | None, str | None, str | None]],
    left: list[tuple[str, str | None, str | None, str | None]] | None,
) -> None:
    data = people_of(*rows)
    made = fixed(data, Fix.DUPLICATES)
    expected = data if left is None else people_of(*left)
    assert_frame_equal(made.dataset.people, expected.people)
    assert made.total == len(rows) - expected.people.height
    assert made.dataset.event_tables[OPENED].frame.height == len(rows)


def test_accounts_are_merged_with_all_that_belongs_to_them() -> None:
    accounts = pl.DataFrame(
        {
            f.ACCOUNT_KEY: ["a1", "a2", "d1", "d2", "n1", "n2"],
            f.ACCOUNT_NAME: ["Acme", "Acme", "Daughter", "Daughter", None, None],
            PARENT: [None, None, "a1", "a2", None, None],  # the daughters: only once a2 is a1
        }
    )
    people = pl.DataFrame(
        {
            f.PERSON_KEY: ["p1", "p2", "p3", "p4"],
            f.PERSON_ACCOUNT: ["a1", "a2", "d2", "n2"],
            f.EMAIL: ["x@y.com", "x@y.com", "z@y.com", None],
            f.PERSON_ROLES: [["Buyer"], ["Buyer"], ["User"], None],
        }
    )
    relations = pl.DataFrame(
        {
            f.PERSON_KEY: ["p1", "p2", "p3", "p3", "p4", "p4"],
            f.PERSON_ACCOUNT: ["a2", "d1", "d1", "n1", "a1", "a2"],
            f.PERSON_ROLES: [["Champion", "Buyer"], ["User"], None, ["Owner"], ["Buyer"], ["User"]],
        }
    )
    events = pl.DataFrame(
        {
            f.EVENT_TYPE: [OPENED] * 3,
            f.EVENT_TIMESTAMP: [day(3), day(1), day(2)],
            f.EVENT_PERSON: ["p1", "p2", "p3"],
        }
    )
    deals = pl.DataFrame({f.OPPORTUNITY_KEY: ["o1", "o2"], f.OPPORTUNITY_ACCOUNT: ["a2", "d2"]})
    data = build_dataset("x", accounts, people, events, deals, None, relations)
    made = fixed(data, Fix.DUPLICATES)
    after = made.dataset
    assert after.accounts.rows() == [
        ("a1", "Acme", None),
        ("d1", "Daughter", "a1"),
        ("n1", None, None),  # without a name nobody knows what they are
        ("n2", None, None),
    ]
    # p2 came to a1 with a2 and was p1 then. p1's relation to a2 is one to its own account: its
    # role there stays with p1.
    assert after.people.select(f.PERSON_KEY, f.PERSON_ACCOUNT, f.PERSON_ROLES).rows() == [
        ("p1", "a1", ["Buyer", "Champion"]),
        ("p3", "d1", ["User"]),
        ("p4", "n2", None),
    ]
    # p3's relation to d1 is one to its own account since d2 is d1; the two of p4 are one.
    assert after.relations.rows() == [
        ("p1", "d1", ["User"]),
        ("p3", "n1", ["Owner"]),
        ("p4", "a1", ["Buyer", "User"]),
    ]
    assert after.opportunities[f.OPPORTUNITY_ACCOUNT].to_list() == ["a1", "d1"]
    frame = after.event_tables[OPENED].frame
    # By account and time: p1's on day 1 (once p2's) and on day 3, then p3's.
    assert frame["person"].to_list() == [0, 0, 1]
    assert frame["timestamp"].to_list() == [day(1), day(3), day(2)]
    merged = [(one.entity, one.before, one.after) for one in made.changes]
    assert merged == [
        (Entity.ACCOUNT, "a2", "a1"),
        (Entity.PERSON, "p2", "p1"),
        (Entity.ACCOUNT, "d2", "d1"),
    ]
    # p2 moved with a2, p3 with d2; o1 and o2; the event of p2.
    assert dict(made.moved) == {Entity.PERSON: 2, Entity.OPPORTUNITY: 2, Entity.EVENT: 1}
    assert made.merged == {
        Entity.ACCOUNT: {"a2": "a1", "d2": "d1"},
        Entity.PERSON: {"p2": "p1"},
    }


def test_lists_name_who_stays_beside_whom_they_named() -> None:
    people = EntityList(id="l", name="L", scope=Scope.PERSON, members=("p9", "p3", "p2", "p1"))
    accounts = people.model_copy(update={"scope": Scope.ACCOUNT})
    merged = {Entity.PERSON: {"p3": "p1", "p2": "p0"}}
    ((before, after),) = with_who_stays((people, accounts), merged)
    assert before is people
    # p1 was there already, further down; it is not there twice.
    assert after.members == ("p9", "p3", "p1", "p2", "p0")
    assert with_who_stays((after,), merged) == ()


def test_changes_that_are_alike_are_told_once_and_only_the_first_ones() -> None:
    names = [f"{number % 300:03} " for number in range(900)]
    accounts = pl.DataFrame(
        {f.ACCOUNT_KEY: [f"{number:03}" for number in range(900)], f.ACCOUNT_NAME: names}
    )
    people = pl.DataFrame({f.PERSON_KEY: []}, schema={f.PERSON_KEY: pl.String})
    made = fixed(build_dataset("x", accounts, people, {}), Fix.TRIM)
    assert (made.total, made.kinds, len(made.changes)) == (900, 300, EXAMPLES)
    assert {one.rows for one in made.changes} == {3}


@pytest.mark.parametrize("fix", Fix)
def test_nothing_to_mend_gives_the_very_same_data(fix: Fix) -> None:
    once = fixed(flawed(), fix).dataset
    again = fixed(once, fix)
    assert again.total == 0
    assert again.changes == ()
    assert again.dataset.content_hash == once.content_hash


@pytest.mark.parametrize("fix", Fix)
def test_can_be_cancelled(fix: Fix) -> None:
    with pytest.raises(Cancelled):
        fixed(flawed(), fix, Work(cancelled=lambda: True))


def test_birthdays_and_lists_count_when_people_are_compared() -> None:
    people = pl.DataFrame(
        {
            f.PERSON_KEY: ["p1", "p2", "p3", "p4"],
            f.EMAIL: ["a@b.com", "a@b.com", "c@b.com", "c@b.com"],
            f.PERSON_ROLES: [["a\x1fb", "c"], ["a", "b\x1fc"], ["x"], ["x"]],
            "person.birthDate": [None, None, date(1980, 1, 1), date(1980, 1, 2)],
        }
    )
    data = build_dataset("x", pl.DataFrame({f.ACCOUNT_KEY: ["a"]}), people, {})
    assert fixed(data, Fix.DUPLICATES).total == 0
