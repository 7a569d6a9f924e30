"""On or off, as a switch."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from designer.widgets.look import UNIT

TRACK = QSize(32, 18)


class Switch(QAbstractButton):
    """A labelled switch: the label at the left, the track at the right end."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        horizontal = QSizePolicy.Policy.Expanding if text else QSizePolicy.Policy.Fixed
        self.setSizePolicy(horizontal, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        text = metrics.horizontalAdvance(self.text()) + 3 * UNIT if self.text() else 0
        return QSize(text + TRACK.width() + UNIT, max(metrics.height(), TRACK.height()) + 2 * UNIT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            palette = self.palette()
            track = QRectF(0, 0, TRACK.width(), TRACK.height())
            track.moveCenter(QPointF(self.width() - TRACK.width() / 2 - 2, self.height() / 2))
            painter.setPen(palette.color(QPalette.ColorRole.WindowText))
            painter.drawText(
                self.rect(),
                Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
                self.text(),
            )
            role = QPalette.ColorRole.Highlight if self.isChecked() else QPalette.ColorRole.Dark
            if self.hasFocus():
                halo = palette.color(QPalette.ColorRole.Highlight)
                halo.setAlphaF(0.35)
                painter.setPen(QPen(halo, 2))
                painter.drawRoundedRect(track.adjusted(-1.5, -1.5, 1.5, 1.5), 10.5, 10.5)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setOpacity(1.0 if self.isEnabled() else 0.5)
            painter.setBrush(palette.color(role))
            painter.drawRoundedRect(track, track.height() / 2, track.height() / 2)
            knob = QRectF(0, 0, 14, 14)
            x = track.right() - 9 if self.isChecked() else track.left() + 9
            knob.moveCenter(QPointF(x, track.center().y()))
            painter.setBrush(palette.color(QPalette.ColorRole.BrightText))
            painter.drawEllipse(knob)
