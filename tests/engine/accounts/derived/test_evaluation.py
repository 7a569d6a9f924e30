"""Derived attributes by hand: what counts, from when, and what nothing comes to."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from engine.accounts import fields as f
from engine.accounts.audiences import EntityList
from engine.accounts.dataset import Dataset, build_dataset
from engine.accounts.derived.evaluation import derive, types_in
from engine.accounts.derived.model import Aggregate, DerivedAttribute, Over, result_type
from engine.accounts.derived.preview import preview, series_of
from engine.accounts.fields import ACCOUNT_KEY
from engine.accounts.membership import Membership
from engine.accounts.snapshot import Snapshot
from engine.accounts.zones import instant_of
from engine.conditions.model import (
    DERIVED,
    Attribute,
    FieldConstraint,
    InList,
    Operator,
    Scope,
    ValueType,
)
from tests.engine.simulation.build import CLICK, FORM, FORM_NAME, account, data, event, person

NOON = dt.datetime(2025, 3, 10, 12, tzinfo=dt.UTC)
DIRECTOR = Attribute(
    attribute="extendedWorkDetails.jobTitle", operator=Operator.CONTAINS, value="director"
)
PEOPLE = [
    person("p1", "A", title="Director of IT", points=2.5),
    person("p2", "A", title="Engineer", points=4.0),
    person("p3", "A", email=None, title="Director", points=100.0),  # takes no part
    person("p4", "B", title=" "),
    person("p5", None, title="Director", points=7.0),  # of no account
]
EVENTS = [
    event("p1", "2025-03-08 12:00", form="Demo"),  # 48 hours before noon of the 10th
    event("p1", "2025-03-08 12:01", form="demo"),
    event("p2", "2025-03-10 12:00", form="Price"),  # at the very instant
    event("p2", "2025-03-10 12:01", form="Later"),  # after it
    event("p3", "2025-03-10 10:00", form="Other"),
    event("p5", "2025-03-10 10:00", form="Other"),
]
DATA = data([account("A"), account("B"), account("C")], PEOPLE, EVENTS)


def values(dataset: Dataset = DATA, **fields: Any) -> list[Any]:
    """The values of an attribute as of noon of 10 March, by account."""
    definition = DerivedAttribute.model_validate({"id": "x", "name": "X", **fields})
    column = derive(definition, Snapshot(dataset), dataset, instant_of(NOON))
    kind = result_type(definition, types_in(dataset))
    assert column.type is kind
    return series_of(column, kind).to_list()


def forms(aggregate: str = "count", **fields: Any) -> list[Any]:
    return values(over="events", event_type=FORM, aggregate=aggregate, **fields)


def test_events_up_to_the_instant_by_people_who_take_part() -> None:
    # p1 twice, p2 once; not what comes later (7), nor p3, who has no address (13).
    assert forms() == [3, 0, 0]


def test_a_look_back_is_open_at_its_start_and_closed_at_its_end() -> None:
    # (8 March 12:00, 10 March 12:00]: the event at its start does not count, that at its end does.
    assert forms(look_back_days=2) == [2, 0, 0]
    assert forms(look_back_days=3) == [3, 0, 0]


def test_events_of_those_who_meet_a_condition() -> None:
    assert forms(people=DIRECTOR) == [2, 0, 0]


def test_events_whose_fields_meet_constraints_whatever_the_case() -> None:
    demo = FieldConstraint(field=FORM_NAME, value="DEMO")
    assert forms(constraints=(demo,)) == [2, 0, 0]


def test_different_texts_differ_by_more_than_case_and_keys_by_it() -> None:
    assert forms("distinct", field=FORM_NAME) == [2, 0, 0]  # Demo and demo are one (16)
    assert forms("distinct", field=f.EVENT_PERSON) == [2, 0, 0]


def test_the_latest_value_is_that_of_the_newest_event_with_one() -> None:
    assert forms("latest", field=FORM_NAME) == ["Price", None, None]
    seen = dt.datetime(2025, 3, 8, 12, 1, tzinfo=dt.UTC)
    assert forms("latest", field=f.EVENT_TIMESTAMP, people=DIRECTOR) == [seen, None, None]


def test_the_share_of_nothing_is_missing() -> None:
    assert forms("share", people=DIRECTOR) == [2 / 3, None, None]
    assert values(over="people", aggregate="share", people=DIRECTOR) == [0.5, 0.0, None]


def test_people_and_their_numbers() -> None:
    of_people: dict[str, Any] = {"over": "people", "field": "points"}
    assert values(over="people") == [2, 1, 0]
    assert values(over="people", people=DIRECTOR) == [1, 0, 0]
    assert values(aggregate="sum", **of_people) == [6.5, 0.0, 0.0]  # over nothing 0 (17)
    assert values(aggregate="min", **of_people) == [2.5, None, None]
    assert values(aggregate="max", **of_people) == [4.0, None, None]
    titles = values(over="people", aggregate="distinct", field="extendedWorkDetails.jobTitle")
    assert titles == [2, 0, 0]  # a title of white space is none (45)


def test_opportunities() -> None:
    deals = pl.DataFrame(
        {
            f.OPPORTUNITY_KEY: ["o1", "o2", "o3"],
            f.OPPORTUNITY_ACCOUNT: ["A", "A", "B"],
            "opportunityAmount.amount": [100.0, 50.5, None],
            "isClosed": [False, True, None],
            "expectedCloseDate": [dt.date(2025, 5, 1), dt.date(2025, 6, 1), None],
        }
    )
    sold = build_dataset("sold", DATA.accounts, DATA.people, {}, deals, custom=DATA.custom)
    open_ = FieldConstraint(field="isClosed", operator=Operator.IS_NOT, value=True)
    over: dict[str, Any] = {"dataset": sold, "over": "opportunities"}
    amount = "opportunityAmount.amount"
    assert values(aggregate="sum", field=amount, **over) == [150.5, 0.0, 0.0]
    assert values(aggregate="sum", field=amount, constraints=(open_,), **over) == [100, 0, 0]
    assert values(aggregate="count", constraints=(open_,), **over) == [1, 1, 0]  # missing: not yes
    assert values(aggregate="latest", field="expectedCloseDate", **over) == [
        dt.date(2025, 6, 1),
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("aggregate", "field", "expected"),
    [
        ("sum", FORM_NAME, [0.0, 0.0, 0.0]),
        ("max", FORM_NAME, [None, None, None]),
        ("sum", "no.such.field", [0.0, 0.0, 0.0]),
        ("distinct", "no.such.field", [0, 0, 0]),
        ("latest", "no.such.field", [None, None, None]),
    ],
)
def test_what_can_not_be_rolled_up_is_nothing(
    aggregate: str, field: str, expected: list[Any]
) -> None:
    assert forms(aggregate, field=field) == expected


def test_an_event_type_that_never_happened() -> None:
    assert values(over="events", event_type=CLICK) == [0, 0, 0]
    assert values(over="events", event_type=CLICK, aggregate="latest", field="timestamp") == [
        None,
        None,
        None,
    ]


def test_conditions_ask_for_it_as_for_any_attribute() -> None:
    forms_ = DerivedAttribute(id="forms", name="Forms", event_type=FORM)
    filled = Attribute(attribute="derived.forms", operator=Operator.AT_LEAST, value=1)
    membership = Membership(DATA, (), (forms_,))
    assert membership.matching(filled, Scope.ACCOUNT).tolist() == [True, False, False]
    # Another definition under the same id, on the same data, is another question.
    never = forms_.model_copy(update={"event_type": CLICK})
    assert not Membership(DATA, (), (never,)).matching(filled, Scope.ACCOUNT).any()
    assert not Membership(DATA).matching(filled, Scope.ACCOUNT).any()  # unknown: missing


def test_a_definition_may_ask_who_is_in_a_list() -> None:
    friends = EntityList(id="friends", name="Friends", scope=Scope.PERSON, members=("p2",))
    by_friends = DerivedAttribute(id="x", name="X", event_type=FORM, people=InList(list="friends"))
    column = Membership(DATA, (friends,), (by_friends,)).attribute(Scope.ACCOUNT, "derived.x")
    assert column is not None
    # As of the last event, that of 12:01, which counts too.
    assert series_of(column, ValueType.INTEGER).to_list() == [2, 0, 0]


def test_a_preview_counts_the_values_and_names_accounts() -> None:
    found = preview(DerivedAttribute(id="n", name="Forms", event_type=FORM), DATA)
    assert dict(found.found.values) == {0: 2, 4: 1}
    assert found.samples[0] == ("A", 4)
    assert found.found.having(found.dataset, 0).rows.tolist() == [1, 2]
    assert found.dataset.accounts[f"{DERIVED}n"].to_list() == [4, 0, 0]
    assert DATA.accounts.columns == [
        name for name in found.dataset.accounts.columns if name != f"{DERIVED}n"
    ]
    assert found.dataset.accounts[ACCOUNT_KEY].to_list() == ["A", "B", "C"]


def test_results_have_the_type_of_the_field() -> None:
    def typed(aggregate: Aggregate, field: str) -> ValueType:
        definition = DerivedAttribute(
            id="x", name="X", over=Over.PEOPLE, aggregate=aggregate, field=field
        )
        return result_type(definition, types_in(DATA))

    assert typed(Aggregate.COUNT, "") is ValueType.INTEGER
    assert typed(Aggregate.SHARE, "") is ValueType.NUMBER
    assert typed(Aggregate.SUM, "points") is ValueType.NUMBER
    assert typed(Aggregate.LATEST, "person.birthDate") is ValueType.DATE
    assert typed(Aggregate.DISTINCT, "points") is ValueType.INTEGER
