"""Some rows of a table of a dataset: what a number on a page counts, to be opened as rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.accounts.dataset import Dataset
from engine.accounts.fields import Entity
from resources.catalogue import Message


@dataclass(frozen=True)
class RowSet:
    """Rows of one table. ``rows``: row numbers in ascending order, of the events through all
    ``event_tables`` as :func:`event_starts` counts them. ``title`` says what they have in common;
    ``fields``: the paths that show it, to be seen first."""

    entity: Entity
    rows: NDArray[np.int64]
    title: Message
    fields: tuple[str, ...] = ()


def event_starts(dataset: Dataset) -> dict[str, int]:
    """The number of the first event of each type where all events are counted through, type by
    type in the order of their names."""
    starts, start = {}, 0
    for name in sorted(dataset.event_tables):
        starts[name] = start
        start += dataset.event_tables[name].frame.height
    return starts
