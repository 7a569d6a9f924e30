"""What an import would do, before it is done."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from engine.accounts import fields as f
from engine.accounts.importing.mapping import Mapping, Table
from engine.accounts.importing.plan import FilePlan, Target, plan_import
from engine.accounts.importing.report import Warned
from engine.accounts.importing.tabular import opened_tables
from engine.accounts.importing.values import as_text
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
        plan = plan_import(tables, mapping)
        return Preview(
            files=tuple(_file(item) for item in plan.plans),
            warnings=plan.warnings,
            time_zone=None if mapping is None else mapping.time_zone,
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
