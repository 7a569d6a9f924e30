"""Fixes against a plain reading, one row after another, and what must hold whatever the data."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from itertools import product
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from engine.accounts import fields as f
from engine.accounts.dataset import Dataset, build_dataset
from engine.accounts.quality.fixes.apply import fixed
from engine.accounts.quality.quality import quality
from engine.accounts.quality.values import Fix
from tests.engine.accounts.quality.data import (
    COUNTRY,
    NOW,
    OPENED,
    PARENT,
    PERSON_COUNTRY,
    REVENUE,
    day,
)

_SPACES = "\t\n\x0b\x0c\r \x85\xa0\u1680\u2000\u2009\u2028\u2029\u202f\u205f\u3000"
"""Some of Unicode's White_Space, which Python's own idea of white space is not."""


def plainly_trimmed(text: str | None) -> str | None:
    if text is None or text == "":
        return text
    spaces = [c for c in map(chr, range(0x3001)) if c in "\t\n\x0b\x0c\r\x85\u2028\u2029"]
    spaces += [c for c in map(chr, range(0x3001)) if unicodedata.category(c) == "Zs"]
    inner = [c for c in spaces if unicodedata.category(c) == "Zs" or c == "\t"]
    bare = text.strip("".join(spaces))
    return re.sub(f"[{''.join(inner)}]{{2,}}", " ", bare) or None


@given(st.lists(st.none() | st.text(st.sampled_from(_SPACES + "ab\x1c\u200b"), max_size=6)))
def test_trimming_as_a_plain_reading_does(names: list[str | None]) -> None:
    data = build_dataset(
        "x",
        pl.DataFrame(
            {
                f.ACCOUNT_KEY: [f"{number:03}" for number in range(len(names))],
                f.ACCOUNT_NAME: pl.Series(names, dtype=pl.String),
            }
        ),
        pl.DataFrame({f.PERSON_KEY: []}, schema={f.PERSON_KEY: pl.String}),
        {},
    )
    made = fixed(data, Fix.TRIM)
    expected = [plainly_trimmed(name) for name in names]
    assert made.dataset.accounts[f.ACCOUNT_NAME].to_list() == expected
    changed = sum(one != other for one, other in zip(names, expected, strict=True))
    assert made.total == changed
    assert quality(data, NOW).check("accounts_spaces").count == changed
    assert fixed(made.dataset, Fix.TRIM).total == 0


EMAILS = st.sampled_from([None, " ", "a@b.com", "A@b.com", "a@B.com", "c@b.com"])
SMALL = st.sampled_from([None, "", "x", "X"])
ROLES = st.sampled_from([None, [], ["r"], ["r", "s"]])


@st.composite
def datasets(draw: st.DrawFn) -> Dataset:
    """Few values, so that much is the same."""
    many = draw(st.integers(1, 6))
    keys = [f"a{number}" for number in range(many)]
    accounts = pl.DataFrame(
        [
            (
                key,
                draw(st.sampled_from([None, "N", "N ", "M"])),
                draw(st.sampled_from([None, *keys[:2]])),
                draw(st.sampled_from([None, "US", "usa", "Mars"])),
                draw(st.sampled_from([None, 1.0])),
            )
            for key in keys
        ],
        schema={
            f.ACCOUNT_KEY: pl.String,
            f.ACCOUNT_NAME: pl.String,
            PARENT: pl.String,
            COUNTRY: pl.String,
            REVENUE: pl.Float64,
        },
        orient="row",
    )
    count = draw(st.integers(0, 7))
    persons = [f"p{number}" for number in draw(st.permutations(range(count)))]
    people = pl.DataFrame(
        [
            (
                key,
                draw(st.sampled_from([None, *keys[:3]])),
                draw(EMAILS),
                draw(SMALL),
                draw(ROLES),
                draw(st.sampled_from([None, True])),
            )
            for key in persons
        ],
        schema={
            f.PERSON_KEY: pl.String,
            f.PERSON_ACCOUNT: pl.String,
            f.EMAIL: pl.String,
            PERSON_COUNTRY: pl.String,
            f.PERSON_ROLES: pl.List(pl.String),
            f.MARKETING_SUSPENDED: pl.Boolean,
        },
        orient="row",
    )
    who = st.sampled_from(persons) if persons else st.nothing()
    happened = draw(st.lists(st.tuples(who, st.integers(1, 28)), max_size=8)) if persons else []
    events = pl.DataFrame(
        {
            f.EVENT_TYPE: [OPENED for _ in happened],
            f.EVENT_TIMESTAMP: [day(number) for _, number in happened],
            f.EVENT_PERSON: [person for person, _ in happened],
        },
        schema={
            f.EVENT_TYPE: pl.String,
            f.EVENT_TIMESTAMP: pl.Datetime("us", "UTC"),
            f.EVENT_PERSON: pl.String,
        },
    )
    own = dict(people.select(f.PERSON_KEY, f.PERSON_ACCOUNT).rows())
    pairs = {
        pair: draw(ROLES)
        for pair in draw(
            st.lists(st.tuples(who, st.sampled_from(keys)), max_size=5) if persons else st.just([])
        )
        if own[pair[0]] != pair[1]
    }
    relations = pl.DataFrame(
        [(*pair, roles) for pair, roles in pairs.items()],
        schema={
            f.PERSON_KEY: pl.String,
            f.PERSON_ACCOUNT: pl.String,
            f.PERSON_ROLES: pl.List(pl.String),
        },
        orient="row",
    )
    return build_dataset("x", accounts, people, events, None, None, relations)


def merged_plainly(data: Dataset) -> tuple[set[str], set[str]]:
    """The keys of the accounts and of the people that stay, by comparing each with each."""
    accounts = data.accounts.rows(named=True)
    people = data.people.rows(named=True)
    while same := _same_accounts(accounts):
        accounts = [row for row in accounts if row[f.ACCOUNT_KEY] not in same]
        for rows, path in ((accounts, PARENT), (people, f.PERSON_ACCOUNT)):
            for row in rows:
                row[path] = same.get(row[path], row[path])
    people = _unlike(sorted(people, key=lambda one: str(one[f.PERSON_KEY])))
    gone = {one[f.PERSON_KEY] for row in people for one in _agreeing(people, row)[1:]}
    return (
        {row[f.ACCOUNT_KEY] for row in accounts},
        {row[f.PERSON_KEY] for row in people} - gone,
    )


Row = dict[str, Any]


def _missing(value: object) -> bool:
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def _sound(row: Row, *but: str) -> Row:
    return {name: v for name, v in row.items() if name not in but and not _missing(v)}


def _same_accounts(accounts: list[Row]) -> dict[str, str]:
    """The smallest key of each account that is equal to one with a smaller key."""
    found: dict[str, str] = {}
    for row, other in product(accounts, accounts):  # in the order of their keys
        if (
            not _missing(row[f.ACCOUNT_NAME])
            and other[f.ACCOUNT_KEY] < row[f.ACCOUNT_KEY]
            and _sound(row, f.ACCOUNT_KEY) == _sound(other, f.ACCOUNT_KEY)
        ):
            found.setdefault(row[f.ACCOUNT_KEY], other[f.ACCOUNT_KEY])
    return found


def _unlike(people: list[Row]) -> list[Row]:
    """People without those that are equal to an earlier one in everything but their key."""
    left: list[Row] = []
    for row in people:
        seen = [_sound(one, f.PERSON_KEY) for one in left]
        if _missing(row[f.EMAIL]) or _sound(row, f.PERSON_KEY) not in seen:
            left.append(row)
    return left


def _agreeing(people: list[Row], row: Row) -> list[Row]:
    """All people with the address of one, if none of them differs from another in a value that
    both have; else none."""
    if _missing(row[f.EMAIL]):
        return []
    group = [one for one in people if str(one[f.EMAIL]).lower() == row[f.EMAIL].lower()]
    sound = [_sound(one, f.PERSON_KEY, f.EMAIL) for one in group]
    for one, other in product(sound, sound):
        if any(one[name] != other[name] for name in one.keys() & other.keys()):
            return []
    return group


@given(datasets())
def test_merging_as_a_plain_reading_does(data: Dataset) -> None:
    data = replace(data, relations=data.relations.clear())
    made = fixed(data, Fix.DUPLICATES).dataset
    accounts, people = merged_plainly(data)
    assert set(made.accounts[f.ACCOUNT_KEY]) == accounts
    assert set(made.people[f.PERSON_KEY]) == people


@given(datasets(), st.sampled_from(list(Fix)))
def test_twice_is_once_and_nothing_is_lost(data: Dataset, fix: Fix) -> None:
    before = data.content_hash
    made = fixed(data, fix)
    assert data.content_hash == before
    again = fixed(made.dataset, fix)
    assert (again.total, again.dataset.content_hash) == (0, made.dataset.content_hash)
    events = [
        sum(t.frame.height for t in each.event_tables.values()) for each in (data, made.dataset)
    ]
    assert events[0] == events[1]
    heights = [each.accounts.height + each.people.height for each in (data, made.dataset)]
    assert heights[0] - heights[1] == (made.total if fix is Fix.DUPLICATES else 0)
    # What is there is in canonical order and sound: building it anew changes nothing.
    after = made.dataset
    built = build_dataset(
        after.name,
        after.accounts,
        after.people,
        {name: table.frame for name, table in after.event_tables.items()},
        after.opportunities,
        after.custom,
        after.relations,
    )
    assert built.content_hash == after.content_hash
    # An event stays at its moment, and with an address that was the same.
    if fix is Fix.DUPLICATES:
        assert _who_did_what(data) == _who_did_what(after)


def _who_did_what(data: Dataset) -> list[tuple[str, object]]:
    """The events by address (or key where there is none) and moment, in any order."""
    found = []
    people = data.people.rows(named=True)
    for table in data.event_tables.values():
        for person, moment in table.frame.select("person", "timestamp").iter_rows():
            email = (people[person][f.EMAIL] or "").strip().lower()
            found.append((email or people[person][f.PERSON_KEY], moment))
    return sorted(found)
