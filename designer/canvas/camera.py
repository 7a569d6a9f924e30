"""Where the view looks: zoom and scrolling."""

from __future__ import annotations

from PySide6.QtCore import QMarginsF, QObject, QPointF, QRectF, Signal
from PySide6.QtGui import QTransform
from PySide6.QtWidgets import QGraphicsView

LEAST, MOST = 0.1, 4.0
STEPS = (0.1, 0.25, 0.33, 0.5, 0.67, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0, 3.0, 4.0)
"""Where the zoom buttons stop."""
READABLE = 0.8
"""Where the words on the cards are still comfortable to read."""
ROOM = QMarginsF(32, 32, 32, 72)
"""What is kept free around a journey that fits: below, the toolbar floats."""
_STAYS = 96.0
"""So much of a journey stays in the view, however far it is moved."""


class Camera(QObject):
    """Moves a view over its scene. All distances are pixels of the view."""

    moved = Signal()
    """Another part is seen, or in another size."""
    zoomed = Signal(float)

    def __init__(self, view: QGraphicsView) -> None:
        super().__init__(view)
        self._view = view
        self._world = QRectF()
        self._scale = 1.0

    @property
    def scale(self) -> float:
        """1.0 is 100 %."""
        return self._scale

    def keep_near(self, world: QRectF) -> None:
        """A part of this rectangle of the scene is to stay in the view."""
        self._world = QRectF(world)

    def seen(self) -> QRectF:
        """The part of the scene that is seen."""
        left, top = self._bars()
        size = self._view.viewport().size()
        return QRectF(
            left / self._scale,
            top / self._scale,
            size.width() / self._scale,
            size.height() / self._scale,
        )

    def zoom_at(self, scale: float, at: QPointF) -> None:
        """Zoom so that what is at a point of the view stays there."""
        wanted = min(MOST, max(LEAST, scale))
        left, top = self._bars()
        point = (QPointF(left, top) + at) / self._scale
        self._set_scale(wanted)
        self._look_at(point * wanted - at)

    def zoom_by_steps(self, steps: int) -> None:
        """Zoom about the middle to the next step, in (1) or out (-1)."""
        if steps > 0:
            wanted = next((step for step in STEPS if step > self._scale + 0.005), MOST)
        else:
            wanted = next((step for step in reversed(STEPS) if step < self._scale - 0.005), LEAST)
        self.zoom_at(wanted, self.middle())

    def pan(self, by: QPointF) -> None:
        """Move what is seen."""
        left, top = self._bars()
        self._look_at(QPointF(left, top) - by)

    def centre(self, point: QPointF) -> None:
        """Bring a point of the scene to the middle."""
        self._look_at(point * self._scale - self.middle())

    def show_all(self, rect: QRectF, most: float = 1.0) -> None:
        """Zoom, to ``most`` at most, so that a rectangle of the scene is seen whole, in the
        middle; what is too long even for the smallest zoom is seen from its left end."""
        if rect.isEmpty():
            self._set_scale(1.0)
            self._look_at(-self.middle())
            return
        room = QRectF(self._view.viewport().rect()).marginsRemoved(ROOM)
        scale = min(
            most, max(room.width(), 1) / rect.width(), max(room.height(), 1) / rect.height()
        )
        self._set_scale(max(LEAST, scale))
        corner = rect.center() * self._scale - room.center()
        if rect.width() * self._scale > room.width() + 1:
            corner.setX(rect.left() * self._scale - room.left())
        self._look_at(corner)

    def show_start(self, rect: QRectF, start: QRectF) -> None:
        """Show a rectangle of the scene whole where it can be read so, else its beginning: what
        is at ``start`` stands on the left, halfway down."""
        self.show_all(rect)
        if self._scale < READABLE and not rect.isEmpty():
            self._set_scale(READABLE)
            room = QRectF(self._view.viewport().rect()).marginsRemoved(ROOM)
            corner = QPointF(rect.left(), start.center().y()) * self._scale
            self._look_at(corner - QPointF(room.left(), room.center().y()))

    def reveal(self, rect: QRectF) -> None:
        """Move as little as needed so that a rectangle of the scene is seen whole."""
        room = QRectF(self._view.viewport().rect()).marginsRemoved(ROOM)
        left, top = self._bars()
        wanted = QRectF(rect.topLeft() * self._scale, rect.size() * self._scale)
        wanted.translate(-left, -top)
        x = _least(wanted.left(), wanted.right(), room.left(), room.right())
        y = _least(wanted.top(), wanted.bottom(), room.top(), room.bottom())
        if x or y:
            self._look_at(QPointF(left + x, top + y))

    def middle(self) -> QPointF:
        """The middle of the view."""
        return QRectF(self._view.viewport().rect()).center()

    def _bars(self) -> tuple[int, int]:
        return self._view.horizontalScrollBar().value(), self._view.verticalScrollBar().value()

    def _set_scale(self, scale: float) -> None:
        if scale != self._scale:
            self._scale = scale
            self._view.setTransform(QTransform.fromScale(scale, scale))
            self.zoomed.emit(scale)

    def _look_at(self, corner: QPointF) -> None:
        """Scroll so that this point, in pixels of the scaled scene, is the upper left corner."""
        if not self._world.isEmpty():
            world = QRectF(self._world.topLeft() * self._scale, self._world.size() * self._scale)
            size = self._view.viewport().size()
            corner = QPointF(
                _within(corner.x(), world.left(), world.right(), size.width()),
                _within(corner.y(), world.top(), world.bottom(), size.height()),
            )
        self._view.horizontalScrollBar().setValue(round(corner.x()))
        self._view.verticalScrollBar().setValue(round(corner.y()))
        self.moved.emit()


def _within(start: float, left: float, right: float, size: float) -> float:
    """Where to start so that something between ``left`` and ``right`` is still seen."""
    stays = min(_STAYS, right - left, size / 2)
    return min(max(start, left + stays - size), right - stays)


def _least(start: float, end: float, low: float, high: float) -> float:
    """How far to move so that ``start`` to ``end`` lies between ``low`` and ``high``."""
    if start < low or end - start > high - low:
        return start - low
    return max(0.0, end - high)
