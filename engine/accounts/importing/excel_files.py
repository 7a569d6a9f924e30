"""Excel workbooks: every sheet that holds something is a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from engine.accounts.importing.archives import opened_zip, refuse_bomb
from engine.accounts.importing.blocks import MOST_COLUMNS, distinct_names
from engine.accounts.importing.report import Warned
from engine.accounts.importing.scratch import Scratch
from engine.accounts.importing.sheet_cells import SheetCells, column_letters
from engine.accounts.importing.sheet_headers import LOOKED_AT, Header, find_header
from engine.accounts.importing.spool import (
    CELLS_AT_ONCE,
    CHARACTERS_AT_ONCE,
    ROWS_AT_ONCE,
    Cell,
    Spool,
    SpooledReader,
)
from engine.accounts.importing.workbooks import Sheet, Workbook, open_workbook
from engine.background import Work
from engine.errors import JornadaError
from resources.catalogue import msg


@dataclass(frozen=True)
class SheetTable:
    """A sheet: its title, the way to read it, and what a person should know."""

    title: str
    reader: SpooledReader
    notes: tuple[Warned, ...]


def read_workbook(path: Path, name: str, scratch: Scratch, work: Work) -> list[SheetTable]:
    """The sheets of a workbook that hold something. Raises :class:`JornadaError` where none does,
    or where it is damaged or hostile."""
    size = path.stat().st_size
    doing = msg("import.reading", file=name)
    work.at(0, doing)
    tables = []
    with opened_zip(path, name) as archive:
        book = open_workbook(archive, name, lambda: work.at(0, doing))
        members = {info.filename: info.file_size for info in archive.infolist()}
        total, done = sum(members.get(sheet.member, 0) for sheet in book.sheets), 0
        refuse_bomb(name, size, total)  # a sheet may be named many times
        for sheet in book.sheets:
            found, read = _Sheet(book, sheet, Spool(name, size, scratch)), 0
            for read in found.pieces():
                work.at((done + read) / max(total, 1), doing)
            done += read
            table = found.finished()
            if table is not None:
                tables.append(table)
    if not tables:
        raise JornadaError("import.file.empty", file=name)
    return tables


class _Sheet:
    """A sheet on its way to a table."""

    def __init__(self, book: Workbook, sheet: Sheet, spool: Spool) -> None:
        self._sheet, self._spool = sheet, spool
        self._cells = SheetCells(book)
        self._head: list[dict[int, Cell]] = []
        self._head_numbers: list[int] = []
        self._columns: set[int] = set()

    def pieces(self) -> Iterator[int]:
        """Read it, and say after every piece how many bytes were read."""
        looked = 0
        for read in self._cells.read(self._sheet):
            rows = self._cells.rows
            for row in rows[looked:]:
                self._columns.update(row)
            looked = len(rows)
            self._refuse_wide()
            many = looked * len(self._columns) >= CELLS_AT_ONCE or looked >= ROWS_AT_ONCE
            if many or self._cells.characters > CHARACTERS_AT_ONCE:
                self._keep()
                looked = 0
            yield read
        self._keep()

    def finished(self) -> SheetTable | None:
        """The table of it; None where it is empty."""
        if not self._head:
            return None
        header = find_header(self._head, self._head_numbers, self._cells.merged)
        self._spool.take(self._head[header.past :], self._head_numbers[header.past :], first=True)
        reader = SpooledReader("excel", self._spool, self._names(header), self._details(header))
        return SheetTable(self._sheet.title, reader, self._notes(header))

    def _keep(self) -> None:
        """Put the rows so far into the spool, but the first, among which the header is."""
        rows, numbers = self._cells.take()
        room = LOOKED_AT - len(self._head)
        self._head += rows[:room]
        self._head_numbers += numbers[:room]
        self._spool.take(rows[room:], numbers[room:])

    def _names(self, header: Header) -> dict[str, str]:
        """The names of the columns that have one or hold something, by their keys."""
        used = sorted({*header.names, *map(int, self._spool.keys)})
        given = [header.names.get(column, f"Column {column_letters(column)}") for column in used]
        return dict(zip(map(str, used), distinct_names(given), strict=True))

    def _details(self, header: Header) -> dict[str, str]:
        return {
            "sheet": self._sheet.title,
            "header_row": str(header.row),
            "rows": str(self._spool.rows),
        }

    def _notes(self, header: Header) -> tuple[Warned, ...]:
        """What a person should know: only the first cell of those that are merged has a value."""
        below = [bottom > top > header.row for top, _, bottom, _ in self._cells.merged]
        counts = {
            "merged_rows": sum(below),
            "formulas_without_values": self._cells.empty_formulas,
            "cells_with_errors": self._cells.errors,
        }
        about = {"file": self._spool.name, "sheet": self._sheet.title}
        return tuple(
            Warned(key=key, params={**about, "count": count})
            for key, count in counts.items()
            if count
        )

    def _refuse_wide(self) -> None:
        if len(self._columns) > MOST_COLUMNS:
            raise JornadaError(
                "import.file.too_many_columns",
                file=self._spool.name,
                count=len(self._columns),
                limit=MOST_COLUMNS,
            )
