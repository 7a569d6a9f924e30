"""Questions about the graph of a journey. All of them also answer for broken graphs: edges from or
to nodes that do not exist are left out, and cycles end the search instead of trapping it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import networkx as nx

from engine.journey.actions import Context
from engine.journey.model import Edge, Journey, JourneyKind
from engine.journey.nodes import CloseSplitNode, Node, SplitNode, VariantNode


def graph(journey: Journey) -> nx.MultiDiGraph[str]:
    """The journey as a networkx graph: nodes are node ids, an edge's key is the path it leaves."""
    found: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    found.add_nodes_from(journey.by_id)
    for edge in journey.edges:
        if edge.source in journey.by_id and edge.target in journey.by_id:
            found.add_edge(edge.source, edge.target, key=edge.path)
    return found


def node_order(journey: Journey) -> tuple[str, ...]:
    """Ruling 8: repeatedly the lowest id (by code point) among the nodes whose predecessors all
    have a place. Nodes on or behind a cycle come last, by id."""
    placed: list[str] = []
    try:
        for node in nx.lexicographical_topological_sort(graph(journey)):
            placed.append(node)  # noqa: PERF402 - keeps what came before a cycle was met
    except nx.NetworkXUnfeasible:
        placed.extend(sorted(set(journey.by_id).difference(placed)))
    return tuple(placed)


def paths_of(journey: Journey, node: str) -> tuple[tuple[str, str | None], ...]:
    """The node's paths in priority order, each with the node it leads to; None where it ends."""
    names = journey.by_id[node].path_names()
    return tuple((name, journey.targets.get((node, name))) for name in names)


def incoming(journey: Journey) -> dict[str, list[Edge]]:
    """The edges that lead to each node, in the order in which they are written."""
    found: dict[str, list[Edge]] = defaultdict(list)
    for edge in journey.edges:
        found[edge.target].append(edge)
    return found


def downstream(journey: Journey, node: str) -> frozenset[str]:
    """The nodes that can be reached from a node, without itself."""
    return frozenset(nx.descendants(graph(journey), node))


def upstream(journey: Journey, node: str) -> frozenset[str]:
    """The nodes from which a node can be reached, without itself."""
    return frozenset(nx.ancestors(graph(journey), node))


def reachable(journey: Journey) -> frozenset[str]:
    """The audience node and everything that can be reached from it."""
    start = journey.audience
    return frozenset() if start is None else downstream(journey, start.id) | {start.id}


def reachable_from(found: nx.MultiDiGraph[str], starts: Iterable[str]) -> frozenset[str]:
    """The starts and everything that can be reached from them."""
    layers = nx.bfs_layers(found, [start for start in starts if start in found])
    return frozenset(node for layer in layers for node in layer)


def cycles(journey: Journey) -> tuple[tuple[str, ...], ...]:
    """The groups of nodes that lead back to themselves, each in the order of ids."""
    found = graph(journey)
    parts = (sorted(part) for part in nx.strongly_connected_components(found))
    circular = (part for part in parts if len(part) > 1 or found.has_edge(part[0], part[0]))
    return tuple(sorted(tuple(part) for part in circular))


def ends(journey: Journey) -> tuple[tuple[str, str], ...]:
    """The paths that lead nowhere: (node, path), in node order."""
    return tuple(
        (node, path)
        for node in node_order(journey)
        for path, target in paths_of(journey, node)
        if target not in journey.by_id
    )


def splits_people(journey: Journey, node: Node | None) -> bool:
    """Whether the node is a split or variant by people that ends in a close split (in a person
    journey the person itself moves, ruling 31)."""
    return (
        journey.kind is JourneyKind.ACCOUNT
        and isinstance(node, SplitNode | VariantNode)
        and node.by is Context.PEOPLE
    )


def close_splits(journey: Journey) -> dict[str, str]:
    """The close split of each split by people; the first one where a broken journey has more."""
    found: dict[str, str] = {}
    for node in journey.nodes:
        if isinstance(node, CloseSplitNode):
            found.setdefault(node.split, node.id)
    return found


def inside_people_splits(journey: Journey) -> dict[str, str]:
    """Which split (or variant) by people each node stands inside, between it and its close split.

    Of splits inside splits, which the rules forbid, the inner one counts.
    """
    parents = incoming(journey)
    inside: dict[str, str] = {}
    for id_ in node_order(journey):
        node = journey.by_id[id_]
        around = (_around_exit(journey, edge.source, inside) for edge in parents[id_])
        split = next((found for found in around if found is not None), None)
        if split is not None and isinstance(node, CloseSplitNode) and node.split == split:
            split = inside.get(split)
        if split is not None:
            inside[id_] = split
    return inside


def _around_exit(journey: Journey, source: str, inside: dict[str, str]) -> str | None:
    """The split by people that the paths leaving a node stand in."""
    return source if splits_people(journey, journey.by_id.get(source)) else inside.get(source)
