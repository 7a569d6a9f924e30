"""A dataset as named Parquet parts, as a workspace keeps it.

A part is a run of rows of one table, in canonical order, named ``<table>/<number>``; the tables
are ``accounts``, ``people``, ``opportunities``, ``relations`` where there are any, and
``events/<event type>``. What the tables do not say (the name, the custom fields) is the
:class:`DatasetMeta`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from io import BytesIO

import polars as pl
from polars.exceptions import PanicException, PolarsError
from pydantic import Field as Default

from engine.accounts.dataset import RELATION_SCHEMA, Dataset, EventTable
from engine.accounts.fields import Entity, Field
from engine.background import Work
from engine.conditions.model import Model
from engine.errors import JornadaError
from resources.catalogue import msg

PART_BYTES = 64 * 1024 * 1024
"""The most that a part may take, unless one row alone takes more."""

_EVENTS = "events/"


class DatasetMeta(Model):
    """What a dataset is besides the values in its tables. For each table: its ``rows``, and the
    hash of its content (``hashes``; files from before have none)."""

    name: str
    custom: dict[Entity, tuple[Field, ...]]
    rows: dict[str, int]
    hashes: dict[str, str] = Default(default_factory=dict)


def meta_of(dataset: Dataset) -> DatasetMeta:
    """The meta of a dataset."""
    rows = {table: frame.height for table, frame in _tables(dataset).items()}
    hashes = {_stored_as(table): found for table, found in dataset.hashes.of_table.items()}
    return DatasetMeta(name=dataset.name, custom=dict(dataset.custom), rows=rows, hashes=hashes)


def to_parts(
    dataset: Dataset,
    work: Work = Work(),  # noqa: B008 - frozen
    part_bytes: int = PART_BYTES,
    without: Collection[str] = (),
) -> Iterator[tuple[str, bytes]]:
    """The parts of a dataset, one after another, so that only one is in memory at a time.
    ``without``: tables that are left out."""
    tables = {name: frame for name, frame in _tables(dataset).items() if name not in without}
    all_rows = sum(frame.height for frame in tables.values())
    done = 0
    for table, frame in tables.items():
        for number, (part, rows) in enumerate(_parts_of(frame, part_bytes)):
            work.at(done / max(all_rows, 1), msg("dataset.storing", table=table))
            done += rows
            yield f"{table}/{number}", part
    work.at(1.0)


def from_parts(meta: DatasetMeta, parts: Iterable[tuple[str, bytes]]) -> Dataset:
    """The dataset whose meta and parts these are, equal to the first one. Parts may come in any
    order. Raises :class:`JornadaError` where a part is missing or damaged."""
    tables: dict[str, dict[int, pl.DataFrame]] = {table: {} for table in meta.rows}
    for name, content in parts:
        table, _, number = name.rpartition("/")
        try:
            tables[table][int(number)] = pl.read_parquet(BytesIO(content))
        except (PolarsError, PanicException, OSError, KeyError, ValueError) as error:
            raise JornadaError("dataset.damaged", name=meta.name, table=table) from error
    frames: dict[str, pl.DataFrame] = {}
    for table in meta.rows:
        found = tables.pop(table)
        if sum(part.height for part in found.values()) != meta.rows[table] or not found:
            raise JornadaError("dataset.damaged", name=meta.name, table=table)
        frames[table] = pl.concat([found[number] for number in sorted(found)], rechunk=True)
    events = {
        table.removeprefix(_EVENTS): frame
        for table, frame in frames.items()
        if table.startswith(_EVENTS)
    }
    return Dataset(
        name=meta.name,
        accounts=frames["accounts"],
        people=frames["people"],
        event_tables={name: EventTable(name, frame) for name, frame in events.items()},
        opportunities=frames["opportunities"],
        custom=meta.custom,
        relations=frames.get("relations", pl.DataFrame(schema=RELATION_SCHEMA)),
    )


def _tables(dataset: Dataset) -> dict[str, pl.DataFrame]:
    return {_stored_as(name): frame for name, frame in dataset.tables().items()}


def _stored_as(table: str) -> str:
    """The name of a table of a dataset in the names of its parts."""
    kind, _, event_type = table.partition(" ")
    return f"{_EVENTS}{event_type}" if kind == "events" else table


def _parts_of(frame: pl.DataFrame, part_bytes: int) -> Iterator[tuple[bytes, int]]:
    """Each part and its number of rows; at least one part, for the columns. In memory a value
    takes more than in Parquet, so cutting by memory keeps parts small enough nearly always."""
    rows = max(int(frame.height * part_bytes / max(frame.estimated_size(), 1)), 1)
    for start in range(0, max(frame.height, 1), rows):
        yield from _written(frame.slice(start, rows), part_bytes)


def _written(frame: pl.DataFrame, part_bytes: int) -> Iterator[tuple[bytes, int]]:
    buffer = BytesIO()
    frame.write_parquet(buffer, compression="zstd", compression_level=1, statistics=False)
    if buffer.tell() <= part_bytes or frame.height < 2:
        yield buffer.getvalue(), frame.height
        return
    half = frame.height // 2
    yield from _written(frame.slice(0, half), part_bytes)
    yield from _written(frame.slice(half), part_bytes)
