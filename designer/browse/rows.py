"""A view of a dataset as Qt's model of a table: pages of values are fetched when they are seen."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from designer.widgets.numbers import plain
from designer.widgets.themed import color
from designer.widgets.words import words
from engine.accounts import fields as f
from engine.accounts.browsing.tables import ShownColumn, event_label
from engine.accounts.browsing.view import View
from engine.accounts.fields import Entity
from engine.conditions.model import ValueType

Index = QModelIndex | QPersistentModelIndex

PAGE = 128
"""The rows of a page: a few screens."""
_KEPT = 24
"""How many pages are kept at most."""
_NUMBERS = (ValueType.INTEGER, ValueType.NUMBER)
_WIDE = {
    ValueType.INTEGER: 110,
    ValueType.NUMBER: 120,
    ValueType.BOOLEAN: 90,
    ValueType.DATE: 110,
    ValueType.TIMESTAMP: 150,
    ValueType.STRINGS: 170,
}
_TEXT_WIDE, _KEY_WIDE = 150, 120


@dataclass(frozen=True)
class Cell:
    """A column as it is shown: its title, how a value reads, how wide it is at first."""

    column: ShownColumn
    title: str
    text: Callable[[Any], str]
    number: bool
    width: int
    grows: bool


def cell(column: ShownColumn) -> Cell:
    """How a column is shown."""
    kind = column.field.type
    text: Callable[[Any], str] = plain
    if column.of is None and column.path == f.EVENT_TYPE:
        text = _event_words
    wide = _WIDE.get(kind, _KEY_WIDE if column.field.path.endswith("Key") else _TEXT_WIDE)
    grows = kind in (ValueType.STRING, ValueType.STRINGS) and wide != _KEY_WIDE
    return Cell(column, title_of(column), text, kind in _NUMBERS, wide, grows)


def title_of(column: ShownColumn) -> str:
    """What a column is called; the name of the account of a row says whose it is."""
    if column.of is Entity.ACCOUNT and column.field.path == f.ACCOUNT_NAME:
        return words("browse.account")
    return column.field.label


def _event_words(value: Any) -> str:
    return event_label(str(value))


class RowsModel(QAbstractTableModel):
    """The rows of a view. What is not known in order yet reads as an ellipsis."""

    def __init__(self) -> None:
        super().__init__()
        self.view: View | None = None
        self.cells: tuple[Cell, ...] = ()
        self._pages: OrderedDict[int, list[tuple[Any, ...]]] = OrderedDict()
        self.opens = ""
        """The path of the column that leads to what a row is about."""

    def show_view(self, view: View | None, cells: Sequence[Cell]) -> None:
        """Show another view, from its first row."""
        self.beginResetModel()
        self.view, self.cells = view, tuple(cells)
        self._pages.clear()
        self.endResetModel()

    def show_cells(self, cells: Sequence[Cell]) -> None:
        """Show other columns of the same rows."""
        self.show_view(self.view, cells)

    def complete(self, view: View) -> None:
        """The rows are all known in order now."""
        self.view = view
        self._pages.clear()
        if self.rowCount() and self.cells:
            last = self.index(self.rowCount() - 1, len(self.cells) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths of the columns."""
        return tuple(each.column.path for each in self.cells)

    def rowCount(self, parent: Index | None = None) -> int:
        inside = parent is not None and parent.isValid()
        return 0 if inside or self.view is None else len(self.view)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.cells)

    def value(self, row: int, column: int) -> Any:
        """A value as the data have it; None where it is missing or not known yet."""
        page = self._page(row // PAGE)
        place = row % PAGE
        return page[place][column] if place < len(page) else None

    def _page(self, number: int) -> list[tuple[Any, ...]]:
        found = self._pages.get(number)
        if found is None and self.view is not None:
            found = self.view.page(number * PAGE, PAGE, self.paths)
            self._pages[number] = found
            while len(self._pages) > _KEPT:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(number)
        return found or []

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        shown = self.cells[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            if self.view is None or index.row() >= self.view.known:
                return "…"
            return shown.text(self.value(index.row(), index.column()))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(shown)
        if role == Qt.ItemDataRole.ForegroundRole and shown.column.path == self.opens:
            return color("accent_ink")
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and section < len(self.cells):
            if role == Qt.ItemDataRole.DisplayRole:
                return self.cells[section].title
            if role == Qt.ItemDataRole.ToolTipRole:
                return self.cells[section].column.field.path
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return _side(self.cells[section])
        return None


def _side(shown: Cell) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if shown.number else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


OPENS = {
    Entity.ACCOUNT: (f.ACCOUNT_NAME, f.ACCOUNT_KEY),
    Entity.PERSON: (f.EMAIL, f.PERSON_KEY),
    Entity.EVENT: (f"account:{f.ACCOUNT_NAME}", f"account:{f.ACCOUNT_KEY}"),
    Entity.OPPORTUNITY: (f"account:{f.ACCOUNT_NAME}", "opportunityName"),
}
"""The columns that lead to an account or a person, the best first."""
