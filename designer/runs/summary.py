"""A run in a few numbers, and its days as a chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QToolTip, QVBoxLayout, QWidget

from designer.pages.project import RunView
from designer.runs.data import data_of
from designer.theme import CAPTION, ui_font
from designer.widgets.look import clear, label, spaced
from designer.widgets.numbers import day, lasting, share, whole
from designer.widgets.themed import color
from designer.widgets.words import words
from engine.simulation.counts import daily_series, totals, why_nobody
from resources.catalogue import say

if TYPE_CHECKING:
    import polars as pl

LINES = (("in_journey", "accent"), ("completed", "ok"))
"""What the chart shows of each day, and in which colour. ``completed`` is summed up."""


class DaysChart(QWidget):
    """How many were in the journey and had completed it, day by day."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumHeight(88)
        self.setMouseTracking(True)
        self._days: list[str] = []
        self._series: dict[str, list[int]] = {}

    def show_days(self, frame: pl.DataFrame) -> None:
        """Show the daily series of a run."""
        self._days = [day(value) for value in frame["day"]]
        self._series = {
            "in_journey": frame["in_journey"].to_list(),
            "completed": frame["completed"].cum_sum().to_list(),
        }
        self.setAccessibleName(words("summary.chart"))
        self.update()

    def _room(self) -> QRectF:
        return QRectF(self.rect()).adjusted(0, 8, -8, -18)

    def _top(self) -> int:
        return max(1, *(max(values, default=0) for values in self._series.values()), 1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        room, top, days = self._room(), self._top(), len(self._days)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(color("line"), 1))
            painter.drawLine(room.bottomLeft(), room.bottomRight())
            painter.setFont(ui_font(CAPTION))
            painter.setPen(color("ink3"))
            if not days:
                return
            below = QRectF(room.left(), room.bottom() + 2, room.width(), 16)
            painter.drawText(below, Qt.AlignmentFlag.AlignLeft, self._days[0])
            painter.drawText(below, Qt.AlignmentFlag.AlignRight, self._days[-1])
            for name, tone in LINES:
                values = self._series[name]
                points = [
                    QPointF(
                        room.left() + room.width() * place / max(days - 1, 1),
                        room.bottom() - room.height() * value / top,
                    )
                    for place, value in enumerate(values)
                ]
                line = QPainterPath(points[0])
                for point in points[1:]:
                    line.lineTo(point)
                if name == "in_journey":
                    area = QPainterPath(line)
                    area.lineTo(room.bottomRight())
                    area.lineTo(room.bottomLeft())
                    ground = color(tone)
                    ground.setAlphaF(0.12)
                    painter.fillPath(area, ground)
                painter.setPen(QPen(color(tone), 2))
                painter.drawPath(line)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._days:
            return
        room = self._room()
        part = (event.position().x() - room.left()) / max(room.width(), 1)
        place = min(max(round(part * (len(self._days) - 1)), 0), len(self._days) - 1)
        text = words(
            "summary.day",
            day=self._days[place],
            inside=self._series["in_journey"][place],
            completed=self._series["completed"][place],
        )
        QToolTip.showText(event.globalPosition().toPoint(), text, self)


class RunSummary(QWidget):
    """What a run answers at a glance."""

    def __init__(self) -> None:
        super().__init__()
        self._figures = QHBoxLayout()
        spaced(self._figures, 0, 7)
        self.nobody = label("", "body", wrap=True)
        self.nobody.hide()
        self.chart = DaysChart()
        self.legend = QHBoxLayout()
        spaced(self.legend, 0, 4)
        for name, tone in LINES:
            self.legend.addWidget(_Key(words(f"summary.{name}"), tone))
        self.legend.addStretch(1)
        self.about = label("", "hint")
        self.legend.addWidget(self.about)
        column = QVBoxLayout(self)
        spaced(column, (4, 2, 4, 3), 2)
        column.addLayout(self._figures)
        column.addWidget(self.nobody)
        column.addWidget(self.chart, 1)
        column.addLayout(self.legend)

    def show_run(self, run: RunView) -> None:
        """Show a run."""
        found = totals(run.result, run.journey)
        clear(self._figures)
        self._figure("entries", found.entries, None)
        if found.accounts != found.entries:
            self._figure("accounts", found.accounts, None)
        self._figure("inside", found.inside, found.entries)
        for reason, number in found.ended.items():
            self._figure(str(reason), number, found.entries)
        self._figures.addStretch(1)
        why = why_nobody(run.result, run.journey, run.dataset)
        self.nobody.setText("" if why is None else say(why))
        self.nobody.setVisible(why is not None)
        self.chart.show_days(daily_series(run.result, run.journey))
        seconds = float(run.result.info.get("seconds", 0))
        name = str(run.result.info.get("dataset", "")) if run.entry is None else data_of(run.entry)
        spent = f"{seconds:.2f} s" if seconds < 60 else lasting(seconds)
        self.about.setText(words("summary.about", dataset=name, seconds=spent))

    def _figure(self, name: str, number: int, of: int | None) -> None:
        column = QVBoxLayout()
        spaced(column)
        column.addWidget(label(words(f"summary.{name}"), "hint"))
        line = QHBoxLayout()
        spaced(line, 0, 1)
        line.addWidget(label(whole(number), "number"))
        if of:
            line.addWidget(label(share(number, of), "hint"))
        line.addStretch(1)
        column.addLayout(line)
        self._figures.addLayout(column)


class _Key(QWidget):
    """A colour of the chart and what it stands for."""

    def __init__(self, text: str, tone: str) -> None:
        super().__init__()
        self._tone = tone
        line = QHBoxLayout(self)
        line.setContentsMargins(18, 0, 0, 0)
        line.addWidget(label(text, "hint"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setPen(QPen(color(self._tone), 2))
            y = self.height() / 2
            painter.drawLine(QPointF(0, y), QPointF(12, y))
