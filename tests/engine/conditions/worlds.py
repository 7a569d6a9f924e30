"""Hypothesis makes small worlds and conditions about them.

Values come from small pools, so that equal, nearly equal and missing ones meet often.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

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
    PeopleOfAccount,
    Quantifier,
    RoleInAccount,
    Scope,
    ValueType,
)
from tests.engine.conditions.plain import Account, Event, Person, World, micros

NOW = datetime(2024, 3, 10, tzinfo=UTC)
TYPES = {f"my {kind.value}": kind for kind in ValueType} | {"other.sourceKey": ValueType.STRING}
KINDS = ("web.formFilledOut", "custom.kind")

texts = st.sampled_from(
    ["a", "A", "ab", "b", "Straße", "STRASSE", "ß", "ÅB", "åb", "a b", "x\x00y"]
)
blank = st.sampled_from([None, "", "  ", "\t\n"])
numbers = st.sampled_from([-1, 0, 1, 2, 3, 2**53])
reals = st.sampled_from([-1.0, 0.0, 0.5, 1.0, 1.5, 2.0, 1e300])
dates = st.sampled_from([date(2024, 3, day) for day in range(7, 14)])
steps = st.integers(-12, 12)
moments = st.builds(
    lambda quarter, odd: NOW + timedelta(hours=6 * quarter, microseconds=odd),
    steps,
    st.sampled_from([0, 0, 0, 1, -1]),
)
instants = moments.map(micros)
days = st.sampled_from([1, 2, 3, 0, -1, 0.5])

of_type: dict[ValueType, st.SearchStrategy[Any]] = {
    ValueType.STRING: texts | blank,
    ValueType.INTEGER: numbers | st.none(),
    ValueType.NUMBER: reals | st.none(),
    ValueType.BOOLEAN: st.booleans() | st.none(),
    ValueType.DATE: dates | st.none(),
    ValueType.TIMESTAMP: moments | st.none(),
    ValueType.STRINGS: st.none() | st.lists(texts | st.sampled_from(["", " "]), max_size=3),
}
values = st.fixed_dictionaries({}, optional={name: of_type[kind] for name, kind in TYPES.items()})

scalars = st.one_of(
    texts,
    numbers,
    reals,
    st.booleans(),
    dates.map(date.isoformat),
    moments.map(datetime.isoformat),
    moments.map(lambda moment: moment.replace(tzinfo=None).isoformat()),
    st.sampled_from(["2024-03-10T02:00:00+02:00", "2024-03-09T24", "", "soon", "2024-13-01"]),
)


def written(kind: ValueType) -> st.SearchStrategy[Any]:
    """Values as a condition about this type has them, now and then those of another type."""
    fitting: dict[ValueType, st.SearchStrategy[Any]] = {
        ValueType.STRING: texts | st.just(""),
        ValueType.INTEGER: numbers | reals,
        ValueType.NUMBER: numbers | reals,
        ValueType.BOOLEAN: st.booleans(),
        ValueType.DATE: dates.map(date.isoformat),
        ValueType.TIMESTAMP: moments.map(datetime.isoformat) | dates.map(date.isoformat),
        ValueType.STRINGS: texts,
    }
    return st.one_of(fitting[kind], fitting[kind], scalars)


@st.composite
def comparisons(
    draw: st.DrawFn, /, kind: ValueType, model: type[Comparison] = Comparison, **fixed: str
) -> Any:
    operator = draw(st.sampled_from(Operator))
    value = draw(st.none() | days | written(kind)) if "days" in operator else draw(written(kind))
    several = draw(st.lists(written(kind), min_size=0, max_size=3))
    if "between" in operator and draw(st.booleans()):
        several = draw(st.lists(written(kind), min_size=2, max_size=2))
    return model(operator=operator, value=value, values=tuple(several), **fixed)


@st.composite
def attributes(draw: st.DrawFn, scope: Scope) -> Any:
    own = {
        Scope.ACCOUNT: ["accountKey.sourceKey", "accountName"],
        Scope.PERSON: ["workEmail.address"],
    }
    path = draw(st.sampled_from([*TYPES, *own[scope], "unknown"]))
    kind = TYPES.get(path, ValueType.STRING)
    return draw(comparisons(kind, Attribute, attribute=path))


@st.composite
def histories(draw: st.DrawFn) -> EventHistory:
    constraints = []
    for name in draw(st.lists(st.sampled_from([*TYPES, "unknown"]), max_size=2)):
        kind = TYPES.get(name, ValueType.STRING)
        constraints.append(draw(comparisons(kind, FieldConstraint, field=name)))
    return EventHistory(
        event_type=draw(st.sampled_from([*KINDS, "never"])),
        constraints=tuple(constraints),
        look_back_days=draw(st.none() | st.integers(1, 4)),
        at_least=draw(st.integers(1, 3)),
        inactive=draw(st.booleans()),
    )


in_lists = st.builds(InList, list=st.sampled_from(["l", "no such list"]), member=st.booleans())


def leaves(scope: Scope) -> st.SearchStrategy[Condition]:
    if scope is Scope.ACCOUNT:
        return attributes(scope) | in_lists | st.just(HasBuyingGroup())
    roles = comparisons(ValueType.STRINGS, RoleInAccount)
    return attributes(scope) | histories() | in_lists | roles | st.just(MemberOfBuyingGroup())


def nested(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(inner, max_size=3).map(tuple)
    return st.one_of(
        st.builds(AllOf, conditions=several),
        st.builds(AnyOf, conditions=several),
        st.builds(Not, condition=inner),
    )


person_conditions = st.recursive(leaves(Scope.PERSON), nested, max_leaves=4)
people_of_account = st.builds(
    PeopleOfAccount,
    quantifier=st.sampled_from(Quantifier),
    count=st.integers(0, 3),
    condition=person_conditions,
)
account_conditions = st.recursive(leaves(Scope.ACCOUNT) | people_of_account, nested, max_leaves=4)
CONDITIONS = {Scope.ACCOUNT: account_conditions, Scope.PERSON: person_conditions}

events = st.builds(Event, kind=st.sampled_from(KINDS), at=instants, fields=values)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    # Keys that differ in case only must stay apart.
    account_keys = draw(st.lists(st.sampled_from(["a", "A", "b", "ß"]), max_size=3, unique=True))
    accounts = [Account(key, draw(texts | blank), draw(values)) for key in account_keys]
    people = []
    for number in range(draw(st.integers(0, 5))):
        person = Person(
            key=f"p{number}",
            account=draw(st.sampled_from([*account_keys, None])),
            email=draw(st.just(f"p{number}@example.com") | blank),
            values=draw(values),
            roles=draw(of_type[ValueType.STRINGS]),
            events=draw(st.lists(events, max_size=4)),
        )
        people.append(person)
    lists = {
        (Scope.ACCOUNT, "l"): set(draw(st.lists(st.sampled_from(account_keys or ["a"])))),
        (Scope.PERSON, "l"): set(draw(st.lists(st.sampled_from([f"p{n}" for n in range(5)])))),
    }
    return World(accounts, people, dict(TYPES), lists)
