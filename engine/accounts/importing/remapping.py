"""A mapping corrected by a person: pure functions from one mapping to the next.

A source is named by its number in ``mapping.sources``.
"""

from __future__ import annotations

from engine.accounts import fields as f
from engine.accounts.fields import Entity, Field
from engine.accounts.importing.headers import REQUIRED
from engine.accounts.importing.mapping import Mapping, Rule, Source, Table
from engine.conditions.model import ValueType

_RELATION = (f.PERSON_KEY, f.PERSON_ACCOUNT, f.PERSON_ROLES)


def choices(table: Table) -> tuple[Field, ...]:
    """The standard fields that columns of a table can become, in the order of the catalogue."""
    fields = f.STANDARD_FIELDS[table.entity]
    if table is Table.RELATION:
        return tuple(field for field in fields if field.path in _RELATION)
    if table is Table.EVENT:
        email = f.standard_field(Entity.PERSON, f.EMAIL)
        fields = (
            *fields,
            Field(path=f.EMAIL, label="" if email is None else email.label, type=ValueType.STRING),
        )
    return fields


def field_of(table: Table, path: str) -> Field | None:
    """The standard field at a path of a table; None for a custom attribute."""
    return next((field for field in choices(table) if field.path == path), None)


def lacking(source: Source) -> tuple[tuple[str, ...], ...]:
    """The fields that a source needs and doesn't have: one of each group is wanted."""
    return tuple(
        group
        for group in REQUIRED[source.table]
        if not any(path in source.fields for path in group)
    )


def with_rule(mapping: Mapping, number: int, path: str, rule: Rule | str) -> Mapping:
    """A rule for a field, in the place of the one it had, else as the last."""
    return _with_fields(mapping, number, {**mapping.sources[number].fields, path: rule})


def without_column(mapping: Mapping, number: int, column: str) -> Mapping:
    """A column that fills no field. Where other columns are kept, it becomes an attribute of its
    own."""
    source = mapping.sources[number]
    kept = {
        path: rule for path, rule in source.fields.items() if source.rule(path).column != column
    }
    return _with_fields(mapping, number, kept)


def with_table(mapping: Mapping, number: int, table: Table) -> Mapping:
    """A source whose rows are something else. Of its fields those stay that the other table has
    too, and custom attributes."""
    source = mapping.sources[number]
    if source.table is table:
        return mapping
    before = {field.path for field in choices(source.table)}
    after = {field.path for field in choices(table)}
    kept = {p: r for p, r in source.fields.items() if p in after or p not in before}
    changed = source.model_copy(update={"table": table, "fields": kept})
    return _with_source(mapping, number, changed)


def with_source(mapping: Mapping, source: Source) -> Mapping:
    """One more source, as the last: a file may be read as several tables."""
    return mapping.model_copy(update={"sources": (*mapping.sources, source)})


def without_source(mapping: Mapping, number: int) -> Mapping | None:
    """A mapping without a source; None where it was the only one."""
    rest = tuple(s for place, s in enumerate(mapping.sources) if place != number)
    return mapping.model_copy(update={"sources": rest}) if rest else None


def _with_fields(mapping: Mapping, number: int, fields: dict[str, Rule | str]) -> Mapping:
    changed = mapping.sources[number].model_copy(update={"fields": fields})
    return _with_source(mapping, number, changed)


def _with_source(mapping: Mapping, number: int, source: Source) -> Mapping:
    sources = (*mapping.sources[:number], source, *mapping.sources[number + 1 :])
    return mapping.model_copy(update={"sources": sources})
