"""Conditions over the drawn data."""

from __future__ import annotations

from engine.accounts.derived.model import result_type
from engine.accounts.fields import Entity
from engine.conditions.model import (
    OPERATORS,
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
    PeopleOfAccount,
    Quantifier,
    RoleInAccount,
    Scalar,
    Scope,
    ValueType,
)
from tests.oracle.drawn_data import (
    ACCOUNT_ATTRIBUTES,
    EVENT_FIELDS,
    PERSON_ATTRIBUTES,
    TEXTS,
    TYPES,
    value,
)
from tests.oracle.drawn_times import Times

STATIC = {Scope.ACCOUNT: ("named", "picked"), Scope.PERSON: ("people-picked",)}
DYNAMIC = {Scope.ACCOUNT: ("filtered",), Scope.PERSON: ("people-filtered",)}


def scalar(path: str, kind: ValueType, times: Times) -> Scalar:
    """A value as written in a condition or an action."""
    if kind is ValueType.DATE:
        return times.moment().date().isoformat()
    if kind is ValueType.TIMESTAMP:
        return times.moment().isoformat()
    if kind is ValueType.STRINGS:
        return times.dice.of(TEXTS)
    found = value(path, kind, times)
    assert isinstance(found, str | int | float)
    return found


def comparison(path: str, kind: ValueType, times: Times) -> Comparison:
    """An operator that the type has, with values of the type."""
    dice = times.dice
    operator = dice.of((*LIKELY[kind], *OPERATORS[kind]))
    if operator in (Operator.IS_ONE_OF, Operator.IS_NOT_ONE_OF):
        several = [scalar(path, kind, times) for _ in range(dice.number(1, 3))]
        return Comparison(operator=operator, values=tuple(several))
    if operator in (Operator.BETWEEN, Operator.NOT_BETWEEN):
        ends = [scalar(path, kind, times), scalar(path, kind, times)]
        return Comparison(operator=operator, values=tuple(sorted(ends)))
    if operator in (Operator.IS_ANY, Operator.IS_EMPTY, Operator.IS_NOT_EMPTY):
        return Comparison(operator=operator)
    if "days" in operator:
        return Comparison(operator=operator, value=dice.of((1, 2, 30)))
    return Comparison(operator=operator, value=scalar(path, kind, times))


LIKELY = dict.fromkeys(ValueType, (Operator.IS, Operator.IS_NOT, Operator.IS_NOT_EMPTY) * 2)


def maybe_comparison(path: str, kind: ValueType, times: Times) -> Comparison | None:
    """A comparison, or, more often, none."""
    return comparison(path, kind, times) if times.dice.chance(3) else None


def attribute(scope: Scope, times: Times) -> Condition:
    """A comparison with an attribute; of an account, often with a derived one."""
    if scope is Scope.ACCOUNT and times.derived and times.dice.chance(2):
        return derived(times)
    entity = Entity.ACCOUNT if scope is Scope.ACCOUNT else Entity.PERSON
    path = times.path(ACCOUNT_ATTRIBUTES if scope is Scope.ACCOUNT else PERSON_ATTRIBUTES)
    found = comparison(path, TYPES[entity][path], times)
    return Attribute(
        attribute=path, operator=found.operator, value=found.value, values=found.values
    )


def derived(times: Times) -> Condition:
    """A comparison with a derived attribute."""
    definition = times.dice.of(times.derived)
    kind = result_type(definition, lambda entity, path: TYPES[entity].get(path))
    found = comparison(definition.path, kind, times)
    return Attribute(
        attribute=definition.path,
        operator=found.operator,
        value=found.value,
        values=found.values,
    )


def constraints(event_type: str, times: Times) -> tuple[FieldConstraint, ...]:
    """At most one comparison with a field of an event."""
    if not times.dice.chance(4):
        return ()
    path = times.dice.of(EVENT_FIELDS[event_type])
    found = comparison(path, TYPES[Entity.EVENT][path], times)
    return (
        FieldConstraint(
            field=path, operator=found.operator, value=found.value, values=found.values
        ),
    )


def history(times: Times) -> Condition:
    """Whether something happened often enough."""
    kind = times.dice.of(times.kinds)
    return EventHistory(
        event_type=kind,
        constraints=constraints(kind, times),
        look_back_days=times.dice.of((None, 1, 2)),
        at_least=times.dice.of((1, 1, 2)),
        inactive=times.dice.chance(2),
    )


def role(times: Times) -> Condition:
    """A comparison with the person's roles in the account."""
    operator = times.dice.of((Operator.IS, Operator.IS_NOT, Operator.CONTAINS, Operator.IS_EMPTY))
    return RoleInAccount(operator=operator, value=times.dice.of(("Steel", "wood")))


def in_list(scope: Scope, times: Times, *, dynamic: bool) -> Condition:
    """Membership of a list."""
    known = STATIC[scope] + (DYNAMIC[scope] if dynamic else ())
    return InList(list=times.dice.of(known), member=not times.dice.chance(3))


def crowd(times: Times, *, dynamic: bool) -> Condition:
    """So many people of the account."""
    match times.dice.of(("attribute", "history", "role", "list", "all")):
        case "attribute":
            who = attribute(Scope.PERSON, times)
        case "history":
            who = history(times)
        case "role":
            who = role(times)
        case "list":
            who = in_list(Scope.PERSON, times, dynamic=dynamic)
        case _:
            who = AllOf()
    return PeopleOfAccount(
        quantifier=times.dice.of(tuple(Quantifier)),
        count=times.dice.number(0, 2),
        condition=who,
    )


def condition(
    scope: Scope, times: Times, *, dynamic: bool = True, by_role: bool = False
) -> Condition:
    """A condition over accounts or people, two levels deep at most.

    ``dynamic``: dynamic lists may be named. ``by_role``: about the roles in the account, and no
    attribute of the person (a split by people uses one or the other).
    """

    def simple() -> Condition:
        if by_role:
            return role(times)
        own = "crowd" if scope is Scope.ACCOUNT else "history"
        match times.dice.of(("attribute", own, "attribute", own, "list", "group", "all")):
            case "attribute":
                return attribute(scope, times)
            case "crowd":
                return crowd(times, dynamic=dynamic)
            case "history":
                return history(times)
            case "list":
                return in_list(scope, times, dynamic=dynamic)
            case "group":
                return HasBuyingGroup() if scope is Scope.ACCOUNT else MemberOfBuyingGroup()
            case _:
                return AllOf()

    match times.dice.of(("simple", "simple", "simple", "not", "all", "any")):
        case "not":
            return Not(condition=simple())
        case "all":
            return AllOf(conditions=(simple(), simple()))
        case "any":
            return AnyOf(conditions=(simple(), simple()))
        case _:
            return simple()
