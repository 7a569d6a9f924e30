"""What is under the mouse: a question to a drawing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QPointF, QRectF

from designer.canvas.drawing import Drawing, Placed
from designer.canvas.link import DISC, END, Key, Link


class Spot(Enum):
    """The kinds of places on the canvas."""

    GROUND = auto()
    CARD = auto()
    COUNT = auto()
    """A number on a card, at an open end or in the chip of a path."""
    BADGE = auto()
    DISC = auto()
    """The + of a path."""
    END = auto()
    """The mark of an open end."""
    CHIP = auto()
    PATH = auto()


@dataclass(frozen=True, slots=True)
class Hit:
    """A place: on the card of ``node`` or on the path ``key``; ``what`` names a count."""

    spot: Spot
    node: str | None = None
    key: Key | None = None
    what: str = ""


GROUND = Hit(Spot.GROUND)


def find(drawing: Drawing, at: QPointF, *, details: bool = True) -> Hit:
    """What lies at a point of the canvas; cards lie above paths, later cards above earlier ones.

    ``details``: whether counts, chips and discs can be seen; far out they can't.
    """
    for id_, placed in reversed(tuple(drawing.cards.items())):
        hit = _on_card(id_, placed, at, details=details)
        if hit is not None:
            return hit
    near = [link for link in drawing.links.values() if link.bounds.contains(at)]
    spots = (_on_detail(link, at) for link in near) if details else ()
    for hit in spots:
        if hit is not None:
            return hit
    for link in near:
        if link.touch.contains(at):
            return Hit(Spot.PATH, key=link.key)
    return GROUND


def _on_card(id_: str, placed: Placed, at: QPointF, *, details: bool) -> Hit | None:
    card, point = placed.card, at - placed.at
    if details and card.severity is not None and card.badge.contains(point):
        return Hit(Spot.BADGE, id_)
    if not card.rect.contains(point):
        return None
    if details:
        for count in card.counts:
            if count.rect.contains(point):
                return Hit(Spot.COUNT, id_, what=count.what)
    return Hit(Spot.CARD, id_)


def _on_detail(link: Link, at: QPointF) -> Hit | None:
    if link.count is not None and link.count.contains(at):
        return Hit(Spot.COUNT, link.key[0], link.key, f"left:{link.key[1]}")
    if link.editable and _around(link.disc, DISC + 6).contains(at):
        return Hit(Spot.DISC, key=link.key)
    if link.editable and link.end is not None and _around(link.end, END + 12).contains(at):
        return Hit(Spot.END, key=link.key)
    if link.chip is not None and link.chip.contains(at):
        return Hit(Spot.CHIP, key=link.key)
    return None


def _around(middle: QPointF, side: float) -> QRectF:
    return QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side)
