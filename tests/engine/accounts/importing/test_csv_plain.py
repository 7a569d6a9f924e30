"""Full speed and Python's own reader agree: any text gives the same rows, numbers and marks."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.accounts.importing import csv_files, csv_plain, csv_text
from engine.accounts.importing.csv_files import CsvReader
from engine.background import Work
from engine.errors import JornadaError

Row = tuple[int, list[str | None], bool, bool]
"""The number, the cells, whether there are too many, whether too few."""


def plainly(text: str, delimiter: str) -> tuple[list[str], list[Row]] | None:
    """Header and rows as Python's reader has them, read in one go; None where the last cell is
    open and holds what may be rows."""
    line = "\0 no cell of the text ends so"
    lines = [*io.StringIO(text, newline=""), line]
    records = list(csv.reader(lines, delimiter=delimiter))
    last = records.pop()
    if last != [line]:
        last[-1] = last[-1].removesuffix(line)
        if any("\n" in cell or "\r" in cell for cell in last):
            return None
        records.append(last)
    place = next((at for at, record in enumerate(records) if record), None)
    assert place is not None
    header = records[place]
    while header and not header[-1].strip():
        header.pop()
    width = len(header)
    rows: list[Row] = []
    for number, record in enumerate(records[place + 1 :], place + 2):
        if record:
            cells = [cell or None for cell in (record + [""] * width)[:width]]
            rows.append((number, cells, any(record[width:]), len(record) < width))
    return header, rows


def as_read(path: Path, rows: int) -> list[Row]:
    reader = CsvReader(path, path.stat().st_size)
    found: list[Row] = []
    for block in reader.blocks(reader.columns, rows, Work()):
        assert 0 < len(block.rows) <= rows
        nothing = pl.Series([False]).new_from_index(0, len(block.rows))
        crowded = nothing if block.crowded is None else block.crowded
        short = nothing if block.short is None else block.short
        found += zip(
            block.rows.to_list(),
            map(list, block.frame.rows()),
            crowded.to_list(),
            short.to_list(),
            strict=True,
        )
    return found


@contextmanager
def pieces_of(size: int, small: int) -> Iterator[None]:
    """Pieces so small that a short text has many."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_files, "_PIECE", size)
        patch.setattr(csv_files, "_SMALL_PIECE", small)
        patch.setattr(csv_text, "_CHUNK", max(size // 3, 1))
        yield


CELL = st.one_of(
    st.sampled_from(["", "a", "bc", " d ", "é", "Zoë", "\ufeff", "\0", "0012", "1,5", "x y"]),
    st.sampled_from(['"a"', '""', '"a,b"', '"a\nb"', '"a\r\nb"', '"a""b"', '""""', '"\n\n"']),
    st.sampled_from(['5" pipe', '"a"b', '"', '""x', 'x""', "\r", '"a\rb"', "#", "\u2028"]),
)
PLAIN = st.sampled_from(["", "a", "bc", "Zoë", " d ", '"a,b"', '"q"', '"a\nb"', '"a""b"'])
END = st.sampled_from(["\n", "\n", "\n", "\r\n", "\r", "\n\n", "\r\n\r\n", "\n\r"])


@st.composite
def texts(draw: st.DrawFn) -> tuple[str, str]:
    """A text with its delimiter: rows nearly alike, so that runs of them are plain."""
    delimiter = draw(st.sampled_from([",", ";", "\t"]))
    width = draw(st.integers(1, 4))
    whole = st.lists(PLAIN, min_size=width, max_size=width)
    odd = st.lists(CELL, max_size=width + 2)
    rows = draw(st.lists(st.one_of(whole, whole, whole, odd), max_size=14))
    usual = draw(END)
    ends = draw(st.lists(st.one_of(st.just(usual), st.just(usual), END), min_size=15, max_size=15))
    head = draw(st.sampled_from(["", "\n", "\r\n"])) + delimiter.join("wxyz"[:width])
    head += draw(st.sampled_from(["", "", delimiter, delimiter * 2]))
    lines = [head, *(delimiter.join(row) for row in rows)]
    text = "".join(line + end for line, end in zip(lines, ends, strict=False))
    return (text.rstrip("\r\n") if draw(st.booleans()) else text), delimiter


@settings(max_examples=300, deadline=None)
@given(
    texts(),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"]),
    st.integers(8, 60),
    st.integers(1, 20),
)
@example(("w,x\na,b\nc\nd,e,f\n", ","), "utf-8", 60, 5)
@example(('w\n"a\n\nb"\n""\n', ","), "utf-8", 60, 5)
def test_any_text(
    tmp_path_factory: Any, given_: tuple[str, str], encoding: str, size: int, rows: int
) -> None:
    text, delimiter = given_
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(text.encode(encoding))
    with pytest.MonkeyPatch.context() as patch, pieces_of(size, max(size // 4, 1)):
        # What is under test is not how an encoding or a delimiter is guessed.
        bare = encoding in ("utf-8", "utf-16-le")
        patch.setattr(csv_files, "_encoding_of", lambda *_: encoding)
        patch.setattr(CsvReader, "_delimiter", lambda _: delimiter)
        expected = plainly(text, delimiter)
        if bare and text.startswith("\ufeff"):
            return
        if expected is None:
            with pytest.raises(JornadaError) as refused:
                as_read(path, rows)
            assert refused.value.message.key == "import.file.open_quote"
        else:
            assert as_read(path, rows) == expected[1]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(CELL, min_size=1, max_size=4), min_size=1, max_size=8), END)
def test_what_is_plain_is_read_as_python_reads_it(rows: list[list[str]], end: str) -> None:
    text = end.join(",".join(row) for row in rows) + "\n"
    frame = csv_plain.read(text.encode(), ",", 100)
    if frame is not None:
        records = list(csv.reader(io.StringIO(text, newline="")))
        assert frame.rows() == [tuple(cell or None for cell in row) for row in records]


@pytest.mark.parametrize(
    "piece",
    [
        *(
            b"a,b\nc\n",
            b"a,b\nc,d,e\n",
            b"a,b\nc,d,e\nf\n",
            b"a\n\nb\n",
            b"\na\n",
            b"a\r\n\r\nb\r\n",
        ),
        *(b"a\rb\n", b'a,5" x\n', b'"a\n', b'"a"b,c\n', b'a,""x"\n', b"\xef\xbb\xbfa,b\n"),
        *(b"a,\xff\n", b"x" * 200_000 + b"\n", b'"' + b"x\n" * 100_000 + b'"\n'),
    ],
)
def test_what_holds_a_surprise_is_not_plain(piece: bytes) -> None:
    assert csv_plain.read(piece, ",", 100) is None


def test_what_exports_look_like_is_plain() -> None:
    # Otherwise they would be right, but ten times as slow.
    for piece in (
        "a,b\nc,\n,\n",
        "a,b\r\nc,d\r\n",
        '"a","b"\n"c, d",""\n',
        '"a","two\nlines"\r\n"say ""hi""",b\r\n',
        '"a","two\r\n\r\nparts"\r\nb,Zoë\r\n',
    ):
        frame = csv_plain.read(piece.encode(), ",", 100)
        assert frame is not None
        assert frame.shape == (len(list(csv.reader(io.StringIO(piece, newline="")))), 2)
    assert csv_plain.read(b"a,b,c\n", ",", 2) is None  # more columns than were asked for
