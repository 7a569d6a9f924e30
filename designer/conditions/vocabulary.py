"""What conditions can be about: attributes, events and lists, in the words a marketer sees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from designer.widgets.words import words
from engine.accounts import fields as f
from engine.accounts.audiences import EntityList, LibraryStatus, ListKind
from engine.accounts.derived.model import DerivedAttribute, result_type
from engine.accounts.fields import Entity, EventType, Field
from engine.conditions.check import ListState
from engine.conditions.model import (
    AllOf,
    AnyOf,
    Attribute,
    Condition,
    EventHistory,
    HasBuyingGroup,
    InList,
    MemberOfBuyingGroup,
    Operator,
    PeopleOfAccount,
    RoleInAccount,
    Scope,
    ValueType,
)
from engine.journey.model import Definitions

if TYPE_CHECKING:
    from engine.accounts.dataset import Dataset
    from engine.accounts.names import CatalogueNames

ENTITIES = {Scope.ACCOUNT: Entity.ACCOUNT, Scope.PERSON: Entity.PERSON}


@dataclass(frozen=True)
class Vocabulary:
    """The definitions of the workspace and the dataset whose fields and values are offered."""

    definitions: Definitions
    dataset: Dataset | None = None

    def fields(self, entity: Entity) -> tuple[Field, ...]:
        """The standard fields of an entity, then the dataset's custom ones, each by label."""
        custom = () if self.dataset is None else self.dataset.custom.get(entity, ())
        return f.STANDARD_FIELDS[entity] + tuple(sorted(custom, key=lambda item: item.label))

    def field(self, entity: Entity, path: str) -> Field:
        """The field at a path; an unknown one is text that bears its path as its label."""
        found = next((item for item in self.fields(entity) if item.path == path), None)
        return found or Field(path=path, label=path, type=ValueType.STRING, custom=True)

    @cached_property
    def event_types(self) -> tuple[EventType, ...]:
        """The standard event types, then others that occur in the data."""
        loaded = () if self.dataset is None else sorted(self.dataset.event_tables)
        own = (name for name in loaded if f.standard_event_type(name) is None)
        return f.EVENT_TYPES + tuple(EventType(name=name, label=name) for name in own)

    @property
    def person_event_types(self) -> tuple[EventType, ...]:
        """The events that something a person did makes."""
        return tuple(kind for kind in self.event_types if not kind.of_account)

    def event_fields(self, event_type: str | None) -> tuple[Field, ...]:
        """The fields of an event type: those it carries by standard, then others in the data."""
        kind = next((item for item in self.event_types if item.name == event_type), None)
        names = [] if kind is None else list(kind.fields)
        table = None if self.dataset is None else self.dataset.event_tables.get(event_type or "")
        if table is not None:
            names += [name for name in table.frame.columns[2:] if name not in names]
        return tuple(self.field(Entity.EVENT, name) for name in names)

    @cached_property
    def names(self) -> CatalogueNames:
        """What sentences call things."""
        from engine.accounts.names import CatalogueNames

        interests = {item.id: item.name for item in self.definitions.solution_interests}
        derived = self.definitions.derived_attributes
        return CatalogueNames.of(self.dataset, self.definitions.lists, interests, derived)

    # What exists, as the check of conditions asks (engine.conditions.check.Known).

    def attribute_type(self, scope: Scope, path: str) -> ValueType | None:
        """The type of an attribute of the catalogue or the data, or of a derived one."""
        found = (item for item in self.attributes(scope) if item.path == path)
        return next((item.type for item in found), None)

    def field_type(self, entity: Entity, path: str) -> ValueType | None:
        """The type of a field of the catalogue or the data; of a field of events that only the
        data have, text."""
        found = next((item.type for item in self.fields(entity) if item.path == path), None)
        if found is None and entity is Entity.EVENT and self.dataset is not None:
            tables = self.dataset.event_tables.values()
            there = any(path in table.frame.columns for table in tables)
            return ValueType.STRING if there else None
        return found

    def attribute_type_of(self, definition: DerivedAttribute) -> ValueType:
        """The type of the values of a derived attribute."""
        return result_type(definition, self.field_type)

    @cached_property
    def derived(self) -> tuple[Field, ...]:
        """The derived account attributes, by name."""
        found = (
            Field(path=item.path, label=item.name, type=self.attribute_type_of(item))
            for item in self.definitions.derived_attributes
        )
        return tuple(sorted(found, key=lambda item: item.label.casefold()))

    def attributes(self, scope: Scope) -> tuple[Field, ...]:
        """What conditions may compare: the fields, and of accounts the derived attributes."""
        return self.fields(ENTITIES[scope]) + (self.derived if scope is Scope.ACCOUNT else ())

    def attribute(self, scope: Scope, path: str) -> Field:
        """The attribute at a path; else as :meth:`field`."""
        found = next((item for item in self.attributes(scope) if item.path == path), None)
        return found or self.field(ENTITIES[scope], path)

    def event_type_exists(self, name: str) -> bool:
        """Whether an event type is in the catalogue or in the data."""
        return any(kind.name == name for kind in self.event_types)

    def event_field_type(self, event_type: str, field: str) -> ValueType | None:
        """The type of an event's field; of a field that only the data have, text."""
        known = f.standard_field(Entity.EVENT, field)
        if known is not None:
            return known.type
        found = (item for item in self.event_fields(event_type) if item.path == field)
        return next((item.type for item in found), None)

    def list_state(self, scope: Scope, list_id: str) -> ListState | None:
        """What a list is."""
        found = next((item for item in self.lists(scope) if item.id == list_id), None)
        if found is None:
            return None
        if found.status is not LibraryStatus.LIVE:
            return ListState.DRAFT
        return ListState.DYNAMIC if found.kind is ListKind.DYNAMIC else ListState.STATIC

    def lists(self, scope: Scope) -> tuple[EntityList, ...]:
        """The account lists or the people lists."""
        return tuple(item for item in self.definitions.lists if item.scope is scope)

    def live_lists(self, scope: Scope) -> tuple[EntityList, ...]:
        """The lists on offer: drafts are not."""
        return tuple(item for item in self.lists(scope) if item.status is LibraryStatus.LIVE)


@dataclass(frozen=True)
class Filter:
    """A filter on offer: where it is filed, what it is called, the condition it starts as."""

    folder: str
    label: str
    hint: str
    condition: Condition


def filters(vocabulary: Vocabulary, scope: Scope) -> tuple[Filter, ...]:
    """Every filter that a condition of this scope may hold, folder by folder."""
    return tuple(_of_account(vocabulary) if scope is Scope.ACCOUNT else _of_person(vocabulary))


def _of_account(vocabulary: Vocabulary) -> Iterator[Filter]:
    yield from _attributes(vocabulary, Scope.ACCOUNT, words("filter.folder.account"))
    for item in vocabulary.derived:
        first = Attribute(attribute=item.path, operator=first_operator(item.type))
        yield Filter(words("derived.folder"), item.label, item.path, first)
    people = words("filter.folder.people")
    yield Filter(people, words("filter.people"), words("filter.people.hint"), PeopleOfAccount())
    for inner in _of_person(vocabulary):
        condition = PeopleOfAccount(condition=AllOf(conditions=(inner.condition,)))
        label = words("filter.any_person", filter=inner.label)
        folder = f"{people} / {inner.folder}"
        yield Filter(folder, label, inner.hint, condition)
    yield from _memberships(vocabulary, Scope.ACCOUNT)
    yield Filter(
        words("filter.folder.group"),
        words("filter.has_buying_group"),
        words("filter.has_buying_group.hint"),
        HasBuyingGroup(),
    )


def _of_person(vocabulary: Vocabulary) -> Iterator[Filter]:
    yield from _attributes(vocabulary, Scope.PERSON, words("filter.folder.person"))
    yield Filter(
        words("filter.folder.relation"),
        words("filter.role_in_account"),
        f.PERSON_ROLES,
        RoleInAccount(operator=Operator.CONTAINS),
    )
    for kind in vocabulary.person_event_types:
        folder = words("filter.folder.events")
        yield Filter(folder, kind.label, kind.name, EventHistory(event_type=kind.name))
    yield from _memberships(vocabulary, Scope.PERSON)
    yield Filter(
        words("filter.folder.group"),
        words("filter.member_of_buying_group"),
        words("filter.member_of_buying_group.hint"),
        MemberOfBuyingGroup(),
    )


def _attributes(vocabulary: Vocabulary, scope: Scope, folder: str) -> Iterator[Filter]:
    for item in vocabulary.fields(ENTITIES[scope]):
        if item.path != f.PERSON_ROLES:  # offered as "role in the account"
            first = Attribute(attribute=item.path, operator=first_operator(item.type))
            yield Filter(folder, item.label, item.path, first)


def _memberships(vocabulary: Vocabulary, scope: Scope) -> Iterator[Filter]:
    for item in vocabulary.live_lists(scope):
        folder = words(f"filter.folder.lists.{scope}")
        yield Filter(folder, item.name, item.description, InList(list=item.id))


def first_operator(kind: ValueType) -> Operator:
    """The operator that a new filter on a value of this type starts with."""
    if kind in (ValueType.INTEGER, ValueType.NUMBER):
        return Operator.AT_LEAST
    if kind in (ValueType.DATE, ValueType.TIMESTAMP):
        return Operator.IN_LAST_DAYS
    return Operator.CONTAINS if kind is ValueType.STRINGS else Operator.IS


def is_group(condition: Condition) -> bool:
    """Whether a condition is a group of conditions, plain or negated; what is negated twice is
    shown as one too."""
    inner = condition.condition if condition.type == "not" else condition
    return isinstance(inner, AllOf | AnyOf) or (inner is not condition and inner.type == "not")
