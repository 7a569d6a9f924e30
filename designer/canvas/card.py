"""A card, measured: where its tile, its lines, its counts and its badge stand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from designer.canvas.style import Style
from designer.canvas.text import Line, broken, line
from designer.canvas.words import CardWords
from resources.catalogue import msg, say

WIDTH = 212.0
PADDING = 12.0
TILE = 32.0
ICON = 18.0
BADGE = 18.0
BAR = 3.0
_GAP = 10.0
_TITLE_LINE = 17.0
_CONTEXT_LINE = 15.0
_SUMMARY_LINE = 16.0
_COUNTS = 36
"""How much higher a card is with its counts."""

BOUNDS = 12.0
"""How far a shadow, a halo or a badge reaches beyond a card."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What a card shows after a run. ``share``: of all that entered the journey, 0 to 1."""

    entered: int
    here: int
    share: float
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """A number that can be clicked: what it counts, and where it stands."""

    what: str
    rect: QRectF
    tip: str


@dataclass(frozen=True, eq=False, slots=True)
class Card:
    """A card ready to be painted; (0, 0) is its upper left corner."""

    words: CardWords
    tally: Tally | None
    problems: tuple[str, ...]
    """What its badge says, the worst first."""
    severity: str | None
    rect: QRectF
    room: float
    """The height with counts, whether it shows them or not: what the layout keeps for it."""
    tile: QRectF
    icon: QRectF
    badge: QRectF
    tone: QColor
    ground: QColor
    lines: tuple[Line, ...]
    divider: float = 0.0
    bar: QRectF | None = None
    counts: tuple[Count, ...] = ()
    cut: bool = False
    """Whether there was no room for all the words."""


def make_card(
    words: CardWords,
    style: Style,
    tally: Tally | None = None,
    severity: str | None = None,
    problems: Sequence[str] = (),
) -> Card:
    """Measure a card; ``severity`` is that of the worst of its ``problems``."""
    tone = style.theme.category(words.category)
    ink1, ink2, ink3 = (style.colour(token) for token in ("ink1", "ink2", "ink3"))
    left = PADDING + TILE + _GAP
    wide = WIDTH - left - PADDING
    titles = broken(words.title, style.title, wide, 2)
    context = broken(words.context, style.caption, wide, 1)
    summary = broken(words.summary, style.summary, WIDTH - 2 * PADDING, 2)
    head = len(titles) * _TITLE_LINE + len(context) * _CONTEXT_LINE
    y = PADDING + max(0.0, (TILE - head) / 2)
    lines = []
    for text in titles:
        lines.append(line(text, style.title, ink1, left, y + _TITLE_LINE / 2))
        y += _TITLE_LINE
    lines += [
        line(text, style.caption, ink3, left, y + _CONTEXT_LINE / 2 + 0.5) for text in context
    ]
    y = PADDING + max(TILE, head)
    if summary:
        y += _GAP - 2
    for text in summary:
        lines.append(line(text, style.summary, ink2, PADDING, y + _SUMMARY_LINE / 2))
        y += _SUMMARY_LINE
    height = 2 * math.ceil((y + PADDING) / 2)  # even, so that middles lie on whole pixels
    room = height + _COUNTS
    counts, bar = [], None
    if tally is not None:
        middle = y + _GAP + 13
        counts = _count_areas(tally, style, middle)
        lines += [
            part
            for count, right in zip(counts, (False, True), strict=True)
            for part in _count_lines(tally, count, style, middle, right=right)
        ]
        bar = QRectF(PADDING, y + _GAP + 25, WIDTH - 2 * PADDING, BAR)
        height = room
    said = "".join(item.text for item in lines)
    return Card(
        words=words,
        tally=tally,
        problems=tuple(problems),
        severity=severity,
        rect=QRectF(0, 0, WIDTH, height),
        room=room,
        tile=QRectF(PADDING, PADDING, TILE, TILE),
        icon=QRectF(PADDING + (TILE - ICON) / 2, PADDING + (TILE - ICON) / 2, ICON, ICON),
        badge=QRectF(WIDTH - BADGE / 2 - 3, 3 - BADGE / 2, BADGE, BADGE),
        tone=QColor(tone.colour),
        ground=QColor(tone.ground),
        lines=tuple(lines),
        divider=y + _GAP,
        bar=bar,
        counts=tuple(counts),
        cut="…" in said,
    )


def _label(what: str) -> str:
    return say(msg(f"canvas.count.{what}"))


def _number(tally: Tally, what: str) -> str:
    return say(tally.entered if what == "entered" else tally.here)


def _count_areas(tally: Tally, style: Style, middle: float) -> list[Count]:
    """Where the counts can be clicked: entered on the left, here on the right."""
    areas = []
    for what, right in (("entered", False), ("here", True)):
        number = _number(tally, what)
        wide = style.caption.width(_label(what) + " ") + style.number.width(number)
        left = WIDTH - PADDING - wide if right else PADDING
        tip = say(msg(f"canvas.count.{what}_tip", count=getattr(tally, what)))
        areas.append(Count(what, QRectF(left - 4, middle - 10, wide + 8, 20), tip))
    return areas


def _count_lines(
    tally: Tally, count: Count, style: Style, middle: float, *, right: bool
) -> list[Line]:
    label, number = _label(count.what), _number(tally, count.what)
    start = count.rect.left() + 4
    at = start + style.caption.width(label + " ")
    ink2, ink1 = style.colour("ink2"), style.colour("ink1")
    return [
        line(label, style.caption, ink2, start, middle),
        line(number, style.number, ink1, WIDTH - PADDING if right else at, middle, right=right),
    ]
