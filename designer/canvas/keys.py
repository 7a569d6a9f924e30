"""The keyboard on the canvas: walking, editing, zooming."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from designer.canvas.walking import Step

if TYPE_CHECKING:
    from designer.canvas.view import CanvasView

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
_ALT = Qt.KeyboardModifier.AltModifier


class Keys:
    """Does what keys want done on a view; keys that mean nothing here are for others."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view

    def press(self, event: QKeyEvent) -> None:
        """A key went down."""
        modifiers = event.modifiers()
        if modifiers & _ALT:
            done = False
        elif modifiers & _CONTROL:
            done = self._zoom(event.key())
        else:
            done = self._walk(event) or self._edit(event)
        event.setAccepted(done)

    def release(self, event: QKeyEvent) -> None:
        """A key was let go."""
        ours = event.key() == Qt.Key.Key_Space and not event.isAutoRepeat()
        if ours:
            self._view.pointer.space(down=False)
        event.setAccepted(ours)

    def _walk(self, event: QKeyEvent) -> bool:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            return False
        self._view.walk(step, more=bool(event.modifiers() & _SHIFT))
        return True

    def _edit(self, event: QKeyEvent) -> bool:
        view, key = self._view, event.key()
        ids = view.selected_ids()
        if key == Qt.Key.Key_Space:
            view.pointer.space(down=True)
        elif key == Qt.Key.Key_Escape and (ids or view.pointer.busy):
            if not view.pointer.cancel():
                view.select(())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and len(ids) == 1:
            view.edit_requested.emit(ids[0])
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and ids:
            view.delete_requested.emit(ids)
        else:
            return False
        return True

    def _zoom(self, key: int) -> bool:
        view = self._view
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            view.zoom_by_steps(1)
        elif key == Qt.Key.Key_Minus:
            view.zoom_by_steps(-1)
        elif key == Qt.Key.Key_0:
            view.fit()
        elif key == Qt.Key.Key_1:
            view.set_zoom(1.0)
        elif key == Qt.Key.Key_2:
            view.zoom_to_selection()
        else:
            return False
        return True
