"""A file as a table: its columns, and its rows block by block."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import polars as pl

from engine.accounts.importing import csv_files, parquet_files
from engine.accounts.importing.blocks import MOST_COLUMNS, Block
from engine.background import Work
from engine.errors import JornadaError


class Reader(Protocol):
    """One format's way to read a file."""

    format: str
    columns: tuple[str, ...]
    details: dict[str, str]
    left: tuple[str, ...]
    """Columns of kinds that no field can hold."""

    def blocks(self, columns: Sequence[str], rows: int, work: Work) -> Iterator[Block]:
        """The rows in order, at most ``rows`` at once, with these columns."""
        ...


@dataclass(frozen=True)
class TableFile:
    """A file that was opened and looked at."""

    path: Path
    size: int
    reader: Reader

    @property
    def name(self) -> str:
        """The name that reports say."""
        return self.path.name

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in the file's order; no two are the same."""
        return self.reader.columns

    def sample(self, rows: int) -> pl.DataFrame:
        """The first rows."""
        blocks = self.reader.blocks(self.columns, rows, Work())
        return next((block.frame.head(rows) for block in blocks), pl.DataFrame())


_OTHER_FORMATS = (
    (b"PK\x03\x04", "import.file.excel"),
    (b"\xd0\xcf\x11\xe0", "import.file.excel"),
    (b"\x1f\x8b", "import.file.compressed"),
    (b"\x28\xb5\x2f\xfd", "import.file.compressed"),
    (b"SQLite format 3\0", "import.file.not_a_table"),
    (b"%PDF", "import.file.not_a_table"),
)


def open_table(path: Path) -> TableFile:
    """Look at a file. Raises :class:`JornadaError` where it can't be read as a table."""
    try:
        if not path.exists():
            raise JornadaError("file.missing", file=str(path))
        if not path.is_file():
            raise JornadaError("file.not_a_file", file=str(path))
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(16)
    except (OSError, ValueError) as error:  # ValueError: a name with a null character
        reason = (isinstance(error, OSError) and error.strerror) or str(error)
        raise JornadaError("file.not_read", file=str(path), reason=reason) from error
    if not size:
        raise JornadaError("import.file.empty", file=path.name)
    for mark, key in _OTHER_FORMATS:
        if start.startswith(mark):
            raise JornadaError(key, file=path.name)
    reader: Reader
    if start.startswith(b"PAR1") or path.suffix.lower() == ".parquet":
        reader = parquet_files.ParquetReader(path)
    else:
        reader = csv_files.CsvReader(path, size)
    if len(reader.columns) > MOST_COLUMNS:
        raise JornadaError(
            "import.file.too_many_columns",
            file=path.name,
            count=len(reader.columns),
            limit=MOST_COLUMNS,
        )
    return TableFile(path, size, reader)
