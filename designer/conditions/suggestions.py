"""Values of the loaded data, with how often they occur, and the spans of numbers and times.

They are found once a column of a dataset, on whatever thread asks, and kept as long as the
dataset lives.
"""

from __future__ import annotations

import datetime as dt
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import polars as pl

from designer.widgets.offers import NOTHING, Offers
from engine.accounts.fields import Entity
from engine.conditions.columns import (
    MISSING_INSTANT,
    Column,
    InstantColumn,
    NumberColumn,
    StringsColumn,
    TextColumn,
    fold,
)
from engine.conditions.model import Scope, ValueType

if TYPE_CHECKING:
    from engine.accounts.dataset import Dataset

LIMIT = 200
"""More values than this nobody reads through in a table."""
Span = tuple[float, float] | tuple[dt.datetime, dt.datetime]
_Found = TypeVar("_Found")
_kept: dict[int, dict[tuple[str, ...], object]] = {}
"""What has been found, by identity of the dataset, then by what it is."""


@dataclass(frozen=True)
class Suggestion:
    """A value and the number of accounts, people or events that have it."""

    value: str
    count: int


@dataclass(frozen=True, eq=False)
class Source:
    """The columns of one kind of thing in a dataset. ``column`` finds one by its path."""

    dataset: Dataset | None
    kind: str
    column: Callable[[Dataset, str], Column | None]

    def values(self, path: str) -> Offers:
        """The values of a column of texts, the most frequent first."""
        return self._once("values", path, _offers) or NOTHING

    def span(self, path: str) -> Span | None:
        """The smallest and the largest value of a column of numbers or times."""
        return self._once("span", path, span_of)

    def _once(self, what: str, path: str, find: Callable[[Column | None], _Found]) -> _Found | None:
        dataset = self.dataset
        if dataset is None:
            return None
        kept = _kept.get(id(dataset))
        if kept is None:
            kept = _kept[id(dataset)] = {}
            weakref.finalize(dataset, _kept.pop, id(dataset), None)
        key = (self.kind, what, path)
        if key not in kept:
            kept[key] = find(self.column(dataset, path))
        return kept[key]  # type: ignore[return-value]


def of_scope(dataset: Dataset | None, scope: Scope) -> Source:
    """The attributes of accounts or people."""
    return Source(dataset, f"{scope}", lambda data, path: data.attribute(scope, path))


def of_events(dataset: Dataset | None, event_type: str) -> Source:
    """The fields of the events of a type."""

    def column(data: Dataset, path: str) -> Column | None:
        block = data.events_of(event_type)
        return None if block is None else block.fields.get(path)

    return Source(dataset, f"event {event_type}", column)


def of_opportunities(dataset: Dataset | None) -> Source:
    """The fields of opportunities."""

    def column(data: Dataset, path: str) -> Column | None:
        from engine.accounts.dataset import column_of

        if path not in data.opportunities.columns:
            return None
        known = data.field(Entity.OPPORTUNITY, path)
        kind = ValueType.STRING if known is None else known.type
        return column_of(data.opportunities[path], kind)

    return Source(dataset, "opportunity", column)


def of_attribute(dataset: Dataset | None, scope: Scope, path: str) -> tuple[Suggestion, ...]:
    """The most frequent values of an attribute."""
    offers = of_scope(dataset, scope).values(path)
    return tuple(
        Suggestion(value, int(count))
        for value, count in zip(offers.values[:LIMIT], offers.counts[:LIMIT], strict=True)
    )


def _offers(column: Column | None) -> Offers:
    """The values of a column. Spellings that differ in case only are one value to conditions
    (ruling 16) and are offered as one, as most rows spell it."""
    if not isinstance(column, TextColumn | StringsColumn):
        return NOTHING
    present = column.codes[column.codes >= 0]
    counts = np.bincount(present, minlength=len(column.categories))
    found = (
        pl.DataFrame(
            {
                "value": column.categories.cast(pl.String),
                "folded": fold(column.categories.cast(pl.String)),
                "count": pl.Series(counts, dtype=pl.Int64),
            }
        )
        .filter(pl.col("count") > 0)
        .sort("count", descending=True, maintain_order=True)
        .group_by("folded", maintain_order=True)
        .agg(pl.col("value").first(), pl.col("count").sum())
        .sort("count", "folded", descending=[True, False])
    )
    return Offers(found["value"], found["count"].to_numpy(), found["folded"])


def span_of(column: Column | None) -> Span | None:
    """The smallest and the largest number or moment of a column; None where it has none."""
    if isinstance(column, InstantColumn):
        values = column.values[column.values != MISSING_INSTANT]
        if not len(values):
            return None
        return _moment(int(values.min())), _moment(int(values.max()))
    return span(column)


def span(column: Column | None) -> tuple[float, float] | None:
    """The smallest and the largest number of a column; None where it has none."""
    if not isinstance(column, NumberColumn) or np.isnan(column.values).all():
        return None
    return float(np.nanmin(column.values)), float(np.nanmax(column.values))


def _moment(instant: int) -> dt.datetime:
    return dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=instant)
