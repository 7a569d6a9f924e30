"""What the people of an account, or one person, did: its events, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.accounts import fields as f
from engine.accounts.browsing.finding import events_of_account
from engine.accounts.browsing.tables import DETAILS, Ints, Table
from engine.accounts.dataset import Dataset
from engine.accounts.fields import Entity
from engine.accounts.rowset import event_starts
from engine.conditions.compare import DAY

SHOWN = (f.EVENT_TIMESTAMP, f.EVENT_TYPE, DETAILS, f.EVENT_PERSON)
"""The columns of events that a timeline tells."""


@dataclass(frozen=True, eq=False)
class Timeline:
    """Events, the newest first; those at the same instant as the data have them.

    ``rows``: their numbers; ``types``: for each the place of its type in ``names``; ``persons``:
    the row of its person; ``days``: its day, counted from 1970 in UTC.
    """

    table: Table
    names: tuple[str, ...]
    rows: Ints
    types: NDArray[np.int32]
    persons: NDArray[np.int32]
    days: Ints

    def __len__(self) -> int:
        return len(self.rows)

    def of(self, person: int | None = None, event_type: str | None = None) -> Timeline:
        """Only the events of a person (its row), of a type."""
        kept = np.ones(len(self), np.bool_)
        if person is not None:
            kept &= self.persons == person
        if event_type is not None:
            place = self.names.index(event_type) if event_type in self.names else -1
            kept &= self.types == place
        return replace(
            self,
            rows=self.rows[kept],
            types=self.types[kept],
            persons=self.persons[kept],
            days=self.days[kept],
        )

    def kinds(self) -> dict[str, int]:
        """How many events of each type there are, the most frequent first."""
        counts = np.bincount(self.types, minlength=len(self.names))
        found = [(name, int(count)) for name, count in zip(self.names, counts, strict=True)]
        return dict(sorted((one for one in found if one[1]), key=lambda one: -one[1]))

    def page(self, start: int, count: int, paths: Sequence[str] = SHOWN) -> list[tuple[Any, ...]]:
        """The values of some of the events."""
        return self.table.values(self.rows[start : start + count], paths)

    def fields(self, place: int) -> dict[str, object]:
        """What an event says, by the path of each field that it has."""
        name = self.names[int(self.types[place])]
        frame = self.table.dataset.event_tables[name].frame
        row = frame.row(int(self.rows[place]) - event_starts(self.table.dataset)[name], named=True)
        return {
            path: value
            for path, value in row.items()
            if path not in ("person", f.EVENT_TIMESTAMP) and value is not None
        }


def timeline_of_account(dataset: Dataset, account: int) -> Timeline:
    """What the people of an account (its row) did."""
    return _timeline(dataset, events_of_account(dataset, account))


def timeline_of_person(dataset: Dataset, person: int) -> Timeline:
    """What a person (its row) did."""
    account = int(dataset.account_of_person[person])
    if account >= 0:
        return timeline_of_account(dataset, account).of(person)
    starts = event_starts(dataset)
    found = [
        start + np.flatnonzero(dataset.event_tables[name].frame["person"].to_numpy() == person)
        for name, start in starts.items()
    ]
    return _timeline(dataset, np.concatenate(found) if found else np.empty(0, np.int64))


def _timeline(dataset: Dataset, rows: Ints) -> Timeline:
    starts = event_starts(dataset)
    names = tuple(starts)
    types = (np.searchsorted(list(starts.values()), rows, side="right") - 1).astype(np.int32)
    times, persons = np.empty(len(rows), np.int64), np.empty(len(rows), np.int32)
    for place, name in enumerate(names):
        here = np.flatnonzero(types == place)
        if len(here):
            own = dataset.event_tables[name].frame[rows[here] - starts[name]]
            times[here] = own["timestamp"].to_physical().to_numpy()
            persons[here] = own["person"].to_numpy()
    order = np.argsort(-times, kind="stable")
    return Timeline(
        Table(dataset, Entity.EVENT),
        names,
        rows[order],
        types[order],
        persons[order],
        times[order] // DAY,
    )
