"""What can be inserted on a path, and why the rest can't."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from designer.inspector.fields import model_key
from designer.widgets.palette import Entry
from designer.widgets.words import words
from engine.errors import JornadaError
from engine.journey import edits, graph
from engine.journey.actions import ACTIONS, Context
from engine.journey.describe import action_title, category, path_label, title, type_title
from engine.journey.model import Journey, JourneyKind
from engine.journey.nodes import (
    ActionNode,
    ExternalActionNode,
    ExternalSplitNode,
    ListenNode,
    MergeNode,
    NextBestNode,
    Node,
    SplitNode,
    VariantNode,
    WaitNode,
)
from resources.catalogue import say

STEPS = (
    ActionNode,
    ListenNode,
    SplitNode,
    VariantNode,
    WaitNode,
    NextBestNode,
    ExternalActionNode,
    ExternalSplitNode,
)
"""The types of nodes that are placed by hand, in the order of the palette."""


@dataclass(frozen=True)
class Insertion:
    """An edit that puts something on a path, and the name of its step of undo."""

    text: str
    edit: Callable[[Journey], Journey]
    node: str | None = None
    """The node to select afterwards."""


@dataclass(frozen=True)
class Merging:
    """A wish to merge a path with others; which ones is still to be asked."""

    ends: tuple[tuple[str, str], ...]


def insertions(journey: Journey, source: str, path: str) -> list[Entry]:
    """Everything that the palette offers for a path; what is not allowed says why."""
    return [
        *_steps(journey, source, path),
        *_merges(journey, source, path),
        *_actions(journey, source, path),
    ]


def _reason(journey: Journey, source: str, path: str, node: Node) -> str:
    """Why a node can't stand on a path; empty: it can."""
    try:
        edits.insert(journey, source, path, node)
    except JornadaError as error:
        return say(error.message)
    return ""


def _insertion(source: str, path: str, node: Node, name: str) -> Insertion:
    return Insertion(
        words("edit.insert", node=name), lambda now: edits.insert(now, source, path, node), node.id
    )


def _steps(journey: Journey, source: str, path: str) -> Iterator[Entry]:
    for model in STEPS:
        kind = model_key(model)
        node = model(id=edits.new_id(journey, kind))
        name = say(type_title(node))
        yield Entry(
            name,
            _insertion(source, path, node, name),
            words("insert.steps"),
            words(f"insert.hint.{kind}"),
            kind,
            str(category(node)),
            _reason(journey, source, path, node),
        )


def _actions(journey: Journey, source: str, path: str) -> Iterator[Entry]:
    """The actions, each as a node with that action."""
    inside = source in graph.inside_people_splits(journey) or graph.splits_people(
        journey, journey.by_id[source]
    )
    only_people = inside or journey.kind is JourneyKind.PERSON
    id_ = edits.new_id(journey, "action")
    for context in (Context.PEOPLE,) if only_people else tuple(Context):
        bare = ActionNode(id=id_, context=context)
        reason = _reason(journey, source, path, bare)
        for model in ACTIONS:
            if model.context is context:
                node = ActionNode.model_validate({**bare.model_dump(), "action": model()})
                name = say(action_title(model))
                yield Entry(
                    name,
                    _insertion(source, path, node, name),
                    words(f"insert.actions.{context}"),
                    words(f"action.hint.{model_key(model)}"),
                    model_key(model),
                    "action",
                    reason,
                )


def _merges(journey: Journey, source: str, path: str) -> Iterator[Entry]:
    """A new merge with other open paths, and every merge that this path can be led to."""
    folder = words("insert.steps")
    open_here = (source, path) not in journey.targets
    others = tuple(end for end in graph.ends(journey) if end != (source, path))
    reason, possible = words("insert.merge_alone"), []
    for end in others:
        try:
            edits.merge_paths(journey, ((source, path), end))
            possible.append(end)
        except JornadaError as error:
            reason = say(error.message)
    yield Entry(
        say(type_title(MergeNode(id="?"))),
        Merging(tuple(possible)),
        folder,
        words("insert.hint.merge"),
        "merge",
        "flow",
        "" if possible else reason,
    )
    if not open_here:
        return
    for node in journey.nodes:
        if isinstance(node, MergeNode):
            try:
                edits.connect(journey, source, path, node.id)
            except JornadaError:
                continue
            lead = partial(edits.connect, source=source, path=path, target=node.id)
            yield Entry(
                words("insert.to_merge", node=title(node)),
                Insertion(words("edit.merge"), lead, node.id),
                folder,
                words("insert.hint.to_merge"),
                "merge",
                "flow",
            )


def end_words(journey: Journey, end: tuple[str, str]) -> str:
    """An open path in words."""
    source, path = end
    node = journey.by_id[source]
    by = path_label(node, path)
    if by:
        return words("merge.path", node=title(node), path=by)
    return words("merge.after", node=title(node))
