"""Whatever a journey refers to must exist and, where it has a status, be Live (section 2)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.accounts.audiences import Audience, EntityList, LibraryStatus, ListKind
from engine.buying_groups.model import RoleTemplate, SolutionInterest, StageModel
from engine.conditions.model import Comparison, Model, Operator, Scope
from engine.journey import actions as act
from engine.journey import triggers as trig
from engine.journey.model import Channel, JourneyKind, JourneyRef, Status, TextMessage
from engine.journey.nodes import (
    AccountAudienceNode,
    ActionNode,
    ListenNode,
    Node,
    PersonAudienceNode,
)
from engine.journey.references import GROUP_TRIGGERS, Reference, node_references
from engine.journey.rules.problem import Ground, Problem, error

MAX_EVENTS = 10


def references(ground: Ground) -> Iterator[Problem]:
    """Every id in a node's settings is chosen and names something that exists and is Live."""
    for node in ground.journey.nodes:
        for reference in node_references(node):
            if not reference.id:
                if not reference.optional:
                    yield error(f"unset.{reference.kind}", node.id, reference.field)
                continue
            thing = ground.definitions.find(reference.kind, reference.id)
            if thing is None:
                code = f"unknown.{reference.kind}"
                yield error(code, node.id, reference.field, name=reference.id)
            else:
                yield from _state(ground, node, reference, thing)


def audiences(ground: Ground) -> Iterator[Problem]:
    """The audience is set, by one thing, about those who travel; an event audience has at most
    ten events (section 2)."""
    for node in ground.journey.nodes:
        if not isinstance(node, AccountAudienceNode | PersonAudienceNode):
            continue
        events = node.events if isinstance(node, PersonAudienceNode) else ()
        chosen = [field for field in ("audience", "list") if getattr(node, field)]
        chosen += ["events"] if events else []
        if not chosen:
            yield error("audience_unset", node.id, "audience")
        elif len(chosen) > 1:
            yield error("audience_twice", node.id, chosen[1])
        if len(events) > MAX_EVENTS:
            yield error("events_many", node.id, "events", count=MAX_EVENTS)


def _state(ground: Ground, node: Node, reference: Reference, thing: Model) -> Iterator[Problem]:
    """Of the right kind and Live."""
    where = (node.id, reference.field)
    match thing:
        case Audience():
            if thing.scope is not _scope_of(node):
                yield error(f"audience_of.{thing.scope}", *where, name=thing.name)
        case EntityList():
            yield from _list(node, thing, *where)
        case JourneyRef():
            yield from _journey(ground, node, thing, *where)
        case SolutionInterest():
            yield from interest_problems(ground, thing, *where)
        case TextMessage() if isinstance(node, ActionNode):
            sms = isinstance(node.action, act.SendSms)
            if (thing.channel is Channel.SMS) is not sms:
                yield error(f"message_for.{thing.channel}", *where, name=thing.name)


def _scope_of(node: Node) -> Scope:
    people = isinstance(node, PersonAudienceNode) or (
        isinstance(node, ActionNode) and node.context is act.Context.PEOPLE
    )
    return Scope.PERSON if people else Scope.ACCOUNT


def _list(node: Node, thing: EntityList, id_: str, field: str) -> Iterator[Problem]:
    if thing.scope is not _scope_of(node):
        yield error(f"list_of.{thing.scope}", id_, field, name=thing.name)
    if thing.status is not LibraryStatus.LIVE:
        yield error("draft.lists", id_, field, name=thing.name)
    if thing.kind is ListKind.DYNAMIC and isinstance(node, ActionNode):
        yield error("list_dynamic", id_, field, name=thing.name)


def _journey(
    ground: Ground, node: Node, thing: JourneyRef, id_: str, field: str
) -> Iterator[Problem]:
    person = isinstance(node, ActionNode) and isinstance(
        node.action, act.AddPersonToJourney | act.RemovePersonFromJourney
    )
    wanted = JourneyKind.PERSON if person else JourneyKind.ACCOUNT
    if thing.id == ground.journey.id:
        yield error("journey_itself", id_, field)
    elif thing.kind is not wanted:
        yield error(f"journey_of.{thing.kind}", id_, field, name=thing.name)
    elif thing.status is not Status.LIVE:
        yield error("draft.journeys", id_, field, name=thing.name)


def interest_problems(
    ground: Ground, interest: SolutionInterest, node: str | None, field: str
) -> Iterator[Problem]:
    """A solution interest's role template exists, is Live and has roles (section 1)."""
    template = ground.definitions.find("role_templates", interest.role_template)
    named = {"interest": interest.name, "name": interest.role_template}
    if not isinstance(template, RoleTemplate):
        yield error("unknown.role_templates", node, field, **named)
        return
    named["name"] = template.name
    if template.status is not LibraryStatus.LIVE:
        yield error("draft.role_templates", node, field, **named)
    if not template.cards:
        yield error("template_empty", node, field, **named)


def groups(ground: Ground) -> Iterator[Problem]:
    """Roles are of the interest's template (ruling 40), stages of its stage model."""
    for node in ground.journey.nodes:
        if isinstance(node, ActionNode):
            action = node.action
            if isinstance(action, act.AssignToGroup):
                yield from _needed_role(ground, action, node.id)
            elif isinstance(action, act.UpdateGroupStage):
                yield from _needed_stage(ground, action, node.id)
        elif isinstance(node, ListenNode):
            for number, trigger in enumerate(node.triggers):
                if isinstance(trigger, GROUP_TRIGGERS):
                    yield from _trigger(ground, trigger, node.id, f"triggers.{number}")


def _needed_role(ground: Ground, action: act.AssignToGroup, node: str) -> Iterator[Problem]:
    if not action.role:
        yield error("role_unset", node, "action.role")
    else:
        interest = action.solution_interest
        yield from role_problems(ground, interest, action.role, node, "action.role")


def _needed_stage(ground: Ground, action: act.UpdateGroupStage, node: str) -> Iterator[Problem]:
    if not action.stage:
        yield error("stage_unset", node, "action.stage")
    else:
        interest = action.solution_interest
        yield from stage_problems(ground, interest, action.stage, node, "action.stage")


def _trigger(ground: Ground, trigger: trig.Trigger, node: str, field: str) -> Iterator[Problem]:
    interest = getattr(trigger, "solution_interest", None)
    if isinstance(trigger, trig.AssignedToGroupTrigger | trig.RemovedFromGroupTrigger):
        if trigger.role:
            yield from role_problems(ground, interest, trigger.role, node, f"{field}.role")
    elif isinstance(trigger, trig.GroupStageTrigger):
        for side in ("new", "previous"):
            asked: Comparison | None = getattr(trigger, side)
            place = f"{field}.{side}.value"
            yield from compared_stage_problems(ground, interest, asked, node, place)


def role_problems(
    ground: Ground, interest: str | None, role: str, node: str | None, field: str
) -> Iterator[Problem]:
    """A role is one of the template of a solution interest (ruling 40)."""
    found = ground.definitions.find("solution_interests", interest)
    if not isinstance(found, SolutionInterest):
        return  # said elsewhere
    template = ground.definitions.find("role_templates", found.role_template)
    if isinstance(template, RoleTemplate) and role not in [card.role for card in template.cards]:
        yield error("role_unknown", node, field, role=role, name=template.name)


def stage_problems(
    ground: Ground, interest: str | None, stage: str, node: str | None, field: str
) -> Iterator[Problem]:
    """A stage is one of the Live stage model of a solution interest."""
    found = ground.definitions.find("solution_interests", interest)
    if not isinstance(found, SolutionInterest):
        return  # said elsewhere
    model = ground.definitions.find("stage_models", found.stage_model)
    if not isinstance(model, StageModel):
        yield error("stage_model_missing", node, field, name=found.name)
    elif model.status is not LibraryStatus.LIVE:
        yield error("draft.stage_models", node, field, name=model.name)
    elif stage not in [item.name for item in model.stages]:
        yield error("stage_unknown", node, field, stage=stage, name=model.name)


def compared_stage_problems(
    ground: Ground, interest: str | None, asked: Comparison | None, node: str | None, field: str
) -> Iterator[Problem]:
    """Stages that a comparison names exactly are stages that there are."""
    exact = asked is not None and asked.operator in (Operator.IS, Operator.IS_NOT)
    if asked is not None and exact and isinstance(asked.value, str) and asked.value:
        yield from stage_problems(ground, interest, asked.value, node, field)
