"""Where the arrow keys lead: along the paths, and up and down among siblings."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum, auto

from designer.canvas.drawing import Drawing
from engine.journey.model import Journey


class Step(Enum):
    """A key that walks."""

    LEFT = auto()
    RIGHT = auto()
    UP = auto()
    DOWN = auto()
    START = auto()
    END = auto()


def walk(drawing: Drawing, journey: Journey, node: str | None, step: Step) -> str | None:
    """The node where a step from ``node`` leads; None where there is none in that direction.

    Without a node, any step leads to the start of the journey.
    """
    start = _start(drawing, journey)
    if node is None or node not in drawing.cards or step is Step.START:
        return start
    if step is Step.END:
        return _end(drawing, journey, node)
    if step is Step.RIGHT:
        return _level(drawing, node, _children(journey, drawing, node))
    if step is Step.LEFT:
        return _level(drawing, node, _parents(journey, drawing, node))
    return _beside(drawing, journey, node, down=step is Step.DOWN)


def _start(drawing: Drawing, journey: Journey) -> str | None:
    audience = journey.audience
    if audience is not None and audience.id in drawing.cards:
        return audience.id
    return next(iter(drawing.cards), None)


def _end(drawing: Drawing, journey: Journey, node: str) -> str:
    """Along the straightest way to its end; a circle is gone round once."""
    seen = {node}
    while (after := _level(drawing, node, _children(journey, drawing, node))) is not None:
        if after in seen:
            break
        seen.add(after)
        node = after
    return node


def _children(journey: Journey, drawing: Drawing, node: str) -> list[str]:
    targets = (journey.targets.get((node, path)) for path in journey.by_id[node].path_names())
    return [target for target in targets if target in drawing.cards and target is not None]


def _parents(journey: Journey, drawing: Drawing, node: str) -> list[str]:
    return [
        edge.source
        for edge in journey.edges
        if edge.target == node and edge.source in drawing.cards
    ]


def _middle(drawing: Drawing, node: str) -> tuple[float, float]:
    point = drawing.cards[node].rect.center()
    return point.x(), point.y()


def _level(drawing: Drawing, node: str, others: Iterable[str]) -> str | None:
    """The one that stands most nearly at the same height; of equals the first."""
    _, y = _middle(drawing, node)
    return min(others, key=lambda other: abs(_middle(drawing, other)[1] - y), default=None)


def _beside(drawing: Drawing, journey: Journey, node: str, *, down: bool) -> str | None:
    """The next one above or below: a sibling if there is one, else what is nearest."""
    x, y = _middle(drawing, node)
    sign = 1 if down else -1
    siblings = {
        child
        for parent in _parents(journey, drawing, node)
        for child in _children(journey, drawing, parent)
    }

    def far(other: str) -> float:
        there = _middle(drawing, other)
        return sign * (there[1] - y) + 2 * abs(there[0] - x)

    def on_side(others: Iterable[str]) -> list[str]:
        return [other for other in others if sign * (_middle(drawing, other)[1] - y) > 1]

    ordered = [id_ for id_ in drawing.cards if id_ in siblings]
    return min(on_side(ordered) or on_side(drawing.cards), key=far, default=None)
