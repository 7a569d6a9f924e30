"""The canvas as a widget: shows a journey, and says what the person wants done with it.

The view owns no truth. It draws the values it is given and answers every gesture with a signal;
selection, zoom and hover are its only state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
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
    QToolTip,
    QWidget,
)

from designer.canvas.camera import Camera
from designer.canvas.drawing import Artist
from designer.canvas.ground import Ground
from designer.canvas.hits import Hit, find
from designer.canvas.keys import Keys
from designer.canvas.link import Key
from designer.canvas.minimap import MiniMap
from designer.canvas.painting import Detail, detail_at
from designer.canvas.pointer import Pointer
from designer.canvas.ring import FocusRing
from designer.canvas.stage import Stage
from designer.canvas.style import Style
from designer.canvas.tips import spoken, tip
from designer.canvas.walking import Step, walk
from designer.canvas.ways import NO_WAY, Way
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
        self._ring = FocusRing(style, self)
        self._journey: Journey | None = None
        self._definitions = Definitions()
        self._problems: Sequence[Problem] = ()
        self._counts: Mapping[str, NodeCounts] | None = None
        self._walked: str | None = None
        """Where the arrow keys have come to."""
        self.pointer = Pointer(self)
        self._keys = Keys(self)
        self._kept: Callable[[], None] | None = None
        """What is done again in another size, as long as nobody has looked elsewhere."""
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
        self._ring.set_style(style)
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
        self.pointer.drawing_changed()

    # --- what is selected ---

    def selected_ids(self) -> tuple[str, ...]:
        """The ids of the selected nodes, in the order of the journey."""
        return self.stage.selected()

    def select(self, ids: Iterable[str]) -> None:
        """Select these nodes and no others; unknown ids are passed over."""
        self.stage.select(ids)

    def mark_way(self, nodes: Iterable[str], paths: Iterable[Key]) -> None:
        """Keep nodes and paths (source and name) lit and everything else faint, as what somebody
        went through; unknown ones are passed over."""
        self.stage.mark(Way(frozenset(nodes), frozenset(paths)))

    def clear_way(self) -> None:
        """Mark no way any more."""
        self.stage.mark(NO_WAY)

    def walk(self, step: Step, *, more: bool = False) -> None:
        """Select the next node in a direction, or one ``more``, and move it into view."""
        if self._journey is None:
            return
        ids = self.selected_ids()
        last = self._walked if self._walked in ids else next(iter(ids), None)
        after = walk(self.stage.drawing, self._journey, last, step)
        if after is not None:
            self._walked = after
            self.select({*ids, after} if more else (after,))
            self.reveal(after)

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
            self._uncover(placed.rect)
            if self.camera.seen() != before:
                self.moved_by_hand()

    def _uncover(self, rect: QRectF) -> None:
        """Move a part of the canvas out from below the mini-map."""
        at = (rect.topLeft() - self.camera.seen().topLeft()) * self.zoom
        shown = QRectF(at, rect.size() * self.zoom)
        cover = QRectF(self._map.geometry())
        if not self._map.isHidden() and shown.intersects(cover):
            self.camera.pan(QPointF(0, cover.top() - shown.bottom()))

    def fit(self) -> None:
        """Zoom so that the whole journey can be seen, at most 100 %. It stays so when the view
        is resized, or first shown, until somebody zooms or scrolls."""
        self.camera.show_all(self.stage.drawing.bounds)
        self._kept = self.fit

    def show_start(self) -> None:
        """Show the whole journey as :meth:`fit` does where it can be read so; of a longer one
        the beginning, in a size that can be read."""
        audience = None if self._journey is None else self._journey.audience
        cards = self.stage.drawing.cards
        first = next(iter(cards.values()), None) if audience is None else cards[audience.id]
        bounds = self.stage.drawing.bounds
        self.camera.show_start(bounds, bounds if first is None else first.rect)
        self._kept = self.show_start

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
        self._kept = None

    def _look_at(self, point: QPointF) -> None:
        self.moved_by_hand()
        self.camera.centre(point)

    def _moved(self) -> None:
        self._map.show_seen(self.camera.seen())

    def to_scene(self, at: QPointF) -> QPointF:
        """A point of the view as one of the canvas."""
        return self.camera.seen().topLeft() + at / self.zoom

    def to_global(self, point: QPointF) -> QPoint:
        """A point of the canvas as one of the screen."""
        at = (point - self.camera.seen().topLeft()) * self.zoom
        return self.viewport().mapToGlobal(at.toPoint())

    def hit(self, at: QPointF) -> Hit:
        """What is at a point of the view."""
        details = detail_at(self.zoom) is Detail.FULL
        return find(self.stage.drawing, self.to_scene(at), details=details)

    # --- what is asked for ---

    def offer_insertion(self, key: Key) -> None:
        """Ask for an insertion on a path, with the menu below its +."""
        place = self.to_global(self.stage.drawing.links[key].disc)
        self.insert_requested.emit(*key, place + QPoint(0, 12))

    def may_connect(self, source: str, path: str, target: str) -> bool:
        """Whether a path may lead to a node."""
        try:
            if self._journey is not None:
                connect(self._journey, source, path, target)
        except JornadaError:
            return False
        return self._journey is not None

    # --- Qt's events ---

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._ring.hide()
        self.pointer.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.pointer.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.pointer.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.pointer.double_click(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.pointer.wheel(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.pointer.menu(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._keys.press(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        self._keys.release(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ring.focused(event.reason())
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.pointer.space(down=False)
        self._ring.hide()
        super().focusOutEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            self._show_tip(event)
            return True
        if isinstance(event, QNativeGestureEvent):
            return self.pointer.touchpad(event)
        if isinstance(event, QGestureEvent):
            return self.pointer.touch(event)
        if event.type() is QEvent.Type.Leave:
            self.pointer.leave()
        return super().viewportEvent(event)

    def _show_tip(self, event: QHelpEvent) -> None:
        said = tip(self.stage.drawing, self.hit(QPointF(event.pos())))
        if said:
            QToolTip.showText(event.globalPos(), said, self.viewport())
        else:
            QToolTip.hideText()

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
        self._ring.setGeometry(self.rect())
        bar.adjustSize()
        inset = _MARGIN - SHADOW
        bar.move(inset, self.height() - bar.height() - inset)
        map_.move(self.width() - map_.width() - inset, self.height() - map_.height() - inset)
        if self._kept is not None:
            self._kept()
        self._moved()
