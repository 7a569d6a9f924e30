"""The four tables of a dataset as the browser reads them: whole columns to find and order rows by,
and the values of a few rows to be shown.

Rows of accounts, people and opportunities are counted as they stand in the dataset; events are
counted through all types, as :func:`engine.accounts.rowset.event_starts` does, also where a table
holds those of one type only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from engine.accounts import fields as f
from engine.accounts.dataset import Dataset
from engine.accounts.encoding import column_of
from engine.accounts.fields import Entity, Field
from engine.accounts.rowset import event_starts
from engine.conditions.columns import Column, InstantColumn, TextColumn
from engine.conditions.compare import missing_column
from engine.conditions.model import Scope, ValueType

Ints = NDArray[np.int64]

_SCOPES = {Entity.ACCOUNT: Scope.ACCOUNT, Entity.PERSON: Scope.PERSON}
_PERSON_SHOWN = (
    f.EMAIL,
    "person.name.firstName",
    "person.name.lastName",
    "extendedWorkDetails.jobTitle",
)
"""What is shown of the person of an event."""
DETAILS = "details:"
"""The column of events that shows what each is most about: the first field of its type. No field
of an export is called so."""


@dataclass(frozen=True)
class ShownColumn:
    """A column that a table can show. ``path`` names it within the table: the path of the field,
    after ``account:`` or ``person:`` where it is looked up at the account or person of the row
    (``of`` says which)."""

    path: str
    field: Field
    of: Entity | None = None


@dataclass(frozen=True)
class Part:
    """The columns of a table that stand in one frame, and where its rows begin."""

    event_type: str
    frame: pl.DataFrame
    start: int


@dataclass(frozen=True)
class Found:
    """A column as conditions read it, and the row of it that each row of a part has; None: its
    own, one by one. -1: none."""

    column: Column
    rows: NDArray[np.int32] | None = None


@dataclass(frozen=True, eq=False)
class Table:
    """The accounts, people, opportunities or events of a dataset; ``event_type``: only those."""

    dataset: Dataset
    entity: Entity
    event_type: str | None = None

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The frames that hold the rows."""
        data = self.dataset
        if self.entity is not Entity.EVENT:
            frames = {
                Entity.ACCOUNT: data.accounts,
                Entity.PERSON: data.people,
                Entity.OPPORTUNITY: data.opportunities,
            }
            return (Part("", frames[self.entity], 0),)
        return tuple(
            Part(name, data.event_tables[name].frame, start)
            for name, start in event_starts(data).items()
            if self.event_type in (None, name)
        )

    @property
    def start(self) -> int:
        """The number of the first row."""
        return self.parts[0].start if self.parts else 0

    def __len__(self) -> int:
        return sum(part.frame.height for part in self.parts)

    # --- which columns there are ---

    @cached_property
    def columns(self) -> tuple[ShownColumn, ...]:
        """The columns on offer: what identifies a row, its own fields that occur in the data, then
        those of its person and account."""
        return (*self._own(), *self._looked_up())

    def column(self, path: str) -> ShownColumn | None:
        """The column on offer at a path."""
        return next((each for each in self.columns if each.path == path), None)

    def _own(self) -> tuple[ShownColumn, ...]:
        names = list(dict.fromkeys(name for part in self.parts for name in part.frame.columns))
        if self.entity is Entity.EVENT:
            fields = [name for name in names if name not in ("person", "timestamp")]
            names = [f.EVENT_TIMESTAMP, f.EVENT_TYPE, DETAILS, f.EVENT_PERSON, *fields]
        order = {each.path: place for place, each in enumerate(f.STANDARD_FIELDS[self.entity])}
        if self.entity is not Entity.EVENT:
            names.sort(key=lambda name: order.get(name, len(order)))
        return tuple(ShownColumn(name, self._field(self.entity, name)) for name in names)

    def _looked_up(self) -> tuple[ShownColumn, ...]:
        wanted: list[tuple[Entity, str]] = []
        if self.entity is Entity.EVENT:
            wanted += [(Entity.PERSON, path) for path in _PERSON_SHOWN]
            wanted.append((Entity.ACCOUNT, f.ACCOUNT_KEY))
        if self.entity is not Entity.ACCOUNT:
            wanted.append((Entity.ACCOUNT, f.ACCOUNT_NAME))
        frames = {Entity.PERSON: self.dataset.people, Entity.ACCOUNT: self.dataset.accounts}
        return tuple(
            ShownColumn(f"{of}:{path}", self._field(of, path), of)
            for of, path in wanted
            if path in frames[of].columns
        )

    def _field(self, entity: Entity, path: str) -> Field:
        if path == DETAILS:
            return Field(path=DETAILS, label="Details", type=ValueType.STRING)
        found = self.dataset.field(entity, path)
        return found or Field(path=path, label=path, type=ValueType.STRING, custom=True)

    # --- whole columns ---

    def found(self, path: str) -> list[Found]:
        """The column at a path, part by part; missing everywhere where there is none."""
        return [self._in_part(part, path) for part in self.parts]

    def _in_part(self, part: Part, path: str) -> Found:
        path = self._real(part, path)
        of, looked_up = _looked_up(part, path)
        if path == f.EVENT_PERSON and self.entity is Entity.EVENT:
            of, looked_up = Entity.PERSON, f.PERSON_KEY
        if of in (Entity.PERSON, Entity.ACCOUNT) and looked_up:
            scope = _SCOPES[Entity(of)]
            column = self.dataset.attribute(scope, looked_up)
            if column is None:
                return Found(missing_column(part.frame.height))
            is_person = scope is Scope.PERSON
            return Found(column, self._persons(part) if is_person else self._accounts(part))
        if self.entity in _SCOPES:
            column = self.dataset.attribute(_SCOPES[self.entity], path)
            return Found(missing_column(part.frame.height) if column is None else column)
        if self.entity is Entity.EVENT and path == f.EVENT_TYPE:
            zeros = np.zeros(part.frame.height, np.int32)
            return Found(TextColumn(zeros, pl.Series([event_label(part.event_type)])))
        if path not in part.frame.columns:
            return Found(missing_column(part.frame.height))
        if self.entity is Entity.EVENT and path == f.EVENT_TIMESTAMP:
            return Found(InstantColumn(part.frame[path].to_physical().to_numpy()))
        return Found(column_of(part.frame[path], self._field(self.entity, path).type))

    def _real(self, part: Part, path: str) -> str:
        """The path of the field that a column shows in a part."""
        return main_field(part.event_type, part.frame) if path == DETAILS else path

    def _persons(self, part: Part) -> NDArray[np.int32]:
        found: NDArray[np.int32] = part.frame["person"].to_numpy()
        return found

    def _accounts(self, part: Part) -> NDArray[np.int32]:
        """The account row of every row of a part; -1 for none."""
        of_person = self.dataset.account_of_person
        if self.entity is Entity.PERSON:
            return of_person
        if self.entity is Entity.EVENT:
            found: NDArray[np.int32] = of_person[self._persons(part)]
            return found
        return self._accounts_of_opportunities

    @cached_property
    def _accounts_of_opportunities(self) -> NDArray[np.int32]:
        keys = self.dataset.opportunities.select(key=f.OPPORTUNITY_ACCOUNT)
        index = self.dataset.accounts.select(
            key=f.ACCOUNT_KEY, row=pl.int_range(pl.len(), dtype=pl.Int32)
        )
        found = keys.join(index, on="key", how="left", maintain_order="left")["row"]
        rows: NDArray[np.int32] = found.fill_null(-1).to_numpy()
        return rows

    # --- the values of some rows ---

    def values(self, rows: Ints, paths: Sequence[str]) -> list[tuple[Any, ...]]:
        """The values at ``paths`` of rows, in the order of ``rows``: Python's own, None where they
        are missing.

        Texts are fetched one by one, on the thread that asks: the threads of Polars may be busy
        with questions that take long, and a window does not wait for them.
        """
        found: list[list[Any]] = [[None] * len(rows) for _ in paths]
        starts = np.array([part.start for part in self.parts], np.int64)
        places = np.searchsorted(starts, rows, side="right") - 1
        for number in np.unique(places).tolist():
            here = np.flatnonzero(places == number)
            part = self.parts[number]
            local = _index(rows[here] - part.start)
            for column, path in zip(found, paths, strict=True):
                values = self._values(part, local, path)
                for place, value in zip(here.tolist(), values, strict=True):
                    column[place] = value
        return list(zip(*found, strict=True))

    def _values(self, part: Part, rows: pl.Series, path: str) -> list[Any]:
        """The values of rows of a part, counted within it."""
        return self._series(part, rows, path).to_list()

    def column_values(self, part: Part, rows: Ints, path: str) -> pl.Series:
        """The values at a path of rows of a part, counted within it, as a column."""
        return self._series(part, _index(rows), path)

    def column_type(self, part: Part, path: str) -> pl.DataType:
        """The type of a column in a part; ``Null`` where it has none."""
        return self._series(part, _index(np.zeros(0, np.int64)), path).dtype

    def _series(self, part: Part, rows: pl.Series, path: str) -> pl.Series:
        path = self._real(part, path)
        of, looked_up = _looked_up(part, path)
        if path == f.EVENT_PERSON and self.entity is Entity.EVENT:
            of, looked_up = Entity.PERSON, f.PERSON_KEY
        if of == Entity.PERSON and looked_up:
            persons = part.frame["person"][rows].to_numpy()
            return self.dataset.people[looked_up][_index(persons)]
        if of == Entity.ACCOUNT and looked_up:
            return self._of_accounts(self._some_accounts(part, rows), looked_up)
        if path == f.EVENT_TYPE and self.entity is Entity.EVENT:
            return pl.Series([part.event_type]).new_from_index(0, len(rows))
        if path not in part.frame.columns:
            return pl.Series([None], dtype=pl.Null).new_from_index(0, len(rows))
        return part.frame[path][rows]

    def _of_accounts(self, accounts: NDArray[np.int32], path: str) -> pl.Series:
        """The values of accounts, by row; of none (-1), none."""
        rows = [None if row < 0 else row for row in accounts.tolist()]
        return self.dataset.accounts[path][pl.Series(rows, dtype=pl.UInt32)]

    def _some_accounts(self, part: Part, rows: pl.Series) -> NDArray[np.int32]:
        of_person = self.dataset.account_of_person
        if self.entity is Entity.EVENT:
            found: NDArray[np.int32] = of_person[part.frame["person"][rows].to_numpy()]
            return found
        accounts: NDArray[np.int32] = self._accounts(part)[rows.to_numpy()]
        return accounts


def _index(rows: Ints | NDArray[np.int32]) -> pl.Series:
    """Row numbers in the form in which Polars fetches without further ado."""
    return pl.Series(rows.astype(np.uint32))


def _looked_up(part: Part, path: str) -> tuple[str, str]:
    """Of which entity a column is looked up at the row, and its path there; empty for one that
    the part has itself."""
    of, _, there = ("", "", "") if path in part.frame.columns else path.partition(":")
    return of, there


def event_label(event_type: str) -> str:
    """What an event type is called."""
    known = f.standard_event_type(event_type)
    return event_type if known is None else known.label


def main_field(event_type: str, frame: pl.DataFrame) -> str:
    """The field that says most about the events of a type; empty where they have none."""
    known = f.standard_event_type(event_type)
    fields = frame.columns[2:]
    order = [] if known is None else [name for name in known.fields if name in fields]
    own = [name for name in fields if not name.endswith(".sourceKey")]
    return next(iter((*order, *own, *fields)), "")
