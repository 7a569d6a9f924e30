"""The dots of the ground, painted by the row: as quick as pictures, and sharp at every zoom."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from designer.canvas.painting import dot_size, dot_step
from designer.canvas.style import Style, pen


class Ground:
    """Keeps a picture of one row of dots for the zoom and the width that it was last asked for."""

    def __init__(self, style: Style) -> None:
        self._style = style
        self._made: tuple[float, int, float] | None = None
        self._row = QPixmap()

    def paint(self, painter: QPainter, exposed: QRectF, scale: float) -> None:
        """Paint the ground of a part of the scene."""
        painter.fillRect(exposed, self._style.colour("canvas"))
        step = dot_step(scale)
        if step is None:
            return
        ratio = painter.device().devicePixelRatio()
        width = painter.viewport().width()
        self._prepare(step * scale, width, ratio, dot_size(scale) * scale)
        to_view = painter.worldTransform()
        left = (exposed.left() // step) * step
        top = (exposed.top() // step) * step
        rows = int((exposed.bottom() - top) // step) + 1
        painter.save()
        painter.resetTransform()
        half = self._row.height() / ratio / 2
        for row in range(rows):
            at = to_view.map(QPointF(left, top + row * step))
            x, y = at.x() - half, at.y() - half
            painter.drawPixmap(
                QPointF(round(x * ratio) / ratio, round(y * ratio) / ratio), self._row
            )
        painter.restore()

    def _prepare(self, step: float, width: int, ratio: float, dot: float) -> None:
        if self._made == (step, width, ratio):
            return
        side = 2 * (round(dot) + 1)
        row = QPixmap(round((width + 2 * step + side) * ratio), round(side * ratio))
        row.setDevicePixelRatio(ratio)
        row.fill(Qt.GlobalColor.transparent)
        painter = QPainter(row)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen(self._style.colour("grid"), dot))
        count = int((width + step) // step) + 2
        middle = side / 2
        painter.drawPoints([QPointF(middle + at * step, middle) for at in range(count)])
        painter.end()
        self._made, self._row = (step, width, ratio), row
