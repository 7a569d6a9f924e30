"""What a file with XDM headers holds, by the names of its columns alone."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from engine.accounts import fields as f
from engine.accounts.importing.mapping import Rule, Source, Table
from engine.errors import JornadaError

REQUIRED: dict[Table, tuple[tuple[str, ...], ...]] = {
    Table.ACCOUNT: ((f.ACCOUNT_KEY,),),
    Table.PERSON: ((f.PERSON_KEY,),),
    Table.EVENT: ((f.EVENT_TYPE,), (f.EVENT_TIMESTAMP,), (f.EVENT_PERSON, f.EMAIL)),
    Table.OPPORTUNITY: ((f.OPPORTUNITY_KEY,),),
    Table.RELATION: ((f.PERSON_KEY,), (f.PERSON_ACCOUNT,)),
}
"""The fields that each table needs: one of each group."""

_ALIASES: dict[Table, dict[str, str]] = {
    Table.ACCOUNT: {},
    Table.PERSON: {f.ACCOUNT_KEY: f.PERSON_ACCOUNT, f.EVENT_PERSON: f.PERSON_KEY},
    Table.EVENT: {f.PERSON_KEY: f.EVENT_PERSON, "personKey.sourceKey": f.EVENT_PERSON},
    Table.OPPORTUNITY: {},
    Table.RELATION: {f.ACCOUNT_KEY: f.PERSON_ACCOUNT, f.EVENT_PERSON: f.PERSON_KEY},
}
"""Other XDM paths that a table's exports use for a field."""

_RELATION_ONLY = {f.PERSON_KEY, f.PERSON_ACCOUNT, f.ACCOUNT_KEY, f.EVENT_PERSON, f.PERSON_ROLES}


def table_of(columns: Sequence[str]) -> Table | None:
    """What the rows of a file are; None where the columns don't say."""
    lower = {name.lower() for name in columns}

    def has(*paths: str) -> bool:
        return any(path.lower() in lower for path in paths)

    if has(f.EVENT_TYPE) and has(f.EVENT_TIMESTAMP):
        return Table.EVENT
    if has(f.OPPORTUNITY_KEY):
        return Table.OPPORTUNITY
    if has(f.PERSON_KEY, f.EVENT_PERSON):
        known = {path.lower() for path in _RELATION_ONLY}
        related = has(f.PERSON_ACCOUNT, f.ACCOUNT_KEY) and has(f.PERSON_ROLES)
        return Table.RELATION if related and lower <= known else Table.PERSON
    return Table.ACCOUNT if has(f.ACCOUNT_KEY) else None


def source_of(name: str, columns: Sequence[str]) -> Source:
    """How a file with XDM headers is read. Raises :class:`JornadaError` where the headers don't
    say what it holds."""
    table = table_of(columns)
    if table is None:
        raise _unknown(name, columns)
    by_lower: dict[str, str] = {}
    for column in columns:
        by_lower.setdefault(column.lower(), column)
    fields: dict[str, str | Rule] = {}
    for path in (field.path for field in f.STANDARD_FIELDS[table.entity]):
        if path.lower() in by_lower:
            fields[path] = by_lower[path.lower()]
    for alias, path in _ALIASES[table].items():
        if path not in fields and alias.lower() in by_lower:
            fields[path] = by_lower[alias.lower()]
    if table is Table.EVENT and f.EVENT_PERSON not in fields and f.EMAIL.lower() in by_lower:
        fields[f.EMAIL] = by_lower[f.EMAIL.lower()]
    return Source(file=name, table=table, fields=fields)


def refuse_incomplete(name: str, source: Source) -> None:
    """Raise :class:`JornadaError` where a field that the table needs comes from nowhere."""
    for group in REQUIRED[source.table]:
        if not any(path in source.fields for path in group):
            raise JornadaError(
                f"import.needs.{source.table}", file=name, path=group[0], others=group[1:]
            )


def _unknown(name: str, columns: Sequence[str]) -> JornadaError:
    keys = (f.ACCOUNT_KEY, f.PERSON_KEY, f.OPPORTUNITY_KEY, f.EVENT_TYPE)
    for column in columns[:50]:
        near = get_close_matches(column.lower(), [key.lower() for key in keys], 1, 0.85)
        if near:
            path = next(key for key in keys if key.lower() == near[0])
            return JornadaError("import.unknown_near", file=name, column=column, path=path)
    shown = tuple(column[:40] for column in columns[:4])
    return JornadaError("import.unknown", file=name, columns=shown)
