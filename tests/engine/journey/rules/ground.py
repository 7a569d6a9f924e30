"""Sound journeys and definitions, for rules to find nothing in until something is changed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from engine.accounts.audiences import Audience, EntityList, LibraryStatus, ListKind
from engine.buying_groups.model import RoleCard, RoleTemplate, SolutionInterest, Stage, StageModel
from engine.conditions.model import AllOf, Scope
from engine.journey.model import (
    Channel,
    Definitions,
    Email,
    ExternalService,
    Journey,
    JourneyKind,
    JourneyRef,
    NamedThing,
    Settings,
    Status,
    TextMessage,
)
from engine.journey.nodes import Node, PersonAudienceNode
from engine.journey.rules import Facts, Problem, problems
from resources.catalogue import say
from tests.engine.journey.drawing import draw, named, title_is

LIVE, DRAFT = LibraryStatus.LIVE, LibraryStatus.DRAFT
PERSON = Scope.PERSON

DEFINITIONS = Definitions(
    audiences=(
        Audience(id="everyone", name="Everyone"),
        Audience(id="people", name="All people", scope=PERSON),
    ),
    lists=(
        EntityList(id="live", name="Live list", status=LIVE),
        EntityList(id="draft", name="Draft list", status=DRAFT),
        EntityList(
            id="dynamic",
            name="Dynamic list",
            status=LIVE,
            kind=ListKind.DYNAMIC,
            condition=AllOf(),
        ),
        EntityList(id="friends", name="Friends", status=LIVE, scope=PERSON),
    ),
    role_templates=(
        RoleTemplate(
            id="roles",
            name="Roles",
            status=LIVE,
            cards=(RoleCard(role="Champion", condition=title_is("CEO")),),
        ),
        RoleTemplate(id="drafted", name="Drafted", cards=(RoleCard(role="Champion"),)),
        RoleTemplate(id="empty", name="Empty", status=LIVE),
    ),
    solution_interests=(
        SolutionInterest(id="seeds", name="Seeds", role_template="roles", stage_model="stages"),
        SolutionInterest(id="stageless", name="Stageless", role_template="roles"),
        SolutionInterest(
            id="drafted", name="On drafts", role_template="drafted", stage_model="drafted"
        ),
        SolutionInterest(id="empty", name="On nothing", role_template="empty"),
        SolutionInterest(id="lost", name="Lost", role_template="gone", stage_model="gone"),
    ),
    stage_models=(
        StageModel(id="stages", name="Stages", status=LIVE, stages=(Stage(name="New"),)),
        StageModel(id="drafted", name="Drafted stages", stages=(Stage(name="New"),)),
    ),
    emails=(Email(id="hello", name="Hello"), Email(id="again", name="Again")),
    messages=(
        TextMessage(id="sms", name="Text"),
        TextMessage(id="whatsapp", name="Chat", channel=Channel.WHATSAPP),
    ),
    destinations=(NamedThing(id="linkedin", name="LinkedIn"),),
    external_audiences=(NamedThing(id="fans", name="Fans"),),
    marketo_lists=(NamedThing(id="ml", name="ML"),),
    marketo_campaigns=(NamedThing(id="mc", name="MC"),),
    services=(ExternalService(id="grades", name="Grades", accessors=("grade",)),),
    journeys=(
        JourneyRef(id="accounts", name="Accounts journey"),
        JourneyRef(id="people", name="People journey", kind=JourneyKind.PERSON),
        JourneyRef(id="drafted", name="Drafted journey", status=Status.DRAFT),
    ),
)

SETTINGS = Settings(start=dt.date(2025, 1, 1), end=dt.date(2025, 3, 31))
"""From the first instant of 1 January to that of 1 April: 90 days."""


def sound(lines: str, **nodes: Node) -> Journey:
    """A drawn journey with a start and an end."""
    return draw(lines, **nodes).model_copy(update={"settings": SETTINGS})


def for_people(journey: Journey) -> Journey:
    """The same as a person journey."""
    nodes = tuple(
        PersonAudienceNode(id="in", audience="people") if node.id == "in" else node
        for node in journey.nodes
    )
    return journey.model_copy(update={"kind": JourneyKind.PERSON, "nodes": nodes})


def one(node: Node) -> Journey:
    """A journey whose only node besides the audience is ``n``."""
    return sound("in > n", n=named("n", node))


def found(
    journey: Journey, definitions: Definitions = DEFINITIONS, facts: Facts | None = None
) -> dict[tuple[str, str | None, str | None], Problem]:
    """The problems by code, node and field."""
    return {(p.code, p.node, p.field): p for p in problems(journey, definitions, facts)}


def codes(journey: Journey, **other: Any) -> list[str]:
    """The codes of the problems, in their order."""
    return [code for code, _, _ in found(journey, **other)]


def sentence(problem: Problem) -> str:
    """What a problem says."""
    return say(problem.message)
