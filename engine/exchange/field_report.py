"""The XDM field report: which fields and event types there are, and who uses them (exchange
specification)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from engine.accounts.fields import Entity
from engine.accounts.schema import Schema, SchemaEvent, SchemaField
from engine.exchange.json_text import json_text
from engine.exchange.tables import write_table
from engine.files import write_file
from engine.journey.field_uses import User, Uses

COLUMNS = (
    "kind",
    "path",
    "label",
    "type",
    "entity",
    "origin",
    "xdm_class",
    "field_group",
    "updatable",
    "filled",
    "count",
    "used_by",
)

_TYPES = dict.fromkeys(COLUMNS, pl.String()) | {"filled": pl.Float64(), "count": pl.Int64()}


def field_report(schema: Schema, uses: Uses) -> dict[str, Any]:
    """The report as JSON: ``fields`` and ``event_types``."""
    return {
        "fields": [
            {
                "path": one.path,
                "label": one.field.label,
                "type": str(one.field.type),
                "entity": str(one.entity),
                "origin": str(one.origin),
                "xdm_class": one.xdm_class or None,
                "field_group": one.field_group or None,
                "updatable": one.updatable,
                "filled": one.filled,
                "used_by": _users(uses.fields.get((one.entity, one.path), ())),
            }
            for one in schema.fields
        ],
        "event_types": [
            {
                "name": one.name,
                "label": one.label,
                "standard": one.standard,
                "fields": list(one.fields),
                "count": one.count,
                "used_by": _users(uses.events.get(one.name, ())),
            }
            for one in schema.events
        ],
    }


def _users(users: Sequence[User]) -> list[dict[str, str]]:
    return [{"kind": str(one.kind), "id": one.id, "name": one.name} for one in users]


def report_frame(schema: Schema, uses: Uses) -> pl.DataFrame:
    """The report as a table: a row a field, then a row an event type; see ``COLUMNS``."""
    rows = [_field_row(one, uses) for one in schema.fields]
    rows += [_event_row(one, uses) for one in schema.events]
    return pl.DataFrame(rows, schema=_TYPES, orient="row")


def _field_row(one: SchemaField, uses: Uses) -> tuple[str | float | None, ...]:
    return (
        "field",
        one.path,
        one.field.label,
        str(one.field.type),
        str(one.entity),
        str(one.origin),
        one.xdm_class,
        one.field_group,
        "yes" if one.updatable else "no",
        None if one.filled is None else round(one.filled, 4),
        None,
        _named(uses.fields.get((one.entity, one.path), ())),
    )


def _event_row(one: SchemaEvent, uses: Uses) -> tuple[str | float | None, ...]:
    return (
        "event type",
        one.name,
        one.label,
        None,
        str(Entity.EVENT),
        "xdm" if one.standard else "custom",
        None,
        None,
        "no",
        None,
        one.count,
        _named(uses.events.get(one.name, ())),
    )


def _named(users: Sequence[User]) -> str | None:
    return "; ".join(f"{one.kind}: {one.name}" for one in users) or None


def write_report(path: Path, schema: Schema, uses: Uses) -> None:
    """Write the report whole or not at all: JSON where the name ends in ``.json``, else as the
    table that the ending asks for. Raises :class:`JornadaError`."""
    if path.suffix.lower() == ".json":
        write_file(path, json_text(field_report(schema, uses)))
        return
    write_table(path, report_frame(schema, uses), dict(zip(COLUMNS, COLUMNS, strict=True)))
