"""A press of the mouse that may become a drag."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication


class Press:
    """Where the left button went down on a widget, until it comes up or something is dragged."""

    def __init__(self) -> None:
        self._at: QPointF | None = None

    def begin(self, event: QMouseEvent) -> None:
        """The button went down."""
        self._at = event.position()

    def end(self) -> None:
        """It came up."""
        self._at = None

    def becomes_drag(self, event: QMouseEvent) -> bool:
        """Whether the mouse has now gone as far as a drag begins; once for a press."""
        if self._at is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return False
        far = (event.position() - self._at).manhattanLength()
        if far < QApplication.startDragDistance():
            return False
        self._at = None
        return True
