"""The library of a workspace: everything that journeys refer to, by kind."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, get_args

import sqlalchemy as sa

from engine.conditions.model import Model
from engine.errors import JornadaError
from engine.journey.model import Definitions
from engine.journey.references import used_definitions
from engine.store import journeys
from engine.store import tables as t
from engine.store.failures import understanding
from engine.store.values import DefinitionEntry

KINDS: dict[str, type[Model]] = {
    name: get_args(field.annotation)[0] for name, field in Definitions.model_fields.items()
}
"""The kinds of definitions and their models."""


def entries(connection: sa.Connection) -> tuple[DefinitionEntry, ...]:
    """The definitions by kind and name."""
    columns = [t.definition.c[name] for name in DefinitionEntry.model_fields]
    found = connection.execute(
        sa.select(*columns).order_by(t.definition.c.kind, t.definition.c.name)
    ).mappings()
    with understanding("definitions"):
        return tuple(DefinitionEntry.model_validate(dict(row)) for row in found)


def load(connection: sa.Connection) -> Definitions:
    """All definitions, each kind by name. The workspace's own journeys are among the journeys
    and come before references that were kept for journeys from elsewhere."""
    found: dict[str, list[Model]] = {kind: [] for kind in KINDS}
    rows = connection.execute(
        sa.select(t.definition.c.kind, t.definition.c.id, t.definition.c.document).order_by(
            t.definition.c.name
        )
    )
    for kind, id_, document in rows:
        with understanding(f"{kind} {id_}"):
            found[kind].append(KINDS[kind].model_validate_json(document))
    own = journeys.references(connection)
    ids = {reference.id for reference in own}
    elsewhere = [item for item in found["journeys"] if _identity(item)[0] not in ids]
    found["journeys"] = [*own, *elsewhere]
    with understanding("definitions"):
        return Definitions.model_validate({kind: tuple(items) for kind, items in found.items()})


def save(connection: sa.Connection, kind: str, item: Model) -> None:
    """Keep a definition; one with the same kind and id is replaced."""
    if not isinstance(item, KINDS[kind]):
        raise TypeError(f"{kind} holds {KINDS[kind].__name__}, not {type(item).__name__}")
    id_, name = _identity(item)
    place = t.definition.c
    same_name = sa.select(place.id).where(place.kind == kind, place.name == name, place.id != id_)
    if connection.execute(same_name).scalar() is not None:
        raise JornadaError("store.name_taken", name=name)
    now = datetime.now(UTC)
    document = item.model_dump_json(by_alias=True)
    known = (place.kind == kind) & (place.id == id_)
    stored = connection.execute(sa.select(place.document).where(known)).scalar()
    values: dict[str, Any] = {"name": name, "document": document, "updated": now}
    if stored is None:
        connection.execute(sa.insert(t.definition).values(kind=kind, id=id_, created=now, **values))
    elif stored != document:
        connection.execute(sa.update(t.definition).where(known).values(**values))


def save_all(connection: sa.Connection, definitions: Definitions) -> None:
    """Keep every definition; references to the workspace's own journeys are not kept twice."""
    own = {reference.id for reference in journeys.references(connection)}
    for kind, item in _items(definitions):
        if kind != "journeys" or _identity(item)[0] not in own:
            save(connection, kind, item)


def delete(connection: sa.Connection, kind: str, id_: str) -> None:
    """Delete a definition. Raises ``JornadaError`` where there is none, and where a journey that
    may still run uses it."""
    everything = load(connection)
    for journey in journeys.current(connection):
        if used_definitions(journey, everything).find(kind, id_) is not None:
            name = _identity(everything.find(kind, id_) or journey)[1]
            raise JornadaError("store.in_use", name=name, journey=journey.name)
    place = t.definition.c
    done = connection.execute(
        sa.delete(t.definition).where(place.kind == kind, place.id == id_)
    ).rowcount
    if not done:
        raise JornadaError("store.no_definition", name=id_)


def _items(definitions: Definitions) -> Iterable[tuple[str, Model]]:
    return ((kind, item) for kind in KINDS for item in getattr(definitions, kind))


def _identity(item: Model) -> tuple[str, str]:
    """The id and the name; every definition has both."""
    return str(getattr(item, "id")), str(getattr(item, "name"))  # noqa: B009 - not on Model
