"""What actions, listens and external nodes need to be set (domain sections 3.1, 3.2, 3.6, 3.7)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from engine.accounts import fields as f
from engine.accounts.derived.model import derived_id
from engine.conditions.check import check_comparison
from engine.conditions.model import Comparison, Operator, Scope, ValueType
from engine.conditions.sentence import Text
from engine.journey import actions as act
from engine.journey import triggers as trig
from engine.journey.actions import Context
from engine.journey.edits import update_node
from engine.journey.model import ExternalService, JourneyKind
from engine.journey.nodes import (
    ActionNode,
    ExternalSplitNode,
    ListenNode,
    NextBestNode,
    PersonAudienceNode,
)
from engine.journey.rules.problem import (
    Ground,
    Problem,
    Severity,
    error,
    fix,
    problem,
    warning,
)
from resources.catalogue import Param, msg

MAX_STATUS = 50
NEEDED_TEXTS = ("audience_name", "email_to", "status", "connection", "experience", "score")
"""Settings of actions that are text and must be given."""
KEYS = {
    Scope.ACCOUNT: (f.ACCOUNT_KEY,),
    Scope.PERSON: (f.PERSON_KEY, f.PERSON_ACCOUNT),
}
"""What says who an entity is, and is not for journeys to change."""
CONSTRAINTS = (
    Operator.IS,
    Operator.IS_NOT,
    Operator.CONTAINS,
    Operator.STARTS_WITH,
    Operator.IS_ANY,
    Operator.GREATER,
    Operator.LESS,
    Operator.BETWEEN,
)
"""How Journey Optimizer B2B edition compares the values of events (section 3.2)."""


def actions(ground: Ground) -> Iterator[Problem]:
    """An action is chosen, is of the node's context and has its texts."""
    for node in ground.journey.nodes:
        if not isinstance(node, ActionNode):
            continue
        action = node.action
        if action is None:
            yield error("action_unset", node.id, "action")
            continue
        if action.context is not node.context:
            yield _wrong_context(ground, node, action)
        for field in NEEDED_TEXTS:
            if not str(getattr(action, field, "?")).strip():
                yield error(f"empty.{field}", node.id, f"action.{field}")
        yield from _texts(node.id, action)


def _wrong_context(ground: Ground, node: ActionNode, action: act.Action) -> Problem:
    """The action tells the context, unless it may not stand there at all."""
    at_home = action.context is Context.PEOPLE or (
        ground.journey.kind is JourneyKind.ACCOUNT and node.id not in ground.inside
    )
    updated = node.model_copy(update={"context": action.context})
    mend = fix(f"context_{action.context}", partial(update_node, node=updated))
    code = f"context_wrong.{action.context}"
    return error(code, node.id, "context", mend if at_home else None)


def _texts(node: str, action: act.Action) -> Iterator[Problem]:
    match action:
        case act.UpdateGroupStatus() if len(action.status) > MAX_STATUS:
            length = len(action.status)
            yield error("status_long", node, "action.status", count=MAX_STATUS, length=length)
        case act.SendSalesAlert() if action.email_to.strip():
            for address in action.email_to.replace(";", ",").split(","):
                name, _, host = address.strip().partition("@")
                if not name or "." not in host:
                    address = address.strip()
                    yield error("address_bad", node, "action.email_to", address=address)
        case act.ChangeScore() if action.change == 0:
            yield warning("score_unchanged", node, "action.change")


def updates(ground: Ground) -> Iterator[Problem]:
    """The attribute that an action sets exists, is no key, and takes the value."""
    for node in ground.journey.nodes:
        action = node.action if isinstance(node, ActionNode) else None
        if not isinstance(action, act.UpdateAccountProfile | act.UpdatePersonProfile):
            continue
        scope = Scope.PERSON if action.context is Context.PEOPLE else Scope.ACCOUNT
        place, path = "action.attribute", action.attribute
        if not path:
            yield error("attribute_unset", node.id, place)
        elif path in KEYS[scope]:
            name = ground.names.attribute(scope, path)
            yield error("attribute_is_key", node.id, place, attribute=name)
        elif scope is Scope.ACCOUNT and derived_id(path) is not None:
            name = ground.names.attribute(scope, path)
            yield error("attribute_derived", node.id, place, attribute=name)
        elif (kind := ground.loaded_type(scope, path)) is None:
            yield warning(f"attribute_new.{scope}", node.id, place, attribute=path)
        elif action.value is not None and check_comparison(
            Comparison(value=action.value), kind, path
        ):
            yield error(
                "value_type",
                node.id,
                "action.value",
                attribute=ground.names.attribute(scope, path),
                kind=msg(f"conditions.type.{kind}"),
                value=action.value,
            )


def listens(ground: Ground) -> Iterator[Problem]:
    """A listen has triggers, and of those who travel (section 3.2)."""
    for node in ground.journey.nodes:
        if not isinstance(node, ListenNode):
            continue
        if not node.triggers:
            yield error("trigger_unset", node.id, "triggers")
        if ground.journey.kind is JourneyKind.PERSON:
            for number, trigger in enumerate(node.triggers):
                if trigger.context is Context.ACCOUNTS:
                    yield error("trigger_of_accounts", node.id, f"triggers.{number}")


def triggers(ground: Ground) -> Iterator[Problem]:
    """What triggers ask exists and can be asked."""
    for node in ground.journey.nodes:
        found: tuple[trig.Trigger, ...] = ()
        name = "triggers"
        if isinstance(node, ListenNode):
            found = node.triggers
        elif isinstance(node, PersonAudienceNode):
            found, name = node.events, "events"
        for number, trigger in enumerate(found):
            field = f"{name}.{number}"
            if isinstance(trigger, trig.ExperienceEventTrigger):
                yield from _event(ground, trigger, node.id, field)
            elif isinstance(trigger, trig.AccountChangedTrigger | trig.PersonChangedTrigger):
                yield from _attribute(ground, trigger, node.id, field)
            else:
                yield from _values(_group_kind(trigger), trigger, node.id, field)


def _event(
    ground: Ground, trigger: trig.ExperienceEventTrigger, node: str, field: str
) -> Iterator[Problem]:
    event = trigger.event_type
    if not event:
        yield error("event_unset", node, f"{field}.event_type")
        return
    if not ground.event_type_exists(event):
        yield unknown(ground, "event_unknown", node, f"{field}.event_type", event=event)
        return
    for number, asked in enumerate(trigger.constraints):
        place = f"{field}.constraints.{number}"
        kind = ground.event_field_type(event, asked.field)
        if kind is None:
            name = ground.names.event_type(event)
            params = {"event": name, "field": asked.field}
            yield unknown(ground, "field_unknown", node, f"{place}.field", **params)
        else:
            said = ground.names.event_field(event, asked.field)
            yield from _comparison(asked, kind, said, node, place)


def _attribute(
    ground: Ground,
    trigger: trig.AccountChangedTrigger | trig.PersonChangedTrigger,
    node: str,
    field: str,
) -> Iterator[Problem]:
    scope = Scope.PERSON if trigger.context is Context.PEOPLE else Scope.ACCOUNT
    place, path = f"{field}.attribute", trigger.attribute
    if not path:
        yield error("attribute_unset", node, place)
        return
    if scope is Scope.ACCOUNT and derived_id(path) is not None:
        yield error("attribute_unheard", node, place, attribute=ground.names.attribute(scope, path))
        return
    kind = ground.attribute_type(scope, path)
    if kind is None:
        yield unknown(ground, f"attribute_unknown.{scope}", node, place, attribute=path)
    else:
        yield from _values(kind, trigger, node, field)


def _group_kind(trigger: trig.Trigger) -> ValueType:
    scores = (trig.GroupCompletenessTrigger, trig.GroupEngagementTrigger)
    return ValueType.NUMBER if isinstance(trigger, scores) else ValueType.STRING


def _values(kind: ValueType, trigger: trig.Trigger, node: str, field: str) -> Iterator[Problem]:
    for side in ("new", "previous"):
        asked: Comparison | None = getattr(trigger, side, None)
        if asked is not None:
            said = msg(f"journey.trigger.{side}_value")
            yield from _comparison(asked, kind, said, node, f"{field}.{side}")


def _comparison(
    asked: Comparison, kind: ValueType, name: Text, node: str, field: str
) -> Iterator[Problem]:
    for finding in check_comparison(asked, kind, name):
        place = ".".join((field, *map(str, finding.place)))
        severity = Severity.ERROR if finding.blocking else Severity.WARNING
        yield Problem(severity, "constraint", node, place, finding.message)
    if asked.operator not in CONSTRAINTS:
        operator = msg(f"conditions.operator.{asked.operator}")
        yield warning("constraint_operator", node, f"{field}.operator", operator=operator)


def unknown(
    ground: Ground, code: str, node: str | None, field: str | None, /, **params: Param
) -> Problem:
    """Something that the catalogue lacks: an error where data are loaded that lack it too, and
    without data a warning, because data may well have it."""
    severity = Severity.WARNING if ground.facts is None else Severity.ERROR
    return problem(severity, code, node, field, **params)


def external(ground: Ground) -> Iterator[Problem]:
    """Paths ask for accessors that their service has (section 3.6)."""
    for node in ground.journey.nodes:
        if not isinstance(node, ExternalSplitNode):
            continue
        service = ground.definitions.find("services", node.service)
        for number, path in enumerate(node.paths):
            place = f"paths.{number}.accessor"
            if not path.accessor:
                yield error("accessor_unset", node.id, place, label=path.label)
            elif isinstance(service, ExternalService) and path.accessor not in service.accessors:
                name = service.name
                yield error("accessor_unknown", node.id, place, accessor=path.accessor, name=name)


def prompts(ground: Ground) -> Iterator[Problem]:
    """Every path of a next best path says in words whom it is for (section 3.7)."""
    for node in ground.journey.nodes:
        if isinstance(node, NextBestNode):
            for number, path in enumerate(node.paths):
                if not path.prompt.strip() and path.override is None:
                    yield error("prompt_unset", node.id, f"paths.{number}.prompt", label=path.label)
