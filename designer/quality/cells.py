"""Cells of tables that are painted: how full a field is, what it is filled with, how often a value
occurs."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from designer.icons import paint_icon
from designer.quality.bars import paint_bars, paint_share
from designer.widgets.numbers import share
from designer.widgets.table import Table
from designer.widgets.themed import color

Index = QModelIndex | QPersistentModelIndex

BAR = 5
"""How high a bar in a cell is, in pixels."""
_SIDE = 11
_LOW = 0.5
"""Less filled than this is told in another colour."""


class _Painted(QStyledItemDelegate):
    """A cell with its ground as every other, and something painted on it."""

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        self._frames = table.frames

    def row(self, index: Index) -> dict[str, Any]:
        """The row of a cell, by column name."""
        return self._frames.row(index.row())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        option = QStyleOptionViewItem(option)
        self.initStyleOption(option, index)
        option.text = ""
        option.widget.style().drawControl(
            QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget
        )
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(option.font)
        self.draw(painter, QRectF(option.rect).adjusted(_SIDE, 0, -_SIDE, -1), index)
        painter.restore()

    def draw(self, painter: QPainter, area: QRectF, index: Index) -> None:
        """Paint what the cell is for."""
        raise NotImplementedError


class IconCell(_Painted):
    """A text with an icon before it, which the column ``column`` of the row names."""

    def __init__(self, table: Table, column: str, tint: str = "ink3") -> None:
        super().__init__(table)
        self._column, self._tint = column, tint

    def draw(self, painter: QPainter, area: QRectF, index: Index) -> None:
        side = 14
        box = QRectF(area.left(), area.center().y() - side / 2, side, side)
        paint_icon(painter, self.row(index)[self._column], box, color(self._tint))
        room = area.adjusted(side + 8, 0, 0, 0)
        metrics = QFontMetrics(painter.font())
        text = metrics.elidedText(str(index.data()), Qt.TextElideMode.ElideRight, int(room.width()))
        painter.setPen(color("ink1"))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)


class ShareCell(_Painted):
    """A share as a bar and in percent."""

    def __init__(self, table: Table, column: str) -> None:
        super().__init__(table)
        self._column = column

    def draw(self, painter: QPainter, area: QRectF, index: Index) -> None:
        part = float(self.row(index)[self._column])
        text = QRectF(area)
        text.setLeft(area.right() - 58)
        bar = QRectF(area.left(), area.center().y() - BAR / 2, area.width() - 66, BAR)
        paint_share(painter, bar, part, color("warning" if part < _LOW else "accent"))
        painter.setPen(color("ink1"))
        painter.drawText(
            text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, share(part, 1)
        )


class ShapeCell(_Painted):
    """How the values of a field lie, as small bars (column ``bars``); else its most frequent
    values in words."""

    def draw(self, painter: QPainter, area: QRectF, index: Index) -> None:
        row = self.row(index)
        room = area
        if row["bars"]:
            drawn = QRectF(area.left(), area.top() + 8, 96, area.height() - 15)
            paint_bars(painter, drawn, row["bars"], color("heat"))
            room = area.adjusted(96 + 12, 0, 0, 0)
        metrics = QFontMetrics(painter.font())
        text = metrics.elidedText(str(index.data()), Qt.TextElideMode.ElideRight, int(room.width()))
        painter.setPen(color("ink2"))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)


class CountCell(_Painted):
    """How often a value occurs: a number before a bar that is as long as it (column ``part``, of
    the most frequent)."""

    def draw(self, painter: QPainter, area: QRectF, index: Index) -> None:
        text = str(index.data())
        bar = QRectF(area.left(), area.center().y() - BAR / 2, area.width() - 72, BAR)
        if bar.width() > BAR:
            part = float(self.row(index)["part"])
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("heat"))
            bar.setWidth(max(bar.width() * part, 2.0))
            painter.drawRoundedRect(bar, 2, 2)
        painter.setPen(color("ink1"))
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)
