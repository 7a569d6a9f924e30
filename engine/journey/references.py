"""What a journey refers to: every id in a node, by the kind of thing it names, and the whole of
what must travel with a journey."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from engine.accounts.audiences import Audience, EntityList
from engine.accounts.derived.model import DerivedAttribute, derived_id
from engine.buying_groups.model import RoleTemplate, SolutionInterest
from engine.conditions.model import (
    Attribute,
    Condition,
    GroupFilter,
    InList,
    Model,
    Scope,
    walk,
)
from engine.journey import actions as act
from engine.journey import triggers as trig
from engine.journey.actions import Context
from engine.journey.model import Definitions, ExternalService, Journey, JourneyKind
from engine.journey.nodes import (
    AccountAudienceNode,
    ActionNode,
    ExternalActionNode,
    ExternalSplitNode,
    ListenNode,
    NextBestNode,
    Node,
    PersonAudienceNode,
    SplitNode,
)


@dataclass(frozen=True, slots=True)
class Reference:
    """The setting ``field`` of a node names the definition ``id`` of a kind (a field of
    :class:`Definitions`); None or empty: not chosen yet. ``optional``: it may stay so."""

    kind: str
    id: str | None
    field: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A condition of a node, whom it is about, and the setting it stands in."""

    condition: Condition
    scope: Scope
    field: str


ACTION_REFERENCES: dict[type[Model], tuple[tuple[str, str], ...]] = {
    act.ActivateToDestination: (("destination", "destinations"),),
    act.DeactivateFromDestination: (("destination", "destinations"),),
    act.AddAccountToJourney: (("journey", "journeys"),),
    act.RemoveAccountFromJourney: (("journey", "journeys"),),
    act.AddToAccountList: (("list", "lists"),),
    act.RemoveFromAccountList: (("list", "lists"),),
    act.SendSalesAlert: (("solution_interest", "solution_interests"),),
    act.UpdateGroupStage: (("solution_interest", "solution_interests"),),
    act.UpdateGroupStatus: (("solution_interest", "solution_interests"),),
    act.SendEmail: (("email", "emails"),),
    act.SendSms: (("message", "messages"),),
    act.SendWhatsapp: (("message", "messages"),),
    act.AssignToGroup: (("solution_interest", "solution_interests"),),
    act.RemoveFromGroup: (("solution_interest", "solution_interests"),),
    act.AddToExternalAudience: (("audience", "external_audiences"),),
    act.AddToMarketoList: (("list", "marketo_lists"),),
    act.RemoveFromMarketoList: (("list", "marketo_lists"),),
    act.AddToMarketoCampaign: (("campaign", "marketo_campaigns"),),
    act.AddPersonToJourney: (("journey", "journeys"),),
    act.RemovePersonFromJourney: (("journey", "journeys"),),
}
"""The settings of actions that name definitions, and of which kind."""

GROUP_TRIGGERS = (
    trig.GroupStageTrigger,
    trig.GroupStatusTrigger,
    trig.GroupCompletenessTrigger,
    trig.GroupEngagementTrigger,
    trig.AssignedToGroupTrigger,
    trig.RemovedFromGroupTrigger,
)


def node_references(node: Node) -> Iterator[Reference]:
    """The definitions that a node's own settings name; its conditions aside."""
    match node:
        case AccountAudienceNode() | PersonAudienceNode():
            yield Reference("audiences", node.audience, "audience", optional=True)
            yield Reference("lists", node.list, "list", optional=True)
        case ActionNode(action=action) if action is not None:
            for field, kind in ACTION_REFERENCES.get(type(action), ()):
                yield Reference(kind, getattr(action, field), f"action.{field}")
        case ListenNode():
            for number, trigger in enumerate(node.triggers):
                if isinstance(trigger, GROUP_TRIGGERS):
                    field = f"triggers.{number}.solution_interest"
                    yield Reference("solution_interests", trigger.solution_interest, field)
        case ExternalActionNode() | ExternalSplitNode():
            yield Reference("services", node.service, "service")


def node_conditions(journey: Journey, node: Node) -> Iterator[Asked]:
    """The conditions that a node asks."""
    match node:
        case SplitNode():
            person = journey.kind is JourneyKind.PERSON or node.by is Context.PEOPLE
            scope = Scope.PERSON if person else Scope.ACCOUNT
            for number, path in enumerate(node.paths):
                yield Asked(path.condition, scope, f"paths.{number}.condition")
        case NextBestNode():
            for number, prompted in enumerate(node.paths):
                if prompted.override is not None:
                    yield Asked(prompted.override, Scope.PERSON, f"paths.{number}.override")
        case ListenNode() if node.filters is not None:
            yield Asked(node.filters, Scope.PERSON, "filters")


def condition_references(condition: Condition, scope: Scope) -> Iterator[tuple[str, str]]:
    """The kinds and ids of what a condition names."""
    for part, about in walk(condition, scope):
        if isinstance(part, InList) and part.list:
            yield "lists", part.list
        elif isinstance(part, GroupFilter) and part.solution_interest:
            yield "solution_interests", part.solution_interest
        elif isinstance(part, Attribute) and about is Scope.ACCOUNT:
            derived = derived_id(part.attribute)
            if derived is not None:
                yield "derived_attributes", derived


def used_definitions(journey: Journey, definitions: Definitions) -> Definitions:
    """What a journey needs of the definitions: all that it names, and what that names in turn."""
    wanted = list(_named_by(journey))
    found: dict[tuple[str, str], Any] = {}
    while wanted:
        kind, id_ = wanted.pop()
        thing = definitions.find(kind, id_)
        if thing is not None and (kind, id_) not in found:
            found[kind, id_] = thing
            wanted.extend(_named_in(thing))
    kept = {
        kind: tuple(item for item in getattr(definitions, kind) if (kind, item.id) in found)
        for kind in Definitions.model_fields
    }
    return Definitions(**kept)


def _named_by(journey: Journey) -> Iterator[tuple[str, str]]:
    for node in journey.nodes:
        for reference in node_references(node):
            if reference.id:
                yield reference.kind, reference.id
        for asked in node_conditions(journey, node):
            yield from condition_references(asked.condition, asked.scope)


def _named_in(thing: Model) -> Iterator[tuple[str, str]]:
    """What a definition names in turn."""
    match thing:
        case Audience():
            yield from condition_references(thing.condition, thing.scope)
        case EntityList() if thing.condition is not None:
            yield from condition_references(thing.condition, thing.scope)
        case SolutionInterest():
            yield "role_templates", thing.role_template
            if thing.stage_model is not None:
                yield "stage_models", thing.stage_model
        case RoleTemplate():
            for card in thing.cards:
                if card.condition is not None:
                    yield from condition_references(card.condition, Scope.PERSON)
        case ExternalService():
            for response in thing.responses:
                if response.condition is not None:
                    scope = Scope.ACCOUNT if thing.entity == "account" else Scope.PERSON
                    yield from condition_references(response.condition, scope)
        case DerivedAttribute() if thing.people is not None:
            yield from condition_references(thing.people, Scope.PERSON)
