"""Splits and variants, read from sections 3.3 and 3.4 and rulings 28-32."""

from __future__ import annotations

from collections.abc import Sequence

import mmh3

from engine.conditions.model import Scope
from engine.journey.nodes import OTHER, SplitNode, VariantNode
from tests.oracle.conditions import holds
from tests.oracle.world import World


def path_of(node: SplitNode, world: World, scope: Scope, key: str, at: int) -> str | None:
    """Tried from the top; no match: Other, if there is one."""
    for path in node.paths:
        if holds(path.condition, world, scope, key, at):
            return path.label
    return OTHER if node.other else None


def by_quota(node: VariantNode, assigned: list[int]) -> str:
    """The path furthest below its share, the higher in the list where two are (ruling 28).

    ``assigned``: how many each path has got; this one is added.
    """
    total = sum(assigned)
    needs = [
        path.percentage * (total + 1) - 100 * got
        for path, got in zip(node.paths, assigned, strict=True)
    ]
    chosen = needs.index(max(needs))
    assigned[chosen] += 1
    return node.paths[chosen].label


def among_people(node: VariantNode, people: Sequence[str]) -> dict[str, str]:
    """The path of each person of an account: people by person key, each path its rounded-down
    share, the last path the rest; one person alone takes the first path (ruling 32)."""
    if len(people) == 1:
        return {people[0]: node.paths[0].label}
    labels = []
    for path in node.paths[:-1]:
        labels += [path.label] * (path.percentage * len(people) // 100)
    labels += [node.paths[-1].label] * (len(people) - len(labels))
    return dict(zip(sorted(people), labels, strict=True))


def by_hash(node: VariantNode, person: str, journey: str) -> str:
    """The path of a person in a person journey: always the same (section 3.4)."""
    bucket = (mmh3.hash(f"{person}:{journey}".encode(), 0, signed=False) * 10_000) >> 32
    upper = 0
    for path in node.paths:
        upper += path.percentage * 100
        if bucket < upper:
            return path.label
    raise AssertionError("percentages that do not add up to 100")
