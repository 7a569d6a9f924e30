"""The mouse, the wheel and the touchpad on the canvas: they begin gestures, and zoom and scroll."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QGestureEvent, QPinchGesture

from designer.canvas.gestures import Gesture, Pan, Press
from designer.canvas.hits import GROUND, Spot

if TYPE_CHECKING:
    from designer.canvas.view import CanvasView

_NOTCH = 120.0
"""What a wheel says for one notch, in eighths of a degree."""
_SCROLLED = 64.0
"""How far a notch scrolls, in pixels."""
_ZOOMED = 1.18
"""How much a notch zooms."""
_LEFT = Qt.MouseButton.LeftButton
_MIDDLE = Qt.MouseButton.MiddleButton


_EDGE = 28.0
"""So near to a side of the view, a gesture moves the canvas along."""
_STEP = 14.0
"""How far it moves at a time, in pixels."""
_PAUSE = 25
"""Milliseconds from one move to the next."""


class Pointer(QObject):
    """Turns the pointer's events into gestures on a view; at most one is under way."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        self._button = Qt.MouseButton.NoButton
        """What began the gesture, and ends it."""
        self._at = QPointF()
        self._scrolling = QTimer(self, interval=_PAUSE)
        self._scrolling.timeout.connect(self._scroll_along)
        self._gesture: Gesture | None = None
        self._space = False

    @property
    def busy(self) -> bool:
        """Whether a gesture is under way."""
        return self._gesture is not None

    # --- gestures ---

    def press(self, event: QMouseEvent) -> None:
        """A button went down. While a gesture is under way, another button cancels it."""
        at = event.position()
        if not self.cancel():
            button = self._button = event.button()
            if button is _MIDDLE or (button is _LEFT and self._space):
                self._go_on(Pan(self._view, at))
            elif button is _LEFT:
                self._go_on(Press(self._view, self._view.hit(at), at, event.modifiers()))
        event.accept()

    def move(self, event: QMouseEvent) -> None:
        """The mouse moved, with or without a button."""
        self._moved_to(event.position())
        event.accept()

    def release(self, event: QMouseEvent) -> None:
        """A button was let go."""
        if self._gesture is not None and event.button() is self._button:
            gesture, self._gesture = self._gesture, None
            self._scrolling.stop()
            gesture.end()
            self._hover(event.position())
        event.accept()

    def double_click(self, event: QMouseEvent) -> None:
        """Twice on a card: it is to be edited."""
        hit = self._view.hit(event.position())
        if event.button() is _LEFT and hit.spot in (Spot.CARD, Spot.BADGE):
            self._view.select((hit.node or "",))
            self._view.edit_requested.emit(hit.node)
        event.accept()

    def cancel(self) -> bool:
        """Cancel the gesture that is under way; whether there was one."""
        gesture, self._gesture = self._gesture, None
        self._scrolling.stop()
        if gesture is not None:
            gesture.cancel()
            self._show_cursor()
        return gesture is not None

    def drawing_changed(self) -> None:
        """Cancel a gesture that has lost what it was about."""
        if self._gesture is not None and not self._gesture.holds():
            self.cancel()

    def space(self, *, down: bool) -> None:
        """While the space bar is down, dragging moves the canvas."""
        self._space = down
        if self._gesture is None:
            self._show_cursor()

    def leave(self) -> None:
        """The mouse is somewhere else."""
        self._view.stage.hover(GROUND)

    def _moved_to(self, at: QPointF) -> None:
        if self._gesture is None:
            self._hover(at)
        else:
            self._at = at
            self._go_on(self._gesture.move(at))
            if not self._gesture.scrolls or self._beyond().isNull():
                self._scrolling.stop()
            elif not self._scrolling.isActive():
                self._scrolling.start()

    def _beyond(self) -> QPointF:
        """How to move the canvas because the mouse is at a side of the view."""
        size, at = self._view.viewport().size(), self._at
        x = (at.x() < _EDGE) - (at.x() > size.width() - _EDGE)
        y = (at.y() < _EDGE) - (at.y() > size.height() - _EDGE)
        return QPointF(x, y) * _STEP

    def _scroll_along(self) -> None:
        self._view.moved_by_hand()
        self._view.camera.pan(self._beyond())
        self._moved_to(self._at)

    def _go_on(self, gesture: Gesture) -> None:
        self._gesture = gesture
        if gesture.cursor is not None:
            self._view.viewport().setCursor(gesture.cursor)

    def _hover(self, at: QPointF) -> None:
        self._view.stage.hover(self._view.hit(at))
        self._show_cursor()

    def _show_cursor(self) -> None:
        spot = self._view.stage.hovered.spot
        if self._space:
            shape = Qt.CursorShape.OpenHandCursor
        elif spot in (Spot.COUNT, Spot.DISC, Spot.END):
            shape = Qt.CursorShape.PointingHandCursor
        else:
            shape = Qt.CursorShape.ArrowCursor
        self._view.viewport().setCursor(shape)

    # --- zooming and scrolling ---

    def wheel(self, event: QWheelEvent) -> None:
        """Scroll; with Shift sideways; with Ctrl zoom about the mouse."""
        view, at = self._view, event.position()
        turned, moved = QPointF(event.angleDelta()), QPointF(event.pixelDelta())
        view.moved_by_hand()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            notches = (turned.y() or turned.x()) / _NOTCH
            view.camera.zoom_at(view.zoom * _ZOOMED**notches, at)
        else:
            by = turned * _SCROLLED / _NOTCH if moved.isNull() else moved
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not by.x():
                by = by.transposed()
            view.camera.pan(by)
        self._moved_to(at)
        event.accept()

    def touchpad(self, event: QNativeGestureEvent) -> bool:
        """Two fingers on a touchpad; whether it was a pinch."""
        if event.gestureType() is not Qt.NativeGestureType.ZoomNativeGesture:
            return False
        view = self._view
        view.moved_by_hand()
        view.camera.zoom_at(view.zoom * (1 + event.value()), event.position())
        return True

    def touch(self, event: QGestureEvent) -> bool:
        """Two fingers on a touch screen; whether it was a pinch."""
        pinch = event.gesture(Qt.GestureType.PinchGesture)
        if not isinstance(pinch, QPinchGesture):
            return False
        view = self._view
        view.moved_by_hand()
        at = QPointF(view.viewport().mapFromGlobal(pinch.hotSpot().toPoint()))
        view.camera.zoom_at(view.zoom * pinch.scaleFactor(), at)
        event.accept()
        return True

    # --- menus ---

    def menu(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of what the mouse is over, or by keyboard of what is selected."""
        self.cancel()
        event.accept()
        view = self._view
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            self._menu_of_selection()
            return
        hit = view.hit(QPointF(event.pos()))
        if hit.key is not None:
            view.menu_requested.emit(hit.key, event.globalPos())
            return
        if hit.node is not None and hit.node not in view.selected_ids():
            view.select((hit.node,))
        view.menu_requested.emit(hit.node, event.globalPos())

    def _menu_of_selection(self) -> None:
        view, ids = self._view, self._view.selected_ids()
        if not ids:
            view.menu_requested.emit(None, view.mapToGlobal(view.rect().center()))
            return
        view.reveal(ids[0])
        middle = view.stage.drawing.cards[ids[0]].rect.center()
        view.menu_requested.emit(ids[0], view.to_global(middle))
