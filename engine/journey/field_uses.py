"""Who uses which fields and event types: journeys and everything that they refer to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from engine.accounts import fields as f
from engine.accounts.dataset import ENTITY_OF_SCOPE
from engine.accounts.derived.model import ENTITY_OF, OF_A_FIELD, DerivedAttribute, Over
from engine.accounts.fields import Entity
from engine.conditions.model import (
    Attribute,
    Condition,
    EventHistory,
    RoleInAccount,
    Scope,
    walk,
)
from engine.journey.actions import UpdateAccountProfile, UpdatePersonProfile
from engine.journey.model import Definitions, Journey
from engine.journey.nodes import ActionNode, ListenNode, Node, PersonAudienceNode
from engine.journey.references import node_conditions
from engine.journey.triggers import (
    AccountChangedTrigger,
    ExperienceEventTrigger,
    PersonChangedTrigger,
    Trigger,
)

Place = tuple[Entity, str]
"""A field: its table and its path."""


class UserKind(StrEnum):
    """What uses a field."""

    JOURNEY = "journey"
    AUDIENCE = "audience"
    LIST = "list"
    ROLE_TEMPLATE = "role_template"
    DERIVED = "derived"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class User:
    """Something that uses a field."""

    kind: UserKind
    id: str
    name: str


@dataclass(frozen=True)
class Uses:
    """The users of each field and of each event type, each once."""

    fields: Mapping[Place, tuple[User, ...]]
    events: Mapping[str, tuple[User, ...]]


@dataclass(frozen=True, slots=True)
class _Named:
    """A field, or an event type where ``entity`` is None."""

    entity: Entity | None
    name: str


def field_uses(journeys: Iterable[Journey], definitions: Definitions) -> Uses:
    """Who uses what: first journeys, then definitions by kind."""
    fields: dict[Place, dict[User, None]] = {}
    events: dict[str, dict[User, None]] = {}
    for user, named in _all(journeys, definitions):
        if named.entity is None:
            events.setdefault(named.name, {})[user] = None
        else:
            fields.setdefault((named.entity, named.name), {})[user] = None
    return Uses(
        {place: tuple(users) for place, users in fields.items()},
        {name: tuple(users) for name, users in events.items()},
    )


def _all(journeys: Iterable[Journey], known: Definitions) -> Iterator[tuple[User, _Named]]:
    for journey in journeys:
        user = User(UserKind.JOURNEY, journey.id, journey.name)
        for node in journey.nodes:
            for asked in node_conditions(journey, node):
                yield from ((user, one) for one in _in_condition(asked.condition, asked.scope))
            yield from ((user, one) for one in _in_node(node))
    for user, condition, scope in _conditions(known):
        if condition is not None:
            yield from ((user, one) for one in _in_condition(condition, scope))
    for definition in known.derived_attributes:
        user = User(UserKind.DERIVED, definition.id, definition.name)
        yield from ((user, one) for one in _in_derived(definition))
    for service in known.services:
        user = User(UserKind.SERVICE, service.id, service.name)
        entity = Entity.ACCOUNT if service.entity == "account" else Entity.PERSON
        for response in service.responses:
            yield from ((user, _Named(entity, path)) for path in response.updates)


def _conditions(known: Definitions) -> Iterator[tuple[User, Condition | None, Scope]]:
    """The conditions of definitions, with whose they are."""
    for audience in known.audiences:
        user = User(UserKind.AUDIENCE, audience.id, audience.name)
        yield user, audience.condition, audience.scope
    for item in known.lists:
        yield User(UserKind.LIST, item.id, item.name), item.condition, item.scope
    for template in known.role_templates:
        user = User(UserKind.ROLE_TEMPLATE, template.id, template.name)
        yield from ((user, card.condition, Scope.PERSON) for card in template.cards)
    for service in known.services:
        user = User(UserKind.SERVICE, service.id, service.name)
        scope = Scope.ACCOUNT if service.entity == "account" else Scope.PERSON
        yield from ((user, response.condition, scope) for response in service.responses)


def _in_condition(condition: Condition, scope: Scope) -> Iterator[_Named]:
    for part, about in walk(condition, scope):
        match part:
            case Attribute() if part.attribute:
                yield _Named(ENTITY_OF_SCOPE[about], part.attribute)
            case RoleInAccount():
                yield _Named(Entity.PERSON, f.PERSON_ROLES)
            case EventHistory() if part.event_type:
                yield _Named(None, part.event_type)
                yield from (_Named(Entity.EVENT, one.field) for one in part.constraints)
            case _:
                pass


def _in_node(node: Node) -> Iterator[_Named]:
    match node:
        case ActionNode(action=UpdateAccountProfile(attribute=path)) if path:
            yield _Named(Entity.ACCOUNT, path)
        case ActionNode(action=UpdatePersonProfile(attribute=path)) if path:
            yield _Named(Entity.PERSON, path)
        case ListenNode():
            for trigger in node.triggers:
                yield from _in_trigger(trigger)
        case PersonAudienceNode():
            for event in node.events:
                yield from _in_trigger(event)


def _in_trigger(trigger: Trigger) -> Iterator[_Named]:
    match trigger:
        case ExperienceEventTrigger() if trigger.event_type:
            yield _Named(None, trigger.event_type)
            yield from (_Named(Entity.EVENT, one.field) for one in trigger.constraints)
        case AccountChangedTrigger(attribute=path) if path:
            yield _Named(Entity.ACCOUNT, path)
        case PersonChangedTrigger(attribute=path) if path:
            yield _Named(Entity.PERSON, path)
        case _:
            pass


def _in_derived(definition: DerivedAttribute) -> Iterator[_Named]:
    entity = ENTITY_OF[definition.over]
    if definition.aggregate in OF_A_FIELD and definition.field:
        yield _Named(entity, definition.field)
    if definition.over is Over.EVENTS and definition.event_type:
        yield _Named(None, definition.event_type)
    if definition.over is not Over.PEOPLE:
        yield from (_Named(entity, one.field) for one in definition.constraints)
    if definition.over is not Over.OPPORTUNITIES and definition.people is not None:
        yield from _in_condition(definition.people, Scope.PERSON)
