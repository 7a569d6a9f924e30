"""Values on offer while typing: those that the loaded data has, with how often."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.conditions.columns import NumberColumn, StringsColumn, TextColumn
from engine.conditions.model import Scope

if TYPE_CHECKING:
    from engine.accounts.dataset import Dataset
    from engine.conditions.columns import Column

LIMIT = 200
"""More values than this nobody reads through; typing narrows them."""


@dataclass(frozen=True)
class Suggestion:
    """A value and the number of accounts, people or events that have it."""

    value: str
    count: int


def of_attribute(dataset: Dataset | None, scope: Scope, path: str) -> tuple[Suggestion, ...]:
    """The values of an attribute, the most frequent first."""
    return () if dataset is None else of_column(dataset.attribute(scope, path))


def of_event_field(dataset: Dataset | None, event_type: str, field: str) -> tuple[Suggestion, ...]:
    """The values of a field of one event type, the most frequent first."""
    block = None if dataset is None else dataset.events_of(event_type)
    return () if block is None else of_column(block.fields.get(field))


def of_column(column: Column | None) -> tuple[Suggestion, ...]:
    """The values of a column of texts or lists of texts, the most frequent first."""
    if not isinstance(column, TextColumn | StringsColumn):
        return ()
    present = column.codes[column.codes >= 0]
    counts = np.bincount(present, minlength=len(column.categories))
    order = np.argsort(-counts, kind="stable")[:LIMIT]
    return tuple(Suggestion(str(column.categories[int(i)]), int(counts[i])) for i in order)


def span(column: Column | None) -> tuple[float, float] | None:
    """The smallest and the largest number of a column; None where it has none."""
    if not isinstance(column, NumberColumn) or np.isnan(column.values).all():
        return None
    return float(np.nanmin(column.values)), float(np.nanmax(column.values))
