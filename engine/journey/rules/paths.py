"""Paths: shares of variants, conditions that decide nothing, and what the data say (section 2)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from engine.conditions.imply import implies
from engine.conditions.model import AllOf, AnyOf, Scope
from engine.journey.actions import Context
from engine.journey.edits import distribute_evenly, update_node
from engine.journey.model import JourneyKind
from engine.journey.nodes import SplitNode, VariantNode
from engine.journey.rules.problem import Ground, Problem, error, fix, warning

ALWAYS, NEVER = AllOf(), AnyOf()


def percentages(ground: Ground) -> Iterator[Problem]:
    """Whole percentages from 1 to 99 that add up to exactly 100."""
    for node in ground.journey.nodes:
        if not isinstance(node, VariantNode) or len(node.paths) < 2:
            continue  # said elsewhere
        id_ = node.id
        mend = fix("distribute_evenly", partial(distribute_evenly, id_=id_))
        for number, path in enumerate(node.paths):
            if not 1 <= path.percentage <= 99:
                place = f"paths.{number}.percentage"
                share = path.percentage
                yield error("percentage_range", id_, place, mend, label=path.label, share=share)
        total = sum(path.percentage for path in node.paths)
        if total != 100:
            yield error("percentage_total", id_, "paths", mend, total=total)


def shadowed(ground: Ground) -> Iterator[Problem]:
    """A path whose condition can provably never be true given the ones above it."""
    for node, scope in _splits(ground):
        for number, path in enumerate(node.paths):
            place = f"paths.{number}.condition"
            above = next(
                (
                    upper
                    for upper in node.paths[:number]
                    if implies(path.condition, upper.condition, scope, ground.attribute_type)
                ),
                None,
            )
            if implies(path.condition, NEVER, scope, ground.attribute_type):
                yield warning("path_never", node.id, place, label=path.label)
            elif above is not None:
                params = {"label": path.label, "above": above.label}
                yield warning("path_shadowed", node.id, place, **params)


def unconditional(ground: Ground) -> Iterator[Problem]:
    """A path without a condition takes everything."""
    for node, _ in _splits(ground):
        for number, path in enumerate(node.paths):
            if path.condition == ALWAYS:
                place = f"paths.{number}.condition"
                yield warning("path_always", node.id, place, label=path.label)


def without_other(ground: Ground) -> Iterator[Problem]:
    """Who matches no path of a split without Other ends there; by people, goes straight on."""
    for node, scope in _splits(ground):
        by_people = ground.journey.kind is JourneyKind.ACCOUNT and node.by is Context.PEOPLE
        if (
            node.other
            or by_people
            or any(
                implies(ALWAYS, path.condition, scope, ground.attribute_type) for path in node.paths
            )
        ):
            continue
        with_other = node.model_copy(update={"other": True})
        mend = fix("add_other", partial(update_node, node=with_other))
        ending = None if ground.facts is None else ground.facts.unmatched.get(node.id)
        if ending is None:
            yield warning(f"other_missing.{scope}", node.id, "other", mend)
        else:
            yield warning("other_missing_counted", node.id, "other", mend, count=ending)


def unused(ground: Ground) -> Iterator[Problem]:
    """A path that no account of the loaded data takes."""
    if ground.facts is not None:
        for (node, path), accounts in ground.facts.taken.items():
            if accounts == 0:
                yield warning("path_unused", node, "paths", label=path)


def _splits(ground: Ground) -> Iterator[tuple[SplitNode, Scope]]:
    person = ground.journey.kind is JourneyKind.PERSON
    for node in ground.journey.nodes:
        if isinstance(node, SplitNode):
            by_people = person or node.by is Context.PEOPLE
            yield node, Scope.PERSON if by_people else Scope.ACCOUNT
