"""Problems as values, and what the rules ask about a journey."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from engine.accounts import fields as f
from engine.accounts.audiences import EntityList, LibraryStatus, ListKind
from engine.accounts.dataset import ENTITY_OF_SCOPE
from engine.accounts.derived.model import result_type
from engine.accounts.fields import Entity, Field
from engine.accounts.names import CatalogueNames
from engine.conditions.check import ListState
from engine.conditions.model import Scope, ValueType
from engine.journey import graph
from engine.journey.actions import UpdateAccountProfile, UpdatePersonProfile
from engine.journey.model import Definitions, Journey
from engine.journey.nodes import ActionNode
from resources.catalogue import Message, Param, msg


class Severity(StrEnum):
    """Errors stop publishing and simulation, warnings do not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Fix:
    """A mend that is safe to make with one click; ``label`` says what it does."""

    label: Message
    edit: Callable[[Journey], Journey] = field(compare=False)


@dataclass(frozen=True)
class Problem:
    """Something to mend: where (a node id and the path of one of its settings, such as
    ``timing.duration``; None: the journey itself), what to do, and a fix where one is safe."""

    severity: Severity
    code: str
    node: str | None
    field: str | None
    message: Message
    fix: Fix | None = None


def problem(
    severity: Severity,
    code: str,
    node: str | None = None,
    field: str | None = None,
    fix: Fix | None = None,
    /,
    **params: Param,
) -> Problem:
    """A problem whose sentence is ``journey.problem.<code>``."""
    return Problem(severity, code, node, field, msg(f"journey.problem.{code}", **params), fix)


def error(
    code: str,
    node: str | None = None,
    field: str | None = None,
    fix: Fix | None = None,
    /,
    **params: Param,
) -> Problem:
    """A problem that blocks."""
    return problem(Severity.ERROR, code, node, field, fix, **params)


def warning(
    code: str,
    node: str | None = None,
    field: str | None = None,
    fix: Fix | None = None,
    /,
    **params: Param,
) -> Problem:
    """A problem that does not block."""
    return problem(Severity.WARNING, code, node, field, fix, **params)


def fix(key: str, edit: Callable[[Journey], Journey], **params: Param) -> Fix:
    """A fix whose label is ``journey.fix.<key>``."""
    return Fix(msg(f"journey.fix.{key}", **params), edit)


@dataclass(frozen=True)
class Facts:
    """What the loaded data tell the rules; made by :func:`engine.journey.rules.facts.facts_of`.

    ``custom``: the fields beyond the catalogue. ``events``: the fields of each event type that
    occurs. ``taken``: how many accounts take each path of a split by accounts (node id, label);
    ``unmatched``: how many take none; both only where the data decide it by themselves.
    """

    custom: Mapping[Entity, tuple[Field, ...]] = field(default_factory=dict)
    events: Mapping[str, frozenset[str]] = field(default_factory=dict)
    taken: Mapping[tuple[str, str], int] = field(default_factory=dict)
    unmatched: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Ground:
    """What the rules stand on: the journey, what it may refer to, and the data, if any. It knows
    what exists (``engine.conditions.check.Known``)."""

    journey: Journey
    definitions: Definitions
    facts: Facts | None = None

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The node ids in node order."""
        return graph.node_order(self.journey)

    @cached_property
    def inside(self) -> dict[str, str]:
        """The nodes inside splits by people."""
        return graph.inside_people_splits(self.journey)

    @cached_property
    def names(self) -> CatalogueNames:
        """What things are called."""
        return CatalogueNames(
            custom={} if self.facts is None else self.facts.custom,
            lists=self.definitions.lists,
            solution_interests={item.id: item.name for item in self.definitions.solution_interests},
            derived=self.definitions.derived_attributes,
        )

    @cached_property
    def _fields(self) -> dict[tuple[Entity, str], ValueType]:
        custom = {} if self.facts is None else self.facts.custom
        return {
            (entity, item.path): item.type
            for entity in Entity
            for item in (*f.STANDARD_FIELDS[entity], *custom.get(entity, ()))
        }

    @cached_property
    def _written(self) -> dict[tuple[Scope, str], ValueType]:
        """Attributes that the journey itself sets: they exist once it has."""
        found: dict[tuple[Scope, str], ValueType] = {}
        for node in self.journey.nodes:
            action = node.action if isinstance(node, ActionNode) else None
            if isinstance(action, UpdateAccountProfile | UpdatePersonProfile) and action.attribute:
                account = isinstance(action, UpdateAccountProfile)
                scope = Scope.ACCOUNT if account else Scope.PERSON
                found.setdefault((scope, action.attribute), _type_of(action.value))
        return found

    @cached_property
    def _lists(self) -> dict[tuple[Scope, str], EntityList]:
        return {(item.scope, item.id): item for item in self.definitions.lists}

    def loaded_type(self, scope: Scope, path: str) -> ValueType | None:
        """The type of an attribute of the catalogue or the data."""
        return self._fields.get((ENTITY_OF_SCOPE[scope], path))

    def attribute_type(self, scope: Scope, path: str) -> ValueType | None:
        """The type of an attribute of the catalogue, the data or the journey's own updates, or of
        a derived one."""
        if scope is Scope.ACCOUNT and path in self._derived:
            return self._derived[path]
        return self.loaded_type(scope, path) or self._written.get((scope, path))

    def field_type(self, entity: Entity, path: str) -> ValueType | None:
        """The type of a field of the catalogue or the data; of a field of events that only the
        data have, text."""
        known = self._fields.get((entity, path))
        if known is None and entity is Entity.EVENT and self.facts is not None:
            there = any(path in fields for fields in self.facts.events.values())
            return ValueType.STRING if there else None
        return known

    @cached_property
    def _derived(self) -> dict[str, ValueType]:
        return {
            item.path: result_type(item, self.field_type)
            for item in self.definitions.derived_attributes
        }

    def event_type_exists(self, name: str) -> bool:
        """Whether an event type is in the catalogue or in the data."""
        found = self.facts is not None and name in self.facts.events
        return found or f.standard_event_type(name) is not None

    def event_field_type(self, event_type: str, field: str) -> ValueType | None:
        """The type of an event's field; of a field of no known type, text."""
        known = self._fields.get((Entity.EVENT, field))
        if known is None and self.facts is not None:
            there = field in self.facts.events.get(event_type, ())
            return ValueType.STRING if there else None
        return known

    def list_state(self, scope: Scope, list_id: str) -> ListState | None:
        """What a list is."""
        found = self._lists.get((scope, list_id))
        if found is None:
            return None
        if found.status is not LibraryStatus.LIVE:
            return ListState.DRAFT
        return ListState.DYNAMIC if found.kind is ListKind.DYNAMIC else ListState.STATIC


Rule = Callable[[Ground], Iterator[Problem]]
"""A rule looks at the whole journey once."""


def _type_of(value: object) -> ValueType:
    """The type that a written value gives to a new attribute."""
    if isinstance(value, bool):
        return ValueType.BOOLEAN
    if isinstance(value, int):
        return ValueType.INTEGER
    return ValueType.NUMBER if isinstance(value, float) else ValueType.STRING
