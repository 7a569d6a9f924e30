"""What an import would do, before it is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from engine.accounts import fields as f
from engine.accounts.fields import Field
from engine.accounts.importing.keyed import with_types
from engine.accounts.importing.look_ups import look_up_tables
from engine.accounts.importing.mapping import Mapping, Table
from engine.accounts.importing.plan import FilePlan, Target, plan_import
from engine.accounts.importing.proposing.unasked import unasked
from engine.accounts.importing.remapping import field_of
from engine.accounts.importing.report import ASIDE_SCHEMA, Warned
from engine.accounts.importing.rows import ROW, Aside, Reading, pieces
from engine.accounts.importing.tabular import TableFile, opened_tables
from engine.accounts.importing.values import as_text
from engine.background import Work
from engine.conditions.model import Model, ValueType

SAMPLES = 3


class ColumnPreview(Model):
    """A column, some of its values, and the field that it fills: ``target`` is None where nobody
    takes it, ``type`` where the values of a custom attribute are to tell."""

    name: str
    target: str | None
    label: str | None
    type: ValueType | None
    custom: bool
    samples: tuple[str, ...]


class FilePreview(Model):
    """A file as it would be read. ``details`` are the encoding and delimiter of a CSV file."""

    file: str
    format: str
    details: dict[str, str]
    table: Table
    columns: tuple[ColumnPreview, ...]


class Preview(Model):
    """The files as they would be read, in their order. ``time_zone`` is the mapping's for
    timestamps without an offset; None where the import names it."""

    files: tuple[FilePreview, ...]
    warnings: tuple[Warned, ...]
    time_zone: str | None = None


def preview(files: Sequence[Path], mapping: Mapping | None = None) -> Preview:
    """What an import of files would do. Raises :class:`JornadaError` as the import would."""
    with opened_tables(files) as tables:
        plan = unasked(tables) if mapping is None else plan_import(tables, mapping)
        return Preview(
            files=tuple(_file(item) for item in plan.plans),
            warnings=plan.warnings,
            time_zone=None if mapping is None else mapping.time_zone,
        )


@dataclass(frozen=True)
class RowsPreview:
    """The first rows of a source as they will be: ``frame`` has a column a field, by path, and
    ``rows`` their numbers in the file; ``aside`` those that would be set aside, with the columns
    of ``report.ASIDE_SCHEMA``; ``fields`` say the label and type of each column."""

    file: str
    table: Table
    frame: pl.DataFrame
    rows: pl.Series
    aside: pl.DataFrame
    fields: tuple[Field, ...]


def preview_rows(
    tables: Sequence[TableFile], mapping: Mapping, rows: int = 50, time_zone: str = "UTC"
) -> tuple[RowsPreview, ...]:
    """The first rows of each source, in the order of the mapping's sources and of the files that
    each names. What only the whole data tell isn't told: keys that come again, people and
    accounts that are not there. Raises :class:`JornadaError` as the import would."""
    plan = plan_import(tables, mapping)
    reading = Reading(mapping.time_zone or time_zone, look_up_tables(plan.look_ups))
    return tuple(_first_rows(item, reading, rows) for item in plan.plans)


def _first_rows(plan: FilePlan, reading: Reading, rows: int) -> RowsPreview:
    aside = Aside(plan.file.name)
    paths = [target.path for target in plan.targets]
    empty = pl.DataFrame(schema={ROW: pl.Int64(), **dict.fromkeys(paths, pl.String())})
    frame = next(pieces(plan, 0, aside, reading, rows, Work()), empty)
    frame, custom = with_types(frame, [plan], reading.time_zone)
    own = {field.path: field for field in custom}
    fields = []
    for path in paths:
        known = field_of(plan.table, path) or own.get(path)
        if known is not None:
            fields.append(known)
    return RowsPreview(
        file=plan.file.name,
        table=plan.table,
        frame=frame.select(field.path for field in fields),
        rows=frame[ROW],
        aside=pl.concat(aside.frames) if aside.frames else pl.DataFrame(schema=ASIDE_SCHEMA),
        fields=tuple(fields),
    )


def _file(plan: FilePlan) -> FilePreview:
    reader = plan.file.reader
    sample = plan.file.sample(SAMPLES)
    columns = []
    for name in plan.file.columns:
        values = () if name not in sample.columns else as_text(sample[name]).drop_nulls()
        samples = tuple(str(value)[:80] for value in values)
        targets = [target for target in plan.targets if target.rule.column == name]
        takers: list[Target | None] = [*targets] or [None]
        for target in takers:
            known = None if target is None else f.standard_field(plan.table.entity, target.path)
            columns.append(
                ColumnPreview(
                    name=name,
                    target=None if target is None else target.path,
                    label=None if known is None else known.label,
                    type=None if target is None else target.kind,
                    custom=target is not None and target.custom,
                    samples=samples,
                )
            )
    return FilePreview(
        file=plan.file.name,
        format=reader.format,
        details=dict(reader.details),
        table=plan.table,
        columns=tuple(columns),
    )
