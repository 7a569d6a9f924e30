"""CSV files: any common delimiter and encoding, quoted newlines, and no row lost in silence."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

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
_ROWS_AT_ONCE = 4_000
_CHUNK = 4 * 1024 * 1024
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
        looked = _look_through(path)
        self.encoding, self._odd_quotes = looked.encoding, looked.quotes % 2 == 1
        self.delimiter = self._delimiter()
        records = (record for _, batch in self._batches(1) for record in batch)
        header = next((record for record in records if record), None)
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
        lot = _Lot(tuple(columns), tuple(map(self.columns.index, columns)), len(self.columns))
        most = max(min(rows, _CELLS_AT_ONCE // len(self.columns)), 1)
        doing = msg("import.reading", file=self._path.name)
        header_is_past = False
        for done, (first, batch) in self._progress(min(most, _ROWS_AT_ONCE)):
            work.at(done, doing)
            if not header_is_past:
                before = next((place for place, record in enumerate(batch) if record), None)
                if before is None:
                    continue
                first, batch, header_is_past = first + before + 1, batch[before + 1 :], True
            lot.take(first, batch)
            if len(lot.numbers) >= most:
                yield self._block(lot)
        if lot.numbers:
            yield self._block(lot)

    def _block(self, lot: _Lot) -> Block:
        try:
            return lot.block()
        except UnicodeEncodeError as error:  # half a character
            raise JornadaError("import.file.not_text", file=self._path.name) from error

    def _delimiter(self) -> str:
        with self._path.open("rb") as file:
            start = file.read(_SAMPLE_BYTES)
        decoder = codecs.getincrementaldecoder(self.encoding)(errors="replace")
        text = decoder.decode(start)
        return max(DELIMITERS, key=lambda delimiter: _likelihood(text, delimiter))

    def _progress(self, rows: int) -> Iterator[tuple[float, tuple[int, list[list[str]]]]]:
        """The batches of records, and how much of the file was read before each."""
        done = 0.0
        for first, batch in self._batches(rows):
            yield done, (first, batch)
            done = min(self._read / max(self._size, 1), 1.0)

    def _batches(self, rows: int) -> Iterator[tuple[int, list[list[str]]]]:
        """Runs of at most ``rows`` records, the header among them, and the number of the first;
        an empty line is an empty record."""
        name, number, batch = self._path.name, 1, list[list[str]]()
        last: list[str] = []
        self._read = 0
        try:
            with (
                self._path.open("rb") as raw,
                io.TextIOWrapper(raw, encoding=self.encoding, newline="") as file,
            ):
                for record in csv.reader(file, delimiter=self.delimiter):
                    batch.append(record)
                    if len(batch) >= rows:
                        self._read = raw.tell()
                        yield number, batch
                        number, batch, last = number + len(batch), [], record
        except UnicodeError as error:
            row = number + len(batch)
            raise JornadaError(
                "import.file.encoding", file=name, row=row, encoding=self.encoding
            ) from error
        except csv.Error as error:
            row = number + len(batch)
            raise JornadaError("import.file.cell_too_long", file=name, row=row) from error
        except OSError as error:
            reason = error.strerror or str(error)
            raise JornadaError("file.not_read", file=str(self._path), reason=reason) from error
        last = batch[-1] if batch else last
        if self._odd_quotes and any("\n" in cell or "\r" in cell for cell in last):
            row = number + len(batch) - 1
            raise JornadaError("import.file.open_quote", file=name, row=row)
        if batch:
            yield number, batch


class _Lot:
    """Cells by column, as they are read: a list of records would keep the collector busy."""

    def __init__(self, names: tuple[str, ...], places: tuple[int, ...], width: int) -> None:
        self._names, self._places, self._width = names, places, width
        self._clear()

    def _clear(self) -> None:
        self.numbers: list[int] = []
        self._cells: list[list[str]] = [[] for _ in self._names]
        self._crowded: list[bool] = []
        self._short: list[bool] = []

    def take(self, first: int, records: list[list[str]]) -> None:
        """Take records in, the first of which has the number ``first``."""
        numbers: Sequence[int] = range(first, first + len(records))
        if not all(records):
            numbers = [number for number, record in zip(numbers, records, strict=True) if record]
            records = [record for record in records if record]
        width = self._width
        if set(map(len, records)) - {width}:
            self._even_out()
            self._crowded += [any(record[width:]) for record in records]
            self._short += [len(record) < width for record in records]
            records = [(record + [""] * (width - len(record)))[:width] for record in records]
        self.numbers += numbers
        if records:
            cells = list(zip(*records, strict=True))
            for own, place in zip(self._cells, self._places, strict=True):
                own.extend(cells[place])

    def _even_out(self) -> None:
        """The rows so far have as many cells as there are columns where nothing else is said."""
        even = [False] * (len(self.numbers) - len(self._crowded))
        self._crowded += even
        self._short += even

    def block(self) -> Block:
        """What was taken in, which is given up."""
        frame = pl.DataFrame(
            [
                pl.Series(name, cells, pl.String)
                for name, cells in zip(self._names, self._cells, strict=True)
            ]
        )
        crowded = short = None
        if self._crowded:
            self._even_out()
            crowded = pl.Series(self._crowded, dtype=pl.Boolean)
            short = pl.Series(self._short, dtype=pl.Boolean)
        numbers = pl.Series(self.numbers, dtype=pl.Int64)
        self._clear()
        cells = frame.with_columns(pl.when(pl.all() != "").then(pl.all()))
        return Block(cells, numbers, crowded, short)


@dataclass
class _Looked:
    """What a look through the bytes of a file found."""

    encoding: str
    quotes: int


def _look_through(path: Path) -> _Looked:
    """The encoding by its mark; UTF-8 where the file is that; else as it looks. And the number of
    quotation marks. Raises :class:`JornadaError` where a line has no end."""
    try:
        with path.open("rb") as file:
            start = file.read(_SAMPLE_BYTES)
            marked = next((name for mark, name in _MARKS if start.startswith(mark)), None)
            encoding = marked or _without_mark(start) or "utf-8"
            file.seek(0)
            quotes, is_text = _count_quotes(path.name, file, encoding)
    except OSError as error:
        reason = error.strerror or str(error)
        raise JornadaError("file.not_read", file=str(path), reason=reason) from error
    return _Looked(encoding if is_text or encoding != "utf-8" else _guessed(start), quotes)


def _count_quotes(name: str, file: BinaryIO, encoding: str) -> tuple[int, bool]:
    """The quotation marks of a file, and whether it is text of an encoding. Bytes that are not
    are for whoever reads the rows: there they have a row."""
    wide = encoding.startswith(("utf-16", "utf-32"))
    decoder = codecs.getincrementaldecoder(encoding)("replace" if wide else "strict")
    quotes, endless, is_text = 0, 0, True
    while chunk := file.read(_CHUNK):
        endless = 0 if b"\n" in chunk or b"\r" in chunk else endless + len(chunk)
        if endless > LONGEST_LINE:
            raise JornadaError("import.file.endless_line", file=name)
        if wide:
            quotes += decoder.decode(chunk).count('"')
            continue
        quotes += chunk.count(b'"')
        is_text = is_text and _decodes(decoder, chunk)
    return quotes, is_text and (wide or _decodes(decoder, b"", final=True))


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


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
