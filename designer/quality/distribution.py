"""One field: how full it is, how its values lie, and how often each occurs; every number opens
its rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial

import polars as pl
from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout

from designer.quality.bars import Chart, Groove
from designer.quality.cells import CountCell
from designer.quality.told import TYPE_ICONS, bin_text, ends_text, entity_name, value_text
from designer.widgets.basics import Elided, Empty, button, row
from designer.widgets.look import label, look, spaced
from designer.widgets.numbers import day, share, whole
from designer.widgets.segmented import Segmented
from designer.widgets.table import Column, table
from designer.widgets.themed import set_icon
from designer.widgets.words import words
from engine.accounts.dataset import Dataset
from engine.accounts.quality.values import QUANTILES, FieldQuality, Value

COLUMNS = (
    Column("value", words("quality.value")),
    Column("count", words("quality.rows"), whole, number=True, width=120),
)
_SCHEMA = {
    "value": pl.String,
    "count": pl.Int64,
    "part": pl.Float64,
    "place": pl.Int64,
}
_BINS, _VALUES = 0, 1
_MIDDLE = QUANTILES.index(50)


class Distribution(QFrame):
    """What is known about one field."""

    asked = Signal(object)
    """A function that finds the rows behind a number; it may take its time."""

    def __init__(self) -> None:
        super().__init__()
        self.dataset: Dataset | None = None
        self.found: FieldQuality | None = None
        self._side = _BINS
        self.icon = QLabel()
        self.title = Elided("", "heading")
        self.about = Elided("", "hint")
        self.bar = Groove()
        self.filled = label("", "summary")
        self.missing = button("", "link", clicked=self._show_missing)
        self.chart = Chart(words("quality.chart"))
        self.chart.chosen.connect(self._choose_bin)
        self.sides = Segmented((words("quality.bins"), words("quality.frequent")))
        self.sides.chosen.connect(self._turn)
        self.measures = label("", "summary", wrap=True)
        self.table = table(COLUMNS, words("quality.values_table"))
        self._cell = CountCell(self.table)
        self.table.setItemDelegateForColumn(1, self._cell)
        self.table.chosen.connect(self._choose_row)
        self.nothing = Empty("search", words("quality.no_field"))
        self._lay_out()
        self.show_field(None)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        spaced(column, (4, 3, 2, 2), 2)
        self.head = QFrame()
        head = QVBoxLayout(self.head)
        spaced(head, (0, 0, 2, 0), 2)
        name = row(self.icon)
        name.addWidget(self.title, 1)
        head.addLayout(name)
        head.addWidget(self.about)
        head.addWidget(self.bar)
        head.addLayout(row(self.filled, None, self.missing))
        head.addWidget(self.chart)
        head.addWidget(self.measures)
        head.addWidget(self.sides)
        column.addWidget(look(self.head, "bare"))
        column.addWidget(self.table, 1)
        column.addWidget(self.nothing, 1)

    def sizeHint(self) -> QSize:
        return QSize(320, 320)

    def show_field(self, found: FieldQuality | None) -> None:
        """Show another field; None: there is none to show."""
        self.found = found
        for part in (self.head, self.table):
            part.setVisible(found is not None)
        self.nothing.setVisible(found is None)
        if found is None:
            return
        set_icon(self.icon, TYPE_ICONS[found.field.type], "ink2", 16)
        self.title.setText(found.field.label)
        kind = words(f"type.{found.field.type}")
        self.about.setText(
            words(
                "quality.about", table=entity_name(found.entity), type=kind, path=found.field.path
            )
        )
        self.bar.show_share(found.share)
        self.filled.setText(words("quality.filled_of", part=share(found.share, 1) or "0 %"))
        left = found.rows - found.filled
        several = words("quality.show_missing", count=left)
        self.missing.setText(several if left else words("quality.none_missing"))
        self.missing.setEnabled(left > 0)
        bins = () if found.spread is None else found.spread.bins
        self.chart.setVisible(len(bins) > 1)
        self.sides.setVisible(bool(bins))
        if bins:
            texts = [bin_text(found, bar) for bar in bins]
            said = [
                words("quality.times", value=text, count=bar.count)
                for text, bar in zip(texts, bins, strict=True)
            ]
            self.chart.show_bars([bar.count for bar in bins], said, ends_text(found))
        self.measures.setText(_measures(found))
        self.measures.setVisible(bool(self.measures.text()))
        lines = 2 if found.spread is not None else 1  # never less, however low the window is
        self.measures.setMinimumHeight(lines * self.measures.fontMetrics().lineSpacing())
        self._turn(self._side if bins else _VALUES)

    def _turn(self, side: int) -> None:
        """Show the bins or the most frequent values in the table."""
        found = self.found
        if found is None:
            return
        bins = () if found.spread is None else found.spread.bins
        if bins:
            self._side = side
        self.sides.setCurrentIndex(side)
        if side == _BINS:
            counted = [(bin_text(found, bar), bar.count) for bar in bins]
        else:
            counted = [(value_text(found, value), count) for value, count in found.values]
        self.table.frames.show_frame(_frame(counted))

    # --- from numbers to rows ---

    def _show_missing(self) -> None:
        if self.found is not None and self.dataset is not None:
            self.asked.emit(partial(self.found.missing, self.dataset))

    def _choose_bin(self, place: int) -> None:
        if self.found is not None and self.dataset is not None:
            self.asked.emit(partial(self.found.within, self.dataset, place))

    def _choose_row(self, at: int) -> None:
        found, data = self.found, self.dataset
        if found is None or data is None:
            return
        place = self.table.frames.row(at)["place"]
        if self.sides.currentIndex() == _BINS:
            self._choose_bin(place)
        else:
            self.asked.emit(partial(found.having, data, found.values[place][0]))


def _roughly(found: FieldQuality, value: Value) -> str:
    """A value; of a moment, its day."""
    return day(value) if isinstance(value, dt.datetime) else value_text(found, value)


def _frame(counted: Sequence[tuple[str, int]]) -> pl.DataFrame:
    most = max((count for _, count in counted), default=0)
    rows = [
        {"value": text, "count": count, "part": count / most if most else 0.0, "place": place}
        for place, (text, count) in enumerate(counted)
    ]
    return pl.DataFrame(rows, schema=_SCHEMA)


def _measures(found: FieldQuality) -> str:
    """The middle of numbers and days, and how long texts are."""
    if found.spread is not None:
        low, middle, high = (found.spread.quantiles[place] for place in (0, _MIDDLE, -1))
        texts = (_roughly(found, value) for value in (low, middle, high))
        return words("quality.spread", **dict(zip(("low", "middle", "high"), texts, strict=True)))
    if found.lengths is not None:
        low, high = found.lengths.quantiles[0], found.lengths.quantiles[-1]
        text = (
            words("quality.length", count=str(low))
            if low == high
            else words("quality.lengths", low=str(low), high=str(high))
        )
        return words("quality.texts", count=found.distinct, length=text)
    return words("quality.distinct_values", count=found.distinct) if found.distinct else ""
