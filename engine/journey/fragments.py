"""Copy and paste. A fragment is a journey without an audience, so that the clipboard holds the
native format and one serializer serves files and clipboard."""

from __future__ import annotations

from collections.abc import Iterable

from engine.errors import JornadaError
from engine.journey import graph
from engine.journey.edit_parts import (
    End,
    changed,
    check_place,
    draft,
    existing_path,
    fitted,
    led,
    split_around,
)
from engine.journey.fresh import new_ids
from engine.journey.model import Edge, Journey
from engine.journey.nodes import (
    NEXT,
    AccountAudienceNode,
    CloseSplitNode,
    MergeNode,
    NextBestNode,
    Node,
    PersonAudienceNode,
    SplitNode,
    VariantNode,
)
from engine.journey.structure import faults


def copy(journey: Journey, ids: Iterable[str]) -> Journey:
    """The chosen nodes as a fragment; they must hang together from one first node.

    A split by people brings everything up to its close split. The audience, close splits without
    their split, and merges that join nothing within the choice are left out.
    """
    chosen = _whole(journey, set(ids))
    edges = [edge for edge in journey.edges if edge.source in chosen and edge.target in chosen]
    for id_ in [item for item in graph.node_order(journey) if item in chosen]:
        into = [edge for edge in edges if edge.target == id_]
        if isinstance(journey.by_id[id_], MergeNode) and len(into) < 2:
            chosen.discard(id_)
            edges = _bridged(edges, id_)
    fragment = Journey(
        id="fragment",
        name=journey.name,
        kind=journey.kind,
        nodes=tuple(node for node in journey.nodes if node.id in chosen),
        edges=tuple(edges),
    )
    _first(fragment)
    return fragment


def paste(journey: Journey, source: str, path: str, fragment: Journey) -> Journey:
    """Put a fragment on a path, with fresh ids. What followed goes on where the fragment's main
    path ends: its first paths, and the exits of its splits by people."""
    draft(journey)
    existing_path(journey, source, path)
    fragment = copy(fragment, fragment.by_id)
    _check(journey, fragment)
    around, inside = split_around(journey, source), graph.inside_people_splits(fragment)
    ids = new_ids(journey, fragment.nodes)
    nodes: dict[str, Node] = {}
    for id_ in graph.node_order(fragment):
        place = inside.get(id_, around)
        node = fitted(journey, fragment.by_id[id_], place)
        check_place(journey, node, place)
        update = {"id": ids[id_]}
        if isinstance(node, CloseSplitNode):
            update["split"] = ids[node.split]
        nodes[id_] = node.model_copy(update=update)
    edges = [
        Edge(source=ids[edge.source], path=edge.path, target=ids[edge.target])
        for edge in fragment.edges
    ]
    after = journey.targets.get((source, path))
    if after is not None:
        end, name = _end(fragment)
        edges.append(Edge(source=ids[end], path=name, target=after))
    led_here = led(journey, (source, path), ids[_first(fragment).id])
    added = (nodes[node.id] for node in fragment.nodes)
    return changed(journey, [*journey.nodes, *added], [*led_here, *edges])


def _whole(journey: Journey, chosen: set[str]) -> set[str]:
    """The choice with all of its splits by people, and without what can't be copied by itself."""
    for id_, split in graph.inside_people_splits(journey).items():
        if split in chosen:
            chosen.add(id_)
    for split, close in graph.close_splits(journey).items():
        (chosen.add if split in chosen else chosen.discard)(close)
    audiences = (AccountAudienceNode, PersonAudienceNode)
    return {
        node.id for node in journey.nodes if node.id in chosen and not isinstance(node, audiences)
    }


def _bridged(edges: list[Edge], id_: str) -> list[Edge]:
    """The edges without a node that has one path in and one out at most."""
    on = next((edge.target for edge in edges if edge.source == id_), None)
    moved = [
        edge.model_copy(update={"target": on}) if edge.target == id_ and on else edge
        for edge in edges
    ]
    return [edge for edge in moved if id_ not in (edge.source, edge.target)]


def _first(fragment: Journey) -> Node:
    """The node from which all others of a fragment can be reached."""
    led = {edge.target for edge in fragment.edges}
    first = [node for node in fragment.nodes if node.id not in led]
    if len(first) != 1:
        raise JornadaError(f"journey.edit.copy_{'apart' if fragment.nodes else 'nothing'}")
    return first[0]


def _end(fragment: Journey) -> End:
    """The open end of a fragment's main path."""
    closes, id_ = graph.close_splits(fragment), _first(fragment).id
    while True:
        node = fragment.by_id[id_]
        splits_people = graph.splits_people(fragment, node)
        end = (closes[id_], NEXT) if splits_people else (id_, node.path_names()[0])
        if end not in fragment.targets:
            return end
        id_ = fragment.targets[end]


def _check(journey: Journey, fragment: Journey) -> None:
    """Refuse what would not be a journey, or is one of another kind."""
    own_kind = (SplitNode, VariantNode, NextBestNode, CloseSplitNode)
    if fragment.kind is not journey.kind and any(
        isinstance(node, own_kind) for node in fragment.nodes
    ):
        raise JornadaError("journey.edit.paste_other_kind")
    if any(found.code != "audience_missing" for found in faults(fragment)):
        raise JornadaError("journey.edit.paste_broken")
