"""CSV files: any common delimiter and encoding, quoted newlines, and no row lost in silence."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from charset_normalizer import from_bytes

from engine.accounts.importing import csv_plain
from engine.accounts.importing.blocks import MOST_COLUMNS, Block, cut, distinct_names, joined
from engine.accounts.importing.csv_rows import Record, Records, Wanted
from engine.accounts.importing.csv_text import Text
from engine.background import Work
from engine.errors import JornadaError
from resources.catalogue import msg

DELIMITERS = ",;\t|"
LONGEST_LINE = 16 * 1024 * 1024
_SAMPLE_BYTES = 256 * 1024
_SAMPLE_ROWS = 40
_CELLS_AT_ONCE = 2_000_000
_CHUNK = 4 * 1024 * 1024
_PIECE = 4 * 1024 * 1024
_SMALL_PIECE = 128 * 1024
_MOST_CELLS = 2 * MOST_COLUMNS
"""Of a row that is read at full speed."""
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

    def __init__(
        self,
        path: Path,
        size: int,
        work: Work = Work(),  # noqa: B008 - frozen
    ) -> None:
        self._path, self._size = path, size
        self.encoding = _encoding_of(path, work)
        self.delimiter = self._delimiter()
        with self._opened() as text:
            header, _ = self._header(text)
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
        wanted = Wanted(tuple(columns), tuple(map(self.columns.index, columns)), len(self.columns))
        most = max(min(rows, _CELLS_AT_ONCE // len(self.columns)), 1)
        doing = msg("import.reading", file=self._path.name)
        lot, height, done = list[Block](), 0, 0.0
        with self._opened() as text:
            for block in self._pieces(text, wanted):
                work.at(done, doing)
                if len(block.rows):
                    lot.append(block)
                    height += len(block.rows)
                done = min(text.taken / max(self._size, 1), 1.0)
                if height >= most:
                    whole, over = joined(lot), height % most
                    yield from (cut(whole, at, most) for at in range(0, height - over, most))
                    lot, height = [cut(whole, height - over, over)], over
        if height:
            yield joined(lot)

    def _pieces(self, text: Text, wanted: Wanted) -> Iterator[Block]:
        """The rows, at full speed where a piece of the text is plain. A piece that is not is gone
        through again in smaller ones, so that only what is near the odd row takes its time."""
        _, number = self._header(text)
        closely = 0
        while True:
            piece = text.piece(_SMALL_PIECE if closely else _PIECE)
            frame = csv_plain.read(piece, self.delimiter, _MOST_CELLS) if piece else None
            if frame is not None and frame.width >= wanted.width:
                yield wanted.of_frame(frame, number)
                number += frame.height
                text.take(len(piece))
            elif closely or len(piece) <= _SMALL_PIECE:
                records = self._records(text, number).take(_SMALL_PIECE)
                if not records:
                    return
                yield wanted.of_records(records, number)
                number += len(records)
            else:
                closely = _PIECE // _SMALL_PIECE + 1
            closely = max(closely - 1, 0)

    def _header(self, text: Text) -> tuple[Record | None, int]:
        """The first record that is not empty, and the number of the next."""
        number = 1
        while records := self._records(text, number).take(1):
            number += len(records)
            if records[0]:
                return records[0], number
        return None, number

    def _records(self, text: Text, first: int) -> Records:
        return Records(text, self.delimiter, self._path.name, self.encoding, first)

    @contextmanager
    def _opened(self) -> Iterator[Text]:
        try:
            with self._path.open("rb") as file:
                yield Text(file, self.encoding)
        except UnicodeEncodeError as error:  # half a character
            raise JornadaError("import.file.not_text", file=self._path.name) from error
        except OSError as error:
            reason = error.strerror or str(error)
            raise JornadaError("file.not_read", file=str(self._path), reason=reason) from error

    def _delimiter(self) -> str:
        with self._path.open("rb") as file:
            start = file.read(_SAMPLE_BYTES)
        decoder = codecs.getincrementaldecoder(self.encoding)(errors="replace")
        text = decoder.decode(start)
        return max(DELIMITERS, key=lambda delimiter: _likelihood(text, delimiter))


def _encoding_of(path: Path, work: Work) -> str:
    """The encoding by its mark; UTF-8 where the whole file is that; else as it looks. Raises
    :class:`JornadaError` where a line has no end, ``Cancelled`` when stopped."""
    try:
        with path.open("rb") as file:
            start = file.read(_SAMPLE_BYTES)
            marked = next((name for mark, name in _MARKS if start.startswith(mark)), None)
            encoding = marked or _without_mark(start)
            file.seek(0)
            is_utf8 = _is_utf8(path.name, file, work)
    except OSError as error:
        reason = error.strerror or str(error)
        raise JornadaError("file.not_read", file=str(path), reason=reason) from error
    return encoding or ("utf-8" if is_utf8 else _guessed(start))


def _is_utf8(name: str, file: BinaryIO, work: Work) -> bool:
    """Whether all bytes of a file are text in UTF-8. Raises :class:`JornadaError` where a line has
    no end, ``Cancelled`` when stopped."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    endless, is_text = 0, True
    while chunk := file.read(_CHUNK):
        work.at(0)
        endless = 0 if b"\n" in chunk or b"\r" in chunk else endless + len(chunk)
        if endless > LONGEST_LINE:
            raise JornadaError("import.file.endless_line", file=name)
        is_text = is_text and _decodes(decoder, chunk)
    return is_text and _decodes(decoder, b"", final=True)


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, final: bool = False) -> bool:
    if chunk.isascii() and not decoder.getstate()[0]:
        return True
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
    records = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    widths = Counter[int]()
    with suppress(csv.Error):  # a mark that opens a cell without end: the rows before it tell
        for record in islice(records, _SAMPLE_ROWS):
            widths[len(record)] += 1
    del widths[0]
    width, rows = widths.most_common(1)[0] if widths else (1, 0)
    return (rows / widths.total(), width) if width > 1 else (0.0, 1)
