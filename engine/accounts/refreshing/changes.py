"""What a newer version of a dataset changed: counts, and examples that a person can look up."""

from __future__ import annotations

from typing import Any

from pydantic import Field as Default
from pydantic import ValidationError

from engine.accounts.fields import Entity, Field
from engine.conditions.model import Model, ValueType


class Example(Model):
    """A value that changed: whose, and what it was and is, as text; None where it is missing."""

    key: str
    before: str | None
    after: str | None


class FieldChange(Model):
    """How many rows have another value in a field."""

    path: str
    label: str
    changed: int
    examples: tuple[Example, ...] = ()


class TableChanges(Model):
    """What became of a table with keys. ``unchanged`` rows were in the newer data too, and
    equal; ``kept`` rows were not in it, and stay. ``fields``: where rows were updated."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: int = 0
    examples: tuple[str, ...] = ()
    """Keys of rows that were added."""
    fields: tuple[FieldChange, ...] = ()


class EventChanges(Model):
    """What became of the events. ``known`` events of the newer data were there already;
    ``filled`` of them got values of fields that are new. ``types``: how many of each were
    added."""

    added: int = 0
    known: int = 0
    filled: int = 0
    types: dict[str, int] = Default(default_factory=dict)


class RelationChanges(Model):
    """What became of the relations of people to further accounts. ``taken`` ones are now the
    person's own account."""

    added: int = 0
    updated: int = 0
    taken: int = 0


class Widened(Model):
    """A custom field whose values now need another type."""

    entity: Entity
    path: str
    before: ValueType
    after: ValueType


class Changes(Model):
    """What a version of a dataset changed in the one before. ``moved``: people who belong to
    another account now. ``restored``: the earlier version that it is again."""

    accounts: TableChanges = TableChanges()
    people: TableChanges = TableChanges()
    opportunities: TableChanges = TableChanges()
    events: EventChanges = EventChanges()
    relations: RelationChanges = RelationChanges()
    moved: int = 0
    new_fields: dict[Entity, tuple[Field, ...]] = Default(default_factory=dict)
    widened: tuple[Widened, ...] = ()
    restored: int | None = None

    @property
    def any(self) -> bool:
        """Whether anything changed at all."""
        tables = (self.accounts, self.people, self.opportunities)
        rows = any(table.added or table.updated for table in tables)
        relations = self.relations
        others = relations.added or relations.updated or relations.taken
        events = self.events.added or self.events.filled
        return bool(rows or events or others or self.new_fields or self.widened or self.restored)


def kept_changes(document: dict[str, Any] | None) -> Changes | None:
    """The changes that a workspace keeps with a version; None where it keeps none of this kind."""
    try:
        return None if document is None else Changes.model_validate(document)
    except ValidationError:
        return None
