"""A journey as an indented outline, the way one would read it aloud."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.journey.graph import incoming, node_order, paths_of
from engine.journey.model import Journey
from engine.journey.nodes import NEXT


@dataclass(frozen=True)
class Line:
    """A node, or a ``path`` of a node. A node that several paths lead to has a place of its own
    (``elsewhere``). No node: a path ends here."""

    depth: int
    node: str | None = None
    path: str | None = None
    elsewhere: bool = False


def outline(journey: Journey) -> tuple[Line, ...]:
    """The lines of the outline: the way from the audience, then from each place where paths meet,
    then whatever nothing leads to."""
    arrivals = incoming(journey)
    order = node_order(journey)
    starts = [
        node
        for node in order
        if len(arrivals[node]) != 1 or arrivals[node][0].source not in journey.by_id
    ]
    shown: set[str] = set()
    lines: list[Line] = []
    for start in (*starts, *order):  # again all, for circles that no start leads into
        if start not in shown:
            lines += _way(journey, start, set(starts), shown)
    return tuple(lines)


def in_order(journey: Journey) -> tuple[str, ...]:
    """The nodes as the outline names them, each once."""
    return tuple(
        line.node
        for line in outline(journey)
        if line.node is not None and line.path is None and not line.elsewhere
    )


def _way(journey: Journey, start: str, starts: set[str], shown: set[str]) -> Iterator[Line]:
    """The lines from a node on, to the ends and to what has a place of its own."""
    waiting = [Line(0, node=start)]
    while waiting:
        line = waiting.pop()
        yield line
        if line.node is None or line.path is not None or line.elsewhere:
            continue
        shown.add(line.node)
        following: list[Line] = []
        paths = paths_of(journey, line.node)
        single = [path for path, _ in paths] == [NEXT]
        for path, target in paths:
            depth = line.depth if single else line.depth + 2
            if not single:
                following.append(Line(line.depth + 1, node=line.node, path=path))
            known = target if target in journey.by_id else None
            elsewhere = known is not None and (known in starts or known in shown)
            following.append(Line(depth, node=known, elsewhere=elsewhere))
        waiting += reversed(following)
