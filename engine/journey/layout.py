"""Where the cards of a journey stand: from left to right, tidy, and stable under edits.

Paths run on lines, rows of equal height, so that cards one after another stand level. Along the
trunk a split fans out to both sides of its own line; above the trunk everything grows upwards
and below it downwards. A path and all behind it keep a band of rows for themselves: a branch that
grows pushes its outer neighbours away and never moves what it hangs from. Where all paths of a
split meet again, the merge stands on the split's line and the trunk goes on; a merge of only some
of them continues the outermost path that it joins. A merge stands right of everything between its
paths, which keeps paths from crossing where they need not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from engine.journey.model import Journey
from engine.journey.nodes import NEXT, Node
from engine.journey.strands import Side, Strand, Walk, walk

GAP = 56.0
"""Between a card and the next on a path without a label, unless the caller measures."""
LABEL_GAP = 208.0
"""The same where paths have labels."""
ROW_GAP = 28.0
"""Between cards one above another."""


@dataclass(frozen=True, slots=True)
class Rect:
    """A card's place."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of the right side."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of the lower side."""
        return self.y + self.height

    @property
    def middle(self) -> float:
        """Halfway down: where paths come in and leave."""
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Line:
    """The level part of a path: at height ``y``, from its node's right side to ``end``, which is
    the left side of the next card, or the end of the room of a path that leads nowhere."""

    y: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Layout:
    """Places of cards by node id, and lines of paths by (source id, path name)."""

    rects: dict[str, Rect]
    lines: dict[tuple[str, str], Line]


def layout(journey: Journey, size_of: Callable[[Node], tuple[float, float]]) -> dict[str, Rect]:
    """Where each card stands; ``size_of`` measures a card (width, height)."""
    return arrange(journey, size_of).rects


def arrange(
    journey: Journey,
    size_of: Callable[[Node], tuple[float, float]],
    gap_of: Callable[[Node], float] | None = None,
) -> Layout:
    """Where each card and each path goes; journeys may be broken (cycles, lost nodes).

    ``gap_of`` says how much room the labels behind a node need before the next card. The audience
    stands at x = 0 with its middle at y = 0; what cannot be reached from it stands below, on lines
    of its own. Inserting a node moves nothing that leads to it, as long as the new card is not
    taller than all others.
    """
    sizes = {node.id: size_of(node) for node in journey.nodes}
    measure = gap_of or _usual_gap
    gaps = {node.id: measure(node) for node in journey.nodes}
    walked = walk(journey, {id_: width for id_, (width, _) in sizes.items()}, gaps.__getitem__)
    rows = _rows(walked)
    pitch = max((height for _, height in sizes.values()), default=0) + ROW_GAP
    rects = {
        id_: Rect(walked.x[id_], rows[id_] * pitch - height / 2, width, height)
        for id_, (width, height) in sizes.items()
    }
    lines = {
        (strand.source, strand.path): Line(
            (rows[strand.source] + strand.offset) * pitch, rects[strand.source].right, strand.end
        )
        for strands in walked.strands.values()
        for strand in strands
    }
    return Layout(rects, lines)


def _usual_gap(node: Node) -> float:
    return GAP if node.path_names() == (NEXT,) else LABEL_GAP


def _rows(walked: Walk) -> dict[str, float]:
    """The row of each node, the audience's is 0. Sets the offsets of the strands."""
    bands: dict[str, _Band] = {}
    for node in reversed(walked.order):
        band = _fan_out(walked.strands[node], bands)
        if node in walked.closers:
            after = bands[walked.closers[node]]
            band = _Band(min(band.top, after.top), max(band.bottom, after.bottom))
        bands[node] = band
    rows: dict[str, float] = {}
    free = 0.0
    for root in walked.roots:
        rows[root] = free - bands[root].top if rows else 0
        free = rows[root] + bands[root].bottom + 1
    for node in walked.order:
        for strand in walked.strands[node]:
            if strand.child is not None:
                rows[strand.child] = rows[node] + strand.offset
        if node in walked.closers:
            rows[walked.closers[node]] = rows[node]
    return rows


class _Band(NamedTuple):
    """The rows that a node and all behind it keep for themselves, its own being 0."""

    top: float
    bottom: float


def _fan_out(strands: Sequence[Strand], bands: Mapping[str, _Band]) -> _Band:
    """Spread the strands of a node about its line: the rows they need, with their offsets set."""
    above = [strand for strand in strands if strand.fan is Side.UP]
    level = [strand for strand in strands if strand.fan is Side.BOTH]
    below = [strand for strand in strands if strand.fan is Side.DOWN]
    middle = _band_of(level[0], bands) if level else _Band(0.5, -0.5)
    bottom = _stack(below, middle.bottom, 0 if level else -0.5, bands, 1)
    top = _stack(above[::-1], -middle.top, 0 if level else -0.5, bands, -1)
    return _Band(min(0, -top), max(0, bottom))


def _stack(
    strands: Sequence[Strand], edge: float, row: float, bands: Mapping[str, _Band], sign: int
) -> float:
    """Put strands one after another on the far side of ``edge``, downwards or (sign -1) upwards;
    rows count away from the node's line. The row ``row`` is taken. Where the last one ends."""
    for strand in strands:
        # A path without cards is short: it fits beside the first card of its neighbour.
        row = row + 1 if strand.target is None else edge + 1
        strand.offset = sign * row
        band = _band_of(strand, bands)
        edge = max(edge, row + (band.bottom if sign > 0 else -band.top))
    return edge


def _band_of(strand: Strand, bands: Mapping[str, _Band]) -> _Band:
    return _Band(0, 0) if strand.child is None else bands[strand.child]
