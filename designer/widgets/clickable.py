"""A ground that is opened as a whole, by a click or by keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame

from designer.widgets.look import look, set_property

_OPENING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class Clickable(QFrame):
    """Emits ``opened`` when it is clicked, or when Enter or the space bar is pressed on it; shows
    that the mouse is over it. ``listed``: it stands in a column, in which the arrow keys go up and
    down."""

    opened = Signal()

    def __init__(self, kind: str, *, listed: bool = False) -> None:
        super().__init__()
        look(self, kind)
        self._listed = listed
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_chosen(self, *, chosen: bool) -> None:
        """Show that what is beside it is about it."""
        set_property(self, "chosen", chosen)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and inside:
            self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _OPENING:
            self.opened.emit()
        elif self._listed and event.key() == Qt.Key.Key_Down:
            self.focusNextChild()
        elif self._listed and event.key() == Qt.Key.Key_Up:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        set_property(self, "hover", value=True)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        set_property(self, "hover", value=False)
        super().leaveEvent(event)
