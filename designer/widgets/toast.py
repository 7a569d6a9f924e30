"""A quiet word about what has just been done; it goes away by itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QEnterEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from designer.widgets.basics import button, icon_button
from designer.widgets.look import label, look, spaced
from designer.widgets.themed import set_icon
from designer.widgets.words import words

STAYS = 8_000
"""Milliseconds for which it can be read; it waits while the mouse is over it."""
WIDEST = 560


class Toast(QFrame):
    """Floats over its parent: a sentence, and one thing to do about it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        look(self, "popup")
        sign = QLabel()
        set_icon(sign, "ok", "ok", 16)
        self.text = label("", "body")
        self.action = button("", "link", clicked=self._act)
        self._then: Callable[[], object] | None = None
        line = QHBoxLayout(self)
        spaced(line, (3, 1, 2, 1), 2)
        line.addWidget(sign, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.text)
        line.addWidget(self.action)
        line.addWidget(icon_button("close", words("dialog.dismiss"), self.hide))
        self._timer = QTimer(self, interval=STAYS, singleShot=True)
        self._timer.timeout.connect(self.hide)
        self._top = QPoint()
        self.hide()

    def hang(self, top: QPoint) -> None:
        """Hang it with the middle of its upper edge at a point of its parent."""
        self._top = top
        self.move(top - QPoint(self.width() // 2, 0))

    def say(self, sentence: str, action: str, then: Callable[[], object]) -> None:
        """Say something for a while, with a button that does ``then``."""
        room = self.text.fontMetrics()
        self.text.setText(room.elidedText(sentence, Qt.TextElideMode.ElideMiddle, WIDEST))
        self.text.setToolTip(sentence)
        self.action.setText(action)
        self._then = then
        self.setAccessibleName(sentence)
        self.adjustSize()
        self.hang(self._top)
        self.show()
        self.raise_()
        self._timer.start()

    def _act(self) -> None:
        self.hide()
        if self._then is not None:
            self._then()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._timer.start()
        super().leaveEvent(event)


def show(path: Path) -> None:
    """Open the folder of a file in the file manager of the desktop."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))
