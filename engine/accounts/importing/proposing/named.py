"""A file as what a person says that its rows are."""

from __future__ import annotations

from engine.accounts.importing.mapping import Source, Table
from engine.accounts.importing.proposing.guessing import Looked
from engine.accounts.importing.proposing.names import wanted
from engine.accounts.importing.remapping import choices
from engine.accounts.importing.tabular import TableFile

SAMPLE_ROWS = 5_000


def source_as(file: TableFile, table: Table) -> Source:
    """How a file is read as a table, whatever its columns say of that: they are matched with the
    table's fields by names and values, and the others become attributes of their own. What the
    table needs and nothing fills is left to the person (``remapping.lacking``). Raises
    :class:`JornadaError` where the first rows can't be read."""
    looked = Looked(file.name, file.columns, file.sample(SAMPLE_ROWS))
    known = {field.path for field in choices(table)}
    pairs = looked.pairs(wanted(table.entity.value))
    return Source(
        file=file.name,
        table=table,
        fields={path: pair.column for path, pair in pairs.items() if path in known},
        headers=file.columns,
    )
