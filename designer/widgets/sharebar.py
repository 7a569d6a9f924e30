"""How much of the whole something is, as a thin bar."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from designer.widgets.look import UNIT
from designer.widgets.themed import color

HIGH = 4


class ShareBar(QWidget):
    """A bar that is filled by a share; nothing at all of nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._share = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(2 * UNIT)

    def show_share(self, part: int, of: int) -> None:
        """Fill ``part`` of ``of``."""
        self._share = part / of if of else 0.0
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            top = (self.height() - HIGH) / 2
            painter.setBrush(color("panel"))
            painter.drawRoundedRect(QRectF(0, top, self.width(), HIGH), HIGH / 2, HIGH / 2)
            if self._share:
                wide = max(self.width() * self._share, HIGH)
                painter.setBrush(color("accent"))
                painter.drawRoundedRect(QRectF(0, top, wide, HIGH), HIGH / 2, HIGH / 2)
