"""Journeys and their versions in a workspace file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import sqlalchemy as sa

from engine.errors import JornadaError
from engine.journey.model import Journey, JourneyKind, JourneyRef, Status
from engine.store import tables as t
from engine.store.failures import understanding
from engine.store.values import JourneyEntry, VersionEntry

RUNNING = (Status.LIVE, Status.CLOSED)
"""What has these can't be deleted (domain section 1, journey life cycle)."""


def entries(connection: sa.Connection) -> tuple[JourneyEntry, ...]:
    """The journeys by name, each with its newest version."""
    version = t.journey_version
    newest = (
        sa.select(
            version.c.journey_id,
            sa.func.max(version.c.version).label("version"),
            sa.func.count().label("versions"),
            sa.func.max(version.c.updated, type_=t.Instant).label("updated"),
        )
        .group_by(version.c.journey_id)
        .subquery()
    )
    found = connection.execute(
        sa.select(t.journey, newest, version.c.status)
        .join(newest, newest.c.journey_id == t.journey.c.id)
        .join(
            version,
            (version.c.journey_id == t.journey.c.id) & (version.c.version == newest.c.version),
        )
        .order_by(t.journey.c.name)
    ).mappings()
    with understanding("journeys"):
        names = JourneyEntry.model_fields
        return tuple(JourneyEntry.model_validate({n: row[n] for n in names}) for row in found)


def versions(connection: sa.Connection, id_: str) -> tuple[VersionEntry, ...]:
    """The versions of a journey, the oldest first."""
    columns = [t.journey_version.c[name] for name in VersionEntry.model_fields]
    found = connection.execute(
        sa.select(*columns)
        .where(t.journey_version.c.journey_id == id_)
        .order_by(t.journey_version.c.version)
    ).mappings()
    with understanding(f"journey {id_}"):
        answer = tuple(VersionEntry.model_validate(dict(row)) for row in found)
    if not answer:
        raise JornadaError("store.no_journey", name=id_)
    return answer


def load(connection: sa.Connection, id_: str, version: int | None) -> Journey:
    """A version of a journey, the newest if None."""
    query = sa.select(t.journey_version.c.document).where(t.journey_version.c.journey_id == id_)
    if version is None:
        query = query.order_by(t.journey_version.c.version.desc()).limit(1)
    else:
        query = query.where(t.journey_version.c.version == version)
    document = connection.execute(query).scalar()
    if document is None:
        if version is None:
            raise JornadaError("store.no_journey", name=id_)
        raise JornadaError("store.no_version", name=id_, version=str(version))
    return _read(document, id_)


def current(connection: sa.Connection) -> Iterator[Journey]:
    """Every version that may still run: drafts, Live and Closed ones."""
    version = t.journey_version.c
    query = sa.select(version.journey_id, version.document).where(
        version.status.in_([Status.DRAFT, *RUNNING])
    )
    for id_, document in connection.execute(query.order_by(version.journey_id, version.version)):
        yield _read(document, id_)


def find(connection: sa.Connection, name: str) -> str:
    """The id of the journey with this id or name. Raises ``JornadaError`` where there is none."""
    journey = t.journey.c
    found = connection.execute(
        sa.select(journey.id)
        .where((journey.id == name) | (journey.name == name))
        .order_by(journey.id != name)  # an id comes before another journey's name
    ).scalar()
    if found is None:
        raise JornadaError("store.no_journey", name=name)
    return str(found)


def save(connection: sa.Connection, journey: Journey) -> None:
    """Keep a journey version. What has left Draft keeps all but its status."""
    now = datetime.now(UTC)
    named = t.journey.c
    taken = connection.execute(
        sa.select(named.id).where(named.name == journey.name, named.id != journey.id)
    ).scalar()
    if taken is not None:
        raise JornadaError("store.name_taken", name=journey.name)
    known = connection.execute(sa.select(named.id).where(named.id == journey.id)).scalar()
    if known is None:
        connection.execute(
            sa.insert(t.journey).values(
                id=journey.id, name=journey.name, kind=journey.kind, created=now
            )
        )
    version = t.journey_version.c
    place = (version.journey_id == journey.id) & (version.version == journey.version)
    stored = connection.execute(sa.select(version.status, version.document).where(place)).first()
    content = {"status": journey.status, "document": journey.model_dump_json(by_alias=True)}
    if stored is None:
        connection.execute(
            sa.insert(t.journey_version).values(
                journey_id=journey.id,
                version=journey.version,
                created=now,
                updated=now,
                **content,
            )
        )
    else:
        if stored.status != Status.DRAFT:
            _refuse_change_of_frozen(_read(stored.document, journey.id), journey)
        connection.execute(sa.update(t.journey_version).where(place).values(updated=now, **content))
    newest = sa.select(sa.func.max(version.version)).where(version.journey_id == journey.id)
    if connection.execute(newest).scalar() == journey.version:
        connection.execute(
            sa.update(t.journey)
            .where(named.id == journey.id)
            .values(name=journey.name, kind=journey.kind)
        )


def _refuse_change_of_frozen(stored: Journey, journey: Journey) -> None:
    same = stored.model_copy(update={"status": journey.status}) == journey
    if not same or journey.status is Status.DRAFT:
        raise JornadaError("store.frozen", name=stored.name, version=str(stored.version))


def delete(connection: sa.Connection, id_: str, version: int | None) -> None:
    """Delete a version, or all of them if None; the journey goes with its last version."""
    found = [
        entry for entry in versions(connection, id_) if version is None or entry.version == version
    ]
    if not found:
        raise JornadaError("store.no_version", name=id_, version=str(version))
    for entry in found:
        if entry.status in RUNNING:
            raise JornadaError("store.running", name=id_, version=str(entry.version))
    place = t.journey_version.c
    connection.execute(
        sa.delete(t.journey_version).where(
            place.journey_id == id_, place.version.in_([entry.version for entry in found])
        )
    )
    left = sa.select(place.version).where(place.journey_id == id_)
    if connection.execute(left).first() is None:
        connection.execute(sa.delete(t.journey).where(t.journey.c.id == id_))


def references(connection: sa.Connection) -> tuple[JourneyRef, ...]:
    """The journeys as others refer to them: Live where any version is, else as the newest is."""
    version = t.journey_version.c
    live = sa.select(version.journey_id).where(version.status == Status.LIVE)
    alive = set(connection.execute(live).scalars())
    return tuple(
        JourneyRef(
            id=entry.id,
            name=entry.name,
            kind=JourneyKind(entry.kind),
            status=Status.LIVE if entry.id in alive else entry.status,
        )
        for entry in entries(connection)
    )


def _read(document: str, id_: str) -> Journey:
    with understanding(f"journey {id_}"):
        return Journey.model_validate_json(document)
