"""The way from the start to the ends through a node or a path."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from designer.canvas.link import Key
from engine.journey.model import Journey


@dataclass(frozen=True, slots=True)
class Way:
    """The nodes and the paths of a way."""

    nodes: frozenset[str] = frozenset()
    paths: frozenset[Key] = frozenset()


NO_WAY = Way()


class Ways:
    """The ways of one journey; broken journeys have ways too."""

    def __init__(self, journey: Journey) -> None:
        self._out: dict[str, list[tuple[str, Key]]] = {}
        self._into: dict[str, list[tuple[str, Key]]] = {}
        for node in journey.nodes:
            for path in node.path_names():
                key = (node.id, path)
                target = journey.targets.get(key)
                if target in journey.by_id:
                    self._into.setdefault(str(target), []).append((node.id, key))
                self._out.setdefault(node.id, []).append((str(target), key))
        self._targets = journey.targets

    def through_node(self, node: str) -> Way:
        """Everything that leads to a node and everything that it leads to."""
        before, in_ = _walk(node, self._into)
        after, out = _walk(node, self._out)
        return Way(before | after, in_ | out)

    def through_path(self, key: Key) -> Way:
        """Everything that leads to a path, the path, and everything behind it."""
        before, in_ = _walk(key[0], self._into)
        target = self._targets.get(key)
        if target is None:
            return Way(before, in_ | {key})
        after, out = _walk(target, self._out)
        return Way(before | after, in_ | out | {key})


def _walk(
    start: str, steps: Mapping[str, list[tuple[str, Key]]]
) -> tuple[frozenset[str], frozenset[Key]]:
    nodes, paths = {start}, set()
    waiting = deque([start])
    while waiting:
        for node, key in steps.get(waiting.popleft(), ()):
            paths.add(key)
            if node not in nodes:
                nodes.add(node)
                waiting.append(node)
    return frozenset(nodes), frozenset(paths)
