"""Derived account attributes evaluated over columns as of an instant, for all accounts at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from engine.accounts import fields as f
from engine.accounts.dataset import Dataset, column_of
from engine.accounts.derived.model import (
    ENTITY_OF,
    Aggregate,
    DerivedAttribute,
    Over,
    TypeOf,
    derived_id,
    field_types,
    result_type,
)
from engine.accounts.derived.rollup import Items, counted, rolled_up
from engine.accounts.fields import Entity
from engine.conditions.columns import (
    Bools,
    Column,
    Columns,
    EventBlock,
    InstantColumn,
    Instants,
    NumberColumn,
    Rows,
    TextColumn,
)
from engine.conditions.compare import DAY, matches, missing_column
from engine.conditions.evaluate import evaluate
from engine.conditions.model import FieldConstraint, Scope, ValueType


def derive(definition: DerivedAttribute, columns: Columns, dataset: Dataset, at: int) -> Column:
    """The value of every account at an instant (rulings 7, 13, 17).

    ``columns`` is the state of people and events, ``dataset`` what they were loaded from, with
    the opportunities, which nothing changes.
    """
    kind = result_type(definition, types_in(dataset, columns))
    height = dataset.accounts.height
    parts = tuple(_parts(definition, columns, dataset, at))
    if definition.aggregate in (Aggregate.COUNT, Aggregate.SHARE):
        met, total = np.zeros(height), np.zeros(height)
        for part in parts:
            met += counted(part.accounts[part.meets], height)
            total += counted(part.accounts, height)
        if definition.aggregate is Aggregate.COUNT:
            return NumberColumn(met, kind)
        share = np.divide(met, total, out=np.full(height, np.nan), where=total > 0)
        return NumberColumn(share, kind)
    allowed = field_types(definition.over, definition.aggregate)
    of_field = kind if definition.aggregate is not Aggregate.DISTINCT else None
    items = []
    for part in parts:
        column = part.values
        if column is not None and column.type in allowed and of_field in (None, column.type):
            there = np.flatnonzero(part.meets)
            instants = None if part.instants is None else part.instants[there]
            items.append(Items.of(part.accounts[there], column, part.rows[there], instants))
    items = [each for each in items if each.values.type is items[0].values.type]
    exactly = (definition.field or "").endswith(".sourceKey") or definition.field == f.EVENT_PERSON
    return rolled_up(definition.aggregate, items, kind, height, exactly=exactly)


class DerivedColumns(Mapping[str, Column]):
    """Derived attributes by path, each evaluated when it is first asked for."""

    def __init__(
        self, definitions: Iterable[DerivedAttribute], columns: Columns, dataset: Dataset, at: int
    ) -> None:
        self._definitions = {definition.path: definition for definition in definitions}
        self._of = (columns, dataset, at)
        self._found: dict[str, Column] = {}

    def __getitem__(self, path: str) -> Column:
        definition = self._definitions[path]
        if path not in self._found:  # two threads may find the same at the same time
            self._found[path] = derive(definition, *self._of)
        return self._found[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._definitions)

    def __len__(self) -> int:
        return len(self._definitions)


def derived_in(
    definitions: Iterable[DerivedAttribute], paths: Iterable[tuple[Scope, str]]
) -> tuple[DerivedAttribute, ...]:
    """Those of the definitions that are among the attributes that conditions read, by id."""
    ids = {derived_id(path) for scope, path in paths if scope is Scope.ACCOUNT}
    return tuple(sorted((one for one in definitions if one.id in ids), key=lambda one: one.id))


def types_in(dataset: Dataset, columns: Columns | None = None) -> TypeOf:
    """The types of the fields of a dataset; of people, those of ``columns`` where given."""

    def type_of(entity: Entity, path: str) -> ValueType | None:
        if entity is Entity.PERSON and columns is not None:
            column = columns.attribute(Scope.PERSON, path)
            return None if column is None else column.type
        known = dataset.field(entity, path)
        if known is not None:
            return known.type
        tables = dataset.event_tables.values() if entity is Entity.EVENT else ()
        there = any(path in table.frame.columns for table in tables)
        return ValueType.STRING if there else None

    return type_of


@dataclass(frozen=True)
class _Part:
    """Some of the people, events or opportunities: the account row of each, which of them meet
    the condition, and the values of the field with the row of each in it."""

    accounts: Rows
    meets: Bools
    values: Column | None
    rows: Rows
    instants: Instants | None = None


def _parts(
    definition: DerivedAttribute, columns: Columns, dataset: Dataset, at: int
) -> Iterator[_Part]:
    match definition.over:
        case Over.PEOPLE:
            yield _people(definition, columns, dataset, at)
        case Over.EVENTS:
            who = _who(definition, columns, at)
            for block in columns.events(definition.event_type or ""):
                yield _events(definition, block, dataset, columns.takes_part(Scope.PERSON), who, at)
        case Over.OPPORTUNITIES:
            yield _opportunities(definition, dataset, at)


def _who(definition: DerivedAttribute, columns: Columns, at: int) -> Bools | None:
    """Which people meet the condition about people; None without one."""
    if definition.people is None:
        return None
    rows = np.arange(len(columns.takes_part(Scope.PERSON)))
    return evaluate(definition.people, columns, Scope.PERSON, rows, at)


def _people(definition: DerivedAttribute, columns: Columns, dataset: Dataset, at: int) -> _Part:
    part = columns.takes_part(Scope.PERSON)
    rows = np.flatnonzero(part & (dataset.account_of_person >= 0))
    who = _who(definition, columns, at)
    field = definition.field
    return _Part(
        dataset.account_of_person[rows],
        np.ones(len(rows), np.bool_) if who is None else who[rows],
        None if field is None else columns.attribute(Scope.PERSON, field),
        rows,
    )


def _events(
    definition: DerivedAttribute,
    block: EventBlock,
    dataset: Dataset,
    takes_part: Bools,
    who: Bools | None,
    at: int,
) -> _Part:
    """Events of people who take part and, without a condition about people, of accounts."""
    inside = (block.timestamp <= at) & (block.account >= 0)
    if definition.look_back_days is not None:
        inside &= block.timestamp > at - definition.look_back_days * DAY
    inside &= np.append(takes_part, True)[block.person]  # person -1: the account's own
    rows = np.flatnonzero(inside)
    meets = np.ones(len(rows), np.bool_)
    for constraint in definition.constraints:
        column = block.fields.get(constraint.field)
        meets &= _met(constraint, column, len(block), rows, at)
    if who is not None:
        meets &= np.append(who, False)[block.person[rows]]
    instants = block.timestamp[rows]
    return _Part(
        block.account[rows], meets, _event_field(definition.field, block, dataset), rows, instants
    )


def _event_field(field: str | None, block: EventBlock, dataset: Dataset) -> Column | None:
    if field == f.EVENT_TIMESTAMP:
        return InstantColumn(block.timestamp)
    if field == f.EVENT_PERSON:
        return TextColumn(block.person, dataset.people[f.PERSON_KEY])
    return block.fields.get(field or "")


def _opportunities(definition: DerivedAttribute, dataset: Dataset, at: int) -> _Part:
    rows = np.flatnonzero(dataset.account_of_opportunity >= 0)
    height = dataset.opportunities.height
    meets = np.ones(len(rows), np.bool_)
    for constraint in definition.constraints:
        column = _opportunity_field(dataset, constraint.field)
        meets &= _met(constraint, column, height, rows, at)
    field = _opportunity_field(dataset, definition.field)
    return _Part(dataset.account_of_opportunity[rows], meets, field, rows)


def _opportunity_field(dataset: Dataset, path: str | None) -> Column | None:
    if path is None or path not in dataset.opportunities.columns:
        return None
    known = dataset.field(ENTITY_OF[Over.OPPORTUNITIES], path)
    kind = ValueType.STRING if known is None else known.type
    return column_of(dataset.opportunities[path], kind)


def _met(
    constraint: FieldConstraint, column: Column | None, height: int, rows: Rows, at: int
) -> Bools:
    return matches(constraint, missing_column(height) if column is None else column, rows, at)
