"""A dataset: accounts, people, events and opportunities, held as columns in canonical order.

Canonical order (what makes runs reproducible and fast): accounts by key; people by account row,
then key, people without an account last; events in one table a type, by account row, then
timestamp, then order of loading. Keys compare by Unicode code point (ruling 8).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from engine.accounts import fields as f
from engine.accounts.fields import Entity, Field
from engine.conditions.columns import (
    MISSING_INSTANT,
    BooleanColumn,
    Column,
    EventBlock,
    InstantColumn,
    NumberColumn,
    StringsColumn,
    TextColumn,
)
from engine.conditions.model import Scope, ValueType

ENTITY_OF_SCOPE = {Scope.ACCOUNT: Entity.ACCOUNT, Scope.PERSON: Entity.PERSON}

POLARS_TYPES: dict[ValueType, pl.DataType] = {
    ValueType.STRING: pl.String(),
    ValueType.INTEGER: pl.Int64(),
    ValueType.NUMBER: pl.Float64(),
    ValueType.BOOLEAN: pl.Boolean(),
    ValueType.DATE: pl.Date(),
    ValueType.TIMESTAMP: pl.Datetime("us", "UTC"),
    ValueType.STRINGS: pl.List(pl.String()),
}


@dataclass(frozen=True)
class EventTable:
    """The events of one type as a frame: ``person`` (Int32 row), ``timestamp``
    (Datetime us UTC) and one column a field; in canonical order."""

    event_type: str
    frame: pl.DataFrame


@dataclass(frozen=True)
class Dataset:
    """One set of account data. Build it with :func:`build_dataset`; a change is a new value.

    ``accounts``, ``people`` and ``opportunities`` have one column a field, named by path, with
    the polars types of ``POLARS_TYPES``. ``custom`` lists the fields that are not in the
    catalogue, by entity.
    """

    name: str
    accounts: pl.DataFrame
    people: pl.DataFrame
    event_tables: Mapping[str, EventTable]
    opportunities: pl.DataFrame
    custom: Mapping[Entity, tuple[Field, ...]] = field(default_factory=dict)

    def field(self, entity: Entity, path: str) -> Field | None:
        """The standard or custom field at a path."""
        own = (item for item in self.custom.get(entity, ()) if item.path == path)
        return next(own, None) or f.standard_field(entity, path)

    @cached_property
    def account_of_person(self) -> NDArray[np.int32]:
        """The account row of every person row; -1 without an account."""
        return _account_rows(self.accounts, self.people[f.PERSON_ACCOUNT])

    @cached_property
    def offsets(self) -> NDArray[np.int64]:
        """Where each account's people start; one more than there are accounts."""
        return np.searchsorted(
            np.where(self.account_of_person < 0, len(self.accounts), self.account_of_person),
            np.arange(len(self.accounts) + 1),
        ).astype(np.int64)

    @cached_property
    def _columns(self) -> dict[tuple[Scope, str], Column | None]:
        return {}

    @cached_property
    def _blocks(self) -> dict[str, EventBlock | None]:
        return {}

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of the content, the same on every machine; the name does not count."""
        digest = hashlib.sha256()
        frames = [("accounts", self.accounts), ("people", self.people)]
        frames += [("opportunities", self.opportunities)]
        tables = sorted(self.event_tables.items())
        frames += [(f"events {name}", table.frame) for name, table in tables]
        for name, frame in frames:
            digest.update(f"{name} {frame.height}\n".encode())
            for column in sorted(frame.columns):
                digest.update(f"{column}\n".encode())
                _hash_column(digest, frame[column])
        return digest.hexdigest()

    def attribute(self, scope: Scope, path: str) -> Column | None:
        """The values of an attribute as loaded; None where the dataset does not know the path."""
        key = (scope, path)
        if key not in self._columns:
            frame = self.accounts if scope is Scope.ACCOUNT else self.people
            known = self.field(ENTITY_OF_SCOPE[scope], path)
            if known is None:
                self._columns[key] = None
            elif path in frame.columns:
                self._columns[key] = column_of(frame[path], known.type)
            else:
                missing = pl.repeat(None, frame.height, dtype=POLARS_TYPES[known.type], eager=True)
                self._columns[key] = column_of(missing, known.type)
        return self._columns[key]

    def events_of(self, event_type: str) -> EventBlock | None:
        """The loaded events of a type; None where there are none."""
        if event_type not in self._blocks:
            table = self.event_tables.get(event_type)
            self._blocks[event_type] = None if table is None else self._block(table)
        return self._blocks[event_type]

    def _block(self, table: EventTable) -> EventBlock:
        frame = table.frame
        person = frame["person"].to_numpy()
        account = self.account_of_person[person]
        counts = np.bincount(account[account >= 0], minlength=self.accounts.height)
        fields: dict[str, Column] = {}
        for name in frame.columns[2:]:
            known = self.field(Entity.EVENT, name)
            kind = ValueType.STRING if known is None else known.type
            fields[name] = column_of(frame[name], kind)
        return EventBlock(
            event_type=table.event_type,
            account=account,
            person=person,
            timestamp=frame["timestamp"].to_physical().to_numpy(),
            offsets=np.concatenate(([0], np.cumsum(counts))).astype(np.int64),
            fields=fields,
        )


def build_dataset(
    name: str,
    accounts: pl.DataFrame,
    people: pl.DataFrame,
    events: pl.DataFrame | Mapping[str, pl.DataFrame],
    opportunities: pl.DataFrame | None = None,
    custom: Mapping[Entity, Sequence[Field]] | None = None,
) -> Dataset:
    """Put clean tables into canonical order.

    ``accounts``, ``people`` and ``opportunities``: columns named by path, keys unique and not
    null, a person's account key null or one of the accounts. ``events``: one frame with
    ``eventType``, ``timestamp`` and ``personKey`` and a column a field, or such frames by event
    type; every person key one of the people. Values of other polars types are cast, strictly.
    """
    own = {entity: tuple(found) for entity, found in (custom or {}).items()}
    kinds = {
        entity: {
            item.path: item.type for item in (*f.STANDARD_FIELDS[entity], *own.get(entity, ()))
        }
        for entity in Entity
    }
    accounts = _typed(accounts, kinds[Entity.ACCOUNT]).sort(f.ACCOUNT_KEY)
    if f.PERSON_ACCOUNT not in people.columns:
        people = people.with_columns(pl.lit(None, pl.String).alias(f.PERSON_ACCOUNT))
    people = _typed(people, kinds[Entity.PERSON]).sort(
        f.PERSON_ACCOUNT, f.PERSON_KEY, nulls_last=True
    )
    if opportunities is None:
        opportunities = pl.DataFrame(
            schema={f.OPPORTUNITY_KEY: pl.String(), f.OPPORTUNITY_ACCOUNT: pl.String()}
        )
    opportunities = _typed(opportunities, kinds[Entity.OPPORTUNITY]).sort(f.OPPORTUNITY_KEY)
    if isinstance(events, pl.DataFrame):
        parts = events.partition_by(f.EVENT_TYPE, as_dict=True, include_key=False)
        events = {str(key[0]): frame for key, frame in parts.items()}
    people_rows = people.select(
        pl.col(f.PERSON_KEY).alias(f.EVENT_PERSON),
        person=pl.int_range(pl.len(), dtype=pl.Int32),
        account=pl.Series(_account_rows(accounts, people[f.PERSON_ACCOUNT])),
    )
    tables = {
        kind: EventTable(kind, _ordered_events(frame, people_rows, kinds[Entity.EVENT]))
        for kind, frame in sorted(events.items())
        if frame.height
    }
    return Dataset(name, accounts, people, tables, opportunities, own)


def _typed(frame: pl.DataFrame, kinds: Mapping[str, ValueType]) -> pl.DataFrame:
    return frame.with_columns(
        pl.col(name).cast(POLARS_TYPES[kinds.get(name, ValueType.STRING)]) for name in frame.columns
    )


def _ordered_events(
    frame: pl.DataFrame, people_rows: pl.DataFrame, kinds: Mapping[str, ValueType]
) -> pl.DataFrame:
    """``person``, ``timestamp`` and the fields that occur, in canonical order."""
    frame = _typed(frame.drop(f.EVENT_TYPE, strict=False), kinds)
    names = [name for name in frame.columns if name not in (f.EVENT_TIMESTAMP, f.EVENT_PERSON)]
    names = [name for name in names if frame[name].null_count() < frame.height]
    return (
        frame.join(people_rows, on=f.EVENT_PERSON, how="inner", maintain_order="left")
        .with_columns(pl.col("account").replace(-1, None))
        .sort("account", f.EVENT_TIMESTAMP, nulls_last=True, maintain_order=True)
        .select("person", f.EVENT_TIMESTAMP, *names)
    )


def _account_rows(accounts: pl.DataFrame, keys: pl.Series) -> NDArray[np.int32]:
    index = accounts.select(f.ACCOUNT_KEY, row=pl.int_range(pl.len(), dtype=pl.Int32))
    found = (
        keys.alias(f.ACCOUNT_KEY)
        .to_frame()
        .join(index, on=f.ACCOUNT_KEY, how="left", maintain_order="left")
    )
    return found["row"].fill_null(-1).to_numpy()


def column_of(series: pl.Series, kind: ValueType) -> Column:
    """A polars column as the array form that conditions read (see ``conditions.columns``)."""
    if kind is ValueType.STRING:
        codes, categories = _coded(series)
        return TextColumn(codes, categories)
    if kind in (ValueType.NUMBER, ValueType.INTEGER):
        return NumberColumn(series.cast(pl.Float64).fill_null(float("nan")).to_numpy(), kind)
    if kind is ValueType.BOOLEAN:
        return BooleanColumn(series.cast(pl.Int8).fill_null(-1).to_numpy())
    if kind in (ValueType.DATE, ValueType.TIMESTAMP):
        instants = series.cast(pl.Datetime("us")).to_physical().fill_null(MISSING_INSTANT)
        return InstantColumn(instants.to_numpy(), kind)
    items = series.list.eval(pl.element().filter(pl.element().str.strip_chars() != "")).fill_null(
        []
    )
    codes, categories = _coded(items.explode(empty_as_null=False))
    lengths = items.list.len().to_numpy()
    return StringsColumn(
        np.concatenate(([0], np.cumsum(lengths))).astype(np.int64), codes, categories
    )


def _coded(series: pl.Series) -> tuple[NDArray[np.int32], pl.Series]:
    """Texts as codes into their sorted distinct values; -1 for missing (ruling 45)."""
    texts = series.to_frame("text").select(
        pl.when(pl.col("text").str.strip_chars() != "").then(pl.col("text"))
    )["text"]
    categories = texts.drop_nulls().unique().sort()
    index = categories.to_frame("text").with_columns(code=pl.int_range(pl.len(), dtype=pl.Int32))
    codes = texts.to_frame("text").join(index, on="text", how="left", maintain_order="left")["code"]
    return codes.fill_null(-1).to_numpy(), categories


def _hash_column(digest: hashlib._Hash, series: pl.Series) -> None:
    """Feed a column: which rows are null, then its values in a layout that no library changes."""
    digest.update(np.packbits(series.is_null().to_numpy()).tobytes())
    if isinstance(series.dtype, pl.List):
        digest.update(series.list.len().fill_null(0).cast(pl.Int64).to_numpy().tobytes())
        series = series.explode(keep_nulls=False, empty_as_null=False)
    if series.dtype == pl.String:
        texts = series.fill_null("")
        digest.update(texts.str.len_bytes().cast(pl.Int64).to_numpy().tobytes())
        for start in range(0, len(texts), 1_000_000):
            digest.update("".join(texts.slice(start, 1_000_000).to_list()).encode())
    else:
        digest.update(
            series.to_physical()
            .cast(pl.Float64 if series.dtype.is_float() else pl.Int64)
            .fill_null(0)
            .to_numpy()
            .tobytes()
        )
