"""What an explanation says about one account or person, by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from engine.accounts.names import CatalogueNames
from engine.conditions.explain import explain, why
from engine.conditions.model import (
    AllOf,
    AnyOf,
    Attribute,
    Condition,
    EventHistory,
    FieldConstraint,
    HasBuyingGroup,
    InList,
    Not,
    Operator,
    PeopleOfAccount,
    Quantifier,
    RoleInAccount,
    Scope,
    ValueType,
)
from resources.catalogue import say
from tests.engine.conditions.columns import columns_of
from tests.engine.conditions.plain import Account, Event, Person, World, micros

T = datetime(2024, 3, 10, 9, 30, tzinfo=UTC)
FORM = "web.formFilledOut"
VALUES: dict[str, Any] = {
    "text": "Gold",
    "whole": 1200,
    "broken": 0.5,
    "flag": True,
    "day": date(2024, 3, 1),
    "moment": T,
    "several": ["x", "y"],
}
TYPES = {
    "text": ValueType.STRING,
    "whole": ValueType.INTEGER,
    "broken": ValueType.NUMBER,
    "flag": ValueType.BOOLEAN,
    "day": ValueType.DATE,
    "moment": ValueType.TIMESTAMP,
    "several": ValueType.STRINGS,
}
FORMS = [
    Event(FORM, micros(T - timedelta(days=days)), {"text": page})
    for days, page in ((3, "Demo"), (2, "Demo"), (1, "News"), (-1, "Demo"))
]
WORLD = World(
    [Account("A", "Alpha", VALUES), Account("B", "Beta"), Account("C", "Gamma")],
    [
        Person("p1", "A", "1@a", VALUES, ["CEO", "Owner"], FORMS),
        *(Person(f"p{number}", "B", f"{number}@b", {}, ["CEO"]) for number in range(2, 9)),
        Person("p9", "C", "9@c", {}, []),
    ],
    TYPES,
    {(Scope.ACCOUNT, "l"): {"A"}},
)
COLUMNS = columns_of(WORLD)
NAMES = CatalogueNames.of(COLUMNS.dataset)


def told(
    condition: Condition, scope: Scope = Scope.ACCOUNT, row: int = 0
) -> tuple[bool, str | None]:
    explanation = explain(condition, COLUMNS, scope, row, micros(T), NAMES)
    return explanation.holds, None if explanation.seen is None else say(explanation.seen)


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        ("text", "it is “Gold”"),
        ("whole", "it is 1,200"),
        ("broken", "it is 0.5"),
        ("flag", "it is yes"),
        ("day", "it is 2024-03-01"),
        ("moment", "it is 2024-03-10 09:30 UTC"),
        ("several", "it is “x”, “y”"),
        ("accountParentKey.sourceKey", "it is empty"),
        ("unknown", "it is empty"),
    ],
)
def test_the_value_that_was_seen(path: str, seen: str) -> None:
    holds, said = told(Attribute(attribute=path, operator=Operator.IS_NOT_EMPTY))
    assert (holds, said) == (seen != "it is empty", seen)


def test_event_history_says_how_many_and_when_last() -> None:
    demo = FieldConstraint(field="text", value="demo")
    history = EventHistory(event_type=FORM, constraints=(demo,), at_least=2)
    # Demo forms on 7 and 8 March; the one of 11 March is still to come.
    assert told(history, Scope.PERSON) == (
        True,
        "2 such events, the last at 2024-03-08 09:30 UTC",
    )
    # In the last 3 days the one at exactly t - 3 days is out.
    recent = history.model_copy(update={"look_back_days": 3})
    assert told(recent, Scope.PERSON) == (False, "1 such event, at 2024-03-08 09:30 UTC")
    assert told(history, Scope.PERSON, 1) == (False, "there is no such event")


def test_people_of_account_says_how_many_of_how_many_and_who() -> None:
    ceo = PeopleOfAccount(condition=RoleInAccount(value="CEO"))
    assert told(ceo, row=0) == (True, "its only person: p1")
    assert told(ceo, row=1) == (True, "7 of 7 people, among them p2, p3, p4, p5, p6")
    assert told(ceo, row=2) == (False, "the only person of the account does not")
    some = Attribute(attribute="workEmail.address", operator=Operator.IS_ONE_OF, values=("2@b",))
    exactly_two = PeopleOfAccount(quantifier=Quantifier.EXACTLY, count=2, condition=some)
    assert told(exactly_two, row=1) == (False, "1 of 7 people: p2")
    never = PeopleOfAccount(condition=AnyOf())
    assert told(never, row=1) == (False, "none of 7 people does")


def test_roles_lists_and_groups() -> None:
    assert told(RoleInAccount(value="cfo"), Scope.PERSON) == (False, "it is “CEO”, “Owner”")
    assert told(InList(list="l")) == (True, None)
    assert told(InList(list="gone", member=False)) == (True, "there is no such list")
    assert told(HasBuyingGroup()) == (False, None)
    assert told(RoleInAccount(value="cfo"), Scope.ACCOUNT) == (False, None)


GOLD = Attribute(attribute="text", value="gold")
TIN = Attribute(attribute="text", value="tin")
IN_LIST = InList(list="l")


@pytest.mark.parametrize(
    ("condition", "wanted"),
    [
        (GOLD, "text is “gold” (it is “Gold”)"),
        (TIN, "it is not so that text is “tin” (it is “Gold”)"),
        (AllOf(conditions=(GOLD, IN_LIST)), "text is “gold” (it is “Gold”); is in the list “l”"),
        (AllOf(conditions=(GOLD, TIN)), "it is not so that text is “tin” (it is “Gold”)"),
        (AnyOf(conditions=(TIN, IN_LIST)), "is in the list “l”"),
        (Not(condition=TIN), "it is not so that text is “tin” (it is “Gold”)"),
        (Not(condition=GOLD), "text is “gold” (it is “Gold”)"),
        (AllOf(), "every account"),
        (AnyOf(), "it is not so that no account"),
        (AnyOf(conditions=(AllOf(conditions=(GOLD,)),)), "text is “gold” (it is “Gold”)"),
    ],
)
def test_why_names_the_parts_that_decided(condition: Condition, wanted: str) -> None:
    explanation = explain(condition, COLUMNS, Scope.ACCOUNT, 0, micros(T), NAMES)
    assert say(why(explanation)) == wanted


def test_names_of_people_and_accounts() -> None:
    names = {"person.name.firstName": ValueType.STRING, "person.name.lastName": ValueType.STRING}
    people = [
        Person("p1", "A", "1", {"person.name.firstName": "Ada", "person.name.lastName": "Li"}),
        Person("p2", "A", "2", {"person.name.lastName": "Roy"}),
        Person("p3", "A", "3"),
    ]
    columns = columns_of(World([Account("A", "Alpha"), Account("B", None)], people, names))
    called = [NAMES.entity(columns, Scope.PERSON, row) for row in range(3)]
    assert [say(name) for name in called] == ["Ada Li", "Roy", "p3"]
    assert [NAMES.entity(columns, Scope.ACCOUNT, row) for row in range(2)] == ["Alpha", "B"]
