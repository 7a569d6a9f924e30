"""What a dataset from a file must be, whoever wrote the file."""

from __future__ import annotations

import polars as pl

from engine.accounts import fields as f
from engine.accounts.dataset import POLARS_TYPES, RELATION_SCHEMA, Dataset
from engine.accounts.fields import Entity
from engine.conditions.model import ValueType
from engine.store.failures import MalformedError


def refuse_misshapen(dataset: Dataset) -> None:
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
    _refuse_relations(dataset)


def _refuse_relations(dataset: Dataset) -> None:
    relations = dataset.relations
    if dict(relations.schema) != RELATION_SCHEMA:
        raise MalformedError(f"dataset {dataset.name} relations")
    if not relations.height:
        return
    keys = {
        f.PERSON_KEY: dataset.people[f.PERSON_KEY],
        f.PERSON_ACCOUNT: dataset.accounts[f.ACCOUNT_KEY],
    }
    for path, known in keys.items():
        if not relations[path].is_in(known.implode()).all(ignore_nulls=False):
            raise MalformedError(f"dataset {dataset.name} relations {path}")


def _refuse_types(dataset: Dataset, entity: Entity, frame: pl.DataFrame) -> None:
    for path, dtype in frame.schema.items():
        known = dataset.field(entity, path)
        kind = ValueType.STRING if known is None else known.type
        # Texts of events may be held by dictionary.
        by_dictionary = entity is Entity.EVENT and isinstance(dtype, pl.Enum)
        if dtype != POLARS_TYPES[kind] and not (kind is ValueType.STRING and by_dictionary):
            raise MalformedError(f"dataset {dataset.name} {path}")
