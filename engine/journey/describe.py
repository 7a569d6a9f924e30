"""Nodes in words, for cards, lists and reports: titles, contexts, summaries, path labels."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from engine.conditions.model import Comparison, Operator, Scope
from engine.conditions.sentence import Names, Text, compared, value_words
from engine.journey import actions as act
from engine.journey import triggers as trig
from engine.journey.model import Definitions, JourneyKind
from engine.journey.nodes import (
    NEXT,
    OTHER,
    RESERVED_LABELS,
    TIMEOUT,
    AccountAudienceNode,
    ActionNode,
    ExternalActionNode,
    ExternalSplitNode,
    ListenNode,
    NextBestNode,
    Node,
    PersonAudienceNode,
    SplitNode,
    VariantNode,
    WaitNode,
)
from engine.journey.timing import WEEKDAYS, Duration, MustEndOn, Timing, Weekday
from resources.catalogue import Message, Param, msg


class Category(StrEnum):
    """The colours of the canvas (look page)."""

    AUDIENCE = "audience"
    ACTION = "action"
    EVENT = "event"
    FLOW = "flow"


def category(node: Node) -> Category:
    """What kind of thing a node is to a marketer."""
    match node:
        case AccountAudienceNode() | PersonAudienceNode():
            return Category.AUDIENCE
        case ActionNode():
            return Category.ACTION
        case ListenNode() | ExternalActionNode() | ExternalSplitNode():
            return Category.EVENT
        case _:
            return Category.FLOW


def type_title(node: Node) -> Message:
    """The name of a node's type, as Journey Optimizer B2B edition has it."""
    return msg(f"journey.node.{node.type}")


def action_title(action: act.Action | type[act.AccountAction | act.PeopleAction]) -> Message:
    """The name of an action, or of a kind of action."""
    kind = action if isinstance(action, type) else type(action)
    return msg(f"journey.action.{kind.model_fields['type'].default}.title")


def title(node: Node) -> str | Message:
    """What a card is called: its own title, else what it does."""
    if node.title:
        return node.title
    if isinstance(node, ActionNode) and node.action is not None:
        return action_title(node.action)
    return type_title(node)


def context_line(node: Node, kind: JourneyKind = JourneyKind.ACCOUNT) -> Message:
    """The second line of a card: whom the node works on, in a journey of this kind."""
    match node:
        case AccountAudienceNode():
            return msg("journey.context.accounts")
        case PersonAudienceNode():
            return msg("journey.context.people")
        case ActionNode():
            return msg(f"journey.context.{node.context}")
        case SplitNode() | VariantNode():
            return msg(f"journey.context.by_{node.by}")
        case ListenNode():
            return _listens_to(node, kind)
        case _:
            return msg(f"journey.context.{_travellers(kind)}")


def _travellers(kind: JourneyKind) -> act.Context:
    return act.Context.ACCOUNTS if kind is JourneyKind.ACCOUNT else act.Context.PEOPLE


def _listens_to(node: ListenNode, kind: JourneyKind) -> Message:
    """Whose events a listen waits for, and for how long."""
    contexts = {trigger.context for trigger in node.triggers} or {_travellers(kind)}
    whose = msg("journey.context.both")
    if len(contexts) == 1:
        whose = msg(f"journey.context.{contexts.pop()}")
    if node.timeout is None:
        return whose
    form = "timeout" if node.timeout.until is None else "until"
    return msg(f"journey.context.{form}", whose=whose, timing=timing_words(node.timeout))


def path_label(node: Node, path: str) -> Text:
    """A path as the canvas labels it; empty where the node has no choice."""
    if path == TIMEOUT:
        return msg("journey.path.timeout")
    if path == OTHER:
        return msg("journey.path.rest")
    if path in RESERVED_LABELS:
        return msg("journey.path.timeout_or_error")
    if path != NEXT:
        return path
    if isinstance(node, ExternalActionNode):
        return msg("journey.path.success")
    return msg("journey.path.event") if len(node.path_names()) > 1 else ""


def summary(node: Node, definitions: Definitions, names: Names) -> Message:
    """One line that says what is set, such as "Wait 3 days, then Mon–Fri 09:00 New York"."""
    said = _Summary(definitions, names)
    match node:
        case AccountAudienceNode() | PersonAudienceNode():
            return said.audience(node)
        case ActionNode():
            return said.action(node.action)
        case ListenNode():
            return said.listen(node)
        case VariantNode():
            shares = tuple(
                msg("journey.summary.share", label=path.label, share=path.percentage)
                for path in node.paths
            )
            return msg("journey.summary.variant", shares=shares)
        case WaitNode():
            return msg("journey.summary.wait", timing=timing_words(node.timing))
        case ExternalActionNode():
            if not node.service:
                return msg("journey.summary.choose.services")
            return msg("journey.summary.service", service=said.name("services", node.service))
        case SplitNode() | NextBestNode() | ExternalSplitNode():
            return _labels(node)
        case _:
            return msg(f"journey.summary.{node.type}")


def timing_words(timing: Timing) -> Message:
    """A duration, a date, or a duration with the moment it must end on."""
    if timing.until is not None:
        return msg("journey.timing.until", date=f"{timing.until:%Y-%m-%d %H:%M}")
    duration, end = timing.duration, timing.must_end_on
    if end is None:
        return _duration(duration) if duration else msg("journey.timing.unset")
    if duration is None or duration.amount == 0:
        return msg("journey.timing.until_moment", moment=_moment(end))
    return msg("journey.timing.then_moment", duration=_duration(duration), moment=_moment(end))


def trigger_words(trigger: trig.Trigger, names: Names) -> Message:
    """What a trigger waits for."""
    words = _trigger(trigger, names)
    if trigger.at_least > 1:
        return msg("journey.trigger.times", trigger=words, times=trigger.at_least)
    return words


class _Summary:
    def __init__(self, definitions: Definitions, names: Names) -> None:
        self.definitions = definitions
        self.names = names

    def name(self, kind: str, id_: str | None) -> Param:
        """The name of a definition; its id where it is not there."""
        found: Any = self.definitions.find(kind, id_) if id_ else None
        if found is not None:
            return str(found.name)
        return id_ or msg("journey.summary.unset")

    def audience(self, node: AccountAudienceNode | PersonAudienceNode) -> Message:
        if node.audience:
            name = self.name("audiences", node.audience)
            return msg("journey.summary.from_audience", name=name)
        if node.list:
            return msg("journey.summary.from_list", name=self.name("lists", node.list))
        if isinstance(node, PersonAudienceNode) and node.events:
            events = tuple(trigger_words(event, self.names) for event in node.events)
            return msg("journey.summary.from_events", events=events)
        return msg("journey.summary.no_audience")

    def action(self, action: act.Action | None) -> Message:
        if action is None:
            return msg("journey.summary.no_action")
        settings: dict[str, Param] = {}
        for field in type(action).model_fields:
            refers_to = _refers_to(action, field)
            if refers_to is not None and not getattr(action, field):
                return msg(f"journey.summary.choose.{refers_to}")
            settings[field] = self.setting(action, field)
        return msg(f"journey.action.{action.type}.summary", **settings)

    def setting(self, action: act.Action, field: str) -> Param:
        """A setting of an action in words: the name of what it refers to, or the value."""
        value = getattr(action, field)
        refers_to = _refers_to(action, field)
        if refers_to is not None:
            return self.name(refers_to, value)
        if field == "attribute" and value:
            scope = Scope.PERSON if action.context is act.Context.PEOPLE else Scope.ACCOUNT
            return self.names.attribute(scope, value)
        if field == "change":
            return f"{value:+d}"
        if field == "value":
            return value_words(value) if value is not None else msg("journey.summary.nothing")
        return value if value not in ("", None) else msg("journey.summary.unset")

    def listen(self, node: ListenNode) -> Message:
        if not node.triggers:
            return msg("journey.summary.no_trigger")
        triggers = tuple(trigger_words(trigger, self.names) for trigger in node.triggers)
        if node.timeout is None:
            return msg("journey.summary.listen", triggers=triggers)
        if node.timeout.until is not None:
            return msg(
                "journey.summary.listen_until",
                triggers=triggers,
                timing=timing_words(node.timeout),
            )
        timing = timing_words(node.timeout)
        return msg("journey.summary.listen_for", triggers=triggers, timing=timing)


_KINDS = {
    "solution_interest": "solution_interests",
    "audience": "external_audiences",
    "destination": "destinations",
    "journey": "journeys",
    "email": "emails",
    "message": "messages",
    "campaign": "marketo_campaigns",
    "list": "lists",
}


def _refers_to(action: act.Action, field: str) -> str | None:
    """The kind of definition that a setting of an action names; None where it names none."""
    if field == "list" and isinstance(action, act.AddToMarketoList | act.RemoveFromMarketoList):
        return "marketo_lists"
    return _KINDS.get(field)


def _labels(node: SplitNode | NextBestNode | ExternalSplitNode) -> Message:
    labels: list[Param] = [path_label(node, path) for path in node.path_names()]
    return msg("journey.summary.split", labels=tuple(labels))


def _duration(duration: Duration) -> Message:
    return msg(f"journey.timing.{duration.unit}", count=duration.amount)


def _moment(end: MustEndOn) -> Message:
    time = f"{end.time:%H:%M:%S}".removesuffix(":00")
    if end.time_zone is None:
        return msg("journey.timing.moment", days=_days(end.days), time=time)
    zone = end.time_zone.rsplit("/", 1)[-1].replace("_", " ")
    return msg("journey.timing.moment_in", days=_days(end.days), time=time, zone=zone)


def _days(days: tuple[Weekday, ...]) -> Message:
    """Weekdays, three or more in a row as a range; nothing where every day will do."""
    chosen = [WEEKDAYS.index(day) for day in WEEKDAYS if day in days]
    if len(chosen) == len(WEEKDAYS):
        return msg("journey.timing.any_day")
    runs: list[list[int]] = []
    for index in chosen:
        if runs and runs[-1][-1] == index - 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    words: list[Param] = []
    for run in runs:
        if len(run) > 2:
            words.append(msg("journey.timing.range", first=_day(run[0]), last=_day(run[-1])))
        else:
            words.extend(_day(index) for index in run)
    return msg("journey.timing.weekdays", days=tuple(words) or msg("journey.timing.no_day"))


def _day(index: int) -> Message:
    return msg(f"journey.weekday.{WEEKDAYS[index]}")


def _trigger(trigger: trig.Trigger, names: Names) -> Message:
    key = f"journey.trigger.{trigger.type}"
    match trigger:
        case trig.ExperienceEventTrigger():
            return _event(trigger, names)
        case trig.AccountMomentTrigger():
            if trigger.moment_type is None:
                return msg(f"{key}.any")
            return msg(f"{key}.of", kind=str(trigger.moment_type))
        case trig.AccountChangedTrigger() | trig.PersonChangedTrigger():
            scope = Scope.PERSON if trigger.context is act.Context.PEOPLE else Scope.ACCOUNT
            unset = msg("journey.summary.unset")
            name = names.attribute(scope, trigger.attribute) if trigger.attribute else unset
            return _changed(key, trigger.new, trigger.previous, name)
        case trig.AssignedToGroupTrigger() | trig.RemovedFromGroupTrigger():
            interest = _interest(trigger.solution_interest, names)
            if trigger.role is None:
                return msg(f"{key}.any", interest=interest)
            return msg(f"{key}.role", interest=interest, role=trigger.role)
        case _:
            interest = _interest(trigger.solution_interest, names)
            name = msg(f"{key}.name", interest=interest)
            return _changed("journey.trigger.group_changed", trigger.new, trigger.previous, name)


def _event(trigger: trig.ExperienceEventTrigger, names: Names) -> Message:
    if not trigger.event_type:
        return msg("journey.summary.no_trigger")
    event = names.event_type(trigger.event_type)
    if not trigger.constraints:
        return msg("journey.trigger.experience_event.any", event=event)
    asked = tuple(
        compared(names.event_field(trigger.event_type, item.field), item)
        for item in trigger.constraints
    )
    return msg("journey.trigger.experience_event.where", event=event, constraints=asked)


def _changed(key: str, new: Comparison | None, previous: Comparison | None, name: Text) -> Message:
    sides: list[tuple[str, Comparison | None]] = [("new", new), ("previous", previous)]
    asked = tuple(
        compared(msg(f"journey.trigger.{side}_value"), comparison)
        for side, comparison in sides
        if comparison is not None and comparison.operator is not Operator.IS_ANY
    )
    if asked:
        return msg(f"{key}.where", name=name, constraints=asked)
    return msg(f"{key}.any", name=name)


def _interest(id_: str | None, names: Names) -> Param:
    return names.solution_interest(id_) if id_ else msg("journey.summary.unset")
