"""What is proved to make another condition hold, and what must not be."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.conditions.evaluate import evaluate
from engine.conditions.imply import implies
from engine.conditions.model import (
    AllOf,
    AnyOf,
    Attribute,
    Comparison,
    Condition,
    EventHistory,
    FieldConstraint,
    HasBuyingGroup,
    InList,
    MemberOfBuyingGroup,
    Not,
    Operator,
    PeopleInRole,
    PeopleOfAccount,
    Quantifier,
    RoleInAccount,
    Scope,
    ValueType,
)
from tests.engine.conditions.columns import columns_of
from tests.engine.conditions.worlds import TYPES, comparisons, instants, worlds


def type_of(_scope: Scope, path: str) -> ValueType | None:
    return TYPES.get(f"my {path}", TYPES.get(path))


def a(kind: str, operator: str, value: Any = None, *several: Any) -> Attribute:
    return Attribute(attribute=kind, operator=Operator(operator), value=value, values=several)


@pytest.mark.parametrize(
    ("stronger", "weaker"),
    [
        (a("string", "is", "Gold"), a("string", "is", "gold")),
        (a("string", "is", "Gold"), a("string", "is_one_of", None, "tin", "GOLD")),
        (a("string", "is_one_of", None, "a", "b"), a("string", "is_one_of", None, "b", "c", "A")),
        (a("string", "is", "Gold"), a("string", "contains", "OL")),
        (a("string", "is", "Gold"), a("string", "is_not", "Tin")),
        (a("string", "is", "Gold"), a("string", "does_not_start_with", "T")),
        (a("string", "contains", "Gold"), a("string", "contains", "ol")),
        (a("string", "starts_with", "Gold"), a("string", "starts_with", "go")),
        (a("string", "starts_with", "Gold"), a("string", "contains", "ld")),
        (a("string", "ends_with", "Gold"), a("string", "ends_with", "ld")),
        (a("string", "contains", "x"), a("string", "is_not_empty")),
        (a("string", "is_empty"), a("string", "does_not_contain", "x")),
        (a("string", "is_empty"), a("string", "is_any")),
        (a("string", "is_not_one_of", None, "a", "b"), a("string", "is_not", "a")),
        (a("string", "does_not_contain", "o"), a("string", "does_not_contain", "gold")),
        (a("number", "greater", 5), a("number", "greater", 3)),
        (a("number", "greater", 5), a("number", "at_least", 5)),
        (a("number", "is", 5), a("number", "between", None, 1, 5)),
        (a("number", "between", None, 2, 3), a("number", "less", 4)),
        (a("number", "between", None, 2, 3), a("number", "not_between", None, 4, 5)),
        (a("number", "not_between", None, 1, 9), a("number", "not_between", None, 2, 3)),
        (a("number", "between", None, 3, 2), a("number", "is", 7)),  # nothing is between
        (a("boolean", "is", True), a("boolean", "is_not", False)),
        (a("boolean", "is", True), a("boolean", "is_not_empty")),
        (a("date", "at_least", "2024-03-02"), a("date", "greater", "2024-03-01T12:00")),
        (a("timestamp", "in_last_days", 5), a("timestamp", "in_last_days", 6)),
        (a("timestamp", "in_last_days", 5), a("timestamp", "not_in_next_days", 5)),
        (a("timestamp", "in_last_days", 5), a("timestamp", "is_not_empty")),
        (a("strings", "is", "x"), a("strings", "contains", "X")),
        (a("strings", "is", "x"), a("strings", "is_one_of", None, "y", "x")),
        (a("strings", "does_not_contain", "x"), a("strings", "is_not", "x")),
        # Whatever the type is.
        (a("?", "is", "x"), a("?", "is_not_empty")),
        (a("?", "greater", 5), a("?", "greater", 3)),
        (a("?", "is_not_one_of", None, "x", "y"), a("?", "is_not", "x")),
        (a("?", "is", "x"), a("?", "is_one_of", None, "x", "y")),
    ],
)
def test_proved_comparisons(stronger: Attribute, weaker: Attribute) -> None:
    assert implies(stronger, weaker, Scope.ACCOUNT, type_of)
    assert implies(Not(condition=weaker), Not(condition=stronger), Scope.ACCOUNT, type_of)


@pytest.mark.parametrize(
    ("stronger", "weaker"),
    [
        (a("string", "contains", "ol"), a("string", "contains", "gold")),
        (a("string", "is_one_of", None, "a", "b"), a("string", "is", "a")),
        (a("string", "contains", "a"), a("string", "starts_with", "a")),
        (a("string", "is_not", "a"), a("string", "is_not_empty")),  # missing is not "a" either
        (a("string", "is_any"), a("string", "is_not_empty")),
        (a("string", "contains", "a"), a("string", "does_not_contain", "b")),
        (a("other.sourceKey", "is", "a"), a("other.sourceKey", "is", "A")),  # keys: exactly
        (a("number", "at_least", 5), a("number", "greater", 5)),
        (a("number", "between", None, 1, 5), a("number", "between", None, 2, 6)),
        (a("number", "not_between", None, 1, 5), a("number", "at_least", 6)),
        (a("timestamp", "in_last_days", 6), a("timestamp", "in_last_days", 5)),
        (a("timestamp", "in_last_days", 6), a("timestamp", "at_most", "2999-01-01")),
        (a("strings", "is", "x"), a("strings", "is_not", "y")),  # a list may have both
        (a("strings", "contains", "xy"), a("strings", "is_one_of", None, "x")),
        (a("string", "is", "a"), a("number", "is", "a")),
        # Not for every type: on lists "contains" asks for a whole item, and yes or no is not
        # asked with "is one of".
        (a("?", "contains", "gold"), a("?", "contains", "ol")),
        (a("?", "is", True), a("?", "is_one_of", None, True)),
    ],
)
def test_comparisons_that_are_not_proved(stronger: Attribute, weaker: Attribute) -> None:
    assert not implies(stronger, weaker, Scope.ACCOUNT, type_of)


GOLD, LARGE, HOT = a("string", "is", "Gold"), a("number", "greater", 5), InList(list="hot")


def all_of(*conditions: Condition) -> AllOf:
    return AllOf(conditions=conditions)


def any_of(*conditions: Condition) -> AnyOf:
    return AnyOf(conditions=conditions)


@pytest.mark.parametrize(
    ("stronger", "weaker", "wanted"),
    [
        (GOLD, AllOf(), True),
        (AnyOf(), GOLD, True),
        (all_of(GOLD, LARGE), GOLD, True),
        (GOLD, all_of(GOLD, LARGE), False),
        (GOLD, any_of(HOT, GOLD), True),
        (any_of(HOT, GOLD), GOLD, False),
        (any_of(all_of(HOT, GOLD), all_of(GOLD, LARGE)), GOLD, True),
        (all_of(LARGE, HOT, GOLD), all_of(GOLD, a("number", "greater", 3)), True),
        (Not(condition=any_of(GOLD, HOT)), Not(condition=GOLD), True),
        (Not(condition=GOLD), a("string", "is_not", "gold"), True),
        (Not(condition=Not(condition=GOLD)), GOLD, True),
        (Not(condition=HOT), InList(list="hot", member=False), True),
        (HOT, InList(list="cold"), False),
        # What can never hold.
        (GOLD, AnyOf(), False),
        (AllOf(), AnyOf(), False),
        (a("string", "is_empty"), AnyOf(), False),
        (a("string", "is_any"), AnyOf(), False),
        (Not(condition=a("string", "is_any")), AnyOf(), True),
        (a("number", "between", None, 3, 2), AnyOf(), True),
        (a("number", "is", "three"), AnyOf(), True),
        (all_of(GOLD, a("string", "is", "Tin")), AnyOf(), True),
        (all_of(GOLD, HOT, InList(list="hot", member=False)), AnyOf(), True),
        (all_of(GOLD, LARGE), AnyOf(), False),
        (any_of(all_of(LARGE, a("number", "less", 5)), AnyOf()), AnyOf(), True),
        (PeopleOfAccount(condition=AnyOf()), AnyOf(), True),
        (PeopleOfAccount(quantifier=Quantifier.NO, condition=AnyOf()), AnyOf(), False),
        (Not(condition=a("number", "greater", 3)), Not(condition=LARGE), True),
    ],
)
def test_nested(stronger: Condition, weaker: Condition, wanted: bool) -> None:
    assert implies(stronger, weaker, Scope.ACCOUNT, type_of) == wanted


def form(**fields: Any) -> EventHistory:
    return EventHistory(event_type="web.formFilledOut", **fields)


DEMO = FieldConstraint(field="page", value="Demo")
PAGE = FieldConstraint(field="page", operator=Operator.IS_NOT_EMPTY)
CEO = RoleInAccount(value="CEO")


@pytest.mark.parametrize(
    ("stronger", "weaker", "wanted"),
    [
        (form(at_least=3), form(), True),
        (form(), form(at_least=2), False),
        (form(look_back_days=7), form(look_back_days=30), True),
        (form(look_back_days=7), form(), True),
        (form(), form(look_back_days=7), False),
        (form(constraints=(DEMO,)), form(), True),
        (form(constraints=(DEMO,)), form(constraints=(PAGE,)), True),
        (form(constraints=(PAGE,)), form(constraints=(DEMO,)), False),
        (form(inactive=True), form(inactive=True, at_least=2), True),
        (form(inactive=True, look_back_days=30), form(inactive=True, look_back_days=7), True),
        (form(inactive=True, look_back_days=7), form(inactive=True), False),
        (form(), form(inactive=True), False),
        (Not(condition=form()), form(inactive=True, constraints=(DEMO,)), True),
        (form(), EventHistory(event_type="other"), False),
        (CEO, RoleInAccount(operator=Operator.IS_ONE_OF, values=("ceo", "CFO")), True),
        (CEO, RoleInAccount(operator=Operator.IS_NOT, value="CFO"), False),
        (MemberOfBuyingGroup(role="Champion"), MemberOfBuyingGroup(), True),
        (MemberOfBuyingGroup(), MemberOfBuyingGroup(role="Champion"), False),
        (MemberOfBuyingGroup(is_removed=True), MemberOfBuyingGroup(), False),
    ],
)
def test_about_people(stronger: Condition, weaker: Condition, wanted: bool) -> None:
    assert implies(stronger, weaker, Scope.PERSON, type_of) == wanted


def some(quantifier: str, count: int = 1, condition: Condition = CEO) -> PeopleOfAccount:
    return PeopleOfAccount(quantifier=Quantifier(quantifier), count=count, condition=condition)


MANAGER = RoleInAccount(operator=Operator.IS_ONE_OF, values=("CEO", "CFO"))


@pytest.mark.parametrize(
    ("stronger", "weaker", "wanted"),
    [
        (some("any"), some("any", condition=MANAGER), True),
        (some("any", condition=MANAGER), some("any"), False),
        (some("no", condition=MANAGER), some("no"), True),
        (some("no"), some("no", condition=MANAGER), False),
        (some("at_least", 2), some("any", condition=MANAGER), True),
        (some("exactly", 2), some("at_most", 2), True),
        (some("exactly", 2), some("at_least", 2, MANAGER), True),
        (some("exactly", 2), some("exactly", 2, MANAGER), False),
        (some("at_most", 1), some("at_most", 0), False),
        (some("any"), some("at_least", 0, form()), True),
        (
            HasBuyingGroup(
                solution_interest="s",
                completeness=Comparison(operator=Operator.AT_LEAST, value=80),
                people_in_role=(PeopleInRole(role="r"), PeopleInRole(role="q")),
            ),
            HasBuyingGroup(
                completeness=Comparison(operator=Operator.GREATER, value=50),
                people_in_role=(PeopleInRole(role="q"),),
            ),
            True,
        ),
        (HasBuyingGroup(stage=Comparison(value="a")), HasBuyingGroup(solution_interest="s"), False),
        (HasBuyingGroup(), HasBuyingGroup(stage=Comparison(value="a")), False),
        (HasBuyingGroup(), HasBuyingGroup(people_in_role=(PeopleInRole(role="q"),)), False),
    ],
)
def test_about_accounts(stronger: Condition, weaker: Condition, wanted: bool) -> None:
    assert implies(stronger, weaker, Scope.ACCOUNT, type_of) == wanted


@st.composite
def pairs_of_comparisons(draw: st.DrawFn) -> tuple[Attribute, Attribute]:
    path = draw(st.sampled_from(sorted(TYPES)))
    one = comparisons(TYPES[path], Attribute, attribute=path)
    return draw(one), draw(one)


@settings(max_examples=max(1, settings().max_examples // 2))
@given(pairs_of_comparisons(), st.booleans(), instants, st.data())
def test_what_is_proved_is_true_in_every_world(
    pair: tuple[Attribute, Attribute], typed: bool, at: int, data: st.DataObject
) -> None:
    stronger, weaker = pair
    both = AllOf(conditions=pair)
    types = type_of if typed else None
    proved = implies(stronger, weaker, Scope.ACCOUNT, types)
    never = implies(both, AnyOf(), Scope.ACCOUNT, types)
    assume(proved or never)
    world = data.draw(worlds())
    columns, rows = columns_of(world), np.arange(len(world.accounts))
    if proved:
        held = evaluate(stronger, columns, Scope.ACCOUNT, rows, at)
        assert evaluate(weaker, columns, Scope.ACCOUNT, rows, at)[held].all()
    if never:
        assert not evaluate(both, columns, Scope.ACCOUNT, rows, at).any()
