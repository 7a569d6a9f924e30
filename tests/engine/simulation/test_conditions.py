"""Rulings 15, 16, 45 and 46: comparisons, as a split of an account or its person sees them."""

from __future__ import annotations

from typing import Any

import pytest

from engine.conditions.model import Attribute, Condition, Operator, RoleInAccount
from tests.engine.simulation.build import SHORT, account, anyone, data, draw, person, split
from tests.engine.simulation.conftest import Tell

O = Operator  # noqa: E741 - short in the tables below


def of(path: str, operator: Operator, value: Any = None, *values: Any) -> Attribute:
    """A comparison with an attribute."""
    path = SHORT.get(path, path)
    return Attribute(attribute=path, operator=operator, value=value, values=values)


def holds(tell: Tell, condition: Condition, dataset: Any) -> bool:
    """Whether a split takes the path of a condition on 1 March at 00:00."""
    story = tell(dataset, draw("J", split("s", {"Yes": condition})))
    return "Yes" in story.of("A")[0]


@pytest.mark.parametrize("industry", [None, "", "  "])
@pytest.mark.parametrize(
    ("operator", "value", "expected"),
    [
        (O.IS, "Steel", False),
        (O.IS_NOT, "Steel", True),
        (O.CONTAINS, "e", False),
        (O.DOES_NOT_CONTAIN, "e", True),
        (O.STARTS_WITH, "", False),
        (O.DOES_NOT_START_WITH, "S", True),
        (O.IS_ANY, None, True),
        (O.IS_EMPTY, None, True),
        (O.IS_NOT_EMPTY, None, False),
    ],
)
def test_ruling_15_missing_text(
    tell: Tell, industry: str | None, operator: Operator, value: str | None, expected: bool
) -> None:
    dataset = data([account("A", industry=industry)])
    assert holds(tell, of("industry", operator, value), dataset) is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        # Text without regard to case: full case folding, and exactly otherwise (16).
        (of("industry", O.IS, "STRASSE"), True),  # the account says Straße
        (of("industry", O.IS, "strase"), False),
        (of("industry", O.IS, " Straße"), False),
        (of("industry", O.STARTS_WITH, "stras"), True),
        (of("industry", O.ENDS_WITH, "SSE"), True),
        (of("industry", O.CONTAINS, "ASS"), True),
        (of("industry", O.IS_ONE_OF, None, "Wood", "straße"), True),
        (of("industry", O.IS_NOT_ONE_OF, None, "Wood", "straße"), False),
        # Keys compare exactly (16, 46).
        (of("accountKey.sourceKey", O.IS, "A"), True),
        (of("accountKey.sourceKey", O.IS, "a"), False),
        (of("accountName", O.IS, "acme"), True),
        # Both ends of between; greater and less without equality (15).
        (of("revenue", O.BETWEEN, None, 10, 100), True),  # revenue is 100
        (of("revenue", O.BETWEEN, None, 100, 200), True),
        (of("revenue", O.NOT_BETWEEN, None, 100, 200), False),
        (of("revenue", O.GREATER, 100), False),
        (of("revenue", O.AT_LEAST, 100), True),
        (of("revenue", O.LESS, 100), False),
        (of("revenue", O.AT_MOST, 100.0), True),
        # Values of different types are never equal, greater or less (15).
        (of("revenue", O.IS, "100"), False),
        (of("revenue", O.IS_NOT, "100"), True),
        (of("tier", O.IS, True), False),  # tier is 1
        (of("target", O.IS, 1), False),  # target is true
        (of("target", O.IS, True), True),
        (of("industry", O.GREATER, "A"), False),
        # Dates as written, and days before and after.
        (of("renewal", O.IS, "2024-03-03"), True),
        (of("renewal", O.GREATER, "2024-03-02"), True),
        (of("renewal", O.BETWEEN, None, "2024-03-03", "2024-03-09"), True),
        (of("renewal", O.IN_NEXT_DAYS, 2), True),  # 3 March 00:00 is 48 hours away
        (of("renewal", O.IN_NEXT_DAYS, 1), False),
        (of("renewal", O.NOT_IN_LAST_DAYS, 30), True),
        # An unknown attribute is missing.
        (of("unheard", O.IS, "x"), False),
        (of("unheard", O.IS_NOT, "x"), True),
    ],
)
def test_rulings_15_and_16_comparisons(tell: Tell, condition: Attribute, expected: bool) -> None:
    from datetime import date

    known = account(
        "A",
        "Acme",
        industry="Straße",
        revenue=100,
        tier=1,
        target=True,
        renewal=date(2024, 3, 3),
    )
    assert holds(tell, condition, data([known])) is expected


@pytest.mark.parametrize(
    ("roles", "operator", "value", "expected"),
    [
        (["User", "Buyer"], O.IS, "buyer", True),
        (["User", "Buyer"], O.CONTAINS, "Buyer", True),
        (["User", "Buyer"], O.CONTAINS, "Buy", False),  # some item equals, not: contains
        (["User", "Buyer"], O.IS_NOT, "user", False),  # the complement
        (["User", "Buyer"], O.STARTS_WITH, "U", False),  # other comparisons are false
        ([], O.IS_EMPTY, None, True),
        (["", " "], O.IS_EMPTY, None, True),  # nothing but white space
        ([], O.IS, "User", False),
        ([], O.IS_NOT, "User", True),
    ],
)
def test_ruling_45_lists_of_strings(
    tell: Tell, roles: list[str], operator: Operator, value: str | None, expected: bool
) -> None:
    dataset = data([account("A")], [person("a", "A", roles=roles)])
    condition = anyone(RoleInAccount(operator=operator, value=value))
    assert holds(tell, condition, dataset) is expected
