"""Tables over polars frames: sorted, searched, any number of rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from designer.widgets.look import CONTROL, UNIT, look
from designer.widgets.numbers import plain

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Column:
    """A column of a table: the frame's column, its title, how a value reads, how wide it is.

    ``width`` in pixels; 0 shares the room that is left.
    """

    name: str
    title: str
    text: Callable[[Any], str] = plain
    number: bool = False
    width: int = 0


class FrameModel(QAbstractTableModel):
    """A frame as a table. Rows keep their place in ``frame`` whatever is sorted or searched."""

    def __init__(self, columns: Sequence[Column], frame: pl.DataFrame | None = None) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self._search = ""
        self._sorted: tuple[int, bool] | None = None
        self.show_frame(pl.DataFrame() if frame is None else frame)

    def show_frame(self, frame: pl.DataFrame) -> None:
        """Show another frame; search and order stay."""
        self.frame = frame.with_row_index("_row") if "_row" not in frame.columns else frame
        self._arrange()

    def search(self, text: str) -> None:
        """Show only the rows that have the text in any shown column, whatever its case."""
        self._search = text.strip().casefold()
        self._arrange()

    def row(self, index: int) -> dict[str, Any]:
        """The shown row at a place, by column name; ``_row`` is its place in the frame."""
        return self.shown.row(index, named=True)

    def _arrange(self) -> None:
        self.beginResetModel()
        shown = self.frame
        if self._search and shown.height:
            texts = [
                pl.col(column.name).cast(pl.String, strict=False).str.to_lowercase()
                for column in self.columns
                if column.name in shown.columns and not shown[column.name].dtype.is_nested()
            ]
            hits = [text.str.contains(self._search, literal=True) for text in texts]
            shown = shown.filter(pl.any_horizontal(hits).fill_null(value=False))
        if self._sorted is not None and shown.height:
            place, descending = self._sorted
            name = self.columns[place].name
            shown = shown.sort(name, descending=descending, nulls_last=True, maintain_order=True)
        self.shown = shown
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self.shown.height

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column = self.columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return column.text(self.shown[index.row(), column.name])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.number else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return self.columns[section].title
            if role == Qt.ItemDataRole.TextAlignmentRole:
                number = self.columns[section].number
                side = Qt.AlignmentFlag.AlignRight if number else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._sorted = None if column < 0 else (column, order is Qt.SortOrder.DescendingOrder)
        self._arrange()


class Table(QTableView):
    """A calm table: whole rows, no grid, a click on a heading sorts."""

    chosen = Signal(int)
    """A row was clicked or Enter was pressed on it: its place among the shown rows."""

    def __init__(self, model: FrameModel, name: str) -> None:
        super().__init__()
        look(self, "table")
        self.frames = model
        model.setParent(self)
        self.setModel(model)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(CONTROL)
        self.verticalHeader().setMinimumSectionSize(CONTROL)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setFixedHeight(CONTROL)
        header.setMinimumSectionSize(12 * UNIT)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        stretch = [i for i, column in enumerate(model.columns) if not column.width]
        for i, column in enumerate(model.columns):
            if column.width:
                self.setColumnWidth(i, column.width)
            elif len(stretch) == 1 or i != stretch[-1]:
                header.setSectionResizeMode(i, QHeaderView.ResizeMode.Stretch)
        if len(stretch) > 1:
            header.setSectionResizeMode(stretch[-1], QHeaderView.ResizeMode.Stretch)
        self.clicked.connect(lambda index: self.chosen.emit(index.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.chosen.emit(self.currentIndex().row())
            return
        super().keyPressEvent(event)


def table(columns: Sequence[Column], name: str, parent: QWidget | None = None) -> Table:
    """An empty table with these columns; ``name`` is what screen readers call it."""
    made = Table(FrameModel(columns), name)
    if parent is not None:
        made.setParent(parent)
    return made
