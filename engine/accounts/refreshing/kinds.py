"""The custom fields of two datasets as those of one, and values as the type they have there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce

import polars as pl

from engine.accounts import fields as f
from engine.accounts.dataset import Dataset
from engine.accounts.encoding import POLARS_TYPES
from engine.accounts.fields import Entity, Field
from engine.accounts.importing.values import as_text
from engine.accounts.refreshing.changes import Widened
from engine.conditions.model import ValueType

_WIDER = {
    frozenset((ValueType.INTEGER, ValueType.NUMBER)): ValueType.NUMBER,
    frozenset((ValueType.DATE, ValueType.TIMESTAMP)): ValueType.TIMESTAMP,
}


@dataclass(frozen=True)
class Fields:
    """The fields of both: ``custom`` by entity, ``new`` those that the first did not have, and
    every field by entity and path."""

    custom: Mapping[Entity, tuple[Field, ...]]
    new: Mapping[Entity, tuple[Field, ...]]
    widened: tuple[Widened, ...]
    known: Mapping[Entity, Mapping[str, Field]]


def merged_fields(old: Dataset, newer: Dataset) -> Fields:
    """The fields of both datasets. A field that both have keeps its label, and its type widens so
    that the values of both fit; a side without values has no say."""
    custom: dict[Entity, tuple[Field, ...]] = {}
    new: dict[Entity, tuple[Field, ...]] = {}
    widened = []
    for entity in Entity:
        own = {field.path: field for field in old.custom.get(entity, ())}
        theirs = {field.path: field for field in newer.custom.get(entity, ())}
        for path in own.keys() & theirs.keys():
            before = own[path].type
            after = _wide_enough(old, newer, entity, path)
            if after is not before:
                own[path] = own[path].model_copy(update={"type": after})
                widened.append(Widened(entity=entity, path=path, before=before, after=after))
        added = tuple(field for path, field in theirs.items() if path not in own)
        if own or added:
            custom[entity] = (*own.values(), *added)
        if added:
            new[entity] = added
    known = {
        entity: {
            field.path: field for field in (*f.STANDARD_FIELDS[entity], *custom.get(entity, ()))
        }
        for entity in Entity
    }
    order = sorted(widened, key=lambda item: (item.entity, item.path))
    return Fields(custom, new, tuple(order), known)


def known_as(path: str, known: Mapping[str, Field]) -> Field:
    """The field at a path; one that nobody has told of holds text."""
    return known.get(path) or Field(path=path, label=path, type=ValueType.STRING)


def _wide_enough(old: Dataset, newer: Dataset, entity: Entity, path: str) -> ValueType:
    types = [
        found.type
        for dataset in (old, newer)
        if (found := dataset.field(entity, path)) is not None and _has_values(dataset, entity, path)
    ]
    own = old.field(entity, path)
    if not types:
        return ValueType.STRING if own is None else own.type
    return reduce(_wider, types)


def _wider(one: ValueType, other: ValueType) -> ValueType:
    if one is other:
        return one
    if ValueType.STRINGS in (one, other):
        return ValueType.STRINGS
    return _WIDER.get(frozenset((one, other)), ValueType.STRING)


def _has_values(dataset: Dataset, entity: Entity, path: str) -> bool:
    frames = {
        Entity.ACCOUNT: (dataset.accounts,),
        Entity.PERSON: (dataset.people,),
        Entity.OPPORTUNITY: (dataset.opportunities,),
        Entity.EVENT: tuple(table.frame for table in dataset.event_tables.values()),
    }
    return any(
        frame[path].null_count() < frame.height for frame in frames[entity] if path in frame.columns
    )


def as_kind(values: pl.Series, kind: ValueType) -> pl.Series:
    """Values of a dataset as those of a type that is as wide as theirs, or wider."""
    wanted = POLARS_TYPES[kind]
    if values.dtype == wanted or (
        kind is ValueType.STRING and isinstance(values.dtype, pl.Enum | pl.String)
    ):
        return values
    if values.null_count() == len(values):
        return missing(values.name, len(values), kind)
    if kind is ValueType.STRING:
        return as_text(values)
    if kind is ValueType.STRINGS:
        texts = as_text(values).to_frame()
        name = values.name
        listed = pl.when(pl.col(name).is_not_null()).then(pl.concat_list(name))
        return texts.select(listed.alias(name))[name]
    if kind is ValueType.TIMESTAMP:
        return values.cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    return values.cast(wanted)


def missing(name: str, rows: int, kind: ValueType) -> pl.Series:
    """A column without values."""
    return pl.repeat(None, rows, dtype=POLARS_TYPES[kind], eager=True).alias(name)


def is_missing(values: pl.Series) -> pl.Series:
    """Which values are missing (rulings 15 and 45): null, blank text, an empty list."""
    if values.dtype == pl.String:
        return values.str.strip_chars().str.len_bytes().fill_null(0) == 0
    if isinstance(values.dtype, pl.List):
        return values.list.len().fill_null(0) == 0
    return values.is_null()
