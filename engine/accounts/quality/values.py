"""What is known of the quality of a dataset, as frozen values. Every count leads to its rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from engine.accounts.dataset import Dataset
from engine.accounts.fields import Entity, Field
from engine.accounts.rowset import RowSet
from resources.catalogue import Message, msg

Value = str | int | float | bool | dt.date | dt.datetime
"""A value of a field as people know it; moments are in UTC."""


class Weight(StrEnum):
    """How a count is to be taken."""

    PROBLEM = "problem"
    """Something that had better not be so."""
    FACT = "fact"
    """Something to know: nobody need do anything about it."""
    GOOD = "good"
    """The more the better."""


class Fix(StrEnum):
    """What can be mended without a guess."""

    TRIM = "trim"
    COUNTRIES = "countries"
    EMAILS = "emails"
    DUPLICATES = "duplicates"


@dataclass(frozen=True)
class Check:
    """How many rows of a table something holds for. ``groups``: of how many the rows are
    duplicates of each other; None where that is not what is counted."""

    key: str
    entity: Entity
    weight: Weight
    count: int
    groups: int | None
    fix: Fix | None
    as_of: dt.datetime

    @property
    def title(self) -> Message:
        """What the rows have in common, in a few words."""
        return msg(f"quality.check.{self.key}")

    @property
    def why(self) -> Message:
        """What it means."""
        return msg(f"quality.why.{self.key}")

    def rows(self, dataset: Dataset) -> RowSet:
        """The rows in the dataset that was checked."""
        from engine.accounts.quality.rules import rows_of

        return rows_of(self.key, dataset, self.as_of)


@dataclass(frozen=True)
class Bin:
    """How many values lie from ``low`` to ``high``. ``high`` itself belongs to the next bin; to
    this one where it is the last."""

    low: Value
    high: Value
    count: int


@dataclass(frozen=True)
class Spread:
    """How numbers, days or moments lie. ``quantiles``: for each of ``QUANTILES`` the smallest
    value that at least this share of the values do not exceed."""

    quantiles: tuple[Value, ...]
    bins: tuple[Bin, ...]


QUANTILES = (0, 5, 25, 50, 75, 95, 100)
"""In percent of the values."""


@dataclass(frozen=True)
class FieldQuality:
    """One field of one table. Missing is absent, null or nothing but white space (ruling 45).

    ``rows``: how many could have a value; of the events, those of the types that carry the field.
    ``values``: the most frequent first, at most ``TOP``; of lists of texts, their items.
    ``spread``: of numbers, days and moments. ``lengths``: of texts, in characters.
    """

    entity: Entity
    field: Field
    rows: int
    filled: int
    distinct: int
    values: tuple[tuple[Value, int], ...]
    spread: Spread | None = None
    lengths: Spread | None = None

    @property
    def share(self) -> float:
        """The part of the rows that has a value, 0 to 1; 0 where there are no rows."""
        return self.filled / self.rows if self.rows else 0.0

    def missing(self, dataset: Dataset) -> RowSet:
        """The rows without a value."""
        from engine.accounts.quality.finding import rows_missing

        return rows_missing(dataset, self)

    def having(self, dataset: Dataset, value: Value) -> RowSet:
        """The rows with a value."""
        from engine.accounts.quality.finding import rows_having

        return rows_having(dataset, self, value)

    def within(self, dataset: Dataset, place: int) -> RowSet:
        """The rows whose values lie in one of the bins of ``spread``."""
        from engine.accounts.quality.finding import rows_within

        return rows_within(dataset, self, place)


@dataclass(frozen=True)
class TypeSpan:
    """The events of one type: how many, and from when to when."""

    event_type: str
    count: int
    first: dt.datetime
    last: dt.datetime


@dataclass(frozen=True)
class Quality:
    """Everything that was found. ``checks``: in the order of the rules, those that found nothing
    included. ``months``: the first day of each month from the first event to the last, with its
    events."""

    as_of: dt.datetime
    sizes: Mapping[Entity, int]
    checks: tuple[Check, ...]
    fields: tuple[FieldQuality, ...]
    spans: tuple[TypeSpan, ...]
    months: tuple[tuple[dt.date, int], ...]

    def check(self, key: str) -> Check:
        """The check of a rule."""
        return next(each for each in self.checks if each.key == key)

    def field(self, entity: Entity, path: str) -> FieldQuality:
        """What was found out about a field."""
        found = ((each.entity, each.field.path) for each in self.fields)
        return self.fields[list(found).index((entity, path))]

    @property
    def problems(self) -> tuple[Check, ...]:
        """The checks that found something that had better not be so."""
        return tuple(each for each in self.checks if each.weight is Weight.PROBLEM and each.count)
