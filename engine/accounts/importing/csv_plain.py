"""Pieces of CSV that hold no surprise, read at full speed.

A piece is plain where every way to read CSV agrees: as many cells in every row, no row without
any, quotation marks around whole cells only. :func:`read` proves that before it believes what
Polars reads; what is not plain is for Python's own reader, which says of every row what it is.
"""

from __future__ import annotations

import codecs
import csv

import numpy as np
import polars as pl
from numpy.typing import NDArray
from polars.exceptions import PanicException, PolarsError

_WINDOW = 1 << 16
"""Where so many bytes have an end of a line each, no line is twice as long."""
_QUOTE, _NEWLINE, _RETURN = b'"\n\r'

_Bytes = NDArray[np.uint8]


def read(piece: bytes, delimiter: str, most: int) -> pl.DataFrame | None:
    """The cells of whole lines of UTF-8, which start a record, as texts in columns ``column_1`` and
    so on, null where there is nothing; None where the piece is not plain, or has more
    than ``most`` columns."""
    if piece.startswith(codecs.BOM_UTF8):  # which Polars would skip
        return None
    if b"\r" in piece and piece.count(b"\r") != piece.count(b"\r\n"):
        return None
    quoted = b'"' in piece
    count = _counted_quoted if quoted else _counted
    counted = count(piece, ord(delimiter))
    if counted is None:
        return None
    rows, delimiters = counted
    columns, over = divmod(delimiters, rows)
    if over or columns >= most:
        return None
    try:
        frame = pl.read_csv(
            piece,
            has_header=False,
            schema={f"column_{number + 1}": pl.String() for number in range(columns + 1)},
            separator=delimiter,
            quote_char='"' if quoted else None,
        )
    except (PolarsError, PanicException):  # a row that is longer, or bytes that are no text
        return None
    if frame.height != rows:
        return None
    return frame.with_columns(pl.when(pl.all() != "").then(pl.all())) if b'""' in piece else frame


def _counted(piece: bytes, delimiter: int) -> tuple[int, int] | None:
    """The lines and the delimiters of a piece; None where a line is empty or may be too long."""
    if b"\r" in piece and (piece.startswith(b"\r\n") or b"\n\r\n" in piece):
        return None
    data, rows, delimiters, was_end = np.frombuffer(piece, np.uint8), 0, 0, True
    for start in range(0, len(data), _WINDOW):
        part = data[start : start + _WINDOW]
        ends = part == _NEWLINE
        found = int(np.count_nonzero(ends))
        if not found or (was_end and ends[0]) or (ends[1:] & ends[:-1]).any():
            return None
        was_end = bool(ends[-1])
        rows += found
        delimiters += int(np.count_nonzero(part == delimiter))
    return rows, delimiters


def _counted_quoted(piece: bytes, delimiter: int) -> tuple[int, int] | None:
    """The records of a piece and the delimiters between cells; None where a quotation mark stands
    within a cell, one is open at the end, or a record is empty or may be too long."""
    data = np.frombuffer(piece, np.uint8)
    marks = data == _QUOTE
    places = np.flatnonzero(marks)
    if len(places) % 2 or not _around_cells(data, places, delimiter):
        return None
    inside = np.bitwise_xor.accumulate(marks)
    ends = np.flatnonzero((data == _NEWLINE) & ~inside)
    lengths = np.diff(ends, prepend=-1)
    lengths -= data[ends - 1] == _RETURN
    if lengths.min() <= 1 or lengths.max() > csv.field_size_limit():
        return None
    return len(ends), int(np.count_nonzero((data == delimiter) & ~inside))


def _around_cells(data: _Bytes, places: NDArray[np.int64], delimiter: int) -> bool:
    """Whether quotation marks come before and after whole cells, or twice within quoted ones."""
    opening, closing = places[::2], places[1::2]
    twice = closing[:-1] + 1 == opening[1:]
    before = data[np.maximum(opening - 1, 0)]
    starts = (before == delimiter) | (before == _NEWLINE) | (opening == 0)
    after = data[np.minimum(closing + 1, len(data) - 1)]
    ends = (after == delimiter) | (after == _NEWLINE) | (after == _RETURN)
    starts[1:] |= twice
    ends[:-1] |= twice
    return bool(starts.all() and ends.all())
