"""Records of CSV as rows of columns, and Python's own reader of them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from engine.accounts.importing.blocks import Block
from engine.accounts.importing.csv_text import Text
from engine.errors import JornadaError

Record = list[str]
_END = "\0"
"""A line behind the last, which shows whether a quoted cell is open there."""


@dataclass(frozen=True)
class Wanted:
    """The columns to read: their names, their places in a record, and how many columns the file
    has."""

    names: tuple[str, ...]
    places: tuple[int, ...]
    width: int

    def of_frame(self, frame: pl.DataFrame, first: int) -> Block:
        """Rows with at least as many cells as there are columns, null where there is nothing.
        ``first`` is the number of the first."""
        cells = frame.get_columns()
        own = [
            cells[place].alias(name) for name, place in zip(self.names, self.places, strict=True)
        ]
        numbers = pl.int_range(first, first + frame.height, dtype=pl.Int64, eager=True)
        crowded = None
        for more in cells[self.width :]:
            filled = more.is_not_null()
            crowded = filled if crowded is None else crowded | filled
        return Block(pl.DataFrame(own), numbers, _if_any(crowded))

    def of_records(self, records: list[Record], first: int) -> Block:
        """Records as they are, of which empty ones are no rows."""
        numbers = [number for number, record in enumerate(records, first) if record]
        records = [record for record in records if record]
        width, crowded, short = self.width, None, None
        if set(map(len, records)) - {width}:
            crowded = pl.Series([any(record[width:]) for record in records], dtype=pl.Boolean)
            short = pl.Series([len(record) < width for record in records], dtype=pl.Boolean)
            records = [(record + [""] * (width - len(record)))[:width] for record in records]
        cells = list(zip(*records, strict=True)) if records else [()] * width
        frame = pl.DataFrame(
            [
                pl.Series(name, cells[place], pl.String)
                for name, place in zip(self.names, self.places, strict=True)
            ]
        )
        frame = frame.with_columns(pl.when(pl.all() != "").then(pl.all()))
        numbered = pl.Series(numbers, dtype=pl.Int64)
        return Block(frame, numbered, _if_any(crowded), _if_any(short))


def _if_any(marks: pl.Series | None) -> pl.Series | None:
    return marks if marks is not None and marks.any() else None


class Records:
    """The records from where a text is, by Python's own reader. ``name`` is the file's,
    ``encoding`` its own, ``first`` the number of the first record."""

    def __init__(self, text: Text, delimiter: str, name: str, encoding: str, first: int) -> None:
        self._text, self._delimiter, self._name = text, delimiter, name
        self._encoding, self._first = encoding, first
        self._read, self._ended = 0, False
        self._found = list[Record]()

    def take(self, least: int) -> list[Record]:
        """Take records of ``least`` letters or some more; an empty line is an empty record. None
        are left where there are none. Raises :class:`JornadaError` with the row that can't be
        read."""
        try:
            for record in csv.reader(self._lines(), delimiter=self._delimiter):
                if self._ended:
                    self._add_last(record)
                    break
                self._found.append(record)
                if self._read >= least:
                    break
        except UnicodeDecodeError as error:
            raise self._refused("encoding", encoding=self._encoding) from error
        except csv.Error as error:
            raise self._refused("cell_too_long") from error
        return self._found

    def _lines(self) -> Iterator[str]:
        for line in self._text.lines():
            self._read += len(line)
            yield line
        if self._text.is_broken:
            raise self._refused("encoding", encoding=self._encoding)
        self._ended = True
        yield _END

    def _add_last(self, record: Record) -> None:
        """Add what the line behind the last came with: a record whose last cell is open."""
        if record == [_END]:
            return
        record[-1] = record[-1].removesuffix(_END)
        if any("\n" in cell or "\r" in cell for cell in record):
            raise self._refused("open_quote")
        self._found.append(record)

    def _refused(self, what: str, **more: str) -> JornadaError:
        row = self._first + len(self._found)
        return JornadaError(f"import.file.{what}", file=self._name, row=row, **more)
