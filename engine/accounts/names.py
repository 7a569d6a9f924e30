"""What people call the things that conditions refer to, from the field catalogue and a dataset."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from engine.accounts import fields as f
from engine.accounts.audiences import EntityList
from engine.accounts.dataset import ENTITY_OF_SCOPE, Dataset
from engine.accounts.derived.model import DerivedAttribute
from engine.accounts.fields import Entity, Field
from engine.conditions.columns import Columns, TextColumn
from engine.conditions.model import Scope
from engine.conditions.sentence import Text
from resources.catalogue import msg

_FIRST, _LAST = "person.name.firstName", "person.name.lastName"


@dataclass(frozen=True)
class CatalogueNames:
    """Names from the standard fields, a dataset's ``custom`` ones, the ``lists``, the names of
    ``solution_interests`` by id and the ``derived`` attributes. What has no name is called by its
    path or id."""

    custom: Mapping[Entity, tuple[Field, ...]] = field(default_factory=dict)
    lists: Iterable[EntityList] = ()
    solution_interests: Mapping[str, str] = field(default_factory=dict)
    derived: Iterable[DerivedAttribute] = ()

    @classmethod
    def of(
        cls,
        dataset: Dataset | None,
        lists: Iterable[EntityList] = (),
        solution_interests: Mapping[str, str] | None = None,
        derived: Iterable[DerivedAttribute] = (),
    ) -> CatalogueNames:
        """Names with the custom fields of a dataset."""
        custom = {} if dataset is None else dataset.custom
        return cls(custom, tuple(lists), solution_interests or {}, tuple(derived))

    @cached_property
    def _labels(self) -> dict[tuple[Entity, str], str]:
        fields = {
            (entity, item.path): item.label
            for entity in Entity
            for item in (*f.STANDARD_FIELDS[entity], *self.custom.get(entity, ()))
        }
        return fields | {(Entity.ACCOUNT, item.path): item.name for item in self.derived}

    @cached_property
    def _list_names(self) -> dict[tuple[Scope, str], str]:
        return {(item.scope, item.id): item.name for item in self.lists}

    def field(self, entity: Entity, path: str) -> Text:
        """The label of a field of any table."""
        return self._labels.get((entity, path), path)

    def attribute(self, scope: Scope, path: str) -> Text:
        """The label of an attribute."""
        return self._labels.get((ENTITY_OF_SCOPE[scope], path), path)

    def event_type(self, name: str) -> Text:
        """The label of an event type."""
        known = f.standard_event_type(name)
        return name if known is None else known.label

    def event_field(self, event_type: str, field: str) -> Text:  # noqa: ARG002 - fields of all
        """The label of a field of an event."""
        return self._labels.get((Entity.EVENT, field), field)

    def list(self, scope: Scope, list_id: str) -> Text:
        """The name of a list."""
        return self._list_names.get((scope, list_id), list_id)

    def solution_interest(self, interest_id: str) -> Text:
        """The name of a solution interest."""
        return self.solution_interests.get(interest_id, interest_id)

    def entity(self, columns: Columns, scope: Scope, row: int) -> Text:
        """An account's name; a person's first and last name; else the key."""
        if scope is Scope.ACCOUNT:
            return _text(columns, scope, f.ACCOUNT_NAME, row) or (
                _text(columns, scope, f.ACCOUNT_KEY, row)
            )
        first, last = _text(columns, scope, _FIRST, row), _text(columns, scope, _LAST, row)
        if first and last:
            return msg("conditions.person_name", first=first, last=last)
        return last or first or _text(columns, scope, f.PERSON_KEY, row)


def _text(columns: Columns, scope: Scope, path: str, row: int) -> str:
    column = columns.attribute(scope, path)
    if not isinstance(column, TextColumn) or column.codes[row] < 0:
        return ""
    return str(column.categories[int(column.codes[row])])
