"""Two versions of a journey, node by node (domain section 1, life cycle)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from engine.journey import graph
from engine.journey.model import Journey
from engine.journey.nodes import Node


@dataclass(frozen=True)
class FieldChange:
    """A setting, by its path such as ``timing.duration.amount``, before and after. Where one side
    has no such setting it is None; a list or value of another type is one change as a whole."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class NodeChange:
    """A node that both versions have, and what is different in it."""

    before: Node
    after: Node
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True)
class PathChange:
    """A path of a node that both versions have, and where it leads; None: it ends, or is not
    there."""

    node: str
    path: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class JourneyChange:
    """What is different between two versions, nodes in node order of the version they are in."""

    journey: tuple[FieldChange, ...]
    """Name, description, kind and settings."""
    added: tuple[Node, ...]
    removed: tuple[Node, ...]
    changed: tuple[NodeChange, ...]
    paths: tuple[PathChange, ...]

    def __bool__(self) -> bool:
        return any((self.journey, self.added, self.removed, self.changed, self.paths))


def compare(before: Journey, after: Journey) -> JourneyChange:
    """The difference between two versions. Nodes are the same where their id and type are;
    positions of cards and the life cycle do not count."""
    old, new = before.by_id, after.by_id
    same = [id_ for id_ in graph.node_order(after) if id_ in old and old[id_].type == new[id_].type]
    kept = set(same)
    return JourneyChange(
        journey=tuple(
            change
            for name in ("name", "description", "kind", "settings")
            for change in _differences(getattr(before, name), getattr(after, name), name)
        ),
        added=tuple(new[id_] for id_ in graph.node_order(after) if id_ not in kept),
        removed=tuple(old[id_] for id_ in graph.node_order(before) if id_ not in kept),
        changed=tuple(
            NodeChange(old[id_], new[id_], tuple(_differences(old[id_], new[id_], "")))
            for id_ in same
            if old[id_] != new[id_]
        ),
        paths=tuple(change for id_ in same for change in _paths(before, after, id_)),
    )


def _differences(before: Any, after: Any, field: str) -> Iterator[FieldChange]:
    if isinstance(before, BaseModel) and type(before) is type(after):
        for name in type(before).model_fields:
            path = f"{field}.{name}" if field else name
            yield from _differences(getattr(before, name), getattr(after, name), path)
    elif isinstance(before, tuple) and isinstance(after, tuple) and len(before) == len(after):
        for number, (was, now) in enumerate(zip(before, after, strict=True)):
            yield from _differences(was, now, f"{field}.{number}")
    elif before != after:
        yield FieldChange(field, before, after)


def _paths(before: Journey, after: Journey, node: str) -> Iterator[PathChange]:
    names = dict.fromkeys((*before.by_id[node].path_names(), *after.by_id[node].path_names()))
    for name in names:
        was, now = before.targets.get((node, name)), after.targets.get((node, name))
        if was != now:
            yield PathChange(node, name, was, now)
