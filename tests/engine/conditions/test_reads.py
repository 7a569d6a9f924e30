"""What conditions read."""

from __future__ import annotations

from engine.conditions.model import (
    AllOf,
    AnyOf,
    Attribute,
    EventHistory,
    FieldConstraint,
    HasBuyingGroup,
    InList,
    MemberOfBuyingGroup,
    Not,
    Operator,
    PeopleOfAccount,
    RoleInAccount,
    Scope,
)
from engine.conditions.reads import Reads, reads, reads_of_all

INDUSTRY = Attribute(attribute="accountOrganization.industry", value="x")


def test_everything_at_any_depth_with_its_scope() -> None:
    condition = AllOf(
        conditions=(
            Not(condition=INDUSTRY),
            InList(list="l1"),
            PeopleOfAccount(
                condition=AnyOf(
                    conditions=(
                        RoleInAccount(value="CEO"),
                        EventHistory(event_type="web.formFilledOut"),
                        InList(list="l2"),
                        Attribute(attribute="person.birthDate"),
                    )
                )
            ),
        )
    )
    assert reads(condition, Scope.ACCOUNT) == Reads(
        attributes=frozenset(
            {
                (Scope.ACCOUNT, "accountOrganization.industry"),
                (Scope.PERSON, "personRoles"),
                (Scope.PERSON, "person.birthDate"),
            }
        ),
        event_types=frozenset({"web.formFilledOut"}),
        lists=frozenset({(Scope.ACCOUNT, "l1"), (Scope.PERSON, "l2")}),
        uses_groups=False,
        uses_time=True,
    )


def test_time_and_groups() -> None:
    assert not reads(INDUSTRY, Scope.ACCOUNT).uses_time
    for operator in (Operator.IN_LAST_DAYS, Operator.NOT_IN_NEXT_DAYS):
        recent = Attribute(attribute="since", operator=operator, value=3)
        assert reads(recent, Scope.PERSON).uses_time
    constraint = FieldConstraint(field="x", value="y")
    condition = EventHistory(event_type="e", constraints=(constraint,), inactive=True)
    assert reads(condition, Scope.PERSON) == Reads(event_types=frozenset({"e"}), uses_time=True)
    assert reads(HasBuyingGroup(), Scope.ACCOUNT) == Reads(uses_groups=True)
    inner = PeopleOfAccount(condition=MemberOfBuyingGroup())
    assert reads(inner, Scope.ACCOUNT).uses_groups


def test_several_conditions_together() -> None:
    both = reads_of_all((INDUSTRY, InList(list="l")), Scope.ACCOUNT)
    assert both == reads(INDUSTRY, Scope.ACCOUNT) | reads(InList(list="l"), Scope.ACCOUNT)
    assert reads_of_all((), Scope.PERSON) == Reads()
