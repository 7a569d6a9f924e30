"""A path between two cards, measured: its curve, its label, its + and its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPainterPathStroker

from designer.canvas.style import Style
from designer.canvas.text import Line, line, shortened
from engine.journey.layout import GAP
from engine.journey.layout import Line as Run
from engine.journey.strands import CURVE
from resources.catalogue import say

DISC = 18.0
END = 8.0
CHIP_HEIGHT = 22.0
CHIP_MOST = 176.0
"""The widest label; a longer one is cut."""
_CHIP_PADDING = 8.0
_BEFORE_COUNT = 6.0
"""From a label to the number behind it."""
_USUAL = "0,000"
"""The widest count that there always is room for."""
_BEFORE_CARD = 18.0
"""From the middle of the disc to the card behind it."""
_AFTER_CHIP = 12.0
_TO_END = 30.0
"""From the middle of the disc to the end mark."""

Key = tuple[str, str]
"""A path: the id of its source and its name."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """What a run sent along a path. ``share``: of all that entered the journey, 0 to 1."""

    count: int
    share: float
    percent: float = 0.0
    """Of all that came to the source, 0 to 100, with one decimal."""


@dataclass(frozen=True, eq=False, slots=True)
class Link:
    """A path ready to be painted, in the coordinates of the canvas."""

    key: Key
    target: str | None
    label: str
    traffic: Traffic | None
    curve: QPainterPath
    width: float
    colour: QColor
    disc: QPointF
    end: QPointF | None
    """The mark of an open end."""
    chip: QRectF | None
    lines: tuple[Line, ...]
    count: QRectF | None
    """Where its number can be clicked: in the chip, or behind an open end."""
    bounds: QRectF
    touch: QPainterPath
    """Where the mouse is on the path."""
    cut: bool = False
    """Whether there was no room for the whole label."""
    editable: bool = True
    """Whether it has a +."""


def chip_width(label: str, style: Style, count: str = "") -> float:
    """How wide the chip of a label is, with the number behind it; 0 without a label."""
    text = shortened(label, style.chip, CHIP_MOST)
    number = style.number.width(count) + _BEFORE_COUNT if count else 0.0
    return style.chip.width(text) + number + 2 * _CHIP_PADDING if text else 0.0


def room_for(paths: Sequence[tuple[str, Traffic | None]], style: Style) -> float:
    """What a node's paths (label and traffic) need before the next card.

    There is room for usual counts before there are any, so that a run moves nothing."""
    said = [(label, "" if traffic is None else say(traffic.count)) for label, traffic in paths]
    usual = style.number.width(_USUAL)
    widest = max(
        (
            chip_width(label, style, count if style.number.width(count) > usual else _USUAL)
            for label, count in said
        ),
        default=0.0,
    )
    if not widest:
        return GAP if len(paths) < 2 else CURVE + GAP
    return CURVE + widest + _AFTER_CHIP + DISC / 2 + _BEFORE_CARD


def make_link(
    key: Key,
    label: str,
    start: QPointF,
    run: Run,
    target: tuple[str, QPointF] | None,
    style: Style,
    traffic: Traffic | None = None,
    *,
    meets: bool = False,
    editable: bool = True,
) -> Link:
    """Measure a path from ``start`` along its line to the left side of ``target``; ``meets``:
    where other paths lead as well."""
    text = "" if traffic is None else say(traffic.count)
    chip = None
    if label:
        wide = chip_width(label, style, text)
        chip = QRectF(start.x() + CURVE, run.y - CHIP_HEIGHT / 2, wide, CHIP_HEIGHT)
    disc, stop = _disc(start, run, chip, None if target is None else target[1], meets=meets)
    curve = _curve(start, QPointF(stop, run.y), None if target is None else target[1])
    end = QPointF(stop + END / 2, run.y) if target is None else None
    count = _count_area(text, chip, end, style)
    short = shortened(label, style.chip, CHIP_MOST)
    lines = _words(short, text, chip, count, style)
    width = 2.0 if traffic is None else 2.0 + 5.0 * traffic.share
    stroker = QPainterPathStroker()
    stroker.setWidth(max(14.0, width + 8))
    touch = stroker.createStroke(curve)
    parts = [chip, count, QRectF(disc.x() - DISC, disc.y() - DISC, 2 * DISC, 2 * DISC)]
    for part in parts:
        if part is not None:
            touch.addRect(part)
    touch.setFillRule(Qt.FillRule.WindingFill)
    return Link(
        key=key,
        target=None if target is None else target[0],
        label=label,
        traffic=traffic,
        curve=curve,
        width=width,
        colour=style.mixed("edge", "heat", 0 if traffic is None else min(1, 2 * traffic.share)),
        disc=disc,
        end=end,
        chip=chip,
        lines=lines,
        count=count,
        bounds=touch.boundingRect().adjusted(-4, -4, 4, 4),
        touch=touch,
        cut=short != label,
        editable=editable,
    )


def _count_area(text: str, chip: QRectF | None, end: QPointF | None, style: Style) -> QRectF | None:
    """Where the number of a path stands: in its chip, else behind its open end, else nowhere."""
    wide = style.number.width(text)
    if not text or (chip is None and end is None):
        return None
    if chip is not None:
        left = chip.right() - _CHIP_PADDING - wide
        return QRectF(left - _BEFORE_COUNT / 2, chip.top(), chip.right() - left, CHIP_HEIGHT)
    middle = end or QPointF()
    return QRectF(middle.x() + END / 2 + 2, middle.y() - 10, wide + 8, 20)


def _words(
    label: str, count: str, chip: QRectF | None, area: QRectF | None, style: Style
) -> tuple[Line, ...]:
    lines = []
    if chip is not None:
        x, y = chip.left() + _CHIP_PADDING, chip.center().y()
        lines.append(line(label, style.chip, style.colour("ink2"), x, y))
    if area is not None:
        inset = 4.0 if chip is None else _BEFORE_COUNT / 2
        ink = style.colour("ink2" if chip is None else "ink1")
        lines.append(line(count, style.number, ink, area.left() + inset, area.center().y()))
    return tuple(lines)


def _disc(
    start: QPointF, run: Run, chip: QRectF | None, target: QPointF | None, *, meets: bool
) -> tuple[QPointF, float]:
    """The middle of the disc, and where the level part of the path ends."""
    if target is None:
        behind = start.x() if run.y == start.y() else start.x() + CURVE
        x = behind + GAP / 2 if chip is None else chip.right() + _AFTER_CHIP + DISC / 2
        return QPointF(x, run.y), x + _TO_END - END / 2
    stop = run.end if run.y == target.y() else run.end - CURVE
    if meets and run.y == target.y():
        # Before the others swing in, if there is room.
        free = start.x() + GAP / 2 if chip is None else chip.right() + _AFTER_CHIP + DISC / 2
        return QPointF(min(max(free, stop - CURVE - _BEFORE_CARD), stop - DISC), run.y), stop
    short = chip is None and stop - start.x() <= GAP
    return QPointF((start.x() + stop) / 2 if short else stop - _BEFORE_CARD, run.y), stop


def _curve(start: QPointF, stop: QPointF, target: QPointF | None) -> QPainterPath:
    """From the source onto the line, along it to ``stop``, and into the target."""
    path = QPainterPath(start)
    if stop.y() != start.y():
        _swing(path, QPointF(start.x() + CURVE, stop.y()), CURVE)
    path.lineTo(stop)
    if target is not None and target != stop:
        # A path that leads back, in a journey with a circle, swings round both ends.
        _swing(path, target, max(CURVE, stop.x() - target.x()))
    return path


def _swing(path: QPainterPath, end: QPointF, width: float) -> None:
    start = path.currentPosition()
    path.cubicTo(
        QPointF(start.x() + width * 0.55, start.y()), QPointF(end.x() - width * 0.55, end.y()), end
    )
