"""The canvas as a widget: shows a journey, and says what the person wants done with it.

The view owns no truth. It draws the values it is given and answers every gesture with a signal;
selection, zoom and hover are its only state.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QGraphicsScene, QGraphicsView, QWidget

from designer.theme import Theme
from engine.journey.model import Definitions, Journey
from engine.simulation.results import NodeCounts

if TYPE_CHECKING:
    from engine.journey.rules import Problem


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
        self._theme = theme
        self.setScene(QGraphicsScene(self))

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""

    def set_journey(
        self, journey: Journey, definitions: Definitions, problems: Sequence[Problem] = ()
    ) -> None:
        """Show a journey, with badges where it has problems."""

    def set_problems(self, problems: Sequence[Problem]) -> None:
        """Show other problems of the same journey."""

    def set_counts(self, counts: Mapping[str, NodeCounts] | None) -> None:
        """Show what a run counted at each node, by node id; None: no run."""

    def selected_ids(self) -> tuple[str, ...]:
        """The ids of the selected nodes, in the order of the journey."""
        return ()

    def select(self, ids: Iterable[str]) -> None:
        """Select these nodes and no others; unknown ids are passed over."""

    def reveal(self, node: str) -> None:
        """Move the view, as little as needed, so that a node can be seen."""

    def fit(self) -> None:
        """Zoom so that the whole journey can be seen, at most 100 %."""

    def zoom_to_selection(self) -> None:
        """Zoom so that the selected nodes fill the view."""

    @property
    def zoom(self) -> float:
        """1.0 is 100 %."""
        return 1.0

    def set_zoom(self, zoom: float) -> None:
        """Zoom about the middle of the view, from 0.1 to 4."""
