"""CSV made to do harm: refused in words, or read row by row in little memory.

A process of its own reads each. Its memory may grow by ``ROOM`` over what good CSV of 8 MB takes.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

if sys.platform != "linux":
    pytest.skip("limits the memory of a process as Linux does", allow_module_level=True)

MIB = 1024**2
ROOM = 400 * MIB
MOST_SECONDS = 60
CHILD = """
import resource, sys
from pathlib import Path
from engine.accounts.importing.csv_files import CsvReader
from engine.background import Work
from engine.errors import JornadaError

def rows(path):
    reader = CsvReader(path, path.stat().st_size)
    return sum(len(block.rows) for block in reader.blocks(reader.columns[:9], 100_000, Work()))

rows(Path(sys.argv[2]))
pages = int(Path("/proc/self/statm").read_text().split()[0])
most = pages * resource.getpagesize() + int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_AS, (most, most))
try:
    print(rows(Path(sys.argv[3])), "rows")
except JornadaError as error:
    print(error)
"""


def told(folder: Path, path: Path) -> str:
    """What becomes of a file, as a process with little memory says."""
    good = folder / "good.csv"
    good.write_bytes(b"a,b\n" + b'"x",y\n' * (8 * MIB // 6))
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(ROOM), str(good), str(path)],
        capture_output=True,
        text=True,
        timeout=MOST_SECONDS,
        check=False,
        env={"PATH": "", "POLARS_MAX_THREADS": "2"},
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    return done.stdout.strip()


HEAD = b"accountKey.sourceKey,accountName\n"


def made(folder: Path, *parts: bytes, size: int = 0) -> Path:
    """A file of parts, made longer by a hole where it is to be of a size."""
    path = folder / "a.csv"
    with path.open("wb") as file:
        for part in parts:
            file.write(part)
        if size:
            file.truncate(size)
    return path


def line_of_a_gigabyte(folder: Path) -> Path:
    return made(folder, HEAD, b"A1," + b"x" * (32 * MIB), size=1024 * MIB)


def header_of_a_gigabyte(folder: Path) -> Path:
    return made(folder, b"x" * (32 * MIB), size=1024 * MIB)


def line_of_a_gigabyte_without_end_marks(folder: Path) -> Path:
    text = ("key,name\nA1," + "x" * (20 * MIB)).encode("utf-16")
    return made(folder, text, size=1024 * MIB)


def cell_that_is_never_closed(folder: Path) -> Path:
    return made(folder, HEAD, b'A1,"', b"x,y\n" * (40 * MIB))


def cell_of_sixteen_megabytes(folder: Path) -> Path:
    return made(folder, HEAD, b"A1," + b"x" * (15 * MIB) + b"\n")


def million_cells_in_every_row(folder: Path) -> Path:
    return made(folder, HEAD, (b"," * 1_000_000 + b"x\n") * 40)


def quotation_marks_only(folder: Path) -> Path:
    return made(folder, HEAD, b'"' * (8 * MIB), b"\n", b'A1,""\n' * MIB)


def million_columns_of_no_name(folder: Path) -> Path:
    return made(folder, b"," * (15 * MIB) + b"x\n", b"1\n" * 100)


def empty_lines_only(folder: Path) -> Path:
    return made(folder, HEAD, b"\n" * (2 * MIB))


def long_rows_of_two_thousand_columns(folder: Path) -> Path:
    header = ",".join(f"c{number}" for number in range(2_000)).encode()
    return made(folder, header + b"\n", (b"x," * 1_999 + b"x\n") * 10_000)


ENDLESS = "has a line that doesn't end"
TOO_LONG = "131,072"


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (line_of_a_gigabyte, ENDLESS),
        (header_of_a_gigabyte, ENDLESS),
        (line_of_a_gigabyte_without_end_marks, ENDLESS),
        (cell_that_is_never_closed, TOO_LONG),
        (cell_of_sixteen_megabytes, TOO_LONG),
        (quotation_marks_only, TOO_LONG),
        (million_columns_of_no_name, "columns; at most 2,000 can be read"),
        (million_cells_in_every_row, "40 rows"),
        (empty_lines_only, "0 rows"),
        (long_rows_of_two_thousand_columns, "10000 rows"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_is_refused_or_read(tmp_path: Path, make: Callable[[Path], Path], sentence: str) -> None:
    assert sentence in told(tmp_path, make(tmp_path))
