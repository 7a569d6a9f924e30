"""What makes a graph of nodes a journey (domain section 2): its faults, found in one pass.

Edits keep a journey free of faults; files written by hand may have them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from engine.journey import graph
from engine.journey.actions import Context
from engine.journey.fresh import FORK_LIMITS, FORKS, own_labels
from engine.journey.model import Edge, Journey, JourneyKind
from engine.journey.nodes import (
    RESERVED_LABELS,
    AccountAudienceNode,
    ActionNode,
    CloseSplitNode,
    ListenNode,
    MergeNode,
    NextBestNode,
    Node,
    PersonAudienceNode,
    SplitNode,
    VariantNode,
)
from resources.catalogue import Param


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that no journey may have: its code, where it is, and the words to say it."""

    code: str
    node: str | None = None
    field: str | None = None
    params: tuple[tuple[str, Param], ...] = ()


def fault(code: str, node: str | None = None, field: str | None = None, **params: Param) -> Fault:
    """A fault with its words."""
    return Fault(code, node, field, tuple(sorted(params.items())))


def faults(journey: Journey) -> tuple[Fault, ...]:
    """Everything that is wrong with the structure of a journey."""
    view = _View(journey)
    return tuple(found for rule in RULES for found in rule(view))


class _View:
    """A journey and what several rules ask about it."""

    def __init__(self, journey: Journey) -> None:
        self.journey = journey
        self.nodes = journey.by_id
        self.edges = tuple(
            edge
            for edge in journey.edges
            if edge.source in self.nodes and edge.target in self.nodes
        )

    @cached_property
    def incoming(self) -> dict[str, list[Edge]]:
        return graph.incoming(self.journey.model_copy(update={"edges": self.edges}))

    @cached_property
    def inside(self) -> dict[str, str]:
        return graph.inside_people_splits(self.journey)

    @cached_property
    def closes(self) -> dict[str, str]:
        return graph.close_splits(self.journey)


def _audience(view: _View) -> Iterator[Fault]:
    """Exactly one audience node, of the journey's kind, to which nothing leads."""
    kinds = (AccountAudienceNode, PersonAudienceNode)
    found = [node for node in view.journey.nodes if isinstance(node, kinds)]
    if not found:
        yield fault("audience_missing")
    person = view.journey.kind is JourneyKind.PERSON
    for number, node in enumerate(found):
        if number > 0:
            yield fault("audience_repeated", node.id)
        elif isinstance(node, PersonAudienceNode) is not person:
            yield fault(f"audience_of_{view.journey.kind}s", node.id)
        if view.incoming.get(node.id):
            yield fault("audience_entered", node.id)


def _ids(view: _View) -> Iterator[Fault]:
    for id_, times in Counter(node.id for node in view.journey.nodes).items():
        if times > 1:
            yield fault("id_repeated", id_, id=id_)


def _edges(view: _View) -> Iterator[Fault]:
    """No dangling path: every edge leaves a path that its node has and leads to a node."""
    seen: set[tuple[str, str]] = set()
    for edge in view.journey.edges:
        if edge.source not in view.nodes:
            yield fault("edge_from_nowhere", None, "edges", source=edge.source, target=edge.target)
            continue
        if edge.target not in view.nodes:
            yield fault("edge_to_nowhere", edge.source, path=edge.path, target=edge.target)
        if edge.path not in view.nodes[edge.source].path_names():
            yield fault("edge_of_no_path", edge.source, path=edge.path)
        elif (edge.source, edge.path) in seen:
            yield fault("edge_repeated", edge.source, path=edge.path)
        seen.add((edge.source, edge.path))


def _reach(view: _View) -> Iterator[Fault]:
    """Every node can be reached from the audience, and none leads back to itself."""
    if view.journey.audience is not None:
        reached = graph.reachable(view.journey)
        yield from (fault("unreachable", id_) for id_ in view.nodes if id_ not in reached)
    yield from (fault("cycle", part[0]) for part in graph.cycles(view.journey))


def _labels(view: _View) -> Iterator[Fault]:
    """Labels are given, unlike one another, and not reserved (ruling 31)."""
    for node in view.journey.nodes:
        if not isinstance(node, FORKS):
            continue
        seen: set[str] = set()
        for number, label in enumerate(own_labels(node)):
            field = f"paths.{number}.label"
            if not label.strip():
                yield fault("label_empty", node.id, field, number=number + 1)
            elif label in RESERVED_LABELS:
                yield fault("label_reserved", node.id, field, label=label)
            if label in seen:
                yield fault("label_repeated", node.id, field, label=label)
            seen.add(label)


def _path_counts(view: _View) -> Iterator[Fault]:
    for node in view.journey.nodes:
        if isinstance(node, FORKS):
            fewest, most = FORK_LIMITS[type(node)]
            if len(node.paths) < fewest:
                yield fault("paths_few", node.id, "paths", count=fewest)
            elif len(node.paths) > most:
                yield fault("paths_many", node.id, "paths", count=most)


def _parents(view: _View) -> Iterator[Fault]:
    """Only merges and close splits join paths."""
    for id_, edges in view.incoming.items():
        if len(edges) > 1 and not isinstance(view.nodes[id_], MergeNode | CloseSplitNode):
            yield fault("several_parents", id_)


def _kinds(view: _View) -> Iterator[Fault]:
    """What only account journeys or only person journeys have (sections 2 and 3, ruling 31)."""
    person = view.journey.kind is JourneyKind.PERSON
    for node in view.journey.nodes:
        if isinstance(node, NextBestNode) and not person:
            yield fault("next_best_of_accounts", node.id)
        elif isinstance(node, CloseSplitNode) and person:
            yield fault("close_split_of_person", node.id)
        elif person and is_about_accounts(node):
            field = "context" if isinstance(node, ActionNode) else "by"
            yield fault("accounts_in_person_journey", node.id, field)


def is_about_accounts(node: Node) -> bool:
    """Whether the node acts on accounts or splits by accounts."""
    if isinstance(node, ActionNode):
        return node.context is Context.ACCOUNTS
    return isinstance(node, SplitNode | VariantNode) and node.by is Context.ACCOUNTS


def _people_splits(view: _View) -> Iterator[Fault]:
    """A split by people has one close split, to which everything inside leads."""
    for id_, node in view.nodes.items():
        if graph.splits_people(view.journey, node) and id_ not in view.closes:
            yield fault("close_split_missing", id_)
        if isinstance(node, CloseSplitNode) and view.journey.kind is JourneyKind.ACCOUNT:
            yield from _close_split(view, node)
        around = id_ if graph.splits_people(view.journey, node) else view.inside.get(id_)
        if around in view.closes:
            for path, target in graph.paths_of(view.journey, id_):
                if target not in view.nodes:
                    yield fault("people_split_open", id_, path=path)


def _close_split(view: _View, node: CloseSplitNode) -> Iterator[Fault]:
    if not graph.splits_people(view.journey, view.nodes.get(node.split)):
        yield fault("close_split_alone", node.id)
        return
    if view.closes[node.split] != node.id:
        yield fault("close_split_repeated", node.id)
    for edge in view.incoming.get(node.id, ()):
        if edge.source != node.split and view.inside.get(edge.source) != node.split:
            yield fault("close_split_entered", node.id)


def _inside_people_splits(view: _View) -> Iterator[Fault]:
    """Only people actions stand inside a split by people: no wait, listen or split."""
    for id_ in view.inside:
        node = view.nodes[id_]
        if isinstance(node, CloseSplitNode) or (
            isinstance(node, ActionNode) and node.context is Context.PEOPLE
        ):
            continue
        yield fault(f"inside_people_split.{inside_kind(node)}", id_)


def inside_kind(node: Node) -> str:
    """What a node would be inside a split by people: each has its own sentence."""
    if isinstance(node, ListenNode):
        return "listen"
    return "split" if isinstance(node, FORKS) else "node"


RULES: tuple[Callable[[_View], Iterator[Fault]], ...] = (
    _audience,
    _ids,
    _edges,
    _reach,
    _labels,
    _path_counts,
    _parents,
    _kinds,
    _people_splits,
    _inside_people_splits,
)
"""Each answers for one guardrail."""
