"""Whether one condition provably makes another hold.

Comparisons with one value are decided by trying them on **representatives**: values such that, if
the weaker comparison holds for them, it holds for every value for which the stronger one does. The
trial is the evaluator's own :func:`engine.conditions.compare.matches`, so that proof and run
cannot disagree. What is not proved is answered with no.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from math import inf, nextafter

import numpy as np
import polars as pl

from engine.conditions.columns import (
    BooleanColumn,
    Column,
    InstantColumn,
    NumberColumn,
    StringsColumn,
    TextColumn,
)
from engine.conditions.compare import (
    DAY,
    depends_on_instant,
    matches,
    number_of,
    parse_instant,
)
from engine.conditions.model import (
    NEGATIONS,
    AllOf,
    AnyOf,
    Attribute,
    Comparison,
    Condition,
    EventHistory,
    GroupFilter,
    HasBuyingGroup,
    InList,
    Not,
    Operator,
    PeopleOfAccount,
    Quantifier,
    RoleInAccount,
    Scalar,
    Scope,
    ValueType,
)

TypeOf = Callable[[Scope, str], ValueType | None]
"""The type of an attribute; None where it is not known."""

_MANY_DAYS = 1_000_000
_FRESH = "\ue000"
"""A character of the private use area stands for any text that no condition mentions."""


def implies(
    stronger: Condition, weaker: Condition, scope: Scope, type_of: TypeOf | None = None
) -> bool:
    """Whether ``weaker`` provably holds wherever and whenever ``stronger`` does.

    Without ``type_of`` a proof must be good for every type of attribute.
    """
    return _Proof(type_of or (lambda _scope, _path: None)).implies(stronger, weaker, scope)


class _Proof:
    def __init__(self, type_of: TypeOf) -> None:
        self.type_of = type_of

    def implies(self, a: Condition, b: Condition, scope: Scope) -> bool:
        a, b = _without_not(a), _without_not(b)
        if a == b:
            return True
        if isinstance(b, AllOf):
            return all(self.implies(a, part, scope) for part in b.conditions)
        if isinstance(a, AnyOf):
            return all(self.implies(part, b, scope) for part in a.conditions)
        if b == AnyOf():
            return self._never(a, scope)
        return (
            (isinstance(a, AllOf) and any(self.implies(part, b, scope) for part in a.conditions))
            or (isinstance(b, AnyOf) and any(self.implies(a, part, scope) for part in b.conditions))
            or self._filters(a, b, scope)
        )

    def _filters(self, a: Condition, b: Condition, scope: Scope) -> bool:
        one, other = _signed(a), _signed(b)
        if one is not None and other is not None:
            return _same_subject(one.positive, other.positive) and _comparison_implies(
                one, other, self._kind(one, scope)
            )
        match a, b:
            case Not(), Not():
                return self.implies(b.condition, a.condition, scope)
            case EventHistory(), EventHistory():
                if a.inactive and b.inactive:
                    return _as_often(b, a)
                return not a.inactive and not b.inactive and _as_often(a, b)
            case PeopleOfAccount(), PeopleOfAccount():
                return self._people(a, b)
            case GroupFilter(), GroupFilter():
                return _group_implies(a, b)
        return False

    def _never(self, a: Condition, scope: Scope) -> bool:
        """Whether ``a``, which is no "any", provably never holds."""
        match a:
            case AllOf(conditions=parts):
                return any(self.implies(part, AnyOf(), scope) for part in parts) or any(
                    self.implies(part, Not(condition=other), scope)
                    for part, other in combinations(parts, 2)
                )
            case PeopleOfAccount():
                fewest, _ = _bounds(a)
                return fewest > 0 and self.implies(a.condition, AnyOf(), Scope.PERSON)
        only = _signed(a)
        if only is None:
            return False
        # Never is what implies both a value and none.
        value = only.positive.model_copy(update={"operator": Operator.IS_NOT_EMPTY})
        kind = self._kind(only, scope)
        return all(
            _comparison_implies(only, _Signed(value, holds), kind) for holds in (True, False)
        )

    def _kind(self, comparison: _Signed, scope: Scope) -> ValueType | None:
        if isinstance(comparison.positive, Attribute):
            return self.type_of(scope, comparison.positive.attribute)
        return ValueType.STRINGS

    def _people(self, a: PeopleOfAccount, b: PeopleOfAccount) -> bool:
        """As many people at least, and as many at most."""
        (low, high), (low_needed, high_needed) = _bounds(a), _bounds(b)
        return (
            low_needed == 0
            or (low >= low_needed and self.implies(a.condition, b.condition, Scope.PERSON))
        ) and (
            high_needed == inf
            or (high <= high_needed and self.implies(b.condition, a.condition, Scope.PERSON))
        )


def _without_not(condition: Condition) -> Condition:
    """The same condition with "not" only in front of what has no opposite of its own."""
    if not isinstance(condition, Not):
        return condition
    inner = condition.condition
    match inner:
        case Not():
            return _without_not(inner.condition)
        case AllOf():
            return AnyOf(conditions=tuple(Not(condition=part) for part in inner.conditions))
        case AnyOf():
            return AllOf(conditions=tuple(Not(condition=part) for part in inner.conditions))
        case EventHistory():
            return inner.model_copy(update={"inactive": not inner.inactive})
        case InList():
            return inner.model_copy(update={"member": not inner.member})
    return condition


@dataclass(frozen=True)
class _Signed:
    """A positive comparison, or that it does not hold."""

    positive: Comparison
    holds: bool


def _signed(condition: Condition) -> _Signed | None:
    """A comparison of the entity's own value, or its negation; None for other filters."""
    if isinstance(condition, Not):
        inner = _signed(condition.condition)
        return None if inner is None else _Signed(inner.positive, not inner.holds)
    return _of(condition) if isinstance(condition, Attribute | RoleInAccount) else None


def _same_subject(one: Comparison, other: Comparison) -> bool:
    """Whether both compare the same attribute, or both the roles."""
    if isinstance(one, Attribute) and isinstance(other, Attribute):
        return one.attribute == other.attribute
    return type(one) is type(other)


def _of(comparison: Comparison) -> _Signed:
    positive = NEGATIONS.get(comparison.operator)
    if positive is None:
        return _Signed(comparison, holds=True)
    return _Signed(comparison.model_copy(update={"operator": positive}), holds=False)


def _as_often(a: EventHistory, b: EventHistory) -> bool:
    """Whether every event that counts for ``a`` counts for ``b``, and ``a`` needs as many."""
    return (
        a.event_type == b.event_type
        and (a.look_back_days or inf) <= (b.look_back_days or inf)
        and a.at_least >= b.at_least
        and all(
            any(
                own.field == needed.field and _comparison_implies(_of(own), _of(needed), None)
                for own in a.constraints
            )
            or needed.operator is Operator.IS_ANY
            for needed in b.constraints
        )
    )


def _bounds(condition: PeopleOfAccount) -> tuple[int, float]:
    """The fewest and the most people."""
    count = condition.count
    return {
        Quantifier.ANY: (1, inf),
        Quantifier.NO: (0, 0),
        Quantifier.AT_LEAST: (count, inf),
        Quantifier.AT_MOST: (0, count),
        Quantifier.EXACTLY: (count, count),
    }[condition.quantifier]


def _group_implies(a: GroupFilter, b: GroupFilter) -> bool:
    """The same kind of filter about the same members, with every constraint of ``b``."""
    if type(a) is not type(b) or a.is_removed != b.is_removed:
        return False
    for name in ("solution_interest", "role"):
        if getattr(b, name) not in (None, getattr(a, name)):
            return False
    if (
        isinstance(a, HasBuyingGroup)
        and isinstance(b, HasBuyingGroup)
        and not set(b.people_in_role) <= set(a.people_in_role)
    ):
        return False
    kinds = {
        "stage": ValueType.STRING,
        "status": ValueType.STRING,
        "completeness": ValueType.NUMBER,
        "engagement": ValueType.NUMBER,
    }
    for name, kind in kinds.items():
        needed: Comparison | None = getattr(b, name)
        own: Comparison | None = getattr(a, name)
        if needed is None:
            continue
        if own is None or not _comparison_implies(_of(own), _of(needed), kind):
            return False
    return True


def _comparison_implies(a: _Signed, b: _Signed, kind: ValueType | None) -> bool:
    """For all values of the type; where it is unknown, of every type."""
    kinds = ValueType if kind is None else (kind,)
    return all(_implied(a, b, each) for each in kinds)


def _implied(a: _Signed, b: _Signed, kind: ValueType) -> bool:
    if not a.holds and not b.holds:  # the other way round
        a, b = _Signed(b.positive, holds=True), _Signed(a.positive, holds=True)
    always_a, always_b = (item.positive.operator is Operator.IS_ANY for item in (a, b))
    if always_a or always_b:
        return (always_b and b.holds) or (always_a and not a.holds)
    if not a.holds:
        return False  # it is so for a missing value, for which b is not
    if any(isinstance(item, str) and _FRESH in item for item in _constants(a, b)):
        return False
    values = _representatives(a, b, kind)
    if values is None:
        return False
    held = matches(a.positive, values, slice(None), 0)
    return bool((matches(b.positive, values, slice(None), 0) == b.holds)[held].all())


def _representatives(a: _Signed, b: _Signed, kind: ValueType) -> Column | None:
    """Values that stand for all for which ``a``, which holds, does; None where there are none
    that could decide about ``b``."""
    match kind:
        case ValueType.BOOLEAN:
            return BooleanColumn(np.array([0, 1], dtype=np.int8))
        case ValueType.INTEGER | ValueType.NUMBER:
            read = [number_of(item) for item in _constants(a, b)]
            marks = [mark for mark in read if mark is not None]
            near = [nextafter(mark, way) for mark in marks for way in (-inf, inf)]
            return NumberColumn(np.array([0.0, -inf, inf, *marks, *near]), kind)
        case ValueType.DATE | ValueType.TIMESTAMP:
            return _instants(a, b, kind)
        case ValueType.STRING:
            texts = _texts(a.positive, b)
            if texts is None:
                return None
            categories = pl.Series(sorted(set(texts)), dtype=pl.String)
            return TextColumn(np.arange(len(categories), dtype=np.int32), categories)
        case ValueType.STRINGS:
            if not b.holds:
                return None  # another item could break it
            # Each row: the fresh text and one of the items.
            categories = pl.Series([_FRESH, *_texts_of(a.positive)], dtype=pl.String)
            codes = np.array([[0, code] for code in range(len(categories))], dtype=np.int32)
            offsets = np.arange(len(codes) + 1, dtype=np.int64) * 2
            return StringsColumn(offsets, codes.ravel(), categories)


def _constants(*comparisons: _Signed) -> list[Scalar]:
    found = [value for item in comparisons for value in _values_of(item.positive)]
    return [value for value in found if value is not None]


def _values_of(comparison: Comparison) -> tuple[Scalar | None, ...]:
    return (comparison.value, *comparison.values)


def _texts_of(comparison: Comparison) -> list[str]:
    return [text for text in _values_of(comparison) if isinstance(text, str)]


def _instants(a: _Signed, b: _Signed, kind: ValueType) -> Column | None:
    """Days count from the instant of evaluation, which is 0 here: with a fixed date on the other
    side nothing can be said for all instants."""
    constants = _constants(a, b)
    marks = [0]
    if depends_on_instant(a.positive) or depends_on_instant(b.positive):
        if any(isinstance(item, str) for item in constants):
            return None
        days = [item for item in constants if not isinstance(item, bool | str)]
        if not all(abs(day) < _MANY_DAYS for day in days):
            return None
        marks += [way * round(day * DAY) for day in days for way in (-1, 1)]
    else:
        read = [parse_instant(item) for item in constants if isinstance(item, str)]
        marks += [instant for instant in read if instant is not None]
    near = sorted({mark + step for mark in marks for step in (-1, 0, 1)})
    far = [near[0] - DAY, *near, near[-1] + DAY]
    return InstantColumn(np.array(far, dtype=np.int64), kind)


def _texts(a: Comparison, b: _Signed) -> list[str] | None:
    """Texts for which ``a`` may hold, with a fresh character wherever it leaves the text open."""
    finite = (Operator.IS, Operator.IS_ONE_OF)
    if a.operator in finite:
        return _texts_of(a)
    if not b.holds:  # only what b names can break it
        return _texts_of(b.positive) if b.positive.operator in finite else None
    text = a.value if isinstance(a.value, str) else ""
    return {
        Operator.CONTAINS: [_FRESH + text + _FRESH],
        Operator.STARTS_WITH: [text + _FRESH],
        Operator.ENDS_WITH: [_FRESH + text],
        Operator.IS_NOT_EMPTY: [_FRESH],
    }.get(a.operator, [])
