"""Canonical order, the array form of columns, and the hash of the content."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import polars as pl
import pytest

from engine.accounts import encoding
from engine.accounts import fields as f
from engine.accounts.content import content_hash
from engine.accounts.dataset import RELATION_SCHEMA, Dataset, build_dataset, column_of
from engine.accounts.encoding import MANY_VALUES, encoded
from engine.accounts.fields import Entity, Field
from engine.conditions.columns import MISSING_INSTANT, StringsColumn, TextColumn
from engine.conditions.model import Scope, ValueType

OPENED = "directMarketing.emailOpened"
FORM = "web.formFilledOut"
NOON = datetime(2025, 1, 1, 12, tzinfo=UTC)
LATER = datetime(2025, 1, 2, 12, tzinfo=UTC)


def small(name: str = "small", *, reverse: bool = False) -> Dataset:
    """Two accounts, four people (one without an account), five events, given out of order."""
    accounts = pl.DataFrame({f.ACCOUNT_KEY: ["b", "A"], f.ACCOUNT_NAME: ["Bee", "Ay"]})
    people = pl.DataFrame(
        {
            f.PERSON_KEY: ["p1", "p2", "p3", "p4"],
            f.PERSON_ACCOUNT: ["b", None, "A", "b"],
            f.PERSON_ROLES: [["Buyer", " "], None, [], ["Buyer", "Champion"]],
        }
    )
    events = pl.DataFrame(
        {
            f.EVENT_TYPE: [OPENED, OPENED, OPENED, FORM, OPENED],
            f.EVENT_TIMESTAMP: [LATER, NOON, NOON, NOON, NOON],
            f.EVENT_PERSON: ["p1", "p4", "p1", "p3", "p2"],
            "directMarketing.mailingName": ["Spring", "Autumn", "Spring", None, " "],
            "web.fillOutForm.webFormName": [None, None, None, "Demo", None],
        }
    )
    if reverse:
        accounts, people = accounts.reverse(), people.reverse()
    return build_dataset(name, accounts, people, events)


def test_order_is_canonical() -> None:
    data = small()
    # Code points: "A" (65) before "b" (98). People by account row, then key; p2 has no account.
    assert data.accounts[f.ACCOUNT_KEY].to_list() == ["A", "b"]
    assert data.people[f.PERSON_KEY].to_list() == ["p3", "p1", "p4", "p2"]
    assert data.account_of_person.tolist() == [0, 1, 1, -1]
    assert data.offsets.tolist() == [0, 1, 3]
    opened = data.event_tables[OPENED].frame
    # Account b at noon: p4's stood before p1's in the input; then p1's of the day after; p2 last.
    assert opened["person"].to_list() == [2, 1, 1, 3]
    assert opened["timestamp"].to_list() == [NOON, NOON, LATER, NOON]
    assert list(data.event_tables) == [OPENED, FORM]
    assert data.event_tables[FORM].frame.columns == [
        "person",
        "timestamp",
        "web.fillOutForm.webFormName",
    ]


def test_block_of_events() -> None:
    block = small().events_of(OPENED)
    assert block is not None
    assert block.account.tolist() == [1, 1, 1, -1]
    assert block.offsets.tolist() == [0, 0, 3]
    mailing = block.fields["directMarketing.mailingName"]
    assert isinstance(mailing, TextColumn)
    words = [mailing.categories[int(code)] if code >= 0 else None for code in mailing.codes]
    assert words == ["Autumn", "Spring", "Spring", None]  # white space is missing
    assert small().events_of("chat.goalReached") is None


def test_rows_of_people_may_be_given_instead_of_keys() -> None:
    by_key = small()
    frame = pl.DataFrame(
        {
            # Rows in the frame of people as given: p1 0, p2 1, p3 2, p4 3.
            "person": pl.Series([0, 3, 0, 1], dtype=pl.Int32),
            f.EVENT_TIMESTAMP: [LATER, NOON, NOON, NOON],
            "directMarketing.mailingName": ["Spring", "Autumn", "Spring", " "],
        }
    )
    accounts = pl.DataFrame({f.ACCOUNT_KEY: ["b", "A"]})
    people = pl.DataFrame(
        {f.PERSON_KEY: ["p1", "p2", "p3", "p4"], f.PERSON_ACCOUNT: ["b", None, "A", "b"]}
    )
    by_row = build_dataset("rows", accounts, people, {OPENED: frame})
    assert by_row.event_tables[OPENED].frame.equals(by_key.event_tables[OPENED].frame)


def test_an_event_of_nobody_is_refused() -> None:
    accounts = pl.DataFrame({f.ACCOUNT_KEY: ["A"]})
    people = pl.DataFrame({f.PERSON_KEY: ["p1"]})
    events = pl.DataFrame({f.EVENT_TYPE: [FORM], f.EVENT_TIMESTAMP: [NOON], f.EVENT_PERSON: ["p2"]})
    with pytest.raises(ValueError, match="needs a person"):
        build_dataset("bad", accounts, people, events)


def test_values_are_held_by_type() -> None:
    accounts = pl.DataFrame(
        {
            f.ACCOUNT_KEY: ["1", "2", "3"],
            f.ACCOUNT_NAME: ["x", None, "  "],
            "accountOrganization.annualRevenue.amount": [5, None, 7],
            "partner": [True, None, False],
            "since": [date(1970, 1, 2), None, date(1969, 12, 31)],
        }
    )
    custom = {
        Entity.ACCOUNT: (
            Field(path="partner", label="Partner", type=ValueType.BOOLEAN, custom=True),
            Field(path="since", label="Since", type=ValueType.DATE, custom=True),
        )
    }
    empty = pl.DataFrame({f.PERSON_KEY: []}, schema={f.PERSON_KEY: pl.String})
    data = build_dataset("types", accounts, empty, {}, custom=custom)

    def values(path: str) -> list[float]:
        column = data.attribute(Scope.ACCOUNT, path)
        assert column is not None
        return list(column.codes if isinstance(column, TextColumn) else column.values)  # type: ignore[union-attr]

    assert values(f.ACCOUNT_NAME) == [0, -1, -1]
    revenue = values("accountOrganization.annualRevenue.amount")
    assert revenue[0] == 5
    assert np.isnan(revenue[1])
    assert values("partner") == [1, -1, 0]
    # A day is 86,400,000,000 microseconds.
    assert values("since") == [86_400_000_000, MISSING_INSTANT, -86_400_000_000]
    assert values("accountOrganization.industry") == [-1, -1, -1]  # known, but not in the data
    assert data.attribute(Scope.ACCOUNT, "nonsense") is None
    assert data.account_of_person.tolist() == []
    assert data.offsets.tolist() == [0, 0, 0, 0]


def test_lists_of_strings_leave_blank_items_out() -> None:
    roles = small().attribute(Scope.PERSON, f.PERSON_ROLES)
    assert isinstance(roles, StringsColumn)
    words = [
        [roles.categories[int(code)] for code in roles.codes[start:end]]
        for start, end in zip(roles.offsets[:-1], roles.offsets[1:], strict=True)
    ]
    assert words == [[], ["Buyer"], ["Buyer", "Champion"], []]  # p3, p1, p4, p2


def test_encoding_is_by_content(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = pl.Series(["b", None, "a", "b"])
    held = encoded(texts)
    assert held.dtype == pl.Enum(["a", "b"])
    assert held.to_physical().to_list() == [1, None, 0, 1]
    # However it comes, the same texts are held the same way.
    wider = texts.cast(pl.Enum(["z", "b", "a"]))
    loose = texts.cast(pl.Categorical(pl.Categories.random()))
    assert encoded(wider).equals(held)
    assert encoded(wider).dtype == encoded(loose).dtype == held.dtype
    assert encoded(loose).equals(held)
    assert MANY_VALUES == 65_536
    monkeypatch.setattr(encoding, "MANY_VALUES", 1)
    assert encoded(wider).dtype == pl.String
    assert encoded(wider).to_list() == texts.to_list()
    for kept in (texts, held):
        column = column_of(kept, ValueType.STRING)
        assert isinstance(column, TextColumn)
        back = [column.categories[int(code)] if code >= 0 else None for code in column.codes]
        assert back == texts.to_list()


def test_hash_is_of_the_content() -> None:
    first = small()
    # A literal: a change of library, machine or code that changes hashes must be noticed, because
    # runs name the dataset they were made on by this hash.
    expected = "d1a08b4e6271de2bca74b15b335fd7bbcd0bcf461dc37a00d406c0a2fcbf09f0"
    assert first.content_hash == expected
    assert small("another name").content_hash == first.content_hash
    assert small(reverse=True).content_hash == first.content_hash


@pytest.mark.parametrize("table", ["accounts", "people", "event"])
def test_hash_notices_a_change(table: str) -> None:
    data = small()
    if table == "event":
        frame = data.event_tables[OPENED].frame.with_columns(
            pl.col(f.EVENT_TIMESTAMP).dt.offset_by("1us")
        )
        tables = {**data.event_tables, OPENED: type(data.event_tables[OPENED])(OPENED, frame)}
        changed = Dataset("x", data.accounts, data.people, tables, data.opportunities)
    elif table == "people":
        # One item moved from one list to the next: the same texts in the same order.
        roles = pl.Series([[], ["Buyer", " ", "Buyer"], ["Champion"], None])
        people = data.people.with_columns(roles.alias(f.PERSON_ROLES))
        changed = Dataset("x", data.accounts, people, data.event_tables, data.opportunities)
    else:
        # "Ay" + "Bee" and "AyB" + "ee" are the same letters.
        accounts = data.accounts.with_columns(pl.Series(f.ACCOUNT_NAME, ["AyB", "ee"]))
        changed = Dataset("x", accounts, data.people, data.event_tables, data.opportunities)
    assert changed.content_hash != data.content_hash


def with_relations(*rows: tuple[str | None, str | None, list[str] | None]) -> Dataset:
    """The small data with relations of people to further accounts."""
    base = small()
    relations = pl.DataFrame(list(rows), schema=RELATION_SCHEMA, orient="row")
    return build_dataset("x", base.accounts, base.people, {}, relations=relations)


def test_relations_are_in_canonical_order_and_count() -> None:
    data = with_relations(("p4", "A", ["Buyer"]), ("p1", "A", None), ("p2", "b", None))
    assert data.relations.rows() == [
        ("p1", "A", None),
        ("p2", "b", None),
        ("p4", "A", ["Buyer"]),
    ]
    turned = with_relations(("p2", "b", None), ("p1", "A", None), ("p4", "A", ["Buyer"]))
    assert turned.content_hash == data.content_hash
    other = with_relations(("p4", "A", ["Owner"]), ("p1", "A", None), ("p2", "b", None))
    assert other.content_hash != data.content_hash
    # Data without relations have the hash that they had before there were any.
    assert with_relations().content_hash == content_hash(
        [
            ("accounts", data.accounts),
            ("people", data.people),
            ("opportunities", data.opportunities),
        ]
    )


@pytest.mark.parametrize(
    ("person", "account", "why"),
    [
        ("p9", "A", "every relation needs a person"),
        (None, "A", "every relation needs a person"),
        ("p1", "C", "every relation needs an account"),
        ("p1", None, "every relation needs an account"),
        ("p1", "b", "related to an account once"),  # their own
        ("p3", "b", "related to an account once"),  # twice
    ],
)
def test_relations_that_cannot_be(person: str | None, account: str | None, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        with_relations((person, account, None), ("p3", "b", None))
