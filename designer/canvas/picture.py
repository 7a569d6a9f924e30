"""The whole canvas as a picture file, as it looks; no screen is needed."""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QRect, QRectF, QSize
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QApplication

from designer.canvas.drawing import Artist, Drawing
from designer.canvas.painting import (
    CALM,
    GRID,
    Detail,
    detail_at,
    paint_card,
    paint_dots,
    paint_link,
)
from designer.canvas.style import Style
from designer.canvas.svg import finished
from designer.theme import DARK, LIGHT
from engine.errors import JornadaError
from engine.files import write_file
from engine.journey.model import Definitions, Journey
from engine.simulation.results import NodeCounts

PADDING = 2 * GRID
"""The ground around the journey, in units of the canvas."""
_SCALE_MOST = 100
_SIDE_MOST = 32_767
"""The longest side, in pixels, that Qt can paint on."""
_PIXELS_MOST = 150_000_000
"""More would take over half a gigabyte of memory."""
_DOTS_PER_METRE = 96 / 0.0254
_kept: list[QGuiApplication] = []
"""The application that was made for pictures lives until the process ends."""


def save_picture(
    path: Path | str,
    journey: Journey,
    definitions: Definitions,
    counts: Mapping[str, NodeCounts] | None = None,
    dark: bool = False,
    scale: float = 1.0,
    *,
    shrink: bool = False,
) -> None:
    """Write a journey as a picture; the end of ``path``, .png or .svg, says which kind.

    ``counts`` are those of a run, by node id. ``scale`` is in pixels a unit of the canvas, up to
    100; with ``shrink`` it is the most that is wanted, and a journey too long for it comes out
    smaller. The same values give the same bytes where the same fonts are installed. The file is
    written whole or not at all; raises :class:`JornadaError` where it can't be, where there is
    nothing to draw, and where the picture would be too large.
    """
    path = Path(path)
    kinds = {".png": _png, ".svg": _svg}
    paint = kinds.get(path.suffix.lower())
    if paint is None:
        raise JornadaError("canvas.picture.kind", file=path.name)
    if not 0 < scale <= _SCALE_MOST:  # nor is it when it is not a number
        raise JornadaError("canvas.picture.scale", scale=str(scale), most=_SCALE_MOST)
    _ensure_application()
    style = Style(DARK if dark else LIGHT)
    drawing = Artist(style).draw(journey, definitions, (), counts)
    if not drawing.cards:
        raise JornadaError("canvas.picture.empty", journey=journey.name)
    if shrink:
        scale = min(scale, _largest(_area(drawing)))
    write_file(path, paint(journey, drawing, style, scale))


def _ensure_application() -> None:
    """Qt paints text only where there is an application; make one where there is none."""
    if QGuiApplication.instance() is not None:
        return
    screenless = not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    if sys.platform.startswith("linux") and screenless:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    _kept.append(QApplication(["jornada"]))


def _area(drawing: Drawing) -> QRectF:
    """What is painted: everything, and ground to the next dots around it."""
    wide = drawing.bounds.adjusted(-PADDING, -PADDING, PADDING, PADDING)
    left, top = (math.floor(value / GRID) * GRID for value in (wide.left(), wide.top()))
    right, bottom = (math.ceil(value / GRID) * GRID for value in (wide.right(), wide.bottom()))
    # Half a step off, so that no dot is cut by the border.
    return QRectF(left, top, right - left, bottom - top).translated(GRID / 2, GRID / 2)


def _largest(area: QRectF) -> float:
    """The largest scale at which a PNG of so many units can be written."""
    longest = max(area.width(), area.height())
    return min(_SIDE_MOST / longest, math.sqrt(_PIXELS_MOST / (area.width() * area.height())))


def _png(journey: Journey, drawing: Drawing, style: Style, scale: float) -> bytes:
    area = _area(drawing)
    width, height = (max(1, round(side * scale)) for side in (area.width(), area.height()))
    image = QImage()
    if scale <= _largest(area):
        image = QImage(width, height, QImage.Format.Format_RGB32)
    if image.isNull():  # too large, or there is not that much memory
        raise JornadaError("canvas.picture.too_large", scale=scale, width=width, height=height)
    image.setDotsPerMeterX(round(_DOTS_PER_METRE * scale))
    image.setDotsPerMeterY(round(_DOTS_PER_METRE * scale))
    image.setText("Title", journey.name)
    if journey.description:
        image.setText("Description", journey.description)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    painter.scale(scale, scale)
    painter.translate(-area.topLeft())
    painter.fillRect(area, style.colour("canvas"))
    paint_dots(painter, area, style, scale)
    _paint_journey(painter, drawing, style, detail_at(scale))
    painter.end()
    buffer = _buffer()
    if not image.save(buffer, "PNG"):  # type: ignore[call-overload]
        raise MemoryError
    return bytes(buffer.data().data())


def _svg(journey: Journey, drawing: Drawing, style: Style, scale: float) -> bytes:
    area = _area(drawing)
    buffer = _buffer()
    made = QSvgGenerator()
    made.setOutputDevice(buffer)
    made.setTitle(journey.name)
    made.setDescription(journey.description)
    made.setResolution(96)
    made.setSize(QSize(round(area.width() * scale), round(area.height() * scale)))
    made.setViewBox(QRect(0, 0, round(area.width()), round(area.height())))
    painter = QPainter(made)
    painter.setFont(style.summary.font)  # else every group names the font of the application
    painter.translate(-area.topLeft())
    painter.fillRect(area, style.colour("canvas"))
    _paint_journey(painter, drawing, style, Detail.FULL)
    painter.end()
    text = bytes(buffer.data().data()).decode()
    lines = [line for placed in drawing.cards.values() for line in placed.card.lines]
    lines += [line for link in drawing.links.values() for line in link.lines]
    return finished(text, made.size(), style.colour("grid").name(), lines).encode()


def _buffer() -> QBuffer:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.ReadWrite)
    return buffer


def _paint_journey(painter: QPainter, drawing: Drawing, style: Style, detail: Detail) -> None:
    for link in drawing.links.values():
        paint_link(painter, link, style, CALM, detail)
    for placed in drawing.cards.values():
        painter.save()
        painter.translate(placed.at)
        paint_card(painter, placed.card, style, CALM, detail)
        painter.restore()
