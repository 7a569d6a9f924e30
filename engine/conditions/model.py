"""The condition language: a typed tree of frozen values.

One language for audiences, lists, role cards, split paths, event filters and derived attributes.
A condition is about one **scope**, accounts or people; ``people_of_account`` crosses from the
first to the second. Meaning: rulings 7, 15-18, 20, 45-47.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Literal, Union

from pydantic import BaseModel, ConfigDict, Field

Scalar = Annotated[bool, Field(strict=True)] | int | float | str
"""A value as written: dates and timestamps are ISO 8601 text, read by the attribute's type."""


DERIVED = "derived."
"""The paths of derived account attributes begin so; what follows is the id of the definition."""


class Scope(StrEnum):
    """Whom a condition is about."""

    ACCOUNT = "account"
    PERSON = "person"


class ValueType(StrEnum):
    """The types of attributes and event fields."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    TIMESTAMP = "timestamp"
    STRINGS = "strings"
    """A list of strings."""


class Operator(StrEnum):
    """How a value is compared. ``NEGATIONS`` are the exact complements of the positive ones."""

    IS = "is"
    IS_NOT = "is_not"
    IS_ONE_OF = "is_one_of"
    IS_NOT_ONE_OF = "is_not_one_of"
    CONTAINS = "contains"
    DOES_NOT_CONTAIN = "does_not_contain"
    STARTS_WITH = "starts_with"
    DOES_NOT_START_WITH = "does_not_start_with"
    ENDS_WITH = "ends_with"
    DOES_NOT_END_WITH = "does_not_end_with"
    GREATER = "greater"
    AT_LEAST = "at_least"
    LESS = "less"
    AT_MOST = "at_most"
    BETWEEN = "between"
    NOT_BETWEEN = "not_between"
    IN_LAST_DAYS = "in_last_days"
    NOT_IN_LAST_DAYS = "not_in_last_days"
    IN_NEXT_DAYS = "in_next_days"
    NOT_IN_NEXT_DAYS = "not_in_next_days"
    IS_ANY = "is_any"
    IS_EMPTY = "is_empty"
    IS_NOT_EMPTY = "is_not_empty"


NEGATIONS: dict[Operator, Operator] = {
    Operator.IS_NOT: Operator.IS,
    Operator.IS_NOT_ONE_OF: Operator.IS_ONE_OF,
    Operator.DOES_NOT_CONTAIN: Operator.CONTAINS,
    Operator.DOES_NOT_START_WITH: Operator.STARTS_WITH,
    Operator.DOES_NOT_END_WITH: Operator.ENDS_WITH,
    Operator.NOT_BETWEEN: Operator.BETWEEN,
    Operator.NOT_IN_LAST_DAYS: Operator.IN_LAST_DAYS,
    Operator.NOT_IN_NEXT_DAYS: Operator.IN_NEXT_DAYS,
    Operator.IS_EMPTY: Operator.IS_NOT_EMPTY,
}
"""Each negative operator and the positive one it is the complement of (ruling 15)."""

_TEXT = (
    Operator.IS,
    Operator.IS_NOT,
    Operator.IS_ONE_OF,
    Operator.IS_NOT_ONE_OF,
    Operator.CONTAINS,
    Operator.DOES_NOT_CONTAIN,
    Operator.STARTS_WITH,
    Operator.DOES_NOT_START_WITH,
    Operator.ENDS_WITH,
    Operator.DOES_NOT_END_WITH,
)
_ORDER = (
    Operator.IS,
    Operator.IS_NOT,
    Operator.IS_ONE_OF,
    Operator.IS_NOT_ONE_OF,
    Operator.GREATER,
    Operator.AT_LEAST,
    Operator.LESS,
    Operator.AT_MOST,
    Operator.BETWEEN,
    Operator.NOT_BETWEEN,
)
_TIME = (
    *_ORDER,
    Operator.IN_LAST_DAYS,
    Operator.NOT_IN_LAST_DAYS,
    Operator.IN_NEXT_DAYS,
    Operator.NOT_IN_NEXT_DAYS,
)
_LISTS = (
    Operator.IS,
    Operator.IS_NOT,
    Operator.IS_ONE_OF,
    Operator.IS_NOT_ONE_OF,
    Operator.CONTAINS,
    Operator.DOES_NOT_CONTAIN,
)
_ANY = (Operator.IS_ANY, Operator.IS_EMPTY, Operator.IS_NOT_EMPTY)

OPERATORS: dict[ValueType, tuple[Operator, ...]] = {
    ValueType.STRING: _TEXT + _ANY,
    ValueType.INTEGER: _ORDER + _ANY,
    ValueType.NUMBER: _ORDER + _ANY,
    ValueType.BOOLEAN: (Operator.IS, Operator.IS_NOT, *_ANY),
    ValueType.DATE: _TIME + _ANY,
    ValueType.TIMESTAMP: _TIME + _ANY,
    ValueType.STRINGS: _LISTS + _ANY,
}
"""The operators offered for each type; any other combination never holds (its negation does)."""


class Model(BaseModel):
    """A frozen value; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Comparison(Model):
    """An operator and what it compares with: one ``value``, or several ``values``.

    ``values`` serve ``is_one_of`` and ``between`` (low, high; both ends included). Days of
    ``in_last_days``/``in_next_days`` stand in ``value``.
    """

    operator: Operator = Operator.IS
    value: Scalar | None = None
    values: tuple[Scalar, ...] = ()


class FieldConstraint(Comparison):
    """A comparison with a field of an event."""

    field: str


class AllOf(Model):
    """Holds where every condition holds; without conditions it always holds."""

    type: Literal["all"] = "all"
    conditions: tuple[Condition, ...] = ()


class AnyOf(Model):
    """Holds where at least one condition holds; without conditions it never holds."""

    type: Literal["any"] = "any"
    conditions: tuple[Condition, ...] = ()


class Not(Model):
    """Holds where the condition does not."""

    type: Literal["not"] = "not"
    condition: Condition


class Attribute(Comparison):
    """A comparison with an attribute (an XDM path or a custom attribute) of the entity."""

    type: Literal["attribute"] = "attribute"
    attribute: str


class RoleInAccount(Comparison):
    """A comparison with the person's roles in the account (``personRoles``). People only."""

    type: Literal["role_in_account"] = "role_in_account"


class EventHistory(Model):
    """Whether an event happened often enough. People only.

    Counts the person's events of ``event_type`` that meet all ``constraints`` with a timestamp in
    ``(t - look_back_days x 24 h, t]``, or at or before ``t`` without a look-back (ruling 7).
    Holds where the count reaches ``at_least``; with ``inactive`` where it does not.
    """

    type: Literal["event_history"] = "event_history"
    event_type: str
    constraints: tuple[FieldConstraint, ...] = ()
    look_back_days: int | None = Field(default=None, ge=1, le=36_500)
    at_least: int = Field(default=1, ge=1, le=1_000_000)
    inactive: bool = False


class InList(Model):
    """Membership of an account list (accounts) or a people list (people), by the list's id."""

    type: Literal["in_list"] = "in_list"
    list: str
    member: bool = True


class Quantifier(StrEnum):
    """How many people."""

    ANY = "any"
    NO = "no"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    EXACTLY = "exactly"


class PeopleOfAccount(Model):
    """Any, no, or some number of the account's taking-part people meet a condition. Accounts only.

    ``count`` serves at_least, at_most and exactly.
    """

    type: Literal["people_of_account"] = "people_of_account"
    quantifier: Quantifier = Quantifier.ANY
    count: int = Field(default=1, ge=0, le=1_000_000)
    condition: Condition = Field(default_factory=lambda: AllOf())


class PeopleInRole(Model):
    """How many members a group has in a role."""

    role: str
    quantifier: Literal[Quantifier.AT_LEAST, Quantifier.AT_MOST, Quantifier.EXACTLY] = (
        Quantifier.AT_LEAST
    )
    count: int = Field(default=1, ge=0, le=1_000_000)


class GroupFilter(Model):
    """Constraints about one and the same buying group (domain section 5)."""

    solution_interest: str | None = None
    stage: Comparison | None = None
    status: Comparison | None = None
    completeness: Comparison | None = None
    engagement: Comparison | None = None
    role: str | None = None
    is_removed: bool | None = None


class HasBuyingGroup(GroupFilter):
    """The account has a buying group that meets all constraints. Accounts only."""

    type: Literal["has_buying_group"] = "has_buying_group"
    people_in_role: tuple[PeopleInRole, ...] = ()


class MemberOfBuyingGroup(GroupFilter):
    """The person is a member of a buying group that meets all constraints. People only."""

    type: Literal["member_of_buying_group"] = "member_of_buying_group"


Condition = Annotated[
    Union[  # noqa: UP007 - a discriminated union of forward references
        AllOf,
        AnyOf,
        Not,
        Attribute,
        RoleInAccount,
        EventHistory,
        InList,
        PeopleOfAccount,
        HasBuyingGroup,
        MemberOfBuyingGroup,
    ],
    Field(discriminator="type"),
]

for _model in (AllOf, AnyOf, Not, PeopleOfAccount):
    _model.model_rebuild()

PERSON_ONLY = (RoleInAccount, EventHistory, MemberOfBuyingGroup)
ACCOUNT_ONLY = (PeopleOfAccount, HasBuyingGroup)


def walk(condition: Condition, scope: Scope) -> Iterator[tuple[Condition, Scope]]:
    """The condition and everything inside it, each with the scope it is about, outside first."""
    yield condition, scope
    if isinstance(condition, AllOf | AnyOf):
        for inner in condition.conditions:
            yield from walk(inner, scope)
    elif isinstance(condition, Not):
        yield from walk(condition.condition, scope)
    elif isinstance(condition, PeopleOfAccount):
        yield from walk(condition.condition, Scope.PERSON)
