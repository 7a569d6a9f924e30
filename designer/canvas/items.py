"""The items of the canvas. They hold what has been measured, and paint it when Qt asks."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPainterPath
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from designer.canvas.card import BOUNDS
from designer.canvas.drawing import Placed
from designer.canvas.link import Link
from designer.canvas.painting import CALM, Mood, detail_at, paint_card, paint_link
from designer.canvas.style import Style, pen

PATHS, LIT_PATHS, CARDS, OVER = 0.0, 1.0, 2.0, 3.0
"""What lies above what."""


class CanvasItem(QGraphicsItem):
    """What cards and paths have in common: a style, a mood, and bounds known beforehand."""

    def __init__(self, style: Style) -> None:
        super().__init__()
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.style = style
        self.mood = CALM
        self.bounds = QRectF()

    def boundingRect(self) -> QRectF:
        return self.bounds

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,  # noqa: ARG002 - Qt's signature
    ) -> None:
        self.draw(painter, option.levelOfDetailFromTransform(painter.worldTransform()))

    def draw(self, painter: QPainter, scale: float) -> None:
        """Paint the item; ``scale`` is how many pixels of the screen a unit takes."""
        raise NotImplementedError

    def set_mood(self, mood: Mood) -> None:
        """Look otherwise, where the mood is another."""
        if mood != self.mood:
            self.mood = mood
            self.update()

    def resize(self, bounds: QRectF) -> None:
        """Take other bounds."""
        if bounds != self.bounds:
            self.prepareGeometryChange()
            self.bounds = bounds
        self.update()


class CardItem(CanvasItem):
    """A card at its place."""

    def __init__(self, placed: Placed, style: Style) -> None:
        super().__init__(style)
        self.setZValue(CARDS)
        self.card = placed.card
        self.show_card(placed, style)

    def show_card(self, placed: Placed, style: Style) -> None:
        """Show another card, or the same one elsewhere; nothing is painted anew without need."""
        if self.pos() != placed.at:
            self.setPos(placed.at)
        if self.card is not placed.card or self.style is not style or self.bounds.isNull():
            self.card, self.style = placed.card, style
            self.resize(placed.card.rect.adjusted(-BOUNDS, -BOUNDS, BOUNDS, BOUNDS))

    def draw(self, painter: QPainter, scale: float) -> None:
        """Paint the card in as much detail as can be seen."""
        paint_card(painter, self.card, self.style, self.mood, detail_at(scale))


class LinkItem(CanvasItem):
    """A path at its place."""

    def __init__(self, link: Link, style: Style) -> None:
        super().__init__(style)
        self.link = link
        self.show_link(link, style)

    def show_link(self, link: Link, style: Style) -> None:
        """Show another path; nothing is painted anew without need."""
        if self.link is not link or self.style is not style or self.bounds.isNull():
            self.link, self.style = link, style
            self.resize(link.bounds)

    def set_mood(self, mood: Mood) -> None:
        """Look otherwise; what is lit lies above the other paths."""
        self.setZValue(LIT_PATHS if mood.on_way or mood.hovered else PATHS)
        super().set_mood(mood)

    def draw(self, painter: QPainter, scale: float) -> None:
        """Paint the path in as much detail as can be seen."""
        paint_link(painter, self.link, self.style, self.mood, detail_at(scale))


class BandItem(CanvasItem):
    """The rectangle that is drawn around what is to be selected."""

    def __init__(self, style: Style) -> None:
        super().__init__(style)
        self.setZValue(OVER)

    def draw(self, painter: QPainter, scale: float) -> None:
        """Paint the rectangle with a border that is one pixel wide at every zoom."""
        border = pen(self.style.colour("accent"), 1 / scale)
        painter.setPen(border)
        painter.setBrush(self.style.pale("accent", 0.10))
        half = border.widthF() / 2
        painter.drawRect(self.bounds.adjusted(half, half, -half, -half))


class LooseItem(CanvasItem):
    """The line that follows the mouse while an open path is led to a card."""

    def __init__(self, style: Style) -> None:
        super().__init__(style)
        self.setZValue(OVER)
        self._curve = QPainterPath()
        self.tip = QPointF()

    def lead(self, start: QPointF, tip: QPointF) -> None:
        """Lead the line from an open end to the mouse."""
        reach = max(40.0, abs(tip.x() - start.x()) / 2)
        curve = QPainterPath(start)
        curve.cubicTo(start + QPointF(reach, 0), tip - QPointF(reach, 0), tip)
        self._curve, self.tip = curve, tip
        self.resize(curve.boundingRect().adjusted(-12, -12, 12, 12))

    def draw(self, painter: QPainter, scale: float) -> None:
        """Paint a dashed line with a dot at its tip."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = pen(self.style.colour("accent"), max(2.0, 1.5 / scale))
        line.setDashPattern([3, 3])
        painter.setPen(line)
        painter.setBrush(QBrush(Qt.BrushStyle.NoBrush))
        painter.drawPath(self._curve)
        painter.setPen(pen(self.style.colour("accent")))
        painter.setBrush(self.style.colour("accent"))
        painter.drawEllipse(self.tip, 5, 5)
