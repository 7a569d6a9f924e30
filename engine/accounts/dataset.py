"""A dataset: accounts, people, events and opportunities, held as columns in canonical order.

Canonical order (what makes runs reproducible and fast): accounts by key; people by account row,
then key, people without an account last; events in one table a type, by account row, then
timestamp, then order of loading. Keys compare by Unicode code point (ruling 8).

Texts of accounts and people are ``pl.String``. Text fields of events, which repeat a few names
over millions of rows, are ``pl.Enum`` of their sorted distinct values (see ``encoded``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from engine.accounts import fields as f
from engine.accounts.content import Hashes, hashes_of
from engine.accounts.encoding import POLARS_TYPES, column_of, encoded
from engine.accounts.fields import Entity, Field
from engine.accounts.ordering import in_order
from engine.background import Work
from engine.conditions.columns import Bools, Column, EventBlock
from engine.conditions.model import Scope, ValueType

__all__ = [
    "ENTITY_OF_SCOPE",
    "POLARS_TYPES",
    "RELATION_SCHEMA",
    "Dataset",
    "EventTable",
    "build_dataset",
    "column_of",
]

RELATION_SCHEMA: dict[str, pl.DataType] = {
    f.PERSON_KEY: pl.String(),
    f.PERSON_ACCOUNT: pl.String(),
    f.PERSON_ROLES: pl.List(pl.String()),
}
"""The columns of the relations of people to accounts."""

TAKES_PART_BY = {Scope.ACCOUNT: f.ACCOUNT_NAME, Scope.PERSON: f.EMAIL}
"""The attribute that must not be missing for an entity to take part (ruling 13)."""

ENTITY_OF_SCOPE = {Scope.ACCOUNT: Entity.ACCOUNT, Scope.PERSON: Entity.PERSON}


@dataclass(frozen=True)
class EventTable:
    """The events of one type as a frame: ``person`` (Int32 row), ``timestamp``
    (Datetime us UTC) and one column a field, texts as ``encoded`` gives them; in canonical
    order."""

    event_type: str
    frame: pl.DataFrame


@dataclass(frozen=True)
class Dataset:
    """One set of account data. Build it with :func:`build_dataset`; a change is a new value.

    ``accounts``, ``people`` and ``opportunities`` have one column a field, named by path, with
    the polars types of ``POLARS_TYPES``. ``custom`` lists the fields that are not in the
    catalogue, by entity. ``relations`` are the accounts that people belong to besides their own,
    with their roles there: ``RELATION_SCHEMA``, by person key and account key.
    """

    name: str
    accounts: pl.DataFrame
    people: pl.DataFrame
    event_tables: Mapping[str, EventTable]
    opportunities: pl.DataFrame
    custom: Mapping[Entity, tuple[Field, ...]] = field(default_factory=dict)
    relations: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=RELATION_SCHEMA))

    def field(self, entity: Entity, path: str) -> Field | None:
        """The standard or custom field at a path."""
        own = (item for item in self.custom.get(entity, ()) if item.path == path)
        return next(own, None) or f.standard_field(entity, path)

    @cached_property
    def account_of_person(self) -> NDArray[np.int32]:
        """The account row of every person row; -1 without an account."""
        runs = self.people[f.PERSON_ACCOUNT].rle().struct.unnest()
        rows = _account_rows(self.accounts, runs["value"])
        return np.repeat(rows, runs["len"].to_numpy())

    @cached_property
    def account_of_opportunity(self) -> NDArray[np.int32]:
        """The account row of every opportunity row; -1 without an account."""
        return _account_rows(self.accounts, self.opportunities[f.OPPORTUNITY_ACCOUNT])

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
    def _present(self) -> dict[Scope, Bools]:
        return {}

    @cached_property
    def _blocks(self) -> dict[str, EventBlock | None]:
        return {}

    def tables(self) -> dict[str, pl.DataFrame]:
        """The tables that a dataset is, by name: ``accounts``, ``people``, ``opportunities``,
        ``relations`` where there are any, and ``events <event type>``."""
        relations = {"relations": self.relations} if self.relations.height else {}
        return {
            "accounts": self.accounts,
            "people": self.people,
            "opportunities": self.opportunities,
            **relations,
            **{f"events {name}": table.frame for name, table in sorted(self.event_tables.items())},
        }

    @cached_property
    def hashes(self) -> Hashes:
        """The hashes of the content: of the whole, and of each of the :meth:`tables`."""
        return hashes_of(self.tables().items())

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of the content, the same on every machine; the name does not count."""
        return self.hashes.whole

    def with_content_hash(self, known: str) -> Dataset:
        """This dataset, whose hash whoever kept it has kept too."""
        self.__dict__["content_hash"] = known  # where ``cached_property`` keeps it
        return self

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

    def takes_part(self, scope: Scope) -> Bools:
        """Who takes part as loaded: named accounts, people with an e-mail address (ruling 13)."""
        if scope not in self._present:
            frame = self.accounts if scope is Scope.ACCOUNT else self.people
            path = TAKES_PART_BY[scope]
            present = np.zeros(frame.height, np.bool_)
            if path in frame.columns:
                # Whether a text is blank shows without telling the texts apart.
                blank = frame[path].str.strip_chars().str.len_bytes().fill_null(0) == 0
                present = ~blank.to_numpy()
            self._present[scope] = present
        return self._present[scope]

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
    relations: pl.DataFrame | None = None,
    work: Work = Work(),  # noqa: B008 - frozen
) -> Dataset:
    """Put clean tables into canonical order; tables that are in order already are not sorted.

    ``accounts``, ``people`` and ``opportunities``: columns named by path, keys unique and not
    null, a person's account key null or one of the accounts. ``events``: one frame with
    ``eventType``, ``timestamp`` and ``personKey`` and a column a field, or such frames by event
    type; every person key one of the people. Quicker than ``personKey`` is ``person``, the row of
    the person in ``people`` as given. ``relations``: a person key and an account key a row, and
    roles where there are any; each pair once, none the person's own account. Values of other
    polars types are cast, strictly. Raises ``Cancelled`` where ``work`` is stopped.
    """
    own = {entity: tuple(found) for entity, found in (custom or {}).items()}
    kinds = {
        entity: {
            item.path: item.type for item in (*f.STANDARD_FIELDS[entity], *own.get(entity, ()))
        }
        for entity in Entity
    }
    accounts = _sorted(_typed(accounts, kinds[Entity.ACCOUNT]), f.ACCOUNT_KEY)
    if f.PERSON_ACCOUNT not in people.columns:
        people = people.with_columns(pl.lit(None, pl.String).alias(f.PERSON_ACCOUNT))
    people = _typed(people, kinds[Entity.PERSON]).with_columns(
        pl.int_range(pl.len(), dtype=pl.Int32).alias(_GIVEN_ROW)
    )
    people = _sorted(people, f.PERSON_ACCOUNT, f.PERSON_KEY)
    given_rows = people[_GIVEN_ROW].to_numpy()
    people = people.drop(_GIVEN_ROW)
    if opportunities is None:
        opportunities = pl.DataFrame(
            schema={f.OPPORTUNITY_KEY: pl.String(), f.OPPORTUNITY_ACCOUNT: pl.String()}
        )
    opportunities = _sorted(_typed(opportunities, kinds[Entity.OPPORTUNITY]), f.OPPORTUNITY_KEY)
    dataset = Dataset(name, accounts, people, {}, opportunities, own)
    if isinstance(events, pl.DataFrame):
        parts = events.partition_by(f.EVENT_TYPE, as_dict=True, include_key=False)
        events = {str(key[0]): frame for key, frame in parts.items()}
    place = _Places(dataset, given_rows)
    tables = {}
    for number, (kind, frame) in enumerate(sorted(events.items())):
        work.at(number / len(events))
        if frame.height:
            tables[kind] = EventTable(kind, _ordered_events(frame, place, kinds[Entity.EVENT]))
    related = _ordered_relations(dataset, relations)
    return replace(dataset, event_tables=tables, relations=related)


_GIVEN_ROW = "\0row"


@dataclass(frozen=True)
class _Places:
    """Where the people of a dataset under construction ended up."""

    dataset: Dataset
    given_rows: NDArray[np.int32]
    """The row that each person had in the frame that was given."""

    @cached_property
    def of_given_row(self) -> NDArray[np.int32]:
        places = np.empty(len(self.given_rows), np.int32)
        places[self.given_rows] = np.arange(len(places), dtype=np.int32)
        return places

    @cached_property
    def of_key(self) -> pl.DataFrame:
        return self.dataset.people.select(
            pl.col(f.PERSON_KEY).alias(f.EVENT_PERSON),
            person=pl.int_range(pl.len(), dtype=pl.Int32),
        )

    def of_events(self, frame: pl.DataFrame) -> pl.Series:
        """The rows of the people of an event table."""
        if "person" in frame.columns:
            return pl.Series("person", self.of_given_row[frame["person"].to_numpy()])
        keys = frame.select(pl.col(f.EVENT_PERSON).cast(pl.String))
        found = keys.join(self.of_key, on=f.EVENT_PERSON, how="left", maintain_order="left")
        if found["person"].has_nulls():
            raise ValueError("every event needs a person of the dataset")
        return found["person"]


def _ordered_relations(dataset: Dataset, relations: pl.DataFrame | None) -> pl.DataFrame:
    """The relations in canonical order. Raises ``ValueError`` where they are not as they must
    be."""
    if relations is None or not relations.height:
        return pl.DataFrame(schema=RELATION_SCHEMA)
    if f.PERSON_ROLES not in relations.columns:
        relations = relations.with_columns(pl.lit(None).alias(f.PERSON_ROLES))
    relations = relations.select(*RELATION_SCHEMA).cast(pl.Schema(RELATION_SCHEMA))
    pair = [f.PERSON_KEY, f.PERSON_ACCOUNT]
    own = dataset.people.select(f.PERSON_KEY, own=f.PERSON_ACCOUNT)
    found = relations.select(pair).join(own, on=f.PERSON_KEY, how="left")
    if not relations[f.PERSON_KEY].is_in(own[f.PERSON_KEY].implode()).all(ignore_nulls=False):
        raise ValueError("every relation needs a person of the dataset")
    accounts = dataset.accounts[f.ACCOUNT_KEY].implode()
    if not relations[f.PERSON_ACCOUNT].is_in(accounts).all(ignore_nulls=False):
        raise ValueError("every relation needs an account of the dataset")
    if (found[f.PERSON_ACCOUNT] == found["own"]).any() or relations.select(
        pair
    ).is_duplicated().any():
        raise ValueError("a person is related to an account once")
    return _sorted(relations, *pair)


def _typed(frame: pl.DataFrame, kinds: Mapping[str, ValueType]) -> pl.DataFrame:
    types = {name: POLARS_TYPES[kinds.get(name, ValueType.STRING)] for name in frame.columns}
    return frame.cast({name: types[name] for name in frame.columns})


def _sorted(frame: pl.DataFrame, *by: str) -> pl.DataFrame:
    """Sorted by text columns, nulls last; the frame itself where it is sorted already."""
    first, *rest = (pl.col(name) for name in by)
    before = (first < first.shift(-1)) | (first.is_not_null() & first.shift(-1).is_null())
    for column in rest:
        before |= first.eq_missing(first.shift(-1)) & (column < column.shift(-1))
    if frame.select(before.head(pl.len() - 1).fill_null(value=False).all()).item():
        return frame
    return frame.sort(*by, nulls_last=True)


def _ordered_events(
    frame: pl.DataFrame, place: _Places, kinds: Mapping[str, ValueType]
) -> pl.DataFrame:
    """``person``, ``timestamp`` and the fields that occur, in canonical order."""
    person = place.of_events(frame)
    fields = [
        encoded(frame[name])
        if kinds.get(name, ValueType.STRING) is ValueType.STRING
        else frame[name].cast(POLARS_TYPES[kinds[name]])
        for name in frame.columns
        if name not in (f.EVENT_TYPE, f.EVENT_TIMESTAMP, f.EVENT_PERSON, "person")
        and frame[name].null_count() < frame.height
    ]
    instants = frame[f.EVENT_TIMESTAMP].cast(POLARS_TYPES[ValueType.TIMESTAMP])
    ordered = pl.DataFrame([person, instants, *fields])
    account = place.dataset.account_of_person[person.to_numpy()]
    account = np.where(account < 0, place.dataset.accounts.height, account)  # without one: last
    times = instants.to_physical().to_numpy()
    onward = account[1:] > account[:-1]
    onward |= (account[1:] == account[:-1]) & (times[1:] >= times[:-1])
    if onward.all():
        return ordered
    return in_order(ordered, account, times)


def _account_rows(accounts: pl.DataFrame, keys: pl.Series) -> NDArray[np.int32]:
    index = accounts.select(f.ACCOUNT_KEY, row=pl.int_range(pl.len(), dtype=pl.Int32))
    found = (
        keys.alias(f.ACCOUNT_KEY)
        .to_frame()
        .join(index, on=f.ACCOUNT_KEY, how="left", maintain_order="left")
    )
    return found["row"].fill_null(-1).to_numpy()
