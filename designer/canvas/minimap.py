"""The mini-map: the whole journey in small, and the part of it that the view shows."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from designer.canvas.drawing import Drawing
from designer.canvas.painting import paint_panel
from designer.canvas.style import NO_PEN, Style, pen
from designer.canvas.zoombar import SHADOW
from resources.catalogue import msg, say

WIDTH, HEIGHT = 168, 104
"""The ground, without its shadow."""
_ROOM = 10.0


class MiniMap(QWidget):
    """A picture of all cards, painted once a change; moving the view moves only its rectangle."""

    wanted = Signal(QPointF)
    """Bring this point of the scene to the middle of the view."""

    def __init__(self, style: Style, parent: QWidget) -> None:
        super().__init__(parent)
        self._style = style
        self._drawing = Drawing({}, {}, QRectF())
        self._picture: QPixmap | None = None
        self._seen = QRectF()
        self.setFixedSize(QSize(WIDTH + 2 * SHADOW, HEIGHT + 2 * SHADOW))
        self.setAccessibleName(say(msg("canvas.tool.map")))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.hide()

    def set_style(self, style: Style) -> None:
        """Paint in other colours."""
        self._style = style
        self._picture = None
        self.update()

    def show_drawing(self, drawing: Drawing) -> None:
        """Show another drawing."""
        if drawing is not self._drawing:
            self._drawing, self._picture = drawing, None
            self.update()

    def show_seen(self, seen: QRectF) -> None:
        """Show which part is seen; without need, where all is seen, the map goes."""
        bounds = self._drawing.bounds
        needed = bool(self._drawing.cards) and not seen.contains(bounds)
        if needed and seen != self._seen:
            self.update()
        self._seen = seen
        if needed == self.isHidden():
            self.setVisible(needed)

    def paintEvent(self, _event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        if self._picture is None or self._picture.devicePixelRatio() != ratio:
            self._picture = self._painted(ratio)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(self._ground().adjusted(3, 3, -3, -3))
        painter.setPen(pen(self._style.colour("accent"), 1.5))
        painter.setBrush(self._style.pale("accent", 0.10))
        scale, origin = self._mapping()
        seen = QRectF(self._seen.topLeft() * scale + origin, self._seen.size() * scale)
        inner = self._ground().adjusted(4, 4, -4, -4)
        painter.drawRoundedRect(seen.intersected(inner), 4, 4)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._look(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._look(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def _look(self, event: QMouseEvent) -> None:
        scale, origin = self._mapping()
        if event.buttons() & Qt.MouseButton.LeftButton and scale > 0:
            self.wanted.emit((event.position() - origin) / scale)
        event.accept()

    def _ground(self) -> QRectF:
        return QRectF(self.rect()).adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)

    def _mapping(self) -> tuple[float, QPointF]:
        """From the scene to the map: scale first, then move."""
        bounds = self._drawing.bounds
        room = self._ground().adjusted(_ROOM, _ROOM, -_ROOM, -_ROOM)
        if bounds.isEmpty():
            return 0.0, room.center()
        scale = min(room.width() / bounds.width(), room.height() / bounds.height(), 0.12)
        return scale, room.center() - bounds.center() * scale

    def _painted(self, ratio: float) -> QPixmap:
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        paint_panel(painter, self._ground(), self._style)
        scale, origin = self._mapping()
        painter.setPen(NO_PEN)
        for placed in self._drawing.cards.values():
            rect = placed.rect
            painter.setBrush(placed.card.tone)
            block = QRectF(rect.topLeft() * scale + origin, rect.size() * scale)
            block.setSize(block.size().expandedTo(QRectF(0, 0, 3, 2).size()))
            painter.drawRoundedRect(block, 1.5, 1.5)
        painter.end()
        return picture
