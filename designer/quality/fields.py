"""Every field of the data: how full it is, and what it is filled with."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from designer.quality.cells import IconCell, ShapeCell, ShareCell
from designer.quality.distribution import Distribution
from designer.quality.told import ENTITY_ICONS, entity_name, value_text
from designer.widgets.basics import SearchField
from designer.widgets.combo import Combo
from designer.widgets.look import look, spaced
from designer.widgets.numbers import share, whole
from designer.widgets.table import Column, table
from designer.widgets.words import words
from engine.accounts.dataset import Dataset
from engine.accounts.fields import Entity
from engine.accounts.quality.values import FieldQuality, Quality

DETAIL = 348
"""How wide the part about one field is, in pixels."""
FREQUENT = 3
"""How many values are named in the table."""

COLUMNS = (
    Column("field", words("quality.field"), width=196),
    Column("filled", words("quality.filled"), lambda part: share(part, 1), width=150),
    Column("distinct", words("quality.distinct"), whole, number=True, width=92),
    Column("values", words("quality.values")),
)
_SCHEMA: dict[str, pl.DataType] = {
    "field": pl.String(),
    "icon": pl.String(),
    "filled": pl.Float64(),
    "distinct": pl.Int64(),
    "values": pl.String(),
    "bars": pl.List(pl.Int64()),
    "path": pl.String(),
    "place": pl.Int64(),
}


def fields_frame(fields: Sequence[FieldQuality]) -> pl.DataFrame:
    """A row for each field: its label, ``icon`` of its table, the part ``filled``, how many
    ``distinct`` values, the most frequent ``values`` or from where to where they go, and ``bars``
    of how they lie; ``place`` among the fields given."""
    rows = [
        {
            "field": each.field.label,
            "icon": ENTITY_ICONS[each.entity],
            "filled": each.share,
            "distinct": each.distinct,
            "values": shape_text(each),
            "bars": [] if each.spread is None else [bar.count for bar in each.spread.bins],
            "path": each.field.path,
            "place": place,
        }
        for place, each in enumerate(fields)
    ]
    return pl.DataFrame(rows, schema=_SCHEMA)


def shape_text(found: FieldQuality) -> str:
    """What a field is filled with, in a few words."""
    if found.spread is not None and found.spread.bins:
        first, last = found.spread.quantiles[0], found.spread.quantiles[-1]
        ends = value_text(found, first), value_text(found, last)
        return words("quality.from_to", low=ends[0], high=ends[1])
    if found.distinct == found.filled and found.distinct > FREQUENT:
        return words("quality.all_different")
    return ", ".join(
        words("quality.times", value=value_text(found, value), count=count)
        for value, count in found.values[:FREQUENT]
    )


class FieldsView(QWidget):
    """The table of fields, narrowed by table and by typing, and at its right the one chosen."""

    asked = Signal(object)
    """See ``Distribution``."""

    def __init__(self) -> None:
        super().__init__()
        self._quality: Quality | None = None
        self._shown: tuple[FieldQuality, ...] = ()
        self.search = SearchField(words("quality.search"))
        self.search.textChanged.connect(self._narrow)
        self.entity = Combo()
        self.entity.setAccessibleName(words("quality.which_table"))
        self.entity.setFixedWidth(168)
        self.entity.activated.connect(self._narrow)
        self.table = table(COLUMNS, words("quality.fields_table"))
        self._cells = (
            IconCell(self.table, "icon"),
            ShareCell(self.table, "filled"),
            ShapeCell(self.table),
        )
        for column, cell in zip((0, 1, 3), self._cells, strict=True):
            self.table.setItemDelegateForColumn(column, cell)
        self.table.selectionModel().currentRowChanged.connect(self._choose)
        self.table.frames.modelReset.connect(self._keep)
        self.detail = Distribution()
        self.detail.setFixedWidth(DETAIL)
        self.detail.asked.connect(self.asked)
        tools = QHBoxLayout()
        spaced(tools, 0, 2)
        tools.addWidget(self.search, 1)
        tools.addWidget(self.entity)
        left = QVBoxLayout()
        spaced(left, 0, 2)
        left.addLayout(tools)
        left.addWidget(self.table, 1)
        line = QHBoxLayout(self)
        spaced(line, 0, 4)
        line.addLayout(left, 1)
        line.addWidget(look(self.detail, "card"))

    def show_quality(self, quality: Quality, dataset: Dataset) -> None:
        """Show the fields of a dataset; what was chosen stays so where it is still there."""
        self._quality = quality
        self.detail.dataset = dataset
        before = self.entity.currentData()
        self.entity.clear()
        self.entity.addItem(words("quality.all_tables"), None)
        there = {each.entity for each in quality.fields}
        for entity in ENTITY_ICONS:
            if entity in there:
                self.entity.addItem(entity_name(entity), entity)
        self.entity.setCurrentIndex(max(self.entity.findData(before), 0))
        self._narrow()

    def show_field(self, entity: Entity, path: str) -> None:
        """Turn to one field."""
        self.search.clear()
        self.entity.setCurrentIndex(max(self.entity.findData(entity), 0))
        self._narrow()
        for row in range(self.table.frames.rowCount()):
            if self.table.frames.row(row)["path"] == path:
                self.table.selectRow(row)
                self.table.setFocus()

    def _narrow(self) -> None:
        if self._quality is None:
            return
        entity, typed = self.entity.currentData(), self.search.text().casefold().split()
        self._shown = tuple(
            each
            for each in self._quality.fields
            if entity in (None, each.entity)
            and all(word in f"{each.field.label} {each.field.path}".casefold() for word in typed)
        )
        self.table.frames.show_frame(fields_frame(self._shown))

    def _keep(self) -> None:
        """After another order or choice of rows: the field that is shown keeps its row, else the
        first is chosen."""
        shown = self.detail.found
        key = None if shown is None else (shown.entity, shown.field.path)
        for row in range(self.table.frames.rowCount()):
            each = self._shown[self.table.frames.row(row)["place"]]
            if (each.entity, each.field.path) == key:
                self.table.selectRow(row)
                return
        if self.table.frames.rowCount():
            self.table.selectRow(0)
        else:
            self.detail.show_field(None)

    def _choose(self) -> None:
        index = self.table.currentIndex()
        if index.isValid():
            row = self.table.frames.row(index.row())
            self.detail.show_field(self._shown[row["place"]])
