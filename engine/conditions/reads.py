"""What a condition reads: what may change its answer, and what must exist for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from engine.conditions.compare import depends_on_instant
from engine.conditions.evaluate import PERSON_ROLES
from engine.conditions.model import (
    DERIVED,
    Attribute,
    Comparison,
    Condition,
    EventHistory,
    HasBuyingGroup,
    InList,
    MemberOfBuyingGroup,
    RoleInAccount,
    Scope,
    walk,
)


@dataclass(frozen=True)
class Reads:
    """What a condition reads.

    ``attributes`` and ``lists`` by scope and path or id; ``event_types`` by name; ``uses_time``:
    the answer may change with the instant though no data change.
    """

    attributes: frozenset[tuple[Scope, str]] = field(default_factory=frozenset)
    event_types: frozenset[str] = field(default_factory=frozenset)
    lists: frozenset[tuple[Scope, str]] = field(default_factory=frozenset)
    uses_groups: bool = False
    uses_time: bool = False

    def __or__(self, other: Reads) -> Reads:
        return Reads(
            self.attributes | other.attributes,
            self.event_types | other.event_types,
            self.lists | other.lists,
            self.uses_groups or other.uses_groups,
            self.uses_time or other.uses_time,
        )


def reads(condition: Condition, scope: Scope) -> Reads:
    """Everything that the condition reads, at any depth."""
    return reads_of_all((condition,), scope)


def reads_of_all(conditions: Iterable[Condition], scope: Scope) -> Reads:
    """Everything that any of several conditions about one scope reads."""
    attributes: set[tuple[Scope, str]] = set()
    event_types: set[str] = set()
    lists: set[tuple[Scope, str]] = set()
    uses_groups = uses_time = False
    for whole in conditions:
        for part, about in walk(whole, scope):
            match part:
                case Attribute():
                    attributes.add((about, part.attribute))
                    if about is Scope.ACCOUNT and part.attribute.startswith(DERIVED):
                        uses_time = True  # it is evaluated anew at each daily cycle
                case RoleInAccount():
                    attributes.add((about, PERSON_ROLES))
                case EventHistory():
                    event_types.add(part.event_type)
                    uses_time = True
                case InList():
                    lists.add((about, part.list))
                case HasBuyingGroup() | MemberOfBuyingGroup():
                    uses_groups = True
                case _:
                    pass
            if isinstance(part, Comparison) and depends_on_instant(part):
                uses_time = True
    return Reads(
        frozenset(attributes), frozenset(event_types), frozenset(lists), uses_groups, uses_time
    )
