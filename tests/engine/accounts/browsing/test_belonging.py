"""What an account did and where it belongs, beside what a plain reading of small data says."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest

from engine.accounts import fields as f
from engine.accounts.audiences import Audience, EntityList, LibraryStatus, ListKind
from engine.accounts.browsing.belonging import belongs_to
from engine.accounts.browsing.tables import DETAILS, Table
from engine.accounts.browsing.timeline import timeline_of_account, timeline_of_person
from engine.accounts.dataset import Dataset, build_dataset
from engine.accounts.fields import Entity, Field
from engine.accounts.membership import Membership
from engine.conditions.columns import TextColumn
from engine.conditions.model import (
    Attribute,
    EventHistory,
    InList,
    Operator,
    PeopleOfAccount,
    Scope,
    ValueType,
)

SENT, VIEWED = "directMarketing.emailSent", "web.webpagedetails.pageViews"
MAILING, PAGE = "directMarketing.mailingName", "web.webPageDetails.name"


def at(day: int, hour: int = 0) -> dt.datetime:
    return dt.datetime(2025, 1, day, hour, tzinfo=dt.UTC)


@pytest.fixture
def data() -> Dataset:
    return build_dataset(
        "d",
        pl.DataFrame({f.ACCOUNT_KEY: ["a", "b"], f.ACCOUNT_NAME: ["Ash", None]}),
        pl.DataFrame(
            {
                f.PERSON_KEY: ["p1", "p2", "p3", "p4"],
                f.PERSON_ACCOUNT: ["a", "a", "b", None],
                f.EMAIL: ["1@a.x", "2@a.x", "3@b.x", "4@x.x"],
            }
        ),
        {
            SENT: pl.DataFrame(
                {
                    f.EVENT_PERSON: ["p1", "p2", "p3", "p4"],
                    f.EVENT_TIMESTAMP: [at(1), at(2, 8), at(3), at(4)],
                    MAILING: ["Hello", "Again", "Bee", "Four"],
                }
            ),
            VIEWED: pl.DataFrame(
                {
                    f.EVENT_PERSON: ["p2", "p1", "p4"],
                    f.EVENT_TIMESTAMP: [at(2, 9), at(2, 8), at(1)],
                    PAGE: ["Home", None, "Prices"],
                }
            ),
        },
    )


def test_a_timeline_tells_the_newest_first(data: Dataset) -> None:
    whole = timeline_of_account(data, 0)
    assert whole.page(0, 10) == [
        (at(2, 9), VIEWED, "Home", "p2"),
        (at(2, 8), SENT, "Again", "p2"),  # at the same instant: as the types are in order
        (at(2, 8), VIEWED, None, "p1"),
        (at(1), SENT, "Hello", "p1"),
    ]
    assert whole.page(1, 2) == whole.page(0, 10)[1:3]
    first = 20_090  # days from 1970 to 1 January 2025
    assert whole.days.tolist() == [first, first, first, first - 1]
    assert whole.kinds() == {SENT: 2, VIEWED: 2}
    assert whole.fields(1) == {MAILING: "Again"}
    assert whole.fields(2) == {}
    assert [row[1] for row in whole.of(0).page(0, 9)] == [VIEWED, SENT]
    assert whole.of(event_type=VIEWED).page(0, 9, (DETAILS,)) == [("Home",), (None,)]
    assert len(whole.of(1, "nothing")) == 0


def test_a_person_without_an_account_has_a_timeline_too(data: Dataset) -> None:
    assert timeline_of_person(data, 3).page(0, 9) == [
        (at(4), SENT, "Four", "p4"),
        (at(1), VIEWED, "Prices", "p4"),
    ]
    assert [row[0] for row in timeline_of_person(data, 1).page(0, 9)] == [at(2, 9), at(2, 8)]


def test_where_an_account_belongs(data: Dataset) -> None:
    viewers = PeopleOfAccount(condition=EventHistory(event_type=VIEWED))
    live = LibraryStatus.LIVE
    static = EntityList(id="s", name="S", members=("b", "a"), status=live)
    dynamic = EntityList(
        id="d", name="D", kind=ListKind.DYNAMIC, condition=InList(list="s"), status=live
    )
    other = EntityList(id="o", name="O", members=("b",))
    people = EntityList(id="p", name="P", scope=Scope.PERSON, members=("p1", "a"))
    audiences = (
        Audience(id="1", name="Viewers", condition=viewers),
        Audience(
            id="2",
            name="Bees",
            condition=Attribute(attribute=f.ACCOUNT_NAME, operator=Operator.CONTAINS, value="b"),
        ),
        Audience(id="3", name="Everybody"),
        Audience(id="4", name="People", scope=Scope.PERSON),
    )
    lists = (static, dynamic, other, people)
    membership = Membership(data, lists)
    found = belongs_to(membership, Scope.ACCOUNT, 0, audiences, lists)
    assert [[one.id for one in part] for part in found] == [["1", "3"], ["s", "d"]]
    # b has no name and takes no part (ruling 13): it is in no audience and in no dynamic list; a
    # static list has whom somebody put there.
    found = belongs_to(membership, Scope.ACCOUNT, 1, audiences, lists)
    assert [[one.id for one in part] for part in found] == [[], ["s", "o"]]
    found = belongs_to(membership, Scope.PERSON, 0, audiences, lists)
    assert [[one.id for one in part] for part in found] == [["4"], ["p"]]


def test_fields_of_ones_own_that_are_called_as_columns_are() -> None:
    """Attributes may have any name; each column shows its own values."""
    data = build_dataset(
        "d",
        pl.DataFrame(
            {f.ACCOUNT_KEY: ["a"], f.ACCOUNT_NAME: ["Ash"], "person:x": ["hi"], "details": ["own"]}
        ),
        pl.DataFrame({f.PERSON_KEY: ["p1"], f.PERSON_ACCOUNT: ["a"], f.EMAIL: ["1@a.x"]}),
        {
            "x": pl.DataFrame(
                {"person": [0], "timestamp": [at(1)], "subject": ["s"], "details": ["theirs"]}
            )
        },
        pl.DataFrame(schema={f.OPPORTUNITY_KEY: pl.String, f.OPPORTUNITY_ACCOUNT: pl.String}),
        {
            Entity.ACCOUNT: tuple(
                Field(path=path, label=path, type=ValueType.STRING, custom=True)
                for path in ("person:x", "details")
            )
        },
    )
    accounts, events = Table(data, Entity.ACCOUNT), Table(data, Entity.EVENT)
    rows = np.zeros(1, np.int64)
    assert accounts.values(rows, ["person:x", "details"]) == [("hi", "own")]
    assert events.values(rows, [DETAILS, "details", f"account:{f.ACCOUNT_NAME}"]) == [
        ("s", "theirs", "Ash")
    ]
    for table in (accounts, events):
        paths = [column.path for column in table.columns]
        assert len(paths) == len(set(paths))
    for path, text in (("person:x", "hi"), ("details", "own")):
        (found,) = accounts.found(path)
        assert isinstance(found.column, TextColumn)
        assert found.column.categories.gather(found.column.codes).to_list() == [text]
