"""The faults of :mod:`engine.journey.structure` as blocking problems, with mends where safe."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from engine.journey import graph
from engine.journey.edit_parts import changed, joined
from engine.journey.edits import delete_node, rename_path
from engine.journey.fresh import FORKS, new_id, new_label, own_labels
from engine.journey.model import Edge, Journey
from engine.journey.nodes import NEXT, CloseSplitNode, MergeNode
from engine.journey.rules.problem import Fix, Ground, Problem, error, fix, warning
from engine.journey.structure import Fault, faults


def structure(ground: Ground) -> Iterator[Problem]:
    """Exactly one audience, everything reachable, no cycle, no dangling path, unique labels, and
    the guardrails of splits by people (section 2)."""
    for found in faults(ground.journey):
        mend = _FIXES.get(found.code)
        yield error(
            found.code,
            found.node,
            found.field,
            None if mend is None else mend(found),
            **dict(found.params),
        )


def lonely_merges(ground: Ground) -> Iterator[Problem]:
    """A merge joins two or more paths; with one it can be deleted."""
    leading = graph.incoming(ground.journey)
    for node in ground.journey.nodes:
        if isinstance(node, MergeNode) and len(leading.get(node.id, ())) < 2:
            mend = fix("delete_merge", partial(delete_node, id_=node.id))
            yield warning("merge_alone", node.id, None, mend)


def _without_edges(unwanted: Callable[[Journey, Edge], bool]) -> Fix:
    def mend(journey: Journey) -> Journey:
        edges = [edge for edge in journey.edges if not unwanted(journey, edge)]
        return changed(journey, journey.nodes, edges)

    return fix("remove_path", mend)


def _from_nowhere(_: Fault) -> Fix:
    return _without_edges(lambda journey, edge: edge.source not in journey.by_id)


def _to_nowhere(found: Fault) -> Fix:
    return _without_edges(
        lambda journey, edge: edge.source == found.node and edge.target not in journey.by_id
    )


def _of_no_path(found: Fault) -> Fix:
    return _without_edges(
        lambda journey, edge: (
            edge.source == found.node and edge.path not in journey.by_id[edge.source].path_names()
        )
    )


def _merged(found: Fault) -> Fix:
    def mend(journey: Journey) -> Journey:
        merge = MergeNode(id=new_id(journey, "merge"))
        edges = [
            edge.model_copy(update={"target": merge.id}) if edge.target == found.node else edge
            for edge in journey.edges
        ]
        edges.append(Edge(source=merge.id, target=found.node or ""))
        return changed(journey, [*journey.nodes, merge], edges)

    return fix("insert_merge", mend)


def _closed(found: Fault) -> Fix:
    def mend(journey: Journey) -> Journey:
        id_ = found.node or ""
        inside = graph.inside_people_splits(journey)
        split = id_ if graph.splits_people(journey, journey.by_id[id_]) else inside[id_]
        open_ = [(id_, path) for path, target in graph.paths_of(journey, id_) if target is None]
        return joined(journey, open_, graph.close_splits(journey)[split])

    return fix("lead_to_close_split", mend)


def _bridged(found: Fault) -> Fix:
    """Take out a close split that closes nothing."""

    def mend(journey: Journey) -> Journey:
        target = journey.targets.get((found.node or "", NEXT))
        edges = [edge for edge in journey.edges if edge.source != found.node]
        edges = [
            edge.model_copy(update={"target": target}) if edge.target == found.node else edge
            for edge in edges
            if edge.target != found.node or target is not None
        ]
        nodes = [
            node
            for node in journey.nodes
            if not (node.id == found.node and isinstance(node, CloseSplitNode))
        ]
        return changed(journey, nodes, edges)

    return fix("remove_close_split", mend)


def _labelled(found: Fault) -> Fix:
    def mend(journey: Journey) -> Journey:
        node = journey.by_id[found.node or ""]
        if not isinstance(node, FORKS):
            return journey
        label = own_labels(node)[int((found.field or "").split(".")[1])]
        return rename_path(journey, node.id, label, new_label(node))

    return fix("name_path", mend)


_FIXES: dict[str, Callable[[Fault], Fix]] = {
    "edge_from_nowhere": _from_nowhere,
    "edge_to_nowhere": _to_nowhere,
    "edge_of_no_path": _of_no_path,
    "several_parents": _merged,
    "people_split_open": _closed,
    "close_split_alone": _bridged,
    "label_empty": _labelled,
}
