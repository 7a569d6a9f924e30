"""Conditions in words: every operator, every filter, nested and not."""

from __future__ import annotations

from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.accounts.audiences import EntityList
from engine.accounts.fields import Entity, Field
from engine.accounts.names import CatalogueNames
from engine.conditions.explain import explain, phrase, why
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
from engine.conditions.sentence import sentence
from resources.catalogue import Message, Param, say, sentences
from tests.engine.conditions.columns import columns_of
from tests.engine.conditions.plain import World
from tests.engine.conditions.worlds import CONDITIONS, instants, worlds

NAMES = CatalogueNames(
    {Entity.ACCOUNT: (Field(path="tier", label="Tier", type=ValueType.STRING, custom=True),)},
    (EntityList(id="l1", name="Targets"), EntityList(id="l2", name="VIPs", scope=Scope.PERSON)),
    {"si1": "Cloud"},
)
INDUSTRY = Attribute(attribute="accountOrganization.industry", value="Banking")
LARGE = Attribute(
    attribute="accountOrganization.numberOfEmployees", operator=Operator.AT_LEAST, value=1000
)
FORM = EventHistory(event_type="web.formFilledOut")
CEO = RoleInAccount(value="CEO")


@pytest.mark.parametrize(
    ("operator", "value", "several", "wanted"),
    [
        ("is", "Gold", (), "Tier is “Gold”"),
        ("is", 5, (), "Tier is 5"),
        ("is", True, (), "Tier is yes"),
        ("is", "2024-03-10", (), "Tier is 2024-03-10"),
        ("is", None, (), "Tier is …"),
        ("is_not", "Gold", (), "Tier is not “Gold”"),
        ("is_one_of", None, ("Gold", "Silver", "Tin"), "Tier is “Gold”, “Silver” or “Tin”"),
        ("is_one_of", None, (), "Tier is …"),
        ("is_not_one_of", None, ("Gold", "Tin"), "Tier is none of “Gold”, “Tin”"),
        ("contains", "o", (), "Tier contains “o”"),
        ("does_not_contain", "o", (), "Tier does not contain “o”"),
        ("starts_with", "o", (), "Tier starts with “o”"),
        ("does_not_start_with", "o", (), "Tier does not start with “o”"),
        ("ends_with", "o", (), "Tier ends with “o”"),
        ("does_not_end_with", "o", (), "Tier does not end with “o”"),
        ("greater", 1500.5, (), "Tier is greater than 1,500.5"),
        ("at_least", 2, (), "Tier is at least 2"),
        ("less", 2, (), "Tier is less than 2"),
        ("at_most", 2, (), "Tier is at most 2"),
        ("greater", "2024-03-10", (), "Tier is after 2024-03-10"),
        ("at_least", "2024-03-10", (), "Tier is at or after 2024-03-10"),
        ("less", "2024-03-10", (), "Tier is before 2024-03-10"),
        ("at_most", "2024-03-10", (), "Tier is at or before 2024-03-10"),
        ("between", None, (1, 2), "Tier is between 1 and 2"),
        ("between", None, (1,), "Tier is between 1 and …"),
        ("not_between", None, (1, 2), "Tier is not between 1 and 2"),
        ("in_last_days", 1, (), "Tier is in the last 1 day"),
        ("in_last_days", 30, (), "Tier is in the last 30 days"),
        ("in_last_days", None, (), "Tier is in the last … days"),
        ("not_in_last_days", 2, (), "Tier is not in the last 2 days"),
        ("in_next_days", 2, (), "Tier is in the next 2 days"),
        ("not_in_next_days", 2, (), "Tier is not in the next 2 days"),
        ("is_any", None, (), "Tier is anything"),
        ("is_empty", None, (), "Tier is empty"),
        ("is_not_empty", None, (), "Tier is not empty"),
    ],
)
def test_operators(
    operator: str, value: str | float | None, several: tuple[str | int, ...], wanted: str
) -> None:
    condition = Attribute(
        attribute="tier", operator=Operator(operator), value=value, values=several
    )
    assert say(phrase(condition, Scope.ACCOUNT, NAMES)) == wanted


FIELD = FieldConstraint(field="web.fillOutForm.webFormName", value="Demo")
FIELD_2 = FieldConstraint(field="mine", operator=Operator.IS_EMPTY)


@pytest.mark.parametrize(
    ("condition", "wanted"),
    [
        (FORM, "“Form filled out” has happened"),
        (
            EventHistory(event_type="my.event", at_least=2),
            "“my.event” has happened at least 2 times",
        ),
        (
            EventHistory(event_type="web.formFilledOut", look_back_days=1),
            "“Form filled out” has happened in the last day",
        ),
        (
            EventHistory(event_type="web.formFilledOut", look_back_days=30, at_least=3),
            "“Form filled out” has happened at least 3 times in the last 30 days",
        ),
        (
            EventHistory(event_type="web.formFilledOut", constraints=(FIELD, FIELD_2)),
            "“Form filled out” has happened (Form name is “Demo” and mine is empty)",
        ),
        (
            EventHistory(
                event_type="web.formFilledOut",
                constraints=(FIELD,),
                look_back_days=7,
                at_least=2,
                inactive=True,
            ),
            (
                "“Form filled out” has happened fewer than 2 times in the last 7 days"
                " (Form name is “Demo”)"
            ),
        ),
        (
            EventHistory(event_type="web.formFilledOut", inactive=True),
            "“Form filled out” has never happened",
        ),
        (
            EventHistory(event_type="web.formFilledOut", inactive=True, look_back_days=2),
            "“Form filled out” has not happened in the last 2 days",
        ),
        (CEO, "role in the account is “CEO”"),
        (InList(list="l2"), "is in the list “VIPs”"),
        (InList(list="l1", member=False), "is not in the list “l1”"),  # an account list
        (MemberOfBuyingGroup(), "is a member of a buying group"),
        (
            MemberOfBuyingGroup(solution_interest="si1", role="Champion", is_removed=False),
            (
                "is a member of a buying group (solution interest is “Cloud” and role is “Champion”"
                " and the member is not removed)"
            ),
        ),
        (Not(condition=CEO), "not (role in the account is “CEO”)"),
        (AllOf(), "every person"),
        (AnyOf(), "no person"),
        (AnyOf(conditions=(CEO,)), "role in the account is “CEO”"),
        (
            AnyOf(conditions=(CEO, AllOf(conditions=(FORM, InList(list="l2"))))),
            (
                "role in the account is “CEO” or (“Form filled out” has happened"
                " and is in the list “VIPs”)"
            ),
        ),
        (
            Not(condition=AnyOf(conditions=(CEO, FORM))),
            "not (role in the account is “CEO” or “Form filled out” has happened)",
        ),
    ],
)
def test_about_people(condition: Condition, wanted: str) -> None:
    assert say(phrase(condition, Scope.PERSON, NAMES)) == wanted


@pytest.mark.parametrize(
    ("condition", "wanted"),
    [
        (INDUSTRY, "Industry is “Banking”"),
        (InList(list="l1"), "is in the list “Targets”"),
        (
            AllOf(conditions=(INDUSTRY, LARGE)),
            "Industry is “Banking” and Employee size is at least 1,000",
        ),
        (
            AnyOf(conditions=(PeopleOfAccount(condition=CEO), INDUSTRY)),
            "(any person in the account: role in the account is “CEO”) or Industry is “Banking”",
        ),
        (PeopleOfAccount(), "the account has people"),
        (PeopleOfAccount(quantifier=Quantifier.NO), "the account has no people"),
        (
            PeopleOfAccount(quantifier=Quantifier.AT_LEAST, count=2),
            "the account has at least 2 people",
        ),
        (
            PeopleOfAccount(condition=CEO),
            "any person in the account: role in the account is “CEO”",
        ),
        (
            PeopleOfAccount(
                quantifier=Quantifier.AT_MOST, count=1, condition=AllOf(conditions=(CEO, FORM))
            ),
            (
                "at most 1 person in the account: (role in the account is “CEO”"
                " and “Form filled out” has happened)"
            ),
        ),
        (
            PeopleOfAccount(quantifier=Quantifier.EXACTLY, count=3, condition=CEO),
            "exactly 3 people in the account: role in the account is “CEO”",
        ),
        (HasBuyingGroup(), "the account has a buying group"),
        (
            HasBuyingGroup(
                solution_interest="gone",
                stage=Comparison(value="Open"),
                status=Comparison(operator=Operator.IS_EMPTY),
                completeness=Comparison(operator=Operator.AT_LEAST, value=50),
                engagement=Comparison(operator=Operator.BETWEEN, values=(1, 2)),
                people_in_role=(
                    PeopleInRole(role="Champion"),
                    PeopleInRole(role="Other", quantifier=Quantifier.EXACTLY, count=2),
                ),
                is_removed=True,
            ),
            (
                "the account has a buying group (solution interest is “gone” and stage is “Open”"
                " and status is empty and completeness is at least 50"
                " and engagement is between 1 and 2 and the member is removed"
                " and at least 1 person in the role “Champion”"
                " and exactly 2 people in the role “Other”)"
            ),
        ),
        (AllOf(), "every account"),
        (AnyOf(), "no account"),
    ],
)
def test_about_accounts(condition: Condition, wanted: str) -> None:
    assert say(phrase(condition, Scope.ACCOUNT, NAMES)) == wanted


def test_only_the_start_of_a_sentence_is_a_capital() -> None:
    both = AllOf(conditions=(CEO, PeopleOfAccount(condition=CEO)))
    assert say(sentence(CEO, Scope.PERSON, NAMES)) == "Role in the account is “CEO”"
    assert say(sentence(both, Scope.ACCOUNT, NAMES)) == (
        "Role in the account is “CEO” and (any person in the account: role in the account is “CEO”)"
    )


def complete(message: Param) -> None:
    """Every key is in the catalogue and every blank of its sentence is filled."""
    if isinstance(message, tuple):
        for item in message:
            complete(item)
    if isinstance(message, Message):
        pattern = sentences()[message.key]
        forms = (
            [pattern[form] for form in ("one", "other")] if isinstance(pattern, dict) else [pattern]
        )
        blanks = {name for form in forms for _, name, _, _ in Formatter().parse(form) if name}
        assert blanks <= dict(message.params).keys(), message.key
        for _, param in message.params:
            complete(param)


@given(st.sampled_from(Scope).flatmap(lambda s: st.tuples(st.just(s), CONDITIONS[s])))
def test_every_condition_has_a_sentence_without_gaps(asked: tuple[Scope, Condition]) -> None:
    scope, condition = asked
    complete(phrase(condition, scope, NAMES))


@given(worlds(), st.sampled_from(Scope), st.data(), instants)
def test_every_explanation_is_complete_and_agrees_in_its_parts(
    world: World, scope: Scope, data: st.DataObject, at: int
) -> None:
    condition = data.draw(CONDITIONS[scope])
    if not (world.accounts if scope is Scope.ACCOUNT else world.people):
        return
    explanation = explain(condition, columns_of(world), scope, 0, at, NAMES)
    complete(why(explanation))
    pending = [(condition, explanation)]
    while pending:
        part, told = pending.pop()
        complete(told.message)
        complete(told.seen)
        match part:
            case AllOf() | AnyOf() if len(part.conditions) == 1:
                pending.append((part.conditions[0], told))
            case AllOf() | AnyOf():
                decide = all if isinstance(part, AllOf) else any
                assert told.holds == decide(inner.holds for inner in told.parts)
                pending += zip(part.conditions, told.parts, strict=True)
            case Not():
                assert told.holds != told.parts[0].holds
                pending.append((part.condition, told.parts[0]))
