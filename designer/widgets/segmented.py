"""A few choices side by side, one of them chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton

from designer.widgets.look import look


class Segmented(QFrame):
    """A segmented control: click, or the arrow keys."""

    chosen = Signal(int)

    def __init__(self, titles: Sequence[str]) -> None:
        super().__init__()
        look(self, "segmented")
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(2)
        self._group = QButtonGroup(self)
        self.buttons: list[QPushButton] = []
        for index, title in enumerate(titles):
            button = look(QPushButton(title), "segment")
            button.setCheckable(True)
            button.setAccessibleName(title)
            self._group.addButton(button, index)
            row.addWidget(button, 1)
            self.buttons.append(button)
        self._group.idClicked.connect(self.chosen)
        self.setFocusProxy(self.buttons[0])

    def currentIndex(self) -> int:  # noqa: N802 - as in QComboBox
        """The chosen place, -1 for none."""
        return self._group.checkedId()

    def setCurrentIndex(self, index: int) -> None:  # noqa: N802 - as in QComboBox
        """Choose a place without telling ``chosen``."""
        if index < 0:
            self._group.setExclusive(False)
            for button in self.buttons:
                button.setChecked(False)
            self._group.setExclusive(True)
        else:
            self.buttons[index].setChecked(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        index = min(max(self.currentIndex() + step, 0), len(self.buttons) - 1)
        self.buttons[index].setFocus()
        self.buttons[index].click()
