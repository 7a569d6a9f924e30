"""Edits of paths: add, remove, rename, move, and join them in merges (domain section 2)."""

from __future__ import annotations

from collections.abc import Sequence

from engine.errors import JornadaError
from engine.journey.edit_parts import (
    End,
    changed,
    check_labels,
    draft,
    existing,
    existing_path,
    fork,
    joined,
    led,
    name_of,
    revised,
    split_around,
    with_node,
    with_paths_of,
)
from engine.journey.fresh import (
    FORK_LIMITS,
    Fork,
    OwnPath,
    evenly,
    new_id,
    new_label,
    new_path,
    own_labels,
    shares,
    with_paths,
)
from engine.journey.model import Edge, Journey
from engine.journey.nodes import (
    OTHER,
    TIMEOUT,
    CloseSplitNode,
    ExternalSplitNode,
    ListenNode,
    MergeNode,
    Node,
    SplitNode,
    VariantNode,
)


def add_path(journey: Journey, id_: str, label: str | None = None) -> Journey:
    """Give a fork one more path below its others, up to its limit. A variant's shares stay even
    where they were even; else the path gets what is left to 100."""
    node = fork(journey, id_)
    if len(node.paths) >= FORK_LIMITS[type(node)][1]:
        limit = FORK_LIMITS[type(node)][1]
        raise JornadaError("journey.edit.paths_many", node=name_of(node), count=limit)
    path = new_path(node, new_label(node) if label is None else label)
    wider = with_paths(node, (*node.paths, path))
    return _updated(journey, _shared(node, wider))


def remove_path(journey: Journey, id_: str, label: str) -> Journey:
    """Remove a path on which no node stands; Other and Timeout are switched off."""
    node = existing(journey, id_)
    if label == OTHER and isinstance(node, SplitNode | ExternalSplitNode):
        return _updated(journey, revised(node, other=False))
    if label == TIMEOUT and isinstance(node, ListenNode):
        return _updated(journey, revised(node, timeout_path=False))
    fork, index = _own_path(journey, id_, label)
    fewest, _ = FORK_LIMITS[type(fork)]
    if len(fork.paths) <= fewest:
        raise JornadaError("journey.edit.paths_few", node=name_of(fork), count=fewest)
    slimmer = with_paths(fork, (*fork.paths[:index], *fork.paths[index + 1 :]))
    return _updated(journey, _shared(fork, slimmer))


def rename_path(journey: Journey, id_: str, label: str, new: str) -> Journey:
    """Rename a path; what follows it stays."""
    node, index = _own_path(journey, id_, label)
    paths: list[OwnPath] = list(node.paths)
    paths[index] = revised(paths[index], label=new)
    return _updated(journey, with_paths(node, paths))


def move_path(journey: Journey, id_: str, label: str, index: int) -> Journey:
    """Give a path another place in the order of priority (0 is the top)."""
    node, old = _own_path(journey, id_, label)
    paths: list[OwnPath] = list(node.paths)
    paths.insert(index, paths.pop(old))
    return _updated(journey, with_paths(node, paths))


def distribute_evenly(journey: Journey, id_: str) -> Journey:
    """Give a variant's paths equal whole shares that add up to 100."""
    node = existing(journey, id_)
    return with_node(draft(journey), evenly(node) if isinstance(node, VariantNode) else node)


def merge_paths(journey: Journey, ends: Sequence[End]) -> Journey:
    """Join two or more paths in a merge. One of them may lead on: then the others join it there,
    in the merge that it leads to, or in a new one before what it leads to."""
    draft(journey)
    ends = list(dict.fromkeys(ends))
    for source, path in ends:
        existing_path(journey, source, path)
        if split_around(journey, source) is not None:
            raise JornadaError("journey.edit.merge_people")
    leading = [end for end in ends if end in journey.targets]
    if len(ends) < 2 or len(leading) > 1:
        raise JornadaError("journey.edit.merge_needs_ends")
    target = journey.targets[leading[0]] if leading else None
    if target is not None and isinstance(journey.by_id[target], MergeNode):
        return joined(journey, [end for end in ends if end not in leading], target)
    merge = MergeNode(id=new_id(journey, "merge"))
    edges = list(journey.edges)
    if target is not None:
        edges = [*led(journey, leading[0], merge.id), Edge(source=merge.id, target=target)]
    merged = changed(journey, [*journey.nodes, merge], edges)
    return joined(merged, [end for end in ends if end not in leading], merge.id)


def connect(journey: Journey, source: str, path: str, target: str) -> Journey:
    """Lead an open path to a merge; to another node through a new merge before it."""
    draft(journey)
    existing_path(journey, source, path)
    node = existing(journey, target)
    if (source, path) in journey.targets:
        raise JornadaError("journey.edit.path_leads_on", node=name_of(journey.by_id[source]))
    if isinstance(node, MergeNode) and split_around(journey, source) is None:
        return joined(journey, [(source, path)], target)
    before = [edge for edge in journey.edges if edge.target == target]
    if len(before) != 1 or isinstance(node, CloseSplitNode):
        raise JornadaError("journey.edit.not_joinable", node=name_of(node))
    return merge_paths(journey, [(before[0].source, before[0].path), (source, path)])


def disconnect(journey: Journey, source: str, path: str) -> Journey:
    """Take a path off a merge that others lead to as well; it then ends."""
    draft(journey)
    existing_path(journey, source, path)
    target = journey.targets.get((source, path), "")
    others = [edge for edge in journey.edges if edge.target == target]
    if not isinstance(journey.by_id.get(target), MergeNode) or len(others) < 2:
        raise JornadaError("journey.edit.not_disconnectable")
    edges = [edge for edge in journey.edges if (edge.source, edge.path) != (source, path)]
    return changed(journey, journey.nodes, edges)


def _updated(journey: Journey, node: Node) -> Journey:
    """Edits of paths leave the rest of a node as it is."""
    draft(journey)
    check_labels(node)
    return with_paths_of(journey, journey.by_id[node.id], node)


def _own_path(journey: Journey, id_: str, label: str) -> tuple[Fork, int]:
    node = fork(journey, id_)
    if label not in own_labels(node):
        raise JornadaError("journey.edit.no_path", node=name_of(node), path=label)
    return node, own_labels(node).index(label)


def _shared(old: Fork, node: Fork) -> Fork:
    """A variant with other paths: dealt evenly if it was, else what is left to 100 goes to a new
    path."""
    if not isinstance(old, VariantNode) or not isinstance(node, VariantNode):
        return node
    if tuple(path.percentage for path in old.paths) == shares(len(old.paths)):
        return evenly(node)
    left = 100 - sum(path.percentage for path in node.paths)
    if len(node.paths) > len(old.paths) and left > 0:
        last = node.paths[-1].model_copy(update={"percentage": left})
        return with_paths(node, (*node.paths[:-1], last))
    return node
