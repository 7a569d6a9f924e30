"""Every edit of a journey: pure functions from a journey to a new one.

They keep a journey well-formed (:mod:`engine.journey.structure`) and raise
:class:`engine.errors.JornadaError`, with a sentence that says why, where the domain forbids the
edit (section 2). Only drafts can be edited. Edits of paths are in :mod:`engine.journey.edit_paths`,
copying and pasting in :mod:`engine.journey.fragments`; all are offered here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.errors import JornadaError
from engine.journey import graph
from engine.journey.actions import Context
from engine.journey.edit_parts import (
    changed,
    check_labels,
    check_place,
    closed,
    draft,
    existing,
    existing_path,
    fitted,
    led,
    name_of,
    reached,
    removal,
    revised,
    split_around,
    with_node,
    with_paths_of,
)
from engine.journey.edit_paths import (
    add_path,
    connect,
    disconnect,
    distribute_evenly,
    merge_paths,
    move_path,
    remove_path,
    rename_path,
)
from engine.journey.fragments import copy, paste
from engine.journey.fresh import (
    FORKS,
    by,
    duplicate,
    new_id,
    new_journey,
    structure_only,
    with_starter_paths,
)
from engine.journey.model import Edge, Journey, JourneyKind, Position, Settings
from engine.journey.nodes import (
    AccountAudienceNode,
    ActionNode,
    AudienceNode,
    CloseSplitNode,
    MergeNode,
    Node,
    PersonAudienceNode,
    SplitNode,
    VariantNode,
)

__all__ = [
    "add_path",
    "connect",
    "copy",
    "delete_node",
    "delete_nodes",
    "delete_split",
    "disconnect",
    "distribute_evenly",
    "duplicate",
    "insert",
    "lay_out_automatically",
    "merge_paths",
    "move_path",
    "new_id",
    "new_journey",
    "paste",
    "place",
    "remove_path",
    "rename_path",
    "replace_audience",
    "set_context",
    "set_description",
    "set_name",
    "set_settings",
    "set_title",
    "structure_only",
    "update_node",
    "what_delete_removes",
    "what_set_context_removes",
]


# --- nodes --------------------------------------------------------------------------------------


def insert(journey: Journey, source: str, path: str, node: Node) -> Journey:
    """Put a new node on a path, between two nodes or at the end.

    What followed goes on at the node's first path (a listen's and an external action's main
    path); after a split by people, at the exit of its close split, which comes with it. A node
    takes the context of its place where it has no action yet; a fork without paths gets some.
    """
    draft(journey)
    existing_path(journey, source, path)
    if isinstance(node, AccountAudienceNode | PersonAudienceNode | CloseSplitNode | MergeNode):
        raise JornadaError(f"journey.edit.insert_{node.type}")
    if node.id in journey.by_id:
        raise JornadaError("journey.edit.id_taken", id=node.id)
    inside = split_around(journey, source)
    node = with_starter_paths(fitted(journey, node, inside))
    check_place(journey, node, inside)
    check_labels(node)
    added, edges, exit_ = closed(journey, node)
    after = journey.targets.get((source, path))
    if after is not None:
        edges.append(Edge(source=exit_[0], path=exit_[1], target=after))
    led_here = led(journey, (source, path), node.id)
    return changed(journey, [*journey.nodes, *added], [*led_here, *edges])


def update_node(journey: Journey, node: Node) -> Journey:
    """Give the node with this id other settings. Renamed paths keep what follows them.

    A path that has gone takes its edge with it, which is refused while nodes stand on it; the
    type and the context of splits stay (:func:`set_context` changes the latter).
    """
    draft(journey)
    old = existing(journey, node.id)
    if old.type != node.type:
        raise JornadaError("journey.edit.type_stays", node=name_of(old))
    if isinstance(old, CloseSplitNode) and isinstance(node, CloseSplitNode):
        node = node.model_copy(update={"split": old.split})
    if isinstance(old, SplitNode | VariantNode) and getattr(node, "by", None) is not old.by:
        raise JornadaError("journey.edit.context_stays", node=name_of(old))
    inside = graph.inside_people_splits(journey).get(node.id)
    if isinstance(node, ActionNode):
        node = fitted(journey, node, inside)
        check_place(journey, node, inside)
    check_labels(node)
    return with_paths_of(journey, old, node)


def set_title(journey: Journey, id_: str, title: str) -> Journey:
    """Name a node; empty: by its type."""
    return with_node(draft(journey), revised(existing(journey, id_), title=title))


def replace_audience(journey: Journey, node: AudienceNode) -> Journey:
    """Let another audience, list or event audience enter; the node keeps its id and place."""
    draft(journey)
    old = journey.audience
    if old is None:
        return changed(journey, [node, *journey.nodes], journey.edges)
    if isinstance(node, PersonAudienceNode) is not (journey.kind is JourneyKind.PERSON):
        raise JornadaError(f"journey.edit.audience_of_{journey.kind}s")
    return with_node(journey, node.model_copy(update={"id": old.id}))


def delete_node(journey: Journey, id_: str) -> Journey:
    """Delete a node and what :func:`what_delete_removes` says; what follows its main path, or the
    close split of a split by people, moves up."""
    gone, target = removal(draft(journey), id_)
    moved = [
        edge.model_copy(update={"target": target}) if edge.target == id_ and target else edge
        for edge in journey.edges
        if edge.source != id_
    ]
    nodes = [node for node in journey.nodes if node.id not in gone]
    edges = [edge for edge in moved if edge.source not in gone and edge.target not in gone]
    return changed(journey, nodes, edges)


def delete_split(journey: Journey, id_: str) -> Journey:
    """Delete a split, a variant, a next best path or an external split, and what hangs only on
    its paths."""
    if not isinstance(existing(journey, id_), FORKS):
        raise JornadaError("journey.edit.not_a_split", node=name_of(journey.by_id[id_]))
    return delete_node(journey, id_)


def delete_nodes(journey: Journey, ids: Iterable[str]) -> Journey:
    """Delete several nodes, earlier ones first; those that go with an earlier one are gone then.
    Close splits go with their splits."""
    chosen = set(ids)
    for id_ in graph.node_order(journey):
        node = journey.by_id.get(id_)
        follows = isinstance(node, CloseSplitNode) and node.split in chosen
        if node is not None and id_ in chosen and not follows:
            journey = delete_node(journey, id_)
    return journey


def what_delete_removes(journey: Journey, id_: str) -> tuple[str, ...]:
    """The nodes that :func:`delete_node` deletes, in node order, to ask first where they are
    several: besides the node, what hangs only on its side paths, and for a split by accounts,
    on any of its paths."""
    gone, _ = removal(journey, id_)
    return tuple(node for node in graph.node_order(journey) if node in gone)


# --- context ------------------------------------------------------------------------------------


def set_context(journey: Journey, id_: str, context: Context) -> Journey:
    """Switch a node between accounts and people.

    A split or variant keeps its paths and loses their conditions and what is downstream of them
    (:func:`what_set_context_removes`); by people it gets a close split. An action, which has no
    paths of its own, loses its settings only.
    """
    node = existing(draft(journey), id_)
    if not isinstance(node, SplitNode | VariantNode | ActionNode):
        raise JornadaError("journey.edit.no_context", node=name_of(node))
    now = node.context if isinstance(node, ActionNode) else node.by
    if now is context:
        return journey
    switched = by(node, context)
    check_place(journey, switched, graph.inside_people_splits(journey).get(id_))
    if isinstance(node, ActionNode):
        return with_node(journey, switched)
    gone = set(what_set_context_removes(journey, id_))
    nodes = [item for item in journey.nodes if item.id not in gone and item.id != id_]
    edges = [edge for edge in journey.edges if edge.source not in gone | {id_}]
    edges = [edge for edge in edges if edge.target not in gone]
    added, closing, _ = closed(changed(journey, [*nodes, switched], edges), switched)
    place_of = next(index for index, item in enumerate(journey.nodes) if item.id == id_)
    before = sum(item.id not in gone for item in journey.nodes[:place_of])
    return changed(journey, [*nodes[:before], *added, *nodes[before:]], [*edges, *closing])


def what_set_context_removes(journey: Journey, id_: str) -> tuple[str, ...]:
    """The nodes that switching a split or variant between accounts and people deletes, in node
    order, to ask first."""
    if not isinstance(existing(journey, id_), SplitNode | VariantNode):
        return ()
    cut = [edge for edge in journey.edges if edge.source != id_]
    gone = graph.downstream(journey, id_) - reached(journey, cut, {id_})
    return tuple(node for node in graph.node_order(journey) if node in gone)


# --- the journey itself -------------------------------------------------------------------------


def set_settings(journey: Journey, settings: Settings) -> Journey:
    """Change start, end, zone, re-entry or deduplication."""
    return draft(journey).model_copy(update={"settings": settings})


def set_name(journey: Journey, name: str) -> Journey:
    """Rename the journey."""
    return revised(draft(journey), name=name)


def set_description(journey: Journey, description: str) -> Journey:
    """Describe the journey."""
    return draft(journey).model_copy(update={"description": description})


def place(journey: Journey, positions: Mapping[str, tuple[float, float]]) -> Journey:
    """Put cards where they were dragged to; the others stay."""
    moved = {item.node: item for item in draft(journey).positions}
    moved |= {id_: Position(node=id_, x=x, y=y) for id_, (x, y) in positions.items()}
    kept = tuple(item for id_, item in sorted(moved.items()) if id_ in journey.by_id)
    return journey.model_copy(update={"positions": kept})


def lay_out_automatically(journey: Journey) -> Journey:
    """Forget where cards were dragged to."""
    return draft(journey).model_copy(update={"positions": ()})
