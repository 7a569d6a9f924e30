"""The columns of a file and what becomes of each, to be corrected one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QVBoxLayout, QWidget

from designer.widgets.basics import SearchField, row
from designer.widgets.look import label, spaced
from designer.widgets.palette import Entry, PalettePopup
from designer.widgets.segmented import Segmented
from designer.widgets.table import Column, FrameModel, Index, Table
from designer.widgets.themed import color
from designer.widgets.words import words

COLUMNS = (
    Column("column", words("import.column"), width=220),
    Column("samples", words("import.samples")),
    Column("becomes", words("import.becomes"), width=210),
    Column("why", words("import.why"), width=132),
)
_BECOMES = 2
SHOW = ("all", "used", "unused")
SHARES = {0: 0.27, _BECOMES: 0.28, 3: 0.17}
"""The parts of the width that columns have; the first values get the rest."""
PICKER = 300
"""How wide the table of fields to pick from is, in pixels."""


@dataclass(frozen=True)
class Offer:
    """A field that a column can become. ``path`` None: it is not imported; empty: it becomes an
    attribute of its own."""

    path: str | None
    label: str
    hint: str = ""


@dataclass(frozen=True)
class ColumnUse:
    """A column of a file: its first values, what it becomes in words, whether that is anything,
    and how that came to be."""

    column: str
    samples: tuple[str, ...]
    becomes: str
    used: bool
    why: str


class _ColumnModel(FrameModel):
    """What a column becomes is what can be changed: it has the colour of a link."""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.ForegroundRole:
            used = self.shown[index.row(), "used"]
            if index.column() == _BECOMES:
                return color("accent_ink" if used else "ink3")
            return color("ink1" if used and index.column() == 0 else "ink2")
        return super().data(index, role)


class _Middle(QStyledItemDelegate):
    """Long names are cut in their middle: paths differ at their end."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        option.textElideMode = Qt.TextElideMode.ElideMiddle


class _ColumnTable(Table):
    """A click on what a column becomes, Enter or a letter on its row offers other fields."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F2 and self.currentIndex().isValid():
            self.chosen.emit(self.currentIndex().row())
            return
        super().keyPressEvent(event)


class ColumnsView(QWidget):
    """All columns of one file read as one table."""

    picked = Signal(str, object)
    """A column, and the path of an :class:`Offer`."""

    def __init__(self) -> None:
        super().__init__()
        self._offers: tuple[Offer, ...] = ()
        self._uses: tuple[ColumnUse, ...] = ()
        self.show_ = Segmented(tuple(words(f"import.show.{name}") for name in SHOW))
        self.show_.setFixedWidth(270)
        self.show_.setCurrentIndex(0)
        self.show_.chosen.connect(lambda _: self._arrange())
        self.search = SearchField(words("import.search_column"))
        self.table = _ColumnTable(_ColumnModel(COLUMNS), words("import.columns"))
        self.table.setItemDelegateForColumn(0, _Middle(self.table))
        self.table.clicked.disconnect()
        self.table.clicked.connect(self._clicked)
        self.table.chosen.connect(self._offer)
        self.search.textChanged.connect(self.table.frames.search)
        column = QVBoxLayout(self)
        spaced(column, 0, 2)
        column.addLayout(row(self.show_, self.search, spacing=3))
        column.addWidget(self.table, 1)
        self.hint = label(words("import.columns_hint"), "hint", wrap=True)
        column.addWidget(self.hint)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for place, share in SHARES.items():
            self.table.setColumnWidth(place, int(share * self.table.width()))

    def show_columns(self, uses: Sequence[ColumnUse], offers: Sequence[Offer]) -> None:
        """Show columns and what they can become; the place in the table stays."""
        bar = self.table.verticalScrollBar()
        place, current = bar.value(), self.table.currentIndex().row()
        self._uses, self._offers = tuple(uses), tuple(offers)
        self._arrange()
        bar.setValue(place)
        if 0 <= current < self.table.frames.rowCount():
            self.table.setCurrentIndex(self.table.frames.index(current, _BECOMES))

    def _arrange(self) -> None:
        wanted = SHOW[self.show_.currentIndex()]
        shown = [use for use in self._uses if wanted == "all" or use.used is (wanted == "used")]
        rows = [
            {
                "column": use.column,
                "samples": ", ".join(use.samples),
                "becomes": use.becomes,
                "why": use.why,
                "used": use.used,
            }
            for use in shown
        ]
        texts = dict.fromkeys((column.name for column in COLUMNS), pl.String())
        self.table.frames.show_frame(pl.DataFrame(rows, schema={**texts, "used": pl.Boolean()}))

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == _BECOMES:
            self._offer(index.row())

    def _offer(self, place: int) -> None:
        """Offer what a column can become, below its cell."""
        name = self.table.frames.row(place)["column"]
        entries = [Entry(offer.label, offer.path, hint=offer.hint) for offer in self._offers]
        popup = PalettePopup(
            self,
            entries,
            lambda path: self.picked.emit(name, path),
            placeholder=words("import.search_field"),
        )
        popup.resize(PICKER, popup.height())
        cell = self.table.visualRect(self.table.frames.index(place, _BECOMES))
        popup.open_at(self.table.viewport().mapToGlobal(cell.bottomLeft() + QPoint(0, 2)))
