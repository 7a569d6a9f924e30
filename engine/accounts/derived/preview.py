"""What a derived attribute comes to in a dataset: how its values lie, and some of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

import polars as pl

from engine.accounts import fields as f
from engine.accounts.audiences import EntityList
from engine.accounts.dataset import Dataset
from engine.accounts.derived.evaluation import types_in
from engine.accounts.derived.model import DerivedAttribute, result_type
from engine.accounts.encoding import POLARS_TYPES
from engine.accounts.fields import Entity, Field
from engine.accounts.membership import Membership, data_end
from engine.accounts.quality.measure import measure
from engine.accounts.quality.values import FieldQuality, Value
from engine.conditions.columns import (
    MISSING_INSTANT,
    BooleanColumn,
    Column,
    InstantColumn,
    NumberColumn,
    TextColumn,
)
from engine.conditions.explain import moment
from engine.conditions.model import Scope, ValueType

SAMPLES = 4


@dataclass(frozen=True)
class Preview:
    """The values of ``definition`` at the end of the data. ``dataset`` is the one that was asked
    about with the values as a further attribute of its accounts, ``found`` what is known of
    them, ``samples`` the names of some accounts with a value and their values; all ``as_of`` the
    last event, in UTC."""

    definition: DerivedAttribute
    dataset: Dataset
    found: FieldQuality
    samples: tuple[tuple[str, Value], ...]
    as_of: dt.datetime


def preview(
    definition: DerivedAttribute, dataset: Dataset, lists: Iterable[EntityList] = ()
) -> Preview:
    """Evaluate an attribute over a dataset as it was loaded."""
    column = Membership(dataset, lists, (definition,)).attribute(Scope.ACCOUNT, definition.path)
    if column is None:
        raise ValueError("a derived attribute has values")
    kind = result_type(definition, types_in(dataset))
    field = Field(path=definition.path, label=definition.name, type=kind, custom=True)
    values = series_of(column, kind).alias(definition.path)
    accounts = dataset.accounts.with_columns(values)
    others = tuple(
        one for one in dataset.custom.get(Entity.ACCOUNT, ()) if one.path != definition.path
    )
    custom = {**dataset.custom, Entity.ACCOUNT: (*others, field)}
    wider = replace(dataset, accounts=accounts, custom=custom)
    found = measure(wider, Entity.ACCOUNT, field)
    as_of = moment(data_end(dataset))
    return Preview(definition, wider, found, _samples(wider, field), as_of)


def series_of(column: Column, kind: ValueType) -> pl.Series:
    """A column of single values as a series of the type that attributes are kept in."""
    match column:
        case TextColumn():
            codes = pl.Series(column.codes, dtype=pl.Int64)
            return column.categories.gather(codes.set(codes < 0, None))
        case NumberColumn():
            values = pl.Series(column.values).fill_nan(None)
            return values.cast(POLARS_TYPES[kind])
        case BooleanColumn():
            return pl.Series([None if one < 0 else bool(one) for one in column.values.tolist()])
        case InstantColumn():
            instants = pl.Series(column.values)
            instants = instants.set(instants == MISSING_INSTANT, None)
            moments = instants.cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
            return moments.dt.date() if kind is ValueType.DATE else moments
        case _:
            raise TypeError("lists of texts are not rolled up")


def _samples(dataset: Dataset, field: Field) -> tuple[tuple[str, Value], ...]:
    """Named accounts with a value, those with the greatest first; texts as the data have them."""
    known = dataset.accounts.select(f.ACCOUNT_NAME, value=pl.col(field.path)).drop_nulls()
    if field.type not in (ValueType.STRING, ValueType.BOOLEAN):
        known = known.top_k(SAMPLES, by="value")
    return tuple(known.head(SAMPLES).iter_rows())
