"""How the paths of a journey hang together when it is drawn. Helps :mod:`.layout`.

One walk, from the audience along all paths from top to bottom. A node with several paths into it
waits until the last of them has been met; by then everything that lies between its paths has its
place, so it can stand right of all that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import chain
from math import inf

from engine.journey.model import Journey
from engine.journey.nodes import NEXT

CURVE = 64.0
"""What a path needs to swing from one line to another."""
STUB = 72.0
"""The room of a path that leads nowhere, beyond the gap behind its node."""
_TRIES = 24
"""How many nodes may be turned to see whether fewer paths cross."""


class Side(IntEnum):
    """Which way the part of a journey behind a path may grow."""

    UP = -1
    BOTH = 0
    DOWN = 1


@dataclass(slots=True, eq=False)
class Strand:
    """A path as it is drawn: it leaves ``source`` and runs on its own line up to ``end``."""

    source: str
    path: str
    target: str | None
    """The node that it leads to and that waits for it; None: it leads nowhere."""
    fan: Side
    """Where it leaves the line of its source to; BOTH: it stays on it."""
    grows: Side
    end: float = inf
    """Infinite while the target has no place."""
    child: str | None = None
    """The target, where that continues the path on the same line."""
    offset: float = 0
    """Rows from the line of the source down to this one."""
    number: int = -1
    """The place among all strands in the order of the walk."""


@dataclass
class Walk:
    """The result: where nodes stand from left to right, and what stands on whose line."""

    order: list[str] = field(default_factory=list)
    """All nodes; whatever a node's place depends on comes before it."""
    roots: list[str] = field(default_factory=list)
    """The audience first, then where parts start that cannot be reached from it."""
    x: dict[str, float] = field(default_factory=dict)
    strands: dict[str, list[Strand]] = field(default_factory=dict)
    """Each node's strands from top to bottom."""
    closers: dict[str, str] = field(default_factory=dict)
    """The merge that stands on the line of a split, because all its paths end there, by split."""
    sides: dict[str, Side] = field(default_factory=dict)
    """Which way a node and all behind it grow."""
    crossings: int = 0
    """How many paths lie between those of a merge and lead past it."""


Paths = Mapping[str, Sequence[tuple[str, str | None]]]


def walk(journey: Journey, widths: Mapping[str, float], gap_of: Callable[[str], float]) -> Walk:
    """Walk a journey; it may be broken. ``gap_of`` is the room behind a node, by id.

    The order of a split's paths means something; whether the timeout of a node leaves above or
    below its next path does not. Above the trunk it leaves above, else below, unless the other
    way round fewer paths cross.
    """
    paths = _paths(journey)
    skeleton = _skeleton(journey, paths)

    def attempt(turned: frozenset[str]) -> Walk:
        return _Walker(paths, skeleton, turned, widths, gap_of).walk

    best = attempt(frozenset())
    if best.crossings:
        free = [id_ for id_ in best.order if len(paths[id_]) > 1 and paths[id_][0][0] == NEXT]
        turned = frozenset(id_ for id_ in free if best.sides[id_] is Side.UP)
        best, turned = min((best, frozenset()), (attempt(turned), turned), key=_crossings)
        for id_ in free[:_TRIES]:
            other = turned ^ {id_}
            best, turned = min((best, turned), (attempt(other), other), key=_crossings)
    return best


def _crossings(tried: tuple[Walk, frozenset[str]]) -> int:
    return tried[0].crossings


def _fan(side: Side, paths: Sequence[str]) -> list[Side]:
    """To which side of its line each path of a node leaves, when the node itself grows to
    ``side``. BOTH: on the line."""
    if not paths:
        return []
    count = len(paths)
    level = count // 2 if count % 2 else None
    if side is not Side.BOTH:
        level = 0 if side is Side.DOWN else count - 1
    elif NEXT in paths:
        level = paths.index(NEXT)
    above = count // 2 if level is None else level
    on_line = [] if level is None else [Side.BOTH]
    return [Side.UP] * above + on_line + [Side.DOWN] * (count - above - len(on_line))


def _paths(journey: Journey) -> Paths:
    """Each node's paths from top to bottom, with those that only an edge knows at the end."""
    found: dict[str, dict[str, str | None]] = {
        node.id: dict.fromkeys(node.path_names()) for node in journey.nodes
    }
    for edge in journey.edges:
        if edge.source in found and edge.target in found:
            found[edge.source][edge.path] = edge.target
    return {node: tuple(paths.items()) for node, paths in found.items()}


@dataclass(frozen=True)
class _Skeleton:
    """Where to start, the paths that nothing waits for, and how many paths each node waits for."""

    roots: list[str]
    loose: set[tuple[str, str]]
    awaited: dict[str, int]


def _skeleton(journey: Journey, paths: Paths) -> _Skeleton:
    """Tell the paths that make the journey from those that do not fit.

    Nothing waits for a path that leads back to where it came from, or into a part of the journey
    that has been reached from an earlier start.
    """
    aimed_at = {target for leaving in paths.values() for _, target in leaving}
    first = journey.audience
    starts = [] if first is None else [first.id]
    starts += [node for node in paths if node not in aimed_at]
    roots: list[str] = []
    loose: set[tuple[str, str]] = set()
    awaited: dict[str, int] = {}
    reached_from: dict[str, str] = {}
    for root in (*starts, *paths):
        if root in reached_from:
            continue
        roots.append(root)
        reached_from[root] = root
        on_the_way = {root}
        stack = [(root, iter(paths[root]))]
        while stack:
            node, leaving = stack[-1]
            path, target = next(leaving, (None, None))
            if path is None:
                stack.pop()
                on_the_way.discard(node)
            elif target is None:
                continue
            elif target in on_the_way or reached_from.setdefault(target, root) != root:
                loose.add((node, path))
            else:
                awaited[target] = awaited.get(target, 0) + 1
                if awaited[target] == 1:
                    on_the_way.add(target)
                    stack.append((target, iter(paths[target])))
    return _Skeleton(roots, loose, awaited)


@dataclass(slots=True)
class _Visit:
    """A node on the way: its strands from ``next`` on are still to be walked."""

    node: str
    next: int = 0


class _Walker:
    def __init__(
        self,
        paths: Paths,
        skeleton: _Skeleton,
        turned: frozenset[str],
        widths: Mapping[str, float],
        gap_of: Callable[[str], float],
    ) -> None:
        self.walk = Walk()
        self._paths = paths
        self._loose = skeleton.loose
        self._awaited = skeleton.awaited
        self._turned = turned
        self._widths = widths
        self._gap_of = gap_of
        self._walked: list[Strand] = []
        self._reach: list[float] = []
        """How far right each walked strand, with the card on it, reaches; infinite: not known."""
        self._arrived: dict[str, list[Strand]] = {}
        self._parent: dict[str, str] = {}
        self._depth: dict[str, int] = {}
        self._first: dict[str, int] = {}
        """How many strands had been walked before those of a node."""
        self._way: list[_Visit] = []
        for root in skeleton.roots:
            self._walk_from(root)

    def _walk_from(self, root: str) -> None:
        """Walk everything that waits for nothing but what can be reached from ``root``."""
        self.walk.roots.append(root)
        self._place(root, 0, Side.BOTH, None)
        while self._way:
            visit = self._way[-1]
            if visit.next == len(self.walk.strands[visit.node]):
                self._way.pop()
                continue
            strand = self.walk.strands[visit.node][visit.next]
            visit.next += 1
            strand.number = len(self._walked)
            self._walked.append(strand)
            self._reach.append(strand.end)
            if strand.target is not None:
                arrived = self._arrived.setdefault(strand.target, [])
                arrived.append(strand)
                if len(arrived) == self._awaited[strand.target]:
                    self._meet(strand.target, arrived)

    def _meet(self, node: str, arrived: list[Strand]) -> None:
        """Give a node its place; all paths into it have been walked, in order from the top."""
        first, last = arrived[0], arrived[-1]
        x = max(self._right(strand.source) + self._gap_of(strand.source) for strand in arrived)
        x += CURVE if len(arrived) > 1 else 0
        between = self._reach[first.number + 1 : last.number]
        x = max([x, *(reach + CURVE for reach in between if reach < inf)])
        for strand in arrived:
            strand.end = x
            self._reach[strand.number] = x
        self.walk.crossings += self._reach[first.number : last.number].count(inf)
        split = self._split_of(arrived)
        if len(arrived) > 1 and self._closes(split, arrived, x):
            self.walk.closers[split] = node
            self._place(node, x, self.walk.sides[split], split)
            return
        # What a merge of only some paths grows into must not push what it hangs from: so it
        # continues the outermost of its paths, and grows outwards.
        upwards = last.grows is Side.UP
        strand = first if upwards else last
        strand.child = node
        self._reach[strand.number] = x + self._widths[node]
        outwards = Side.UP if upwards else Side.DOWN
        self._place(node, x, outwards if len(arrived) > 1 else strand.grows, strand.source)

    def _closes(self, split: str, arrived: Sequence[Strand], x: float) -> bool:
        """Whether the line of a split is free from ``x`` on, because all that its paths lead to
        is the node where ``arrived`` meet, but for open ends and for what lies between them."""
        behind = self._walked[self._first[split] :]
        meeting = {strand.number for strand in arrived}
        on_the_way: set[str] = set()
        for strand in reversed(behind):
            if strand.number in meeting or strand.target in on_the_way:
                on_the_way.add(strand.source)
        first, last = arrived[0].number, arrived[-1].number
        return split not in self.walk.closers and all(
            strand.end < inf
            if first <= strand.number <= last
            else strand.target in on_the_way or self._is_stub(strand, on_the_way, x)
            for strand in chain(behind, self._to_come(split))
        )

    def _is_stub(self, strand: Strand, sources: set[str], x: float) -> bool:
        return strand.target is None and strand.source in sources and strand.end <= x

    def _to_come(self, split: str) -> Iterator[Strand]:
        """What is still to be walked of the split and of all that has been met behind it."""
        for visit in reversed(self._way):
            if self._first[visit.node] < self._first[split]:
                return
            yield from self.walk.strands[visit.node][visit.next :]

    def _split_of(self, arrived: Sequence[Strand]) -> str:
        """The innermost node that all the strands hang from."""
        found = arrived[0].source
        for strand in arrived[1:]:
            other = strand.source
            while found != other:
                if self._depth[found] >= self._depth[other]:
                    found = self._parent[found]
                else:
                    other = self._parent[other]
        return found

    def _place(self, node: str, x: float, side: Side, parent: str | None) -> None:
        self.walk.order.append(node)
        self.walk.x[node] = x
        self.walk.sides[node] = side
        self._depth[node] = 0
        if parent is not None:
            self._parent[node] = parent
            self._depth[node] = self._depth[parent] + 1
        self._first[node] = len(self._reach)
        paths = self._paths[node]
        if paths and paths[0][0] == NEXT and (side is Side.UP) != (node in self._turned):
            paths = paths[::-1]
        fans = _fan(side, [path for path, _ in paths])
        stub = self._right(node) + self._gap_of(node) + STUB
        self.walk.strands[node] = [
            Strand(node, path, None, fan, grows, stub)
            if target is None or (node, path) in self._loose
            else Strand(node, path, target, fan, grows)
            for (path, target), fan in zip(paths, fans, strict=True)
            for grows in [side if fan is Side.BOTH else fan]
        ]
        self._way.append(_Visit(node))

    def _right(self, node: str) -> float:
        return self.walk.x[node] + self._widths[node]
