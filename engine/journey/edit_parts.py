"""What the edits are made of: finding, refusing, and putting nodes and edges together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TypeVar

from pydantic import ValidationError

from engine.conditions.model import Model
from engine.errors import JornadaError
from engine.journey import graph
from engine.journey.actions import Context
from engine.journey.fresh import FORKS, Fork, by, new_id, own_labels
from engine.journey.model import Edge, Journey, JourneyKind, Status
from engine.journey.nodes import (
    NEXT,
    RESERVED_LABELS,
    AccountAudienceNode,
    ActionNode,
    CloseSplitNode,
    MergeNode,
    NextBestNode,
    Node,
    PersonAudienceNode,
    SplitNode,
    VariantNode,
)
from engine.journey.structure import inside_kind, is_about_accounts
from resources.catalogue import Message, msg

End = tuple[str, str]
"""A path by its node's id and its name."""

_M = TypeVar("_M", bound=Model)


# --- finding ----------------------------------------------------------------------------------


def draft(journey: Journey) -> Journey:
    """The journey, if it can be edited."""
    if journey.status is not Status.DRAFT:
        raise JornadaError("journey.edit.frozen", journey=journey.name)
    return journey


def existing(journey: Journey, id_: str) -> Node:
    """The node with an id."""
    if id_ not in journey.by_id:
        raise JornadaError("journey.edit.no_node", id=id_)
    return journey.by_id[id_]


def existing_path(journey: Journey, source: str, path: str) -> Node:
    """The node that has a path."""
    node = existing(journey, source)
    if path not in node.path_names():
        raise JornadaError("journey.edit.no_path", node=name_of(node), path=path)
    return node


def fork(journey: Journey, id_: str) -> Fork:
    """The node with an id, whose paths a person names."""
    node = existing(journey, id_)
    if not isinstance(node, FORKS):
        raise JornadaError("journey.edit.not_a_split", node=name_of(node))
    return node


def split_around(journey: Journey, source: str) -> str | None:
    """The split by people in which the paths of a node stand."""
    if graph.splits_people(journey, journey.by_id[source]):
        return source
    return graph.inside_people_splits(journey).get(source)


def name_of(node: Node) -> str | Message:
    """A node as sentences name it."""
    return node.title or msg(f"journey.node.{node.type}")


# --- refusing ---------------------------------------------------------------------------------


def check_place(journey: Journey, node: Node, inside: str | None) -> None:
    """Refuse a node where it may not stand: ``inside`` is the split by people around its place."""
    people_action = isinstance(node, ActionNode) and node.context is Context.PEOPLE
    if inside is not None and not people_action:
        raise JornadaError(f"journey.edit.inside_people_split.{inside_kind(node)}")
    person = journey.kind is JourneyKind.PERSON
    if isinstance(node, NextBestNode) and not person:
        raise JornadaError("journey.edit.next_best_of_accounts")
    if person and is_about_accounts(node):
        raise JornadaError("journey.edit.accounts_in_person_journey")


def check_labels(node: Node) -> None:
    """Refuse labels that are reserved or not unique."""
    labels = own_labels(node) if isinstance(node, FORKS) else ()
    for index, label in enumerate(labels):
        if label in RESERVED_LABELS:
            raise JornadaError("journey.edit.label_reserved", label=label)
        if label in labels[:index]:
            raise JornadaError("journey.edit.label_taken", label=label)


def revised(model: _M, **fields: object) -> _M:
    """A model with other texts and flags, checked."""
    own = {name: getattr(model, name) for name in type(model).model_fields}
    try:
        return type(model).model_validate(own | fields)
    except ValidationError as error:
        limit = error.errors()[0].get("ctx", {}).get("max_length")
        key = "text_empty" if limit is None else "text_too_long"
        raise JornadaError(f"journey.edit.{key}", limit=limit) from error


# --- putting together -------------------------------------------------------------------------


def changed(journey: Journey, nodes: Iterable[Node], edges: Iterable[Edge]) -> Journey:
    """The journey with other nodes and edges; who is gone has no position."""
    nodes = tuple(nodes)
    ids = {node.id for node in nodes}
    positions = tuple(item for item in journey.positions if item.node in ids)
    update = {"nodes": nodes, "edges": tuple(edges), "positions": positions}
    return journey.model_copy(update=update)


def led(journey: Journey, end: End, target: str) -> list[Edge]:
    """The edges of the journey with a path led to a node, in its place among them."""
    found = Edge(source=end[0], path=end[1], target=target)
    if end not in journey.targets:
        return [*journey.edges, found]
    return [found if (edge.source, edge.path) == end else edge for edge in journey.edges]


def with_node(journey: Journey, node: Node) -> Journey:
    """The journey with a node in the place of that with the same id."""
    nodes = tuple(node if item.id == node.id else item for item in journey.nodes)
    return journey.model_copy(update={"nodes": nodes})


def fitted(journey: Journey, node: Node, inside: str | None) -> Node:
    """The node with the context that its action or, without one, its place asks for."""
    person = journey.kind is JourneyKind.PERSON
    if isinstance(node, ActionNode):
        people = person or inside is not None
        at_place = Context.PEOPLE if people and node.action is None else node.context
        context = node.action.context if node.action else at_place
        return node.model_copy(update={"context": context})
    if person and isinstance(node, SplitNode | VariantNode) and node.by is Context.ACCOUNTS:
        return by(node, Context.PEOPLE)
    return node


def closed(journey: Journey, node: Node) -> tuple[list[Node], list[Edge], End]:
    """A node as it stands in a journey: with its close split, if it splits people, and the edges
    to that; and the path by which the journey goes on."""
    if not graph.splits_people(journey, node):
        return [node], [], (node.id, node.path_names()[0])
    close = CloseSplitNode(id=new_id(journey, "close_split"), split=node.id)
    edges = [Edge(source=node.id, path=path, target=close.id) for path in node.path_names()]
    return [node, close], edges, (close.id, NEXT)


def with_paths_of(journey: Journey, old: Node, node: Node) -> Journey:
    """The journey with ``node`` in the place of ``old``, its edges renamed, dropped and closed."""
    renamed = _renamed(old, node)
    close = graph.close_splits(journey).get(node.id)
    names, edges = node.path_names(), []
    for edge in journey.edges:
        path = renamed.get(edge.path, edge.path) if edge.source == node.id else edge.path
        if edge.source != node.id or path in names or edge.path not in old.path_names():
            edges.append(edge if path == edge.path else edge.model_copy(update={"path": path}))
        elif not _can_drop(journey, edge, close):
            raise JornadaError("journey.edit.path_has_nodes", node=name_of(old), path=edge.path)
    if graph.splits_people(journey, node) and close is not None:
        led = {edge.path for edge in edges if edge.source == node.id}
        open_ = (path for path in names if path not in led)
        edges += [Edge(source=node.id, path=path, target=close) for path in open_]
    found = with_node(journey, node)
    return changed(found, found.nodes, edges)


def _renamed(old: Node, node: Node) -> dict[str, str]:
    """New labels by old ones: where as many paths have labels that are new in the same places."""
    if not isinstance(old, FORKS) or not isinstance(node, FORKS):
        return {}
    before, after = own_labels(old), own_labels(node)
    if len(before) != len(after):
        return {}
    pairs = zip(before, after, strict=True)
    return {was: now for was, now in pairs if was not in after and now not in before}


def _can_drop(journey: Journey, edge: Edge, close: str | None) -> bool:
    """Whether no node hangs on an edge: it leads to the close split, or to a merge with others."""
    if edge.target not in journey.by_id or edge.target == close:
        return True
    others = [item for item in journey.edges if item.target == edge.target and item != edge]
    return bool(others) and isinstance(journey.by_id[edge.target], MergeNode)


def joined(journey: Journey, ends: Sequence[End], merge: str) -> Journey:
    """The journey with open paths led to a merge; refused where that would lead in a circle."""
    edges = [Edge(source=source, path=path, target=merge) for source, path in ends]
    found = changed(journey, journey.nodes, [*journey.edges, *edges])
    if graph.cycles(found):
        raise JornadaError("journey.edit.circle")
    return found


# --- deleting ---------------------------------------------------------------------------------


def removal(journey: Journey, id_: str) -> tuple[frozenset[str], str | None]:
    """What goes when a node is deleted, and the node that moves up into its place.

    What goes besides it is what no other way leads to any more (section 2: what hangs only on
    its paths).
    """
    node = existing(journey, id_)
    before = [edge for edge in journey.edges if edge.target == id_]
    if isinstance(node, AccountAudienceNode | PersonAudienceNode | CloseSplitNode):
        raise JornadaError(f"journey.edit.delete_{node.type}")
    if isinstance(node, MergeNode) and len(before) > 1:
        raise JornadaError("journey.edit.delete_merge", count=len(before))
    target = _moving_up(journey, node)
    kept = [edge for edge in journey.edges if id_ not in (edge.source, edge.target)]
    starts = set() if target is None else {target}
    gone = graph.downstream(journey, id_) - reached(journey, kept, starts)
    return gone | {id_}, target


def _moving_up(journey: Journey, node: Node) -> str | None:
    if graph.splits_people(journey, node):
        close = graph.close_splits(journey).get(node.id, "")
        return journey.targets.get((close, NEXT))
    if isinstance(node, FORKS):
        return None
    return journey.targets.get((node.id, node.path_names()[0]))


def reached(journey: Journey, edges: Sequence[Edge], starts: Collection[str]) -> frozenset[str]:
    """What can be reached by some edges from the starts, and from where no edge of the journey
    leads: the audience, and parts of a broken journey that hang on nothing."""
    led = {edge.target for edge in journey.edges}
    roots = [id_ for id_ in journey.by_id if id_ not in led]
    cut = graph.graph(journey.model_copy(update={"edges": tuple(edges)}))
    return graph.reachable_from(cut, [*roots, *starts])
