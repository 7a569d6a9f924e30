"""A list of the columns of a table, to be ticked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from designer.browse.rows import Index, title_of
from designer.icons import paint_icon
from designer.widgets.basics import SearchField
from designer.widgets.look import CONTROL, look, spaced
from designer.widgets.themed import color
from designer.widgets.words import words
from engine.accounts.browsing.tables import ShownColumn, Table


class _Ticks(QStyledItemDelegate):
    """Paints a row with a box that is ticked or not, in the colours of the theme."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> None:
        on = _ticked(index)
        here = option.state & (QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if here:
            painter.setBrush(color("hover"))
            painter.drawRoundedRect(option.rect, 6, 6)
        box = QRectF(option.rect.left() + 7, option.rect.center().y() - 7.5, 16, 16)
        painter.setPen(QPen(color("accent" if on else "line_strong"), 1))
        painter.setBrush(color("accent" if on else "panel"))
        painter.drawRoundedRect(box, 4, 4)
        if on:
            paint_icon(painter, "check", box.adjusted(2, 2, -2, -2), color("on_accent"))
        painter.setPen(color("ink1"))
        room = option.rect.adjusted(32, 0, -6, 0)
        text = option.fontMetrics.elidedText(
            str(index.data()), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        painter.restore()

    def sizeHint(self, *_: Any) -> QSize:
        return QSize(0, CONTROL - 2)

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        _option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """A click anywhere on a row, or space, ticks it."""
        space = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space
        pressed = event.type() is QEvent.Type.KeyPress and space
        if pressed or event.type() is QEvent.Type.MouseButtonRelease:
            after = Qt.CheckState.Unchecked if _ticked(index) else Qt.CheckState.Checked
            return model.setData(index, after, Qt.ItemDataRole.CheckStateRole)
        return False


def _ticked(index: Index) -> bool:
    state = index.data(Qt.ItemDataRole.CheckStateRole)
    return Qt.CheckState(state) is Qt.CheckState.Checked


class ColumnTicks(QWidget):
    """All columns of a table, the ticked ones first; type to find one."""

    chosen = Signal(tuple)
    """The paths of the ticked columns, in order."""

    def __init__(self, table: Table, paths: Sequence[str]) -> None:
        super().__init__()
        self._table = table
        self._paths = list(paths)
        self.search = SearchField(words("browse.search_columns"))
        self.search.textChanged.connect(self._narrow)
        self.items = look(QListWidget(), "list")
        self.items.setAccessibleName(words("browse.columns"))
        self.items.setItemDelegate(_Ticks(self.items))
        self.items.setMouseTracking(True)
        self.items.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for each in self._in_order():
            item = QListWidgetItem(title_of(each))
            item.setData(Qt.ItemDataRole.UserRole, each.path)
            item.setToolTip(each.field.path)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            self.items.addItem(item)
        self._show_ticks()
        self.items.itemChanged.connect(self._changed)
        column = QVBoxLayout(self)
        spaced(column, 0, 2)
        column.addWidget(self.search)
        column.addWidget(self.items, 1)
        self.setFocusProxy(self.search)

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths of the ticked columns, in order."""
        return tuple(self._paths)

    def tick(self, paths: Sequence[str]) -> None:
        """Tick these columns and no others."""
        self._paths = list(paths)
        self.items.blockSignals(True)
        self._show_ticks()
        self.items.blockSignals(False)
        self.items.viewport().update()
        self.chosen.emit(self.paths)

    def _in_order(self) -> list[ShownColumn]:
        """The ticked columns from left to right, then the others."""
        ticked = [each for path in self._paths if (each := self._table.column(path))]
        return ticked + [each for each in self._table.columns if each.path not in self._paths]

    def _show_ticks(self) -> None:
        for place in range(self.items.count()):
            item = self.items.item(place)
            on = item.data(Qt.ItemDataRole.UserRole) in self._paths
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def _narrow(self, text: str) -> None:
        wanted = text.casefold().split()
        for place in range(self.items.count()):
            item = self.items.item(place)
            said = f"{item.text()} {item.toolTip()}".casefold()
            item.setHidden(not all(word in said for word in wanted))

    def _changed(self, item: QListWidgetItem) -> None:
        path = item.data(Qt.ItemDataRole.UserRole)
        on = item.checkState() is Qt.CheckState.Checked
        if on and path not in self._paths:
            self._paths.append(path)
        elif not on and path in self._paths:
            if len(self._paths) == 1:  # a table has at least one column
                item.setCheckState(Qt.CheckState.Checked)
                return
            self._paths.remove(path)
        self.chosen.emit(self.paths)
