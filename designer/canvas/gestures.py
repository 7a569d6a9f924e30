"""What is done with the mouse: every gesture is an object that starts, moves, and ends or is
cancelled. A gesture that is cancelled has done nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtWidgets import QApplication

from designer.canvas.hits import Hit, Spot

if TYPE_CHECKING:
    from designer.canvas.link import Key
    from designer.canvas.view import CanvasView

_MORE = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
"""With one of these a click adds to what is selected."""


class Gesture:
    """A gesture that is under way; positions are those of the view. By itself it does nothing."""

    cursor: Qt.CursorShape | None = None
    scrolls = False
    """Whether the canvas moves along when the mouse comes to the side of the view."""

    def __init__(self, view: CanvasView) -> None:
        self.view = view

    def move(self, at: QPointF) -> Gesture:
        """The mouse has moved; which gesture goes on."""
        del at
        return self

    def holds(self) -> bool:
        """Whether what it is about is still there, after another drawing has come."""
        return True

    def end(self) -> None:
        """The button was released."""

    def cancel(self) -> None:
        """It is not to be."""


class Press(Gesture):
    """The button went down: a click, or the beginning of a drag."""

    def __init__(
        self, view: CanvasView, hit: Hit, at: QPointF, modifiers: Qt.KeyboardModifier
    ) -> None:
        super().__init__(view)
        self._hit = hit
        self._start = at
        self._more = bool(modifiers & _MORE)
        self._waits = hit.spot in (Spot.CARD, Spot.BADGE) and hit.node in view.selected_ids()
        if hit.spot in (Spot.CARD, Spot.BADGE) and not self._waits and not self._more:
            view.select((hit.node or "",))

    def move(self, at: QPointF) -> Gesture:
        if (at - self._start).manhattanLength() < QApplication.startDragDistance():
            return self
        return self._drag().move(at)

    def _drag(self) -> Gesture:
        hit = self._hit
        if hit.spot in (Spot.DISC, Spot.END) and hit.key is not None:
            link = self.view.stage.drawing.links[hit.key]
            if link.target is None:
                return Lead(self.view, hit.key)
        if hit.spot in (Spot.GROUND, Spot.PATH):
            return Band(self.view, self._start, more=self._more)
        return Gesture(self.view)

    def holds(self) -> bool:
        return self.view.stage.knows(self._hit)

    def end(self) -> None:
        view, hit = self.view, self._hit
        if hit.spot is Spot.COUNT:
            view.count_clicked.emit(hit.node or "", hit.what)
        elif hit.spot in (Spot.CARD, Spot.BADGE) and hit.node is not None:
            if self._more:
                view.stage.toggle(hit.node)
            elif self._waits:
                view.select((hit.node,))
        elif hit.spot in (Spot.DISC, Spot.END) and hit.key is not None:
            view.offer_insertion(hit.key)
        elif hit.spot is Spot.CHIP and hit.key is not None:
            view.select((hit.key[0],))
        elif not self._more:
            view.select(())


class Pan(Gesture):
    """The canvas is dragged."""

    cursor = Qt.CursorShape.ClosedHandCursor

    def __init__(self, view: CanvasView, at: QPointF) -> None:
        super().__init__(view)
        self._last = at
        self._before = view.camera.seen().topLeft()

    def move(self, at: QPointF) -> Gesture:
        self.view.moved_by_hand()
        self.view.camera.pan(at - self._last)
        self._last = at
        return self

    def cancel(self) -> None:
        camera = self.view.camera
        camera.pan((camera.seen().topLeft() - self._before) * camera.scale)


class Band(Gesture):
    """A rectangle is drawn around what is to be selected."""

    scrolls = True

    def __init__(self, view: CanvasView, start: QPointF, *, more: bool) -> None:
        super().__init__(view)
        self._start = view.to_scene(start)
        self._before = frozenset(view.selected_ids())
        self._kept = self._before if more else frozenset()

    def move(self, at: QPointF) -> Gesture:
        stage = self.view.stage
        rect = QRectF(self._start, self.view.to_scene(at)).normalized()
        stage.band(rect)
        stage.select(self._kept | stage.inside(rect))
        return self

    def end(self) -> None:
        self.view.stage.band(None)

    def cancel(self) -> None:
        self.end()
        self.view.stage.select(self._before)


class Lead(Gesture):
    """An open path is led to a card."""

    cursor = Qt.CursorShape.CrossCursor
    scrolls = True

    def __init__(self, view: CanvasView, key: Key) -> None:
        super().__init__(view)
        self._key = key
        self._target: str | None = None

    def move(self, at: QPointF) -> Gesture:
        view = self.view
        link = view.stage.drawing.links[self._key]
        node = view.hit(at).node
        self._target = None if node == self._key[0] else node
        allowed = self._target is None or view.may_connect(*self._key, self._target)
        self.cursor = Qt.CursorShape.CrossCursor if allowed else Qt.CursorShape.ForbiddenCursor
        view.stage.aim(self._target if allowed else None)
        view.stage.loose(link.end or link.disc, self._tip(at, snaps=allowed))
        return self

    def _tip(self, at: QPointF, *, snaps: bool) -> QPointF:
        """Where the line ends: at the mouse, or where the path would enter its target."""
        if self._target is None or not snaps:
            return self.view.to_scene(at)
        rect = self.view.stage.drawing.cards[self._target].rect
        return QPointF(rect.left(), rect.center().y())

    def holds(self) -> bool:
        link = self.view.stage.drawing.links.get(self._key)
        return link is not None and link.target is None

    def end(self) -> None:
        self.cancel()
        if self._target is not None:
            self.view.connect_requested.emit(*self._key, self._target)

    def cancel(self) -> None:
        self.view.stage.aim(None)
        self.view.stage.loose(None)
