"""Room for a column of widgets that is made anew each time."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from designer.widgets.basics import Scroll
from designer.widgets.look import spaced


class Holder(QWidget):
    """Shows one column of widgets that scrolls, and lets go of the one before. What was laid out
    for another content leaves no trace in the sizes of this one."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        spaced(self._column)
        self._shown: Scroll | None = None

    def show_content(self, content: QWidget) -> None:
        """Show a widget in place of the one before."""
        old, self._shown = self._shown, Scroll(content)
        if old is not None:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._column.addWidget(self._shown)
