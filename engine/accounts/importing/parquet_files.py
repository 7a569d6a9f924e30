"""Parquet files: nested structs are flattened to XDM paths, rows come block by block."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl
import polars.selectors as cs
import pyarrow as pa
import pyarrow.parquet as pq
from polars._typing import PolarsDataType
from polars.exceptions import PanicException, PolarsError

from engine.accounts import fields as f
from engine.accounts.importing.blocks import MOST_COLUMNS, Block
from engine.background import Work
from engine.errors import JornadaError
from resources.catalogue import msg

MOST_ROWS = 1_000_000_000
MOST_BYTES_AT_ONCE = 8 * 1024**3
"""Of one row group, uncompressed: a file that asks for more is no export but a bomb."""
LONGEST_CELL = 128 * 1024
"""Bytes of a text: what a cell of a CSV file may have too."""
_DEEPEST = 12
_COMPONENTS, _ACCOUNT_KEY, _KEY = f.PERSON_ACCOUNT.split(".")


class ParquetReader:
    """A Parquet file. A list of structs counts by its first item, but of the components of a
    person the keys of all accounts count: the cells of the columns ``several`` are lists."""

    format = "parquet"
    several: frozenset[str] = frozenset()

    def __init__(self, path: Path) -> None:
        self._path = path
        self._rows = self._refuse_bombs()
        try:
            schema = pl.read_parquet_schema(path)
        except (PolarsError, PanicException, OSError) as error:
            raise self._unreadable() from error
        self._leaves: dict[str, pl.Expr] = {}
        left: list[str] = []
        for name, dtype in schema.items():
            self._flatten(pl.col(name), name, dtype, left)
        self.columns = tuple(self._leaves)
        self.left = tuple(left)
        self.details = {"rows": str(self._rows)}

    def blocks(self, columns: Sequence[str], rows: int, work: Work) -> Iterator[Block]:
        """The rows in order, at most ``rows`` at once, typed as in the file."""
        start = 0
        doing = msg("import.reading", file=self._path.name)
        wanted = [self._leaves[name].alias(name) for name in columns]
        try:
            scanned = pl.scan_parquet(self._path, glob=False, hive_partitioning=False)
            plan = scanned.select(wanted)
            for found in plan.collect_batches(chunk_size=rows, maintain_order=True):
                for frame in found.iter_slices(rows):
                    work.at(start / max(self._rows, 1), doing)
                    self._refuse_giants(frame, start)
                    numbers = pl.int_range(
                        start + 1, start + frame.height + 1, dtype=pl.Int64, eager=True
                    )
                    yield Block(frame, numbers)
                    start += frame.height
        except (PolarsError, PanicException, OSError) as error:
            raise self._unreadable() from error
        if start != self._rows:
            raise self._unreadable()

    def _refuse_bombs(self) -> int:
        """The number of rows that the file says, read from its end alone."""
        try:
            with pq.ParquetFile(self._path) as file:
                found = file.metadata
                groups = range(found.num_row_groups)
                largest = max((found.row_group(i).total_byte_size for i in groups), default=0)
                rows, columns = found.num_rows, found.num_columns
        except (pa.ArrowException, OSError, ValueError, OverflowError, MemoryError) as error:
            raise self._unreadable() from error
        if rows > MOST_ROWS or largest > MOST_BYTES_AT_ONCE or rows < 0:
            raise JornadaError("import.file.too_large", file=self._path.name)
        if columns > MOST_COLUMNS:
            raise JornadaError(
                "import.file.too_many_columns",
                file=self._path.name,
                count=columns,
                limit=MOST_COLUMNS,
            )
        return int(rows)

    def _refuse_giants(self, frame: pl.DataFrame, start: int) -> None:
        """A text may be stored once and stand in millions of rows."""
        texts = frame.select(cs.string())
        for cells in texts.iter_columns():
            lengths = cells.str.len_bytes()
            giants = (lengths > LONGEST_CELL).arg_true()
            if len(giants):
                row = start + 1 + int(giants[0])
                raise JornadaError("import.file.cell_too_long", file=self._path.name, row=row)
            if lengths.cast(pl.UInt64).sum() > MOST_BYTES_AT_ONCE // 2:
                raise JornadaError("import.file.too_large", file=self._path.name)

    def _flatten(self, column: pl.Expr, path: str, dtype: pl.DataType, left: list[str]) -> None:
        if isinstance(dtype, pl.Struct) and path.count(".") < _DEEPEST:
            for item in dtype.fields:
                inner = column.struct.field(item.name)
                self._flatten(inner, f"{path}.{item.name}", _made(item.dtype), left)
        elif isinstance(dtype, pl.List) and isinstance(dtype.inner, pl.Struct):
            first = column.list.get(0, null_on_oob=True)
            self._flatten(first, path, dtype.inner, left)
            if path == _COMPONENTS and f.PERSON_ACCOUNT in self._leaves:
                inner = pl.element().struct.field(_ACCOUNT_KEY).struct.field(_KEY)
                keys = column.list.eval(inner.cast(pl.String)).list.drop_nulls()
                self._leaves[f.PERSON_ACCOUNT] = keys
                self.several = frozenset({f.PERSON_ACCOUNT})
        elif _readable(dtype) and path not in self._leaves and _nameable(path):
            self._leaves[path] = column
        else:
            left.append(path)

    def _unreadable(self) -> JornadaError:
        return JornadaError("import.file.parquet", file=self._path.name)


def _nameable(path: str) -> bool:
    return bool(path.strip()) and "\0" not in path


def _made(dtype: PolarsDataType) -> pl.DataType:
    return dtype if isinstance(dtype, pl.DataType) else dtype()


def _readable(dtype: pl.DataType) -> bool:
    if isinstance(dtype, pl.List):
        return isinstance(dtype.inner, pl.String | pl.Categorical | pl.Enum | pl.Null)
    simple = (pl.String, pl.Categorical, pl.Enum, pl.Boolean, pl.Date, pl.Datetime, pl.Null)
    return dtype.is_numeric() or isinstance(dtype, simple)
