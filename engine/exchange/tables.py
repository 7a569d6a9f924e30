"""Tables as files: CSV, Excel and Parquet, by the ending of the name (exchange specification).

Every table that leaves Jornada is written here: whole or not at all, in little memory however long
it is, the same bytes for the same rows, and without a cell that a spreadsheet would run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import IO

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from engine.accounts.browsing.frames import frames as frames_of
from engine.accounts.browsing.view import View
from engine.background import Work
from engine.errors import JornadaError
from engine.exchange.excel import MOST_ROWS, text_of, write_excel
from engine.files import replacing
from resources.catalogue import Message, msg

ROWS = 50_000
"""As many rows are written at once, at most; fewer of a wide table."""
_CELLS = 1_000_000
_FORMULA = r"^[=+\-@\t\r]"
_BYTE_ORDER_MARK = "\ufeff".encode()
_LOCAL_TIME = "%Y-%m-%dT%H:%M:%S%.f"
_INSTANT = f"{_LOCAL_TIME}Z"


class TableFormat(StrEnum):
    """How a table is written; the value is the ending of the file."""

    CSV = "csv"
    EXCEL = "xlsx"
    PARQUET = "parquet"


@dataclass(frozen=True)
class Written:
    """What was written: how many rows, and what to know about it."""

    rows: int
    warnings: tuple[Message, ...] = ()


def format_of(path: Path) -> TableFormat:
    """The format that the ending of a name asks for. Raises :class:`JornadaError` where it is
    none of them."""
    try:
        return TableFormat(path.suffix.lower().removeprefix("."))
    except ValueError:
        raise JornadaError("tables.no_format", file=path.name) from None


def write_table(
    path: Path,
    frames: pl.DataFrame | Iterable[pl.DataFrame],
    titles: Mapping[str, str],
    rows: int | None = None,
    work: Work = Work(),  # noqa: B008 - frozen
    *,
    format_: TableFormat | None = None,
    mark: bool = True,
) -> Written:
    """Write a table to a file, whole or not at all.

    ``frames``: the rows, in one frame or in several of one schema, at least one. ``titles``: what
    each column is called, in order, by its name in the frames; CSV and Excel have the titles at the
    top, Parquet, which is for programmes, keeps the names and the types. ``rows``: how many there
    will be, for the progress. ``format_``: as the name of the file ends where it is left out.
    ``mark``: CSV begins with a byte order mark, so that spreadsheets read it as UTF-8.

    Raises :class:`JornadaError` where the file can't be written or the format does not hold the
    table, ``Cancelled`` when stopped.
    """
    format_ = format_ or format_of(path)
    if isinstance(frames, pl.DataFrame):
        rows, frames = frames.height, _slices(frames)
    if format_ is TableFormat.EXCEL and rows is not None and rows > MOST_ROWS:
        raise JornadaError("tables.too_many_rows", most=MOST_ROWS)
    coming = _Coming(frames, tuple(titles), rows, work)
    cut = 0
    with replacing(path) as file:
        match format_:
            case TableFormat.CSV:
                _write_csv(file, coming, tuple(titles.values()), mark=mark)
            case TableFormat.EXCEL:
                cut = write_excel(file, coming, tuple(titles.values()))
            case TableFormat.PARQUET:
                _write_parquet(file, coming)
        work.at(1)
    return Written(coming.rows, (msg("tables.cut", count=cut),) if cut else ())


def write_view(
    path: Path,
    view: View,
    titles: Mapping[str, str],
    work: Work = Work(),  # noqa: B008 - frozen
    *,
    format_: TableFormat | None = None,
) -> Written:
    """Write all rows of a view in their order, as :func:`write_table` does. ``titles``: what the
    columns are called, by their paths in :attr:`Table.columns`."""
    work.at(0)
    paths = tuple(titles)
    rows = frames_of(view, paths, rows_at_once(len(paths)))
    return write_table(path, rows, titles, len(view), work, format_=format_)


def rows_at_once(width: int) -> int:
    """How many rows of so many columns are written at once."""
    return max(min(ROWS, _CELLS // max(width, 1)), 1)


def as_text(frame: pl.DataFrame) -> pl.DataFrame:
    """A frame for CSV: lists joined with ``;``, instants in UTC as ISO 8601, and texts that a
    spreadsheet would run as a formula made text with an apostrophe; empty texts leave an empty
    cell."""
    return pl.DataFrame([_safe(series) for series in frame.iter_columns()])


def _safe(series: pl.Series) -> pl.Series:
    kind = series.dtype
    if isinstance(kind, pl.Datetime):
        instant = series.dt.convert_time_zone("UTC") if kind.time_zone else series
        return instant.dt.strftime(_INSTANT if kind.time_zone else _LOCAL_TIME)
    if kind.is_float():
        return series.fill_nan(None)
    if kind.is_numeric() or kind in (pl.Boolean, pl.Date):
        return series
    text = pl.col(series.name)
    safe = (
        pl.when(text.str.contains(_FORMULA))
        .then(pl.concat_str(pl.lit("'"), text))
        .when(text != "")
        .then(text)
    )
    return text_of(series).to_frame().select(safe.alias(series.name)).to_series()


def _slices(frame: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """A frame in pieces; one without rows where it has none."""
    size = rows_at_once(frame.width)
    for start in range(0, max(frame.height, 1), size):
        yield frame.slice(start, size)


class _Coming:
    """The frames with their columns in order, as they come; ``rows``: how many there were."""

    def __init__(
        self, frames: Iterable[pl.DataFrame], names: tuple[str, ...], total: int | None, work: Work
    ) -> None:
        self.rows = 0
        self._frames = frames
        self._names = names
        self._total = total
        self._work = work

    def __iter__(self) -> Iterator[pl.DataFrame]:
        for frame in self._frames:
            self._work.at(self.rows / self._total if self._total else 0)
            yield frame.select(self._names)
            self.rows += frame.height


def _write_csv(
    file: IO[bytes], frames: Iterable[pl.DataFrame], titles: tuple[str, ...], *, mark: bool
) -> None:
    if mark:
        file.write(_BYTE_ORDER_MARK)
    head = pl.DataFrame([pl.Series(str(place), [title]) for place, title in enumerate(titles)])
    for frame in chain((head,), frames):
        as_text(frame).write_csv(file, include_header=False, line_terminator="\r\n")


def _write_parquet(file: IO[bytes], frames: Iterable[pl.DataFrame]) -> None:
    writer: pq.ParquetWriter | None = None
    try:
        for frame in frames:
            table: pa.Table = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
            if writer is None:
                writer = pq.ParquetWriter(file, table.schema, compression="zstd")
            writer.write_table(table)
    finally:
        if writer is not None:
            writer.close()
