"""Runs in a workspace file: what was simulated, and the three tables of the answer."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import polars as pl
import sqlalchemy as sa
from polars.exceptions import PanicException, PolarsError
from pydantic import TypeAdapter
from sqlalchemy.engine import RowMapping

from engine.background import Work
from engine.errors import JornadaError
from engine.journey.model import Definitions, Journey
from engine.simulation.log import EFFECTS, MESSAGES, STEPS, Names
from engine.simulation.results import RunResult, RunSettings
from engine.store import datasets, parts
from engine.store import tables as t
from engine.store.connection import Database
from engine.store.failures import MalformedError, in_words, understanding
from engine.store.values import RunEntry, RunJourney, StoredRun

FRAMES = {"steps": STEPS, "messages": MESSAGES, "effects": EFFECTS}
"""The tables of an answer and their columns."""
PART_ROWS = 1_000_000
"""A million steps take some ten megabytes, far below the limit of a part."""

_TYPES = Names((), (), (), ()).schema
_SETTINGS = TypeAdapter(RunSettings)
_JOURNEYS = TypeAdapter(tuple[Journey, ...])


def add(
    db: Database,
    result: RunResult,
    journeys: Sequence[Journey],
    definitions: Definitions,
    dataset: tuple[str, str],
    work: Work,
) -> RunEntry:
    """Keep a run, complete or not at all. ``dataset`` is the name and content hash."""
    by_id = {journey.id: journey for journey in journeys}
    simulated = tuple(by_id[id_] for id_ in result.journeys)
    with db.writing() as connection:
        values = {
            "complete": 0,
            "dataset_name": dataset[0],
            "dataset_hash": dataset[1],
            "settings": _SETTINGS.dump_json(result.settings).decode(),
            "info": json.dumps(dict(result.info)),
            "journeys": _JOURNEYS.dump_json(simulated, by_alias=True).decode(),
            "definitions": definitions.model_dump_json(by_alias=True),
            "created": datetime.now(UTC),
            "dataset_version": datasets.version_of(connection, *dataset),
        }
        begun = sa.insert(t.run).values(**values).returning(t.run.c.id)
        id_ = int(connection.execute(begun).scalar_one())
        connection.execute(
            sa.insert(t.run_journey),
            [
                {
                    "run_id": id_,
                    "position": place,
                    "journey_id": item.id,
                    "name": item.name,
                    "version": item.version,
                }
                for place, item in enumerate(simulated)
            ],
        )
    with parts.removed_unless_complete(db, t.run, id_):
        parts.write(db, t.run_part, id_, _blobs(result, work))
        with db.writing() as connection:
            connection.execute(sa.update(t.run).where(t.run.c.id == id_).values(complete=1))
    with db.reading() as connection:
        return entry(connection, id_)


def _blobs(result: RunResult, work: Work) -> Iterator[tuple[str, bytes]]:
    frames = {name: getattr(result, name) for name in FRAMES}
    total = sum(frame.height for frame in frames.values()) or 1
    done = 0
    for name, frame in frames.items():
        for start in range(0, max(frame.height, 1), PART_ROWS):
            work.at(done / total)
            part = frame.slice(start, PART_ROWS)
            done += part.height
            yield name, parts.parquet(part)
    work.at(1)


def entries(connection: sa.Connection) -> tuple[RunEntry, ...]:
    """The runs, the newest first."""
    rows = connection.execute(
        sa.select(t.run).where(t.run.c.complete == 1).order_by(t.run.c.id.desc())
    ).mappings()
    return tuple(_entry(connection, row) for row in rows.all())


def entry(connection: sa.Connection, id_: int) -> RunEntry:
    """One run. Raises ``JornadaError`` where there is none."""
    row = connection.execute(_query(id_)).mappings().first()
    if row is None:
        raise JornadaError("store.no_run", name=str(id_))
    return _entry(connection, row)


def _query(id_: int) -> sa.Select[Any]:
    return sa.select(t.run).where(t.run.c.id == id_, t.run.c.complete == 1)


def _entry(connection: sa.Connection, row: RowMapping) -> RunEntry:
    named = t.run_journey.c
    found = connection.execute(
        sa.select(named.journey_id.label("id"), named.name, named.version)
        .where(named.run_id == row["id"])
        .order_by(named.position)
    )
    with understanding(f"run {row['id']}"):
        return RunEntry(
            id=row["id"],
            journeys=tuple(RunJourney.model_validate(dict(one)) for one in found.mappings()),
            dataset=row["dataset_name"],
            dataset_hash=row["dataset_hash"],
            dataset_version=row["dataset_version"],
            settings=json.loads(row["settings"]),
            info=json.loads(row["info"]),
            created=row["created"],
        )


def last(connection: sa.Connection, journey: str) -> RunEntry | None:
    """The newest run of a journey."""
    named = t.run_journey.c
    id_ = connection.execute(
        sa.select(sa.func.max(t.run.c.id))
        .join(t.run_journey, named.run_id == t.run.c.id)
        .where(named.journey_id == journey, t.run.c.complete == 1)
    ).scalar()
    return None if id_ is None else entry(connection, id_)


def load(db: Database, id_: int) -> StoredRun:
    """A run with its answer."""
    with db.reading() as connection:
        about = entry(connection, id_)
        row = connection.execute(_query(id_)).mappings().one()
    frames: dict[str, list[pl.DataFrame]] = {name: [] for name in FRAMES}
    with in_words(db.path), understanding(f"run {id_}"):
        for name, blob in parts.read(db, t.run_part, id_):
            frames[name].append(parts.frame_of(blob))
        tables = {name: _joined(name, found) for name, found in frames.items()}
        journeys = _JOURNEYS.validate_json(row["journeys"])
        result = RunResult(
            settings=_SETTINGS.validate_json(row["settings"]),
            journeys=tuple(journey.id for journey in journeys),
            info=about.info,
            **tables,
        )
        definitions = Definitions.model_validate_json(row["definitions"])
    return StoredRun(about, result, journeys, definitions)


def _joined(name: str, found: list[pl.DataFrame]) -> pl.DataFrame:
    """The table of these parts. A file may come from anybody, so its shape is asked for."""
    for frame in found:
        if frame.columns != list(FRAMES[name]):
            raise MalformedError(name)
        for column, dtype in frame.schema.items():
            expected = _TYPES[column]
            if dtype != expected and not (
                isinstance(dtype, pl.Enum) and isinstance(expected, pl.Enum)
            ):
                raise MalformedError(f"{name} {column}")
    try:
        return pl.concat(found)
    except (PolarsError, PanicException) as error:
        raise MalformedError(f"{name}: {error}") from error


def delete(connection: sa.Connection, id_: int) -> None:
    """Delete a run. Raises ``JornadaError`` where there is none."""
    if not connection.execute(sa.delete(t.run).where(t.run.c.id == id_)).rowcount:
        raise JornadaError("store.no_run", name=str(id_))
