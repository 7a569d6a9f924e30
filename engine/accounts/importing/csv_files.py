"""CSV files: any common delimiter and encoding, quoted newlines, and no row lost in silence."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import polars as pl
from charset_normalizer import from_bytes

from engine.accounts.importing.blocks import MOST_COLUMNS, Block, distinct_names
from engine.background import Work
from engine.errors import JornadaError
from resources.catalogue import msg

DELIMITERS = ",;\t|"
LONGEST_LINE = 16 * 1024 * 1024
_SAMPLE_BYTES = 256 * 1024
_SAMPLE_ROWS = 40
_CELLS_AT_ONCE = 2_000_000
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WESTERN = "cp1252"
_GUESSED = [
    *(_WESTERN, "cp1250", "cp1251", "cp1253", "cp1254", "iso8859_2", "iso8859_15", "mac_roman"),
    *("cp850", "shift_jis", "euc_jp", "euc_kr", "gb18030", "big5"),
]


class CsvReader:
    """A CSV file whose first row names its columns."""

    format = "csv"
    left: tuple[str, ...] = ()

    def __init__(self, path: Path, size: int) -> None:
        self._path, self._size = path, size
        self.encoding = _encoding(path)
        self.delimiter = self._delimiter()
        header = next((row for row in self._records(Work()) if row), None)
        if header is None:
            raise JornadaError("import.file.empty", file=path.name)
        while header and not header[-1].strip():  # delimiters at the end of the line
            header.pop()
        if not header or len(header) > MOST_COLUMNS:
            key = "import.file.too_many_columns" if header else "import.file.no_header"
            raise JornadaError(key, file=path.name, count=len(header), limit=MOST_COLUMNS)
        if any("\0" in name for name in header):
            raise JornadaError("import.file.not_text", file=path.name)
        self.columns = distinct_names(header)
        self.details = {"encoding": self.encoding, "delimiter": self.delimiter}

    def blocks(self, columns: Sequence[str], rows: int, work: Work) -> Iterator[Block]:
        """The rows in order, at most ``rows`` at once. Texts, and null for empty cells."""
        wanted = [self.columns.index(name) for name in columns]
        width = len(self.columns)
        most = max(min(rows, _CELLS_AT_ONCE // width), 1)
        records = enumerate(self._records(work), 1)
        next((record for _, record in records if record), None)  # the header
        while batch := [(number, row) for number, row in islice(records, most) if row]:
            yield self._block([row for _, row in batch], [n for n, _ in batch], wanted, width)

    def _block(
        self, rows: list[list[str]], numbers: list[int], wanted: Sequence[int], width: int
    ) -> Block:
        crowded = None
        if any(len(row) != width for row in rows):
            crowded = pl.Series([any(row[width:]) for row in rows], dtype=pl.Boolean)
            rows = [(row + [""] * (width - len(row)))[:width] for row in rows]
        cells = list(zip(*rows, strict=True))
        try:
            frame = pl.DataFrame(
                [pl.Series(self.columns[place], cells[place], pl.String) for place in wanted]
            )
        except UnicodeEncodeError as error:  # half a character
            raise JornadaError("import.file.not_text", file=self._path.name) from error
        frame = frame.with_columns(pl.when(pl.all() != "").then(pl.all()))
        return Block(frame, pl.Series(numbers, dtype=pl.Int64), crowded)

    def _delimiter(self) -> str:
        with self._path.open("rb") as file:
            start = file.read(_SAMPLE_BYTES)
        decoder = codecs.getincrementaldecoder(self.encoding)(errors="replace")
        text = decoder.decode(start)
        return max(DELIMITERS, key=lambda delimiter: _likelihood(text, delimiter))

    def _records(self, work: Work) -> Iterator[list[str]]:
        """The records of the file, the header among them; an empty line is an empty record."""
        counted = {"quotes": 0, "rows": 0}
        spans = False
        try:
            with (
                self._path.open("rb") as raw,
                io.TextIOWrapper(raw, encoding=self.encoding, newline="") as file,
            ):
                lines = self._lines(file, raw.tell, counted, work)
                reader = csv.reader(lines, delimiter=self.delimiter)
                line = 0
                for record in reader:
                    counted["rows"] += 1
                    spans = reader.line_num > line + 1
                    line = reader.line_num
                    yield record
        except UnicodeError as error:
            raise JornadaError(
                "import.file.encoding",
                file=self._path.name,
                row=counted["rows"] + 1,
                encoding=self.encoding,
            ) from error
        except csv.Error as error:
            raise JornadaError(
                "import.file.cell_too_long", file=self._path.name, row=counted["rows"] + 1
            ) from error
        except OSError as error:
            reason = error.strerror or str(error)
            raise JornadaError("file.not_read", file=str(self._path), reason=reason) from error
        if spans and counted["quotes"] % 2:
            row = counted["rows"]
            raise JornadaError("import.file.open_quote", file=self._path.name, row=row)

    def _lines(
        self,
        file: io.TextIOBase,
        where: Callable[[], int],
        counted: dict[str, int],
        work: Work,
    ) -> Iterator[str]:
        doing, number = msg("import.reading", file=self._path.name), 0
        while line := file.readline(LONGEST_LINE):
            if len(line) >= LONGEST_LINE:
                row = counted["rows"] + 1
                raise JornadaError("import.file.cell_too_long", file=self._path.name, row=row)
            counted["quotes"] += line.count('"')
            if number % 20_000 == 0:
                work.at(where() / max(self._size, 1), doing)
            number += 1
            yield line


def _encoding(path: Path) -> str:
    """The encoding by its mark; UTF-8 where the file is that; else as it looks."""
    decoder, start = codecs.getincrementaldecoder("utf-8")(), b""
    try:
        with path.open("rb") as file:
            start = file.read(_SAMPLE_BYTES)
            for mark, encoding in _MARKS:
                if start.startswith(mark):
                    return encoding
            if wide := _without_mark(start):
                return wide
            decoder.decode(start)
            while more := file.read(8 * 1024 * 1024):
                decoder.decode(more)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return _guessed(start)
    except OSError as error:
        reason = error.strerror or str(error)
        raise JornadaError("file.not_read", file=str(path), reason=reason) from error
    return "utf-8"


def _guessed(start: bytes) -> str:
    """The encoding that makes the most sense of bytes; of equal ones that of Western Europe."""
    found = list(from_bytes(start, cp_isolation=_GUESSED))
    if not found or any(
        _WESTERN in one.could_be_from_charset and one.chaos <= found[0].chaos + 0.01
        for one in found
    ):
        return _WESTERN
    return found[0].encoding


def _without_mark(start: bytes) -> str | None:
    """UTF-16 without a mark: nearly every second byte is zero."""
    half = len(start) // 2
    if half and start[1::2].count(0) > 0.7 * half and start[::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if half and start[::2].count(0) > 0.7 * half and start[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return None


def _likelihood(text: str, delimiter: str) -> tuple[float, int]:
    """How well a delimiter cuts the first rows: how many have as many cells as most, then how
    many that are. One cell a row says nothing."""
    try:
        records = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        widths = [len(record) for record in islice(records, _SAMPLE_ROWS) if record]
    except csv.Error:
        return 0.0, 0
    width, rows = Counter(widths).most_common(1)[0] if widths else (1, 0)
    return (rows / len(widths), width) if width > 1 else (0.0, 1)
