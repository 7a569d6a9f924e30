"""Edits of a condition as the form shows it: groups of cards, each at its place.

Pure functions from a condition to a new one. A **path** is the place of a condition in each group
from the root on; it leads through nested groups and through people of the account alike.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from designer.conditions.vocabulary import is_group
from engine.conditions.model import (
    AllOf,
    AnyOf,
    Condition,
    Not,
    PeopleOfAccount,
    Scope,
)

Path = tuple[int, ...]

MATCHES = ("all", "any", "none", "not_all")


@dataclass(frozen=True)
class Group:
    """A group as the form shows it: one of ``MATCHES`` and what is inside."""

    match: str
    conditions: tuple[Condition, ...]

    @classmethod
    def of(cls, condition: Condition) -> Group:
        """Any condition as a group; a single filter is a group of one."""
        if isinstance(condition, AllOf):
            return cls("all", condition.conditions)
        if isinstance(condition, AnyOf):
            return cls("any", condition.conditions)
        if isinstance(condition, Not) and isinstance(condition.condition, AnyOf):
            return cls("none", condition.condition.conditions)
        if isinstance(condition, Not) and isinstance(condition.condition, AllOf):
            return cls("not_all", condition.condition.conditions)
        if isinstance(condition, Not) and isinstance(condition.condition, Not):
            return cls("none", (condition.condition,))
        return cls("all", (condition,))

    def condition(self) -> Condition:
        """The group as a condition."""
        kind = AllOf if self.match in ("all", "not_all") else AnyOf
        inner = kind(conditions=self.conditions)
        return Not(condition=inner) if self.match in ("none", "not_all") else inner

    def having(self, start: int, end: int, by: tuple[Condition, ...] = ()) -> Group:
        """The group with other conditions in the places from ``start`` up to ``end``."""
        before = self.conditions
        return replace(self, conditions=(*before[:start], *by, *before[end:]))


def bare(condition: Condition) -> Condition:
    """A condition without the negation around it."""
    return condition.condition if isinstance(condition, Not) else condition


def at(condition: Condition, path: Path) -> Condition:
    """The condition at a path; the root is shown as a group."""
    condition = Group.of(condition).condition()
    for place in path:
        inner = bare(condition)
        if not is_group(condition) and isinstance(inner, PeopleOfAccount):
            condition = inner.condition
        condition = Group.of(condition).conditions[place]
    return condition


def changed(condition: Condition, path: Path, change: Callable[[Group], Group]) -> Condition:
    """The condition with the group at a path changed; the path of people of the account is that
    of the group inside."""
    if not is_group(condition) and isinstance(people := bare(condition), PeopleOfAccount):
        inside = changed(people.condition, path, change)
        made: Condition = people.model_copy(update={"condition": inside})
        return Not(condition=made) if isinstance(condition, Not) else made
    group = Group.of(condition)
    if not path:
        return change(group).condition()
    place, rest = path[0], path[1:]
    inside = changed(group.conditions[place], rest, change)
    return group.having(place, place + 1, (inside,)).condition()


def replaced(root: Condition, path: Path, by: tuple[Condition, ...]) -> Condition:
    """The root with other conditions in the place of one: none removes it, two double it."""
    place = path[-1]
    return _in_root(root, path[:-1], lambda group: group.having(place, place + 1, by))


def inserted(root: Condition, group: Path, place: int, condition: Condition) -> Condition:
    """The root with one more condition in a group, before the one that has the place now."""
    return _in_root(root, group, lambda found: found.having(place, place, (condition,)))


def moved(
    root: Condition, source: Path, group: Path, place: int, becomes: Condition | None = None
) -> tuple[Condition, Path]:
    """The root with a condition moved before the one that has ``place`` in a group now, and the
    path that it has then. ``becomes``: what it is there (see :func:`fitting`). Nothing moves into
    itself."""
    if group[: len(source)] == source:
        return root, source
    condition = becomes or at(root, source)
    above, old = source[:-1], source[-1]
    depth = len(above)
    if group == above and place > old:
        place -= 1
    elif group[:depth] == above and len(group) > depth and group[depth] > old:
        group = (*above, group[depth] - 1, *group[depth + 1 :])
    return inserted(replaced(root, source, ()), group, place, condition), (*group, place)


def stepped(root: Condition, source: Path, by: int) -> tuple[Condition, Path]:
    """The root with a condition moved one place up (-1) or down (1), and its path then. A group
    that is met is gone into, at the edge of a group the way leads out of it, but never out of
    the people of an account."""
    above, old = source[:-1], source[-1]
    group = _group_at(root, above)
    place = old + by
    if not 0 <= place < len(group.conditions):
        if not above or not is_group(at(root, above)):
            return root, source
        return moved(root, source, above[:-1], above[-1] + (by > 0))
    neighbour = group.conditions[place]
    if is_group(neighbour):
        inside = Group.of(neighbour).conditions
        return moved(root, source, (*above, place), 0 if by > 0 else len(inside))
    return moved(root, source, above, place + (by > 0))


def fitting(condition: Condition, scope: Scope, to: Scope) -> Condition | None:
    """A condition about one scope, for a group about another: a filter on people becomes "any
    person of the account", and that one filter on people again. None where neither goes."""
    if scope is to:
        return condition
    if to is Scope.ACCOUNT:
        return PeopleOfAccount(condition=AllOf(conditions=(condition,)))
    if isinstance(condition, PeopleOfAccount):
        inner = condition.condition
        single = isinstance(inner, AllOf) and len(inner.conditions) == 1
        return inner.conditions[0] if single else inner  # type: ignore[union-attr]
    if is_group(condition):
        group = Group.of(condition)
        parts = [fitting(one, scope, to) for one in group.conditions]
        whole = tuple(one for one in parts if one is not None)
        return replace(group, conditions=whole).condition() if len(whole) == len(parts) else None
    return None


def path_of(place: Sequence[str | int]) -> Path:
    """The path of what stands at a place of the check of conditions, by its "conditions"."""
    return tuple(
        number
        for before, number in pairwise(place)
        if before == "conditions" and isinstance(number, int)
    )


def _group_at(root: Condition, path: Path) -> Group:
    """The group at a path; for people of the account the group inside."""
    found = at(root, path) if path else root
    inner = bare(found)
    if not is_group(found) and isinstance(inner, PeopleOfAccount) and path:
        return Group.of(inner.condition)
    return Group.of(found)


def _in_root(root: Condition, path: Path, change: Callable[[Group], Group]) -> Condition:
    """As :func:`changed` for a root, which is a group even where it is a single filter."""
    return changed(Group.of(root).condition(), path, change)
