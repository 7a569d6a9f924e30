"""Bars: small ones inside tables and cards, and a chart of them to point at."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from designer.theme import CAPTION, ui_font
from designer.widgets.look import UNIT
from designer.widgets.themed import color

HIGH = 104
_AXIS = 20
_ROUND = 2.0


def paint_bars(
    painter: QPainter, area: QRectF, counts: Sequence[int], ink: QColor, gap: float = 1.0
) -> None:
    """Bars side by side on the lower edge of an area, the highest as high as it. What there is
    at all can be seen."""
    most = max(counts, default=0)
    if not most:
        return
    step = area.width() / len(counts)
    wide = max(step - gap, 0.75)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    for place, count in enumerate(counts):
        if count:
            high = max(area.height() * count / most, 1.5)
            bar = QRectF(area.left() + place * step, area.bottom() - high, wide, high)
            painter.drawRoundedRect(bar, min(_ROUND, wide / 3), min(_ROUND, high / 3))


def paint_share(painter: QPainter, area: QRectF, share: float, ink: QColor) -> None:
    """A groove that is filled by a share, 0 to 1."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color("track"))
    half = area.height() / 2
    painter.drawRoundedRect(area, half, half)
    if share > 0:
        full = QRectF(area)
        full.setWidth(max(area.width() * min(share, 1.0), area.height()))
        painter.setBrush(ink)
        painter.drawRoundedRect(full, half, half)


class Bars(QWidget):
    """A few bars without words, such as those of the months on a card."""

    def __init__(self, high: int = 24) -> None:
        super().__init__()
        self._counts: tuple[int, ...] = ()
        self.setFixedHeight(high)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_counts(self, counts: Sequence[int]) -> None:
        """Show other bars."""
        self._counts = tuple(counts)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_bars(painter, QRectF(self.rect()), self._counts, color("heat"))


class Groove(QWidget):
    """A thin groove that is filled by a share."""

    def __init__(self) -> None:
        super().__init__()
        self._share = 0.0
        self.setFixedHeight(5)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_share(self, share: float) -> None:
        """Fill another share, 0 to 1."""
        self._share = share
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_share(painter, QRectF(self.rect()), self._share, color("accent"))


class Chart(QWidget):
    """A chart of bars. A click or Enter chooses the bar under the mouse or the one that the arrow
    keys have come to."""

    chosen = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._counts: tuple[int, ...] = ()
        self._texts: tuple[str, ...] = ()
        self._ends = ("", "")
        self._at = -1
        self.setAccessibleName(name)
        self.setFixedHeight(HIGH)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_bars(self, counts: Sequence[int], texts: Sequence[str], ends: tuple[str, str]) -> None:
        """Show other bars, what each says, and what stands at the ends of the axis."""
        self._counts, self._texts, self._ends = tuple(counts), tuple(texts), ends
        self._move(-1)

    @property
    def at(self) -> int:
        """The bar that is pointed at; -1 for none."""
        return self._at

    def _move(self, place: int) -> None:
        self._at = place
        said = f"{self._name}: {self._texts[place]}" if place >= 0 else self._name
        self.setAccessibleName(said)
        self.update()

    def _area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(2, 4, -2, -_AXIS)

    def bar(self, place: int) -> QRectF:
        """Where a bar stands, from the axis to the upper edge."""
        area = self._area()
        step = area.width() / max(len(self._counts), 1)
        return QRectF(area.left() + place * step, area.top(), step, area.height())

    def _under(self, point: QPointF) -> int:
        area = self._area()
        if not self._counts or not area.left() <= point.x() < area.right():
            return -1
        return min(
            int((point.x() - area.left()) * len(self._counts) / area.width()),
            len(self._counts) - 1,
        )

    # --- mouse and keys ---

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._move(self._under(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        if not self.hasFocus():
            self._move(-1)
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self._move(self._under(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = self._under(event.position())
        if event.button() is Qt.MouseButton.LeftButton and place >= 0:
            self.chosen.emit(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, last = event.key(), len(self._counts) - 1
        steps = {
            Qt.Key.Key_Left: max(self._at - 1, 0),
            Qt.Key.Key_Right: min(self._at + 1, last),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        if key in steps and self._counts:
            self._move(steps[Qt.Key(key)])
            tip = self.mapToGlobal(self.bar(self._at).topLeft().toPoint())
            QToolTip.showText(tip, self._texts[self._at], self)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._at >= 0:
            self.chosen.emit(self._at)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._move(-1)
        super().focusOutEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            place = self._under(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self._texts[place] if place >= 0 else "", self)
            return True
        return super().event(event)

    # --- drawing ---

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            area = self._area()
            if self._at >= 0:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(color("accent_ground"))
                painter.drawRoundedRect(self.bar(self._at), 3, 3)
            gap = min(2.0, area.width() / max(len(self._counts), 1) / 4)
            inner = area.adjusted(gap / 2, 0, gap / 2, 0)
            paint_bars(painter, inner, self._counts, color("accent"), gap)
            painter.setPen(color("line_strong"))
            painter.drawLine(area.bottomLeft(), area.bottomRight())
            painter.setFont(ui_font(CAPTION))
            painter.setPen(color("ink3"))
            axis = QRectF(area.left(), area.bottom() + UNIT, area.width(), _AXIS - UNIT)
            painter.drawText(axis, Qt.AlignmentFlag.AlignLeft, self._ends[0])
            painter.drawText(axis, Qt.AlignmentFlag.AlignRight, self._ends[1])
            if self.hasFocus():
                painter.setPen(color("accent"))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
