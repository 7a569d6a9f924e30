"""What is found wrong with conditions, and where."""

from __future__ import annotations

from typing import Any

import pytest

from engine.accounts.audiences import EntityList
from engine.accounts.names import CatalogueNames
from engine.conditions.check import Finding, ListState, check, check_comparison
from engine.conditions.model import (
    OPERATORS,
    AllOf,
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
    PeopleOfAccount,
    RoleInAccount,
    Scope,
    ValueType,
)
from resources.catalogue import say, sentences

NAMES = CatalogueNames(lists=(EntityList(id="dynamic", name="Hot"),))


class Things:
    """What exists in these tests: an attribute and an event field of each type, and lists."""

    def attribute_type(self, scope: Scope, path: str) -> ValueType | None:
        return ValueType(path) if path in list(ValueType) else None

    def event_type_exists(self, name: str) -> bool:
        return name == "web.formFilledOut"

    def event_field_type(self, event_type: str, field: str) -> ValueType | None:
        return self.attribute_type(Scope.PERSON, field)

    def list_state(self, scope: Scope, list_id: str) -> ListState | None:
        return ListState(list_id) if list_id in list(ListState) else None


def found(condition: Condition, scope: Scope = Scope.ACCOUNT, **more: bool) -> tuple[Finding, ...]:
    return check(condition, scope, Things(), NAMES, **more)


def only(findings: tuple[Finding, ...]) -> tuple[str, tuple[str | int, ...], bool]:
    (finding,) = findings
    assert finding.message.key in sentences()
    assert "{" not in say(finding.message)
    key = finding.message.key.removeprefix("conditions.check.")
    return key, finding.place, finding.blocking


@pytest.mark.parametrize(
    ("kind", "operator", "value", "several", "wanted"),
    [
        ("string", "is", None, (), ("no_value", ("value",), True)),
        ("string", "is", "  ", (), ("no_value", ("value",), True)),
        ("string", "contains", 5, (), ("value_type.string", ("value",), False)),
        ("string", "is_one_of", None, (), ("no_values", ("values",), True)),
        ("string", "is_one_of", None, ("a", ""), ("no_value", ("values", 1), True)),
        ("string", "greater", "a", (), ("operator", ("operator",), False)),
        ("strings", "starts_with", "a", (), ("operator", ("operator",), False)),
        ("strings", "contains", True, (), ("value_type.strings", ("value",), False)),
        ("boolean", "is", "yes", (), ("value_type.boolean", ("value",), False)),
        ("boolean", "is", 1, (), ("value_type.boolean", ("value",), False)),
        ("integer", "is", True, (), ("value_type.integer", ("value",), False)),
        ("number", "at_most", "3", (), ("value_type.number", ("value",), False)),
        ("number", "between", None, (1,), ("no_range", ("values",), True)),
        ("number", "not_between", None, (3, 1), ("empty_range", ("values",), False)),
        (
            "date",
            "between",
            None,
            ("2024-03-02", "2024-03-01"),
            ("empty_range", ("values",), False),
        ),
        ("date", "is_not", "soon", (), ("date", ("value",), True)),
        ("date", "is", 20240301, (), ("date", ("value",), True)),
        ("timestamp", "is_one_of", None, ("2024-03-01", "x"), ("date", ("values", 1), True)),
        ("timestamp", "in_last_days", None, (), ("days", ("value",), True)),
        ("timestamp", "not_in_next_days", 0, (), ("days", ("value",), True)),
        ("timestamp", "in_next_days", "3", (), ("days", ("value",), True)),
        ("timestamp", "in_next_days", True, (), ("days", ("value",), True)),
    ],
)
def test_wrong_comparisons(
    kind: str, operator: str, value: Any, several: tuple[Any, ...], wanted: tuple[Any, ...]
) -> None:
    fields = {"operator": Operator(operator), "value": value, "values": several}
    assert only(found(Attribute(attribute=kind, **fields))) == wanted
    # The same inside an event history, with the way into it.
    history = EventHistory(
        event_type="web.formFilledOut", constraints=(FieldConstraint(field=kind, **fields),)
    )
    key, place, blocking = wanted
    assert only(found(history, Scope.PERSON)) == (key, ("constraints", 0, *place), blocking)
    assert only(check_comparison(Comparison(**fields), ValueType(kind), "It")) == wanted


GOOD: dict[ValueType, tuple[Any, Any]] = {
    ValueType.STRING: ("a", "b"),
    ValueType.INTEGER: (1, 2),
    ValueType.NUMBER: (1, 2.5),
    ValueType.BOOLEAN: (True, False),
    ValueType.DATE: ("2024-03-01", "2024-03-02"),
    ValueType.TIMESTAMP: ("2024-03-01", "2024-03-01T10:00:00+01:00"),
    ValueType.STRINGS: ("a", "b"),
}


@pytest.mark.parametrize("kind", ValueType)
def test_every_operator_that_a_type_offers_can_be_asked(kind: ValueType) -> None:
    low, high = GOOD[kind]
    for operator in OPERATORS[kind]:
        value = 3 if operator.endswith("_days") else low
        comparison = Comparison(operator=operator, value=value, values=(low, high))
        assert check_comparison(comparison, kind, "It") == (), operator


@pytest.mark.parametrize(
    ("condition", "scope", "wanted"),
    [
        (Attribute(attribute=""), Scope.ACCOUNT, ("no_attribute", ("attribute",), True)),
        (
            Attribute(attribute="no"),
            Scope.PERSON,
            ("unknown_attribute.person", ("attribute",), True),
        ),
        (EventHistory(event_type=""), Scope.PERSON, ("no_event_type", ("event_type",), True)),
        (
            EventHistory(event_type="no"),
            Scope.PERSON,
            ("unknown_event_type", ("event_type",), True),
        ),
        (
            EventHistory(
                event_type="web.formFilledOut", constraints=(FieldConstraint(field="no", value=1),)
            ),
            Scope.PERSON,
            ("unknown_field", ("constraints", 0, "field"), True),
        ),
        (InList(list=""), Scope.PERSON, ("no_list", ("list",), True)),
        (InList(list="no"), Scope.ACCOUNT, ("unknown_list.account", ("list",), True)),
        (InList(list="draft"), Scope.PERSON, ("draft_list", ("list",), True)),
        (RoleInAccount(), Scope.PERSON, ("no_value", ("value",), True)),
        (RoleInAccount(value="CEO"), Scope.ACCOUNT, ("only_people", (), True)),
        (EventHistory(event_type="x"), Scope.ACCOUNT, ("only_people", (), True)),
        (MemberOfBuyingGroup(), Scope.ACCOUNT, ("only_people", (), True)),
        (PeopleOfAccount(), Scope.PERSON, ("only_accounts", (), True)),
        (HasBuyingGroup(), Scope.PERSON, ("only_accounts", (), True)),
        (
            HasBuyingGroup(stage=Comparison(value="x"), completeness=Comparison(value="x")),
            Scope.ACCOUNT,
            ("value_type.number", ("completeness", "value"), False),
        ),
        (
            AllOf(
                conditions=(
                    InList(list="static"),
                    Not(condition=PeopleOfAccount(condition=InList(list="no"))),
                )
            ),
            Scope.ACCOUNT,
            ("unknown_list.person", ("conditions", 1, "condition", "condition", "list"), True),
        ),
    ],
)
def test_wrong_filters(condition: Condition, scope: Scope, wanted: tuple[Any, ...]) -> None:
    assert only(found(condition, scope)) == wanted


def test_a_dynamic_list_may_not_refer_to_another() -> None:
    assert found(InList(list="dynamic")) == ()
    findings = found(InList(list="dynamic"), in_dynamic_list=True)
    assert only(findings) == ("dynamic_list", ("list",), True)
    assert "“Hot”" in say(findings[0].message)


def test_all_findings_in_order() -> None:
    condition = AllOf(conditions=(InList(list=""), AllOf(), Attribute(attribute="no")))
    assert [finding.place for finding in found(condition)] == [
        ("conditions", 0, "list"),
        ("conditions", 2, "attribute"),
    ]
