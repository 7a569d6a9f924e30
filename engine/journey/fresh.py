"""What is new: journeys, nodes and paths with ids and labels that are not taken, and copies."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

from engine.journey.actions import Context
from engine.journey.model import Journey, JourneyKind, Settings, Status
from engine.journey.nodes import (
    AccountAudienceNode,
    ActionNode,
    ExternalActionNode,
    ExternalPath,
    ExternalSplitNode,
    ListenNode,
    NextBestNode,
    NextBestPath,
    Node,
    PersonAudienceNode,
    SplitNode,
    SplitPath,
    VariantNode,
    VariantPath,
    WaitNode,
)

FORKS = (SplitNode, VariantNode, NextBestNode, ExternalSplitNode)
"""The nodes whose paths a person draws and names."""
Fork = SplitNode | VariantNode | NextBestNode | ExternalSplitNode
OwnPath = SplitPath | VariantPath | NextBestPath | ExternalPath

FORK_LIMITS: dict[type[Fork], tuple[int, int]] = {
    SplitNode: (1, 25),
    VariantNode: (2, 20),
    NextBestNode: (1, 25),
    ExternalSplitNode: (1, 25),
}
"""How few and how many paths of its own a fork may have, Other and Timeout not counted."""


DEFAULT_TIMEOUT = WaitNode(id="?").timing
"""Five days, as a new wait has."""


def new_journey(id_: str, name: str, kind: JourneyKind = JourneyKind.ACCOUNT) -> Journey:
    """A draft with nothing but its audience node."""
    audience = AccountAudienceNode if kind is JourneyKind.ACCOUNT else PersonAudienceNode
    return Journey(id=id_, name=name, kind=kind, nodes=(audience(id="audience"),))


def new_id(journey: Journey, node_type: str) -> str:
    """An id for a node of a type that no node of the journey has, such as ``wait-2``."""
    return _unused(node_type, journey.by_id)


def new_ids(journey: Journey, nodes: Iterable[Node]) -> dict[str, str]:
    """An id for each of some foreign nodes that neither the journey nor another of them has."""
    taken, found = set(journey.by_id), {}
    for node in nodes:
        found[node.id] = _unused(node.type, taken)
        taken.add(found[node.id])
    return found


def _unused(prefix: str, taken: Iterable[str]) -> str:
    names = set(taken)
    return next(name for name in (f"{prefix}-{n}" for n in count(1)) if name not in names)


def own_labels(node: Fork) -> tuple[str, ...]:
    """The labels that a person has given, in priority order."""
    return tuple(path.label for path in node.paths)


def new_label(node: Fork) -> str:
    """A label that no path of the node has: ``Path 3``."""
    taken = set(node.path_names())
    start = len(node.paths) + 1
    return next(label for label in (f"Path {n}" for n in count(start)) if label not in taken)


def new_path(node: Fork, label: str) -> OwnPath:
    """A path for a node, with nothing set. A variant's gets no share (``evenly`` deals them)."""
    match node:
        case SplitNode():
            return SplitPath(label=label)
        case VariantNode():
            return VariantPath(label=label, percentage=0)
        case NextBestNode():
            return NextBestPath(label=label)
        case ExternalSplitNode():
            return ExternalPath(label=label)


def with_paths(node: Fork, paths: Iterable[OwnPath]) -> Fork:
    """The node with other paths."""
    return node.model_copy(update={"paths": tuple(paths)})


def with_starter_paths(node: Node) -> Node:
    """A fork that has fewer paths than it needs gets them; a variant's are then dealt evenly."""
    if not isinstance(node, FORKS):
        return node
    fewest, _ = FORK_LIMITS[type(node)]
    started: Fork = node
    while len(started.paths) < fewest:
        started = with_paths(started, (*started.paths, new_path(started, new_label(started))))
    return evenly(started) if isinstance(started, VariantNode) and started != node else started


def shares(paths: int) -> tuple[int, ...]:
    """Whole percentages for some paths, as equal as can be, that add up to 100; the first paths
    get one more."""
    share, more = divmod(100, paths)
    return tuple(share + (index < more) for index in range(paths))


def evenly(node: VariantNode) -> VariantNode:
    """The variant with its percentages distributed evenly."""
    if not node.paths:
        return node
    dealt = zip(node.paths, shares(len(node.paths)), strict=True)
    paths = tuple(path.model_copy(update={"percentage": share}) for path, share in dealt)
    return node.model_copy(update={"paths": paths})


def duplicate(journey: Journey, id_: str, name: str) -> Journey:
    """A draft of its own with everything that the journey has (domain section 1)."""
    return journey.model_copy(
        update={"id": id_, "name": name, "status": Status.DRAFT, "version": 1}
    )


def structure_only(journey: Journey) -> Journey:
    """The journey with nodes, titles and paths kept, all settings cleared and waits of 5 days
    (domain section 1)."""
    nodes = tuple(_cleared(node) for node in journey.nodes)
    return journey.model_copy(update={"settings": Settings(), "nodes": nodes})


def _cleared(node: Node) -> Node:
    bare = {"id": node.id, "title": node.title}
    match node:
        case AccountAudienceNode() | PersonAudienceNode() | WaitNode() | ExternalActionNode():
            return type(node)(**bare)
        case ActionNode():
            return ActionNode(**bare, context=node.context)
        case ListenNode():
            has_timeout = len(node.path_names()) > 1
            timeout = DEFAULT_TIMEOUT if has_timeout else None
            return ListenNode(**bare, timeout=timeout, timeout_path=node.timeout_path)
        case SplitNode() | VariantNode() | NextBestNode() | ExternalSplitNode():
            paths = tuple(new_path(node, label) for label in own_labels(node))
            update = {"paths": paths}
            if isinstance(node, ExternalSplitNode):
                return node.model_copy(update=update | {"service": None})
            cleared = node.model_copy(update=update)
            return evenly(cleared) if isinstance(cleared, VariantNode) else cleared
    return node


def by(node: Node, context: Context) -> Node:
    """The node by accounts or by people, without the settings that were about the others."""
    match node:
        case SplitNode():
            paths = tuple(SplitPath(label=label) for label in own_labels(node))
            return node.model_copy(update={"by": context, "paths": paths})
        case VariantNode():
            return node.model_copy(update={"by": context})
        case ActionNode():
            kept = node.action if node.action and node.action.context is context else None
            return node.model_copy(update={"context": context, "action": kept})
    return node
