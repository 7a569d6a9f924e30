"""How cards, paths and the ground are painted. Only painting: everything has been measured before.

Never hand ``None`` to a painter (a pen, a brush): PySide6 6.12.0 loses a reference to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter

from designer.canvas.card import Card
from designer.canvas.link import DISC, END, Link
from designer.canvas.style import NO_PEN, Style, pen
from designer.canvas.text import Line
from designer.icons import paint_icon
from designer.theme import RADIUS_CHIP, RADIUS_CONTROL, RADIUS_PANEL

GRID = 20.0
"""From dot to dot of the ground."""
_HALO = 3.0
_NO_BRUSH = QBrush(Qt.BrushStyle.NoBrush)


class Detail(IntEnum):
    """How much can be seen at a zoom."""

    BLOCKS = 0
    """Far out: a card is a block in the colour of its tile, a path a line."""
    ICONS = 1
    """Text can't be read any more; icons can."""
    FULL = 2


_THICKER = {Detail.BLOCKS: 3.5, Detail.ICONS: 1.75, Detail.FULL: 1.0}
"""Paths are painted thicker from far away, so that they stay lines."""


def detail_at(scale: float) -> Detail:
    """What is worth painting at a scale (1 is 100 %)."""
    if scale < 0.18:
        return Detail.BLOCKS
    return Detail.ICONS if scale < 0.42 else Detail.FULL


@dataclass(frozen=True, slots=True)
class Mood:
    """What the mouse and the keyboard make of a card or a path."""

    selected: bool = False
    hovered: bool = False
    on_way: bool = False
    """On the way from the start to the ends through what is hovered."""
    disc_hovered: bool = False
    target: bool = False
    """A path being dragged would end here."""


CALM = Mood()


def paint_card(
    painter: QPainter, card: Card, style: Style, mood: Mood = CALM, detail: Detail = Detail.FULL
) -> None:
    """Paint a card with its upper left corner at (0, 0)."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if detail is Detail.BLOCKS:
        painter.setPen(pen(style.colour("accent"), 10) if mood.selected else NO_PEN)
        painter.setBrush(card.tone)
        painter.drawRoundedRect(card.rect, RADIUS_PANEL, RADIUS_PANEL)
        return
    _paint_ground(painter, card.rect, style, mood)
    painter.setPen(NO_PEN)
    painter.setBrush(card.ground)
    if detail is Detail.ICONS:
        middle = card.rect.height() / 2
        tile = QRectF(12, middle - 26, 52, 52)
        painter.drawRoundedRect(tile, RADIUS_PANEL, RADIUS_PANEL)
        paint_icon(painter, card.words.icon, tile.adjusted(10, 10, -10, -10), card.tone)
        painter.setBrush(style.colour("track"))
        for y, wide in ((-14, 112), (4, 76)):
            painter.drawRoundedRect(QRectF(78, middle + y, wide, 10), 5, 5)
    else:
        painter.drawRoundedRect(card.tile, RADIUS_CONTROL, RADIUS_CONTROL)
        paint_icon(painter, card.words.icon, card.icon, card.tone)
        _paint_lines(painter, card.lines)
        if card.bar is not None and card.tally is not None:
            _paint_tally(painter, card, card.bar, card.tally.share, style)
    if card.severity is not None:
        _paint_badge(painter, card.badge, card.severity, style)


def paint_link(
    painter: QPainter, link: Link, style: Style, mood: Mood = CALM, detail: Detail = Detail.FULL
) -> None:
    """Paint a path: its curve, and what stands on it."""
    strong = mood.hovered or mood.on_way
    if mood.hovered:
        colour = style.colour("accent")
    else:
        colour = style.mixed("edge", "accent", 0.6) if mood.on_way else link.colour
    width = (max(link.width, 2.5) if strong else link.width) * _THICKER[detail]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen(colour, width))
    painter.setBrush(_NO_BRUSH)
    painter.drawPath(link.curve)
    if detail is Detail.BLOCKS:
        return
    if link.end is not None:
        painter.setBrush(style.colour("canvas"))
        painter.setPen(pen(colour, 2))
        painter.drawEllipse(link.end, END / 2, END / 2)
    if detail is Detail.ICONS:
        return
    if link.chip is not None:
        painter.setPen(pen(colour if strong else style.colour("line_strong")))
        painter.setBrush(style.colour("panel"))
        painter.drawRoundedRect(link.chip, RADIUS_CHIP, RADIUS_CHIP)
    _paint_lines(painter, link.lines)
    if link.editable:
        paint_disc(painter, link.disc, style, lit=mood.disc_hovered, colour=colour)


def paint_disc(
    painter: QPainter, middle: QPointF, style: Style, *, lit: bool, colour: QColor
) -> None:
    """Paint the + of a path; ``lit`` under the mouse."""
    half = DISC / 2 + (2 if lit else 0)
    painter.setPen(pen(style.colour("canvas"), 2))
    painter.setBrush(style.colour("accent") if lit else colour)
    painter.drawEllipse(middle, half, half)
    arm = 4.0
    painter.setPen(pen(style.colour("on_accent" if lit else "canvas"), 1.8))
    painter.drawLines(
        [
            QLineF(middle.x() - arm, middle.y(), middle.x() + arm, middle.y()),
            QLineF(middle.x(), middle.y() - arm, middle.x(), middle.y() + arm),
        ]
    )


def dot_step(scale: float) -> float | None:
    """From dot to dot of the ground at a scale; None where there are none, far out."""
    step = GRID
    while step * scale < 14:
        step *= 2
    return None if step > 8 * GRID else step


def dot_size(scale: float) -> float:
    """How large a dot of the ground is, in units of the canvas."""
    return max(2.0, 1.6 / scale)


def paint_dots(painter: QPainter, area: QRectF, style: Style, scale: float) -> None:
    """Paint the dots of the ground; fewer of them, and at last none, when zoomed out."""
    step = dot_step(scale)
    if step is None:
        return
    left, top = -(-area.left() // step) * step, -(-area.top() // step) * step
    columns = int((area.right() - left) // step) + 1
    rows = int((area.bottom() - top) // step) + 1
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen(style.colour("grid"), dot_size(scale)))
    painter.drawPoints(
        [QPointF(left + x * step, top + y * step) for y in range(rows) for x in range(columns)]
    )


def paint_panel(painter: QPainter, rect: QRectF, style: Style) -> None:
    """Paint a floating ground: the toolbar, the mini-map."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_ground(painter, rect, style, CALM)


def _paint_ground(painter: QPainter, rect: QRectF, style: Style, mood: Mood) -> None:
    painter.setPen(NO_PEN)
    for spread, down, colour in style.shadows:
        radius = RADIUS_PANEL + spread
        around = rect.adjusted(-spread, -spread + down, spread, spread + down)
        painter.setBrush(colour)
        painter.drawRoundedRect(around, radius, radius)
    if mood.selected or mood.target:
        painter.setBrush(style.pale("accent", 0.28))
        halo = rect.adjusted(-_HALO, -_HALO, _HALO, _HALO)
        painter.drawRoundedRect(halo, RADIUS_PANEL + _HALO, RADIUS_PANEL + _HALO)
    strong = mood.selected or mood.target
    if strong:
        border = style.colour("accent")
    else:
        border = style.colour("line_strong" if mood.hovered or mood.on_way else "line")
    painter.setPen(pen(border, 1.5 if strong else 1.0))
    painter.setBrush(style.colour("panel"))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_PANEL, RADIUS_PANEL)


def _paint_lines(painter: QPainter, lines: tuple[Line, ...]) -> None:
    for line in lines:
        painter.setFont(line.face.font)
        painter.setPen(line.colour)
        painter.drawStaticText(line.at, line.static)


def _paint_tally(painter: QPainter, card: Card, bar: QRectF, share: float, style: Style) -> None:
    painter.setPen(pen(style.colour("line")))
    y = card.divider + 0.5
    painter.drawLine(QLineF(bar.left(), y, bar.right(), y))
    painter.setPen(NO_PEN)
    half = bar.height() / 2
    painter.setBrush(style.colour("track"))
    painter.drawRoundedRect(bar, half, half)
    if share > 0:
        # A little is seen as a dot, not as nothing.
        painter.setBrush(style.colour("accent"))
        filled = QRectF(bar.topLeft(), bar.bottomRight())
        filled.setWidth(max(bar.height(), bar.width() * share))
        painter.drawRoundedRect(filled, half, half)


def _paint_badge(painter: QPainter, rect: QRectF, severity: str, style: Style) -> None:
    """A full disc with a ! for what blocks, a full triangle with a ! for a warning."""
    colour = QColor(style.theme.severity(severity).colour)
    painter.setPen(NO_PEN)
    painter.setBrush(style.colour("panel"))
    painter.drawEllipse(rect.adjusted(-2, -2, 2, 2))
    name = "warning-circle-fill" if severity == "error" else "warning-fill"
    paint_icon(painter, name, rect.adjusted(-2, -2, 2, 2), colour, bold=False)
