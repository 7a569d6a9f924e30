"""What changed, in sentences: what was counted, then some of what it means."""

from __future__ import annotations

from collections.abc import Iterator

from engine.accounts.refreshing.changes import Changes, FieldChange, TableChanges
from resources.catalogue import Message, msg

MOST_FIELDS = 5
"""Fields that are named for each table; the others are counted."""
_TABLES = ("accounts", "people", "opportunities")


def told(changes: Changes) -> tuple[Message, ...]:
    """The sentences that say what a version changed, the fields that changed most among them."""
    fields = tuple(_most_changed(changes)) if changes.restored is None else ()
    return (*counted(changes), *fields)


def counted(changes: Changes) -> tuple[Message, ...]:
    """The sentences that say what a version changed, without its values."""
    if changes.restored is not None:
        return (msg("changes.restored", version=changes.restored),)
    if not changes.any:
        return (msg("changes.nothing"),)
    return (*_rows(changes), *meant(changes))


def brief(changes: Changes) -> tuple[Message, ...]:
    """What was added and what was updated, in a sentence each."""
    added = [(name, getattr(changes, name).added) for name in _TABLES]
    added.append(("events", changes.events.added))
    updated = [(name, getattr(changes, name).updated) for name in _TABLES]
    return tuple(
        msg(f"changes.brief.{key}", what=what)
        for key, counts in (("added", added), ("updated", updated))
        if (what := tuple(msg(f"many.{name}", count=count) for name, count in counts if count))
    )


def _rows(changes: Changes) -> Iterator[Message]:
    for name in _TABLES:
        table: TableChanges = getattr(changes, name)
        if table.added or table.updated or table.unchanged:
            yield msg(
                f"changes.{name}",
                added=table.added,
                updated=table.updated,
                unchanged=table.unchanged,
                kept=table.kept,
            )
    events = changes.events
    if events.added or events.known:
        yield msg("changes.events", added=events.added, known=events.known)


def meant(changes: Changes) -> Iterator[Message]:
    """What the counts of rows don't say."""
    if changes.moved:
        yield msg("changes.moved", count=changes.moved)
    if changes.events.filled:
        yield msg("changes.filled", count=changes.events.filled)
    relations = changes.relations
    if relations.added or relations.updated or relations.taken:
        yield msg("changes.relations", added=relations.added, updated=relations.updated)
    labels = tuple(field.label for fields in changes.new_fields.values() for field in fields)
    if labels:
        yield msg("changes.new_fields", names=labels)
    for item in changes.widened:
        yield msg("changes.widened", path=item.path, before=item.before, after=item.after)


def _most_changed(changes: Changes) -> Iterator[Message]:
    for name in _TABLES:
        yield from _fields(name, getattr(changes, name).fields)


def _value(text: str | None) -> Message:
    return msg("changes.empty") if text is None else msg("changes.value", text=text)


def _fields(table: str, fields: tuple[FieldChange, ...]) -> Iterator[Message]:
    """The fields where most rows changed."""
    most = sorted(fields, key=lambda field: -field.changed)
    for field in most[:MOST_FIELDS]:
        first = field.examples[0]
        yield msg(
            "changes.field",
            table=msg(f"changes.of.{table}"),
            label=field.label,
            count=field.changed,
            key=first.key,
            before=_value(first.before),
            after=_value(first.after),
        )
    if len(most) > MOST_FIELDS:
        yield msg(
            "changes.more_fields",
            table=msg(f"changes.of.{table}"),
            count=len(most) - MOST_FIELDS,
        )
