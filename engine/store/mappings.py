"""Mappings that people keep in a workspace, to read the next export of a source with."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa

from engine.accounts.importing.mapping import Mapping, mapping_of
from engine.errors import JornadaError
from engine.store import tables as t

_OWN = t.mapping.c


def load(connection: sa.Connection) -> tuple[Mapping, ...]:
    """The mappings by name."""
    rows = connection.execute(sa.select(_OWN.name, _OWN.document).order_by(_OWN.name)).all()
    return tuple(mapping_of(str(document).encode(), str(name)) for name, document in rows)


def save(connection: sa.Connection, mapping: Mapping) -> None:
    """Keep a mapping under its name, in place of one that has it already."""
    now = datetime.now(UTC)
    values = {"document": mapping.model_dump_json(by_alias=True), "updated": now}
    known = sa.update(t.mapping).where(_OWN.name == mapping.name).values(**values)
    if not connection.execute(known).rowcount:
        new = sa.insert(t.mapping).values(name=mapping.name, created=now, **values)
        connection.execute(new)


def delete(connection: sa.Connection, name: str) -> None:
    """Delete a mapping. Raises ``JornadaError`` where there is none."""
    if not connection.execute(sa.delete(t.mapping).where(_OWN.name == name)).rowcount:
        raise JornadaError("versions.no_mapping", name=name)
