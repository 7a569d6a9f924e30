"""Datasets in a workspace file: what is known of each, and its Parquet parts."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import polars as pl
import sqlalchemy as sa
from polars.exceptions import PanicException, PolarsError
from sqlalchemy.engine import RowMapping

from engine.accounts import fields as f
from engine.accounts.dataset import POLARS_TYPES, Dataset
from engine.accounts.fields import Entity
from engine.accounts.parquet import DatasetMeta, from_parts, meta_of, to_parts
from engine.background import Work
from engine.conditions.model import ValueType
from engine.errors import JornadaError
from engine.store import parts
from engine.store import tables as t
from engine.store.connection import Database
from engine.store.failures import MalformedError, in_words, understanding
from engine.store.values import DatasetEntry
from resources.catalogue import msg


def add(
    db: Database,
    dataset: Dataset,
    source: str,
    report: dict[str, Any] | None,
    replace: bool,
    work: Work,
) -> DatasetEntry:
    """Keep a dataset, complete or not at all."""
    with db.reading() as connection:
        _refuse_taken(connection, dataset.name, replace)
    work.at(0, msg("store.reading_content", name=dataset.name))
    values = {
        "complete": 0,
        "name": dataset.name,
        "content_hash": dataset.content_hash,
        "source": source,
        "accounts": dataset.accounts.height,
        "people": dataset.people.height,
        "events": sum(table.frame.height for table in dataset.event_tables.values()),
        "opportunities": dataset.opportunities.height,
        "meta": meta_of(dataset).model_dump_json(),
        "report": None if report is None else json.dumps(report),
        "created": datetime.now(UTC),
    }
    with db.writing() as connection:
        begun = sa.insert(t.dataset).values(**values).returning(t.dataset.c.id)
        id_ = int(connection.execute(begun).scalar_one())
    with parts.removed_unless_complete(db, t.dataset, id_):
        parts.write(db, t.dataset_part, id_, to_parts(dataset, work.part(0.1, 1)))
        with db.writing() as connection:
            if replace:
                connection.execute(sa.delete(t.dataset).where(_named(dataset.name)))
            _refuse_taken(connection, dataset.name, replace)
            connection.execute(sa.update(t.dataset).where(t.dataset.c.id == id_).values(complete=1))
    if replace:
        db.give_back_room()
    with db.reading() as connection:
        return _entry(_row(connection, dataset.name))


def entries(connection: sa.Connection) -> tuple[DatasetEntry, ...]:
    """The datasets by name."""
    rows = connection.execute(
        sa.select(t.dataset).where(t.dataset.c.complete == 1).order_by(t.dataset.c.name)
    )
    return tuple(_entry(row) for row in rows.mappings())


def load(db: Database, name: str, work: Work) -> Dataset:
    """A dataset with its tables. Raises ``JornadaError`` where it is unknown or damaged."""
    with db.reading() as connection:
        row = _row(connection, name)
        count = connection.execute(
            sa.select(sa.func.count()).where(t.dataset_part.c.owner_id == row["id"])
        ).scalar_one()
    with in_words(db.path), understanding(f"dataset {name}"):
        meta = DatasetMeta.model_validate_json(row["meta"])

        def told(position: int, part: tuple[str, bytes]) -> tuple[str, bytes]:
            work.at(position / count, msg("store.loading", name=name))
            return part

        found = parts.read(db, t.dataset_part, row["id"])
        try:
            dataset = from_parts(meta, (told(*item) for item in enumerate(found)))
        except (PolarsError, PanicException) as error:
            raise MalformedError(str(error).partition("\n")[0]) from error
        _refuse_misshapen(dataset)
    work.at(1)
    return dataset.with_content_hash(row["content_hash"])


def delete(connection: sa.Connection, name: str) -> None:
    """Delete a dataset. Raises ``JornadaError`` where there is none."""
    if not connection.execute(sa.delete(t.dataset).where(_named(name))).rowcount:
        raise JornadaError("store.no_dataset", name=name)


def _named(name: str) -> sa.ColumnElement[bool]:
    return (t.dataset.c.name == name) & (t.dataset.c.complete == 1)


def _refuse_taken(connection: sa.Connection, name: str, replace: bool) -> None:
    taken = connection.execute(sa.select(t.dataset.c.id).where(_named(name))).first()
    if taken is not None and not replace:
        raise JornadaError("store.dataset_taken", name=name)


def _row(connection: sa.Connection, name: str) -> RowMapping:
    row = connection.execute(sa.select(t.dataset).where(_named(name))).mappings().first()
    if row is None:
        raise JornadaError("store.no_dataset", name=name)
    return row


def _entry(row: RowMapping) -> DatasetEntry:
    with understanding(f"dataset {row['name']}"):
        known = {name: row[name] for name in DatasetEntry.model_fields if name != "report"}
        report = None if row["report"] is None else json.loads(row["report"])
        return DatasetEntry(**known, report=report)


def _refuse_misshapen(dataset: Dataset) -> None:
    """A file may come from anybody: what others read without asking is asked here."""
    accounts, people = dataset.accounts, dataset.people
    keys = (
        (Entity.ACCOUNT, accounts, (f.ACCOUNT_KEY,)),
        (Entity.PERSON, people, (f.PERSON_KEY, f.PERSON_ACCOUNT)),
        (Entity.OPPORTUNITY, dataset.opportunities, (f.OPPORTUNITY_KEY, f.OPPORTUNITY_ACCOUNT)),
    )
    for entity, frame, expected in keys:
        key = expected[0]
        if any(name not in frame.columns for name in expected) or frame[key].has_nulls():
            raise MalformedError(f"dataset {dataset.name} {key}")
        _refuse_types(dataset, entity, frame)
    if not (accounts[f.ACCOUNT_KEY] < accounts[f.ACCOUNT_KEY].shift(-1)).all():
        raise MalformedError(f"dataset {dataset.name} {f.ACCOUNT_KEY}")
    for name, table in dataset.event_tables.items():
        frame = table.frame
        if frame.columns[:2] != ["person", f.EVENT_TIMESTAMP] or frame["person"].dtype != pl.Int32:
            raise MalformedError(f"dataset {dataset.name} {name}")
        inside = frame["person"].is_between(0, people.height - 1).all(ignore_nulls=False)
        if not inside or frame[f.EVENT_TIMESTAMP].has_nulls():
            raise MalformedError(f"dataset {dataset.name} {name}")
        _refuse_types(dataset, Entity.EVENT, frame.drop("person"))


def _refuse_types(dataset: Dataset, entity: Entity, frame: pl.DataFrame) -> None:
    for path, dtype in frame.schema.items():
        known = dataset.field(entity, path)
        kind = ValueType.STRING if known is None else known.type
        # Texts of events may be held by dictionary.
        by_dictionary = entity is Entity.EVENT and isinstance(dtype, pl.Enum)
        if dtype != POLARS_TYPES[kind] and not (kind is ValueType.STRING and by_dictionary):
            raise MalformedError(f"dataset {dataset.name} {path}")
