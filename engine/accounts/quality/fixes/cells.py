"""Writing texts of a dataset anew, cell by cell. Keys are never written anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import polars as pl

from engine.accounts import fields as f
from engine.accounts.dataset import Dataset, EventTable
from engine.accounts.encoding import encoded
from engine.accounts.fields import Entity
from engine.accounts.quality.fixes.fixed import EXAMPLES, Change, Fixed, in_order
from engine.accounts.quality.values import Fix
from engine.background import Work

Rewrite = Callable[[pl.Series], pl.Series]
"""Another text for each text of a column; an unchanged one stays as it is."""

KEY_END = ".sourceKey"
"""Paths that end so hold keys, which compare exactly (ruling 46)."""

_KEYS = (f.ACCOUNT_KEY, f.PERSON_KEY, f.PERSON_ACCOUNT, f.OPPORTUNITY_KEY, f.OPPORTUNITY_ACCOUNT)


def rewritable(entity: Entity, frame: pl.DataFrame) -> tuple[str, ...]:
    """The columns of a table that hold texts or lists of texts but no keys."""
    first = 2 if entity is Entity.EVENT else 0  # the person and the moment of an event
    return tuple(
        name
        for name in frame.columns[first:]
        if name not in _KEYS
        and not name.endswith(KEY_END)
        and (
            frame[name].dtype in (pl.String, pl.List(pl.String))
            or isinstance(frame[name].dtype, pl.Enum)
        )
    )


def changes(series: pl.Series, rewrite: Rewrite) -> pl.Series:
    """In which rows a column would change."""
    if isinstance(series.dtype, pl.Enum):
        values = series.dtype.categories
        other = values.filter(rewrite(values).ne_missing(values))
        if not len(other):
            return pl.repeat(False, len(series), dtype=pl.Boolean, eager=True)
        return series.is_in(other.cast(series.dtype).implode()).fill_null(value=False)
    return rewrite(series).ne_missing(series)


class Rewriting:
    """A dataset whose texts are written anew; it collects what changes."""

    def __init__(self, dataset: Dataset, fix: Fix, work: Work | None = None) -> None:
        self._dataset = dataset
        self._fix = fix
        self._work = work or Work()
        self._changed: list[pl.DataFrame] = []

    def fixed(
        self, rewrite: Rewrite, wanted: Mapping[Entity, tuple[str, ...]] | None = None
    ) -> Fixed:
        """Write the columns at the paths ``wanted`` of each entity anew; where that is None, every
        text of every table."""
        data = self._dataset
        accounts = self._frame(Entity.ACCOUNT, data.accounts, wanted, rewrite)
        self._work.at(0.2)
        people = self._frame(Entity.PERSON, data.people, wanted, rewrite)
        relations = self._frame(Entity.PERSON, data.relations, wanted, rewrite)
        self._work.at(0.6)
        deals = self._frame(Entity.OPPORTUNITY, data.opportunities, wanted, rewrite)
        tables = {}
        for place, (name, table) in enumerate(data.event_tables.items()):
            self._work.at(0.7 + 0.3 * place / len(data.event_tables))
            frame = self._frame(Entity.EVENT, table.frame, wanted, rewrite)
            tables[name] = table if frame is table.frame else EventTable(name, frame)
        self._work.at(1.0)
        made = replace(
            data,
            accounts=accounts,
            people=people,
            opportunities=deals,
            event_tables=tables,
            relations=relations,
        )
        return self._fixed(made)

    def _frame(
        self,
        entity: Entity,
        frame: pl.DataFrame,
        wanted: Mapping[Entity, tuple[str, ...]] | None,
        rewrite: Rewrite,
    ) -> pl.DataFrame:
        """A table with some columns written anew; the table itself where nothing changes."""
        paths = rewritable(entity, frame) if wanted is None else wanted.get(entity, ())
        columns = [
            self._column(entity, path, frame[path], rewrite)
            for path in paths
            if path in frame.columns
        ]
        made = [column for column in columns if column is not None]
        return frame.with_columns(made) if made else frame

    def _column(
        self, entity: Entity, path: str, before: pl.Series, rewrite: Rewrite
    ) -> pl.Series | None:
        """A column written anew; None where that changes nothing."""
        changed = changes(before, rewrite)
        if not changed.any():
            return None
        after = rewrite(before.cast(pl.String) if isinstance(before.dtype, pl.Enum) else before)
        pair = pl.DataFrame({"before": before.filter(changed), "after": after.filter(changed)})
        if isinstance(before.dtype, pl.List):
            pair = pair.with_columns(pl.all().list.join(", "))
        pair = pair.cast(pl.String).group_by("before", "after").len("rows")
        self._changed.append(
            pair.select(
                entity=pl.lit(str(entity)),
                path=pl.lit(path),
                before="before",
                after=pl.col("after").fill_null(""),
                rows=pl.col("rows").cast(pl.Int64),
            )
        )
        return encoded(after) if isinstance(before.dtype, pl.Enum) else after

    def _fixed(self, dataset: Dataset) -> Fixed:
        if not self._changed:
            return Fixed(self._dataset, self._fix, 0, 0, ())
        whole = (
            pl.concat(self._changed)
            .group_by("entity", "path", "before", "after")
            .agg(pl.col("rows").sum())
        )
        often = whole.top_k(EXAMPLES, by="rows") if whole.height > EXAMPLES else whole
        changes = [
            Change(Entity(entity), path, before, after, rows)
            for entity, path, before, after, rows in often.iter_rows()
        ]
        total = int(whole["rows"].sum())
        return Fixed(dataset, self._fix, total, whole.height, tuple(in_order(changes)))
