"""The cells of a sheet, one after another, as values: texts, numbers, dates, true and false."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from engine.accounts.importing.spool import Cell
from engine.accounts.importing.workbooks import (
    DEEPEST,
    LONGEST_CELL,
    Attributes,
    Sheet,
    Workbook,
    damaged,
    parsed,
    unescaped,
)
from engine.errors import JornadaError

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
MOST_MERGED = 100_000
_MOST_CHARACTERS = 64 * 1024**2
"""Of the cells in one piece of a sheet."""
_DAY = 86_400_000
_SINCE_1900 = datetime(1899, 12, 31)  # noqa: DTZ001 - local
_SINCE_1904 = datetime(1904, 1, 1)  # noqa: DTZ001 - local
_AREA = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})", re.ASCII)


class SheetCells:
    """The cells of a sheet as they stream by: ``rows`` fills, by number of column from 1, until
    somebody takes it away; ``merged`` is whole at the end."""

    def __init__(self, workbook: Workbook) -> None:
        self._book = workbook
        self.rows: list[dict[int, Cell]] = []
        self.numbers: list[int] = []
        self.characters = 0
        self.merged: list[tuple[int, int, int, int]] = []
        """First row, first column, last row, last column."""
        self.empty_formulas = 0
        self.errors = 0
        self._row: dict[int, Cell] = {}
        self._number = self._column = 0
        self._kind = self._style = ""
        self._parts: list[str] | None = None
        self._length = 0
        self._text: str | None = None
        self._formula = self._guide = False
        self._columns: dict[str, int] = {}
        self._deep = 0

    def read(self, sheet: Sheet) -> Iterator[int]:
        """Read the sheet, and say after every piece how many bytes were read."""
        book = self._book
        return parsed(
            book.archive, sheet.member, book.name, self._start, self._end, self._characters
        )

    def take(self) -> tuple[list[dict[int, Cell]], list[int]]:
        """The rows so far, which are given up, and their numbers."""
        found = self.rows, self.numbers
        self.rows, self.numbers, self.characters = [], [], 0
        return found

    def _start(self, tag: str, attributes: Attributes) -> None:
        self._deep += 1
        if self._deep > DEEPEST:
            raise damaged(self._book.name)
        if tag == "c":
            self._begin_cell(attributes)
        elif tag == "v" or (tag == "t" and not self._guide):
            self._parts, self._length = [], 0
        elif tag == "row":
            self._begin_row(attributes)
        elif tag == "f":
            self._formula = True
        elif tag == "rPh":
            self._guide = True
        elif tag == "mergeCell" and len(self.merged) < MOST_MERGED:
            self._merge(attributes.get("ref", ""))

    def _characters(self, data: str) -> None:
        if self._parts is not None:
            self._parts.append(data)
            self._length += len(data)
            if self._length > LONGEST_CELL:
                raise JornadaError(
                    "import.format.long_cell",
                    file=self._book.name,
                    row=self._number,
                    column=column_letters(self._column),
                )

    def _end(self, tag: str) -> None:
        self._deep -= 1
        if tag == "v" or tag == "t":
            if self._parts is not None:
                self._text = (self._text or "") + "".join(self._parts)
                self._parts = None
        elif tag == "c":
            value = self._value()
            if value is not None:
                self._row[self._column] = value
        elif tag == "row":
            if self._row:
                self.rows.append(self._row)
                self.numbers.append(self._number)
                self._row = {}
        elif tag == "rPh":
            self._guide = False

    def _begin_row(self, attributes: Attributes) -> None:
        given = attributes.get("r")
        number = self._number + 1
        if given is not None:
            number = int(given) if given.isdigit() and len(given) < 9 else 0
        if not self._number < number <= LAST_ROW:
            raise damaged(self._book.name)
        self._number, self._column, self._row = number, 0, {}

    def _begin_cell(self, attributes: Attributes) -> None:
        self._kind = attributes.get("t", "n")
        self._style = attributes.get("s", "")
        self._text, self._formula = None, False
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
        else:
            letters = reference.rstrip("0123456789")
            found = self._columns.get(letters)
            if found is None:
                found = self._columns[letters] = column_number(letters)
            self._column = found
        if not 0 < self._column <= LAST_COLUMN:
            raise damaged(self._book.name)

    def _merge(self, reference: str) -> None:
        found = _AREA.fullmatch(reference)
        if found is not None:
            first, top, last, bottom = found.groups()
            self.merged.append((int(top), column_number(first), int(bottom), column_number(last)))

    def _value(self) -> Cell:
        text, kind = self._text, self._kind
        if not text:
            self.empty_formulas += self._formula and kind != "str"
            return None
        try:
            if kind == "s":
                shared = self._book.texts[int(text)]
                self._count(shared)
                return shared or None
            if kind in ("str", "inlineStr"):
                self._count(text)
                return unescaped(text)
            if kind == "b":
                return text.strip() in ("1", "true")
            if kind == "e":
                self.errors += 1
                return None
            if kind == "d":
                return datetime.fromisoformat(text.removesuffix("Z"))
            return self._number_of(text)
        except (ValueError, IndexError, OverflowError) as error:
            raise damaged(self._book.name) from error

    def _count(self, text: str) -> None:
        """A text may be stored once and stand in millions of cells."""
        self.characters += len(text)
        if self.characters > _MOST_CHARACTERS:
            raise JornadaError("import.file.too_large", file=self._book.name)

    def _number_of(self, text: str) -> Cell:
        if not text.strip():
            return None
        number = float(text)
        means = self._book.formats.of_style.get(self._style)
        whole = number.is_integer() and abs(number) < 2**53
        if means is None:
            return int(number) if whole else number
        if isinstance(means, int):
            return f"{int(number):0{means}d}" if whole and number >= 0 else number
        return moment(number, means, since_1904=self._book.formats.since_1904)


def moment(number: float, means: str, *, since_1904: bool) -> Cell:
    """A number of days as the date and time that it stands for; as text where it is a time of day
    or a length of time. A number that no date has stays a number."""
    if means == "time" or 0 < number < 1:
        seconds = round(number * 86_400)
        if seconds < 0:
            return number
        return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    if not 1 <= number < 2_958_466 - since_1904 * 1462:
        return number
    # A workbook counts the 29th of February 1900, a day that never was.
    start = _SINCE_1904 if since_1904 else _SINCE_1900 - timedelta(days=number >= 60)
    return start + timedelta(milliseconds=round(number * _DAY))


def column_number(letters: str) -> int:
    """The number of a column: A is 1, AA is 27; 0 where the letters name none."""
    if not 0 < len(letters) <= 3 or not letters.isascii() or not letters.isupper():
        return 0
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """The letters of a column: 1 is A, 27 is AA."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
