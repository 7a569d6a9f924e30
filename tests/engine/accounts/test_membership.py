"""Who belongs to audiences and lists."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest

from engine.accounts import fields as f
from engine.accounts.audiences import Audience, EntityList, LibraryStatus, ListKind
from engine.accounts.dataset import Dataset, build_dataset
from engine.accounts.membership import Count, Membership, data_end, with_keys
from engine.accounts.starters import starters
from engine.conditions.model import (
    AllOf,
    Attribute,
    Condition,
    EventHistory,
    InList,
    Not,
    Operator,
    PeopleOfAccount,
    Scope,
)

FORM = "web.formFilledOut"
SIZE = "accountOrganization.numberOfEmployees"
END = datetime(2025, 3, 31, 12, tzinfo=UTC)


@pytest.fixture
def dataset() -> Dataset:
    return build_dataset(
        "small",
        accounts=pl.DataFrame(
            {
                f.ACCOUNT_KEY: ["A1", "A2", "A3", "A4"],
                f.ACCOUNT_NAME: ["One", "Two", "Three", " "],  # A4 takes no part (ruling 13)
                SIZE: [10, 20, 30, 40],
            }
        ),
        people=pl.DataFrame(
            {
                f.PERSON_KEY: ["P1", "P2", "P3"],
                f.PERSON_ACCOUNT: ["A1", "A2", "A2"],
                f.EMAIL: ["a@x.example", None, "c@x.example"],  # P2 takes no part
            }
        ),
        events={
            FORM: pl.DataFrame(
                {
                    f.EVENT_PERSON: ["P1", "P2", "P3"],
                    f.EVENT_TIMESTAMP: [datetime(2025, 3, 1, tzinfo=UTC), END, END],
                }
            )
        },
    )


def at_least(number: int) -> Condition:
    return Attribute(attribute=SIZE, operator=Operator.AT_LEAST, value=number)


STATIC = EntityList(id="static", name="Static", members=("A1", "A4", "gone"))
LARGE = EntityList(id="large", name="Large", kind=ListKind.DYNAMIC, condition=at_least(20))


def test_conditions_count_whoever_takes_part(dataset: Dataset) -> None:
    membership = Membership(dataset)
    # A2 and A3; A4 is large enough and has no name.
    assert membership.count(at_least(20), Scope.ACCOUNT) == Count(2, 3, 1)
    filled = EventHistory(event_type=FORM, look_back_days=10)
    # P3 alone: P1 was earlier, P2 takes no part. Counted as of the last event.
    assert membership.count(filled, Scope.PERSON) == Count(1, 2, 1)
    assert membership.count(PeopleOfAccount(condition=filled), Scope.ACCOUNT).matching == 1
    assert data_end(dataset) == int(END.timestamp()) * 1_000_000


def test_lists_hold_their_members(dataset: Dataset) -> None:
    membership = Membership(dataset, (STATIC, LARGE))
    # On a static list is whoever was put there, taking part or not.
    assert membership.members(STATIC).tolist() == [True, False, False, True]
    assert membership.members(LARGE).tolist() == [False, True, True, False]
    either = AllOf(conditions=(Not(condition=InList(list="static")),))
    assert membership.count(either, Scope.ACCOUNT).matching == 2
    assert membership.count(InList(list="large"), Scope.ACCOUNT).matching == 2
    assert membership.count(InList(list="none"), Scope.ACCOUNT).matching == 0
    # The id alone is not enough: a people list of that id is another.
    assert membership.count(InList(list="large"), Scope.PERSON).matching == 0


def test_a_dynamic_list_may_ask_a_static_one_but_no_dynamic_one(dataset: Dataset) -> None:
    def dynamic(id_: str, condition: Condition) -> EntityList:
        return EntityList(id=id_, name=id_, kind=ListKind.DYNAMIC, condition=condition)

    of_static = dynamic("of static", InList(list="static"))
    of_dynamic = dynamic("of dynamic", InList(list="large"))
    itself = dynamic("itself", InList(list="itself"))
    membership = Membership(dataset, (STATIC, LARGE, of_static, of_dynamic, itself))
    assert membership.members(of_static).tolist() == [True, False, False, False]
    assert membership.members(of_dynamic).sum() == 0  # ruling 18
    assert membership.members(itself).sum() == 0


def test_an_edited_list_is_counted_as_it_is_now(dataset: Dataset) -> None:
    condition = InList(list="large")
    assert Membership(dataset, (LARGE,)).count(condition, Scope.ACCOUNT).matching == 2
    smaller = LARGE.model_copy(update={"condition": at_least(30)})
    assert Membership(dataset, (smaller,)).count(condition, Scope.ACCOUNT).matching == 1


def test_an_audience_is_whom_its_condition_meets(dataset: Dataset) -> None:
    audience = Audience(id="x", name="X", condition=at_least(30))
    assert Membership(dataset).members(audience).tolist() == [False, False, True, False]


def test_keys_are_exact(dataset: Dataset) -> None:
    assert with_keys(dataset, Scope.ACCOUNT, ("a1", "A2")).tolist() == [False, True, False, False]


def test_examples_are_complete_and_have_texts(dataset: Dataset) -> None:
    offered = starters(("Software",))
    membership = Membership(dataset)
    assert len({one.id for one in offered}) == len(offered) >= 5
    for audience in offered:
        assert not audience.name.startswith("lists.")
        assert not audience.description.startswith("lists.")
        membership.members(audience)
    dormant = next(one for one in offered if one.id == "dormant")
    # P1 filled out a form 30 days ago, P3 now: only "Three" has been quiet for 90 days.
    assert membership.members(dormant).tolist() == [False, False, True, False]
    assert LARGE.status is LibraryStatus.DRAFT
