"""A table with keys and a newer one of its kind as one table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from engine.accounts.fields import Field
from engine.accounts.importing.values import as_text
from engine.accounts.refreshing.changes import Example, FieldChange, TableChanges
from engine.accounts.refreshing.kinds import as_kind, is_missing, known_as, missing

EXAMPLES = 5
"""Values and keys that are named for each field and table."""
_LONGEST = 200

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Pairs:
    """Which rows of a newer table have which key. ``known``: rows of the newer table whose key
    the first one has, at its rows ``at``; ``added``: the other rows."""

    height: int
    """Rows of the first table."""
    at: Rows
    known: Rows
    added: Rows

    def places(self) -> NDArray[np.int32]:
        """The row of each row of the newer table where added rows come after the first table."""
        places = np.empty(len(self.known) + len(self.added), np.int32)
        places[self.known] = self.at
        places[self.added] = self.height + np.arange(len(self.added))
        return places


def paired(old: pl.Series, newer: pl.Series) -> Pairs:
    """The rows of two tables by their keys, each of which occurs once in a table."""
    index = pl.DataFrame([old.alias("key")]).with_row_index("row")
    found = newer.alias("key").to_frame().join(index, on="key", how="left", maintain_order="left")
    row = found["row"].cast(pl.Int64)
    known = row.is_not_null().to_numpy()
    rows = np.arange(len(newer))
    return Pairs(len(old), row.drop_nulls().to_numpy(), rows[known], rows[~known])


def merged(
    old: pl.DataFrame, newer: pl.DataFrame, key: str, known: Mapping[str, Field], pairs: Pairs
) -> tuple[pl.DataFrame, TableChanges]:
    """The first table's rows with the newer values, then the added rows. A value that is missing
    in the newer table stays as it was."""
    columns, fields = [], []
    updated = np.zeros(len(pairs.known), np.bool_)
    for path in dict.fromkeys((*old.columns, *newer.columns)):
        field = known_as(path, known)
        own, theirs = _column(old, field), _column(newer, field)
        before, after = own.gather(pairs.at), theirs.gather(pairs.known)
        changed = (before.ne_missing(after) & ~is_missing(after)).to_numpy()
        if changed.any():
            updated |= changed
            keys = newer[key].gather(pairs.known)
            fields.append(_told(field, keys, before, after, changed))
        columns.append(_taken(own, theirs, pairs, changed))
    added = len(pairs.added)
    count = int(updated.sum())
    changes = TableChanges(
        added=added,
        updated=count,
        unchanged=len(pairs.known) - count,
        kept=pairs.height - len(pairs.known),
        examples=tuple(newer[key].gather(pairs.added[:EXAMPLES]).to_list()),
        fields=tuple(fields),
    )
    return pl.DataFrame(columns), changes


def _column(frame: pl.DataFrame, field: Field) -> pl.Series:
    if field.path in frame.columns:
        return as_kind(frame[field.path], field.type)
    return missing(field.path, frame.height, field.type)


def _taken(
    own: pl.Series, theirs: pl.Series, pairs: Pairs, changed: NDArray[np.bool_]
) -> pl.Series:
    """The first column with the changed values, and the added ones after it."""
    if not changed.any() and not len(pairs.added):
        return own
    rows = np.arange(pairs.height + len(pairs.added))
    rows[pairs.at[changed]] = pairs.height + pairs.known[changed]
    rows[pairs.height :] = pairs.height + pairs.added
    return pl.concat([own, theirs]).gather(rows)


def _told(
    field: Field, keys: pl.Series, before: pl.Series, after: pl.Series, changed: NDArray[np.bool_]
) -> FieldChange:
    first = np.flatnonzero(changed)[:EXAMPLES]
    told = zip(keys.gather(first), _texts(before, first), _texts(after, first), strict=True)
    examples = tuple(Example(key=key, before=was, after=now) for key, was, now in told)
    count = int(changed.sum())
    return FieldChange(path=field.path, label=field.label, changed=count, examples=examples)


def _texts(values: pl.Series, rows: Rows) -> pl.Series:
    few = values.gather(rows)
    if isinstance(few.dtype, pl.List):
        few = few.list.join("; ")
    return as_text(few).str.slice(0, _LONGEST)
