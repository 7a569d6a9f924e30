"""Looking at files off the thread of the window: what they hold, how they would be read, and the
first rows as they would be."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from engine.accounts.importing.made_accounts import accounts_from_contacts
from engine.accounts.importing.mapping import Mapping, Source, Table
from engine.accounts.importing.preview import RowsPreview, preview_rows
from engine.accounts.importing.proposing.named import source_as
from engine.accounts.importing.proposing.proposal import Proposal
from engine.accounts.importing.proposing.propose import propose
from engine.accounts.importing.tabular import TableFile, open_tables
from engine.background import Work
from engine.errors import JornadaError
from resources.catalogue import Message

SAMPLES = 20
"""How many rows the first values of columns are taken from."""
SHOWN = 3
LONGEST = 60
FIRST_ROWS = 100


@dataclass(frozen=True)
class Opened:
    """The files that were opened: the tables of each, or why it can't be read."""

    tables: MappingOf[Path, tuple[TableFile, ...]] = field(default_factory=dict)
    refused: MappingOf[Path, Message] = field(default_factory=dict)

    def all(self) -> tuple[TableFile, ...]:
        """All tables, in the order of the files."""
        return tuple(table for tables in self.tables.values() for table in tables)

    def close(self) -> None:
        """Remove what was unpacked."""
        for table in self.all():
            table.close()


@dataclass(frozen=True)
class Looked:
    """What a look at files found. ``samples``: by table, some values of each column."""

    opened: Opened
    proposal: Proposal
    samples: MappingOf[str, MappingOf[str, tuple[str, ...]]]


NOTHING = Looked(
    Opened(), Proposal(mapping=None, preset=None, sources=(), questions=(), unknown=()), {}
)
"""No files."""


@dataclass(frozen=True)
class Previewed:
    """What a mapping makes of the files: the first rows of its sources, in their order; or
    ``refused``, why there is nothing to be seen."""

    rows: tuple[RowsPreview, ...] = ()
    refused: Message | None = None


def look(
    files: Sequence[Path],
    before: Opened,
    saved: Sequence[Mapping],
    answers: MappingOf[str, bool],
    work: Work,
) -> Looked:
    """Open the files that are not open yet, and propose how to read all of them."""
    tables: dict[Path, tuple[TableFile, ...]] = {}
    refused: dict[Path, Message] = {}
    for place, path in enumerate(files):
        work.at(0.6 * place / len(files))
        if path in before.tables:
            tables[path] = before.tables[path]
            continue
        try:
            tables[path] = open_tables(path, work)
        except JornadaError as error:
            refused[path] = error.message
    opened = Opened(tables, refused)
    work.at(0.6)
    proposal = propose(opened.all(), saved, answers=answers)
    work.at(0.9)
    return Looked(opened, proposal, {table.name: _samples(table) for table in opened.all()})


def _samples(table: TableFile) -> dict[str, tuple[str, ...]]:
    """The first different values of each column."""
    from engine.accounts.importing.values import as_text

    try:
        frame = table.sample(SAMPLES)
    except JornadaError:  # the preview of the rows says why
        return {}
    found = {}
    for name in frame.columns:
        values = as_text(frame[name]).drop_nulls().unique(maintain_order=True)
        found[name] = tuple(str(value)[:LONGEST] for value in values.head(SHOWN))
    return found


def matched(table: TableFile, kind: Table) -> Source:
    """A file as what the person says that its rows are; without fields where it can't be read,
    which the preview of its rows explains."""
    try:
        return source_as(table, kind)
    except JornadaError:
        return Source(file=table.name, table=kind, fields={}, headers=table.columns)


def preview(tables: Sequence[TableFile], mapping: Mapping, zone: str, _work: Work) -> Previewed:
    """The first rows of each source as they would be."""
    try:
        return Previewed(tuple(map(_first, preview_rows(tables, mapping, FIRST_ROWS, zone))))
    except JornadaError as error:
        return Previewed(refused=error.message)


def made(tables: Sequence[TableFile], mapping: Mapping, work: Work) -> pl.DataFrame | None:
    """The accounts that would be made from contacts; None where none are. All rows are read."""
    try:
        found = accounts_from_contacts(tables, mapping, work)
    except JornadaError:  # the preview of the first rows says why
        return None
    return found if found.height else None


def _first(found: RowsPreview) -> RowsPreview:
    """No more rows than are shown: a file may give more at once."""
    rows = found.rows.head(FIRST_ROWS)
    last = rows.max()
    aside = found.aside if last is None else found.aside.filter(pl.col("row") <= last)
    return replace(found, frame=found.frame.head(FIRST_ROWS), rows=rows, aside=aside)
