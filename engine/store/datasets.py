"""Datasets in a workspace file: the versions of each, what is known of them, and their parts.

A change of a dataset is a new version of its name; the versions before stay until somebody deletes
them. Tables that a version has in common with an earlier one are stored once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import polars as pl
import sqlalchemy as sa
from polars.exceptions import PanicException, PolarsError
from sqlalchemy.engine import RowMapping

from engine.accounts.dataset import Dataset
from engine.accounts.importing.mapping import Mapping, mapping_of
from engine.accounts.importing.report import ASIDE_SCHEMA
from engine.accounts.parquet import DatasetMeta, from_parts, meta_of, to_parts
from engine.background import Work
from engine.errors import JornadaError
from engine.store import parts
from engine.store import tables as t
from engine.store.connection import Database
from engine.store.failures import MalformedError, in_words, understanding
from engine.store.shapes import refuse_misshapen
from engine.store.values import DatasetEntry
from resources.catalogue import msg, say

_ASIDE = "set_aside"
_ASIDE_ROWS = 1_000_000
_OWN = t.dataset.c


@dataclass(frozen=True)
class About:
    """What is kept beside the tables of a dataset version. ``source``: where it came from, in
    words; ``report`` of its import and ``changes`` to the version before, as JSON; ``set_aside``:
    the rows that its import set aside; ``mapping``: the one that read its files."""

    source: str
    report: dict[str, Any] | None = None
    changes: dict[str, Any] | None = None
    set_aside: pl.DataFrame | None = None
    mapping: Mapping | None = None


def add(db: Database, dataset: Dataset, about: About, replace: bool, work: Work) -> DatasetEntry:
    """Keep a dataset, complete or not at all; with ``replace`` as the next version of its name."""
    with db.reading() as connection:
        _refuse_taken(connection, dataset.name, replace)
    work.at(0, msg("store.reading_content", name=dataset.name))
    meta = meta_of(dataset)
    aside = pl.DataFrame(schema=ASIDE_SCHEMA) if about.set_aside is None else about.set_aside
    values = {
        "name": dataset.name,
        "content_hash": dataset.content_hash,
        "source": about.source,
        "accounts": dataset.accounts.height,
        "people": dataset.people.height,
        "events": sum(table.frame.height for table in dataset.event_tables.values()),
        "opportunities": dataset.opportunities.height,
        "meta": meta.model_dump_json(),
        "report": None if about.report is None else json.dumps(about.report),
        "changes": None if about.changes is None else json.dumps(about.changes),
        "mapping": None if about.mapping is None else about.mapping.model_dump_json(by_alias=True),
        "set_aside": aside.height,
    }
    id_ = _begun(db, values)
    with parts.removed_unless_complete(db, t.dataset, id_):
        shared = _share_equal(db, id_, meta, work.part(0.1, 0.2))
        parts.write(
            db,
            t.dataset_part,
            id_,
            _contents(dataset, aside, shared, work.part(0.2, 1)),
            first=_parts_of(db, id_),
        )
        work.at(1)
        return _completed(db, id_, dataset.name, replace)


def _begun(db: Database, values: dict[str, Any]) -> int:
    """The id of a version that nobody sees yet."""
    created = datetime.now(UTC)
    begun = sa.insert(t.dataset).values(complete=0, version=0, created=created, **values)
    with db.writing() as connection:
        return int(connection.execute(begun.returning(_OWN.id)).scalar_one())


def _completed(db: Database, id_: int, name: str, replace: bool) -> DatasetEntry:
    """Make a version the newest of its name, for everyone to see."""
    with db.writing() as connection:
        _refuse_taken(connection, name, replace)
        newest = connection.execute(sa.select(sa.func.max(_OWN.version)).where(_named(name)))
        version = int(newest.scalar() or 0) + 1
        done = sa.update(t.dataset).where(_OWN.id == id_).values(complete=1, version=version)
        connection.execute(done)
        return _entry(_row(connection, name, version))


def _contents(
    dataset: Dataset, aside: pl.DataFrame, shared: set[str], work: Work
) -> Iterator[tuple[str, bytes]]:
    yield from to_parts(dataset, work, without=shared)
    for number, start in enumerate(range(0, aside.height, _ASIDE_ROWS)):
        yield f"{_ASIDE}/{number}", parts.parquet(aside.slice(start, _ASIDE_ROWS))


def _share_equal(db: Database, id_: int, meta: DatasetMeta, work: Work) -> set[str]:
    """Give a version the tables that other versions of its name have just so, and name them."""
    shared: set[str] = set()
    for source, kept in _earlier(db, meta.name):
        equal = {
            table
            for table, known in meta.hashes.items()
            if table not in shared and kept.hashes.get(table) == known
        }
        if equal and _share(db, source, id_, equal, work):
            shared |= equal
    return shared


def _earlier(db: Database, name: str) -> Iterator[tuple[int, DatasetMeta]]:
    """The versions of a name, the newest first."""
    with db.reading() as connection:
        query = sa.select(_OWN.id, _OWN.meta).where(_named(name)).order_by(_OWN.version.desc())
        found = connection.execute(query).all()
    for id_, meta in found:
        with in_words(db.path), understanding(f"dataset {name}"):
            yield int(id_), DatasetMeta.model_validate_json(meta)


def _share(db: Database, source: int, id_: int, tables: set[str], work: Work) -> bool:
    """Share tables, unless they are damaged where they are, or deleted meanwhile."""

    def wanted(name: str) -> bool:
        return _table_of(name) in tables

    intact = 0
    try:
        for _ in parts.read(db, t.dataset_part, source, wanted):
            work.at(0)
            intact += 1
    except JornadaError:
        return False
    return intact > 0 and parts.share(db, source, id_, wanted, _parts_of(db, id_)) == intact


def _table_of(part: str) -> str:
    return part.rpartition("/")[0]


def _parts_of(db: Database, id_: int) -> int:
    with db.reading() as connection:
        return len(parts.names(connection, t.dataset_part, id_))


def entries(connection: sa.Connection) -> tuple[DatasetEntry, ...]:
    """The datasets by name, each as its newest version."""
    other = t.dataset.alias()
    newer = sa.exists().where(
        other.c.complete == 1, other.c.name == _OWN.name, other.c.version > _OWN.version
    )
    return tuple(_entries(connection, (_OWN.complete == 1) & ~newer))


def versions(connection: sa.Connection, name: str) -> tuple[DatasetEntry, ...]:
    """The versions of a dataset, the oldest first. Raises ``JornadaError`` where there is none."""
    found = tuple(_entries(connection, _named(name)))
    if not found:
        raise JornadaError("store.no_dataset", name=name)
    return found


def _entries(connection: sa.Connection, which: sa.ColumnElement[bool]) -> Iterable[DatasetEntry]:
    columns = [_OWN[name] for name in DatasetEntry.model_fields]
    rows = connection.execute(sa.select(*columns).where(which).order_by(_OWN.name, _OWN.version))
    return [_entry(row) for row in rows.mappings()]


def version_of(connection: sa.Connection, name: str, content_hash: str) -> int | None:
    """The newest version of a dataset with this content; None where there is none."""
    version = connection.execute(
        sa.select(sa.func.max(_OWN.version)).where(_named(name), _OWN.content_hash == content_hash)
    ).scalar()
    return None if version is None else int(version)


def place_of(
    connection: sa.Connection, name: str, version: int | None, content_hash: str
) -> tuple[str, int] | None:
    """The name and version of data that a run replayed: that very version, else one with the same
    content, of the same name if there is one; None where the content is here no more."""
    found = connection.execute(
        sa.select(_OWN.name, _OWN.version)
        .where(_OWN.complete == 1, _OWN.content_hash == content_hash)
        .order_by(
            (_OWN.name == name).desc(),
            (_OWN.version == (version or 0)).desc(),
            _OWN.version.desc(),
        )
    ).first()
    return None if found is None else (str(found.name), int(found.version))


def load(db: Database, name: str, version: int | None, work: Work) -> Dataset:
    """A version of a dataset with its tables, the newest if None. Raises ``JornadaError`` where it
    is unknown or damaged."""
    with db.reading() as connection:
        row = _row(connection, name, version)
        count = sum(_is_data(part) for part in parts.names(connection, t.dataset_part, row["id"]))
    with in_words(db.path), understanding(f"dataset {name}"):
        meta = DatasetMeta.model_validate_json(row["meta"])

        def told(position: int, part: tuple[str, bytes]) -> tuple[str, bytes]:
            work.at(position / count, msg("store.loading", name=name))
            return part

        found = parts.read(db, t.dataset_part, row["id"], _is_data)
        try:
            dataset = from_parts(meta, (told(*item) for item in enumerate(found)))
        except (PolarsError, PanicException) as error:
            raise MalformedError(str(error).partition("\n")[0]) from error
        refuse_misshapen(dataset)
    work.at(1)
    return dataset.with_content_hash(row["content_hash"])


def _is_data(part: str) -> bool:
    return _table_of(part) != _ASIDE


def set_aside(db: Database, name: str, version: int | None) -> pl.DataFrame:
    """The rows that the import of a version set aside (columns of ``ASIDE_SCHEMA``)."""
    with db.reading() as connection:
        id_ = _row(connection, name, version)["id"]
    with in_words(db.path), understanding(f"dataset {name}"):
        found = [pl.DataFrame(schema=ASIDE_SCHEMA)]
        for part, data in parts.read(db, t.dataset_part, id_, lambda part: not _is_data(part)):
            frame = parts.frame_of(data)
            if dict(frame.schema) != ASIDE_SCHEMA:
                raise MalformedError(f"dataset {name} {part}")
            found.append(frame)
    return pl.concat(found)


def mapping(db: Database, name: str, version: int | None) -> Mapping | None:
    """The mapping that read the files of a version; None where there was none."""
    with db.reading() as connection:
        document = _row(connection, name, version)["mapping"]
    return None if document is None else mapping_of(str(document).encode(), name)


def restore(db: Database, name: str, version: int) -> DatasetEntry:
    """Make an earlier version the newest again: a new version with the same tables."""
    with db.reading() as connection:
        row = dict(_row(connection, name, version))
    source = say(msg("versions.restored", version=version, source=row["source"]))
    changes = json.dumps({"restored": version})
    kept = {key: row[key] for key in row if key not in ("id", "complete", "version", "created")}
    id_ = _begun(db, {**kept, "source": source, "changes": changes})
    with parts.removed_unless_complete(db, t.dataset, id_):
        if not parts.share(db, row["id"], id_, lambda _: True, 0):
            raise JornadaError("versions.none", name=name, version=version)
        return _completed(db, id_, name, replace=True)


def delete(connection: sa.Connection, name: str) -> None:
    """Delete a dataset with all its versions. Raises ``JornadaError`` where there is none."""
    if not connection.execute(sa.delete(t.dataset).where(_named(name))).rowcount:
        raise JornadaError("store.no_dataset", name=name)
    parts.sweep(connection)


def delete_version(connection: sa.Connection, name: str, version: int) -> None:
    """Delete an earlier version. Raises ``JornadaError`` where there is none, and for the newest,
    which goes only with the dataset."""
    row = _row(connection, name, version)
    if row["version"] == _row(connection, name, None)["version"]:
        raise JornadaError("versions.newest", name=name, version=version)
    connection.execute(sa.delete(t.dataset).where(_OWN.id == row["id"]))
    parts.sweep(connection)


def _named(name: str) -> sa.ColumnElement[bool]:
    return (_OWN.name == name) & (_OWN.complete == 1)


def _refuse_taken(connection: sa.Connection, name: str, replace: bool) -> None:
    taken = connection.execute(sa.select(_OWN.id).where(_named(name))).first()
    if taken is not None and not replace:
        raise JornadaError("store.dataset_taken", name=name)


def _row(connection: sa.Connection, name: str, version: int | None) -> RowMapping:
    """A version, the newest if None."""
    query = sa.select(t.dataset).where(_named(name)).order_by(_OWN.version.desc())
    if version is not None:
        query = query.where(_OWN.version == version)
    row = connection.execute(query).mappings().first()
    if row is None and version is not None:
        _row(connection, name, None)  # refuses a name that is unknown
        raise JornadaError("versions.none", name=name, version=version)
    if row is None:
        raise JornadaError("store.no_dataset", name=name)
    return row


def _entry(row: RowMapping) -> DatasetEntry:
    documents = ("report", "changes")
    with understanding(f"dataset {row['name']}"):
        known = {name: row[name] for name in DatasetEntry.model_fields if name not in documents}
        read = {name: None if row[name] is None else json.loads(row[name]) for name in documents}
        return DatasetEntry(**known, **read)
