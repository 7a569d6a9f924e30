"""The canvas as a widget: shows a journey, and says what the person wants done with it.

The view owns no truth. It draws the values it is given and answers every gesture with a signal;
selection, zoom and hover are its only state.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QGestureEvent,
    QGraphicsView,
    QPinchGesture,
    QToolTip,
    QWidget,
)

from designer.canvas.camera import Camera
from designer.canvas.drawing import Artist
from designer.canvas.gestures import Gesture, Pan, Press
from designer.canvas.ground import Ground
from designer.canvas.hits import GROUND, Hit, Spot, find
from designer.canvas.link import Key
from designer.canvas.minimap import MiniMap
from designer.canvas.painting import Detail, detail_at
from designer.canvas.stage import Stage
from designer.canvas.style import Style
from designer.canvas.tips import spoken, tip
from designer.canvas.walking import Step, walk
from designer.canvas.zoombar import SHADOW, ZoomBar
from designer.theme import Theme
from engine.errors import JornadaError
from engine.journey.edits import connect
from engine.journey.model import Definitions, Journey
from engine.simulation.results import NodeCounts

if TYPE_CHECKING:
    from engine.journey.rules import Problem

_MARGIN = 12
"""From what floats to the sides of the view."""
_NOTCH = 120.0
"""What a wheel says for one notch, in eighths of a degree."""
_SCROLLED = 64.0
"""How far a notch scrolls."""
_ZOOMED = 1.18
"""How much a notch zooms."""
_STEPS = {
    Qt.Key.Key_Left: Step.LEFT,
    Qt.Key.Key_Right: Step.RIGHT,
    Qt.Key.Key_Up: Step.UP,
    Qt.Key.Key_Down: Step.DOWN,
    Qt.Key.Key_Home: Step.START,
    Qt.Key.Key_End: Step.END,
}
_CONTROL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class CanvasView(QGraphicsView):
    """A journey on the canvas, with a zoom toolbar and a mini-map floating over it.

    ``view = CanvasView(theme)``, then ``view.set_journey(journey, definitions, problems)`` after
    every edit: only what has changed is drawn anew, and what is selected stays selected.
    """

    node_selected = Signal(object)
    """The id of the one selected node; None where none or several are selected."""
    selection_changed = Signal(tuple)
    """The ids of all selected nodes."""
    insert_requested = Signal(str, str, QPoint)
    """Insert on a path: the id of its source, the path's name, where to open a menu (global)."""
    connect_requested = Signal(str, str, str)
    """Lead an open path to a node: source id, path name, target id."""
    delete_requested = Signal(tuple)
    """Delete these nodes."""
    edit_requested = Signal(str)
    """Enter or double click: move on to the inspector of this node."""
    count_clicked = Signal(str, str)
    """A count was clicked: node id and ``entered``, ``here`` or ``left:<path name>``."""
    menu_requested = Signal(object, QPoint)
    """A context menu: for a node (its id), a path ((source id, path name)) or the ground (None);
    where to open it (global). A node that is not selected has been selected before."""
    zoom_changed = Signal(float)
    """The zoom, 1.0 is 100 %."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        style = Style(theme)
        self._artist = Artist(style)
        self._ground = Ground(style)
        self.stage = Stage(style, self)
        self.camera = Camera(self)
        self._bar = ZoomBar(style, self)
        self._map = MiniMap(style, self)
        self._journey: Journey | None = None
        self._definitions = Definitions()
        self._problems: Sequence[Problem] = ()
        self._counts: Mapping[str, NodeCounts] | None = None
        self._gesture: Gesture | None = None
        self._space = False
        self._fitted = False
        """Whether the journey was fitted and nobody has looked elsewhere since."""
        self._set_up()
        self._connect()

    def _set_up(self) -> None:
        self.setScene(self.stage)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setInteractive(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.SmartViewportUpdate)
        self.setOptimizationFlags(
            QGraphicsView.OptimizationFlag.DontSavePainterState
            | QGraphicsView.OptimizationFlag.DontAdjustForAntialiasing
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.viewport().grabGesture(Qt.GestureType.PinchGesture)
        self.camera.centre(QPointF())

    def _connect(self) -> None:
        self.stage.selection_changed.connect(self._tell_selection)
        self.camera.moved.connect(self._moved)
        self.camera.zoomed.connect(self._bar.show_zoom)
        self.camera.zoomed.connect(self.zoom_changed)
        self._bar.stepped.connect(self.zoom_by_steps)
        self._bar.actual.connect(lambda: self.set_zoom(1.0))
        self._bar.fit.connect(self.fit)
        self._bar.selection.connect(self.zoom_to_selection)
        self._map.wanted.connect(self._look_at)

    # --- what is shown ---

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        style = Style(theme)
        self._artist = Artist(style)
        self._ground = Ground(style)
        self._bar.set_style(style)
        self._map.set_style(style)
        self._draw()
        self.viewport().update()

    def set_journey(
        self, journey: Journey, definitions: Definitions, problems: Sequence[Problem] = ()
    ) -> None:
        """Show a journey, with badges where it has problems."""
        self._journey, self._definitions = journey, definitions
        self._problems = problems
        self._draw()

    def set_problems(self, problems: Sequence[Problem]) -> None:
        """Show other problems of the same journey."""
        self._problems = problems
        self._draw()

    def set_counts(self, counts: Mapping[str, NodeCounts] | None) -> None:
        """Show what a run counted at each node, by node id; None: no run."""
        self._counts = counts
        self._draw()

    def _draw(self) -> None:
        journey = self._journey
        if journey is None:
            return
        drawing = self._artist.draw(journey, self._definitions, self._problems, self._counts)
        self.stage.show_drawing(drawing, journey, self._artist.style)
        self.camera.keep_near(drawing.bounds)
        self._map.show_drawing(drawing)
        self._map.show_seen(self.camera.seen())
        self._describe()
        if self._gesture is not None and not self._still_makes_sense():
            self._stop()

    def _still_makes_sense(self) -> bool:
        return isinstance(self._gesture, Pan)

    # --- what is selected ---

    def selected_ids(self) -> tuple[str, ...]:
        """The ids of the selected nodes, in the order of the journey."""
        return self.stage.selected()

    def select(self, ids: Iterable[str]) -> None:
        """Select these nodes and no others; unknown ids are passed over."""
        self.stage.select(ids)

    def _tell_selection(self) -> None:
        ids = self.selected_ids()
        self._bar.show_selected(any_=bool(ids))
        self._describe()
        self.selection_changed.emit(ids)
        self.node_selected.emit(ids[0] if len(ids) == 1 else None)

    def _describe(self) -> None:
        """Say what is selected in words, for screen readers."""
        cards = self.stage.drawing.cards
        said = " ".join(spoken(cards[id_].card) for id_ in self.selected_ids())
        if said != self.accessibleDescription():
            self.setAccessibleDescription(said)

    # --- where it looks ---

    def reveal(self, node: str) -> None:
        """Move the view, as little as needed, so that a node can be seen."""
        placed = self.stage.drawing.cards.get(node)
        if placed is not None:
            before = self.camera.seen()
            self.camera.reveal(placed.rect)
            if self.camera.seen() != before:
                self._fitted = False

    def fit(self) -> None:
        """Zoom so that the whole journey can be seen, at most 100 %. It stays so when the view
        is resized, or first shown, until somebody zooms or scrolls."""
        self.camera.show_all(self.stage.drawing.bounds)
        self._fitted = True

    def zoom_to_selection(self) -> None:
        """Zoom so that the selected nodes fill the view, at most 200 %."""
        rect = QRectF()
        for id_ in self.selected_ids():
            rect = rect.united(self.stage.drawing.cards[id_].rect)
        if not rect.isNull():
            self.moved_by_hand()
            self.camera.show_all(rect, most=2.0)

    @property
    def zoom(self) -> float:
        """1.0 is 100 %."""
        return self.camera.scale

    def set_zoom(self, zoom: float) -> None:
        """Zoom about the middle of the view, from 0.1 to 4."""
        self.moved_by_hand()
        self.camera.zoom_at(zoom, self.camera.middle())

    def zoom_by_steps(self, steps: int) -> None:
        """Zoom to the next step of the toolbar, in (1) or out (-1)."""
        self.moved_by_hand()
        self.camera.zoom_by_steps(steps)

    def moved_by_hand(self) -> None:
        """Somebody looks elsewhere: no fitting any more by itself."""
        self._fitted = False

    def _look_at(self, point: QPointF) -> None:
        self.moved_by_hand()
        self.camera.centre(point)

    def _moved(self) -> None:
        self._map.show_seen(self.camera.seen())

    def to_scene(self, at: QPointF) -> QPointF:
        """A point of the view as one of the canvas."""
        return self.camera.seen().topLeft() + at / self.zoom

    def hit(self, at: QPointF) -> Hit:
        """What is at a point of the view."""
        details = detail_at(self.zoom) is Detail.FULL
        return find(self.stage.drawing, self.to_scene(at), details=details)

    # --- what is asked for ---

    def offer_insertion(self, key: Key) -> None:
        """Ask for an insertion on a path, with the menu below its +."""
        disc = self.stage.drawing.links[key].disc
        at = (disc - self.camera.seen().topLeft()) * self.zoom
        place = self.viewport().mapToGlobal(at.toPoint() + QPoint(0, 12))
        self.insert_requested.emit(*key, place)

    def may_connect(self, source: str, path: str, target: str) -> bool:
        """Whether a path may lead to a node."""
        try:
            if self._journey is not None:
                connect(self._journey, source, path, target)
        except JornadaError:
            return False
        return self._journey is not None

    # --- the mouse ---

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._gesture is not None:
            self._stop()
        elif event.button() is Qt.MouseButton.MiddleButton or (
            event.button() is Qt.MouseButton.LeftButton and self._space
        ):
            self._begin(Pan(self, event.position()))
        elif event.button() is Qt.MouseButton.LeftButton:
            at = event.position()
            self._begin(Press(self, self.hit(at), at, event.modifiers()))
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._gesture is not None:
            self._begin(self._gesture.move(at))
        else:
            self._hover(at)
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        gesture = self._gesture
        buttons = Qt.MouseButton.LeftButton | Qt.MouseButton.MiddleButton
        if gesture is not None and not event.buttons() & buttons:
            self._gesture = None
            gesture.end()
            self._hover(event.position())
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        hit = self.hit(event.position())
        if event.button() is Qt.MouseButton.LeftButton and hit.spot in (Spot.CARD, Spot.BADGE):
            self.select((hit.node or "",))
            self.edit_requested.emit(hit.node)
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned, moved = QPointF(event.angleDelta()), QPointF(event.pixelDelta())
        self.moved_by_hand()
        if event.modifiers() & _CONTROL:
            notches = (turned.y() or turned.x()) / _NOTCH
            self.camera.zoom_at(self.zoom * _ZOOMED**notches, event.position())
        else:
            by = turned * _SCROLLED / _NOTCH if moved.isNull() else moved
            if event.modifiers() & _SHIFT and not by.x():
                by = by.transposed()
            self.camera.pan(by)
        if self._gesture is not None:
            self._begin(self._gesture.move(event.position()))
        else:
            self._hover(event.position())
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._stop()
        event.accept()
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            self._menu_by_keyboard()
            return
        hit = self.hit(QPointF(event.pos()))
        if hit.key is not None:
            self.menu_requested.emit(hit.key, event.globalPos())
            return
        if hit.node is not None and hit.node not in self.selected_ids():
            self.select((hit.node,))
        self.menu_requested.emit(hit.node, event.globalPos())

    def _menu_by_keyboard(self) -> None:
        ids = self.selected_ids()
        if not ids:
            self.menu_requested.emit(None, self.mapToGlobal(self.rect().center()))
            return
        self.reveal(ids[0])
        rect = self.stage.drawing.cards[ids[0]].rect
        at = (rect.center() - self.camera.seen().topLeft()) * self.zoom
        self.menu_requested.emit(ids[0], self.viewport().mapToGlobal(at.toPoint()))

    def _begin(self, gesture: Gesture) -> None:
        self._gesture = gesture
        if gesture.cursor is not None:
            self.viewport().setCursor(gesture.cursor)

    def _stop(self) -> None:
        """Cancel the gesture that is under way."""
        gesture, self._gesture = self._gesture, None
        if gesture is not None:
            gesture.cancel()
            self._show_cursor()

    def _hover(self, at: QPointF) -> None:
        self.stage.hover(self.hit(at))
        self._show_cursor()

    def _show_cursor(self) -> None:
        spot = self.stage.hovered.spot
        if self._space:
            shape = Qt.CursorShape.OpenHandCursor
        elif spot in (Spot.COUNT, Spot.DISC, Spot.END):
            shape = Qt.CursorShape.PointingHandCursor
        else:
            shape = Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    # --- the keyboard ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._zoom_key(event) and not self._edit_key(event) and not self._walk_key(event):
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._let_go_of_space()
        else:
            event.ignore()

    def _walk_key(self, event: QKeyEvent) -> bool:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None or self._journey is None or event.modifiers() & _CONTROL:
            return False
        ids = self.selected_ids()
        after = walk(self.stage.drawing, self._journey, ids[-1] if ids else None, step)
        if after is not None:
            more = event.modifiers() & _SHIFT
            self.select({*ids, after} if more else (after,))
            self.reveal(after)
        return True

    def _edit_key(self, event: QKeyEvent) -> bool:
        key, ids = event.key(), self.selected_ids()
        if key == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._space = True
                self._show_cursor()
        elif key == Qt.Key.Key_Escape:
            if self._gesture is not None:
                self._stop()
            elif ids:
                self.select(())
            else:
                return False
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and len(ids) == 1:
            self.edit_requested.emit(ids[0])
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and ids:
            self.delete_requested.emit(ids)
        else:
            return False
        return True

    def _zoom_key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if not event.modifiers() & _CONTROL:
            return False
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_by_steps(1)
        elif key == Qt.Key.Key_Minus:
            self.zoom_by_steps(-1)
        elif key == Qt.Key.Key_0:
            self.fit()
        elif key == Qt.Key.Key_1:
            self.set_zoom(1.0)
        elif key == Qt.Key.Key_2:
            self.zoom_to_selection()
        else:
            return False
        return True

    def _let_go_of_space(self) -> None:
        self._space = False
        if self._gesture is None:
            self._show_cursor()

    # --- Qt's other events ---

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._let_go_of_space()
        super().focusOutEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        kind = event.type()
        if kind is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._show_tip(event)
            return True
        if kind is QEvent.Type.Leave:
            self.stage.hover(GROUND)
        elif kind is QEvent.Type.NativeGesture and isinstance(event, QNativeGestureEvent):
            return self._native_gesture(event)
        elif kind is QEvent.Type.Gesture and isinstance(event, QGestureEvent):
            return self._touch_gesture(event)
        return super().viewportEvent(event)

    def _show_tip(self, event: QHelpEvent) -> None:
        said = tip(self.stage.drawing, self.hit(QPointF(event.pos())))
        if said:
            QToolTip.showText(event.globalPos(), said, self.viewport())
        else:
            QToolTip.hideText()

    def _native_gesture(self, event: QNativeGestureEvent) -> bool:
        if event.gestureType() is not Qt.NativeGestureType.ZoomNativeGesture:
            return False
        self.moved_by_hand()
        self.camera.zoom_at(self.zoom * (1 + event.value()), event.position())
        return True

    def _touch_gesture(self, event: QGestureEvent) -> bool:
        pinch = event.gesture(Qt.GestureType.PinchGesture)
        if not isinstance(pinch, QPinchGesture):
            return False
        self.moved_by_hand()
        at = QPointF(self.viewport().mapFromGlobal(pinch.hotSpot().toPoint()))
        self.camera.zoom_at(self.zoom * pinch.scaleFactor(), at)
        event.accept()
        return True

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        self._ground.paint(painter, QRectF(rect), self.zoom)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._resized()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._resized()

    def _resized(self) -> None:
        bar, map_ = self._bar, self._map
        bar.adjustSize()
        inset = _MARGIN - SHADOW
        bar.move(inset, self.height() - bar.height() - inset)
        map_.move(self.width() - map_.width() - inset, self.height() - map_.height() - inset)
        if self._fitted:
            self.fit()
        else:
            self._moved()
